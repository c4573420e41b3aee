"""Silence: with every mechanism off and no news nothing moves, bit for bit (T17 of MODEL.md section 8).

Law: every rule is written so that "off" is exactly no change: (1−0)·l + 0·mean = l, e^(−1/∞) = 1, and without any
pull nobody moves.  Nothing is cited, for nothing happens.
"""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa

DAYS, PEOPLE = 15, 100  # one block of the compiled engine and a part of another
GRAPH = nx.connected_watts_strogatz_graph(PEOPLE, 6, 0.1, seed=17)
FOREVER = {"feeling_memory": float("inf"), "stress_memory": float("inf")}


def anything():
    """A first state in which no number is round."""
    draw = np.random.default_rng(17)
    positive = ("trust_kept", "trust_broken", "trust_scar", "stress", "hype", "capacity", "patience")
    return {name: draw.gamma(2.0, size=PEOPLE) for name in positive} | {
        "mood": draw.integers(0, 3, PEOPLE),
        "belief": draw.normal(size=PEOPLE),
        "prior": draw.normal(size=PEOPLE),
        "affect": draw.normal(size=PEOPLE),
        "waiting": draw.choice([-1.0, -2.0], PEOPLE),
        "reach": draw.random(PEOPLE),
    }


def check_stillness(engine, params=None, start=FOREVER):
    state = anything()
    run = sa.simulate(graph=GRAPH, params={**sa.OFF, **(params or {})}, start=state | start, days=DAYS, engine=engine)
    moods = np.array([mood.name.lower() for mood in sa.Mood])
    expected = pd.DataFrame(state, index=run.citizens.index).assign(mood=moods[state["mood"]])
    assert run.citizens[list(state)].equals(expected)
    # Day 0 has read nothing and met no clutter, so these three are NaN there.
    recorded = run.daily.drop(columns=["overload", "clutter", "clutter_rate"])
    flows_of_nobody = [f"{mood}_to_{mood}" for mood in moods]
    assert (recorded == recorded.iloc[0]).all(axis=None)
    assert recorded[flows_of_nobody].sum(axis=1).eq(1).all()


def test_nothing_moves(engine):
    check_stillness(engine)


@pytest.mark.parametrize(
    "params",
    [
        {"talk.weight": 1e-9},
        {"belief.memory": 1e9},
        {"trust.memory": 1e9},
        {"mood.spontaneous_hope": 0.01},
        {"mood.conviction": 0.01},
        {"mood.distrust": 0.01},
        {"mood.affect": 0.01},
        {"mood.exhaustion": 0.01},
        {"contagion.rate_disappointment": 0.01},
    ],
    ids=str,
)
def test_the_slightest_mechanism_is_noticed(params, engine):
    with pytest.raises(AssertionError):
        check_stillness(engine, params)


@pytest.mark.parametrize("memory", FOREVER)
def test_a_fading_feeling_is_noticed(memory, engine):
    with pytest.raises(AssertionError):
        check_stillness(engine, start={**FOREVER, memory: 1e9})


def test_an_open_promise_only_grows_older(engine):
    """The clock of a promise is no mechanism: it counts days also where nothing else happens."""
    start = {"waiting": np.arange(PEOPLE) % 3}
    run = sa.simulate(graph=GRAPH, params=sa.OFF, start=start, days=DAYS, engine=engine)
    assert (run.citizens["waiting"] == start["waiting"] + DAYS).all()
    assert run.daily["waiting"].eq(1).all()
