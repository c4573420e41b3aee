"""Hope deferred: with time more and more of those who wait give up (T12 of MODEL.md section 8).

Law: after w days a promise is worth D = 1/(1 + k·w), and people give up at the rate h_w·(1 − D), so that
exp(−h_w·Σ_{v ≤ w} k·v/(1 + k·v)) of them still wait.  Source: `mazur1987`.
"""

from math import sqrt

import networkx as nx
import pytest

import sentiment_abm as sa

ANSWERS = {20: 0.5281, 21: 0.5018, 22: 0.4762, 40: 0.1595, 60: 0.0382}  # so the median is day 22
PEOPLE = {"compiled": 20_000, "mesa": 100}
PROMISE = [sa.NewsItem(0, "announcement", "Peace is near", "leader")]


def waiting(people, engine, start=None, **patience):
    """Share that still waits, by days waited: everybody hears of the promise on day 0, nobody knows anybody."""
    settings = {"rate": 0.05, "write_off": 0.1} | patience
    params = {**sa.OFF} | {f"patience.{name}": value for name, value in settings.items()}
    graph = nx.empty_graph(people)
    run = sa.simulate(PROMISE, graph=graph, params=params, start=start, days=60, seed=12, engine=engine)
    return run.daily["waiting"]


def check_survival(share, people):
    for day, answer in ANSWERS.items():
        assert abs(share[day] - answer) <= 3 * sqrt(answer * (1 - answer) / people), f"day {day}"


def test_some_still_wait(engine):
    people = PEOPLE[engine]
    check_survival(waiting(people, engine), people)


@pytest.mark.parametrize("change", [{"write_off": 0.103}, {"rate": 0.0525}, {"spread": 0.5}], ids=str)
def test_other_patience_is_noticed(change):
    """A hazard 3 % higher, an impatience 5 % higher, people who differ."""
    people = 4 * PEOPLE["compiled"]
    with pytest.raises(AssertionError):
        check_survival(waiting(people, "compiled", **change), people)


def check_pressure(engine, stress, effect):
    """With γ = .5 a lasting stress of 2 doubles the impatience: k·(1 + γ·s)."""
    people = PEOPLE[engine]
    pressed = waiting(people, engine, start={"stress": stress, "stress_memory": float("inf")}, stress=effect)
    assert pressed.equals(waiting(people, engine, rate=0.1))


def test_stress_makes_impatient(engine):
    check_pressure(engine, stress=2.0, effect=0.5)


def test_one_percent_more_stress_is_noticed():
    with pytest.raises(AssertionError):
        check_pressure("compiled", stress=2.02, effect=0.5)
