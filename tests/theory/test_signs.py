"""Signs that an independent NumPy version of the rules showed at the defaults (MODEL.md section 6).

Six rounds of 45 days, each an announcement and after 21 days an outcome: always broken, kept, partial, or never one.
The theory: trust learns from kept and broken promises (`josang2002`, `slovic1993`), hope needs trust (`hill2010`), and
stress, clutter, impatience, contagion and the gist each do harm.  Signs, not sizes, each above three standard errors;
only sizes of .02 and more are asked for.
"""

from functools import cache

import numpy as np
import pytest

import sentiment_abm as sa

SEEDS, PEOPLE, ROUNDS, EVERY, WAIT, FIRST = 30, 250, 6, 45, 21, 10
DAYS = ROUNDS * EVERY + FIRST
INDICATORS = ["hope", "disappointment", "trust"]
HOPE, DISAPPOINTMENT, TRUST = range(3)

ENDS = {"broken": {"delivered": 0.0}, "kept": {"delivered": 1.0}, "partial": {"delivered": 0.4}, "unanswered": None}
ENDS["excused"] = ENDS["broken"] | {"external": 1.0}
OFF = {
    "gist": {"attention.gist": False},
    "stress": {f"stress.{name}": 0.0 for name in ("updating", "uncertainty", "overload")},
    "clutter": {"clutter.rate": 0.0, "clutter.branching": 0.0},
    "patience": {f"patience.{name}": 0.0 for name in ("rate", "stress", "write_off")},
    "contagion": {f"contagion.rate_{mood.name.lower()}": 0.0 for mood in sa.Mood},
}
SWITCHED_OFF = [  # story, what is off, sign of the change of hope and of disappointment (0: smaller than .02)
    ("broken", "stress", 1, -1),
    ("broken", "clutter", 1, -1),
    ("broken", "patience", 1, 0),
    ("broken", "contagion", 0, -1),
    ("kept", "stress", 1, -1),
    ("kept", "clutter", 1, -1),
    ("kept", "patience", 1, -1),
    ("kept", "contagion", 0, -1),
    ("partial", "gist", 1, -1),
    ("partial", "stress", 1, -1),
    ("partial", "clutter", 1, -1),
    ("partial", "patience", 1, -1),
    ("partial", "contagion", 0, -1),
]


@cache
def societies():
    return [sa.Society(people=PEOPLE, seed=seed) for seed in range(SEEDS)]


def lived(news, days, params=None, first_seed=0):
    """Daily hope, disappointment and trust, [seeds, days + 1, 3]; the same seeds unless others are asked for."""
    return np.array(
        [
            sa.simulate(news, society=society, days=days, params=params, seed=seed).daily[INDICATORS].to_numpy()
            for seed, society in enumerate(societies(), start=first_seed)
        ]
    )


@cache
def story(end, off="nothing", first_seed=0):
    items = []
    for day in range(FIRST, DAYS, EVERY):
        items.append(sa.NewsItem(day, "announcement", f"Promise of day {day}", "leader"))
        if ENDS[end]:
            items.append(sa.NewsItem(day + WAIT, "outcome", f"End of day {day + WAIT}", "press", **ENDS[end]))
    return lived(items, DAYS, OFF.get(off), first_seed)


def check_sign(changes, sign):
    """The mean change has this sign by three standard errors; 0 asks for nothing."""
    error = changes.std(ddof=1) / np.sqrt(len(changes))
    assert sign == 0 or sign * changes.mean() > 3 * error


def trends(end, **seeds):
    """By seed: later peaks of hope minus the first peak; trust after the last round minus trust after the first."""
    days = story(end, **seeds)
    rounds = days[:, FIRST + 1 :].reshape(SEEDS, ROUNDS, EVERY, 3)
    peaks, trust = rounds[..., HOPE].max(axis=2), rounds[:, :, -1, TRUST]
    return peaks[:, 1:].mean(axis=1) - peaks[:, 0], trust[:, -1] - trust[:, 0]


@pytest.mark.parametrize(("end", "sign"), [("broken", -1), ("kept", 1), ("partial", -1), ("unanswered", -1)])
def test_hope_and_trust_follow_the_promises(end, sign):
    """Without any announced failure trust falls as well: whoever gives up waiting books one."""
    for trend in trends(end):
        check_sign(trend, sign)


@pytest.mark.parametrize(("end", "sign"), [("broken", 1), ("kept", -1)])
def test_the_other_direction_is_noticed(end, sign):
    for trend in trends(end):
        with pytest.raises(AssertionError):
            check_sign(trend, sign)


@pytest.mark.parametrize(("end", "off", "hope", "disappointment"), SWITCHED_OFF)
def test_a_mechanism_switched_off_alone(end, off, hope, disappointment):
    change = (story(end, off) - story(end))[:, 1:].mean(axis=1)
    check_sign(change[:, HOPE], hope)
    check_sign(change[:, DISAPPOINTMENT], disappointment)


@pytest.mark.parametrize("end", ["broken", "kept"])
def test_the_gist_is_everything_where_nothing_is_partial(end):
    """An outcome of 0 or 1 and an announcement without small print read the same in full and in short: same bits."""
    assert np.array_equal(story(end, "gist"), story(end))


def test_interference_excuses():
    change = (story("excused") - story("broken"))[:, 1:].mean(axis=1)
    check_sign(change[:, DISAPPOINTMENT], -1)
    check_sign(change[:, TRUST], 1)


def campaign(credibility):
    """What five hostile signals do between the promise and its due day."""
    promise = sa.NewsItem(FIRST, "announcement", "Promise", "leader")
    attacks = [sa.NewsItem(FIRST + 2 + 3 * n, "signal", f"Attack {n}", "troll", strength=-1.0) for n in range(5)]
    hostile = sa.Scenario("campaign", [promise, *attacks], sources={"troll": credibility})
    days = FIRST + WAIT
    return (lived(hostile, days) - lived([promise], days))[:, FIRST + 2 :].mean(axis=1)


def test_a_hostile_campaign_turns_hope_into_disappointment():
    change = campaign(0.4)
    check_sign(change[:, HOPE], -1)
    check_sign(change[:, DISAPPOINTMENT], 1)


@pytest.mark.parametrize("indicator", [HOPE, DISAPPOINTMENT, TRUST])
@pytest.mark.parametrize("sign", [-1, 1])
def test_luck_alone_has_no_sign(indicator, sign):
    """The same story with other luck: every check above must fail on that."""
    change = (story("broken", first_seed=1_000) - story("broken"))[:, 1:].mean(axis=1)
    with pytest.raises(AssertionError):
        check_sign(change[:, indicator], sign)
