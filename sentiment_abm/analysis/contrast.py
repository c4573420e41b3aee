"""Two cases compared replicate by replicate: what the same people, with the same luck, do in both worlds."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.analysis.statistics import interval
from sentiment_abm.spec import InputError, nearest


class Contrast(NamedTuple):
    """How much higher an indicator is in case `b` than in case `a`, paired by replicate."""

    of: str
    a: str
    b: str
    estimate: float  # mean of the paired differences b - a
    low: float  # ends of the BCa interval of that mean; NaN with fewer than two pairs
    high: float
    probability: float  # share of the pairs in which b exceeds a; ties count half
    n: int  # pairs in which both runs have the indicator
    variance_reduction: float  # share of the variance that pairing takes away: 1 - var(b - a) / (var(a) + var(b))

    @property
    def cut(self) -> float:
        """How many times larger the variance of the difference would be without pairing: 4 if 0.75 is taken away."""
        left = 1.0 - self.variance_reduction
        return 1.0 / left if left else math.inf  # NaN stays NaN

    def __str__(self) -> str:
        return (
            f"{self.of}: {self.b} minus {self.a} = {self.estimate:+.4g} [{self.low:+.4g}, {self.high:+.4g}], "
            f"higher in {self.probability:.0%} of {self.n} pairs"
        )


def paired(runs: pd.DataFrame, of: str, a: str, b: str, confidence: float = 0.95, seed: int = 0) -> Contrast:
    """The mean paired difference of an indicator between two cases, with its BCa bootstrap interval.

    Parameters
    ----------
    runs
        One row per run with columns case, replicate and the indicator; failed runs and NaN are left out, so a
        contrast of, say, ``decay_days`` speaks of the pairs in which both runs have such a day (see `n`).
    of
        Name of the indicator.
    a, b
        Names of two cases; the difference is b − a.
    confidence
        Chance, between 0 and 1, that an interval made in this way covers the true difference.
    seed
        Of the bootstrap.

    Raises
    ------
    InputError
        For names that the table does not have.

    >>> runs = pd.DataFrame({"case": ["low"] * 3 + ["high"] * 3, "replicate": [0, 1, 2] * 2,
    ...                      "net_mean": [0.1, 0.3, 0.2, 0.2, 0.5, 0.3]})
    >>> found = paired(runs, of="net_mean", a="low", b="high")
    >>> round(found.estimate, 4), found.probability, found.n
    (0.1333, 1.0, 3)
    """
    check_names(runs, of, (a, b))
    table = runs[runs["case"].isin([a, b])].pivot_table(index="replicate", columns="case", values=of, dropna=False)
    table = table.reindex(columns=[a, b]).dropna()
    before, after = (table[case].to_numpy(dtype=np.float64) for case in (a, b))
    difference = after - before
    found = interval(difference, confidence, seed)
    wins = (difference > 0.0) + 0.5 * (difference == 0.0)
    return Contrast(
        of=of,
        a=a,
        b=b,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        probability=float(wins.mean()) if len(wins) else math.nan,
        n=len(difference),
        variance_reduction=variance_reduction(before, after),
    )


def variance_reduction(before: np.ndarray, after: np.ndarray) -> float:
    """Share of the variance of a difference that pairing takes away; NaN where nothing varies.

    Two sets of unpaired runs have the variance var(a) + var(b); pairs have var(b − a).  0.75 means that a quarter
    of the replicates do; below 0 pairing did harm.
    """
    if len(before) < 2:
        return math.nan
    unpaired = float(before.var(ddof=1) + after.var(ddof=1))
    return 1.0 - float((after - before).var(ddof=1)) / unpaired if unpaired > 0.0 else math.nan


def check_names(runs: pd.DataFrame, of: str, cases: tuple[str, ...]) -> None:
    """Raise InputError for an indicator or a case that the table of runs does not have."""
    numeric = list(runs.select_dtypes("number").columns)
    problems = [] if of in numeric else [f"no indicator '{of}' in the table of runs{nearest(of, numeric)}"]
    known = list(dict.fromkeys(runs["case"]))
    problems += [f"no case '{case}': the cases are {', '.join(known)}" for case in cases if case not in known]
    if problems:
        raise InputError(problems)
