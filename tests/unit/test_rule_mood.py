"""Mood: pulls and moves by hand, edges, and what holds over the declared ranges."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.linalg import expm

from sentiment_abm.psychology.contagion import ContagionParams
from sentiment_abm.psychology.mind import Around
from sentiment_abm.psychology.mood import (
    DISAPPOINTMENT,
    HOPE,
    SKEPTICISM,
    Allowed,
    Disappointed,
    Hopeful,
    Mood,
    MoodParams,
    Motives,
    Pulls,
    Skeptical,
    by_mood,
    followed,
    moved,
    pulls,
    strength,
)
from tests.ranges import for_all, lucks, params

A = MoodParams(0.02, 0.03, 0.05, conviction=0.4, distrust=0.25, affect=0.6, frustration=0.5, exhaustion=0.07)
B = ContagionParams(rate_hope=0.3, rate_skepticism=0.7, rate_disappointment=1.1)
AROUND = Around(heard=9.0, listened=9.0, contacts=10.0, hope=2.0, disappointment=5.0)
NOTHING = Motives(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

motives = st.builds(Motives, *[st.floats(0, 0.2)] * 6)  # a day in which most citizens may stay
pullings = st.builds(Pulls, motives, motives, motives)
moods = st.sampled_from([HOPE, SKEPTICISM, DISAPPOINTMENT])


def pulled(hope, skepticism, disappointment):
    """Pulls of given strength, each from another motive."""
    return Pulls(
        NOTHING._replace(judgment=hope),
        NOTHING._replace(contagion=skepticism),
        NOTHING._replace(waiting=disappointment),
    )


def test_moods_are_numbered():
    assert [(mood.name, mood.value) for mood in Mood] == [("HOPE", 0), ("SKEPTICISM", 1), ("DISAPPOINTMENT", 2)]
    assert (HOPE, SKEPTICISM, DISAPPOINTMENT) == (0, 1, 2)


def test_strength_is_the_sum_of_the_motives():
    assert strength(Motives(1.0, 2.0, 4.0, 8.0, 16.0, 32.0)) == 63.0


def test_pulls_of_a_citizen_in_good_spirits():
    pull = pulls(0.6, 0.7, 0.5, 2.0, 0.8, 0.12, AROUND, A, B)
    assert pull.hope == pytest.approx((0.02, 0.4 * 0.7 * 0.6 * 0.8, 0.3, 0.0, 0.0, 0.06), rel=1e-14)
    assert pull.skepticism == pytest.approx((0.03, 0.075, 0.0, 0.0, 0.0, 0.21), rel=1e-14)
    assert pull.disappointment == pytest.approx((0.05, 0.0, 0.0, 0.06, 0.14, 0.55), rel=1e-14)


def test_bad_spirits_pull_to_disappointment_instead():
    pull = pulls(0.6, 0.7, -0.5, 2.0, 0.8, 0.12, AROUND, A, B)
    assert pull.hope.affect == 0.0
    assert pull.disappointment.affect == pytest.approx(0.3, rel=1e-14)


def test_a_threshold_replaces_the_shares():
    pull = pulls(0.6, 0.7, 0.5, 2.0, 0.8, 0.12, AROUND, A, B._replace(threshold=0.3))
    assert (pull.hope.contagion, pull.skepticism.contagion, pull.disappointment.contagion) == (0.0, 0.7, 1.1)


def test_a_hermit_catches_nothing():
    pull = pulls(0.6, 0.7, 0.5, 2.0, 0.8, 0.12, Around(0.0, 0.0, 0.0, 0.0, 0.0), A, B)
    assert (pull.hope.contagion, pull.skepticism.contagion, pull.disappointment.contagion) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("mood", "answer"), [(HOPE, 1.5), (SKEPTICISM, 2.5), (DISAPPOINTMENT, 3.5)])
def test_by_mood(mood, answer):
    assert by_mood(mood, 1.5, 2.5, 3.5) == answer


@pytest.mark.parametrize("mood", [HOPE, SKEPTICISM, DISAPPOINTMENT])
@pytest.mark.parametrize(
    ("luck", "answer"), [(0.0, HOPE), (0.249, HOPE), (0.25, SKEPTICISM), (0.499, SKEPTICISM), (0.5, DISAPPOINTMENT)]
)
def test_one_uniform_decides_where_to(mood, luck, answer):
    """Pulls this strong make everybody reconsider, so the bands of luck end at ¼, ½ and 1 exactly."""
    assert moved(mood, pulled(16.0, 16.0, 32.0), luck, Allowed()) == answer


def test_bands_end_where_they_should_when_moves_are_forbidden():
    """Luck at the very end of the last band stays; 2·¼ + 32/64 of the bands are open to the disappointed."""
    closed = Allowed(from_disappointment=Disappointed(hope=0.5, skepticism=0.0))
    assert moved(DISAPPOINTMENT, pulled(16.0, 16.0, 32.0), 0.1249, closed) == HOPE
    assert moved(DISAPPOINTMENT, pulled(16.0, 16.0, 32.0), 0.125, closed) == DISAPPOINTMENT
    hopeful = Allowed(from_hope=Hopeful(skepticism=0.0, disappointment=0.5))
    assert moved(HOPE, pulled(16.0, 16.0, 32.0), 0.4999, hopeful) == DISAPPOINTMENT
    assert moved(HOPE, pulled(16.0, 16.0, 32.0), 0.5, hopeful) == HOPE


MASK = Allowed(Hopeful(0.9, 0.8), Skeptical(0.7, 0.6), Disappointed(0.5, 0.4))


def chances(mood, pull, allowed):
    """Probability of each mood tomorrow, measured: luck from 0 to 1, each change of the answer found by bisection."""
    found = [0.0, 0.0, 0.0]
    for begin, end in itertools.pairwise(i / 64 for i in range(65)):
        first, last = moved(mood, pull, begin, allowed), moved(mood, pull, end, allowed)
        low, high = begin, end if first != last else begin
        while high - low > 1e-14:
            middle = (low + high) / 2
            low, high = (middle, high) if moved(mood, pull, middle, allowed) == first else (low, middle)
        found[first] += high - begin
        found[last] += end - high
    return found


@pytest.mark.parametrize(
    ("mood", "answer"),
    [
        # (1 − e^(−1))·c·pull, and the rest stays
        (HOPE, {SKEPTICISM: 0.6321205588285577 * 0.9 * 0.5, DISAPPOINTMENT: 0.6321205588285577 * 0.8 * 0.2}),
        (SKEPTICISM, {HOPE: 0.6321205588285577 * 0.7 * 0.3, DISAPPOINTMENT: 0.6321205588285577 * 0.6 * 0.2}),
        (DISAPPOINTMENT, {HOPE: 0.6321205588285577 * 0.5 * 0.3, SKEPTICISM: 0.6321205588285577 * 0.4 * 0.5}),
    ],
)
def test_chances_to_move_by_hand(mood, answer):
    measured = chances(mood, pulled(0.3, 0.5, 0.2), MASK)
    expected = [answer.get(b, 1.0 - sum(answer.values())) for b in Mood]
    assert measured == pytest.approx(expected, abs=1e-12)


def test_a_day_of_constant_pulls_is_a_day_of_the_markov_chain():
    pull = [0.4, 0.9, 0.25]
    generator = np.array([pull, pull, pull]) - np.eye(3) * sum(pull)
    measured = [chances(mood, pulled(*pull), Allowed()) for mood in Mood]
    np.testing.assert_allclose(measured, expm(generator), atol=1e-12)


def test_without_pulls_nobody_moves():
    for mood in Mood:
        assert moved(mood, Pulls(NOTHING, NOTHING, NOTHING), 2.0**-33, Allowed()) == mood


@for_all(moods, pullings, lucks, params(Allowed))
def test_probabilities_sum_to_at_most_the_chance_to_reconsider(mood, pull, luck, allowed):
    total = sum(strength(motive) for motive in pull)
    if luck > -math.expm1(-total) + 1e-12:
        assert moved(mood, pull, luck, allowed) == mood


@for_all(moods, pullings, lucks, params(Allowed), st.floats(0, 5))
def test_whoever_goes_to_hope_goes_there_when_hope_pulls_harder(mood, pull, luck, allowed, more):
    stronger = pull._replace(hope=pull.hope._replace(affect=pull.hope.affect + more))
    if mood != HOPE and moved(mood, pull, luck, allowed) == HOPE:
        assert moved(mood, stronger, luck - 1e-12, allowed) == HOPE


@for_all(moods, pullings, lucks)
def test_closed_doors_stay_closed(mood, pull, luck):
    shut = Allowed(Hopeful(0.0, 0.0), Skeptical(0.0, 0.0), Disappointed(0.0, 0.0))
    assert moved(mood, pull, luck, shut) == mood


def test_a_move_counts_with_the_shares_of_the_pull_that_it_followed():
    pull = Pulls(
        Motives(1.0, 2.0, 3.0, 4.0, 5.0, 5.0),
        Motives(6.0, 5.0, 4.0, 3.0, 2.0, 20.0),
        Motives(7.0, 1.0, 8.0, 2.0, 9.0, 23.0),
    )
    assert followed(SKEPTICISM, HOPE, pull) == pytest.approx((0.05, 0.1, 0.15, 0.2, 0.25, 0.25), rel=1e-14)
    assert followed(HOPE, SKEPTICISM, pull) == pytest.approx((0.15, 0.125, 0.1, 0.075, 0.05, 0.5), rel=1e-14)
    assert followed(HOPE, DISAPPOINTMENT, pull) == pytest.approx((0.14, 0.02, 0.16, 0.04, 0.18, 0.46), rel=1e-14)
    tenth = Pulls(*(Motives(*(part / 1000 for part in motive)) for motive in pull))
    assert followed(SKEPTICISM, HOPE, tenth) == pytest.approx((0.05, 0.1, 0.15, 0.2, 0.25, 0.25), rel=1e-13)


@for_all(moods, moods, pullings)
def test_causes_of_a_move_sum_to_one_and_of_no_move_to_zero(before, after, pull):
    total = sum(followed(before, after, pull))
    assert total == pytest.approx(1.0 if before != after and strength(pull[after]) > 0.0 else 0.0, abs=1e-12)
