"""Patience: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.patience import (
    GIVEN_UP,
    NOTHING_OPEN,
    PatienceParams,
    another_day,
    booked,
    gives_up,
    impatience,
    worth,
)
from tests.ranges import days, for_all, lucks, params, stresses

patient = params(PatienceParams)
rates = st.floats(0, 10)


@pytest.mark.parametrize(("waiting", "answer"), [(0.0, 1.0), (4.0, 5.0), (-1.0, -1.0), (-2.0, -2.0)])
def test_only_an_open_promise_grows_older(waiting, answer):
    assert another_day(waiting) == answer


def test_the_marks_of_who_does_not_wait():
    assert (NOTHING_OPEN, GIVEN_UP) == (-1.0, -2.0)


def test_stress_makes_impatient():
    assert impatience(0.05, 2.0, PatienceParams(stress=0.8)) == pytest.approx(0.13, rel=1e-14)
    assert impatience(0.05, 0.0, PatienceParams(stress=0.8)) == 0.05


def test_a_hope_deferred_is_worth_less():
    assert worth(10.0, 0.3) == 0.25
    assert worth(0.5, 2.0) == 0.5
    assert worth(10.0, 0.0) == 1.0
    assert worth(0.0, 0.3) == worth(NOTHING_OPEN, 0.3) == worth(GIVEN_UP, 0.3) == 1.0


def test_who_gives_up():
    p = PatienceParams(write_off=0.4)  # 1 − e^(−.4·¾) = .25918177931828
    assert gives_up(0.25, 0.2591817793182, p)
    assert not gives_up(0.25, 0.2591817793184, p)


def test_nobody_gives_up_a_hope_that_has_lost_nothing():
    assert not gives_up(1.0, 0.0, PatienceParams(write_off=1.0))
    assert not gives_up(0.2, 0.0, PatienceParams(write_off=0.0))


def test_what_is_left_to_book():
    p = PatienceParams(write_off_weight=0.7)
    assert booked(GIVEN_UP, p) == pytest.approx(0.3, rel=1e-14)
    assert booked(NOTHING_OPEN, p) == booked(0.0, p) == booked(3.0, p) == 1.0


@for_all(days, rates, st.floats(0, 10))
def test_worth_falls_with_time_and_impatience(waiting, rate, more):
    assert 0.0 < worth(waiting, rate) <= 1.0
    assert worth(waiting + 1.0, rate) <= worth(waiting, rate)
    assert worth(waiting, rate + more) <= worth(waiting, rate)


@for_all(st.floats(0, 5), stresses, st.floats(0, 10), patient)
def test_impatience_grows_with_stress(own, stress, more, p):
    assert own <= impatience(own, stress, p) <= impatience(own, stress + more, p)


@for_all(st.floats(0, 1), st.floats(0, 1), lucks, patient)
def test_whoever_gives_up_a_hope_gives_up_one_that_is_worth_less(one, other, luck, p):
    low, high = sorted((one, other))
    assert gives_up(low, luck, p) or not gives_up(high, luck + 1e-12, p)
    assert not gives_up(1.0, luck, p)


@for_all(st.sampled_from([-2.0, -1.0, 0.0, 5.0]), patient)
def test_what_is_left_is_a_share(waiting, p):
    assert 0.0 <= booked(waiting, p) <= 1.0
