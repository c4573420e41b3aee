"""Talks follow the process of the model, and a change of one number changes what it must and no more."""

import itertools
import math
import pickle
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sentiment_abm.draws import Key, Stream, key_of, philox4x32
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.luck import Decision, geometric, luck
from sentiment_abm.news.rounds import ENDS, Role, Round, drawn_rounds
from sentiment_abm.news.talks import Talks
from sentiment_abm.spec import InputError

MANY = Talks(rounds=4000, interference=0.5)
LONG = 10**6


def rounds(talks: Talks, days: int = LONG, seed: int = 1) -> list[Round]:
    return list(drawn_rounds(talks, days, key_of(seed)))


def by_role(talks: Talks) -> dict[Role, NewsItem]:
    return {Role(item.id % len(Role)): item for item in talks.realize(LONG, seed=1).items}


def share(hits: int, n: int, p: float) -> bool:
    return abs(hits / n - p) < 4 * math.sqrt(p * (1 - p) / n)


def test_luck_is_one_word_of_philox():
    word = philox4x32(7, int(Decision.END), int(Stream.TALKS), 0, Key(3, 0))[0]
    assert luck(7, Decision.END, Key(3, 0)) == (word + 0.5) / 2**32


@pytest.mark.parametrize("mean", [1.5, 21.0, 365.0])
def test_geometric_quantiles(mean):
    cells = ((np.arange(500) + 0.5) / 500).tolist()
    expected = stats.geom.ppf([1 - u for u in cells], 1 / mean)
    assert [geometric(u, mean) for u in cells] == np.maximum(expected, 1).astype(int).tolist()


def test_geometric_never_fails_at_the_edges():
    assert geometric(0.5, 1.0) == 1
    assert geometric(1 - 2.0**-33, 21.0) == 1
    assert geometric(2.0**-33, 3650.0) > 3650


def test_lengths_and_chances_are_those_of_the_model():
    drawn = rounds(MANY)
    n = len(drawn)
    leads = np.array([each.end - each.start for each in drawn])
    pauses = np.array([after.start - before.end for before, after in itertools.pairwise(drawn)])
    for days, mean in ((leads, 21.0), (pauses, 24.0)):
        assert days.min() == 1
        assert days.mean() == pytest.approx(mean, abs=4 * mean / math.sqrt(n))
    ends = Counter(each.result for each in drawn)
    for name, chance in zip(ENDS, (0.2, 0.3, 0.3, 0.2), strict=True):
        assert share(ends[name], n, chance)
    assert share(sum(each.has_first_step for each in drawn), n, 0.2)
    assert share(sum(each.hostile_day is not None for each in drawn), n, 0.5)


def test_wrong_chances_are_noticed():
    """Negative control of the test above."""
    ends = Counter(each.result for each in rounds(replace(MANY, success=0.25, failure=0.25)))
    assert not share(ends["success"], MANY.rounds, 0.2)


def test_decisions_are_independent():
    drawn = rounds(MANY)
    table = Counter((each.result, each.has_first_step, each.hostile_day is not None) for each in drawn)
    seen = np.array([[[table[end, a, b] for b in (False, True)] for a in (False, True)] for end in ENDS])
    assert stats.chi2_contingency(seen.reshape(4, 4)).pvalue > 1e-3


def test_the_news_of_a_round():
    chances = dict.fromkeys(ENDS, 0.0) | {"failure": 1.0, "first_step": 1.0, "interference": 1.0}
    talks = Talks(**chances, rounds=1, first_day=5, hype=2.0, caveat=0.1, coverage=4)
    (drawn,) = rounds(talks)
    assert {role: item.as_table() for role, item in by_role(talks).items()} == {
        Role.ANNOUNCEMENT: {
            "day": 5, "kind": "announcement", "headline": "Round 1: leaders promise a peace agreement",
            "source": "leader", "hype": 2.0, "caveat": 0.1, "coverage": 4, "id": 0,
        },
        Role.FIRST_STEP: {
            "day": (5 + drawn.end) // 2, "kind": "outcome", "headline": "Round 1: prisoners exchanged as a first step",
            "source": "leader", "delivered": 1.0, "closes": False, "size": 0.3, "coverage": 4, "id": 1,
        },
        Role.HOSTILE_SIGNAL: {
            "day": drawn.hostile_day, "kind": "signal", "headline": "Round 1: attack on a city overshadows the talks",
            "source": "outsiders", "strength": -1.0, "coverage": 4, "id": 2,
        },
        Role.END: {
            "day": drawn.end, "kind": "outcome", "headline": "Round 1: talks end without a deal",
            "source": "leader", "delivered": 0.0, "external": 1.0, "coverage": 4, "id": 3,
        },
    }  # fmt: skip
    assert all(each.start <= each.hostile_day < each.end for each in rounds(replace(talks, rounds=500)))


@pytest.mark.parametrize(("end", "delivered"), [("success", 1.0), ("partial", 0.4), ("failure", 0.0)])
def test_what_an_end_delivers(end, delivered):
    talks = Talks(**dict.fromkeys(ENDS, 0.0) | {end: 1.0}, first_step=0.0, interference=1.0)
    ends = [item for item in talks.realize(days=400, seed=2).items if item.kind == "outcome"]
    assert {item.delivered for item in ends} == {delivered}
    assert {item.external for item in ends} == {1.0 if end == "failure" else 0.0}


