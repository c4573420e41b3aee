"""What an experiment answers with: facts (numbers with intervals), tables, and one chart that shows them."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.analysis.adequacy import Adequacy
from sentiment_abm.analysis.response import response
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.charts.chart import Chart

type Where = Mapping[str, Any]


class Fact(NamedTuple):
    """A number of the answer with its 95 % interval, or a word in place of a number."""

    name: str
    meaning: str
    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    n: int = 0  # independent observations behind the interval
    word: str = ""


class Answer(NamedTuple):
    """Everything that the results page of an experiment is made of."""

    facts: list[Fact]
    tables: Mapping[str, pd.DataFrame]
    chart: Chart


def picked(runs: pd.DataFrame, of: str, where: Where) -> pd.Series:
    """An outcome of the runs with these settings, by replicate: its mean over whatever else varies."""
    found = runs
    for name, value in where.items():
        is_number = isinstance(value, float) and not isinstance(value, bool)
        found = found[np.isclose(found[name], value) if is_number else found[name] == value]
    if found.empty:
        raise ValueError(f"no runs with {dict(where)}")
    return found.groupby("replicate")[of].mean()


def level(name: str, meaning: str, values: pd.Series) -> Fact:
    """The mean of values, one per replicate."""
    known = values.dropna()
    return Fact(name, meaning, *interval(known.to_numpy()), len(known))


def effect(name: str, meaning: str, after: pd.Series, before: pd.Series) -> Fact:
    """The mean of the paired differences after − before."""
    return level(name, meaning, (after - before).dropna())


def number(name: str, meaning: str, value: float) -> Fact:
    """A number without an interval: a closed form, a count, a setting."""
    return Fact(name, meaning, float(value))


def word(name: str, meaning: str, text: str) -> Fact:
    """A word."""
    return Fact(name, meaning, word=text)


def adequacy(after: pd.Series, before: pd.Series | None = None) -> list[Fact]:
    """How well the replicates know the effect that the answer rests on: three facts for the results page."""
    values = (after if before is None else after - before).dropna().to_numpy()
    found = Adequacy("effect", "case", None, values, math.nan)
    n = len(values)
    table = found.table.set_index("replicates")
    return [
        number("adequacy_n", "replicates behind the main effect", n),
        number("adequacy_half_width", "half-width of the 95 % interval of the main effect", found.half_width(n)),
        number("adequacy_seen", "smallest true effect seen with a chance of 80 %", float(table.loc[n, "seen"])),
    ]


def curve(runs: pd.DataFrame, of: str, by: Iterable[str]) -> pd.DataFrame:
    """The mean of an outcome at every combination of settings, with the 95 % interval between replicates."""
    return response(runs, of, list(by), ["replicate"]).drop(columns="runs")


def crossing(x: Iterable[float], y: Iterable[float]) -> float:
    """Where a line through the points first crosses 0; NaN where it does not."""
    x, y = np.asarray([*x], float), np.asarray([*y], float)
    for k in range(len(x) - 1):
        if y[k] == 0.0:
            return float(x[k])
        if y[k] * y[k + 1] < 0.0:
            return float(x[k] + (x[k + 1] - x[k]) * y[k] / (y[k] - y[k + 1]))
    return math.nan


def crossing_fact(name: str, meaning: str, x: Iterable[float], differences: pd.DataFrame, seed: int = 0) -> Fact:
    """Where the mean of paired differences (a row per replicate, a column per x) crosses 0, with a bootstrap interval.

    Resamples that do not cross count as beyond the end on their side; the interval is that of percentiles.
    """
    x, values = [*x], differences.dropna().to_numpy()
    at = crossing(x, values.mean(axis=0))
    rng = np.random.default_rng(seed)
    means = (values[rng.integers(0, len(values), (2_000, len(values)))]).mean(axis=1)
    found = np.array([crossing(x, row) for row in means])
    if math.isnan(at):
        return Fact(name, meaning, math.nan, math.nan, math.nan, len(values))
    found = np.where(np.isnan(found), np.inf, found)
    low, high = np.quantile(found, [0.025, 0.975], method="nearest")
    return Fact(name, meaning, at, float(low), float(high), len(values))


def pivot(runs: pd.DataFrame, of: str, across: str, where: Where | None = None) -> pd.DataFrame:
    """An outcome with a row per replicate and a column per value of a setting."""
    for name, value in (where or {}).items():
        is_number = isinstance(value, float)
        runs = runs[np.isclose(runs[name], value) if is_number else runs[name] == value]
    return runs.pivot_table(index="replicate", columns=across, values=of)
