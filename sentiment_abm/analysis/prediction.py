"""What a fitted model expects of polls: those it was fitted to, and those held out, given what came before."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.analysis.posterior import Draws

type Floats = NDArray[np.float64]

QUANTILES = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}


class Prediction(NamedTuple):
    """Draws of what observations could have been [draws, observations], and their places in the table."""

    draws: Floats
    places: NDArray[np.int64]


def predicted(
    whole: Likelihood, draws: Draws, fitted: NDArray[np.int64], wanted: NDArray[np.int64], seed: int
) -> Prediction:
    """Draws of the observations `wanted`, given those `fitted`; both are places among the observations of `whole`.

    House effects, a discrepancy that lasts, and the luck of the one history there is, are learned from the fitted
    observations and carried on; a new sampling error is drawn.
    """
    rng = np.random.default_rng(seed)
    found = np.empty((len(draws.cube), len(wanted)))
    means = whole.emulator.mean(draws.cube)
    for j, cube in enumerate(draws.cube):
        covariance = whole.covariance(cube[None], draws.house[[j]], draws.discrepancy[[j]])[0]
        gain = np.linalg.solve(covariance[np.ix_(fitted, fitted)], covariance[np.ix_(fitted, wanted)])
        mean = means[j, wanted] + gain.T @ (whole.values[fitted] - means[j, fitted])
        left = covariance[np.ix_(wanted, wanted)] - covariance[np.ix_(wanted, fitted)] @ gain
        found[j] = mean + _factor(left) @ rng.standard_normal(len(wanted))
    return Prediction(found, wanted)


def replicated(part: Likelihood, draws: Draws, seed: int) -> Floats:
    """Draws of the fitted observations as they could be again: another luck, other houses; [draws, observations]."""
    rng = np.random.default_rng(seed)
    means = part.emulator.mean(draws.cube)
    covariance = (
        part.covariance(draws.cube[[j]], draws.house[[j]], draws.discrepancy[[j]])[0] for j in range(len(means))
    )
    return np.stack(
        [mean + _factor(each) @ rng.standard_normal(len(mean)) for mean, each in zip(means, covariance, strict=True)]
    )


def misfit_p(part: Likelihood, draws: Draws) -> float:
    """The posterior predictive p-value of the squared, decorrelated distance of observations from the model.

    Below 0.05 the model with all its errors does not cover the data; above 0.95 its errors are too large.
    """
    off = part.values - part.emulator.mean(draws.cube)
    p = []
    for j, each in enumerate(off):
        covariance = part.covariance(draws.cube[[j]], draws.house[[j]], draws.discrepancy[[j]])[0]
        p.append(stats.chi2.sf(each @ np.linalg.solve(covariance, each), len(each)))
    return float(np.mean(p))


def quantiles(draws: Floats) -> pd.DataFrame:
    """Median, 50 % and 90 % intervals of each column."""
    found = np.quantile(draws, [*QUANTILES.values()], axis=0)
    return pd.DataFrame(dict(zip(QUANTILES, found, strict=True)))


def _factor(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
