"""Calibration end to end, small; and its parts against answers that are known."""

import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa
from sentiment_abm.analysis.emulator import emulator
from sentiment_abm.analysis.identifiability import identifiability
from sentiment_abm.analysis.likelihood import Errors, Likelihood
from sentiment_abm.analysis.posterior import draws_of
from sentiment_abm.analysis.prediction import predicted
from sentiment_abm.analysis.recovery import coverage
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.calibrating import Fit, request_of

TRUTH = {"belief.prior": -0.8, "trust.rate": 1.2}
FREE = {"belief.prior": [-2.0, 0.5], "trust.rate": [0.0, 3.0], "clutter.memory": [0.0, 1.0]}


def polls(noise=0.01):
    run, rng = sa.simulate("promise_broken", people=200, days=80, seed=99, params=TRUTH), np.random.default_rng(1)
    return pd.DataFrame(
        [
            {"day": day, "indicator": word, "value": 100 * (run.daily.loc[day, column] + noise * rng.standard_normal()),
             "n": 1000, "pollster": "A"}
            for day in range(4, 80, 8)
            for word, column in (("believe", "belief"), ("trust", "trust"), ("approve", "support"))
        ]
    )  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return sa.Study(name="small", scenario="promise_broken", society={"people": 200}, days=80, seed=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("calibration")


@pytest.fixture(scope="module")
def found(study, folder):
    return sa.calibrate(
        study, data=polls(), free=FREE, fit={"samples": 300, "draws": 500}, holdout_from=60, out=folder, workers=1
    )


def test_the_truth_is_found_and_what_cannot_be_known_is_named(found):
    table = found.summary
    for name, value in TRUTH.items():
        assert table.loc[name, "verdict"] == "identified"
        assert table.loc[name, "low90"] - 0.2 < value < table.loc[name, "high90"] + 0.2
    assert table.loc["clutter.memory", "verdict"] == "not identified"
    assert "not identified" in repr(found)


def test_polls_of_the_last_weeks_were_not_fitted(found):
    assert found.observations.loc[found.held_out, "day"].min() >= 60
    assert found.observations.loc[found.fitted, "day"].max() < 60
    changed = found.observations.copy()
    changed.loc[found.held_out, "value"] = 0.99
    again = found.refit(60, observations=changed)
    pd.testing.assert_frame_equal(again.posterior, found.refit(60).posterior)


def test_held_out_polls_are_within_what_was_expected(found):
    held = found.predictions.loc[found.held_out]
    assert ((held["low90"] <= held["value"]) & (held["value"] <= held["high90"])).mean() > 0.6
    assert found.forecast().draws.shape == (500, len(found.held_out))


def test_checks_are_good_here(found):
    assert found.diagnostics.loc["effective draws", "is_good"]
    assert found.diagnostics.loc["runs around the emulator, sd in its units", "is_good"]
    assert found.diagnostics.loc["misfit p", "is_good"]


def test_polls_that_the_model_cannot_follow_are_noticed(found):
    """Negative control: a series that jumps up and down by 60 points is no posterior's business."""
    wild = found.observations.copy()
    wild["value"] = np.where(np.arange(len(wild)) % 2, 0.9, 0.1)
    told = found.refit(60, observations=wild)
    assert not told.diagnostics.loc["misfit p", "is_good"] or told.draws.discrepancy.mean() > 0.05


def test_the_same_call_continues_with_the_runs_there_are(study, folder, found):
    told = []
    again = sa.calibrate(
        study, data=polls(), free=FREE, fit={"samples": 300, "draws": 500}, holdout_from=60, out=folder, workers=1,
        progress=lambda *counts: told.append(counts[:2]),
    )  # fmt: skip
    assert all(done == total for done, total in told)  # nothing was left to run
    pd.testing.assert_frame_equal(again.posterior, found.posterior)


def test_waves_do_not_see_polls_after_the_day_they_were_told(study, tmp_path):
    """Other polls after that day: the same runs in the same box, so that any later fit may use them."""
    table = polls()
    other = table.assign(value=np.where(table["day"] >= 40, 100.0 - table["value"], table["value"]))
    one, two = (
        sa.calibrate(
            study, data=data, free=FREE, fit={"samples": 150, "draws": 300}, waves_until=40, holdout_from=60,
            out=tmp_path, workers=1,
        )
        for data in (table, other)
    )  # fmt: skip
    np.testing.assert_array_equal(one.local.cube, two.local.cube)
    assert np.diff(one.local.box).max() <= 1.0
    assert one.refit(50).local is one.local
    assert not np.array_equal(one.draws.cube, two.draws.cube)
    with pytest.raises(ValueError, match="no fit to those before 30"):
        one.refit(30)


@pytest.mark.parametrize("name", ["fit", "posterior", "prior_posterior"])
def test_charts_say_what_they_show(found, name, tmp_path):
    chart = getattr(sa.charts, name)(found)
    chart.savefig(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size > 10_000
    assert chart.caption.endswith("This is a model, not a forecast.")
    assert chart.alt
    assert len(chart.data)


def linear(count=30):
    """Two parameters of which only the first does anything: y = u + noise of 0.05, `count` times."""
    rng = np.random.default_rng(5)
    cube = rng.random((2_000, 2))
    made = emulator(cube, np.repeat(cube[:, :1], count, axis=1) + 1e-4 * rng.standard_normal((2_000, count)))
    errors = Errors(np.eye(count) * 0.05**2, np.zeros((count, count)), np.zeros((count, count)))
    return Likelihood(made, np.full(count, 0.4), errors)


def test_the_posterior_of_a_normal_mean_is_the_one_of_the_textbook():
    draws = draws_of(linear(), Fit(house=0.0, discrepancy=0.0, draws=4_000), 1)
    assert draws.cube[:, 0].mean() == pytest.approx(0.4, abs=0.001)
    assert draws.cube[:, 0].std() == pytest.approx(0.05 / 30**0.5, rel=0.06)
    assert draws.cube[:, 1].std() == pytest.approx(12**-0.5, rel=0.06)
    told = identifiability(draws, ["a", "b"], linear()).table
    assert told["verdict"].tolist() == ["identified", "not identified"]
    assert told.loc["a", "profile_high"] - told.loc["a", "profile_low"] < 0.1


def test_house_effects_are_carried_on_to_held_out_polls():
    """One pollster is 10 points too high throughout; its next result is expected to be so as well."""
    count = 12
    part = linear(count)
    houses = np.kron(np.eye(2), np.ones((6, 6)))
    values = np.where(np.arange(count) < 6, 0.5, 0.4)
    part = Likelihood(part.emulator, values, Errors(part.errors.sampling / 100, houses, part.errors.lasting))
    draws = draws_of(part.some(np.arange(11)), Fit(house=0.1, discrepancy=0.0, draws=500), 2)
    both = predicted(part, draws, np.array([*range(5), *range(6, 11)]), np.array([5, 11]), 3).draws
    assert both.mean(axis=0) == pytest.approx([0.5, 0.4], abs=0.01)


def test_intervals_that_are_too_narrow_sound_the_alarm():
    rng = np.random.default_rng(1)
    rank = rng.beta(0.4, 0.4, 200)  # the truth is in the tails too often
    table = {"name": "a", "rank": rank, "covered": (rank > 0.05) & (rank < 0.95), "contraction": 0.9}
    assert coverage(pd.DataFrame(table | {"verdict": "identified"})).loc["a", "alarm"]


@pytest.mark.parametrize(
    ("free", "fit", "told"),
    [
        ([], None, "calibrate.free is empty"),
        (None, None, "calibrate.free is missing"),
        (
            ["trust.asymetry"],
            None,
            "calibrate.free: unknown setting 'trust.asymetry' (did you mean 'trust.asymmetry'?)",
        ),
        ({"trust.rate": [0, 9]}, None, "calibrate.free: trust.rate: high 9 is outside 0…3"),
        ({"attention.gist": [0, 1]}, None, "calibrate.free: attention.gist is true or false"),
        (["trust.rate", "trust.rate"], None, "calibrate.free: trust.rate is given twice"),
        (["trust.rate"], {"sample": 100}, "calibrate.fit.sample: unknown key (did you mean 'samples'?)"),
        (["trust.rate"], {"samples": 3}, "calibrate.fit.samples 3 is outside 50…1e+06"),
        (["trust.rate"], {"draws": 300.5}, "calibrate.fit.draws 300.5 is not a whole number"),
    ],
)
def test_a_request_that_cannot_be_is_refused(free, fit, told):
    with pytest.raises(InputError) as caught:
        request_of("polls.csv", free, fit)
    assert any(problem.startswith(told) for problem in caught.value.problems), caught.value.problems


def test_days_that_are_none_are_refused():
    with pytest.raises(InputError) as caught:
        request_of("polls.csv", ["trust.rate"], None, "later", "soon")
    assert caught.value.problems == (
        "calibrate.holdout_from 'later' is neither a date like 2026-01-01 nor a day",
        "calibrate.waves_until 'soon' is neither a date like 2026-01-01 nor a day",
    )
    told = request_of("polls.csv", ["trust.rate"], waves_until="2026-01-01")
    with pytest.raises(InputError, match=r"calibrate\.waves_until 2026-01-01 needs a scenario with a start_date"):
        told.first_unseen(None)


def test_everything_held_out_and_two_cases_are_refused(study):
    with pytest.raises(InputError, match="leaves 0 results to fit"):
        sa.calibrate(study, data=polls(), free=FREE, holdout_from=0)
    two = sa.Study(name="two", scenario="promise_broken", compare={"low": {"scenario.hype": 0.5}}, days=80)
    with pytest.raises(InputError, match="needs a study of one case"):
        sa.calibrate(two, data=polls(), free=FREE)
