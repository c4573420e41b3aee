"""Annealed populations against posteriors that are known, where importance sampling fails and where it does not."""

import numpy as np
import pytest
from scipy import stats

from sentiment_abm.analysis import posterior
from sentiment_abm.analysis.annealing import annealed, independent
from sentiment_abm.analysis.emulator import Emulator, powers_of
from sentiment_abm.analysis.likelihood import Errors, Likelihood
from sentiment_abm.analysis.posterior import draws_of
from sentiment_abm.analysis.target import Target
from sentiment_abm.sweep.calibrating import Fit

EXACT = Fit(house=0.0, discrepancy=0.0, draws=4_000)


def likelihood(weights, values, sd):
    """Results that are a known plane over places in −1…1, `weights` [terms, results], with errors of one sd."""
    weights = np.asarray(weights, dtype=np.float64)
    powers = powers_of(len(weights) - 1, 1)
    box = np.tile([0.0, 1.0], (powers.shape[1], 1))
    count = weights.shape[1]
    scale = np.zeros(len(powers_of(powers.shape[1], 2)))
    emulator = Emulator(box, powers, weights, scale, 1e-12 * np.eye(count), np.zeros((1, count)))
    return Likelihood(emulator, np.asarray(values, dtype=np.float64), Errors(np.eye(count) * sd**2, *_none(count)))


def _none(count):
    return np.zeros((count, count)), np.zeros((count, count))


def test_a_posterior_at_an_edge_is_the_truncated_normal():
    """One result y = x in −1…1, measured at −1.3 with an error of 0.2: nearly everything is at the end of the box."""
    part = likelihood([[0.0], [1.0]], [-1.3], 0.2)
    known = stats.truncnorm((-1.0 + 1.3) / 0.2, (1.0 + 1.3) / 0.2, loc=-1.3, scale=0.2)
    mine = annealed(Target(part, EXACT), np.random.default_rng(1))
    assert mine.effective >= 400
    weighed = draws_of(part, EXACT, 1)
    for cube in (Target(part, EXACT).split(mine.at)[0], weighed.cube):
        place = 2.0 * cube[:, 0] - 1.0
        error = known.std() / np.sqrt(min(mine.effective, weighed.effective))
        assert place.mean() == pytest.approx(known.mean(), abs=4.0 * error)
        assert place.std() == pytest.approx(known.std(), rel=0.15)


def ridge():
    """Six parameters seen by five sums only, each some twenty times as precise as its prior; one ridge is left."""
    rng = np.random.default_rng(2)
    weights = np.vstack([np.zeros(5), rng.normal(size=(6, 5))])
    return likelihood(weights, np.array([0.1, 0.2, -0.3, 0.2, 0.0, -0.1]) @ weights[1:], 0.05)


def test_a_thin_ridge_needs_annealing_and_gets_it(monkeypatch):
    part = ridge()
    found = draws_of(part, EXACT, 3)
    assert found.effective >= 200
    assert found.heaviest <= 0.02
    off = (part.values - part.emulator.mean(found.cube)) / 0.05
    # Five sums of six parameters are known: their squared errors are those of five normal ones.
    assert (off**2).sum(axis=1).mean() == pytest.approx(5.0, abs=4.0 * np.sqrt(10.0 / found.effective))
    # Without it, a few points have all the weight.
    monkeypatch.setattr(posterior, "ENOUGH", 0.0)
    assert draws_of(part, EXACT, 3).effective < 50


def test_populations_that_stay_apart_are_worth_few_draws():
    rng = np.random.default_rng(4)
    draws = rng.standard_normal((8, 500, 2))
    assert independent(draws) > 1_000
    draws[:, :, 1] += np.arange(8.0)[:, None]  # each in a place of its own
    assert independent(draws) < 20
