"""What later news did to forecasts is found by simulating without them; where there are none it is nothing."""

import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa
from sentiment_abm.analysis.untold import LaterNews
from sentiment_abm.sweep.waves import Where

NEWS = [
    sa.NewsItem(5, "announcement", "A first promise", "leader"),
    sa.NewsItem(60, "outcome", "All of it is kept", "media", delivered=1.0),
]


@pytest.fixture(scope="module")
def study():
    scenario = sa.Scenario("late", NEWS, promiser="leader", sources={"media": 0.8})
    return sa.Study(name="late", scenario=scenario, society={"people": 150}, days=80, seed=4)


@pytest.fixture(scope="module")
def fitted(study):
    rng = np.random.default_rng(1)
    rows = [
        {"day": day, "indicator": "trust", "value": 40.0 + rng.normal(), "n": 1000, "pollster": "A"}
        for day in range(4, 80, 6)
    ]
    free = {"trust.prior_kept": [1.0, 4.0], "trust.rate": [0.5, 2.0]}
    return sa.calibrate(study, data=pd.DataFrame(rows), free=free, fit={"samples": 80, "draws": 200}, workers=1)


def test_a_promise_that_will_be_kept_is_trust_that_nobody_could_expect(study, fitted, tmp_path):
    shift = LaterNews(study, Where(tmp_path, 1))(fitted.refit(50), 50)
    table = fitted.observations[fitted.observations["day"] >= 50]
    before = (table["day"] <= 60).to_numpy()
    assert shift.shape == (200, len(table))
    # The same luck: until the news comes, not a bit differs.
    np.testing.assert_allclose(shift[:, before], 0.0, atol=1e-9)
    assert (shift[:, ~before].mean(axis=0) > 0.05).all()


def test_without_later_news_nothing_is_taken_out(study, fitted, tmp_path):
    shift = LaterNews(study, Where(tmp_path, 1))(fitted.refit(65), 65)
    np.testing.assert_allclose(shift, 0.0, atol=1e-9)


def test_days_beyond_the_farthest_are_left_alone(study, fitted, tmp_path):
    shift = LaterNews(study, Where(tmp_path, 1), farthest=12)(fitted.refit(50), 50)
    table = fitted.observations[fitted.observations["day"] >= 50]
    assert (shift[:, (table["day"] >= 62).to_numpy()] == 0.0).all()
