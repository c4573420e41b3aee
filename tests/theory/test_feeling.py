"""Feeling: a surprise fades exponentially, losses loom larger, and high hopes can cost more than they give (T14, T15).

Laws: u(t) = v(δ)·e^(−t/τ_u) with v(δ) = δ for a gain and λ_loss·δ for a loss; and for n_A hopeful announcements before
a success of chance p, the sum of all feeling rises with the expectation e if and only if
n_A·w_EV > w_R·[p + λ_loss·(1−p)].
Sources: `rutledge2014` (form), `brown2024` (size of loss aversion), `bell1985`, `loomes1986`.
"""

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

import sentiment_abm as sa

LOSS_AVERSION, MEMORY = 1.955, 12.0
EXACT = {"rtol": 0, "atol": 1e-12}
THRESHOLDS = {0.2: 1.764, 0.4: 1.573, 0.6: 1.382, 0.8: 1.191}  # of n_A·w_EV/w_R, by chance of success
PRIORS = (-3.0, -2.0, -1.1, -0.5, 0.0, 0.3, 0.6, 1.0)


def affect(delivered, engine, memory=MEMORY):
    """Affect of one citizen with e = ½ from the evening of the outcome on."""
    params = {**sa.OFF, "belief.prior": 0.0, "feeling.surprise": 1.0, "feeling.memory": memory}
    outcome = [sa.NewsItem(0, "outcome", "Talks end", "press", delivered=delivered)]
    run = sa.simulate(outcome, graph=nx.empty_graph(1), params=params, days=60, engine=engine)
    return run.daily["affect"].to_numpy()[1:]


def check_decay(felt, delivered, memory, loss_aversion=LOSS_AVERSION):
    value = (delivered - 0.5) * (loss_aversion if delivered < 0.5 else 1)
    assert_allclose(felt, value * np.exp(-np.arange(len(felt)) / memory), **EXACT)


@pytest.mark.parametrize("delivered", [0.0, 0.25, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("memory", [3.0, MEMORY, 70.0])
def test_a_surprise_fades_exponentially(delivered, memory, engine):
    check_decay(affect(delivered, engine, memory), delivered, memory)


@pytest.mark.parametrize("theory", [{"memory": 1.01 * MEMORY}, {"loss_aversion": 1.01 * LOSS_AVERSION}], ids=str)
def test_another_fading_is_noticed(theory, engine):
    with pytest.raises(AssertionError):
        check_decay(affect(0.0, engine), **({"delivered": 0.0, "memory": MEMORY} | theory))


def check_ratio(engine, answer):
    assert_allclose(-affect(0.0, engine) / affect(1.0, engine), answer, **EXACT)


def test_a_loss_weighs_more_than_an_equal_gain(engine):
    check_ratio(engine, LOSS_AVERSION)


def test_another_loss_aversion_is_noticed(engine):
    with pytest.raises(AssertionError):
        check_ratio(engine, 1.01 * LOSS_AVERSION)


def whole_feeling(delivered, hopeful_items, engine, **feeling):
    """Σ_t u(t) by expectation: one citizen per prior, nothing moves belief, the memory is short against the run."""
    promises = [sa.NewsItem(day, "announcement", f"Promise {day}", "leader") for day in range(hopeful_items)]
    outcome = sa.NewsItem(hopeful_items, "outcome", "Talks end", "press", delivered=delivered)
    publics = [sa.Segment(f"public {n}", share=1 / 8, overrides={"belief.prior": l}) for n, l in enumerate(PRIORS)]
    params = {**sa.OFF, "feeling.memory": 3.0} | {f"feeling.{name}": value for name, value in feeling.items()}
    graph = nx.empty_graph(len(PRIORS))
    run = sa.simulate([*promises, outcome], graph=graph, segments=publics, params=params, days=40, engine=engine)
    return run.segments["affect"].groupby("segment", sort=False).sum().to_numpy()


def check_sign(success, hopeful_items, ratio, engine, **feeling):
    """With n_A·w_EV/w_R set to `ratio`, hope pays for itself exactly above the threshold."""
    surprise = 0.8
    feeling |= {"surprise": surprise, "anticipation": ratio * surprise / hopeful_items}
    kept, broken = (whole_feeling(delivered, hopeful_items, engine, **feeling) for delivered in (1.0, 0.0))
    slope = np.diff(success * kept + (1 - success) * broken)
    assert (slope > 0).all() if ratio > THRESHOLDS[success] else (slope < 0).all()


@pytest.mark.parametrize("success", THRESHOLDS)
@pytest.mark.parametrize("hopeful_items", [1, 3])
@pytest.mark.parametrize("nearness", [0.995, 1.005])
def test_hope_pays_for_itself_above_the_threshold(success, hopeful_items, nearness, engine):
    check_sign(success, hopeful_items, nearness * THRESHOLDS[success], engine)


@pytest.mark.parametrize(("nearness", "factor"), [(0.995, 0.99), (1.005, 1.01)])
def test_one_percent_of_loss_aversion_turns_the_sign(nearness, factor, engine):
    with pytest.raises(AssertionError):
        check_sign(0.2, 1, nearness * THRESHOLDS[0.2], engine, loss_aversion=factor * LOSS_AVERSION)
