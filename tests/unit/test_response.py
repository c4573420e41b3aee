"""Means by setting: the independent units count, and the interval covers the truth as often as it says."""

import numpy as np
import pandas as pd
from scipy import stats

from sentiment_abm.analysis.response import response

SAMPLES, SIZE = 4_000, 5
SLACK = 3.9 * (0.95 * 0.05 / SAMPLES) ** 0.5  # a right interval is farther off once in 10,000 seeds


def samples() -> pd.DataFrame:
    """Many groups of five replicates each, normal around 1."""
    values = np.random.default_rng(1).normal(1.0, 2.0, (SAMPLES, SIZE))
    group, replicate = np.indices(values.shape)
    return pd.DataFrame({"x": group.ravel(), "replicate": replicate.ravel(), "net_mean": values.ravel()})


def test_the_interval_covers_the_mean_in_95_of_100_cases() -> None:
    found = response(samples(), "net_mean", ["x"], ["replicate"])
    covered = ((found["low95"] <= 1.0) & (found["high95"] >= 1.0)).mean()
    assert abs(covered - 0.95) < SLACK


def test_an_interval_with_the_normal_quantile_would_be_noticed() -> None:
    found = response(samples(), "net_mean", ["x"], ["replicate"])
    half = (found["high95"] - found["mean"]) * stats.norm.ppf(0.975) / stats.t.ppf(0.975, SIZE - 1)
    covered = ((found["mean"] - half <= 1.0) & (found["mean"] + half >= 1.0)).mean()
    assert abs(covered - 0.95) > SLACK


def test_points_that_share_their_luck_are_not_more_evidence() -> None:
    one = samples().query("x < 3")
    twice = pd.concat([one.assign(point=0), one.assign(point=1)])
    narrow, wide = (response(table, "net_mean", ["x"], ["replicate"]) for table in (twice, one))
    columns = ["mean", "low95", "high95", "units"]
    pd.testing.assert_frame_equal(narrow[columns], wide[columns])
    assert narrow["runs"].tolist() == [10, 10, 10]


def test_runs_without_outcome_are_left_out() -> None:
    table = samples().query("x < 2").reset_index(drop=True)
    table.loc[[0, 5, 6, 7, 8], "net_mean"] = float("nan")
    found = response(table, "net_mean", ["x"], ["replicate"])
    assert found["units"].tolist() == [4, 1]
    assert found["low95"].isna().tolist() == [False, True]
