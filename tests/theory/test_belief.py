"""A statement moves belief as far as its source is credible, whenever talk has its say (T4, T4b).

A source that reports with probability τ and guesses otherwise carries λ = 2·artanh(τ·tanh(L/2)) of the evidence L
that it claims.  Talk takes means of log-odds and evidence adds to them, so a statement that all believe alike may
come before or after the talk: pooling opinions is externally Bayesian.

Sources: ``bovens2003``, ``merdes2021`` (credibility), ``genest1986`` (external Bayesianity).
"""

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

import sentiment_abm as sa

CLAIM = 0.8472978603872034  # ln(7/3)
CARRIED = {0.0: 0.0, 0.25: 0.2007, 0.5: 0.4055, 0.75: 0.6190, 1.0: 0.8473}
ALONE = nx.empty_graph(1)

# ------------------------------------------------------------------------------------- T4: credibility


def moved_by(item: sa.NewsItem, engine: str, sources: dict[str, float], **trust: float) -> float:
    """How far one item of day 0 moves the belief of one person, in nats."""
    run = sa.simulate(
        sa.Scenario("one claim", [item], sources=sources),
        graph=ALONE,
        params={**sa.OFF, "belief.claim": CLAIM, **{f"trust.{name}": value for name, value in trust.items()}},
        start={"belief": 0.3},
        days=1,
        engine=engine,
    )
    return run.citizens["belief"].item() - 0.3


def check_claim(credibility: float, engine: str, kind: str, stated: float) -> None:
    item = sa.NewsItem(0, kind, "Peace is near", "press", **({"strength": 1} if kind == "signal" else {"hype": 1}))
    assert_allclose(moved_by(item, engine, {"press": credibility}), CARRIED[stated], rtol=0, atol=1e-4)


@pytest.mark.parametrize("kind", ["announcement", "signal"])
@pytest.mark.parametrize("credibility", CARRIED)
def test_a_claim_counts_as_far_as_its_source_is_credible(credibility: float, kind: str, engine: str) -> None:
    check_claim(credibility, engine, kind, stated=credibility)


@pytest.mark.parametrize("credibility", CARRIED)
def test_the_promiser_is_believed_as_far_as_it_is_trusted(credibility: float, engine: str) -> None:
    item = sa.NewsItem(0, "announcement", "I will end the war", "leader")
    moved = moved_by(item, engine, {}, prior_kept=20 * credibility, prior_broken=20 * (1 - credibility))
    assert_allclose(moved, CARRIED[credibility], rtol=0, atol=1e-4)


@pytest.mark.parametrize("credibility", [c for c in CARRIED if c > 0])
def test_a_credibility_wrong_by_one_percent_is_noticed(credibility: float) -> None:
    with pytest.raises(AssertionError):
        check_claim(0.99 * credibility, "compiled", "signal", stated=credibility)


# ------------------------------------------------------------------------- T4b: talk first or news first

FIRST_DAY = 3
CROWD = nx.connected_watts_strogatz_graph(60, 6, 0.2, seed=4)


def check_order_does_not_matter(engine: str, credibility: float = 0.6, strength: float = 1.3, **more: float) -> None:
    """The same claim to all on day d, or (with this strength) on day d + 1: the same beliefs after day d + 1."""
    ends = []
    for day, g in ((FIRST_DAY, 1.3), (FIRST_DAY + 1, strength)):
        claim = sa.NewsItem(day, "signal", "Peace is near", "press", strength=g)
        run = sa.simulate(
            sa.Scenario("one claim", [claim], sources={"press": credibility}),
            graph=CROWD,
            params={**sa.OFF, "belief.claim": CLAIM, "talk.weight": 0.4, **more},
            start={"belief": np.random.default_rng(1).normal(size=60)},
            days=FIRST_DAY + 2,
            engine=engine,
        )
        assert run.items["learned"].item() == 1.0
        ends.append(run.citizens["belief"])
    assert_allclose(ends[0], ends[1], rtol=0, atol=1e-12)


def test_a_claim_to_all_may_come_before_or_after_the_talk(engine: str) -> None:
    check_order_does_not_matter(engine)


def test_the_same_within_a_confidence_bound(engine: str) -> None:
    """All beliefs shift alike, so everyone listens to the same contacts."""
    check_order_does_not_matter(engine, **{"talk.bound": 0.7})


def test_a_later_claim_stronger_by_one_percent_is_noticed() -> None:
    with pytest.raises(AssertionError):
        check_order_does_not_matter("compiled", strength=1.313)


@pytest.mark.parametrize("bias", [{"belief.confirmation": 0.01}, {"belief.memory": 1000.0}], ids=str)
def test_confirmation_bias_and_forgetting_break_it(bias: dict[str, float]) -> None:
    """Where evidence depends on belief, or fades, its moment matters: the check sees even a little of either."""
    with pytest.raises(AssertionError):
        check_order_does_not_matter("compiled", **bias)
