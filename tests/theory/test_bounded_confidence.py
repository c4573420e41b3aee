"""People who listen only to those who think nearly alike: Hegselmann–Krause dynamics (T10, T10b).

Everyone takes the mean of all beliefs within ε of one's own, oneself included.  Where everyone knows everyone, first
beliefs spread evenly over [0, 1] end in one cluster above ε ≈ .2 and in two or more below; on sparse networks the
threshold of consensus is ½, because below it somebody with an extreme belief finds no contact to listen to.

Sources: ``hegselmann2002``, ``fortunato2005`` (complete graph), ``fortunato2004`` (networks).
"""

from functools import cache, partial

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

import sentiment_abm as sa

SEEDS = range(30)
slow = partial(pytest.param, marks=pytest.mark.slow)


def settled(society: sa.Society, epsilon: float, seed: int, *, chunk: int = 20, still: float = 1e-9) -> np.ndarray:
    """Everybody's belief when none has changed more than `still` in a chunk of days, or after 2,000 days."""
    before = np.random.default_rng(seed).random(society.people)
    model = sa.SentimentModel(
        society=society,
        params={**sa.OFF, "talk.weight": 1.0, "talk.include_self": True, "talk.bound": epsilon},
        start={"belief": before, "mood": "skepticism"},
        rng=seed,
    )
    while model.day < 2000:
        model.run_for(chunk)
        now = model.run().citizens["belief"].to_numpy()
        if np.abs(now - before).max() < still:
            break
        before = now
    return now


# ------------------------------------------------------------------------------------- T10: everyone knows everyone


@cache
def everyone(people: int) -> sa.Society:
    return sa.Society(people=people, graph_recipe="complete")


def agrees(beliefs: np.ndarray) -> bool:
    """One cluster: no gap above 1e-3."""
    return bool(np.diff(np.sort(beliefs)).max() <= 1e-3)


@cache
def consensus(people: int, epsilon: float) -> float:
    """Share of seeds that end in consensus."""
    return float(np.mean([agrees(settled(everyone(people), epsilon, seed)) for seed in SEEDS]))


def check_consensus(people: int, epsilon: float, answer: float) -> None:
    assert_allclose(consensus(people, epsilon), answer, rtol=0, atol=0.25)


@pytest.mark.slow
@pytest.mark.parametrize(("epsilon", "answer"), [(0.18, 0.0), (0.20, 0.23), (0.21, 0.67), (0.22, 1.0)])
def test_consensus_of_a_large_crowd(epsilon: float, answer: float) -> None:
    check_consensus(5000, epsilon, answer)


@pytest.mark.parametrize(("epsilon", "answer"), [(0.18, 0.0), (0.26, 1.0)])
def test_consensus_of_a_small_crowd(epsilon: float, answer: float) -> None:
    """With fewer people the threshold is less sharp, so the bounds keep some distance from it."""
    check_consensus(500, epsilon, answer)


@pytest.mark.parametrize(("epsilon", "answer"), [(0.26, 0.0), (0.18, 1.0)])
def test_a_bound_on_the_other_side_of_the_threshold_is_noticed(epsilon: float, answer: float) -> None:
    with pytest.raises(AssertionError):
        check_consensus(500, epsilon, answer)


def check_three_people(engine: str, epsilon: float = 0.25) -> None:
    """Only the one in the middle hears both others on the first day; on the second everyone hears everyone."""
    model = sa.SentimentModel(
        society=everyone(3),
        params={**sa.OFF, "talk.weight": 1.0, "talk.include_self": True, "talk.bound": epsilon},
        start={"belief": [0.0, 0.25, 0.5], "mood": "skepticism"},
        rng=0,
        engine=engine,
    )
    for beliefs in ([0.125, 0.25, 0.375], [0.25, 0.25, 0.25], [0.25, 0.25, 0.25]):
        model.run_for(1)
        assert model.run().citizens["belief"].tolist() == beliefs


def test_three_people_agree_in_two_days(engine: str) -> None:
    check_three_people(engine)


def test_a_bound_smaller_by_one_percent_is_noticed(engine: str) -> None:
    """Then nobody listens to anybody: the bound itself is within the bound."""
    with pytest.raises(AssertionError):
        check_three_people(engine, epsilon=0.2475)


# ---------------------------------------------------------------------------------------------- T10b: small worlds


@cache
def network_consensus(people: int, epsilon: float) -> float:
    """Share of seeds, each with a network of its own, in which all end within 1e-2 of each other."""

    def spread(seed: int) -> float:
        society = sa.Society(people=people, contacts=8, seed=seed)
        assert nx.is_connected(society.graph)
        return np.ptp(settled(society, epsilon, seed, chunk=100, still=1e-4))

    return float(np.mean([spread(seed) <= 1e-2 for seed in SEEDS]))


def check_network_consensus(epsilon: float, answer: float) -> None:
    """Below ½ somebody is left alone where there are people enough: at ε = .4 always in 2,000, mostly in 1,000."""
    assert_allclose(network_consensus(2000, epsilon), answer, rtol=0, atol=0.25)


@pytest.mark.parametrize(("epsilon", "answer"), [(0.4, 0.0), (0.5, 1.0), slow(0.6, 1.0)])
def test_on_a_sparse_network_consensus_needs_half(epsilon: float, answer: float) -> None:
    check_network_consensus(epsilon, answer)


@pytest.mark.parametrize(("epsilon", "answer"), [(0.4, 1.0), (0.5, 0.0)])
def test_the_other_sign_is_refuted(epsilon: float, answer: float) -> None:
    with pytest.raises(AssertionError):
        check_network_consensus(epsilon, answer)
