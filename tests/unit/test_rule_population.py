"""The first morning: traits, people and first moods by hand, edges, and what holds over the declared ranges."""

import math

import pytest
from hypothesis import strategies as st
from scipy.special import ndtri

from sentiment_abm.psychology.mind import Mind, Params, Person
from sentiment_abm.psychology.mood import DISAPPOINTMENT, HOPE, SKEPTICISM, MoodParams
from sentiment_abm.society.population import Traits, first_mood, newborn, spread_around, traits
from sentiment_abm.spec import build
from tests.ranges import INFINITE, for_all, lucks, params, words

T = Traits(
    prior=-0.7,
    prior_sd=0.6,
    prior_kept=2.5,
    prior_broken=3.5,
    reach=0.55,
    capacity=5.0,
    capacity_spread=0.4,
    patience=0.07,
    patience_spread=0.9,
    belief_keeps=0.91,
    trust_keeps=0.92,
    affect_keeps=0.93,
    stress_keeps=0.94,
)
WORDS = (3_000_000_000, 1_000_000_000, 4_000_000_000, 2_000_000_000)
Z = [float(ndtri((word + 0.5) / 2**32)) for word in WORDS]


def test_traits_are_the_parameters_of_the_segment():
    values = {
        "belief.prior": -0.5,
        "belief.prior_sd": 0.7,
        "trust.prior_kept": 1.5,
        "trust.prior_broken": 2.5,
        "attention.reach": 0.4,
        "attention.capacity": 6.0,
        "attention.spread": 0.2,
        "patience.rate": 0.08,
        "patience.spread": 0.3,
        "belief.memory": 10.0,
        "trust.memory": INFINITE,
        "feeling.memory": 5.0,
        "stress.memory": 20.0,
    }
    found = traits(build(Params, values))
    assert found[:9] == (-0.5, 0.7, 1.5, 2.5, 0.4, 6.0, 0.2, 0.08, 0.3)
    keeps = (0.9048374180359595, 1.0, 0.8187307530779818, 0.951229424500714)  # e^(−1/10), 1, e^(−1/5), e^(−1/20)
    assert found[9:] == pytest.approx(keeps, rel=1e-14)
    forgetful = traits(build(Params, values | {"trust.memory": 40.0}))
    assert forgetful.trust_keeps == pytest.approx(0.9753099120283326, rel=1e-14)  # e^(−1/40)


def test_spread_is_log_normal_around_the_median():
    assert spread_around(5.0, 0.4, 0x7FFFFFFF) == pytest.approx(5.0, rel=1e-9)
    assert spread_around(5.0, 0.5, 3_613_548_169) == pytest.approx(8.243606353500641, rel=1e-8)  # one sd: 5·e^(.5)
    assert spread_around(5.0, 0.0, WORDS[1]) == 5.0
    assert spread_around(INFINITE, 0.4, WORDS[1]) == INFINITE
    assert spread_around(0.0, 0.4, WORDS[1]) == 0.0


def test_a_citizen_of_the_first_morning():
    mind, person = newborn(WORDS, T)
    prior = -0.7 + 0.6 * Z[0]
    assert mind == pytest.approx(Mind(SKEPTICISM, prior, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0), rel=1e-12)
    capacity, patience = 5.0 * 2.718281828459045 ** (0.4 * Z[1]), 0.07 * 2.718281828459045 ** (0.9 * Z[2])
    expected = Person(prior, capacity, patience, 0.55, 2.5, 3.5, 0.91, 0.92, 0.93, 0.94)
    assert person == pytest.approx(expected, rel=1e-12)
    assert person.prior == mind.belief


@for_all(words, words, words, words)
def test_without_spreads_all_citizens_are_alike(a, b, c, d):
    same = T._replace(prior_sd=0.0, capacity_spread=0.0, patience_spread=0.0)
    mind, person = newborn((a, b, c, d), same)
    assert (mind.belief, person.capacity, person.patience) == (-0.7, 5.0, 0.07)


@for_all(words, words, words, words, params(Params))
def test_traits_of_citizens_stay_in_their_ranges(a, b, c, d, p):
    _, person = newborn((a, b, c, d), traits(p))
    assert person.capacity > 0.0
    assert person.patience >= 0.0
    assert all(0.0 < keeps <= 1.0 for keeps in person[6:])
    assert -3.0 - 6.4 * 2.0 <= person.prior <= 1.0 + 6.4 * 2.0


# Expectation ¾, trust .4: pulls .02 + .4·.4·¾ = .14, .03 + .25·.6 = .18, .1; bands of luck end at ⅓ and 16/21.
START = Mind(SKEPTICISM, math.log(3.0), 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0)
PERSON = Person(0.0, 5.0, 0.07, 0.55, 2.0, 3.0, 0.91, 0.92, 0.93, 0.94)
MOODY = Params(mood=MoodParams(0.02, 0.03, 0.1, conviction=0.4, distrust=0.25, affect=0.6, frustration=0.5))


@pytest.mark.parametrize(
    ("luck", "answer"),
    [
        (1e-9, HOPE),
        (1 / 3 - 1e-12, HOPE),
        (1 / 3 + 1e-12, SKEPTICISM),
        (16 / 21 - 1e-12, SKEPTICISM),
        (16 / 21 + 1e-12, DISAPPOINTMENT),
        (1 - 1e-9, DISAPPOINTMENT),
    ],
)
def test_first_moods_have_the_odds_of_the_pulls(luck, answer):
    assert first_mood(START, PERSON, luck, MOODY) == answer


@pytest.mark.parametrize(("luck", "answer"), [(0.25, SKEPTICISM), (0.5, DISAPPOINTMENT)])
def test_bands_are_open_at_their_upper_ends(luck, answer):
    p = Params(mood=MoodParams(0.25, 0.25, 0.5, conviction=0.0, distrust=0.0))
    assert first_mood(START, PERSON, luck, p) == answer


def test_where_nothing_pulls_people_are_skeptical():
    p = Params(mood=MoodParams(0.0, 0.0, 0.0, conviction=0.0, distrust=0.0))
    assert all(first_mood(START, PERSON, luck, p) == SKEPTICISM for luck in (1e-9, 0.5, 1 - 1e-9))


@for_all(st.floats(-3, 1), lucks, params(Params))
def test_a_first_mood_is_one_that_pulls(belief, luck, p):
    drawn = first_mood(START._replace(belief=belief), PERSON, luck, p)
    a = p.mood
    can = {HOPE: a.spontaneous_hope + a.conviction, SKEPTICISM: 1.0, DISAPPOINTMENT: a.spontaneous_disappointment}
    assert can[drawn] > 0.0
