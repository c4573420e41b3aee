"""What benchmarks/peers lets every package solve, and the check that all of them solve it.

Here are those that need no other package; `make bench` checks the rest against the first of them.
"""

import networkx as nx
import numpy as np
import pytest

from benchmarks.peers import mesa_agents, numba_loop, numpy_scipy
from benchmarks.peers.agreement import RUNS, differences, reference
from benchmarks.peers.contagion import RATES, Case, Rates, shares, small_world

PEERS = [numpy_scipy, numba_loop, mesa_agents]
Z = 5.0  # three shares of three packages: a false alarm in two hundred thousand


def final(peer, case, seed):
    contagion = peer.Contagion(case, seed)
    contagion.run()
    return contagion.moods()


def tomorrow_by_hand(case):
    """Mean and standard deviation of tomorrow's shares: everybody moves by an independent chance."""
    chances = []
    for node, mood in enumerate(case.moods):
        around = [case.moods[other] for other in case.graph.neighbors(node)]
        seen = around.count((mood + 1) % 3) / len(around)
        chances.append(case.rates.spontaneous[mood] + case.rates.contagious[mood] * seen)
    people, mean, variance = len(case.moods), np.array(shares(case.moods)), np.zeros(3)
    for mood, chance in zip(case.moods, chances, strict=True):
        mean[[mood, (mood + 1) % 3]] += np.array([-chance, chance]) / people
        variance[[mood, (mood + 1) % 3]] += chance * (1 - chance) / people**2
    return mean, np.sqrt(variance)


def largest_z(peer, case, wanted, runs=150):
    mean, sd = wanted
    found = np.mean([shares(final(peer, case, seed)) for seed in range(runs)], axis=0)
    return np.abs((found - mean) / sd * np.sqrt(runs)).max()


@pytest.mark.parametrize("peer", PEERS)
def test_a_day_is_what_the_rule_says(peer):
    case = small_world(200, days=1)
    assert largest_z(peer, case, tomorrow_by_hand(case)) < Z


@pytest.mark.parametrize("peer", PEERS)
def test_that_test_can_fail(peer):
    wrong = Rates(contagious=(0.25, 0.10, 0.15))
    assert largest_z(peer, small_world(200, 1, wrong), tomorrow_by_hand(small_world(200, 1))) > Z


@pytest.mark.parametrize("peer", PEERS)
def test_all_see_yesterday(peer):
    """At the end of a chain nobody can know yet what the neighbor turns into today, from whichever side one begins."""
    certain = Rates((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    moved = np.zeros(3)
    for seed in range(20):
        for moods in ([1, 0, 0], [0, 0, 1]):
            after = final(peer, Case(nx.path_graph(3), np.array(moods), certain, days=1), seed)
            assert after[0] == moods[0]
            assert after[2] == moods[2]
            moved += after != moods
    assert 0 < moved[1] < 40  # the one between them follows with chance 1/2


@pytest.mark.parametrize("peer", [numpy_scipy, numba_loop])
def test_without_contagion_moods_are_a_markov_chain(peer):
    people, days = 20_000, 30
    moves = np.array(RATES.spontaneous)
    chain = np.diag(1 - moves) + np.roll(np.diag(moves), 1, axis=1)
    found = shares(final(peer, small_world(people, days, Rates(contagious=(0.0, 0.0, 0.0))), seed=1))
    wanted = np.array([0.6, 0.3, 0.1]) @ np.linalg.matrix_power(chain, days)
    assert np.abs(found - wanted).max() < Z * 0.5 / np.sqrt(people)


def test_equals_are_found_equal_and_others_are_not():
    """Equals raise a false alarm with chance 1/1000 at most; a rate that is a quarter too high is not missed."""
    case, higher = (small_world(5_000, 30, rates) for rates in (RATES, Rates(contagious=(0.2, 0.125, 0.15))))
    wanted = reference(case)
    equal, other = ([shares(final(numba_loop, which, seed)) for seed in range(5)] for which in (case, higher))
    assert len(wanted) == RUNS
    assert differences({"equal": equal}, wanted) == []
    (line,) = differences({"equal": equal, "other": other}, wanted)
    assert line.startswith("other: shares 0.")
