"""Forecasters that know no news: what any model of a series of polls has to beat.

Each gives the distribution of the next polls as a normal one, with the sampling error of those polls in it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

LEAST = 3  # polls that a baseline learns from
SPREADS = (1e-4, 1.0)  # sd of a stationary series, a share
MEMORIES = (1.0, 10_000.0)  # days


class Past(NamedTuple):
    """Polls of one series in order of time: days, values (0…1), and the sd of their sampling errors."""

    days: Floats
    values: Floats
    sds: Floats


class Expected(NamedTuple):
    """Mean and sd of polls to come, one each."""

    mean: Floats
    sd: Floats


class Wave(NamedTuple):
    """A stationary series: its `level`, its `spread` (sd) and its `memory` (days after which 1/e is left)."""

    level: float
    spread: float
    memory: float


type Baseline = Callable[[Past, Floats, Floats], Expected]


def wander(past: Past) -> float:
    """Variance per day of a random walk under the sampling errors, from successive changes; never below 0.

    >>> wander(Past(np.arange(4.0), np.array([0.5, 0.6, 0.5, 0.6]), np.zeros(4))) > 0.009
    True
    """
    beyond = np.diff(past.values) ** 2 - past.sds[1:] ** 2 - past.sds[:-1] ** 2
    return max(0.0, float(beyond.sum() / max(np.diff(past.days).sum(), 1.0)))


def persistence(past: Past, days: Floats, sds: Floats) -> Expected:
    """The last poll again; the farther away, the less sure, as a random walk has it."""
    ahead = days - past.days[-1]
    return Expected(np.full(len(days), past.values[-1]), np.sqrt(past.sds[-1] ** 2 + sds**2 + wander(past) * ahead))


def drift(past: Past, days: Floats, sds: Floats) -> Expected:
    """The last poll, and the line from the first to the last one carried on."""
    ahead, span = days - past.days[-1], max(float(past.days[-1] - past.days[0]), 1.0)
    mean = past.values[-1] + (past.values[-1] - past.values[0]) * ahead / span
    errors = (past.sds[-1] * (1.0 + ahead / span)) ** 2 + (past.sds[0] * ahead / span) ** 2
    return Expected(mean, np.sqrt(errors + sds**2 + wander(past) * ahead * (1.0 + ahead / span)))


def constant_hazard(past: Past, days: Floats, sds: Floats) -> Expected:
    """Those who still say yes turn away at a constant rate a day, that of the past; never a negative one."""
    ahead, logs = days - past.days[-1], np.log(np.clip(past.values, 1e-3, 1.0))
    spread = past.days - past.days.mean()
    rate = max(0.0, -float(spread @ logs / max(float(spread @ spread), 1.0)))
    left = np.exp(-rate * ahead)
    return Expected(past.values[-1] * left, np.sqrt((past.sds[-1] * left) ** 2 + sds**2 + wander(past) * ahead))


def ar1(past: Past, days: Floats, sds: Floats) -> Expected:
    """Back to the level of the past, the farther away the more (a stationary series of first order, any dates)."""
    wave = fitted_wave(past)
    inverse, ones = np.linalg.inv(_covariance(past, wave.spread, wave.memory)), np.ones(len(past.days))
    shared = wave.spread**2 * np.exp(-np.abs(days[:, None] - past.days) / wave.memory)
    weights = shared @ inverse
    mean = wave.level + weights @ (past.values - wave.level)
    # The last part is what is not known about the level.
    variance = wave.spread**2 - (weights * shared).sum(axis=1) + (1.0 - weights @ ones) ** 2 / (ones @ inverse @ ones)
    return Expected(mean, np.sqrt(np.maximum(variance, 0.0) + sds**2))


def fitted_wave(past: Past) -> Wave:
    """The stationary series of first order under the sampling errors that is most likely."""
    from scipy import optimize  # slow to import

    start = np.log([max(float(past.values.std()), 0.01), max(float(np.ptp(past.days)) / 5.0, 2.0)])
    bounds = [tuple(np.log(SPREADS)), tuple(np.log(MEMORIES))]

    def unlikely(at: Any) -> float:
        return _unlikely(past, *np.exp(at).tolist())

    found: Any = optimize.minimize(unlikely, start, method="Nelder-Mead", bounds=bounds)
    spread, memory = np.exp(found.x)
    return Wave(_level(past, _covariance(past, spread, memory))[0], float(spread), float(memory))


def _covariance(past: Past, spread: float, memory: float) -> Floats:
    apart = np.abs(past.days[:, None] - past.days)
    return np.asarray(spread**2 * np.exp(-apart / memory) + np.diag(past.sds**2 + 1e-10))


def _level(past: Past, covariance: Floats) -> tuple[float, Floats]:
    """The most likely level, and the deviations from it in units of the covariance."""
    solved = np.linalg.solve(covariance, np.column_stack([np.ones(len(past.days)), past.values]))
    level = float(solved[:, 1].sum() / solved[:, 0].sum())
    return level, solved[:, 1] - level * solved[:, 0]


def _unlikely(past: Past, spread: float, memory: float) -> float:
    covariance = _covariance(past, spread, memory)
    level, solved = _level(past, covariance)
    return float(0.5 * (past.values - level) @ solved + 0.5 * np.linalg.slogdet(covariance)[1])


BASELINES: Mapping[str, Baseline] = MappingProxyType(
    {"persistence": persistence, "drift": drift, "constant hazard": constant_hazard, "AR(1)": ar1}
)
"""By the name that reports use."""
