"""Attention: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.attention import (
    ANNOUNCEMENT,
    OUTCOME,
    SIGNAL,
    AttentionParams,
    bad_news,
    blur,
    capacity,
    caveat_read,
    gist,
    loudness,
    noticed,
    overload,
    salience,
)
from tests.ranges import INFINITE, for_all, params, shares, stresses

capacities = st.floats(1e-6, 1e6) | st.just(INFINITE)
weights = st.floats(1e-3, 1e3)
attentive = params(AttentionParams)


def test_stress_takes_capacity():
    p = AttentionParams(stress_cost=0.3)
    assert capacity(5.0, 2.0, p) == pytest.approx(2.744058180470132, rel=1e-13)  # 5·e^(−.6)
    assert capacity(5.0, 0.0, p) == 5.0
    assert capacity(INFINITE, 2.0, p) == INFINITE


@pytest.mark.parametrize(
    ("room", "stories", "answer"),
    [
        (3.0, 4.0, 0.25),
        (0.75, 1.0, 0.25),  # one story is a story
        (4.0, 4.0, 0.0),
        (5.0, 4.0, 0.0),
        (3.0, 0.0, 0.0),
        (INFINITE, 7.0, 0.0),
        (INFINITE, 0.0, 0.0),
    ],
)
def test_overload_is_the_share_of_stories_that_does_not_fit(room, stories, answer):
    assert overload(room, stories) == answer


@pytest.mark.parametrize(
    ("kind", "hype", "strength", "answer"),
    [
        (ANNOUNCEMENT, 1.5, -0.6, 3.0),
        (OUTCOME, 1.5, -0.6, 4.5),
        (SIGNAL, 1.5, -0.6, 0.6),
        (SIGNAL, 1.5, 0.6, 0.6),
        (SIGNAL, 1.5, 0.0, 0.0),
    ],
)
def test_salience_by_kind(kind, hype, strength, answer):
    assert salience(kind, hype, strength) == answer


@pytest.mark.parametrize(
    ("kind", "delivered", "strength", "answer"),
    [
        (SIGNAL, 0.9, -0.1, True),
        (SIGNAL, 0.1, 0.0, False),
        (SIGNAL, 0.1, 0.7, False),
        (OUTCOME, 0.499, 1.0, True),
        (OUTCOME, 0.5, -1.0, False),
        (OUTCOME, 0.503, -1.0, False),
        (ANNOUNCEMENT, 0.1, -1.0, False),
    ],
)
def test_bad_news_is_a_hostile_signal_or_less_than_half(kind, delivered, strength, answer):
    assert bad_news(kind, delivered, strength) == answer


def test_kinds_are_numbered_in_the_order_in_which_they_act():
    assert (ANNOUNCEMENT, SIGNAL, OUTCOME) == (0, 1, 2)


def test_loudness_decays_and_bad_news_is_louder():
    p = AttentionParams(coverage_decay=5.0, negativity=2.5)
    assert loudness(2.0, 3.0, False, p) == pytest.approx(1.0976232721880528, rel=1e-13)  # 2·e^(−3/5)
    assert loudness(2.0, 3.0, True, p) == pytest.approx(2.744058180470132, rel=1e-13)
    assert loudness(2.0, 0.0, False, p) == 2.0


@pytest.mark.parametrize(
    ("room", "loud", "crowd", "answer"),
    [
        (2.0, 1.5, 4.0, 0.75),
        (0.5, 0.6, 0.8, 0.375),
        (2.0, 3.0, 4.0, 1.0),
        (2.0, 2.0, 4.0, 1.0),
        (INFINITE, 0.1, 40.0, 1.0),
        (INFINITE, 0.0, 40.0, 0.0),  # an item of weight 0 is never learned
        (2.0, 0.0, 0.0, 0.0),
    ],
)
def test_items_share_the_capacity_by_weight(room, loud, crowd, answer):
    assert noticed(room, loud, crowd) == pytest.approx(answer, rel=1e-15)


def test_gist_switch():
    assert blur(0.4, AttentionParams(gist=True)) == 0.4
    assert blur(0.4, AttentionParams(gist=False)) == 0.0


def test_overload_loses_the_small_print():
    assert caveat_read(0.8, 0.25) == pytest.approx(0.6, rel=1e-15)
    assert caveat_read(0.8, 0.0) == 0.8
    assert caveat_read(0.8, 1.0) == 0.0


@pytest.mark.parametrize(
    ("delivered", "lost", "answer"),
    [(0.4, 0.25, 0.3), (0.499, 1.0, 0.0), (0.5, 0.25, 0.625), (0.502, 0.25, 0.6265), (0.8, 0.0, 0.8), (0.8, 1.0, 1.0)],
)
def test_overload_makes_a_result_all_or_nothing(delivered, lost, answer):
    assert gist(delivered, lost) == pytest.approx(answer, rel=1e-14)


@for_all(capacities, stresses, st.floats(0, 10), attentive)
def test_capacity_falls_with_stress(own, stress, more, p):
    assert 0.0 < capacity(own, stress + more, p) <= capacity(own, stress, p) * (1 + 1e-12)
    assert capacity(own, stress, p) <= own


@for_all(capacities, st.floats(0, 1e4), st.floats(0, 1e4))
def test_overload_is_a_share_and_grows_with_the_news(room, stories, more):
    assert 0.0 <= overload(room, stories) <= overload(room, stories + more) <= 1.0
    assert (overload(room, stories) > 0.0) == (1.0 - room / stories > 0.0 if stories else False)


@for_all(attentive, weights, st.floats(0, 29), st.floats(0, 29), st.booleans())
def test_old_news_is_never_louder_than_new(p, base, age, more, bad):
    assert 0.0 < loudness(base, age + more, bad, p) <= loudness(base, age, bad, p) * (1 + 1e-12)
    assert loudness(base, age, False, p) <= loudness(base, age, True, p) <= 3.0 * base


@for_all(capacities, capacities, weights, st.floats(0, 1e3), st.floats(0, 1e3))
def test_noticing_is_a_chance_that_falls_with_competition_and_rises_with_capacity(room, wider, loud, others, more):
    here = noticed(room, loud, loud + others)
    assert 0.0 < here <= 1.0
    assert noticed(room, loud, loud + others + more) <= here
    assert noticed(max(room, wider), loud, loud + others) >= here


@for_all(shares, shares, shares)
def test_a_result_is_read_between_the_fact_and_the_headline(delivered, lost, more):
    headline = 1.0 if delivered >= 0.5 else 0.0
    read = gist(delivered, lost)
    assert min(delivered, headline) - 1e-15 <= read <= max(delivered, headline) + 1e-15
    assert abs(gist(delivered, max(lost, more)) - headline) <= abs(read - headline) + 1e-15


@for_all(shares, shares, attentive)
def test_no_overload_loses_nothing(caveat, delivered, p):
    assert caveat_read(caveat, blur(0.0, p)) == caveat
    assert gist(delivered, blur(0.0, p)) == delivered
