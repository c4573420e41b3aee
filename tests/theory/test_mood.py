"""Under constant pulls mood is a Markov chain whose law is known on every day (T5, T5b).

With all moves allowed the chance to be in mood b after t days is π_b + (x_b(0) − π_b)·e^(−Λt), where Λ is the sum of
the pulls and π_b = pull_b/Λ: the daily step is exactly the exponential of the generator.  Where some moves are not
allowed, the shares settle on the left eigenvector of P(m→b) = (1 − e^(−Λ))·c_mb·pull_b/Λ.

Citizens without contacts are independent, so a share of N of them has a binomial standard error.
Source: ``hill2010`` (spontaneous moves of the SISa model).
"""

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_array_less

import sentiment_abm as sa

MOODS = ["hope", "skepticism", "disappointment"]
PULLS = np.array([0.02, 0.04, 0.01])
DAYS = (1, 5, 20, 60, 150)
PEOPLE = 20_000
CROWD = sa.Society(nx.empty_graph(PEOPLE))
GROUP = sa.Society(nx.empty_graph(200))


def shares(pulls: np.ndarray, days: int, society: sa.Society, engine: str, **more: float) -> np.ndarray:
    """Shares of the three moods, one row per day from 0, when all hope at first."""
    spontaneous = {f"mood.spontaneous_{mood}": pull for mood, pull in zip(MOODS, pulls.tolist(), strict=True)}
    params = {**sa.OFF, **spontaneous, **more}
    run = sa.simulate(society=society, params=params, start={"mood": "hope"}, days=days, engine=engine, seed=5)
    return run.daily[MOODS].to_numpy()


def assert_binomial(found: np.ndarray, law: np.ndarray, people: int) -> None:
    """Shares within three standard errors of their law."""
    assert_array_less(np.abs(found - law), 3 * np.sqrt(law * (1 - law) / people))


# ----------------------------------------------------------------------------------- T5: the law of each day


def check_relaxation(
    pulls: np.ndarray, society: sa.Society = CROWD, engine: str = "compiled", days: tuple[int, ...] = DAYS
) -> None:
    found = shares(pulls, max(days), society, engine)
    settled = PULLS / PULLS.sum()
    for day in days:
        law = settled + (np.array([1, 0, 0]) - settled) * np.exp(-PULLS.sum() * day)
        assert_binomial(found[day], law, society.people)


def test_moods_relax_exponentially() -> None:
    check_relaxation(PULLS)


def test_moods_of_a_group_relax_exponentially(engine: str) -> None:
    check_relaxation(PULLS, GROUP, engine, days=(5, 20, 40))


@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_pulls_wrong_by_five_percent_are_noticed(factor: float) -> None:
    with pytest.raises(AssertionError):
        check_relaxation(factor * PULLS)


def test_one_pull_wrong_by_five_percent_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_relaxation(PULLS * [1, 1, 1.05])


# ----------------------------------------------------------------------- T5b: where not all moves are allowed

Mask = dict[tuple[str, str], float]
MASKS: dict[str, Mask] = {
    "one way round": {
        ("hope", "skepticism"): 0, ("skepticism", "disappointment"): 0, ("disappointment", "hope"): 0,
    },
    "never from hope to despair": {("hope", "disappointment"): 0},
    "grades": {
        ("hope", "skepticism"): 0.9, ("hope", "disappointment"): 0.2, ("skepticism", "hope"): 0.5,
        ("skepticism", "disappointment"): 1.0, ("disappointment", "hope"): 0.1, ("disappointment", "skepticism"): 0.7,
    },
}  # fmt: skip


def stationary(pulls: np.ndarray, mask: Mask) -> np.ndarray:
    """The left eigenvector of the transition matrix to the eigenvalue 1."""
    allowed = np.array([[mask.get((a, b), 1.0) for b in MOODS] for a in MOODS])
    moves = (1 - np.exp(-pulls.sum())) * allowed * pulls / pulls.sum()
    np.fill_diagonal(moves, 0)
    chain = moves + np.diag(1 - moves.sum(axis=1))
    values, vectors = np.linalg.eig(chain.T)
    vector = np.real(vectors[:, np.argmax(np.real(values))])
    return vector / vector.sum()


def check_mask(lived: Mask, mask: Mask) -> None:
    pulls = np.array([0.2, 0.4, 0.1])  # strong, so that 100 days are long
    params = {f"mood.allowed.from_{a}.{b}": c for (a, b), c in lived.items()}
    found = shares(pulls, 100, CROWD, "compiled", **params)
    assert_binomial(found[-1], stationary(pulls, mask), PEOPLE)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_masked_moods_settle_on_the_left_eigenvector(mask: Mask) -> None:
    check_mask(mask, mask)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_a_mask_that_is_not_heeded_is_noticed(mask: Mask) -> None:
    with pytest.raises(AssertionError):
        check_mask({}, mask)


def test_a_road_closed_both_ways_is_not_missed() -> None:
    """Detailed balance: where nobody goes and nobody comes back, the shares settle as if the road were open."""
    check_mask({("hope", "disappointment"): 0, ("disappointment", "hope"): 0}, {})


def test_one_grade_wrong_by_a_tenth_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_mask({**MASKS["grades"], ("skepticism", "hope"): 0.55}, MASKS["grades"])
