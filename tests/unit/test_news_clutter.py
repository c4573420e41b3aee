"""Clutter is an INGARCH process of exact Poisson numbers, drawn without a generator."""

import math

import numpy as np
import pytest
from scipy import stats

from sentiment_abm.draws import Key, key_of
from sentiment_abm.news import clutter
from sentiment_abm.news.clutter import ClutterWindow, background, compiled, poisson, poisson_quantile
from sentiment_abm.psychology.attention import ClutterParams

MEMORY = math.exp(-1 / 3.5)
STILL = ClutterParams(rate=0.0, branching=0.0)


@pytest.mark.parametrize("mean", [0.01, 0.7, 4.0, 11.3, 16.0])
def test_quantiles_are_those_of_poisson(mean):
    cells = (np.arange(2000) + 0.5) / 2000
    luck = [*cells.tolist(), 2.0**-33, 1 - 2.0**-33]
    assert [poisson_quantile(u, mean) for u in luck] == stats.poisson.ppf(luck, mean).astype(int).tolist()


@pytest.mark.parametrize("mean", [5.0, 40.0, 300.0])
def test_large_means_are_sums_of_chunks(mean):
    drawn = [poisson(mean, day, 0, Key(5, 0)) for day in range(3000)]
    assert np.mean(drawn) == pytest.approx(mean, abs=4 * math.sqrt(mean / 3000))
    assert np.var(drawn) == pytest.approx(mean, rel=4 * math.sqrt(2.4 / 3000))


def test_without_rate_and_windows_nothing_happens_and_nothing_is_compiled(monkeypatch):
    monkeypatch.setattr(clutter, "compiled", None)  # calling it would raise
    stories, rates = background(STILL, 1_000_000, key_of(1))
    assert stories.dtype == np.int64
    assert not stories.any()
    assert not rates.any()


def test_interpreted_and_compiled_bits_are_equal():
    windows = (ClutterWindow(20, 60, 45.0), ClutterWindow(50, 70, 0.5))
    means = np.zeros(300)
    means[20:60] += 45.0
    means[50:70] += 0.5
    found = []
    for fill in (clutter.fill_days, compiled()):
        stories, rates = np.zeros(300, np.int64), np.zeros(300)
        fill(9.0, 0.7, MEMORY, means, key_of(2**63 + 5), stories, rates)
        found.append((stories.tobytes(), rates.tobytes()))
    assert found[0] == found[1]
    stories, rates = background(ClutterParams(9.0, 0.7, MEMORY), 300, key_of(2**63 + 5), windows)
    assert (stories.tobytes(), rates.tobytes()) == found[0]


def test_rates_follow_the_recursion():
    params = ClutterParams(rate=4.0, branching=0.4, memory=0.75)
    stories, rates = background(params, 100, key_of(3))
    assert rates[0] == pytest.approx(4.0 / 0.6, rel=1e-15)
    np.testing.assert_allclose(rates[1:], 4.0 * 0.25 + 0.75 * rates[:-1] + 0.4 * 0.25 * stories[:-1], rtol=1e-14)


def test_without_breeding_the_numbers_are_independent_poisson():
    stories, rates = background(ClutterParams(rate=3.0, branching=0.0), 20_000, key_of(4))
    assert set(rates) == {3.0}
    seen = np.bincount(stories, minlength=12)
    expected = 20_000 * stats.poisson.pmf(np.arange(12), 3.0)
    assert stats.chisquare([*seen[:11], seen[11:].sum()], [*expected[:11], 20_000 - expected[:11].sum()]).pvalue > 1e-3
    assert abs(np.corrcoef(stories[1:], stories[:-1])[0, 1]) < 4 / math.sqrt(20_000)


def test_windows_add_stories_for_their_days_and_breed_none():
    params, key = ClutterParams(), key_of(6)
    plain, rates = background(params, 80, key)
    loud, same_rates = background(params, 80, key, [ClutterWindow(30, 50, 20.0)])
    extra = loud - plain
    np.testing.assert_array_equal(rates, same_rates)
    assert not extra[:30].any()
    assert not extra[50:].any()
    assert extra[30:50].mean() == pytest.approx(20.0, abs=4 * math.sqrt(20.0 / 20))


def test_windows_alone_and_windows_after_the_end():
    stories, rates = background(STILL, 40, key_of(1), [ClutterWindow(10, 20, 9.0), ClutterWindow(90, 99, 5.0)])
    assert stories[10:20].all()
    assert not stories[20:].any()
    assert not rates.any()


def test_a_longer_run_begins_like_a_shorter_one():
    short, long = (background(ClutterParams(), days, key_of(9))[0] for days in (50, 2500))
    np.testing.assert_array_equal(short, long[:50])


def check_moments(memory: float) -> None:
    """T11: mean 2, variance 2.1325, and a Fano factor of 4 in blocks of 1,000 days."""
    stories, _ = background(ClutterParams(rate=1.0, branching=0.5, memory=memory), 2_400_000, key_of(1))
    blocks = stories.reshape(-1, 1000).sum(axis=1)
    assert stories.mean() == pytest.approx(2.0, rel=0.02)
    assert stories.var() == pytest.approx(2.1325, rel=0.05)
    assert blocks.var() / blocks.mean() == pytest.approx(4.0, rel=0.10)


def test_moments():
    check_moments(MEMORY)


def test_a_wrong_memory_is_noticed():
    """Negative control: at a memory of one half the variance is 2.29."""
    with pytest.raises(AssertionError):
        check_moments(0.5)
