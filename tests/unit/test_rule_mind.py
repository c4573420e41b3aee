"""A day of the shipped rules equals the day that was written from MODEL.md section 2, for any state and parameters."""

import random
from types import SimpleNamespace as Record

import pytest

from sentiment_abm.psychology import mind as rules
from sentiment_abm.psychology.attention import bad_news, loudness, salience
from sentiment_abm.psychology.belief import kept
from sentiment_abm.psychology.mind import Around, Item, Mind, Notice, Params, Person
from sentiment_abm.psychology.talk import like_minded
from sentiment_abm.spec import build, declared, flat
from tests.unit.day_by_the_text import ANNOUNCEMENT, DISAPPOINTMENT, HOPE, lived, sigma, trust

# A citizen brings its own; what the population's are matters on the first morning and for the background news.
OF_THE_FIRST_MORNING = {"belief.prior", "belief.prior_sd", "trust.prior_kept", "trust.prior_broken"} | {
    "attention.capacity", "attention.spread", "attention.reach", "patience.rate", "patience.spread"
}  # fmt: skip


def specified(case, p):
    """The citizen after a day, by the text."""
    y = lived(case, p)
    return [y.m, y.l, y.kp, y.km, y.scar, y.u, y.s, y.w, y.H, sigma(y.l), trust(y), y.o, *y.moves]


def shipped(case, p):
    """The citizen after a day, by the rules of the package."""
    y, contacts = case.me, case.contacts
    near = [j.l for j in contacts if like_minded(y.l, j.l, p.talk)]
    moods = [float(sum(j.m == b for j in contacts)) for b in (HOPE, DISAPPOINTMENT)]
    around = Around(sum(near), float(len(near)), float(len(contacts)), *moods)
    keeps = [kept(tau) for tau in (p.belief.memory, p.trust.memory, p.feeling.memory, p.stress.memory)]
    me = Person(y.l0, y.C0, y.k, y.reach, y.alpha, y.beta, *keeps)
    mind = Mind(y.m, y.l, y.kp, y.km, y.scar, y.u, y.s, y.w, y.H)
    mind, today = rules.morning(mind, me, around, float(len(case.items) + case.clutter), p)
    loud = [
        loudness(salience(k.kind, k.h, k.g), float(k.age), bad_news(k.kind, k.r, k.g), p.attention) for k in case.items
    ]
    react = (rules.announcement, rules.signal, rules.outcome)
    for k, weight in sorted(zip(case.items, loud, strict=True), key=lambda pair: pair[0].kind):
        notice = Notice(weight, sum(loud) + case.clutter, float(k.age < k.coverage))
        tellers = float(sum(k.id in j.learned for j in contacts))
        opens = k.kind == ANNOUNCEMENT and k.promised and not k.out
        item = Item(k.h, k.c, k.r, k.x, k.z, k.g, k.credibility, float(k.deception), k.closes, k.promised, opens)
        if not k.known and rules.learns(today, me, notice, tellers, k.luck, p):
            mind, today = react[k.kind](mind, today, me, item, p)
    mind, diary = rules.evening(mind, today, me, around, case.wait_luck, case.move_luck, p)
    return [*mind, diary.expectation, diary.trust, diary.overload, *diary.moves]


def any_value(item, rng):
    low, high = item.spec.low, item.spec.high
    if item.type is bool:
        return rng.random() < 0.5
    if item.name.startswith("contagion.rate"):
        high = 0.3  # beyond it everybody follows the contacts every day
    if rng.random() < 0.1:
        return rng.choice([low, high])
    return rng.uniform(low, min(high, low + 60))


def any_params(rng):
    return build(Params, {item.name: any_value(item, rng) for item in declared(Params)})


def any_item(rng, number):
    return Record(
        id=number, kind=rng.randrange(3), h=rng.choice([0, 1, rng.uniform(0, 4)]), c=rng.random(), z=rng.uniform(0, 2),
        g=rng.choice([0, rng.uniform(-4, 4)]), r=rng.choice([0, 0.5, 1, rng.random()]), x=rng.random(),
        promised=rng.random() < 0.5, credibility=rng.random(), deception=rng.random() < 0.5, luck=rng.random() / 2,
        closes=rng.random() < 0.5, out=rng.random() < 0.3, age=rng.randrange(5), coverage=rng.randrange(1, 6),
        known=rng.random() < 0.2,
    )  # fmt: skip


