"""News as it stands in a file, line by line or table by table, and how it becomes news items."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.content import content_of
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest

MOST_ITEMS = 100_000  # more news than this are a slip: on each day only 63 items can be live
TOO_MANY = f"more than {MOST_ITEMS:,} news items; the rest was not read"
KEYS = ("date", *(f.name for f in fields(NewsItem) if f.compare))


class Entry(NamedTuple):
    """One item as read: where it stands in the file, what is given there, and what is wrong with how it is given."""

    place: str
    given: Mapping[str, Any]
    faults: Sequence[str] = ()


class Reading(NamedTuple):
    """The items that could be read, the date of day 0 if there are dates, and all that is wrong with the others."""

    items: tuple[NewsItem, ...]
    start_date: datetime.date | None
    problems: list[str]


def read(entries: Iterable[Entry], promiser: str, start_date: datetime.date | None) -> Reading:
    """Items made from entries, every problem collected.

    An entry has a `day`, or a `date`; without a start date day 0 is the earliest date.  Announcements and outcomes
    without a source are the promiser's; a signal has to name its source.

    >>> entry = Entry("news.csv line 2", {"date": "2025-02-18", "kind": "announcement", "headline": "Talks in Riyadh"})
    >>> read([entry], "leader", start_date=datetime.date(2025, 2, 12)).items[0].day
    6
    """
    entries = list(entries)
    if len(entries) > MOST_ITEMS:
        return Reading((), start_date, [f"{entries[MOST_ITEMS].place}: {TOO_MANY}"])
    dates = (date_of(entry.given.get("date")) for entry in entries)
    start_date = start_date or min((date for date in dates if date), default=None)
    items: list[NewsItem] = []
    problems: list[str] = []
    for entry in entries:
        faults = [f"{entry.place}: {fault}" for fault in (*entry.faults, *_faults(entry.given, start_date))]
        try:
            item = NewsItem(**_fields(entry.given, promiser, start_date), place=entry.place)
        except InputError as error:
            faults += error.problems
        else:
            items += [] if faults else [item]
        problems += faults
    return Reading(tuple(items), start_date, problems)


def date_of(value: object) -> datetime.date | None:
    """A date from a date or its ISO text, None from anything else.

    >>> date_of("2025-02-18"), date_of("18.02.2025")
    (datetime.date(2025, 2, 18), None)
    """
    # A datetime is a date to Python, but it is not a day.
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, without the invisible mark that some editors put first.

    Raises InputError when there is no such file or it holds something else.
    """
    try:
        data = content_of(path)
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise InputError([f"{shown(str(path))} cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([f"{path.name} line {line}: not UTF-8 text; save the file with encoding UTF-8"]) from None


def _faults(given: Mapping[str, Any], start_date: datetime.date | None) -> Iterator[str]:
    for key in given:
        if key not in KEYS:
            yield f"unknown key {shown(key)}{nearest(key, KEYS)}"
    if "date" in given:
        date = date_of(given["date"])
        if "day" in given:
            yield "has both a day and a date"
        if date is None:
            yield f"date {shown(given['date'])} is not a date like 2025-02-18"
        elif start_date and date < start_date:
            yield f"date {date} is before the start date {start_date}"


def _fields(given: Mapping[str, Any], promiser: str, start_date: datetime.date | None) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("day", "kind", "headline", "source"))
    found |= {key: value for key, value in given.items() if key in KEYS and key != "date"}
    if "date" in given:
        date = date_of(given["date"])
        # A date at fault has been reported; day 0 lets the other fields be checked all the same.
        found["day"] = max((date - start_date).days, 0) if date and start_date else 0
    if found["source"] is None and found["kind"] != "signal":
        found["source"] = promiser
    return found
