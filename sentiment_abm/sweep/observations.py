"""Polls as observations to fit: which column of the model each measures, on which day, and with which error.

The file has a line per result: ``date`` or ``day``, ``indicator`` (a word of :mod:`~sentiment_abm.sweep.questions`),
``value`` in per cent, and where known ``segment``, ``n``, ``pollster``, and for a market price its ``deadline``.
"""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.news.entries import date_of
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.polls import common_faults, day_of, number_of, rows_of
from sentiment_abm.sweep.questions import QUESTIONS, belief_of_price, slope_of_price

if TYPE_CHECKING:
    from sentiment_abm.sweep.calibrating import Request
    from sentiment_abm.sweep.study import Study

COLUMNS = ("date", "day", "segment", "indicator", "value", "n", "pollster", "deadline", "label", "source")
LEAST = 3  # results that a fit needs
OTHERS = " (only polls of [report] are shares, 0…1)"
LAST_DAYS = 14  # before a deadline, in which a price says little about the hazard
TICK = 0.01 / math.sqrt(12)  # standard error of a price that is quoted in whole points
KEYS = ["day", "segment", "indicator", "pollster", "deadline"]  # of which no two results may be the same


class Frame(NamedTuple):
    """What observations have to fit into."""

    start: datetime.date | None
    days: int
    segments: tuple[str, ...] = ()
    n: float = 1000.0  # of polls that do not say
    horizon: float = 365.0  # days, of prices


