"""The evening by hand, with every parameter away from its default, and what holds at the end of any day."""

import math

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.contagion import ContagionParams
from sentiment_abm.psychology.feeling import FeelingParams
from sentiment_abm.psychology.mind import Around, Mind, Params, Person, Today, evening, first_diary
from sentiment_abm.psychology.mood import (
    DISAPPOINTMENT,
    HOPE,
    SKEPTICISM,
    Allowed,
    Hopeful,
    MoodParams,
    Motives,
    Skeptical,
)
from sentiment_abm.psychology.patience import PatienceParams
from sentiment_abm.psychology.stress import StressParams
from sentiment_abm.psychology.trust import TrustParams
from tests.ranges import beliefs, counts, for_all, lucks, params, shares, stresses

LN3 = math.log(3.0)
P = Params(
    trust=TrustParams(rate=1.5, asymmetry=3.0),
    feeling=FeelingParams(loss_aversion=2.0, anticipation=1.2, surprise=0.7),
    patience=PatienceParams(stress=0.5, write_off=0.8, write_off_weight=0.75),
    stress=StressParams(updating=5.0, uncertainty=2.0, overload=3.0),
    mood=MoodParams(
        *(0.02, 0.03, 0.05),
        conviction=0.4,
        distrust=0.25,
        affect=0.6,
        frustration=0.5,
        exhaustion=0.07,
        allowed=Allowed(Hopeful(skepticism=0.5), Skeptical(hope=0.25)),
    ),
    contagion=ContagionParams(rate_hope=0.3, rate_skepticism=0.7, rate_disappointment=1.1),
)
# Trust is (2 + 2)/(2 + 2 + 3 + 2.5 + .5) = .4, and belief ln 3 is an expectation of ¾; it was .3 less this morning.
MIND = Mind(HOPE, LN3, 2.0, 2.5, 0.5, affect=0.8, stress=2.0, waiting=3.0, hype=1.5)
ME = Person(0.5, 6.0, 0.25, 0.55, 2.0, 3.0, belief_keeps=0.5, trust_keeps=0.8, affect_keeps=0.25, stress_keeps=0.75)
TODAY = Today(belief=LN3 - 0.3, capacity=2.0, overload=0.25, anticipation=0.1, verdict=0.2)
AROUND = Around(heard=9.0, listened=9.0, contacts=10.0, hope=2.0, disappointment=5.0)


def close(answer):
    return pytest.approx(answer, rel=1e-11, abs=1e-12)


# The fourth day at impatience ½ leaves a third of the hope and .5 of frustration.  Affect .2 + .12 + .14; strain
# 5·.3 + 2·4·¾·¼ + 3·.25 = 3.75; stress 1.5 + .25·3.75.
PATIENT = {"affect": 0.46, "stress": 2.4375, "waiting": 4.0}
TO_DOUBT = Motives(0.03, 0.15, 0.0, 0.0, 0.0, 0.21)  # .25·(1 − .4), .7·.3
TO_DESPAIR = Motives(0.05, 0.0, 0.0, 0.25, 0.170625, 0.55)  # .5·.5, .07·2.4375, 1.1·.5
HOPEFUL = 0.02 + 0.4 * 0.4 * 0.75 / 3 + 0.6 * 0.46 + 0.3 * 0.2
TOTAL = HOPEFUL + sum(TO_DOUBT) + sum(TO_DESPAIR)
SHARE = (1.0 - math.exp(-TOTAL)) / TOTAL
END_OF_DOUBT = SHARE * (HOPEFUL + 0.5 * sum(TO_DOUBT))
END_OF_DESPAIR = END_OF_DOUBT + SHARE * sum(TO_DESPAIR)


