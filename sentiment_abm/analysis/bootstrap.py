"""The bias-corrected and accelerated bootstrap of a mean (source ``efron1987``).

`scipy.stats.bootstrap` gives the same ends, but takes longer to import than a small study takes to run.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_NORMAL = NormalDist()
_AT_ONCE = 2**22  # numbers resampled at one time: 64 MB, however long the sample is


def bca(
    sample: NDArray[np.float64], confidence: float, resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    r"""The ends of the interval of the mean.

    .. math::

        \alpha_\pm = \Phi\left(z_0 + \frac{z_0 \pm z}{1 - a (z_0 \pm z)}\right), \qquad
        z_0 = \Phi^{-1}\left(P(\bar x^* < \bar x)\right), \qquad
        a = \frac{\sum (x_i - \bar x)^3}{6 \left(\sum (x_i - \bar x)^2\right)^{3/2}}

    where :math:`\bar x^*` are the means of samples drawn with replacement, the ends are their quantiles
    :math:`\alpha_\pm`, and z is the normal quantile for the `confidence`, a chance between 0 and 1.  For samples of
    at least two different finite numbers.

    >>> low, high = bca(np.array([0.1, 0.2, 0.3, 0.4, 0.5]), 0.95, 9_999, np.random.default_rng(0))
    >>> 0.1 < low < 0.3 < high < 0.5
    True
    """
    means = _resampled_means(sample, resamples, rng)
    mean = sample.mean()
    below = (np.count_nonzero(means < mean) + np.count_nonzero(means <= mean)) / (2 * resamples)
    deviations = sample - mean
    a = float((deviations**3).sum() / (deviations**2).sum() ** 1.5) / 6.0
    z0, z = _NORMAL.inv_cdf(below), _NORMAL.inv_cdf((1.0 - confidence) / 2.0)
    shares = [_NORMAL.cdf(z0 + side / (1.0 - a * side)) for side in (z0 + z, z0 - z)]
    low, high = np.quantile(means, shares)
    return float(low), float(high)


def _resampled_means(sample: NDArray[np.float64], resamples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    rows = math.ceil(_AT_ONCE / len(sample))
    parts = [min(rows, resamples - done) for done in range(0, resamples, rows)]
    return np.concatenate([sample[rng.integers(0, len(sample), (part, len(sample)))].mean(axis=-1) for part in parts])
