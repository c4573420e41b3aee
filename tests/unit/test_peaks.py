"""Prominent peaks are those that scipy finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.signal import find_peaks

from sentiment_abm.engine.peaks import prominent

SHAPES = st.tuples(st.integers(1, 4), st.integers(0, 25))


def by_scipy(series, least):
    found = np.zeros(series.shape, bool)
    for run, (row, prominence) in enumerate(zip(series, least, strict=True)):
        found[run, find_peaks(row, prominence=prominence)[0]] = True
    return found


@given(SHAPES.flatmap(lambda shape: arrays.arrays(np.int8, shape, elements=st.integers(0, 4))), st.integers(1, 4))
def test_with_flat_tops_and_ties(levels, least):
    series, bounds = levels.astype(np.float64) / 3, np.full(len(levels), least / 3)
    np.testing.assert_array_equal(prominent(series, bounds), by_scipy(series, bounds))


@pytest.mark.parametrize("least", [0.0, 0.05, 0.4])
def test_on_noisy_walks(least):
    series = np.random.default_rng(3).normal(size=(50, 200)).cumsum(axis=1) / 20
    bounds = np.full(50, least)
    expected = by_scipy(series, bounds)
    assert expected.any()
    np.testing.assert_array_equal(prominent(series, bounds), expected)


def test_each_run_has_its_own_bound():
    series = np.array([[0.0, 1.0, 0.0]] * 2)
    assert prominent(series, np.array([1.0, 1.1]))[:, 1].tolist() == [True, False]
