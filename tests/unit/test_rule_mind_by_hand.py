"""The steps of a day before the evening, one by one and by hand, with every parameter away from its default."""

import math

import pytest

from sentiment_abm.psychology.attention import AttentionParams
from sentiment_abm.psychology.belief import BeliefParams
from sentiment_abm.psychology.feeling import FeelingParams
from sentiment_abm.psychology.mind import (
    Around,
    Item,
    Mind,
    Notice,
    Params,
    Person,
    Today,
    announcement,
    can_meet,
    learns,
    listens,
    meets,
    morning,
    outcome,
    reads,
    signal,
    trusts,
    waits,
)
from sentiment_abm.psychology.mood import HOPE
from sentiment_abm.psychology.patience import PatienceParams
from sentiment_abm.psychology.talk import TalkParams
from sentiment_abm.psychology.trust import TrustParams

LN3 = math.log(3.0)
P = Params(
    belief=BeliefParams(claim=LN3, evidence=2.0, optimism=0.2, confirmation=0.4),
    talk=TalkParams(weight=0.4, retell=0.2),
    trust=TrustParams(rate=1.5, asymmetry=3.0, scar=0.25, discount=0.5),
    feeling=FeelingParams(loss_aversion=2.0, anticipation=1.2, surprise=0.7),
    patience=PatienceParams(stress=0.5, write_off=0.8, write_off_weight=0.75),
    attention=AttentionParams(stress_cost=0.3, gist=True),
)
# Trust is (2 + 2)/(2 + 2 + 3 + 2.5 + .5) = .4, and belief ln 3 is an expectation of ¾.
MIND = Mind(HOPE, LN3, 2.0, 2.5, 0.5, affect=0.8, stress=2.0, waiting=3.0, hype=1.5)
ME = Person(0.5, 6.0, 0.25, 0.55, 2.0, 3.0, belief_keeps=0.5, trust_keeps=0.8, affect_keeps=0.25, stress_keeps=0.75)
TODAY = Today(belief=LN3, capacity=2.0, overload=0.25, anticipation=0.1, verdict=0.2)
AROUND = Around(heard=9.0, listened=9.0, contacts=10.0, hope=2.0, disappointment=5.0)
NEWS = Item(2.0, 0.4, 0.6, 0.5, 0.5, -1.0, 1.0, deception=1.0, closes=True, promised=False, opens=False)


def close(answer):
    return pytest.approx(answer, rel=1e-12, abs=1e-13)


def test_trust_of_a_citizen_is_its_own():
    assert trusts(MIND, ME) == close(0.4)


def test_morning_talks_forgets_and_counts_the_stories():
    mind, today = morning(MIND, ME, AROUND, 5.0, P)
    talked = 0.6 * LN3 + 0.4
    assert mind == close(MIND._replace(belief=0.5 + (talked - 0.5) / 2, trust_kept=1.6, trust_broken=2.0))
    room = 6.0 * math.exp(-0.6)
    assert today == close(Today(LN3, room, 1.0 - room / 5.0, 0.0, 0.0))


@pytest.mark.parametrize(("covered", "tellers", "answer"), [(1.0, 0.0, 0.55), (0.0, 3.0, 0.488), (1.0, 2.0, 0.712)])
def test_news_is_met_in_the_media_or_told_by_contacts(covered, tellers, answer):
    """1 − (1 − .55)·.8²  = .712."""
    assert meets(ME, Notice(1.5, 4.0, covered), tellers, P) == close(answer)


@pytest.mark.parametrize(
    ("covered", "tellers", "answer"), [(1.0, 0, True), (0.0, 1, True), (1.0, 2, True), (0.0, 0, False)]
)
def test_news_that_is_neither_covered_nor_told_cannot_be_met(covered, tellers, answer):
    notice = Notice(1.5, 4.0, covered)
    assert can_meet(notice, tellers) is answer
    for retell in (0.0, 0.2, 1.0):
        for reach in (0.0, 0.55, 1.0):
            told = P._replace(talk=P.talk._replace(retell=retell))
            chance = meets(ME._replace(reach=reach), notice, float(tellers), told)
            assert answer or chance == 0.0  # exactly: the kernel passes such news over


