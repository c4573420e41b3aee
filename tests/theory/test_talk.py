"""Talk alone is DeGroot averaging; with a pull back to the prior it is Friedkin–Johnsen influence (T1, T2).

DeGroot talk ends in consensus on the mean of the first beliefs, each weighted by its owner's number of contacts,
and on the way each mode of disagreement fades by the eigenvalue of I − w + w·D⁻¹A that belongs to it.  Citizens who
keep a share Λ of what moved them away from their priors end at (I − ΛW)⁻¹(I − Λ)·l0 with W = (1 − w)·I + w·D⁻¹A.

Sources: ``degroot1974``, ``golub2010``, ``zachary1977`` (the karate club), ``friedkin1990``.
"""

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

import sentiment_abm as sa

KARATE = nx.karate_club_graph()
FIRST = np.arange(34) / 33
CONSENSUS = 0.4924242424242424  # sum of degree times belief over sum of degrees


def beliefs(graph: nx.Graph, first: np.ndarray, weight: float, days: int, engine: str, **more: object) -> np.ndarray:
    """Beliefs after some days of nothing but talk."""
    run = sa.simulate(
        graph=graph,
        params={**sa.OFF, "talk.weight": weight},
        start={"belief": first, "mood": "skepticism", **more},
        days=days,
        engine=engine,
    )
    return run.citizens["belief"].to_numpy()


def listening(graph: nx.Graph, weight: float) -> np.ndarray:
    """W: who listens to whom; whoever has no contacts listens to nobody else."""
    links = nx.to_numpy_array(graph, weight=None)
    degree = links.sum(axis=1)
    own = np.where(degree > 0, 1 - weight, 1.0)
    return np.diag(own) + weight * links / np.maximum(degree, 1)[:, None]


# ------------------------------------------------------------------------------------------- T1: consensus


def check_consensus(first: np.ndarray, weight: float, days: int, engine: str) -> None:
    assert_allclose(beliefs(KARATE, first, weight, days, engine), CONSENSUS, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("weight", "days"), [(0.1, 4000), (0.5, 2000), (0.9, 400)])
def test_karate_club_agrees_on_the_mean_weighted_by_contacts(weight: float, days: int) -> None:
    check_consensus(FIRST, weight, days, "compiled")


def test_karate_club_agrees_in_both_engines(engine: str) -> None:
    check_consensus(FIRST, 0.9, 200, engine)


def test_one_belief_wrong_by_one_percent_is_noticed() -> None:
    first = FIRST.copy()
    first[33] *= 1.01
    with pytest.raises(AssertionError):
        check_consensus(first, 0.5, 2000, "compiled")


def test_a_consensus_that_counts_everyone_alike_is_refuted() -> None:
    with pytest.raises(AssertionError):
        assert_allclose(beliefs(KARATE, FIRST, 0.5, 2000, "compiled"), FIRST.mean(), rtol=0, atol=1e-9)


# ------------------------------------------------------------------- T1 on the way: every day in closed form


def slowest_mode(graph: nx.Graph, weight: float) -> tuple[float, np.ndarray]:
    """The disagreement that lasts longest: its daily factor, and its shape scaled to 1."""
    degree = np.array([d for _, d in graph.degree()], float)
    symmetric = nx.to_numpy_array(graph, weight=None) / np.sqrt(np.outer(degree, degree))
    values, vectors = np.linalg.eigh(symmetric)
    shape = vectors[:, -2] / np.sqrt(degree)
    return 1 - weight + weight * values[-2], shape / np.abs(shape).max()


def check_fading(graph: nx.Graph, weight: float, engine: str, lived_weight: float) -> None:
    factor, shape = slowest_mode(graph, weight)
    model = sa.SentimentModel(
        graph=graph,
        params={**sa.OFF, "talk.weight": lived_weight},
        start={"belief": shape, "mood": "skepticism"},
        rng=0,
        engine=engine,
    )
    for day in range(1, 31):
        model.run_for(1)
        assert_allclose(model.run().citizens["belief"], factor**day * shape, rtol=0, atol=1e-12)


GRAPHS = {"ring": nx.cycle_graph(12), "petersen": nx.petersen_graph(), "karate": KARATE}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_disagreement_fades_by_the_second_eigenvalue(graph: nx.Graph, engine: str) -> None:
    check_fading(graph, 0.3, engine, lived_weight=0.3)


def test_a_weight_wrong_by_one_percent_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_fading(KARATE, 0.3, "compiled", lived_weight=0.303)


# ----------------------------------------------------------------------------------- T2: stubborn citizens


def check_influence(
    graph: nx.Graph, prior: np.ndarray, keeps: np.ndarray, answer: np.ndarray, engine: str, weight: float = 0.5
) -> None:
    """`keeps` is the share of a distance from the prior that each citizen keeps for a day."""
    memory = -1 / np.log(keeps)
    found = beliefs(graph, prior, weight, 250, engine, prior=prior, belief_memory=memory)
    assert_allclose(found, answer, rtol=0, atol=1e-9)


PATH = nx.path_graph(3)
PATH_PRIOR, PATH_KEEPS = np.array([1, 0.5, 0]), np.array([0.8, 0.8, 0.2])
PATH_ANSWER = np.array([7 / 12, 3 / 8, 1 / 24])


def test_three_stubborn_people_in_a_row(engine: str) -> None:
    check_influence(PATH, PATH_PRIOR, PATH_KEEPS, PATH_ANSWER, engine)


@pytest.mark.parametrize("seed", range(3))
def test_stubborn_people_on_random_graphs(seed: int, engine: str) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(12, 0.25, seed=seed)
    prior, keeps, weight = rng.normal(size=12), rng.uniform(0.1, 0.9, 12), rng.uniform(0.1, 1.0)
    kept = np.diag(keeps)
    answer = np.linalg.solve(np.eye(12) - kept @ listening(graph, weight), (np.eye(12) - kept) @ prior)
    check_influence(graph, prior, keeps, answer, engine, weight)


def test_a_stubbornness_wrong_by_one_percent_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_influence(PATH, PATH_PRIOR, PATH_KEEPS * [1.01, 1, 1], PATH_ANSWER, "compiled")
