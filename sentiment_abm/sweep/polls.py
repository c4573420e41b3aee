"""Polls to show beside a study: a CSV file with one measured value per line."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.news.entries import date_of, text_of
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest

MOST_ROWS, MOST_COLUMNS = 100_000, 1_000  # more than these are no table of polls
LAST_DAY = 100_000  # of a study
COLUMNS = ("date", "day", "segment", "indicator", "value", "label", "source")

type Row = tuple[int, dict[str, str]]  # number of the line, and its cells by column, empty ones left out


def read_polls(path: Path) -> tuple[dict[str, Any], ...]:
    """The polls of a file: columns date or day, indicator, value (0…1), and where wanted segment, label, source.

    Raises InputError with every line that is wrong.
    """
    rows, problems = rows_of(path, COLUMNS)
    polls = []
    for line, given in rows:
        faults = list(_faults(given))
        problems += [f"{path.name} line {line}: {fault}" for fault in faults]
        if not faults:
            polls.append(_poll(given))
    if problems or not polls:
        raise InputError(problems or [f"{path.name}: no polls in it"])
    return tuple(polls)


def rows_of(path: Path, columns: Sequence[str]) -> tuple[list[Row], list[str]]:
    """The lines of a file of polls, and what is wrong with its header; with the latter there are no lines."""
    # A leading mark of a spreadsheet is taken off by `text_of`; an empty cell is one that is not there.
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""), restkey="", restval="", strict=True)
    rows: list[Row] = []
    try:
        problems = [f"{path.name} line 1: {fault}" for fault in _header_faults(reader.fieldnames or [], columns)]
        for row in reader if not problems else ():
            rows.append(
                (reader.line_num, {name: text for name, cell in row.items() if (text := str(cell or "").strip())})
            )
            if len(rows) > MOST_ROWS:
                raise InputError([f"{path.name} line {reader.line_num}: more than {MOST_ROWS:,} polls"])
    except csv.Error as error:
        raise InputError([f"{path.name} line {reader.line_num + 1}: {error}"]) from None
    return rows, problems


def _header_faults(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    if len(header) > MOST_COLUMNS:
        yield f"{len(header):,} columns are more than {MOST_COLUMNS:,}"
        return
    for name in ("indicator", "value"):
        if name not in header:
            yield f"no column {name!r}"
    for name, times in Counter(name for name in header if name).items():
        if times > 1:
            yield f"column {shown(name)} appears {times} times"
        # Other columns are kept as they are; one that is nearly a known one is misspelled.
        elif name not in columns and (hint := nearest(name, columns)):
            yield f"unknown column {shown(name)}{hint}"
    if ("date" in header) == ("day" in header):
        yield "needs a column 'date' or a column 'day'"


def _faults(given: Mapping[str, str]) -> Iterator[str]:
    value = number_of(given.get("value", ""))
    if not 0.0 <= value <= 1.0:
        yield f"value {shown(given.get('value', ''))} is not a number in 0…1 (only polls of [calibrate] are per cent)"
    yield from common_faults(given)


def common_faults(given: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a line apart from its number: too many cells, no indicator, no day."""
    if "" in given:
        yield "more cells than columns; a text with a comma needs quotes around it"
    if "indicator" not in given:
        yield "indicator is missing"
    if "date" in given:
        if date_of(given["date"]) is None:
            yield f"date {shown(given['date'])} is not a date like 2025-02-18"
    elif day_of(given.get("day", "")) is None:
        yield f"day {shown(given.get('day', ''))} is not a whole number 0…{LAST_DAY}"


def day_of(text: str) -> int | None:
    """The day in a cell, None if it holds something else.

    >>> day_of("31"), day_of("-1"), day_of("9" * 5000)
    (31, None, None)
    """
    # A number of thousands of digits is none to Python.
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) <= LAST_DAY else None


def _poll(given: Mapping[str, str]) -> dict[str, Any]:
    poll: dict[str, Any] = {"segment": "all", "label": "", "source": "", **given, "value": number_of(given["value"])}
    return poll | {"day": int(given["day"])} if "day" in given else poll


def number_of(text: str) -> float:
    """The number in a cell, NaN if it holds something else."""
    try:
        return float(text) if "_" not in text else math.nan  # "0.3_1" is a number to Python only
    except ValueError:
        return math.nan
