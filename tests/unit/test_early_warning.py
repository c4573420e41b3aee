"""Early warnings: known autoregressions; a slowing Ornstein-Uhlenbeck process must warn, and a still one must not.

False alarms are promised at 5 % and counted on runs that had no part in choosing the threshold.
"""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.analysis.alarms import Alarm, alarm, early_warning
from sentiment_abm.analysis.early_warning import signals, trends
from sentiment_abm.spec import InputError

RUNS, DAYS = 400, 400
# The standard deviation of the share of false alarms among 400 new runs, when 400 others chose the threshold.
ERROR = math.sqrt(2 * 0.05 * 0.95 / RUNS)


def autoregression(coefficient: float, days: int, seed: int, runs: int = 1) -> np.ndarray:
    """AR(1) with noise of variance 1, started in its stationary law."""
    rng = np.random.default_rng(seed)
    x = np.empty((runs, days))
    x[:, 0] = rng.normal(size=runs) / math.sqrt(1 - coefficient**2)
    for day in range(1, days):
        x[:, day] = coefficient * x[:, day - 1] + rng.normal(size=runs)
    return x


def ornstein_uhlenbeck(seed: int, *, approaching: bool, runs: int = RUNS) -> np.ndarray:
    """Exact steps of dx = −k x dt + dW; near a fold k falls to 0 as the square root of the distance."""
    rng, x = np.random.default_rng(seed), np.zeros((runs, DAYS))
    for day in range(1, DAYS):
        k = 0.7 * math.sqrt(1 - day / DAYS) if approaching else 0.7
        spread = math.sqrt((1 - math.exp(-2 * k)) / (2 * k))
        x[:, day] = math.exp(-k) * x[:, day - 1] + spread * rng.normal(size=runs)
    return x


@pytest.mark.parametrize("coefficient", [0.0, 0.5, 0.9])
def test_the_signals_of_an_autoregression_are_its_coefficient_and_its_variance(coefficient):
    days = 20_000
    found = signals(autoregression(coefficient, days, seed=1), window=0.999, bandwidth=0.0)
    assert abs(found.autocorrelation[0, -1] - coefficient) < 3.9 * math.sqrt((1 - coefficient**2) / days)
    variance = 1 / (1 - coefficient**2)
    error = variance * math.sqrt(2 / days * (1 + coefficient**2) / (1 - coefficient**2))
    assert abs(found.variance[0, -1] - variance) < 3.9 * error
    assert abs(found.variance[0, -1] - variance * (1 + 8 * error / variance)) > 3.9 * error  # a wrong one is noticed


def test_each_window_is_what_numpy_says_about_it():
    series = autoregression(0.4, 60, seed=2)[0]
    found = signals(series, window=0.25, bandwidth=0.0)
    assert found.days.tolist() == list(range(14, 60))
    for k in (0, 17, 45):
        part = series[k : k + 15]
        assert found.variance[0, k] == pytest.approx(part.var(ddof=1))
        assert found.autocorrelation[0, k] == pytest.approx(np.corrcoef(part[:-1], part[1:])[0, 1])


def test_a_slow_trend_is_no_warning():
    # A line is all trend: what is left of it away from the ends is nothing.
    days = np.arange(300.0)
    found = signals(0.01 * days + autoregression(0.0, 300, seed=3)[0] * 0.1, window=0.3)
    with_trend = signals(0.01 * days + autoregression(0.0, 300, seed=3)[0] * 0.1, window=0.3, bandwidth=0.0)
    assert found.variance[0, 100] == pytest.approx(0.01, rel=0.3)
    assert with_trend.variance[0, 100] > 0.05


def test_kendalls_tau_is_that_of_the_signal():
    series = ornstein_uhlenbeck(4, approaching=True, runs=2)
    table, found = trends(series), signals(series)
    expected = stats.kendalltau(found.days, found.variance[1]).statistic
    assert table["variance"].tolist()[1] == pytest.approx(expected)
    assert table.columns.tolist() == ["run", "days", "variance", "autocorrelation"]
    assert table["days"].tolist() == [DAYS, DAYS]


def test_runs_of_different_lengths_are_cut_where_each_ends():
    series = ornstein_uhlenbeck(5, approaching=True, runs=3)
    table = trends(series, [100, 200, 100])
    assert table["days"].tolist() == [100, 200, 100]
    for run, days in enumerate([100, 200, 100]):
        assert table.loc[run, "variance"] == pytest.approx(trends(series[run, :days])["variance"].item())


@pytest.mark.parametrize("by", ["variance", "autocorrelation"])
def test_a_system_that_slows_down_warns_and_one_that_does_not_keeps_quiet(by):
    slowing, still, fresh = (
        trends(ornstein_uhlenbeck(seed, approaching=approaching))[by]
        for seed, approaching in ((6, True), (7, False), (8, False))
    )
    found = alarm(slowing, still, rate=0.05)
    assert found.hits > 0.35  # at least seven times as often as chance
    assert found.area > 0.8
    false = (fresh > found.threshold).mean()
    assert abs(false - 0.05) < 3.9 * ERROR  # once in 10,000 seeds
    # The negative control of the whole chain: nothing slows down, so the alarm is as good as a coin.
    nothing = alarm(fresh, still, rate=0.05)
    assert abs(nothing.area - 0.5) < 3.9 / math.sqrt(6 * RUNS)
    assert abs(found.area - 0.5) > 3.9 / math.sqrt(6 * RUNS)


