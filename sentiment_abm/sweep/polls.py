"""Polls to show beside a study: a CSV file with one measured value per line."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.news.entries import date_of, text_of
from sentiment_abm.spec import InputError, nearest

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
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""), restkey="", restval="")
    header = reader.fieldnames or []
    problems = [f"{path.name} line 1: no column {name!r}" for name in ("indicator", "value") if name not in header]
    # Other columns are kept as they are; one that is nearly a known one is misspelled.
    others = [name for name in header if name not in columns]
    hints = {name: nearest(name, columns) for name in others}
    problems += [f"{path.name} line 1: unknown column {name!r}{hint}" for name, hint in hints.items() if hint]
    if ("date" in header) == ("day" in header):
        problems.append(f"{path.name} line 1: needs a column 'date' or a column 'day'")
    rows = [
        (reader.line_num, {name: str(cell).strip() for name, cell in row.items() if cell})
        for row in (reader if not problems else ())
    ]
    return rows, problems


def _faults(given: Mapping[str, str]) -> Iterator[str]:
    value = _number(given.get("value", ""))
    if not 0.0 <= value <= 1.0:
        yield f"value {given.get('value', '')!r} is not a number in 0…1 (only polls of [calibrate] are per cent)"
    yield from common_faults(given)


def common_faults(given: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a line apart from its number: too many cells, no indicator, no day."""
    if "" in given:
        yield "more cells than columns; a text with a comma needs quotes around it"
    if "indicator" not in given:
        yield "indicator is missing"
    if "date" in given:
        if date_of(given["date"]) is None:
            yield f"date {given['date']!r} is not a date like 2025-02-18"
    elif not given.get("day", "").isdecimal():
        yield f"day {given.get('day', '')!r} is not a whole number from 0 on"


def _poll(given: Mapping[str, str]) -> dict[str, Any]:
    poll: dict[str, Any] = {"segment": "all", "label": "", "source": "", **given, "value": _number(given["value"])}
    return poll | {"day": int(given["day"])} if "day" in given else poll


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
