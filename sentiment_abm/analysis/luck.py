"""What luck alone does to moves of a setting: the same moves, with a mean effect of nothing.

Replicates share their luck at all points, so what luck does to one move it does to others alike, and an average over
many points does not make it smaller.  A bootstrap over points cannot see that.  Here the differences between the
replicates of each move are kept as they are, and whole replicates get new weights around 0 (a wild bootstrap).
"""

import numpy as np
from numpy.typing import NDArray

DRAWS = 999

type Floats = NDArray[np.float64]


def luck_alone(moves: Floats, power: int, confidence: float = 0.95, seed: int = 0) -> tuple[float, float]:
    """The mean and the upper end of the mean size, to a power, of moves whose mean effect is nothing but luck.

    Parameters
    ----------
    moves
        What moving a setting changed, [points, replicates]; NaN where a replicate is missing.
    power
        1 for the mean size of what moves do on average over replicates, 2 for the mean square.
    confidence
        The chance that luck alone stays below the upper end.
    seed
        Of the draws.

    Both are NaN where no move has two replicates.

    >>> own = np.random.default_rng(1).normal(size=(4_000, 10))
    >>> [round(end, 2) for end in luck_alone(own, power=2)]  # 1/10 for sure: each point has luck of its own
    [0.1, 0.1]
    >>> [round(end, 2) for end in luck_alone(np.repeat(own[:1], 4_000, axis=0), power=2)]  # one luck for all points
    [0.04, 0.23]
    """
    counts = np.isfinite(moves).sum(axis=1)
    known, counts = moves[counts > 1], counts[counts > 1][:, None]
    if not len(known):
        return float("nan"), float("nan")
    rest = np.nan_to_num(known - np.nanmean(known, axis=1, keepdims=True))
    rest /= np.sqrt(counts * (counts - 1.0))  # as wide as the luck of a mean
    sizes = (np.abs(rest @ _directions(moves.shape[1], seed)) ** power).mean(axis=0)
    mean, high = float(sizes.mean()), float(np.quantile(sizes, confidence))
    return mean, mean + _widened(high - mean, mean, int(np.median(counts)), power, confidence)


def _directions(replicates: int, seed: int) -> Floats:
    """Weights of the replicates that add up to 0 and have any direction, all equally likely; [replicates, draws]."""
    weights = np.random.default_rng(seed).normal(size=(replicates, DRAWS))
    weights -= weights.mean(axis=0)
    found: Floats = weights / np.linalg.norm(weights, axis=0) * np.sqrt(replicates - 1.0)
    return found


def _widened(reach: float, mean: float, replicates: int, power: int, confidence: float) -> float:
    """How far the upper end is from the mean: as far as Student's t says, if all points have one luck.

    The squared share of a random direction along one axis has a beta distribution, whose end is nearer, as it takes
    the spread between the replicates for certain.
    """
    from scipy import special, stats  # slow to import, and reports of cases do without

    degrees = replicates - 1.0
    student = float(stats.t.ppf((1.0 + confidence) / 2.0, degrees)) ** power
    if replicates == 2:
        return mean * (student - 1.0)  # one direction: whose luck it is cannot be told
    rest = (degrees - 1.0) / 2.0
    root = np.sqrt(degrees / np.pi) * np.exp(special.gammaln(0.5 + rest) - special.gammaln(1.0 + rest))
    middle = 1.0 if power == 2 else float(root)
    end = float(np.sqrt(degrees * stats.beta.ppf(confidence, 0.5, rest))) ** power
    return reach * (student - middle) / (end - middle)
