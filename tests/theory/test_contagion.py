"""Moods that spread by the share of contacts who have them (T6, T7, T8).

Two moods that spread alike, with a little spontaneous change, are the noisy voter model: in small steps every split
of a group is equally likely once a(N − 1)/β = 1.  Hope that spreads and wears off is SISa contagion: its prevalence
solves (a + βk·x)(1 − x) = g·x.  Without spontaneous change it is the voter model: hope wins with the chance x of its
first share, and how long that takes is solved exactly from the chain of the shipped rule.

Sources: ``herrerias2019`` (noisy voter in discrete time), ``hill2010`` (SISa), ``clifford1973``, ``sood2005`` (voter).
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binom

import sentiment_abm as sa
from sentiment_abm.psychology.mind import Around
from sentiment_abm.psychology.mood import DISAPPOINTMENT, HOPE, moved, pulls
from sentiment_abm.spec import build

slow = partial(pytest.param, marks=pytest.mark.slow)
# --------------------------------------------------------------- the exact chain of a group, from the shipped rule


def two_moods(a: float, beta: float, hope_beta: float | None = None) -> dict[str, float | bool]:
    """Hope and skepticism arise and spread alike, unless hope has a rate of its own."""
    rates = {"contagion.rate_hope": beta if hope_beta is None else hope_beta, "contagion.rate_skepticism": beta}
    return {**sa.OFF, "mood.spontaneous_hope": a, "mood.spontaneous_skepticism": a, **rates}


def edge(follows: Callable[[float], bool]) -> float:
    """Up to which luck something follows."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if follows(middle) else (low, middle)
    return high


def chances(hopeful: int, contacts: int, p: sa.Params) -> tuple[float, float]:
    """Chance of a move to hope, and to skepticism, with so many hopeful contacts: the rule's own bands of luck.

    Asked of somebody in a third mood, whose two bands lie side by side; the pulls do not depend on one's own mood.
    """
    around = Around(heard=0.0, listened=0.0, contacts=float(contacts), hope=float(hopeful), disappointment=0.0)
    pull = pulls(0.5, 0.5, 0.0, 0.0, 1.0, 0.0, around, p.mood, p.contagion)
    to_hope = edge(lambda luck: moved(DISAPPOINTMENT, pull, luck, p.mood.allowed) == HOPE)
    to_any = edge(lambda luck: moved(DISAPPOINTMENT, pull, luck, p.mood.allowed) != DISAPPOINTMENT)
    return to_hope, to_any - to_hope


def transitions(people: int, params: dict[str, float | bool]) -> np.ndarray:
    """P[n, m]: chance that n hopeful people become m in one day, where everyone knows everyone."""
    p, chain = build(sa.Params, params), np.zeros((people + 1, people + 1))
    for n in range(people + 1):
        gain = chances(n, people - 1, p)[0] if n < people else 0.0
        loss = chances(n - 1, people - 1, p)[1] if n > 0 else 0.0
        stay = binom.pmf(range(n + 1), n, 1 - loss)
        chain[n] = np.convolve(stay, binom.pmf(range(people - n + 1), people - n, gain))
    return chain


def settled(chain: np.ndarray) -> np.ndarray:
    """The stationary law of a chain."""
    equations = chain.T - np.eye(len(chain))
    equations[-1] = 1  # probabilities add up to one
    return np.linalg.solve(equations, np.eye(len(chain))[-1])


# ------------------------------------------------------------------------------------- T6: the noisy voter

DISTANCES = [(0.2, 0.026, 5e-4), (0.05, 0.0068, 5e-5), (0.01, 0.0014, 5e-5)]


def check_distance(total: float, answer: float, digit: float, noise: float = 1.0) -> None:
    """Total variation between the stationary law and the uniform one, when Λ is `total` and a(N − 1)/β is `noise`."""
    people = 20
    beta = total / (2 * noise / (people - 1) + 1)
    law = settled(transitions(people, two_moods(noise * beta / (people - 1), beta)))
    assert_allclose(np.abs(law - 1 / (people + 1)).sum() / 2, answer, rtol=0, atol=digit)


@pytest.mark.parametrize(("total", "answer", "digit"), DISTANCES)
def test_every_split_is_as_likely_in_small_steps(total: float, answer: float, digit: float) -> None:
    check_distance(total, answer, digit)


@pytest.mark.parametrize(("total", "answer", "digit"), DISTANCES)
def test_noise_wrong_by_one_percent_is_noticed(total: float, answer: float, digit: float) -> None:
    with pytest.raises(AssertionError):
        check_distance(total, answer, digit, noise=1.01)


# ------------------------------------------------------------------------- T7: hope as a contagion that wears off

Rates = tuple[float, float, float]
SISA = [((2.0, 0.1, 1.0), 0.5422), ((0.5, 0.2, 1.0), 0.2434), ((0.015, 0.019, 0.035), 0.4195)]


