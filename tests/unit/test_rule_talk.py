"""Talk: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.talk import TalkParams, like_minded, talked, untold
from tests.ranges import INFINITE, beliefs, for_all, params, shares

talking = params(TalkParams)


def test_belief_moves_toward_the_mean_of_those_listened_to():
    p = TalkParams(weight=0.4)
    assert talked(1.0, 1.5, 3.0, p) == pytest.approx(0.8, rel=1e-14)  # .6·1 + .4·.5
    assert talked(1.0, -2.0, 1.0, p) == pytest.approx(-0.2, rel=1e-14)
    assert talked(1.0, 0.0, 0.0, p) == 1.0


def test_include_self_puts_the_citizen_into_its_own_mean():
    p = TalkParams(weight=0.4, include_self=True)
    assert talked(1.0, 1.5, 3.0, p) == pytest.approx(0.85, rel=1e-14)  # .6·1 + .4·2.5/4
    assert talked(1.0, -2.0, 1.0, p) == pytest.approx(0.4, rel=1e-14)
    assert talked(0.1, 0.0, 0.0, p) == 0.1


@pytest.mark.parametrize(
    ("belief", "other", "answer"),
    [(1.0, 1.5, True), (1.0, 0.5, True), (1.0, 1.501, False), (1.0, 0.499, False), (-1.0, 1.0, False)],
)
def test_the_confidence_bound_is_within_reach(belief, other, answer):
    assert like_minded(belief, other, TalkParams(bound=0.5)) == answer


def test_without_a_bound_everybody_is_heard():
    assert like_minded(-500.0, 500.0, TalkParams(bound=INFINITE))


def test_untold():
    assert untold(3.0, TalkParams(retell=0.2)) == pytest.approx(0.512, rel=1e-12)
    assert untold(1.0, TalkParams(retell=0.2)) == pytest.approx(0.8, rel=1e-12)
    assert untold(7.0, TalkParams(retell=0.0)) == 1.0
    assert untold(0.0, TalkParams(retell=0.2)) == untold(0.0, TalkParams(retell=1.0)) == 1.0
    assert untold(1.0, TalkParams(retell=1.0)) < 1e-17


@for_all(st.lists(beliefs, min_size=1, max_size=50), beliefs, talking)
def test_talk_stays_within_what_was_said(contacts, belief, p):
    new = talked(belief, sum(contacts), float(len(contacts)), p)
    everyone = [*contacts, belief]
    assert min(everyone) - 1e-9 <= new <= max(everyone) + 1e-9


@for_all(beliefs, st.integers(0, 50), talking)
def test_whoever_agrees_with_everybody_stays(belief, contacts, p):
    assert talked(belief, belief * contacts, float(contacts), p) == pytest.approx(belief, abs=1e-12)


@for_all(beliefs, beliefs, shares, talking)
def test_including_oneself_is_moving_less(belief, other, weight, p):
    alone = p._replace(weight=weight, include_self=False)
    both = alone._replace(include_self=True)
    assert talked(belief, other, 1.0, both) - belief == pytest.approx(
        (talked(belief, other, 1.0, alone) - belief) / 2, abs=1e-12
    )


@for_all(beliefs, beliefs, talking)
def test_listening_is_mutual(belief, other, p):
    assert like_minded(belief, other, p) == like_minded(other, belief, p)
    assert like_minded(belief, belief, p)
    assert like_minded(belief, other, p) == (abs(other - belief) <= p.bound)


@for_all(st.integers(0, 200).map(float), talking)
def test_the_more_tellers_the_less_stays_untold(tellers, p):
    assert 0.0 < untold(tellers + 1.0, p) <= untold(tellers, p) * (1 + 1e-12) <= 1 + 1e-12
    assert untold(tellers, p) == pytest.approx((1 - p.retell) ** tellers, rel=1e-11, abs=1e-16)