def test_the_rate_of_false_alarms_holds_for_runs_that_did_not_choose_the_threshold():
    # 19 runs and a rate of 10 %: the 2 highest of 20 alike. 5,000 repetitions have a standard error of 0.0042.
    values = np.random.default_rng(9).normal(size=(5_000, 20))
    false = [values[k, -1] > Alarm(values[k, -1:], values[k, :-1], 0.1).threshold for k in range(5_000)]
    assert abs(np.mean(false) - 0.1) < 3.9 * 0.0042
    # The plain quantile of the runs that chose the threshold promises too much, and this test sees it.
    careless = [values[k, -1] > np.quantile(values[k, :-1], 0.9) for k in range(5_000)]
    assert abs(np.mean(careless) - 0.1) > 3.9 * 0.0042


def test_the_curve_of_hits_against_false_alarms():
    table = alarm([3.0, 2.0], [0.0, 1.0, 2.0, -1.0], rate=0.3).table
    assert table["threshold"].tolist() == [math.inf, 3.0, 2.0, 1.0, 0.0, -1.0]
    assert table["hits"].tolist() == [0.0, 0.5, 1.0, 1.0, 1.0, 1.0]
    assert table["false_alarms"].tolist() == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]
    for name, n in (("hits", 2), ("false_alarms", 4)):
        for share, low, high in table[[name, f"{name}_low", f"{name}_high"]].to_numpy():
            expected = stats.binomtest(round(share * n), n).proportion_ci(method="exact")
            assert (low, high) == pytest.approx((expected.low, expected.high))


def test_the_area_is_that_under_the_curve():
    rng = np.random.default_rng(10)
    found = alarm(rng.normal(1.0, size=30), rng.normal(size=40))
    assert found.area == pytest.approx(np.trapezoid(found.table["hits"], found.table["false_alarms"]))


def daily(case: str, series: np.ndarray) -> pd.DataFrame:
    replicate, day = np.indices(series.shape)
    table = pd.DataFrame({"replicate": replicate.ravel(), "day": day.ravel(), "net": series.ravel()})
    return table.assign(case=case, segment="all")


def test_tables_are_read_up_to_the_collapse():
    falling = ornstein_uhlenbeck(11, approaching=True, runs=30) * 0.01
    falling[:20, 300:] = -1.0  # the rest never collapses
    falling[20, 10:] = -1.0  # too early to tell a trend
    calm = ornstein_uhlenbeck(12, approaching=False, runs=40) * 0.01
    calm[0, 200] = -1.0  # has a collapse of its own
    table = pd.concat([daily("broken", falling), daily("kept", calm), daily("kept", calm).assign(segment="b")])
    found, rows = early_warning(table, "net", "broken", "kept", level=-0.5)
    assert rows.groupby("case").size().to_dict() == {"broken": 20, "kept": 39}
    assert rows["days"].unique().tolist() == [300]
    expected = trends(falling[:20, :300])["autocorrelation"]
    assert rows["autocorrelation"].to_numpy()[:20] == pytest.approx(expected.to_numpy())
    assert 0 not in rows.loc[rows["case"] == "kept", "replicate"].to_numpy()
    assert found.collapsing.tolist() == pytest.approx(expected.tolist())
    assert "of 20 collapses" in repr(found)


def test_a_signal_that_does_not_vary_gives_no_alarm():
    table = trends(np.zeros((1, 50)))
    assert table[["variance", "autocorrelation"]].isna().all(axis=None)
    assert alarm([math.nan, 0.9], np.linspace(-0.5, 0.5, 39)).hits == 0.5


def test_mistakes_are_said_all_at_once():
    with pytest.raises(InputError) as caught:
        signals(np.full((1, 20), math.nan), window=0.1, bandwidth=2.0)
    assert len(caught.value.problems) == 4
    with pytest.raises(InputError, match=r"window 1\.5 is not between 0 and 1"):
        signals(np.zeros(50), window=1.5)
    with pytest.raises(InputError, match="takes 19 runs without collapse, there are 5"):
        alarm([1.0], [0.0] * 5)
    with pytest.raises(InputError, match="no run collapses"):
        alarm([], [0.0] * 50)
    with pytest.raises(InputError, match=r"rate 1\.5"):
        alarm([1.0], [0.0] * 50, rate=1.5)
    table = pd.concat([daily("a", np.zeros((2, 50))), daily("b", np.zeros((2, 50)))])
    with pytest.raises(InputError) as caught:
        early_warning(table, "nett", "aa", "aa", level=0.0, by="variances")
    assert len(caught.value.problems) == 5
    with pytest.raises(InputError, match="never falls below -1"):
        early_warning(table, "net", "a", "b", level=-1.0)