def any_case(seed):
    """A citizen in the middle of a run, its contacts, the news of the day, and what luck brings."""
    rng = random.Random(seed)
    w = rng.choice([-2.0, -1.0, 0.0, 1.0, float(rng.randrange(90))])
    me = Record(
        m=rng.randrange(3), l=rng.gauss(0, 2), l0=rng.gauss(-1, 1), kp=rng.uniform(0, 5), km=rng.uniform(0, 5),
        scar=rng.uniform(0, 2), u=rng.gauss(0, 1), s=rng.uniform(0, 3), w=w, H=rng.uniform(0, 4) if w >= 0 else 0.0,
        C0=rng.choice([float("inf"), rng.uniform(1, 10)]), k=rng.uniform(0, 0.5), reach=rng.random(),
        alpha=rng.uniform(0.1, 20), beta=rng.uniform(0, 20),
    )  # fmt: skip
    items = [any_item(rng, number) for number in range(rng.randrange(5))]
    contacts = [
        Record(l=rng.gauss(0, 2), m=rng.randrange(3), learned={k.id for k in items if rng.random() < 0.3})
        for _ in range(rng.choice([0, 1, 5, 10]))
    ]
    case = Record(me=me, contacts=contacts, items=items, clutter=rng.choice([0, 0, rng.randrange(9)]))
    case.params, case.wait_luck, case.move_luck = any_params(rng), rng.random() ** 3, rng.random()
    return to_the_edge(case, rng) if rng.random() < 0.7 else case


def to_the_edge(case, rng):
    """The case with luck a hair on this or that side of each chance, so that a chance that is a little off shows."""
    lived(case, case.params)
    for k in case.items:
        k.luck = k.chance * rng.choice([1 - 1e-5, 1 + 1e-5])
    case.wait_luck = lived(case, case.params).leaves * rng.choice([1 - 1e-5, 1 + 1e-5])
    case.move_luck = rng.choice(lived(case, case.params).edges) * rng.choice([1 - 1e-5, 1 + 1e-5])
    return case


@pytest.mark.parametrize("seed", range(8))
def test_the_day_of_the_rules_is_the_day_of_the_text(seed):
    for number in range(60):
        case = any_case(f"{seed}.{number}")
        expected = specified(case, case.params)
        assert shipped(case, case.params) == pytest.approx(expected, rel=1e-10, abs=1e-10), f"case {seed}.{number}"


def test_the_cases_reach_every_corner():
    """Moves of all kinds, promises noticed, kept, broken and written off: what is never met is not compared."""
    seen = set()
    for seed in range(8):
        for number in range(60):
            case = any_case(f"{seed}.{number}")
            after = specified(case, case.params)
            seen.add(("move", case.me.m, after[0]))
            seen.add(("wait", min(case.me.w, 1.0), min(after[7], 2.0)))
            seen.add(("scarred", after[4] > case.me.scar))
            seen.add(("overloaded", after[11] > 0.0))
    assert {("move", a, b) for a in range(3) for b in range(3)} <= seen
    waits = {(-2, -2), (-2, -1), (-2, 1), (-1, -1), (-1, 1), (0, -2), (0, -1), (0, 1), (1, -2), (1, -1), (1, 1), (1, 2)}
    assert {("wait", a, b) for a, b in waits} <= seen
    assert {(what, yes) for what in ("scarred", "overloaded") for yes in (True, False)} <= seen


def nudged(name, params):
    """The parameters, one of them wrong by one percent (a switch: the other way; an infinite memory: a long one)."""
    values = flat(params)
    value = values[name]
    if isinstance(value, bool):
        return build(Params, values | {name: not value})
    return build(Params, values | {name: 1e4 if value == float("inf") else value * 1.01})


NUDGED = [
    item.name
    for item in declared(Params)
    if item.name not in OF_THE_FIRST_MORNING and not item.name.startswith("clutter.")
]


@pytest.mark.parametrize("name", NUDGED)
def test_one_percent_in_any_parameter_is_noticed(name):
    """Negative control: the comparison above sees every parameter."""
    for number in range(400):
        case = any_case(f"nudge {number}")
        expected = specified(case, case.params)
        if shipped(case, nudged(name, case.params)) != pytest.approx(expected, rel=1e-8, abs=1e-8):
            return
    pytest.fail(f"{name} made no difference")
