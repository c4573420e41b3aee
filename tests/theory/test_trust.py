"""Trust is a count of kept and broken promises (T3, T3b, T3c).

It is the mean of a Beta distribution: (α0 + kept) / (α0 + β0 + kept + κ·broken).  A promiser who keeps a share p of
its promises is trusted p / (p + κ(1 − p)) in the long run, and one broken promise at trust τ0 takes
m = κ·τ0/(1 − τ0) kept ones to mend.

Sources: ``josang2002`` (counting), ``slovic1993`` (κ: lost faster than earned), ``malhotra2014`` (weight of hype).
"""

from collections.abc import Sequence
from functools import cache

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

import sentiment_abm as sa

ALONE = nx.empty_graph(1)


def outcome(day: int, delivered: float | dict[str, float], hype: float = 1.0) -> sa.NewsItem:
    return sa.NewsItem(day, "outcome", "How it ended", "press", hype=hype, delivered=delivered, coverage=1)


def counting(kappa: float, kept: float, broken: float, **more: float) -> dict[str, float | bool]:
    """Only trust is on, with these prior counts."""
    counts = {"trust.prior_kept": kept, "trust.prior_broken": broken}
    return {**sa.OFF, "trust.rate": 1.0, "trust.asymmetry": kappa, **counts, **more}


# ----------------------------------------------------------------------------------- T3: a record of ten


def check_record(results: Sequence[int], engine: str, hype: float = 1.0, *, announced: bool = False) -> None:
    """Trust 1/3 after 3 kept and 7 broken promises; `hype` is that of the last one."""
    hypes = [1.0] * (len(results) - 1) + [hype]
    items = [outcome(day, r, h) for day, (r, h) in enumerate(zip(results, hypes, strict=True))]
    if announced:
        items += [sa.NewsItem(day, "announcement", "I promise", "leader", coverage=1) for day in range(len(results))]
    run = sa.simulate(items, graph=ALONE, params=counting(1.0, 1.0, 1.0), days=len(results), engine=engine)
    assert run.items["learned"].eq(1.0).all()
    assert_allclose(run.citizens["trust"], 1 / 3, rtol=0, atol=1e-12)


RECORDS = {"kept first": [1] * 3 + [0] * 7, "broken first": [0] * 7 + [1] * 3, "mixed": [0, 1, 0, 0, 1, 0, 0, 0, 1, 0]}


@pytest.mark.parametrize("announced", [False, True])
@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_three_kept_and_seven_broken_make_a_third(record: list[int], announced: bool, engine: str) -> None:
    check_record(record, engine, announced=announced)


def test_one_promise_bigger_by_one_percent_is_noticed(engine: str) -> None:
    with pytest.raises(AssertionError):
        check_record(RECORDS["mixed"], engine, hype=1.01)


# ------------------------------------------------------------------------------- T3b: trust in the long run

MEMORY, DAYS, REPLICATES = 2000.0, 4000, 32
SHARES_KEPT = [0.5, pytest.param(0.8, marks=pytest.mark.slow)]


@cache
def trusts(p: float) -> np.ndarray:
    """Trust of independent people (κ = 2) after 4,000 outcomes, of which the promiser kept a share p.

    Everyone is a segment of one with a record of its own.
    """
    kept = np.random.default_rng(int(100 * p)).random((DAYS, REPLICATES)) < p
    names = [f"person {k}" for k in range(REPLICATES)]
    segments = [sa.Segment(name, share=1 / REPLICATES) for name in names]
    items = [outcome(day, dict(zip(names, row, strict=True))) for day, row in enumerate(kept.astype(float).tolist())]
    society = sa.Society(graph=nx.empty_graph(REPLICATES), segments=segments)
    run = sa.simulate(items, society=society, params=counting(2.0, 1.0, 1.0, **{"trust.memory": MEMORY}), days=DAYS)
    assert run.items["learned"].eq(1.0).all()
    return run.citizens["trust"].to_numpy()


def check_long_run(samples: np.ndarray, p: float, kappa: float) -> None:
    assert_allclose(samples.mean(), p / (p + kappa * (1 - p)), rtol=0.02)


@pytest.mark.parametrize("p", SHARES_KEPT)
def test_trust_settles_on_the_record(p: float) -> None:
    samples = trusts(p)
    check_long_run(samples, p, kappa=2.0)
    sampling = 4 * samples.std(ddof=1) / np.sqrt(REPLICATES)
    assert sampling < 0.02 * samples.mean(), "too few samples to see a difference of 2 %"


@pytest.mark.parametrize("kappa", [1.8, 2.2])
@pytest.mark.parametrize("p", SHARES_KEPT)
def test_an_asymmetry_wrong_by_ten_percent_is_refuted(p: float, kappa: float) -> None:
    with pytest.raises(AssertionError):
        check_long_run(trusts(p), p, kappa)


# ------------------------------------------------------------------------ T3c: what mends a broken promise


def check_mending(prior: tuple[float, float], kappa: float, promises: int, engine: str, hype: float = 1.0) -> None:
    """So many kept promises bring trust back to the very number where it was, and one fewer does not."""
    items = [outcome(0, 0.0, hype), *(outcome(day, 1.0) for day in range(1, promises + 1))]
    model = sa.SentimentModel(items, graph=ALONE, params=counting(kappa, *prior), rng=0, engine=engine)
    before = model.run().citizens["trust"].item()
    model.run_for(promises)
    assert model.run().citizens["trust"].item() < before
    model.run_for(1)
    assert model.run().citizens["trust"].item() == before


# Prior counts, κ, and m = κ·τ0/(1 − τ0) = κ·kept/broken.
MENDING = [((8, 2), 2, 8), ((1, 1), 2, 2), ((6, 2), 3, 9), ((9, 1), 1, 9), ((2, 4), 4, 2)]


@pytest.mark.parametrize(("prior", "kappa", "promises"), MENDING)
def test_kept_promises_mend_a_broken_one(prior: tuple[float, float], kappa: float, promises: int, engine: str) -> None:
    check_mending(prior, kappa, promises, engine)


@pytest.mark.parametrize(("prior", "kappa", "promises"), MENDING)
def test_a_bigger_promise_broken_takes_more(prior: tuple[float, float], kappa: float, promises: int) -> None:
    with pytest.raises(AssertionError):
        check_mending(prior, kappa, promises, "compiled", hype=1.01)
