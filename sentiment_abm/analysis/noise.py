"""Noise between replicates, told apart from what the settings of a design do."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Noise(NamedTuple):
    """Where the variance of an outcome over the points of a design comes from; NaN with one replicate.

    In a study replicate r shares its luck at all points.  What that luck does everywhere alike (`common`) moves all
    points together and cancels out of differences between them; the rest (`own`) does not, and in means over the
    replicates it is divided by their number.
    """

    between: float  # variance between points of the means over replicates
    within: float  # mean variance between the replicates of a point
    common: float  # the part of `within` that all points share
    own: float  # the part that they do not share: what is left in a table of points by replicates
    replicates: int
    share: float  # own / replicates / between: how much of `between` is noise rather than settings, 0…1

    def __str__(self) -> str:
        if math.isnan(self.share):
            return f"{self.replicates} replicate a point: noise cannot be told from settings"
        return f"{self.share:.1%} of the variance between points is noise ({self.replicates} replicates)"


def noise(values: npt.ArrayLike) -> Noise:
    """Variances of a table of outcomes [points, replicates]; NaN where a replicate is missing.

    Where points have different numbers of replicates, the parts of the variance are those of the points that have as
    many as is usual, and each mean has the noise of its own number.

    >>> rng = np.random.default_rng(1)
    >>> setting, luck, rest = rng.normal(0, 2, (500, 1)), rng.normal(0, 3, (1, 40)), rng.normal(0, 1, (500, 40))
    >>> found = noise(setting + luck + rest)
    >>> round(found.between, 1), round(found.common), round(found.own, 1), round(found.share, 3)
    (3.3, 13, 1.0, 0.007)
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    table = table[np.isfinite(table).any(axis=1)]
    if len(table) < 2:
        return Noise(math.nan, math.nan, math.nan, math.nan, table.shape[1], math.nan)
    counts = np.isfinite(table).sum(axis=1)
    between = float(np.nanmean(table, axis=1).var(ddof=1))
    usual = int(np.median(counts))
    whole = table[:, :usual]
    whole = whole[np.isfinite(whole).all(axis=1)]
    if usual < 2 or len(whole) < 2:
        return Noise(between, math.nan, math.nan, math.nan, usual, math.nan)
    within = float(whole.var(axis=1, ddof=1).mean())
    rest = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0) + whole.mean()
    own = float((rest**2).sum()) / ((len(whole) - 1) * (usual - 1))
    share = min(own * float((1.0 / counts).mean()) / between, 1.0) if between > 0.0 else math.nan
    return Noise(between, within, max(within - own, 0.0), own, usual, share)
