"""The study of market prices, on made-up prices: a constant hazard is no news, and news of a known size are found."""

import datetime
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import market_study

ROOT = Path(__file__).parents[2]
START, DEADLINE = datetime.date(2025, 11, 26), datetime.date(2026, 12, 31)
DAYS = np.arange(82)
LEFT = (DEADLINE - START).days - DAYS
NEWS = pd.DataFrame({"day": np.arange(5, 80, 6), "weight": np.random.default_rng(1).choice([-1.0, 1.0], 13)})


def table(hazard):
    """Prices of a contract with this hazard a day."""
    dates = [(START + datetime.timedelta(int(day))).isoformat() for day in DAYS]
    price = 1.0 - np.exp(-np.asarray(hazard) * LEFT)
    return pd.DataFrame({"date": dates, "series": "made_up", "value": price, "deadline": DEADLINE.isoformat()})


def hazard(effect, seed=2):
    """Such that the belief over a year wanders a little and moves by `effect` with each item of news."""
    pushed = (DAYS[:, None] > NEWS["day"].to_numpy()) @ NEWS["weight"].to_numpy()
    belief = 0.4 + effect * pushed + np.cumsum(np.random.default_rng(seed).normal(0.0, 0.004, len(DAYS)))
    return -np.log1p(-belief) / market_study.HORIZON


def test_a_price_that_only_nears_its_deadline_is_no_change():
    made = table(np.full(len(DAYS), 0.002))
    prices, start = market_study.prices_of(made, "made_up")
    assert start == START
    assert np.ptp(prices["value"]) < 1e-9
    fell = market_study.drift_of(made, "made_up")
    assert fell["price"] < -5.0
    assert fell["belief"] == pytest.approx(0.0, abs=1e-6)


def test_news_of_a_known_size_are_found_at_their_dates_only():
    """A walk of 0.004 a day leaves each of 13 items an error of 0.004, so the mean of ten series one of 0.00035."""
    tables = []
    for seed in range(10):
        prices, _ = market_study.prices_of(table(hazard(0.03, seed)), "made_up")
        tables.append(market_study.effects(prices, {"news": NEWS}))
    found = pd.concat(tables).groupby("shift_days")[["estimate", "smallest"]].mean()
    assert found.loc[0, "estimate"] == pytest.approx(0.03, abs=3 * 0.004 / (13 * 10) ** 0.5)
    assert found.loc[0, "smallest"] < 0.03
    # Negative control: the same news at other dates.
    assert (found.drop(index=0)["estimate"].abs() < 0.015).all()


def test_news_that_matter_beat_the_last_price_and_others_do_not():
    for effect, is_better in ((0.03, True), (0.0, False)):
        prices, _ = market_study.prices_of(table(hazard(effect)), "made_up")
        skills, covered = market_study.judged(prices, {"news": NEWS})
        row = skills.set_index("baseline").loc["persistence"]
        assert (row["low"] > 0.0) == is_better
        assert {"news", "persistence"} <= set(covered["forecaster"])


def test_without_prices_the_study_says_so(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "experiments" / "market_study.py", tmp_path / "none.csv"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "the prices are not shipped" in done.stderr
