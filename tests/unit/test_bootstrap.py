"""The bootstrap of the mean against that of scipy, draw by draw."""

import numpy as np
import pytest
from scipy import stats

from sentiment_abm.analysis.bootstrap import bca

SAMPLES = {
    "normal": np.random.default_rng(1).normal(size=60),
    "skewed": np.random.default_rng(2).exponential(size=15) ** 3,
    "ties": np.array([0.0, 0.0, 1.0, 1.0, 1.0]),
    "two": np.array([0.3, 0.7]),
    "one outlier": np.concatenate([np.zeros(40), [1e6]]),
    "far from zero": 1e9 + np.random.default_rng(3).normal(size=20),
    "several parts": np.random.default_rng(4).gamma(2.0, size=2_000),  # more numbers than are resampled at one time
}


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
@pytest.mark.parametrize("name", SAMPLES)
def test_scipy_finds_the_same_ends(name, confidence):
    sample, resamples = SAMPLES[name], 4_999
    expected = stats.bootstrap(
        (sample,), np.mean, confidence_level=confidence, n_resamples=resamples, rng=np.random.default_rng(7)
    ).confidence_interval
    found = bca(sample, confidence, resamples, np.random.default_rng(7))
    assert found == pytest.approx((expected.low, expected.high), rel=1e-12)


def test_neither_correction_can_be_left_out():
    """On a skewed sample the plain percentiles are somewhere else, so that the test above has something to compare."""
    sample = SAMPLES["skewed"]
    found = bca(sample, 0.95, 4_999, np.random.default_rng(7))
    plain = stats.bootstrap(
        (sample,), np.mean, n_resamples=4_999, method="percentile", rng=np.random.default_rng(7)
    ).confidence_interval
    assert found[0] > plain.low * 1.1
    assert found[1] > plain.high * 1.1
