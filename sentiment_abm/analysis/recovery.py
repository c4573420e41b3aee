"""Synthetic recovery: are intervals right when the truth is known?  Many data sets from one table of runs.

Truths are drawn from the prior and simulated with seeds of their own; polls are made of these runs with errors drawn
from their priors; each data set is fitted.  Then a 90 % interval has to hold the truth in 90 % of the data sets, and
the place of the truth among the draws has to be uniform (simulation-based calibration, ``talts2018``).
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sentiment_abm.analysis.identifiability import IDENTIFIED, LEAST_CONTRACTION, UNKNOWN, identifiability
from sentiment_abm.analysis.likelihood import Errors, Likelihood
from sentiment_abm.analysis.posterior import draws_of
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.sweep.calibrating import Fit
from sentiment_abm.sweep.waves import Sample, shares

type Floats = NDArray[np.float64]

LEVEL = 0.90
ALARM = 0.01  # p-value of a test of coverage or of ranks below which something is wrong


def recovery(
    reference: Reference, truths: Sample, table: pd.DataFrame, fit: Fit, *, seed: int = 1, believed: Fit | None = None
) -> pd.DataFrame:
    """Fit a synthetic data set for each run in `truths`; one row per data set and parameter.

    Parameters
    ----------
    reference
        The runs to learn from; none of the truths may be among them.
    truths
        Runs at points drawn from the prior.
    table
        Observations whose days, questions, pollsters and sampling errors the data sets have; values do not matter.
    fit
        As for a calibration; the errors of the polls are made with its scales.
    believed
        What the fit believes of these errors, if that is something else: a negative control.

    Columns: data_set, name, truth, low90, high90 (shares of the prior's range), covered, rank (0…1), contraction,
    verdict.
    """
    made, believed = reference.likelihood(table, fit), believed or fit
    part = reference.likelihood(table, believed)
    cube, rng = shares(reference.axes, truths.values), np.random.default_rng(seed)
    runs = pd.DataFrame(truths.outputs.T, index=pd.MultiIndex.from_frame(truths.places))
    wanted = [*zip(table["segment"], table["column"], table["day"].tolist(), strict=True)]
    outputs = runs.loc[wanted].to_numpy(dtype=np.float64).T
    found: list[pd.DataFrame] = []
    for j, values in enumerate(_polled(outputs, made.errors, fit, rng)):
        mine = part.having(values)
        found.append(_recovered(reference, mine, believed, cube[j], seed + j).assign(data_set=j))
    return pd.concat(found, ignore_index=True)


def _polled(outputs: Floats, errors: Errors, fit: Fit, rng: np.random.Generator) -> Iterator[Floats]:
    """Polls of each run, with house effects and a discrepancy whose sds are drawn from their priors."""
    for output in outputs:
        house, discrepancy = np.abs(rng.standard_normal(2)) * (fit.house, fit.discrepancy)
        covariance = errors.sampling + house**2 * errors.houses + discrepancy**2 * errors.lasting
        yield output + rng.multivariate_normal(np.zeros(len(output)), covariance)


def _recovered(reference: Reference, part: Likelihood, fit: Fit, truth: Floats, seed: int) -> pd.DataFrame:
    draws = draws_of(part, fit, seed)
    low, high = np.quantile(draws.cube, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    table = identifiability(draws, reference.names, part).table
    return pd.DataFrame(
        {
            "name": reference.names,
            "truth": truth,
            "low90": low,
            "high90": high,
            "covered": (low <= truth) & (truth <= high),
            "rank": (draws.cube < truth).mean(axis=0),
            "contraction": table["contraction"].to_numpy(),
            "verdict": table["verdict"].to_numpy(),
        }
    )


def coverage(recovered: pd.DataFrame) -> pd.DataFrame:
    """By parameter: how often 90 % intervals held the truth, with the Wilson interval of that share, and two tests.

    `p_coverage` is the exact binomial test of 90 %, `p_ranks` the test of Kolmogorov and Smirnov that ranks are
    uniform; `alarm` where either is below 1 %.  `verdict` is *identified* where the mean contraction is at least ½.

    >>> rng = np.random.default_rng(1)
    >>> rank = rng.random(200)
    >>> made = pd.DataFrame({"name": "a", "rank": rank, "covered": (rank > 0.05) & (rank < 0.95), "contraction": 0.9,
    ...                      "verdict": "identified"})
    >>> bool(coverage(made).loc["a", "alarm"])
    False
    """
    rows = []
    for name, mine in recovered.groupby("name", sort=False):
        hits, count = int(mine["covered"].sum()), len(mine)
        test = stats.binomtest(hits, count, LEVEL)
        low, high = test.proportion_ci(0.95, "wilson")
        p_ranks = float(stats.kstest(mine["rank"], "uniform").pvalue)
        known = mine["contraction"].mean() >= LEAST_CONTRACTION
        rows.append(
            {
                "name": name,
                "data_sets": count,
                "contraction": mine["contraction"].mean(),
                "verdict": IDENTIFIED if known else UNKNOWN,
                "named_identified": (mine["verdict"] == IDENTIFIED).mean(),
                "coverage": hits / count,
                "low95": low,
                "high95": high,
                "p_coverage": float(test.pvalue),
                "p_ranks": p_ranks,
                "alarm": min(float(test.pvalue), p_ranks) < ALARM,
            }
        )
    return pd.DataFrame(rows).set_index("name")
