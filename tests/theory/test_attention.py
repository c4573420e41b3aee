"""Attention is limited: of n pieces of news that compete on one day people take in C at most (T16 of MODEL.md 8).

Law: with equal weights, no other stories and equal people, expected learned = reach·min(n, C) on the first day; each
citizen meets its own luck with each item, so the number is binomial.  Sources: `weng2012`, `hodas2012`, `cowan2001`.
"""

from math import sqrt

import networkx as nx
import pytest

import sentiment_abm as sa

REACH, INFINITE = 0.66, float("inf")
PEOPLE = {"compiled": 20_000, "mesa": 100}
FIELDS = {
    "announcement": {"hype": 1.5},
    "endorsement": {"strength": 0.7},
    "escalation": {"strength": -2.0},
    "success": {"delivered": 1.0},
    "failure": {"delivered": 0.2},
}
KINDS = {"endorsement": "signal", "escalation": "signal", "success": "outcome", "failure": "outcome"}


def learned(what, items, engine, **attention):
    """How many items the people took in on the first day, all together."""
    kind, fields = KINDS.get(what, what), FIELDS[what]
    news = [sa.NewsItem(0, kind, f"News {n}", "wire", **fields) for n in range(items)]
    scenario = sa.Scenario("busy day", news, sources={"wire": 0.5})
    params = {**sa.OFF} | {f"attention.{name}": value for name, value in attention.items()}
    people = PEOPLE[engine]
    run = sa.simulate(scenario, graph=nx.empty_graph(people), params=params, days=1, seed=16, engine=engine)
    return run.items["learned"].sum() * people


def check(count, items, capacity, engine):
    chance = REACH * min(items, capacity) / items
    trials = PEOPLE[engine] * items
    assert abs(count - trials * chance) <= 3 * sqrt(trials * chance * (1 - chance))


@pytest.mark.parametrize("what", FIELDS)
@pytest.mark.parametrize(("items", "capacity"), [(1, 4.0), (3, 4.0), (6, 4.0), (12, 2.5), (40, 1.0), (12, INFINITE)])
def test_no_more_is_learned_than_fits(what, items, capacity, engine):
    check(learned(what, items, engine, reach=REACH, capacity=capacity), items, capacity, engine)


def test_bad_news_among_bad_news_has_no_edge(engine):
    """Salience of bad news shifts attention between items; equal items share as before."""
    check(learned("escalation", 6, engine, reach=REACH, capacity=4.0, negativity=3.0), 6, 4.0, engine)


@pytest.mark.parametrize("change", [{"reach": 0.68}, {"capacity": 4.1}, {"spread": 0.3}], ids=str)
def test_other_attention_is_noticed(change):
    """A reach 3 % higher, a capacity 2.5 % higher, people who differ."""
    settings = {"reach": REACH, "capacity": 4.0} | change
    with pytest.raises(AssertionError):
        check(learned("announcement", 6, "compiled", **settings), 6, 4.0, "compiled")
