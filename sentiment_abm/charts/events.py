"""Which news items get a number on a chart: as many of the weightiest as every panel has room for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

GLYPHS = {"announcement": "▲", "signal": "◆", "outcome": "●"}
GLYPH_KEY = "▲\xa0announcement, ◆\xa0signal, ●\xa0outcome."  # a glyph and its word stay on one line
_ORDER = {kind: place for place, kind in enumerate(GLYPHS)}


class Event(NamedTuple):
    """A news item as charts see it; the same item in two cases is one event."""

    day: int
    kind: str
    headline: str
    source: str


class Numbered(NamedTuple):
    """The events of each case, and the numbers (from 1, in order of time) of those that have one."""

    by_case: Mapping[str, Sequence[Event]]
    numbers: Mapping[Event, int]

    @property
    def total(self) -> int:
        """How many different events there are."""
        return len({event for events in self.by_case.values() for event in events})

    def with_number(self, case: str) -> list[tuple[Event, int]]:
        """The numbered events of one case, in order of time."""
        return [(event, self.numbers[event]) for event in self.by_case[case] if event in self.numbers]


def numbered(items: Mapping[str, pd.DataFrame], span: tuple[int, int], *, room: int, most: int) -> Numbered:
    """Number the weightiest events inside `span`: at most `room` in one case and `most` together."""
    weights: dict[Event, float] = {}
    by_case: dict[str, list[Event]] = {}
    for case, table in items.items():
        weighed = dict(_weighed(table, span))
        by_case[case] = sorted(weighed, key=_time)
        weights.update({event: max(weight, weights.get(event, 0.0)) for event, weight in weighed.items()})
    ranked = sorted(weights, key=lambda event: (-weights[event], _time(event)))
    near = (span[1] - span[0]) / (2 * max(room, 1))
    chosen = _chosen(ranked, by_case, room, most, near)
    return Numbered(by_case, {event: i for i, event in enumerate(sorted(chosen, key=_time), start=1)})


def _chosen(
    ranked: Sequence[Event], by_case: Mapping[str, Sequence[Event]], room: int, most: int, near: float
) -> list[Event]:
    """First the weightiest that stand apart by more than `near` days, then others while there is room."""
    cases = {event: [case for case, events in by_case.items() if event in events] for event in ranked}
    taken: dict[str, list[int]] = {case: [] for case in by_case}
    chosen: list[Event] = []
    for apart in (near, -1.0):
        for event in ranked:
            days = [taken[case] for case in cases[event]]
            crowded = any(abs(event.day - other) <= apart for others in days for other in others)
            full = len(chosen) >= most or any(len(others) >= room for others in days)
            if event not in chosen and not crowded and not full:
                chosen.append(event)
                for others in days:
                    others.append(event.day)
    return chosen


def _weighed(table: pd.DataFrame, span: tuple[int, int]) -> list[tuple[Event, float]]:
    """The events of a table of items with their weight for the choice: as salient in the model, as long covered."""
    size = pd.Series(0.0, index=table.index)
    for column, factor in (("hype", 2.0), ("strength", 1.0)):
        if column in table:
            size = size + factor * pd.to_numeric(table[column]).abs().fillna(0.0)
    if "coverage" in table:
        size = size * table["coverage"]
    size = size.where(table["kind"] != "outcome", size * 1.5)
    found = []
    for row, weight in zip(table.to_dict("records"), size, strict=True):
        event = Event(int(row["day"]), str(row["kind"]), str(row["headline"]), str(row.get("source", "")))
        if span[0] <= event.day <= span[1]:
            found.append((event, float(weight)))
    return found


def _time(event: Event) -> tuple[int, int, str, str]:
    return event.day, _ORDER.get(event.kind, len(_ORDER)), event.headline, event.source
