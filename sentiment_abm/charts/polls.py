"""Poll results as points on a chart: each with what it measures, by whom, and its sampling error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isnan, sqrt
from typing import Any, NamedTuple

import pandas as pd

from sentiment_abm.charts.indicators import INDICATORS, indicator
from sentiment_abm.charts.labels import readable, wrapped
from sentiment_abm.charts.panels import LEADING, SMALL, Sheet
from sentiment_abm.charts.style import INK, MOODS, PAPER, Width
from sentiment_abm.spec import InputError, nearest

MARKS = (("D", "◆"), ("s", "■"), ("^", "▲"), ("v", "▼"), ("p", "⬟"), ("*", "★"), ("X", "✖"), ("P", "✚"))
_Z95 = 1.959963984540054  # a 95 % interval is this many standard errors to either side


class Poll(NamedTuple):
    """One poll result; `error` is the half-width of its 95 % sampling interval (NaN when n is unknown)."""

    segment: str
    day: int
    value: float
    indicator: str
    label: str
    source: str
    error: float

    @property
    def series(self) -> tuple[str, str, str]:
        """Points of one series ask the same question by the same pollster, and share a marker."""
        return self.indicator, self.label, self.source


Polls = pd.DataFrame | Iterable[Mapping[str, Any]]


def read_polls(polls: Polls | None, start: date | None, segments: Sequence[str] | None = None) -> list[Poll]:
    """Check and complete poll results; InputError with every problem found.

    Each has `value` (0…1, −1…1 for net), `indicator` (a column of the daily table), `day` or, with a start date,
    `date`; and may have `segment` (default "all"; one of `segments` if these are given), `label`, `source`
    and `n` (number of people asked).

    >>> poll = read_polls([{"day": 3, "value": 0.5, "indicator": "hope", "n": 1000}], None)[0]
    >>> poll.segment, round(poll.error, 3)
    ('all', 0.031)
    """
    rows: list[Mapping[Any, Any]] = []
    if polls is not None:
        rows = list(polls.to_dict("records") if isinstance(polls, pd.DataFrame) else polls)
    problems: list[str] = []
    found = [_read(row, start, f"polls row {i}", problems) for i, row in enumerate(rows, start=1)]
    for i, poll in enumerate(found, start=1):
        if segments is not None and poll is not None and poll.segment not in ("all", *segments):
            problems.append(f"polls row {i}: no segment {poll.segment!r}{nearest(poll.segment, segments)}")
    if problems:
        raise InputError(problems)
    return [poll for poll in found if poll is not None]


def _read(row: Mapping[Any, Any], start: date | None, where: str, problems: list[str]) -> Poll | None:
    given = {str(key): value for key, value in row.items() if not pd.isna(value)}
    name, before = str(given.get("indicator", "")), len(problems)
    low = -1.0 if indicator(name).signed else 0.0
    if name not in INDICATORS:
        problems.append(f"{where}: indicator {name!r} is not a column of the daily table{nearest(name, INDICATORS)}")
    value = _number(given.get("value"))
    if not low <= value <= 1.0:
        problems.append(f"{where}: value {given.get('value')!r} is outside {low:g}…1")
    day = _day(given, start, where, problems)
    if len(problems) > before:
        return None
    error = _sampling_error(value, given.get("n"), signed=low < 0)
    label, pollster = readable(given.get("label", "")), readable(given.get("source", ""))
    return Poll(str(given.get("segment", "all")), day, value, name, label, pollster, error)


def _number(given: object) -> float:
    """The number, or NaN for anything else."""
    try:
        return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _day(given: Mapping[str, Any], start: date | None, where: str, problems: list[str]) -> int:
    if "day" in given:
        return int(given["day"])
    if "date" not in given:
        problems.append(f"{where}: neither day nor date")
    elif start is None:
        problems.append(f"{where}: date {given['date']} needs a scenario with a start_date")
    elif pd.isna(when := pd.to_datetime(str(given["date"]), errors="coerce")):
        problems.append(f"{where}: date {given['date']!r} is not a date like 2025-02-18")
    else:
        return int((when.date() - start).days)
    return 0


def _sampling_error(value: float, n: object, *, signed: bool) -> float:
    """Half-width of the 95 % interval of a share; of a difference of two shares, the widest it can be."""
    asked = _number(n)
    if not asked > 0:
        return float("nan")
    variance = 1.0 - value * value if signed else value * (1.0 - value)
    return _Z95 * sqrt(variance / asked)


def draw_polls(made: Sheet, i: int, polls: Sequence[Poll], marks: Sequence[tuple[str, str, str]]) -> None:
    """Put these polls on panel i; the place of a series in `marks` decides its marker."""
    font = made.width.font
    for poll in polls:
        ink, factor = _ink(poll), indicator(poll.indicator).factor
        made.axes[i].errorbar(
            poll.day, poll.value * factor, yerr=None if isnan(poll.error) else poll.error * factor,
            marker=MARKS[marks.index(poll.series) % len(MARKS)][0], markersize=font * 0.6, color=ink,
            markeredgecolor=PAPER, markeredgewidth=0.7, elinewidth=0.9, capsize=font * 0.2, zorder=5,
            label=f"_{poll.label}",
        )  # fmt: skip


def poll_key(marks: Sequence[tuple[str, str, str]], width: Width) -> list[tuple[str, str, list[str]]]:
    """For each series its glyph, ink and wrapped words: what it measures, by whom."""
    key = []
    for place, (name, label, source) in enumerate(marks):
        words = f"{indicator(name).title}: {label or 'poll'}" + (f" ({source})" if source else "")
        ink = MOODS[name].ink if name in MOODS else INK
        lines = wrapped(words, width.points - width.font * 3, width.font * SMALL)
        key.append((MARKS[place % len(MARKS)][1], ink, lines))
    return key


def key_height(key: Sequence[tuple[str, str, list[str]]], width: Width) -> float:
    """Points that the key of the polls needs below the panels."""
    return (sum(len(lines) for _, _, lines in key) + 0.8) * width.font * SMALL * LEADING if key else 0.0


def draw_key(made: Sheet, key: Sequence[tuple[str, str, list[str]]]) -> None:
    """Write the key of the polls into the sheet's legend area."""
    size = made.width.font * SMALL
    y = made.legend.bottom + made.legend.height - size
    for glyph, ink, lines in key:
        made.write(made.legend.left + size * 0.6, y, glyph, size=size, color=ink, ha="center")
        for text in lines:
            made.write(made.legend.left + size * 1.6, y, text, size=size)
            y -= size * LEADING


def _ink(poll: Poll) -> str:
    return MOODS[poll.indicator].ink if poll.indicator in MOODS else INK