def sisa(rates: Rates, stronger: float = 1.0) -> dict[str, float | bool]:
    """Rates βk, a and g, scaled down together until Λ ≤ .5 a day, which leaves the prevalence."""
    beta, a, g = (min(1.0, 0.5 / sum(rates)) * rate for rate in rates)
    spontaneous = {"mood.spontaneous_hope": a, "mood.spontaneous_skepticism": g}
    return {**sa.OFF, **spontaneous, "contagion.rate_hope": stronger * beta}


def check_exact_prevalence(rates: Rates, answer: float, stronger: float = 1.0) -> None:
    """Mean share of hope among 200 people; that they are not infinitely many shifts it by less than .25 %."""
    law = settled(transitions(200, sisa(rates, stronger)))
    assert_allclose(law @ np.arange(201) / 200, answer, rtol=0.005)


@pytest.mark.parametrize(("rates", "answer"), SISA)
def test_prevalence_of_contagious_hope(rates: Rates, answer: float) -> None:
    check_exact_prevalence(rates, answer)


@pytest.mark.parametrize(("rates", "answer"), SISA)
def test_contagion_stronger_by_five_percent_is_noticed(rates: Rates, answer: float) -> None:
    with pytest.raises(AssertionError):
        check_exact_prevalence(rates, answer, stronger=1.05)


def check_lived_prevalence(rates: Rates, answer: float, people: int, stronger: float = 1.0) -> None:
    """Mean share of hope over 30 seeds, each over many times the memory of the slowest mode (19 days)."""
    crowd = sa.Society(people=people, graph_recipe="complete")
    start = {"mood": np.where(np.arange(people) < answer * people, "hope", "skepticism")}
    samples = np.array([
        sa.simulate(society=crowd, params=sisa(rates, stronger), start=start, days=800, seed=seed)
        .daily["hope"].iloc[100:].mean()
        for seed in range(30)
    ])  # fmt: skip
    sampling = 4 * samples.std(ddof=1) / np.sqrt(len(samples))
    assert abs(samples.mean() - answer) <= 0.005 * answer + sampling


@pytest.mark.parametrize("people", [200, slow(1000)])
@pytest.mark.parametrize(("rates", "answer"), SISA)
def test_prevalence_in_lived_crowds(rates: Rates, answer: float, people: int) -> None:
    check_lived_prevalence(rates, answer, people)


def test_lived_contagion_stronger_by_a_fifth_is_noticed() -> None:
    """The hardest case to tell: hope that arises by itself as fast as it spreads."""
    with pytest.raises(AssertionError):
        check_lived_prevalence(*SISA[2], people=200, stronger=1.2)


# --------------------------------------------------------------------------------------------- T8: the voter

VOTERS = 50


def solved(first: int, **rates: float) -> tuple[float, float]:
    """Chance that hope wins and mean days until all agree, from so many hopeful: the absorbing chain solved."""
    chain = transitions(VOTERS, two_moods(**{"a": 0.0, "beta": 1.0, **rates}))
    left = np.eye(VOTERS - 1) - chain[1:-1, 1:-1]
    return np.linalg.solve(left, chain[1:-1, -1])[first - 1], np.linalg.solve(left, np.ones(VOTERS - 1))[first - 1]


@cache
def votes(first: int, runs: int) -> np.ndarray:
    """Share of hope on every day, one row per run."""
    crowd = sa.Society(people=VOTERS, graph_recipe="complete")
    start = {"mood": np.where(np.arange(VOTERS) < first, "hope", "skepticism")}
    lived = [sa.simulate(society=crowd, params=two_moods(0.0, 1.0), start=start, days=800, seed=k) for k in range(runs)]
    return np.array([run.daily["hope"] for run in lived])


def check_votes(first: int, runs: int, answers: tuple[float, float]) -> None:
    """Winners and days until all agree, within four standard errors of the exact solution."""
    hope = votes(first, runs)
    agree = (hope == 0) | (hope == 1)
    assert agree[:, -1].all(), "800 days were not enough for somebody"
    for samples, answer in zip((hope[:, -1], agree.argmax(axis=1)), answers, strict=True):
        assert abs(samples.mean() - answer) <= 4 * samples.std(ddof=1) / np.sqrt(runs)


def test_exact_solution_from_half_and_half() -> None:
    assert_allclose(solved(VOTERS // 2), (0.5, 77.28), rtol=0, atol=0.005)


@pytest.mark.parametrize("runs", [300, slow(2000)])
@pytest.mark.parametrize("first", [25, 10])
def test_the_share_of_hope_is_its_chance_to_win(first: int, runs: int) -> None:
    assert_allclose(solved(first)[0], first / VOTERS, rtol=1e-9)
    check_votes(first, runs, solved(first))


FASTER_HOPE, SLOWER, A_BIT_SLOWER = {"hope_beta": 1.1}, {"beta": 0.5}, {"beta": 0.7}


@pytest.mark.parametrize(("runs", "wrong"), [(300, FASTER_HOPE), (300, SLOWER), slow(2000, A_BIT_SLOWER)], ids=str)
def test_votes_at_other_rates_are_noticed(runs: int, wrong: dict[str, float]) -> None:
    with pytest.raises(AssertionError):
        check_votes(25, runs, solved(25, **wrong))
