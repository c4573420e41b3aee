"""Who hopes, who doubts, who despairs: how the final states of citizens differ between kinds of people."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.kinds import Runs, kinds, listed
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.psychology.patience import GIVEN_UP
from sentiment_abm.spec import InputError, nearest

type Floats = NDArray[np.float64]

EVERYONE = "everyone"
MOODS = ("hope", "skepticism", "disappointment")
OUTCOMES = (*MOODS, "net", "expectation", "trust", "affect", "stress", "waiting", "given_up")
SHOWN = (*MOODS, "trust", "affect", "stress")


def who(
    runs: Runs,
    by: str | Sequence[str] = "segment",
    *,
    of: Sequence[str] = SHOWN,
    classes: int = 4,
) -> pd.DataFrame:
    """Outcomes at the end of runs, by kind of people.

    Parameters
    ----------
    runs
        A `Run`, or several replicates.
    by
        One or more of "segment", "contacts", "capacity", "patience", "reach", "prior", "community"; see
        :func:`~sentiment_abm.analysis.kinds.kinds`.
    of
        Outcomes: "hope", "skepticism", "disappointment", "waiting", "given_up" (shares of people), "net" (hope minus
        disappointment), "expectation", "trust", "affect", "stress" (means).
    classes
        How many classes of about equal counts are made of numbers.

    Returns
    -------
    One row per `by`, group and outcome, a group "everyone" first: by, group, of, mean (over runs), low95, high95 (BCa
    interval of that mean between runs, source ``efron1987``; NaN with one run), people (mean number), runs (in which
    the group has people).

    Raises InputError with everything that is wrong.

    >>> from sentiment_abm.engine.simulate import simulate
    >>> table = who(simulate("promise_broken", people=100, days=40), "contacts", of=["hope"])
    >>> table["group"].iloc[0], int(table["people"].iloc[1:].sum())
    ('everyone', 100)
    """
    several = listed(runs)
    wanted = [by] if isinstance(by, str) else [*by]
    problems = [f"of: no outcome {name!r}{nearest(name, OUTCOMES)}" for name in of if name not in OUTCOMES]
    if not several:
        problems.append("runs: none are given")
    if problems:
        raise InputError(problems)
    outcomes = [_outcomes(run.citizens, of) for run in several]
    everyone = _rows("", EVERYONE, [(values, slice(None)) for values in outcomes], of)
    rows = []
    for name in wanted:
        found = kinds(several, name, classes)
        rows += [{**row, "by": name} for row in everyone]
        for number, group in enumerate(found.names):
            members = [(values, group_of == number) for values, group_of in zip(outcomes, found.of, strict=True)]
            rows += _rows(name, group, members, of)
    return pd.DataFrame(rows)


def _outcomes(citizens: pd.DataFrame, of: Sequence[str]) -> dict[str, Floats]:
    """Everybody's outcomes, as numbers whose mean is the outcome of a group."""
    mood, waiting = citizens["mood"].to_numpy(), citizens["waiting"].to_numpy(dtype=np.float64)
    in_mood = {name: np.asarray(mood == name, np.float64) for name in MOODS}
    made = in_mood | {
        "net": in_mood["hope"] - in_mood["disappointment"],
        "waiting": np.asarray(waiting >= 0.0, np.float64),
        "given_up": np.asarray(waiting == GIVEN_UP, np.float64),
    }
    return {name: made[name] if name in made else citizens[name].to_numpy(dtype=np.float64) for name in of}


def _rows(by: str, group: str, members: Sequence[tuple[Any, Any]], of: Sequence[str]) -> list[dict[str, Any]]:
    """A group's row for every outcome, from everybody's outcomes and who belongs to the group, run by run."""
    rows = []
    for name in of:
        inside = [values[name][chosen] for values, chosen in members]
        means = [float(values.mean()) for values in inside if len(values)]
        found = interval(means)
        ends = {"mean": found.estimate, "low95": found.low, "high95": found.high}
        people = float(np.mean([len(values) for values in inside]))
        rows.append({"by": by, "group": group, "of": name, **ends, "people": people, "runs": len(means)})
    return rows
