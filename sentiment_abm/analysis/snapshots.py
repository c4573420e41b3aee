"""Everybody on a few days of a run: a run keeps sums and the last day, so it is lived once more up to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sentiment_abm.engine import observe
from sentiment_abm.engine.compiled import advance
from sentiment_abm.engine.prepare import params_of
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.world import Situation, columns, situation
from sentiment_abm.spec import InputError

_READ = ("mood", "trust_kept", "trust_broken", "trust_scar", "prior_kept", "prior_broken")


@dataclass(frozen=True, eq=False)
class Snapshots:
    """Everybody on a few days, and who knows whom.

    ========== ==================================================================================
    people     one row per day and citizen: day, citizen (number from 0), mood (its name), trust (0…1)
    contacts   int64 [pairs, 2]: numbers of two citizens who know each other, the lower one first
    days       the days, ascending; 0 = start
    ========== ==================================================================================
    """

    people: pd.DataFrame
    contacts: Any
    days: tuple[int, ...]
    scenario: str
    seed: int
    start_date: date | None


def snapshots(run: Run, days: Iterable[int] | None = None, *, start: Mapping[str, object] | None = None) -> Snapshots:
    """Everybody's mood and trust on a few days of a run.

    Parameters
    ----------
    run
        What :func:`~sentiment_abm.engine.simulate.simulate` gave.  It is lived once more, and has to come out equal.
    days
        Rows of ``run.daily``, 0 = start; default :func:`moments`.
    start
        The first state, if `run` was given one.

    Returns
    -------
    :class:`Snapshots`, what charts of the network and of moves between moods are made from.

    Raises InputError for days outside the run, or a run that these rules do not repeat: one with citizens of one's own.

    >>> from sentiment_abm.engine.simulate import simulate
    >>> run = simulate("promise_broken", people=100, days=60, seed=7)
    >>> seen = snapshots(run, [0, 60])
    >>> last = seen.people[seen.people["day"] == 60]
    >>> bool((last["mood"].to_numpy() == run.citizens["mood"].to_numpy()).all())
    True
    """
    chosen = _checked(moments(run.daily) if days is None else days, run.manifest["days"])
    made = run.manifest
    state = situation(run.society, run.scenario, params_of(made["params"]), start, made["days"], made["seed"])
    if state.start != made["start"]:
        what = "began from another first state" if made["start"] else "began without a first state of its own"
        raise InputError([f"this run {what}: give snapshots the `start` that it was given"])
    tables = []
    for begin, day in zip((0, *chosen), chosen, strict=False):
        advance(state, begin, day)
        tables.append(_everybody(state, day))
    if not np.array_equal(state.records.totals[: chosen[-1] + 1], run.totals[: chosen[-1] + 1], equal_nan=True):
        raise InputError(
            ["this run is not repeated by the rules as they are: it had citizens of its own, or other code"]
        )
    people = pd.concat(tables, ignore_index=True)
    return Snapshots(people, _pairs(run.society.contacts), chosen, run.scenario.name, made["seed"], run.start_date)


def moments(daily: pd.DataFrame) -> tuple[int, ...]:
    """Three days that tell a story: the first, the last, and the one whose moods are least like those of both.

    >>> moments(pd.DataFrame({"hope": [0.2, 0.7, 0.5, 0.1], "skepticism": 0.3, "disappointment": [0.5, 0, 0.2, 0.6]}))
    (0, 1, 3)
    """
    shares = daily[list(observe.MOODS)].to_numpy(dtype=np.float64)
    unlike = np.minimum(*(np.abs(shares - shares[end]).sum(axis=1) for end in (0, -1)))
    return tuple(sorted({0, int(unlike.argmax()), len(shares) - 1}))


def _checked(days: Iterable[int], last: int) -> tuple[int, ...]:
    """The days in order, each once; InputError for none and for days outside the run."""
    given = list(days)
    wrong = [day for day in given if isinstance(day, bool) or not isinstance(day, int | np.integer)]
    problems = [f"days: {day!r} is not a whole number" for day in wrong]
    problems += [f"days: {day} is outside 0…{last}" for day in given if day not in wrong and not 0 <= day <= last]
    if problems or not given:
        raise InputError(problems or ["days: give at least one"])
    return tuple(sorted({int(day) for day in given}))


def _everybody(state: Situation, day: int) -> pd.DataFrame:
    """One row per citizen, by node number."""
    now = columns(state.world, state.layout, _READ)
    good = now["prior_kept"] + now["trust_kept"]
    return pd.DataFrame(
        {
            "day": day,
            "citizen": np.arange(len(good)),
            "mood": np.array(observe.MOODS)[now["mood"]],
            "trust": good / (good + now["prior_broken"] + now["trust_broken"] + now["trust_scar"]),
        }
    )


def _pairs(contacts: Any) -> Any:
    """Each pair of contacts once."""
    one = np.repeat(np.arange(contacts.people), np.diff(contacts.start.astype(np.int64)))
    other = contacts.rows.astype(np.int64)
    return np.column_stack([one, other])[one < other]