def test_a_deadlock_is_no_news():
    talks = Talks(success=0.0, partial=0.0, failure=0.0, deadlock=1.0, first_step=0.0)
    assert {item.kind for item in replace(talks, interference=0.0).realize(days=400, seed=2).items} == {"announcement"}


def test_talks_end_with_the_days_and_with_the_rounds():
    items = Talks(first_day=30).realize(days=365, seed=5).items
    assert items[0].day == 30
    assert all(item.day < 365 for item in items)
    assert [item.day for item in items] == sorted(item.day for item in items)
    assert Talks().realize(days=0, seed=5).items == ()
    assert len([1 for item in Talks(rounds=3).realize(LONG, 5).items if item.kind == "announcement"]) == 3


def test_a_longer_run_begins_like_a_shorter_one():
    short, long = (Talks().realize(days, 8).items for days in (200, 900))
    assert short == tuple(item for item in long if item.day < 200)


def test_seeds_differ_and_repeat():
    assert Talks().realize(400, 1) == Talks().realize(400, 1)
    assert Talks().realize(400, 1) != Talks().realize(400, 2)


@pytest.mark.parametrize(
    ("change", "may_change"),
    [
        ({"first_step": 0.9}, {"has_first_step"}),
        ({"interference": 0.9}, {"hostile_day"}),
        ({"success": 0.5, "failure": 0.0}, {"result"}),
        ({"attrition": 0.001}, {"result"}),
        ({"lead": 5.0}, {"start", "end", "hostile_day"}),
        ({"pause": 5.0}, {"start", "end", "hostile_day"}),
        ({"hype": 2.0, "caveat": 0.5, "hostility": 2.0, "coverage": 9}, set()),
    ],
    ids=lambda value: str(sorted(value)),
)
def test_a_change_shifts_no_other_draw(change, may_change):
    before, after = rounds(Talks(rounds=200)), rounds(Talks(rounds=200, **change))
    pairs = zip(before, after, strict=True)
    changed = {name for a, b in pairs for name in Round._fields if getattr(a, name) != getattr(b, name)}
    assert changed == may_change


def test_ids_do_not_depend_on_the_settings():
    one, two = (
        {(item.headline[:9], item.kind): item.id for item in talks.realize(500, 3).items}
        for talks in (Talks(first_step=0), Talks(first_step=0, lead=20, hype=2))
    )
    assert len(one.keys() & two.keys()) > 5
    assert all(one[key] == two[key] for key in one.keys() & two.keys())


def test_attrition_makes_the_sides_settle():
    drawn = rounds(Talks(rounds=2000, attrition=1 / 1000))
    late = Counter(each.result for each in drawn if each.end >= 1000)
    assert set(late) == {"success", "partial"}
    assert share(late["success"], late.total(), 0.4)
    early = rounds(Talks(rounds=1, attrition=1 / 1000))
    assert early[0].result == rounds(Talks(rounds=1))[0].result


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lead": 0}, "lead 0 is outside 1…3650"),
        ({"success": 1.2}, "success 1.2 is outside 0…1"),
        ({"success": 0.8}, "success + partial + failure + deadlock = 1.6, but chances have to add up to 1"),
        ({"rounds": 0}, "rounds 0 is outside 1…2147483647"),
        ({"hype": "much"}, "hype 'much' is not a number"),
        ({"name": 3}, "name 3 is not text"),
        ({"sources": {}}, "sources lack 'outsiders'"),
        ({"sources": 3}, "sources 3 is not a table"),
        ({"success": 0, "partial": 0, "failure": 0.8, "attrition": 0.1}, "attrition leaves nothing to end"),
    ],
    ids=str,
)
def test_bad_fields(fields, problem):
    with pytest.raises(InputError) as caught:
        Talks(**fields)
    assert caught.value.problems == tuple(line for line in caught.value.problems if line.startswith("scenario "))
    assert any(problem in line for line in caught.value.problems)
    assert len(set(caught.value.problems)) == len(caught.value.problems)


def test_fields_of_the_scenario_pass_through():
    talks = Talks(name="x", promiser="envoy", title="T", description="D", sources={"outsiders": {"US": 0.1}})
    scenario = talks.realize(300, 1)
    assert (scenario.name, scenario.promiser, scenario.title, scenario.description) == ("x", "envoy", "T", "D")
    assert scenario.sources == {"outsiders": {"US": 0.1}}
    assert {item.source for item in scenario.items} <= {"envoy", "outsiders"}
    assert pickle.loads(pickle.dumps(talks)) == talks


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(0, 2**64 - 1), st.floats(1, 60), st.floats(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_every_course_of_talks_is_a_scenario(seed, lead, pause, chance, attrition):
    talks = Talks(
        lead=lead, pause=pause, first_step=chance, interference=chance, attrition=attrition,
        success=chance, partial=1 - chance, failure=0.0, deadlock=0.0,
    )  # fmt: skip
    scenario = talks.realize(days=120, seed=seed)
    assert all(0 <= item.day < 120 for item in scenario.items)
    assert len(scenario.timeline(["everyone"]).kind) == len(scenario.items)
