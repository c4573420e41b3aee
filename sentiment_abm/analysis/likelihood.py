"""How likely observations are: Gaussian errors of sampling, houses, discrepancy and luck around the emulated model."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.emulator import Emulator
from sentiment_abm.sweep.calibrating import Fit

type Floats = NDArray[np.float64]

CORNER = 1e30  # larger than any distance


class Errors(NamedTuple):
    """The parts of the covariance of observations, [observations, observations] each.

    The covariance is `sampling` + house² · `houses` + discrepancy² · `lasting`, and the luck of a run.
    """

    sampling: Floats
    houses: Floats
    lasting: Floats


def errors_of(table: pd.DataFrame, fit: Fit) -> Errors:
    """The covariances of a table of observations.

    Two results of one pollster on one question in one segment share its house effect; a result without a pollster
    shares it with none.  A discrepancy belongs to a series of the model (segment and column) and fades with time.

    >>> polls = pd.DataFrame({"day": [0, 10], "segment": "all", "indicator": "hope", "column": "hope",
    ...                       "pollster": "A", "sampling_sd": 0.01})
    >>> errors_of(polls, Fit()).houses.tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    count = len(table)
    unnamed = table["pollster"] == ""
    house = table["pollster"].where(~unnamed, [f"\n{k}" for k in range(count)])
    houses = _same(house) & _same(table["indicator"]) & _same(table["segment"])
    series = _same(table["segment"]) & _same(table["column"])
    day = table["day"].to_numpy(dtype=np.float64)
    faded = np.exp(-np.abs(day[:, None] - day) / fit.discrepancy_days)
    sampling = np.diag(table["sampling_sd"].to_numpy(dtype=np.float64) ** 2 * fit.design_effect)
    return Errors(sampling, houses.astype(np.float64), np.where(series, faded, 0.0))


def _same(column: pd.Series) -> NDArray[np.bool_]:
    codes = pd.factorize(column)[0]
    found: NDArray[np.bool_] = codes[:, None] == codes
    return found


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Observations `values` with their errors around an emulator whose outputs are those observations."""

    emulator: Emulator
    values: Floats
    errors: Errors

    def of(self, cube: Floats, house: Floats, discrepancy: Floats) -> Floats:
        """The logarithm of the likelihood at points of the cube with these sds: [points]."""
        distance, logs = self.distance(cube, house, discrepancy)
        return np.asarray(-0.5 * distance - logs - 0.5 * len(self.values) * np.log(2 * np.pi))

    def distance(self, cube: Floats, house: Floats, discrepancy: Floats) -> tuple[Floats, Floats]:
        """The squared distance of observations and model in units of the covariance, and half its ln determinant."""
        count, off = len(self.values), self.values - self.emulator.mean(cube)
        # With the distances as a last row, one factorization solves for them on the way.
        joined = np.empty((len(cube), count + 1, count + 1))
        joined[:, :count, :count] = self.covariance(cube, house, discrepancy)
        joined[:, count, :count] = joined[:, :count, count] = off
        joined[:, count, count] = CORNER
        factor = np.linalg.cholesky(joined)
        logs = np.log(np.diagonal(factor, axis1=1, axis2=2)[:, :count]).sum(axis=1)
        return (factor[:, count, :count] ** 2).sum(axis=1), logs

    def covariance(self, cube: Floats, house: Floats, discrepancy: Floats) -> Floats:
        """Of the observations around the emulated means: [points, observations, observations]."""
        size = self.emulator.size(cube)[:, None, None]
        return (
            size * self.emulator.covariance
            + self.errors.sampling
            + house[:, None, None] ** 2 * self.errors.houses
            + discrepancy[:, None, None] ** 2 * self.errors.lasting
        )

    def some(self, chosen: NDArray[np.int64]) -> "Likelihood":
        """Of some of the observations."""
        parts = (part[np.ix_(chosen, chosen)] for part in self.errors)
        return Likelihood(self.emulator.columns(chosen), self.values[chosen], Errors(*parts))

    def having(self, values: Floats) -> "Likelihood":
        """Of other values in the same places."""
        return Likelihood(self.emulator, values, self.errors)
