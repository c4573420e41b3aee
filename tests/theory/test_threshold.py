"""Moods that need several contacts at once: the cascades of Watts (T9).

Who follows one hopeful contact among k is vulnerable: 1 ≥ φ·k.  On a random graph with Poisson degrees of mean z one
citizen can set off a global cascade only where the vulnerable percolate, Σ k(k − 1)·ρ_k·p_k > z, which at φ = .18 is
the window 1.02 < z < 5.76.  Inside it a cascade happens if the first citizen touches the vulnerable cluster.

Sources: ``watts2002``, ``granovetter1978``, ``erdos1959`` (the graphs).
"""

from functools import cache, partial

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.stats import poisson

import sentiment_abm as sa
from sentiment_abm.psychology.contagion import ContagionParams, exposure

PHI, PEOPLE, DAYS, GLOBAL = 0.18, 2000, 100, 0.2
ONLY_TO_HOPE = {
    "mood.allowed.from_hope.skepticism": 0.0,
    "mood.allowed.from_hope.disappointment": 0.0,
    "mood.allowed.from_skepticism.disappointment": 0.0,
}
slow = partial(pytest.param, marks=pytest.mark.slow)

# ------------------------------------------------------------------------------------------------- the window


def check_window(phi: float) -> None:
    """Where the percolation condition turns, with the degrees that the shipped rule finds vulnerable."""
    p = ContagionParams(threshold=phi)
    vulnerable = [k for k in range(2, 200) if exposure(1.0, float(k), p) == 1.0]

    def surplus(z: float) -> float:
        return sum(k * (k - 1) * poisson.pmf(k, z) for k in vulnerable) - z

    assert_allclose([brentq(surplus, 0.5, 2), brentq(surplus, 2, 20)], [1.02, 5.76], rtol=0, atol=0.005)


def test_window_of_global_cascades() -> None:
    check_window(PHI)


@pytest.mark.parametrize("phi", [0.15, 0.22])
def test_another_threshold_has_another_window(phi: float) -> None:
    with pytest.raises(AssertionError):
        check_window(phi)


# ------------------------------------------------------------------------------------------------ the cascades


def cascade(z: float, seed: int, phi: float, people: int = PEOPLE, days: int = DAYS, engine: str = "compiled") -> float:
    """Share of hope when nobody moves any more, from one citizen on a random graph of mean degree z."""
    graph = nx.fast_gnp_random_graph(people, z / (people - 1), seed=seed)
    mood = np.full(people, "skepticism", dtype=object)
    mood[seed % people] = "hope"  # the graph is random, so anybody will do
    params = {**sa.OFF, "contagion.rate_hope": 100.0, "contagion.threshold": phi, **ONLY_TO_HOPE}
    run = sa.simulate(graph=graph, params=params, start={"mood": mood}, days=days, seed=seed, engine=engine)
    hope = run.daily["hope"].to_numpy()
    assert hope[-1] == hope[-2], "somebody still moves"
    return hope[-1]


@cache
def frequency(z: float, seeds: int, phi: float = PHI) -> float:
    """Share of seeds with a global cascade."""
    return float(np.mean([cascade(z, seed, phi) > GLOBAL for seed in range(seeds)]))


def check_frequency(z: float, answer: float, seeds: int, phi: float = PHI) -> None:
    assert_allclose(frequency(z, seeds, phi), answer, rtol=0, atol=0.12 if answer else 0.0)


INSIDE, OUTSIDE = [(1.5, 0.55), (3.0, 0.87), (4.5, 0.82)], [(0.7, 0.0), (7.0, 0.0), (9.0, 0.0)]


@pytest.mark.parametrize("seeds", [60, slow(400)])
@pytest.mark.parametrize(("z", "answer"), INSIDE)
def test_cascades_inside_the_window(z: float, answer: float, seeds: int) -> None:
    check_frequency(z, answer, seeds)


@pytest.mark.parametrize("seeds", [30, slow(400)])
@pytest.mark.parametrize(("z", "answer"), OUTSIDE)
def test_no_cascades_outside_the_window(z: float, answer: float, seeds: int) -> None:
    check_frequency(z, answer, seeds)


@pytest.mark.parametrize(("z", "answer"), INSIDE)
def test_frequencies_off_by_a_quarter_are_noticed(z: float, answer: float) -> None:
    with pytest.raises(AssertionError):
        check_frequency(z, 0.75 * answer, seeds=60)


@pytest.mark.parametrize(("z", "answer", "phi"), [(4.5, 0.82, 0.27), (7.0, 0.0, 0.14)])
def test_another_threshold_is_noticed(z: float, answer: float, phi: float) -> None:
    """A higher threshold ends the window before 4.5, a lower one after 7."""
    with pytest.raises(AssertionError):
        check_frequency(z, answer, seeds=30, phi=phi)


# ------------------------------------------------------------------------------- a cascade that everyone can follow


def check_march(phi: float, engine: str) -> None:
    """On a ring everyone has two contacts: hope marches one step a day on both sides if φ ≤ ½, and else stays."""
    people, days = 31, 10
    mood = np.where(np.arange(people) == 7, "hope", "skepticism")
    params = {**sa.OFF, "contagion.rate_hope": 100.0, "contagion.threshold": phi, **ONLY_TO_HOPE}
    run = sa.simulate(graph=nx.cycle_graph(people), params=params, start={"mood": mood}, days=days, engine=engine)
    assert_allclose(run.daily["hope"], (1 + 2 * np.arange(days + 1)) / people, rtol=0, atol=1e-12)


def test_hope_marches_around_a_ring(engine: str) -> None:
    check_march(0.5, engine)


def test_hope_stays_where_both_contacts_are_needed(engine: str) -> None:
    with pytest.raises(AssertionError):
        check_march(0.505, engine)
