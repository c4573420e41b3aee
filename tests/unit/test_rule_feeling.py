"""Feeling: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.feeling import FeelingParams, felt, value
from tests.ranges import for_all, params, shares

feelings = params(FeelingParams)
affects = st.floats(-100, 100)


def test_losses_loom_larger():
    p = FeelingParams(loss_aversion=2.2)
    assert value(0.3, p) == 0.3
    assert value(0.003, p) == 0.003
    assert value(-0.3, p) == pytest.approx(-0.66, rel=1e-15)
    assert value(0.0, p) == 0.0


@for_all(st.floats(-1, 1), shares, feelings)
def test_value_keeps_the_sign_and_rises(surprise, more, p):
    assert value(surprise, p) * surprise >= 0.0
    assert value(surprise, p) <= value(surprise + more, p)
    assert abs(value(-abs(surprise), p)) >= value(abs(surprise), p)


@for_all(st.floats(1e-6, 1), feelings)
def test_the_ratio_of_loss_and_gain_is_the_parameter(surprise, p):
    """T14 of MODEL.md."""
    assert -value(-surprise, p) / value(surprise, p) == pytest.approx(p.loss_aversion, rel=1e-12)


def test_affect_leaks_and_adds_anticipation_and_surprise():
    p = FeelingParams(anticipation=1.2, surprise=0.7)
    assert felt(0.8, 0.5, 0.3, -0.4, p) == pytest.approx(0.48, rel=1e-14)  # .4 + .36 − .28
    assert felt(-0.8, 0.25, 0.0, 0.0, p) == -0.2
    assert felt(0.0, 0.25, 0.5, 0.0, p) == 0.6
    assert felt(0.0, 0.25, 0.0, 0.5, p) == 0.35


@for_all(affects, shares, feelings)
def test_affect_fades_without_news(affect, keeps, p):
    assert abs(felt(affect, keeps, 0.0, 0.0, p)) <= abs(affect)


@for_all(affects, shares, shares, st.floats(-5, 5), shares, feelings)
def test_affect_rises_with_hopes_raised_and_with_good_surprises(affect, keeps, hope, verdict, more, p):
    here = felt(affect, keeps, hope, verdict, p)
    assert here <= felt(affect, keeps, hope + more, verdict, p)
    assert here <= felt(affect, keeps, hope, verdict + more, p)
