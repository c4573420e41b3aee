"""Indicators of waves against series whose peaks, periods and decays are known in closed form."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import find_peaks

from sentiment_abm.engine.waves import MEANINGS, PROMINENCE, SHARE_OF_RANGE, periods, summaries, summary


def table(hope, disappointment=0.3, trust=0.4):
    hope = np.asarray(hope, dtype=float)
    columns = {"hope": hope, "disappointment": disappointment, "trust": trust, "net": hope - disappointment}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(hope), name="day"))


def period(series):
    return float(periods(np.asarray(series, dtype=float)[None, :])[0])


def test_a_jump_that_decays_exponentially_is_ninety_percent_lost_after_ln_ten_time_constants():
    days = np.arange(121)
    level, jump, constant = 0.25, 0.2, 12.0
    hope = np.where(days <= 10, level, level + jump * np.exp(-(days - 11) / constant))
    found = summary(table(hope), first_news_day=10)
    assert found["hope_peak_day"] == 11
    assert found["hope_peak"] == pytest.approx(level + jump)
    assert found["decay_days"] == math.ceil(constant * math.log(10))


def test_a_jump_that_stays_never_decays():
    assert math.isnan(summary(table([0.2, 0.2, 0.5, 0.5, 0.5]), first_news_day=1)["decay_days"])


def test_hope_that_only_falls_has_no_jump_to_lose():
    found = summary(table([0.5, 0.4, 0.3, 0.2]), first_news_day=1)
    assert math.isnan(found["decay_days"])
    assert found["hope_peak_day"] == 1


def test_the_peak_is_sought_after_the_first_news():
    assert summary(table([0.9, 0.2, 0.4, 0.3]), first_news_day=1)["hope_peak"] == 0.4
    assert summary(table([0.9, 0.2, 0.4, 0.3]), first_news_day=None)["hope_peak"] == 0.9


def test_the_trough_is_sought_after_the_peak():
    found = summary(table([0.1, 0.5, 0.3, 0.4]))
    assert (found["hope_trough"], found["hope_trough_day"]) == (0.3, 2.0)
    assert found["wave_amplitude"] == pytest.approx(0.2)


@pytest.mark.parametrize("length", [15, 40])
def test_the_period_of_a_sine_is_its_period_noise_or_not(length):
    days = np.arange(10 * length)
    noise = np.random.default_rng(1).normal(0, 0.005, len(days))
    assert period(0.3 + 0.1 * np.sin(2 * np.pi * days / length) + noise) == pytest.approx(length, rel=0.02)


def test_the_luck_of_a_thousand_citizens_is_no_wave():
    shares = np.random.default_rng(2).normal(0.3, 0.004, 300)
    assert math.isnan(period(shares))


def test_one_wave_has_no_period():
    assert math.isnan(period(np.array([0.2, 0.5, 0.2])))


def test_disillusion_is_the_first_day_on_which_disappointment_exceeds_hope():
    assert summary(table([0.5, 0.31, 0.3, 0.29]))["disillusion_day"] == 3
    assert math.isnan(summary(table([0.5, 0.4, 0.3]))["disillusion_day"])


def test_sums_and_spreads_of_net_sentiment():
    found = summary(table([0.3, 0.4, 0.3, 0.5], disappointment=0.0))
    assert found["net_area"] == pytest.approx(0.15 + 0.4 + 0.3 + 0.25)
    assert found["volatility"] == pytest.approx(np.std([0.1, -0.1, 0.2], ddof=1))


def test_trust_lost_is_positive_when_trust_falls():
    assert summary(table([0.3, 0.3], trust=np.array([0.4, 0.1])))["trust_lost"] == pytest.approx(0.3)


def test_means_leave_the_start_out_and_last_is_the_last_day():
    found = summary(table([9.0, 0.2, 0.4]))
    assert found["hope_mean"] == pytest.approx(0.3)
    assert found["hope_last"] == 0.4


def test_what_is_unknown_at_the_start_does_not_spoil_the_mean():
    frame = table([0.3, 0.3, 0.3]).assign(clutter=[math.nan, 4.0, 6.0])
    assert summary(frame)["clutter_mean"] == 5.0


def test_every_indicator_of_every_column_is_there_once():
    found = summary(table([0.3, 0.4]))
    columns = ("hope", "disappointment", "trust", "net")
    assert set(found) == {*MEANINGS, *(f"{name}_{end}" for name in columns for end in ("mean", "last"))}
    assert all(isinstance(value, float) for value in found.values())


def test_news_on_a_day_that_is_never_lived_leaves_the_last_row():
    assert summary(table([0.3, 0.4]), first_news_day=50)["hope_peak"] == 0.4


def test_decay_counts_from_the_peak():
    assert summary(table([0.0, 1.0, 0.5, 0.1, 0.0]))["decay_days"] == 2.0


# -- many runs at once

# Shares of forty people: ties and plateaus everywhere, as in small societies.
SHARES = st.integers(0, 40).map(lambda count: count / 40)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 30))


def series_of(shape):
    return st.fixed_dictionaries({name: arrays(float, shape, elements=SHARES) for name in ("hope", "trust", "stress")})


@given(SHAPES.flatmap(series_of), st.data())
def test_runs_at_once_have_the_bits_of_each_alone(series, data):
    runs, rows = series["hope"].shape
    series |= {"disappointment": 1 - series["hope"], "net": 2 * series["hope"] - 1}
    first = data.draw(st.lists(st.integers(0, rows + 3), min_size=runs, max_size=runs))
    together = summaries(series, first)
    for run in range(runs):
        alone = summary(pd.DataFrame({name: values[run] for name, values in series.items()}), first[run])
        assert list(alone) == list(together)
        for name, value in alone.items():
            np.testing.assert_array_equal(together[name][run], value, err_msg=name)


@given(SHAPES.flatmap(lambda shape: arrays(float, shape, elements=SHARES)))
def test_periods_are_those_of_a_search_through_one_series_after_the_other(series):
    for values, found in zip(series, periods(series), strict=True):
        prominence = max(PROMINENCE, SHARE_OF_RANGE * np.ptp(values))
        peaks, _ = find_peaks(values, prominence=prominence)
        expected = np.diff(peaks).mean() if len(peaks) > 1 else math.nan
        np.testing.assert_array_equal(found, expected)


def test_neighbors_without_a_wall_between_them_would_be_noticed():
    """Negative control: a peak at the end of a run is none, though the next run begins lower."""
    runs = np.array([[0.1, 0.5, 0.1, 0.2, 0.6], [0.1, 0.5, 0.1, 0.5, 0.1]])
    assert periods(runs).tolist()[1] == 2.0
    assert math.isnan(periods(runs)[0])
    assert not math.isnan(period(runs.ravel()))


def test_a_run_does_not_feel_the_company_of_another():
    """A run's scalars do not change when another run joins it whose numbers are of another size."""
    quiet = {name: np.full((1, 50), 0.25) for name in ("hope", "disappointment", "trust", "net")}
    wild = {name: np.concatenate([values, values * 1e9]) for name, values in quiet.items()}
    for name, values in summaries(quiet).items():
        np.testing.assert_array_equal(summaries(wild)[name][:1], values, err_msg=name)
