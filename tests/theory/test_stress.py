"""Stress is a leaky average of its load: it has the load's mean and a known part of its variance (T13, MODEL.md 8).

Law: s ← s·r + (1−r)·x with r = e^(−1/τ_s); for independent loads x of mean m and variance v, stress has mean m and
variance v·(1−r)/(1+r).  The load here is overload alone, 1 − 1/n on a day of n > 0 stories for a mind with room for
one, and the stories are independent Poisson(3).  Source: `eppler2004` (overload is stressful).
"""

from functools import cache

import networkx as nx
import numpy as np
import pytest
from scipy.stats import poisson

import sentiment_abm as sa

SEEDS, DAYS, MEMORY = 40, 3_000, 14.0
BURN_IN = 150  # days; r**(2·150) is 5e-10
SETTING = {"stress.overload": 1.0, "stress.memory": MEMORY, "attention.capacity": 1.0, "clutter.rate": 3.0}


def load():
    """Mean and variance of the load of one day."""
    stories = np.arange(1, 60)
    chance, strain = poisson.pmf(stories, 3.0), 1 - 1 / stories
    mean = chance @ strain
    return mean, chance @ strain**2 - mean**2


@cache
def stress(**changes):
    """Stress of one citizen without contacts, by seed and day."""
    params = {**sa.OFF, **SETTING, **changes}
    start = {"stress": load()[0]}
    runs = (
        sa.simulate(graph=nx.empty_graph(1), params=params, start=start, days=DAYS, seed=seed) for seed in range(SEEDS)
    )
    return np.array([run.daily["stress"].to_numpy()[BURN_IN:] for run in runs])


def check(by_seed, answer):
    error = by_seed.std(ddof=1) / np.sqrt(len(by_seed))
    assert abs(by_seed.mean() - answer) <= 3 * error


def check_mean(path):
    check(path.mean(axis=1), load()[0])


def check_variance(path):
    # Around the known mean, which leaves no bias; around a path's own mean it would be −1 %.
    mean, variance = load()
    kept = np.exp(-1 / MEMORY)
    check(((path - mean) ** 2).mean(axis=1), variance * (1 - kept) / (1 + kept))


def test_stress_settles_at_the_mean_load():
    check_mean(stress())


def test_stress_smooths_the_load():
    check_variance(stress())


def test_one_percent_more_load_is_noticed():
    with pytest.raises(AssertionError):
        check_mean(stress(**{"stress.overload": 1.01}))


def test_a_memory_ten_percent_shorter_is_noticed():
    with pytest.raises(AssertionError):
        check_variance(stress(**{"stress.memory": 0.9 * MEMORY}))


def test_loads_that_breed_are_noticed():
    """Stories that set off others are not independent of those of yesterday, even at the same mean rate of 3."""
    with pytest.raises(AssertionError):
        check_variance(stress(**{"clutter.rate": 1.5, "clutter.branching": 0.5}))
