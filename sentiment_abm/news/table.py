"""The news CSV: one line per item, so that a timeline can be kept in any spreadsheet.

Columns: `day` or `date`, `kind`, `headline`, and, where wanted, the other fields of a
:class:`~sentiment_abm.news.item.NewsItem`; ``delivered:Ukraine`` holds what one segment gets.  An empty cell means the
default.  Quoted cells, any line ends and the invisible mark that Excel puts first are fine; formulas stay text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.news.entries import KEYS, MOST_ITEMS, TOO_MANY, Entry, text_of
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest

_SEGMENT = "delivered:"
_TEXTS = ("date", "kind", "headline", "source")
_MOST_COLUMNS = 1_000
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_table(path: Path) -> tuple[list[Entry], list[str]]:
    """The entries of a news CSV, and what is wrong with the table itself; the items are checked by who makes them.

    Raises InputError when the file cannot be read as text, or is too large to be news.
    """
    rows, problems = _rows(path)
    if not rows:
        return [], problems or [f"{path.name} line 1: the file is empty; its first line has to name the columns"]
    (line, first), *rest = rows
    header = [_column(cell) for cell in first]
    while not header[-1]:
        header.pop()  # spreadsheets leave empty columns at the end
    if len(header) > _MOST_COLUMNS:
        raise InputError([f"{path.name} line {line}: {len(header):,} columns are more than {_MOST_COLUMNS:,}"])
    faults = list(_header_faults(header))
    problems += [f"{path.name} line {line}: {fault}" for fault in faults]
    if any(fault.startswith("no column") for fault in faults):
        return [], problems  # every line would repeat it
    if not rest and not problems:
        problems.append(f"{path.name} line {line}: no news below the names of the columns")
    entries = [
        Entry(f"{path.name} line {number}", _given(header, cells), list(_row_faults(header, cells, len(first))))
        for number, cells in rest
    ]
    return entries, problems


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Line number and cells of every row that is not blank, up to the first that is no CSV."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            if len(rows) > MOST_ITEMS + 1:
                raise InputError([f"{path.name} line {line}: {TOO_MANY}"])
            line = reader.line_num + 1  # a quoted cell may run over several lines
    except csv.Error as error:
        return rows, [f"{path.name} line {line}: {error}"]
    return rows, []


def _column(cell: str) -> str:
    """The name of a column; spaces around it, or around the segment in it, are nobody's intention."""
    name = cell.strip()
    return _SEGMENT + name.removeprefix(_SEGMENT).strip() if name.startswith(_SEGMENT) else name


def _header_faults(header: Sequence[str]) -> Iterator[str]:
    known = [*KEYS, *(name for name in header if name.startswith(_SEGMENT) and name != _SEGMENT)]
    for position, name in enumerate(header):
        if name not in known:
            yield f"unknown column {shown(name)}{nearest(name, KEYS)}"
        elif name in header[:position]:
            yield f"column {shown(name)} appears twice"
    if "day" in header and "date" in header:
        yield "has both a column 'day' and a column 'date'"
    if "day" not in header and "date" not in header:
        yield "no column 'day' or 'date'"
    for name in ("kind", "headline"):
        if name not in header:
            yield f"no column {name!r}"


def _row_faults(header: Sequence[str], cells: Sequence[str], width: int) -> Iterator[str]:
    if len(cells) > width or any(cell.strip() for cell in cells[len(header) :]):
        yield f"{len(cells)} cells for {width} columns; a headline with a comma needs quotes around it"
    filled = [name for name, cell in zip(header, cells, strict=False) if cell.strip()]
    if "delivered" in filled and any(name.startswith(_SEGMENT) for name in filled):
        yield "delivered is given both for everybody and by segment"


def _given(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """What the filled cells of a row say, by key of an entry."""
    filled = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
    given = {name: _value(name, cell) for name, cell in filled.items() if name in KEYS}
    table = {name.removeprefix(_SEGMENT): _number(c) for name, c in filled.items() if name.startswith(_SEGMENT)}
    return given | {"delivered": table} if table else given


def _value(name: str, cell: str) -> object:
    if name in _TEXTS:
        return cell
    if name in ("deception", "closes"):
        return _TRUTHS.get(cell.lower(), cell)
    return _number(cell)


def _number(cell: str) -> object:
    """The number in a cell, or the cell itself, which the item then refuses by name."""
    for kind in (int, float):
        try:
            return cell if "_" in cell else kind(cell)  # "1_000" is a number to Python only
        except ValueError:
            continue
    return cell
