"""The timeline: all news of a scenario as arrays, in the order in which the items act, for the engines."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.news.item import KINDS, NewsItem
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest

type Credibility = float | Mapping[str, float]

NEVER = 2**31  # later than every day


class Timeline(NamedTuple):
    """One row per item in the order of action: announcements, signals, outcomes; then by day; then by id.

    Shapes: [items], with `delivered` and `credibility` [items, segments].
    """

    kind: NDArray[np.int64]  # 0 announcement, 1 signal, 2 outcome
    day: NDArray[np.int64]
    id: NDArray[np.int64]
    coverage: NDArray[np.int64]  # days
    hype: NDArray[np.float64]  # resolved: never NaN
    caveat: NDArray[np.float64]
    external: NDArray[np.float64]
    closes: NDArray[np.bool_]
    deception: NDArray[np.bool_]
    size: NDArray[np.float64]
    strength: NDArray[np.float64]  # 0 unless a signal
    delivered: NDArray[np.float64]  # 0 unless an outcome
    credibility: NDArray[np.float64]  # 0 for the promiser, whose credibility each citizen learns
    promised: NDArray[np.bool_]  # the source is the promiser
    closing_day: NDArray[np.int64]  # of an announcement: day of the first closing outcome from its day on, or NEVER


def action_order(items: Sequence[NewsItem]) -> list[NewsItem]:
    """The items in the order of the rows of a timeline.

    >>> late = NewsItem(9, "announcement", "Talks to resume", "leader")
    >>> early = NewsItem(1, "signal", "Shelling goes on", "wire", strength=-1.0)
    >>> [item.kind for item in action_order([early, late])]
    ['announcement', 'signal']
    """
    return sorted(items, key=lambda item: (KINDS.index(item.kind), item.day, item.id))


def timeline(
    items: Sequence[NewsItem], promiser: str, sources: Mapping[str, Credibility], segments: Sequence[str]
) -> Timeline:
    """The timeline of news from these sources, read by these segments.

    Raises InputError when a table by segment lacks a segment or names an unknown one.
    """
    if problems := [*_table_faults(items, sources, segments)]:
        raise InputError(problems)
    items = action_order(items)
    # A source without credibility can only be that of an outcome, which is a fact whoever tells it.
    trusted = {**sources, promiser: 0.0}
    return Timeline(
        kind=_whole(KINDS.index(item.kind) for item in items),
        day=_whole(item.day for item in items),
        id=_whole(item.id for item in items),
        coverage=_whole(item.coverage for item in items),
        hype=_real(_hypes(items)),
        caveat=_real(item.caveat for item in items),
        external=_real(item.external for item in items),
        closes=np.array([item.closes for item in items], np.bool_),
        deception=np.array([item.deception for item in items], np.bool_),
        size=_real(item.size for item in items),
        strength=_real(item.strength or 0.0 for item in items),
        delivered=_by_segment([item.delivered or 0.0 for item in items], segments),
        credibility=_by_segment([trusted.get(item.source, 0.0) for item in items], segments),
        promised=np.array([item.source == promiser for item in items], np.bool_),
        closing_day=_whole(_closing_days(items)),
    )


def _hypes(items: Sequence[NewsItem]) -> Iterator[float]:
    """The hype of each item; one that an outcome does not say is that of the last announcement up to its day."""
    announced = [item for item in items if item.kind == "announcement"]  # by day, as they act
    days = [item.day for item in announced]
    for item in items:
        told = item.hype
        if told is None and item.kind == "outcome" and (earlier := bisect_right(days, item.day)):
            told = announced[earlier - 1].hype
        yield 1.0 if told is None else told


def _closing_days(items: Sequence[NewsItem]) -> Iterator[int]:
    """By item, the day on which a promise made there ends; NEVER where nobody promises."""
    days = [item.day for item in items if item.kind == "outcome" and item.closes]
    for item in items:
        # An outcome of the same day ends the promise before: "round one fails, round two is announced" in one day.
        later = bisect_right(days, item.day)
        yield days[later] if item.kind == "announcement" and later < len(days) else NEVER


def _by_segment(values: Sequence[Credibility], segments: Sequence[str]) -> NDArray[np.float64]:
    rows = [[value[name] if isinstance(value, Mapping) else value for name in segments] for value in values]
    return np.array(rows, np.float64).reshape(len(values), len(segments))


def _table_faults(
    items: Sequence[NewsItem], sources: Mapping[str, Credibility], segments: Sequence[str]
) -> Iterator[str]:
    given = [(f"{item.where}: delivered", item.delivered) for item in items]
    given += [(f"credibility of source {shown(name)}", credibility) for name, credibility in sources.items()]
    for name, table in given:
        if not isinstance(table, Mapping):
            continue
        for segment in segments:
            if segment not in table:
                yield f"{name} has no value for segment {shown(segment)}{nearest(segment, table)}"
        for segment in table:
            if segment not in segments:
                yield f"{name} names an unknown segment {shown(segment)}{nearest(segment, segments)}"


def _whole(values: Iterator[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)


def _real(values: Iterator[float]) -> NDArray[np.float64]:
    return np.fromiter(values, np.float64)
