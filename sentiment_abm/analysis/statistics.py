"""Intervals between replicates, bands over days, and how many replicates are enough."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sentiment_abm.analysis.bootstrap import bca

RESAMPLES = 9_999  # the usual count: the ends of a 95 % interval are then good to about two digits


class Interval(NamedTuple):
    """An estimate with the ends of its confidence interval; the ends are NaN when one value is all there is."""

    estimate: float
    low: float
    high: float


def interval(values: npt.ArrayLike, confidence: float = 0.95, seed: int = 0) -> Interval:
    """The mean of independent values with its BCa bootstrap interval (source ``efron1987``).

    Parameters
    ----------
    values
        One number per replicate; NaN is left out.
    confidence
        Chance, between 0 and 1, that an interval made in this way covers the true mean.
    seed
        Of the bootstrap: the same values and seed give the same interval.

    >>> found = interval([0.1, 0.2, 0.3, 0.4, 0.5])
    >>> round(found.estimate, 3), found.low < 0.3 < found.high
    (0.3, True)
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    if len(sample) == 0:
        return Interval(math.nan, math.nan, math.nan)
    estimate = float(sample.mean())
    if len(sample) == 1:
        return Interval(estimate, math.nan, math.nan)
    if np.ptp(sample) == 0.0:  # nothing varies: the bootstrap has no distribution to correct
        return Interval(estimate, estimate, estimate)
    return Interval(estimate, *bca(sample, confidence, RESAMPLES, np.random.default_rng(seed)))


def bands(daily: pd.DataFrame, of: str) -> pd.DataFrame:
    """Median and the middle 50 % and 95 % of the replicates, day by day.

    `daily` is a long table with columns case, replicate, day, segment and indicators.  The answer has the index
    (case, segment, day) and the columns low95, low50, median, high50, high95.  These are bands *between
    replicates*: they show how far luck alone spreads the runs, not how well a mean is known.
    """
    quantiles = {"low95": 0.025, "low50": 0.25, "median": 0.5, "high50": 0.75, "high95": 0.975}
    found = daily.groupby(["case", "segment", "day"], sort=False)[of].quantile(np.array([*quantiles.values()]))
    return found.unstack().set_axis(list(quantiles), axis="columns")  # noqa: PD010  # from rows to columns


def replicates_needed(values: npt.ArrayLike, half_width: float, confidence: float = 0.95) -> int:
    """How many replicates give the mean an interval of this half-width, judged by the spread of these values.

    The smallest n with t · s / √n ≤ half_width, where s is the standard deviation and t the quantile of Student's
    distribution with n − 1 degrees of freedom.  Needs two values at least, else ValueError.

    >>> replicates_needed([0.0, 1.0, 2.0], half_width=1.0)
    7
    """
    from scipy import stats  # slow to import, and most studies do without

    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    if len(sample) < 2 or not half_width > 0.0:
        raise ValueError(f"need two values and a half-width above 0, not {len(sample)} and {half_width}")
    spread = float(sample.std(ddof=1))
    tail = 0.5 + confidence / 2.0
    needed = max(2, math.ceil((stats.norm.ppf(tail) * spread / half_width) ** 2))
    while stats.t.ppf(tail, needed - 1) * spread / math.sqrt(needed) > half_width:
        needed += 1
    return needed