def observations(data: str | Path | pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """The observations, sorted by day; one row each, index 0, 1, ….

    Columns: day, segment, indicator (the question), column (of the daily table), value (0…1, of that column), n,
    pollster, sampling_sd (without design effect).  ``attrs["notes"]`` says what was done to the data.

    ====================================== ==============================================================
    in the data                            treatment
    ====================================== ==============================================================
    not in order of time                   sorted
    same day, segment, indicator, pollster refused; both lines are named
    value below 0 or over 100, n below 1   refused
    all values up to 1                     refused: shares, where per cent are wanted
    no n                                   `n` of the fit (1,000), noted
    no pollster                            a house of its own for each such result, noted
    a pollster named once only             a house like any other: there is no list of known ones
    before day 0 or after the last day     refused
    price in the last 14 days              left out, noted
    fewer than three results               refused
    ====================================== ==============================================================

    Raises InputError with every line that is wrong.
    """
    rows, where, problems = _rows(data)
    read: list[dict[str, Any]] = []
    for line, given in rows:
        faults = [*_faults(given, frame)]
        problems += [f"{where} {line}: {fault}" for fault in faults]
        read += [] if faults else [{"line": line, **_observation(given, frame)}]
    table = pd.DataFrame(read)
    problems += [*_clashes(table, where)] if len(table) else []
    if not problems and len(table) < LEAST:
        problems = [f"{where}: {len(table)} results, and a fit needs {LEAST} at least"]
    if not problems and table["percent"].max() <= 1.0:
        problems = [f"{where}: no value is above 1; values are per cent, 0…100{OTHERS}"]
    if problems:
        raise InputError(problems)
    return _finished(table, frame)


def observed(study: "Study", request: "Request") -> pd.DataFrame:
    """The observations of a calibration, with a column `held_out`; raises InputError with what is wrong with them."""
    if len(study.cases) != 1:
        names = ", ".join(case.name for case in study.cases)
        raise InputError([f"a calibration needs a study of one case, and this one has {names}"])
    segments = tuple(segment.name for segment in study.cases[0].recipe.publics)
    frame = Frame(study.start_date, study.days, segments, request.fit.n, request.fit.horizon)
    table = observations(request.data, frame)
    table["held_out"] = held_out(table, request.first_held_out(study.start_date))
    return table


def held_out(table: pd.DataFrame, first: int | None) -> Any:
    """Whether each observation is of day `first` or later; raises InputError where too few are left to fit."""
    held = np.zeros(len(table), dtype=bool) if first is None else (table["day"] >= first).to_numpy()
    if (left := int((~held).sum())) < LEAST:
        raise InputError([f"calibrate.holdout_from leaves {left} results to fit, and a fit needs {LEAST} at least"])
    return held


def _rows(data: str | Path | pd.DataFrame) -> tuple[list[tuple[int, dict[str, str]]], str, list[str]]:
    if not isinstance(data, pd.DataFrame):
        path = Path(data)
        rows, problems = rows_of(path, COLUMNS)
        return rows, f"{path.name} line", problems
    given = [
        {str(name): _text(cell) for name, cell in row.items() if not pd.isna(cell) and str(cell) != ""}
        for row in data.to_dict("records")
    ]
    missing = [f"polls: no column {name!r}" for name in ("indicator", "value") if name not in data]
    return ([] if missing else [*enumerate(given, start=1)]), "polls row", missing


def _text(cell: Any) -> str:
    """A cell as a file would have it: the day of a moment, a whole number without its point."""
    if isinstance(cell, (pd.Timestamp, datetime.date)):
        return str(cell)[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _faults(given: Mapping[str, str], frame: Frame) -> Iterator[str]:
    yield from (common := [*common_faults(given)])
    name = given.get("indicator", "")
    if name and name not in QUESTIONS:
        yield f"indicator {shown(name)} is not a question of the model{nearest(name, QUESTIONS)}"
    value, n = number_of(given.get("value", "")), number_of(given.get("n", "1"))
    if not 0.0 <= value <= 100.0:
        yield f"value {shown(given.get('value', ''))} is not per cent, 0…100{OTHERS}"
    if not 1.0 <= n < math.inf:
        yield f"n {shown(given.get('n'))} is not a number of people from 1 on"
    if (segment := given.get("segment", "all")) not in ("all", *frame.segments):
        yield f"no segment {shown(segment)}{nearest(segment, frame.segments)}"
    if common:
        return
    if "date" in given and frame.start is None:
        yield f"date {given['date']} needs a scenario with a start_date"
    elif not 0 <= (day := _day(given, "date", "day", frame)) <= frame.days:
        yield f"day {day} ({given.get('date', given.get('day'))}) is outside the study, days 0…{frame.days}"
    elif name in QUESTIONS and QUESTIONS[name].is_price:
        yield from _price_faults(given, value, day, frame)


def _price_faults(given: Mapping[str, str], value: float, day: int, frame: Frame) -> Iterator[str]:
    if not 0.0 < value < 100.0:
        yield f"value {shown(given['value'])}: a price of 0 or 100 has no hazard"
    deadline = given.get("deadline", "")
    if day_of(deadline) is None and (date_of(deadline) is None or frame.start is None):
        told = shown(deadline)
        yield f"deadline {told} is neither a date (in a scenario with a start_date) nor a day: a price needs one"
    elif _deadline(given, frame) <= day:
        yield f"deadline {deadline} is not after the day of the price"


def _observation(given: Mapping[str, str], frame: Frame) -> dict[str, Any]:
    return {
        "day": _day(given, "date", "day", frame),
        "segment": given.get("segment", "all"),
        "indicator": given["indicator"],
        "percent": number_of(given["value"]),
        "n": number_of(given.get("n", "")),
        "pollster": given.get("pollster", ""),
        "deadline": _deadline(given, frame) if QUESTIONS[given["indicator"]].is_price else -1,
    }


def _day(given: Mapping[str, str], date: str, day: str, frame: Frame) -> int:
    if date not in given:
        return int(given[day])
    found = date_of(given[date])
    assert found is not None  # checked before
    assert frame.start is not None
    return (found - frame.start).days


def _deadline(given: Mapping[str, str], frame: Frame) -> int:
    text = given["deadline"]
    return day if (day := day_of(text)) is not None else _day({"date": text}, "date", "day", frame)


def _clashes(table: pd.DataFrame, where: str) -> Iterator[str]:
    """Results given twice; those of a pollster that nobody knows may be of two."""
    named = table[table["pollster"] != ""]
    for row in named[named.duplicated(KEYS)].to_dict("records"):
        same = named[(named[KEYS] == pd.Series({key: row[key] for key in KEYS})).all(axis=1)]
        told = f"{row['indicator']} of {row['pollster']} on day {row['day']} in segment {row['segment']}"
        yield f"{where} {row['line']}: {told} is given before, in {where.rsplit(maxsplit=1)[-1]} {same['line'].iloc[0]}"
    unnamed = table[table["pollster"] == ""]
    for row in unnamed[unnamed.duplicated([*KEYS, "percent"])].to_dict("records"):
        yield f"{where} {row['line']}: a result without pollster is given twice, {row['indicator']} on day {row['day']}"


def _finished(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    notes = []
    is_price = table["indicator"].map(lambda name: QUESTIONS[name].is_price)
    late = is_price & (table["deadline"] - table["day"] < LAST_DAYS)
    if late.any():
        notes.append(f"{late.sum()} prices of the last {LAST_DAYS} days before a deadline are left out")
    if not table["day"].is_monotonic_increasing:
        notes.append("the data were not in order of time and have been sorted")
    if count := int((table["n"].isna() & ~is_price).sum()):
        notes.append(f"{count} results do not say how many were asked: {frame.n:g} are assumed")
    if count := int((table["pollster"] == "").sum()):
        notes.append(f"{count} results without a pollster: each counts as a house of its own")
    table = table[~late].sort_values(["day", "line"]).reset_index(drop=True)
    is_price = table["deadline"] >= 0
    share, left = table["percent"].to_numpy(dtype=np.float64) / 100.0, (table["deadline"] - table["day"]).to_numpy()
    table["n"] = table["n"].fillna(frame.n).where(~is_price)
    # Half an answer more on either side: a poll of 0 % has an error, too.
    n = table["n"].fillna(frame.n).to_numpy()
    near = (share * n + 0.5) / (n + 1.0)
    sd = np.sqrt(near * (1.0 - near) / n)
    left = np.where(is_price, left, 1)
    price = np.where(is_price, share, 0.5)
    opposite = table["indicator"].map(lambda name: QUESTIONS[name].is_opposite).to_numpy(dtype=bool)
    share = np.where(opposite, 1.0 - share, share)
    table["column"] = table["indicator"].map(lambda name: QUESTIONS[name].column)
    table["value"] = np.where(is_price, belief_of_price(price, left, frame.horizon), share)
    table["sampling_sd"] = np.where(is_price, slope_of_price(price, left, frame.horizon) * TICK, sd)
    found = table[["day", "segment", "indicator", "column", "value", "n", "pollster", "sampling_sd"]].copy()
    found.attrs["notes"] = notes
    return found


def series_of(table: pd.DataFrame) -> Sequence[tuple[str, str]]:
    """The series of the model that observations measure: segment and column, in order of first mention."""
    return [*dict.fromkeys(zip(table["segment"], table["column"], strict=True))]
