"""The arithmetic under the rules: guards, exponential, logarithm."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import strategies as st

from sentiment_abm.rule import (
    LIMIT,
    chance,
    exp_portable,
    larger,
    log_portable,
    positive,
    select,
    smaller,
    square,
    truth,
)
from tests.ranges import for_all

INFINITE = float("inf")


def test_guards():
    assert (select(True, 2.0, 3.0), select(False, 2.0, 3.0)) == (2.0, 3.0)
    assert (smaller(2.0, 3.0), smaller(3.0, 2.0), smaller(2.0, 2.0)) == (2.0, 2.0, 2.0)
    assert (larger(2.0, 3.0), larger(3.0, 2.0), larger(2.0, 2.0)) == (3.0, 3.0, 2.0)
    assert (smaller(2.01, 2.0), smaller(1.99, 2.0), larger(2.01, 2.0), larger(1.99, 2.0)) == (2.0, 1.99, 2.01, 2.0)
    assert (positive(0.5), positive(-0.5), positive(0.0)) == (0.5, 0.0, 0.0)
    assert (truth(True), truth(False)) == (1.0, 0.0)
    assert square(-1.5) == 2.25


@pytest.mark.parametrize("x", [-0.0, float("nan")])
def test_the_positive_part_of_a_negative_zero_and_of_nothing_is_plain_zero(x):
    """`overload` counts on it: an infinite capacity on a day without stories is inf/inf."""
    assert str(positive(x)) == "0.0"


@for_all(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_guards_are_what_their_names_say(a, b):
    assert smaller(a, b) == min(a, b)
    assert larger(a, b) == max(a, b)
    assert positive(a) == max(a, 0.0)


def test_exponential_of_zero_is_exact():
    assert exp_portable(0.0) == exp_portable(-0.0) == exp_portable(-1.0 / INFINITE) == 1.0


@pytest.mark.parametrize(("end", "error"), [(20.0, 2e-13), (40.0, 1e-9)])
def test_exponential_is_as_accurate_as_it_claims(end, error):
    for x in np.linspace(-end, end, 8001).tolist():
        assert exp_portable(x) == pytest.approx(math.exp(x), rel=error, abs=0.0)


@pytest.mark.parametrize("x", [40.0, -40.0, 39.0, -33.5, 20.0, -7.25, 0.1])
def test_exponential_is_the_eleventh_taylor_polynomial_to_the_power_64(x):
    """In rational arithmetic: what is left is rounding, so a wrong coefficient shows even in the last term."""
    r = Fraction(x) / 64
    exact = sum(r**k / math.factorial(k) for k in range(12)) ** 64
    assert exp_portable(x) == pytest.approx(float(exact), rel=1e-13, abs=0.0)


def test_exponential_saturates_at_forty():
    assert LIMIT == 40.0
    assert exp_portable(40.5) == exp_portable(700.0) == exp_portable(INFINITE) == exp_portable(40.0)
    assert exp_portable(-40.5) == exp_portable(-700.0) == exp_portable(-INFINITE) == exp_portable(-40.0)
    assert exp_portable(39.9) < exp_portable(40.0)
    assert exp_portable(-39.9) > exp_portable(-40.0) > 0.0


@for_all(st.floats(-20, 20), st.floats(-20, 20))
def test_exponential_turns_sums_into_products(a, b):
    assert exp_portable(a) * exp_portable(b) == pytest.approx(exp_portable(a + b), rel=2e-9)


@for_all(st.floats(-39, 38), st.floats(1e-8, 1))
def test_exponential_grows(x, step):
    assert exp_portable(x) < exp_portable(x + step)


def test_logarithm_of_one_is_exact():
    assert log_portable(1.0) == 0.0


def test_logarithm_is_as_accurate_as_it_claims():
    for x in np.logspace(-12, 12, 8001).tolist():
        assert log_portable(x) == pytest.approx(math.log(x), rel=0.0, abs=1e-13)


@pytest.mark.parametrize("root", [Fraction(2), Fraction(1, 2), Fraction(4), Fraction(1, 8), Fraction(8)])
def test_logarithm_is_eight_roots_and_six_terms_of_artanh(root):
    """The eighth root of a power of two is exact; so far from 1 the last term of the series shows."""
    z = (root - 1) / (root + 1)
    exact = 512 * sum(z ** (2 * k + 1) / (2 * k + 1) for k in range(6))
    assert log_portable(float(root) ** 256) == pytest.approx(float(exact), rel=1e-14)


@for_all(st.floats(-20, 20))
def test_logarithm_undoes_the_exponential(x):
    assert log_portable(exp_portable(x)) == pytest.approx(x, abs=3e-13)


def test_chance():
    assert chance(0.0) == 0.0
    assert chance(math.log(2.0)) == pytest.approx(0.5, abs=1e-14)
    assert chance(0.3) == pytest.approx(0.2591817793182821, abs=1e-14)
    assert chance(50.0) == 1.0


@for_all(st.floats(0, 1000), st.floats(0, 10))
def test_chance_is_a_probability_and_rises_with_the_rate(rate, more):
    assert 0.0 <= chance(rate) <= chance(rate + more) + 1e-15 <= 1.0 + 1e-15
    assert chance(rate) <= rate + 1e-15
    assert chance(rate) == pytest.approx(-math.expm1(-rate), abs=2e-13)