def test_whoever_meets_news_and_has_room_for_it_learns_it():
    """Room 2 of a crowd of 4 takes in three quarters of an item of 1.5: .712·.75 = .534."""
    notice = Notice(1.5, 4.0, 1.0)
    assert learns(TODAY, ME, notice, 2.0, 0.534 - 1e-9, P)
    assert not learns(TODAY, ME, notice, 2.0, 0.534 + 1e-9, P)
    assert not learns(TODAY, ME, Notice(0.0, 4.0, 1.0), 2.0, 0.0, P)  # weight 0, luck at its lowest


def test_the_media_bring_what_they_alone_would_have_brought():
    """.55·.75 = .4125."""
    assert reads(TODAY, ME, Notice(1.5, 4.0, 1.0), 0.4125 - 1e-9)
    assert not reads(TODAY, ME, Notice(1.5, 4.0, 1.0), 0.4125 + 1e-9)
    assert not reads(TODAY, ME, Notice(1.5, 4.0, 0.0), 0.0)


def test_statements_count_as_far_as_their_source_is_credible():
    """Evidence ln 9 at trust .4 is ln(1.32/.68); ln 9 at credibility 1 is all of it; biases 1.2·1.2 at e = ¾."""
    assert listens(MIND, ME, NEWS._replace(promised=True), math.log(9.0), P) == close(
        LN3 + 1.44 * math.log(1.32 / 0.68)
    )
    assert listens(MIND, ME, NEWS, math.log(9.0), P) == close(LN3 + 1.44 * math.log(9.0))
    assert listens(MIND, ME, NEWS._replace(credibility=0.0), math.log(9.0), P) == LN3


def test_an_announcement_of_somebody_else_moves_belief_only():
    """L = 2·(1 − .4·.75)·ln 3 = 1.4·ln 3: overload has lost a quarter of the caveat."""
    mind, today = announcement(MIND, TODAY, ME, NEWS, P)
    assert mind == close(MIND._replace(belief=LN3 + 1.44 * 1.4 * LN3))
    assert today == TODAY


@pytest.mark.parametrize(
    ("waiting", "hype", "then_waiting", "then_hype"),
    [(-1.0, 0.0, 0.0, 2.0), (-2.0, 0.0, 0.0, 2.0), (0.0, 2.5, 0.0, 2.5), (3.0, 1.5, 3.0, 2.0)],
)
def test_an_open_promise_of_the_promiser_raises_hope_and_waiting(waiting, hype, then_waiting, then_hype):
    news = NEWS._replace(promised=True, opens=True)
    mind, today = announcement(MIND._replace(waiting=waiting, hype=hype), TODAY, ME, news, P)
    evidence = math.tanh(0.7 * LN3) * 0.4
    belief = LN3 + 1.44 * math.log((1 + evidence) / (1 - evidence))
    assert mind == close(MIND._replace(belief=belief, waiting=then_waiting, hype=then_hype))
    assert today == close(TODAY._replace(anticipation=0.1 + 1 / (1 + math.exp(-belief))))


def test_a_signal_moves_belief_and_the_change_is_felt():
    """L = −ln 3; biases .8·.8 at e = ¾; e falls from ¾ to σ(.36·ln 3), and losses count twice."""
    mind, today = signal(MIND, TODAY, ME, NEWS, P)
    after = 0.36 * LN3
    assert mind == close(MIND._replace(belief=after))
    assert today == close(TODAY._replace(verdict=0.2 + 2.0 * (1 / (1 + math.exp(-after)) - 0.75)))
    mind, today = signal(MIND, TODAY, ME, NEWS._replace(strength=1.0), P)
    assert mind == close(MIND._replace(belief=2.44 * LN3))
    assert today == close(TODAY._replace(verdict=0.2 + 1 / (1 + math.exp(-2.44 * LN3)) - 0.75))


