"""Belief: known answers by hand, edges, and what holds over the declared ranges."""

import math

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology import belief as rules  # `testimony` by its bare name would be collected as a test
from sentiment_abm.psychology.belief import BeliefParams, expectation, kept, remembered, shown, weighed
from tests.ranges import INFINITE, beliefs, for_all, params, shares

believing = params(BeliefParams)
evidences = st.floats(-8, 8)  # hype up to 4 times a claim of up to 2 nats


@pytest.mark.parametrize(("odds", "answer"), [(1.0, 0.5), (3.0, 0.75), (1 / 3, 0.25), (99.0, 0.99)])
def test_expectation_is_the_chance_that_belongs_to_the_odds(odds, answer):
    assert expectation(math.log(odds)) == pytest.approx(answer, rel=1e-13)


@for_all(st.floats(-30, 30), st.floats(0, 5))
def test_expectation_is_a_chance_symmetric_and_rising(belief, more):
    assert 0.0 < expectation(belief) < 1.0
    assert expectation(belief) + expectation(-belief) == pytest.approx(1.0, abs=1e-12)
    assert expectation(belief) <= expectation(belief + more) + 1e-14


def test_share_of_a_memory_kept_for_a_day():
    assert kept(2.0) == pytest.approx(0.6065306597126334, rel=1e-14)
    assert kept(30.0) == pytest.approx(0.9672161004820059, rel=1e-14)
    assert kept(INFINITE) == 1.0


@for_all(st.floats(1, 1e6) | st.just(INFINITE), st.floats(0, 100))
def test_longer_memories_keep_more(memory, more):
    assert 0.0 < kept(memory) <= kept(memory + more) + 1e-14 <= 1.0 + 1e-14


def test_belief_returns_to_the_prior():
    assert remembered(2.0, -1.0, 0.25) == -0.25
    assert remembered(-3.0, 1.0, 0.75) == -2.0
    assert remembered(2.0, -1.0, 0.0) == -1.0


def test_an_endless_memory_keeps_every_bit():
    """The formula alone would lose them: 1e17 + (0.1 − 1e17) is 0."""
    assert remembered(0.1, 1e17, 1.0) == 0.1


@for_all(beliefs, beliefs, shares)
def test_memory_lies_between_belief_and_prior(belief, prior, keeps):
    low, high = min(belief, prior), max(belief, prior)
    assert low - 1e-12 <= remembered(belief, prior, keeps) <= high + 1e-12
    assert abs(remembered(belief, prior, keeps) - prior) == pytest.approx(keeps * abs(belief - prior), abs=1e-12)


@pytest.mark.parametrize(
    ("credibility", "answer"),
    [
        (0.0, 0.0),
        (0.25, 0.2006706954621511),  # ln(11/9)
        (0.5, 0.4054651081081644),  # ln(3/2)
        (0.75, 0.6190392084062235),  # ln(13/7)
        (1.0, 0.8472978603872036),  # ln(7/3)
    ],
)
def test_a_claim_counts_as_far_as_its_source_is_credible(credibility, answer):
    """T4 of MODEL.md: tanh(ln(7/3)/2) = .4."""
    claim = math.log(7 / 3)
    assert rules.testimony(claim, credibility) == pytest.approx(answer, abs=1e-13)
    assert rules.testimony(-claim, credibility) == pytest.approx(-answer, abs=1e-13)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


@for_all(evidences, shares)
def test_testimony_is_both_formulas_of_the_model(evidence, credibility):
    noise = (1 - credibility) / 2
    odds = (credibility * sigmoid(evidence) + noise) / (credibility * sigmoid(-evidence) + noise)
    assert rules.testimony(evidence, credibility) == pytest.approx(math.log(odds), abs=2e-11)
    z = credibility * math.tanh(evidence / 2)
    assert rules.testimony(evidence, credibility) == pytest.approx(2 * math.atanh(z), abs=2e-11)


@for_all(evidences, shares, shares)
def test_testimony_lies_between_nothing_and_the_evidence_and_rises_with_credibility(evidence, one, other):
    low, high = sorted((one, other))
    weak, strong = rules.testimony(evidence, low), rules.testimony(evidence, high)
    assert weak * evidence >= 0.0
    assert abs(weak) <= abs(strong) + 1e-11
    assert abs(strong) <= abs(evidence) + 2e-11


@pytest.mark.parametrize(
    ("evidence", "answer"),
    [
        (0.6, 0.8496),  # .6·1.2·1.18
        (0.006, 0.008496),
        (-0.6, -0.3936),  # −.6·.8·.82
        (0.0, 0.0),
    ],
)
def test_biases_weigh_good_and_agreeable_news(evidence, answer):
    assert weighed(evidence, 0.8, BeliefParams(optimism=0.2, confirmation=0.3)) == pytest.approx(answer, rel=1e-14)


def test_confirmation_turns_round_for_those_who_expect_war():
    p = BeliefParams(optimism=0.0, confirmation=0.5)
    assert weighed(1.0, 0.1, p) == pytest.approx(0.6, rel=1e-14)
    assert weighed(-1.0, 0.1, p) == pytest.approx(-1.4, rel=1e-14)


@for_all(evidences, shares, believing)
def test_biases_never_turn_news_round(evidence, expected, p):
    new = weighed(evidence, expected, p)
    assert new * evidence >= 0.0
    assert abs(new) <= 2.25 * abs(evidence) + 1e-12  # (1 + ½)²
    assert weighed(evidence, expected, p._replace(optimism=0.0, confirmation=0.0)) == evidence


def test_facts_move_belief_by_what_was_delivered():
    p = BeliefParams(evidence=2.5)
    assert shown(0.8, 1.5, p) == pytest.approx(2.25, rel=1e-14)  # 1.5·2.5·.6
    assert shown(0.1, 0.3, p) == pytest.approx(-0.6, rel=1e-14)
    assert shown(0.5, 1.5, p) == 0.0


@for_all(shares, shares, st.floats(0, 2), believing)
def test_the_more_is_delivered_the_more_belief_rises(one, other, size, p):
    low, high = sorted((one, other))
    assert shown(low, size, p) <= shown(high, size, p)
    assert abs(shown(low, size, p)) <= size * p.evidence
