"""Stress: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.stress import StressParams, strain, stressed
from tests.ranges import for_all, params, shares, stresses

P = StressParams(updating=5.0, uncertainty=2.0, overload=3.0)
strained = params(StressParams)
changes = st.floats(-10, 10)
waitings = st.sampled_from([-2.0, -1.0, 0.0, 1.0, 30.0])


@pytest.mark.parametrize(
    ("change", "expectation", "waiting", "overload", "answer"),
    [
        (-0.2, 0.3, 4.0, 0.5, 4.18),  # 5·.2 + 2·4·.3·.7 + 3·.5
        (0.2, 0.3, 4.0, 0.5, 4.18),
        (0.2, 0.3, 0.0, 0.5, 4.18),  # a promise noticed today is waited for
        (0.2, 0.3, -1.0, 0.5, 2.5),
        (0.2, 0.3, -2.0, 0.5, 2.5),
        (0.0, 0.5, 0.0, 0.0, 2.0),
        (0.0, 0.3, -1.0, 0.0, 0.0),
        (-2.0, 0.3, -1.0, 0.0, 10.0),
    ],
)
def test_three_loads(change, expectation, waiting, overload, answer):
    assert strain(change, expectation, waiting, overload, P) == pytest.approx(answer, rel=1e-14)


def test_stress_is_a_leaky_mean_of_the_strain():
    assert stressed(0.8, 0.75, 2.0) == pytest.approx(1.1, rel=1e-14)  # .6 + .5
    assert stressed(0.8, 1.0, 2.0) == 0.8
    assert stressed(0.8, 0.0, 2.0) == 2.0


@for_all(changes, shares, waitings, shares, strained)
def test_strain_is_never_negative_and_blind_to_the_direction_of_change(change, expected, waiting, overload, p):
    here = strain(change, expected, waiting, overload, p)
    assert here >= 0.0
    assert strain(-change, expected, waiting, overload, p) == here
    assert strain(2.0 * change, expected, waiting, overload, p) >= here
    assert strain(change, expected, waiting, min(1.0, overload + 0.1), p) >= here


@for_all(shares, strained)
def test_waiting_is_most_stressful_at_even_odds(expected, p):
    here = strain(0.0, expected, 1.0, 0.0, p)
    assert here <= strain(0.0, 0.5, 1.0, 0.0, p) == p.uncertainty
    assert here == pytest.approx(strain(0.0, 1.0 - expected, 1.0, 0.0, p), abs=1e-12)


@for_all(stresses, shares, stresses)
def test_stress_moves_toward_the_strain_and_not_beyond(stress, keeps, load):
    assert min(stress, load) - 1e-12 <= stressed(stress, keeps, load) <= max(stress, load) + 1e-12
    assert stressed(load, keeps, load) == pytest.approx(load, abs=1e-12)