# Read .75·.6 + .25 = .7; surprise −.05, felt −.1; excuse 1 − .5·.5 = .75; stake .5·1.5 = .75; belief + .5·2·.4.
BLAME = 0.75 * 3.0 * 1.5 * 0.75 * 0.3


def test_an_outcome_is_felt_believed_and_remembered():
    mind, today = outcome(MIND, TODAY, ME, NEWS, P)
    broken, scar = 2.5 + 0.75 * BLAME, 0.5 + 0.25 * BLAME
    assert mind == close(Mind(HOPE, LN3 + 0.4, 2.0 + 1.5 * 0.75 * 0.7, broken, scar, 0.8, 2.0, -1.0, 0.0))
    assert today == close(TODAY._replace(verdict=0.2 - 0.5 * 0.75 * 0.1))


def test_without_deception_no_scar():
    mind, _ = outcome(MIND, TODAY, ME, NEWS._replace(deception=0.0), P)
    assert (mind.trust_broken, mind.trust_scar) == close((2.5 + BLAME, 0.5))


def test_a_good_surprise_is_not_discounted():
    """Belief 0: surprise .2, size ½, whatever outsiders did."""
    _, today = outcome(MIND._replace(belief=0.0), TODAY, ME, NEWS, P)
    assert today.verdict == close(0.2 + 0.5 * 0.2)


@pytest.mark.parametrize(("waiting", "booked"), [(-1.0, 1.0), (-2.0, 0.25)])
def test_without_an_open_promise_the_hype_of_the_outcome_is_at_stake(waiting, booked):
    """And whoever gave up before has booked three quarters of the failure."""
    mind, today = outcome(MIND._replace(waiting=waiting, hype=0.0), TODAY, ME, NEWS, P)
    assert mind.trust_kept == close(2.0 + 1.5 * 1.0 * 0.7)
    assert mind.trust_broken + mind.trust_scar == close(3.0 + booked * 0.75 * 3.0 * 1.5 * 1.0 * 0.3)
    assert today.verdict == close(0.2 - 0.5 * booked * 0.75 * 0.1)


@pytest.mark.parametrize(("waiting", "then"), [(3.0, 0.0), (0.0, 0.0), (-1.0, -1.0), (-2.0, -2.0)])
def test_a_first_step_starts_the_wait_anew_and_keeps_the_stake(waiting, then):
    mind, _ = outcome(MIND._replace(waiting=waiting), TODAY, ME, NEWS._replace(closes=False), P)
    assert (mind.waiting, mind.hype) == (then, 1.5)


def test_without_gist_nothing_is_simplified():
    plain = P._replace(attention=P.attention._replace(gist=False))
    assert outcome(MIND, TODAY, ME, NEWS, plain)[0].belief == close(LN3 + 0.2)
    assert announcement(MIND, TODAY, ME, NEWS, plain)[0].belief == close(LN3 + 1.44 * 1.2 * LN3)


# Four days at impatience .25·(1 + .5·2) = .5: worth ⅓, and 1 − e^(−.8·⅔) = .4134… give up.
GIVES_UP = 1.0 - math.exp(-0.8 * 2 / 3)


def test_one_more_day():
    assert waits(MIND, ME, 0.75, GIVES_UP + 1e-9, P) == close((4.0, 1.5, 0.0, 0.0, 1 / 3))


def test_giving_up_books_the_failure():
    blame, verdict = 0.75 * 3.0 * 1.5 * 1.5, -0.75 * 2.0 * 0.75
    assert waits(MIND, ME, 0.75, GIVES_UP - 1e-9, P) == close((-2.0, 0.0, blame, verdict, 1 / 3))


@pytest.mark.parametrize("waiting", [-1.0, -2.0])
def test_who_waits_for_nothing_cannot_give_up(waiting):
    assert waits(MIND._replace(waiting=waiting, hype=0.0), ME, 0.75, 0.0, P) == (waiting, 0.0, 0.0, 0.0, 1.0)
