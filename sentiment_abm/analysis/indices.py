"""Sensitivity indices of sampled designs, as SALib computes them, bound to the design that made the sample.

A table that does not fit its design is refused, see :mod:`~sentiment_abm.analysis.fitting`.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sentiment_abm.analysis.fitting import STEP, fitting
from sentiment_abm.analysis.luck import luck_alone
from sentiment_abm.analysis.noise import Noise, noise
from sentiment_abm.sweep.problem import Problem
from sentiment_abm.sweep.samplers import LEVELS, check_installed

RESAMPLES = 1_000

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """Indices of the mean response, one row per setting, in the order of the design.

    ========  ==================================================================================================
    sobol     name, first, first_low, first_high, total, total_low, total_high: shares of the variance between
              points that a setting explains alone, and with all its interactions
    morris    name, mu_star, mu_star_low, mu_star_high, mu, sigma: mean size, mean and standard deviation of the
              change of the outcome per whole range of a setting
    ========  ==================================================================================================

    The column floor is the upper end of what luck alone gives a setting as its total index or μ*, if moving it does
    something else in each replicate and nothing on average (see :mod:`~sentiment_abm.analysis.luck`); NaN with one
    replicate.  `pairs` has the second order: a, b, second, second_low, second_high; without rows where the design has
    none.
    """

    design: str
    table: pd.DataFrame
    noise: Noise
    confidence: float = 0.95
    pairs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["a", "b", "second"]))

    @property
    def size(self) -> str:
        """The column by which settings are ranked."""
        return "total" if self.design == "sobol" else "mu_star"

    @property
    def matter(self) -> list[str]:
        """The settings whose whole interval lies above their floor, the strongest first."""
        ranked = self.table.sort_values(self.size, ascending=False, kind="stable")
        return list(ranked.loc[ranked[f"{self.size}_low"] > ranked["floor"].fillna(0.0), "name"])


def sobol(
    problem: Problem, values: ArrayLike, *, matrix: ArrayLike | None = None, confidence: float = 0.95, seed: int = 0
) -> Indices:
    """First, total and (where the design has them) second order indices of Sobol (sources ``sobol2001``,
    ``saltelli2010``; second order: ``saltelli2002``).

    Parameters
    ----------
    problem
        The design, as :func:`~sentiment_abm.sweep.problem.problem_of` reads it from a manifest.
    values
        The outcome at each point, [points] or [points, replicates]; indices are those of the mean over replicates.
    matrix
        The settings at which the values were made, [points, settings], if they are to be checked against the design.
    confidence
        Of the intervals: normal ones, with the standard deviation of a bootstrap over the base points.
    seed
        Of the bootstrap.

    Luck that points do not share makes the variance between them larger, and so the share of each setting smaller;
    `noise` says by how much.  Raises InputError with the reason where values or settings do not fit the design, or do
    not vary.

    >>> from sentiment_abm.sweep.samplers import shares
    >>> sample = shares("sobol", 256, 2, seed=1)
    >>> problem = Problem("sobol", 256, ["a", "b"], [(0.0, 1.0)] * 2, ["linear"] * 2, sample)
    >>> found = sobol(problem, 2 * sample[:, 0] + sample[:, 1])
    >>> found.table["total"].round(1).tolist(), found.matter
    ([0.8, 0.2], ['a', 'b'])
    """
    table = fitting(problem, "sobol", values, matrix)
    check_installed("sobol")
    from SALib.analyze import sobol as salib

    count = len(problem.names)
    has_pairs = len(table) == problem.points * (2 * count + 2)
    found = salib.analyze(
        _told(problem), np.nanmean(table, axis=1), calc_second_order=has_pairs, num_resamples=RESAMPLES,
        conf_level=confidence, seed=np.random.default_rng(seed),  # a seed of 0 would be none
    )  # fmt: skip
    columns = {"name": problem.names, **_ends("first", found, "S1"), **_ends("total", found, "ST")}
    columns["floor"] = _total_of_luck(table.reshape(problem.points, -1, table.shape[1]), count, confidence)
    pairs = _pairs(problem.names, found) if has_pairs else pd.DataFrame(columns=["a", "b", "second"])
    return Indices("sobol", pd.DataFrame(columns), noise(table), confidence, pairs)


def morris(
    problem: Problem, values: ArrayLike, *, matrix: ArrayLike | None = None, confidence: float = 0.95, seed: int = 0
) -> Indices:
    """Elementary effects: μ* and σ of each setting (sources ``morris1991``, ``campolongo2007``).

    Arguments and errors are those of :func:`sobol`.  An effect is the change of the outcome per whole range of the
    setting, so that settings can be compared.

    >>> from sentiment_abm.sweep.samplers import shares
    >>> sample = shares("morris", 10, 2, seed=1)
    >>> problem = Problem("morris", 10, ["a", "b"], [(0.0, 1.0)] * 2, ["linear"] * 2, sample)
    >>> morris(problem, 3 * sample[:, 0]).table[["mu_star", "sigma"]].round(6).values.tolist()
    [[3.0, 0.0], [0.0, 0.0]]
    """
    table = fitting(problem, "morris", values, matrix)
    check_installed("morris")
    from SALib.analyze import morris as salib

    found = salib.analyze(
        _told(problem), np.array(problem.shares), np.nanmean(table, axis=1), num_resamples=RESAMPLES,
        conf_level=confidence, num_levels=LEVELS, seed=np.random.default_rng(seed),
    )  # fmt: skip
    columns = {"name": problem.names, **_ends("mu_star", found, "mu_star")}
    columns |= {name: np.asarray(found[name], dtype=np.float64) for name in ("mu", "sigma")}
    columns["floor"] = _effect_of_luck(table.reshape(problem.points, -1, table.shape[1]), problem, confidence)
    return Indices("morris", pd.DataFrame(columns), noise(table), confidence)


def _total_of_luck(blocks: Floats, count: int, confidence: float) -> Floats:
    """The total index of luck, half a mean square of moves; `blocks` [base points, rows of each, replicates]."""
    moves = (blocks[:, 1 + k] - blocks[:, 0] for k in range(count))
    variance = float(np.nanmean(blocks[:, [0, -1]], axis=2).var())
    return np.array([luck_alone(each, 2, confidence)[1] / (2.0 * variance) for each in moves])


def _effect_of_luck(walks: Floats, problem: Problem, confidence: float) -> Floats:
    """The μ* of luck, a mean size of moves; `walks` [trajectories, rows of each, replicates]."""
    moved = np.abs(np.diff(problem.shares.reshape(*walks.shape[:2], -1), axis=1)).argmax(axis=2)
    steps = np.diff(walks, axis=1)
    moves = (steps[moved == k] for k in range(len(problem.names)))
    return np.array([luck_alone(each, 1, confidence)[1] / STEP for each in moves])


def _ends(name: str, found: Any, key: str) -> dict[str, Floats]:
    """An index of SALib with the ends of its interval."""
    value, half = (np.asarray(found[part], dtype=np.float64) for part in (key, f"{key}_conf"))
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}


def _pairs(names: list[str], found: Any) -> pd.DataFrame:
    """The second order, one row per pair of settings."""
    rows, columns = np.triu_indices(len(names), 1)
    labels = {"a": [names[k] for k in rows], "b": [names[k] for k in columns]}
    ends = {name: values[rows, columns] for name, values in _ends("second", found, "S2").items()}
    return pd.DataFrame({**labels, **ends})


def _told(problem: Problem) -> dict[str, Any]:
    """The problem in SALib's words, on the scale of the sample."""
    count = len(problem.names)
    return {"num_vars": count, "names": list(problem.names), "bounds": [[0.0, 1.0]] * count}
