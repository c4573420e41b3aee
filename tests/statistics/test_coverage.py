"""How often intervals of a mean hold the true mean: 93 to 97 times in 100, where they say 95.

Measured with 4,000 samples each (standard error 0.0035) at 50 replicates: normal data 0.93 to 0.94, gamma data of
skewness 1 0.94, exponential data (skewness 2) 0.93 to 0.94, and 0.944 at 75.  Log-normal data (skewness 6) take 200
replicates to reach 0.93.  Of few replicates the bootstrap promises too much: at 20 it holds 0.93 for normal and 0.91
for exponential data, at 10 0.90 and 0.88.
"""

from collections.abc import Callable

import numpy as np
import pytest

from sentiment_abm.analysis.statistics import interval

type Law = Callable[[np.random.Generator, int], np.ndarray]

LAWS: dict[str, tuple[Law, float]] = {
    "normal": (lambda rng, n: rng.normal(size=n), 0.0),
    "skewness 1": (lambda rng, n: rng.gamma(4.0, size=n), 4.0),
    "skewness 2": (lambda rng, n: rng.exponential(size=n), 1.0),
}


def coverage(law: str, n: int, samples: int, seed: int, shrunk: float = 1.0) -> float:
    """The share of samples whose interval, made narrower by a factor, holds the true mean."""
    draw, mean = LAWS[law]
    rng, held = np.random.default_rng(seed), 0
    for _ in range(samples):
        found = interval(draw(rng, n))
        low, high = (found.estimate + shrunk * (end - found.estimate) for end in (found.low, found.high))
        held += low <= mean <= high
    return held / samples


@pytest.mark.parametrize("law", LAWS)
def test_intervals_of_a_hundred_cover_the_truth_93_to_97_times_in_100(law):
    # 700 samples have a standard error of 0.0085, and true shares are about 0.945: one seed in 25 would be outside.
    assert 0.93 <= coverage(law, 100, 700, seed=1) <= 0.97


def test_narrower_intervals_would_be_noticed():
    assert coverage("normal", 100, 500, seed=1, shrunk=0.85) < 0.93


@pytest.mark.slow
@pytest.mark.parametrize(("law", "n"), [("normal", 50), ("skewness 1", 50), ("skewness 2", 50), ("skewness 2", 75)])
def test_intervals_of_fifty_cover_the_truth_93_to_97_times_in_100(law, n):
    # At 50 the true shares are 0.935 to 0.945, too near to the edge for few samples to tell.
    assert 0.93 <= coverage(law, n, 4_000, seed=7) <= 0.97
