"""Whether the items of a scenario, their sources and the promiser fit together; every misfit is one line."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sentiment_abm.news.fields import table_faults
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.values import number_fault, shown, text_fault
from sentiment_abm.spec import Kind, Spec, nearest

STARTS = datetime.date(2, 1, 1), datetime.date(9000, 12, 31)  # so that a day before and all days of a study have dates
CREDIBILITY = Spec("τ", "credibility of a source", "1", 0, 1, Kind.ASSUMED)


def source_faults(sources: Mapping[Any, object], promiser: str) -> Iterator[str]:
    """Sources without a name or with a credibility that is none.

    >>> list(source_faults({"wire": 1.2, "leader": 0.5}, promiser="leader"))
    ["credibility of source 'wire' 1.2 is outside 0…1", \
"source 'leader' is the promiser, whose credibility is learned and cannot be given"]
    """
    for name, credibility in sources.items():
        label = f"credibility of source {shown(name)}"
        if fault := text_fault(name):
            yield f"name of a source {fault}"
        elif name == promiser:
            yield f"source {shown(name)} is the promiser, whose credibility is learned and cannot be given"
        elif isinstance(credibility, Mapping):
            yield from table_faults(label, credibility, CREDIBILITY)
        elif fault := number_fault(credibility, CREDIBILITY):
            yield f"{label} {fault}"


def start_fault(start: object) -> str:
    """What keeps something from being the date of day 0; empty if nothing does.

    >>> start_fault(datetime.date(2025, 2, 12)), start_fault(datetime.date(9999, 12, 31))
    ('', 'is outside 0002-01-01…9000-12-31')
    """
    # A datetime is a date to Python, but not a day.
    if type(start) is not datetime.date:
        return "is not a date"
    first, last = STARTS
    return "" if first <= start <= last else f"is outside {first}…{last}"


def undated(items: Iterable[NewsItem], start: datetime.date) -> Iterator[str]:
    """Items of days that have no date, because the calendar ends before."""
    last = (datetime.date.max - start).days
    for item in items:
        if item.day > last:
            yield f"{item.where}: day {item.day} is after the year {datetime.date.max.year}, counted from {start}"


def strangers(items: Iterable[NewsItem], promiser: str, sources: Iterable[object]) -> Iterator[str]:
    """Announcements and signals whose source nobody knows; outcomes are facts, whoever reports them."""
    known = [name for name in (promiser, *sources) if isinstance(name, str)]
    for item in items:
        if item.kind != "outcome" and item.source not in known:
            hint = nearest(item.source, known) or f"; known are {', '.join(known)}, others need a place in sources"
            yield f"{item.where}: unknown source {shown(item.source)}{hint}"


def twins(items: Iterable[NewsItem]) -> Iterator[str]:
    """Items with one id, which would share their luck: the same news twice, unless the ids were given by hand."""
    by_id = defaultdict(list)
    for item in items:
        by_id[item.id].append(item)
    for same in by_id.values():
        for item in same[1:]:
            yield f"{item.where}: same id {item.id} as {same[0].where}; is it the same item twice?"


def early_outcomes(items: Sequence[NewsItem]) -> Iterator[str]:
    """Outcomes before the first announcement; without any announcement, or with a hype of its own, one may stand."""
    first = min((item.day for item in items if item.kind == "announcement"), default=0)
    for item in items:
        if item.kind == "outcome" and item.hype is None and item.day < first:
            yield f"{item.where}: outcome comes before its announcement (day {first}) and has no hype of its own"
