"""Stories breed stories: the background news is a Hawkes process counted by days (T11 of MODEL.md section 8).

Law (INGARCH(1,1)): N_t ~ Poisson(λ_t), λ_{t+1} = μ(1−ρ) + ρ·λ_t + n_b(1−ρ)·N_t.  With a = n_b(1−ρ) and b = ρ the mean
is μ/(1−n_b), the variance mean·(1 − (a+b)² + a²)/(1 − (a+b)²), the Fano factor of long blocks 1/(1−n_b)², and the
rate forgets as (a+b)^k; at the defaults that takes days, as stories do (`wu2007`).
Sources: `ferland2006`, `hawkes1971`.
"""

import math

import networkx as nx
import numpy as np
import pytest

import sentiment_abm as sa
from sentiment_abm.draws import key_of
from sentiment_abm.news.clutter import background
from sentiment_abm.psychology.attention import ClutterParams

DAYS = 2_000_000  # 600,000 are asked for; with these 10 % is more than three standard errors of the Fano factor
BLOCK = 1_000
SETTING = {"rate": 1.0, "branching": 0.5, "memory": math.exp(-1 / 3.5)}


def fano_of_blocks(stories):
    counts = stories.reshape(-1, BLOCK).sum(axis=1)
    return counts.var() / counts.mean()


MEASURES = {  # how it is measured, the known answer, the tolerance
    "mean": (np.mean, 2.0, 0.02),
    "variance": (np.var, 2.1325, 0.05),
    "fano": (fano_of_blocks, 4.0, 0.10),
}


def check(measure, **changes):
    stories, _ = background(ClutterParams(**(SETTING | changes)), DAYS, key_of(11))
    measured_by, answer, tolerance = MEASURES[measure]
    assert abs(measured_by(stories) / answer - 1) <= tolerance


@pytest.mark.parametrize("measure", MEASURES)
def test_clutter_has_the_moments_of_the_process(measure):
    check(measure)


@pytest.mark.parametrize(
    ("measure", "changes"),
    [
        ("mean", {"rate": 1.03}),  # three percent more
        ("mean", {"branching": 0.48}),  # mean 1.923
        ("variance", {"memory": math.exp(-1)}),  # stories of one day: variance 2.375
        ("variance", {"rate": 2.0, "branching": 0.0}),  # nothing breeds: variance 2
        ("fano", {"rate": 2.0, "branching": 0.0}),  # nothing breeds: Fano factor 1
        ("fano", {"branching": 0.55}),  # Fano factor 4.94
    ],
)
def test_another_process_is_noticed(measure, changes):
    with pytest.raises(AssertionError):
        check(measure, **changes)


def check_run_has_the_series(engine, seed):
    """What the citizens of a run compete with is the very series that was measured above."""
    params = {**sa.OFF} | {f"clutter.{name}": value for name, value in SETTING.items()}
    daily = sa.simulate(graph=nx.empty_graph(1), params=params, days=50, seed=11, engine=engine).daily
    stories, rates = background(ClutterParams(**SETTING), 50, key_of(seed))
    assert np.array_equal(daily["clutter"][1:], stories)
    assert np.array_equal(daily["clutter_rate"][1:], rates)


def test_citizens_meet_that_clutter(engine):
    check_run_has_the_series(engine, seed=11)


def test_the_clutter_of_another_seed_is_noticed(engine):
    with pytest.raises(AssertionError):
        check_run_has_the_series(engine, seed=12)


def check_life_of_stories(**changes):
    """Autocorrelation time of the rate: 2 to 7 days, and as the law has it."""
    clutter = ClutterParams(**changes)
    _, rates = background(clutter, DAYS, key_of(11))
    days = -1 / math.log(np.corrcoef(rates[:-1], rates[1:])[0, 1])
    answer = -1 / math.log(clutter.memory + clutter.branching * (1 - clutter.memory))
    assert abs(days / answer - 1) <= 0.05
    assert 2 <= days <= 7


def test_other_news_lives_for_days():
    check_life_of_stories()


@pytest.mark.parametrize("change", [{"branching": 0.6}, {"memory": 0.1}], ids=str)
def test_news_of_another_life_is_noticed(change):
    with pytest.raises(AssertionError):
        check_life_of_stories(**change)
