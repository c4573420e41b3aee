"""Contagion: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.contagion import ContagionParams, exposure
from tests.ranges import for_all, params


@pytest.mark.parametrize(
    ("count", "contacts", "answer"), [(3.0, 12.0, 0.25), (12.0, 12.0, 1.0), (0.0, 12.0, 0.0), (1.0, 1.0, 1.0)]
)
def test_exposure_is_the_share_of_contacts(count, contacts, answer):
    assert exposure(count, contacts, ContagionParams(threshold=0.0)) == answer


@pytest.mark.parametrize(
    ("count", "contacts", "threshold", "answer"),
    [
        (3.0, 12.0, 0.25, 1.0),  # exactly reached
        (2.0, 12.0, 0.25, 0.0),
        (4.0, 12.0, 0.25, 1.0),
        (3.0, 10.0, 0.1 * 3, 1.0),  # 0.1·3·10 is a little above 3 in binary
        (1.0, 1.0, 1.0, 1.0),
        (0.0, 1.0, 1.0, 0.0),
        (9.0, 10.0, 1.0, 0.0),
    ],
)
def test_a_threshold_is_reached_or_not(count, contacts, threshold, answer):
    assert exposure(count, contacts, ContagionParams(threshold=threshold)) == answer


@pytest.mark.parametrize(("threshold", "answer"), [(0.999e-9, 1.0), (1e-9, 1.0), (1.005e-9, 0.0)])
def test_the_tolerance_of_a_threshold_is_a_billionth_of_a_contact(threshold, answer):
    assert exposure(0.0, 1.0, ContagionParams(threshold=threshold)) == answer


@pytest.mark.parametrize("threshold", [0.0, 1e-12, 0.5, 1.0])
def test_without_contacts_there_is_nothing_to_catch(threshold):
    assert exposure(0.0, 0.0, ContagionParams(threshold=threshold)) == 0.0


@for_all(st.integers(1, 10_000), st.data(), params(ContagionParams))
def test_exposure_is_a_share_and_rises_with_the_count(contacts, data, p):
    count = data.draw(st.integers(0, contacts - 1))
    low, high = exposure(float(count), float(contacts), p), exposure(count + 1.0, float(contacts), p)
    assert 0.0 <= low <= high <= 1.0
    assert exposure(float(contacts), float(contacts), p) == 1.0


@for_all(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 10))
def test_thresholds_given_as_fractions_are_met_by_that_many(contacts, part, times):
    """n of m contacts reach the threshold n/m, however the fraction is rounded."""
    count, contacts = float(part), float(part * times + contacts)
    assert exposure(count, contacts, ContagionParams(threshold=count / contacts)) == 1.0
    assert exposure(count - 1.0, contacts, ContagionParams(threshold=count / contacts)) == 0.0