@pytest.mark.parametrize(
    ("luck", "mood", "pull"),
    [
        (SHARE * HOPEFUL - 1e-9, HOPE, None),
        (SHARE * HOPEFUL + 1e-9, SKEPTICISM, TO_DOUBT),
        (END_OF_DOUBT - 1e-9, SKEPTICISM, TO_DOUBT),
        (END_OF_DOUBT + 1e-9, DISAPPOINTMENT, TO_DESPAIR),
        (END_OF_DESPAIR - 1e-9, DISAPPOINTMENT, TO_DESPAIR),
        (END_OF_DESPAIR + 1e-9, HOPE, None),
    ],
)
def test_the_evening_of_a_patient_citizen(luck, mood, pull):
    mind, diary = evening(MIND, TODAY, ME, AROUND, 0.9, luck, P)
    assert mind == close(MIND._replace(mood=mood, **PATIENT))
    assert diary[:3] == close((0.75, 0.4, 0.25))
    assert diary.moves == close([part / sum(pull) for part in pull] if pull else [0.0] * 6)


def test_the_evening_of_one_who_gives_up():
    """Blame ¾·3·1.5·1.5, felt −¾·2·¾; no promise is open any more, so uncertainty does not strain."""
    mind, diary = evening(MIND, TODAY, ME, AROUND, 0.0, 0.99, P)
    broken, affect, tense = 2.5 + 5.0625, 0.2 + 0.12 + 0.7 * (0.2 - 1.125), 1.5 + 0.25 * 2.25
    assert mind == close(Mind(HOPE, LN3, 2.0, broken, 0.5, affect, tense, -2.0, 0.0))
    assert diary.trust == close(4.0 / 15.0625)


def test_giving_up_leaves_the_frustration_of_the_day():
    """Patience D and frustration F stay as they were computed; trust, affect and stress are of after the verdict."""
    despair = Motives(0.05, 0.0, 0.6 * 0.3275, 0.25, 0.07 * 2.0625, 0.55)
    hope = 0.02 + 0.4 * (4.0 / 15.0625) * 0.75 / 3 + 0.06
    doubt = 0.03 + 0.25 * (1.0 - 4.0 / 15.0625) + 0.21
    total = hope + doubt + sum(despair)
    share = (1.0 - math.exp(-total)) / total
    skeptic = MIND._replace(mood=SKEPTICISM)
    end = share * (0.25 * hope + doubt + sum(despair))
    assert evening(skeptic, TODAY, ME, AROUND, 0.0, 0.25 * share * hope - 1e-9, P)[0].mood == HOPE
    assert evening(skeptic, TODAY, ME, AROUND, 0.0, 0.25 * share * hope + 1e-9, P)[0].mood == SKEPTICISM
    assert evening(skeptic, TODAY, ME, AROUND, 0.0, end + 1e-9, P)[0].mood == SKEPTICISM
    mind, diary = evening(skeptic, TODAY, ME, AROUND, 0.0, end - 1e-9, P)
    assert mind.mood == DISAPPOINTMENT
    assert diary.moves == close([part / sum(despair) for part in despair])


def test_the_first_diary_records_what_there_is():
    diary = first_diary(MIND, ME)
    assert diary[:3] == close((0.75, 0.4, 0.0))
    assert diary.moves == Motives(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


minds = st.builds(
    Mind,
    mood=st.sampled_from([HOPE, SKEPTICISM, DISAPPOINTMENT]),
    belief=beliefs,
    trust_kept=counts,
    trust_broken=counts,
    trust_scar=counts,
    affect=st.floats(-50, 50),
    stress=stresses,
    waiting=st.sampled_from([-2.0, -1.0, 0.0, 7.0, 300.0]),
    hype=st.floats(0, 4),
)


@for_all(minds, beliefs, shares, lucks, lucks, params(Params))
def test_any_evening_leaves_a_mind_in_its_ranges(mind, morning, overload, wait_luck, move_luck, p):
    today = Today(morning, 2.0, overload, 0.1, -0.2)
    new, diary = evening(mind, today, ME, AROUND, wait_luck, move_luck, p)
    assert new.mood in (HOPE, SKEPTICISM, DISAPPOINTMENT)
    assert new.stress >= 0.0
    assert math.isfinite(new.affect)
    assert new.waiting in (-2.0, -1.0) or new.waiting >= 1.0
    assert new.trust_broken >= mind.trust_broken
    assert (new.belief, new.trust_kept, new.trust_scar) == (mind.belief, mind.trust_kept, mind.trust_scar)
    assert 0.0 < diary.trust < 1.0
    assert sum(diary.moves) == pytest.approx(float(new.mood != mind.mood), abs=1e-12)
