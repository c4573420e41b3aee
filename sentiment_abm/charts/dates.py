"""Ticks of a time axis: round days, or round dates when the scenario has a start date."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = (1, 2, 5, 7, 10, 14, 20, 30, 50, 60, 90, 100, 120, 200, 250, 300, 365, 500, 1000, 2000, 5000, 10000)
_MONTHS = (1, 2, 3, 4, 6, 12, 24, 60, 120)


class Tick(NamedTuple):
    """A day of the axis and what is written there."""

    day: int
    label: str


def day_label(day: int, start: date | None, *, year: bool = False) -> str:
    """What one day is called in a list: "18 Feb", with the year "18 Feb 2025", or "day 48".

    >>> day_label(48, date(2025, 1, 1)), day_label(48, None)
    ('18 Feb', 'day 48')
    """
    if start is None:
        return f"day {day}"
    when = start + timedelta(days=day)
    return f"{when.day} {MONTHS[when.month - 1]}{f' {when.year}' if year else ''}"


def years(days: Iterable[int], start: date | None) -> set[int]:
    """The calendar years of these days; none without a start date.

    >>> sorted(years([0, 400], date(2025, 1, 1)))
    [2025, 2026]
    """
    return set() if start is None else {(start + timedelta(days=day)).year for day in days}


def ticks(first: int, last: int, start: date | None, most: int) -> list[Tick]:
    r"""At most `most` ticks (two at least; half as many again when these are months) between two days.

    >>> [tick.label for tick in ticks(0, 120, None, 5)]
    ['day 0', '30', '60', '90', '120']
    >>> [tick.label for tick in ticks(0, 120, date(2025, 1, 1), 5)]
    ['Jan\n2025', 'Feb\n ', 'Mar\n ', 'Apr\n ', 'May\n ']
    """
    most = max(most, 2)
    if start is None:
        return _counted(first, last, most)
    by_day = next((step for step in (1, 2, 5, 7, 14) if (last - first) // step + 1 <= most), None)
    if by_day is not None and last - first < 92:
        return _with_years([(day, day_label(day, start)) for day in range(first, last + 1, by_day)], start)
    found: list[tuple[int, str]] = []
    for step in _MONTHS:
        found = list(_month_starts(first, last, start, step))
        if len(found) <= most * 3 // 2:  # names of months are short
            break
    if len(found) < 2:  # a span of a few weeks with room for few labels: its first and last day
        found = [(day, day_label(day, start)) for day in (first, last)]
    return _with_years(found, start)


def _counted(first: int, last: int, most: int) -> list[Tick]:
    fitting = [step for step in _DAYS if last // step - -(-first // step) + 1 <= most] or [_DAYS[-1]]
    count = last // fitting[0] - -(-first // fitting[0])
    # Of steps with equally many ticks that whose last one stands at the end.
    step = next(
        (step for step in fitting if last % step == 0 and last // step - -(-first // step) == count), fitting[0]
    )
    begin = -(-first // step) * step
    return [Tick(day, f"day {day}" if day == begin else str(day)) for day in range(begin, last + 1, step)]


def _month_starts(first: int, last: int, start: date, step: int) -> Iterator[tuple[int, str]]:
    begin = start + timedelta(days=first)
    for month in count(begin.year * 12 + begin.month - 1):
        day = (date(month // 12, month % 12 + 1, 1) - start).days
        if day > last:
            return
        if day >= first and month % 12 % min(step, 12) == 0 and (month // 12) % max(step // 12, 1) == 0:
            yield day, MONTHS[month % 12]


def _with_years(found: list[tuple[int, str]], start: date) -> list[Tick]:
    """The year stands under the first tick and under the first tick of each new year."""
    year = [(start + timedelta(days=day)).year for day, _ in found]
    new = [i == 0 or year[i] != year[i - 1] for i in range(len(found))]
    # The empty second line keeps all first lines on one height.
    return [Tick(day, f"{label}\n{year[i] if new[i] else ' '}") for i, (day, label) in enumerate(found)]
