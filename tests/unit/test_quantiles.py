"""Quantiles in place of daily series: their values, what changes of a study cost, the same bytes whatever happened."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sentiment_abm.sweep import parts, quantiles, writer
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.spread import LEVELS, spread
from sentiment_abm.sweep.store import load
from tests.made_by_hand import contents, failure, plan, value, write
from tests.studies import SMALL

QUANTILES = Daily("quantiles")
ELEMENTS = st.one_of(st.just(np.nan), st.floats(-5, 5, allow_subnormal=False))


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 12)), elements=ELEMENTS))
def test_a_spread_is_what_pandas_says_of_the_values_that_are_there(values):
    found = spread(values)
    for place in np.ndindex(values.shape[:2]):
        series = pd.Series(values[place])
        assert found["n"][place] == series.count()
        assert found["mean"][place] == pytest.approx(series.mean(), nan_ok=True, abs=1e-12)
        for name, level in LEVELS.items():
            assert found[name][place] == pytest.approx(series.quantile(level), nan_ok=True, abs=1e-12)


@pytest.fixture
def small_parts(monkeypatch):
    """A point makes a part of quantiles, and four runs one of runs."""
    monkeypatch.setattr(writer, "PART_RUNS", 4)
    monkeypatch.setattr(parts, "GROUP_ROWS", 10)
    monkeypatch.setattr(quantiles, "PART_POINTS", 1)
    monkeypatch.setattr(quantiles, "MOST_ROWS", 10)


def test_quantiles_of_every_case_day_and_indicator(tmp_path):
    write(tmp_path, plan(5), daily=QUANTILES)
    found = load(tmp_path)
    assert found.daily.empty
    assert len(found.runs) == len(found.news) == 10
    table = found.quantiles
    assert list(table)[:6] == ["case", "point", "scenario.hype", "day", "segment", "indicator"]
    assert list(table)[6:] == ["n", "mean", *LEVELS]
    assert len(table) == 2 * 3 * 2
    for case, runs in found.runs.groupby("case"):
        expected = np.array([value(run_id) for run_id in runs["run_id"]])
        rows = table[(table["case"] == case) & (table["indicator"] == "hope")]
        assert rows["day"].tolist() == [0, 1, 2]
        assert rows["median"].tolist() == pytest.approx([np.median(expected) + day for day in range(3)], rel=1e-7)
        assert rows["n"].tolist() == [5, 5, 5]
        unknown = table[(table["case"] == case) & (table["indicator"] == "net")]
        assert unknown["n"].tolist() == [0, 0, 0]
        assert unknown["mean"].isna().all()


def without(folder, other):
    return {name: data for name, data in contents(folder).items() if not name.startswith(other)}


@pytest.mark.usefixtures("small_parts")
def test_the_same_bytes_in_whatever_order_and_parts_the_runs_came(tmp_path):
    write(tmp_path / "at once", plan(5), daily=QUANTILES)
    write(tmp_path / "one by one", list(reversed(plan(5))), daily=QUANTILES, flush_every=1)
    write(tmp_path / "from whole series", plan(5))
    assert write(tmp_path / "from whole series", plan(5), daily=QUANTILES) == []
    once = contents(tmp_path / "at once")
    assert sum(name.startswith("quantiles/") for name in once) == 2
    assert not any(name.startswith("daily/") for name in once)
    assert contents(tmp_path / "one by one") == once == contents(tmp_path / "from whole series")


@pytest.mark.usefixtures("small_parts")
def test_what_is_made_is_not_made_again(tmp_path):
    write(tmp_path, plan(4), daily=QUANTILES)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert write(tmp_path, plan(4), daily=QUANTILES) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


@pytest.mark.usefixtures("small_parts")
def test_another_point_costs_the_difference(tmp_path):
    write(tmp_path, plan(4, cases=["low"]), daily=QUANTILES)
    assert write(tmp_path, plan(4), daily=QUANTILES) == [run.run_id for run in sorted(plan(4)) if run.case == "high"]
    write(tmp_path / "undisturbed", plan(4), daily=QUANTILES)
    assert without(tmp_path, "undisturbed") == contents(tmp_path / "undisturbed")


def test_points_of_one_part_may_be_old_and_new(tmp_path):
    """Quantiles that are made already are copied into the new part."""
    write(tmp_path, plan(4, cases=["low"]), daily=QUANTILES)
    write(tmp_path, plan(4), daily=QUANTILES)
    write(tmp_path / "undisturbed", plan(4), daily=QUANTILES)
    assert without(tmp_path, "undisturbed") == contents(tmp_path / "undisturbed")


@pytest.mark.usefixtures("small_parts")
def test_more_replicates_cost_all_runs_of_the_point(tmp_path):
    """Quantiles of some runs say nothing about those of more, and their series are gone."""
    write(tmp_path, plan(3), daily=QUANTILES)
    more = [*plan(3, cases=["low"]), *plan(4, cases=["high"])]
    done = write(tmp_path, more, daily=QUANTILES)
    assert sorted(done) == sorted(run.run_id for run in plan(4, cases=["high"]))
    write(tmp_path / "undisturbed", more, daily=QUANTILES)
    found = {name: data for name, data in without(tmp_path, "undisturbed").items() if "spare" not in name}
    assert found == contents(tmp_path / "undisturbed")


@pytest.mark.usefixtures("small_parts")
def test_a_failed_run_is_no_part_of_the_quantiles_and_costs_its_point_when_it_succeeds(tmp_path):
    bad = min(plan(3))
    made = {bad.run_id: failure(bad.run_id)}
    write(tmp_path, plan(3), made, daily=QUANTILES)
    n = load(tmp_path).quantiles.query("indicator == 'hope'").groupby("case")["n"].first()
    assert n.to_dict() == {"high": 2, "low": 3}
    assert write(tmp_path, plan(3), made, daily=QUANTILES) == [bad.run_id]  # it is tried again, and fails again
    again = write(tmp_path, plan(3), daily=QUANTILES)
    assert sorted(again) == sorted(run.run_id for run in plan(3) if run.case == bad.case)
    write(tmp_path / "undisturbed", plan(3), daily=QUANTILES)
    assert without(tmp_path, "undisturbed") == contents(tmp_path / "undisturbed")


def test_whole_series_have_to_be_run_again_once_they_were_dropped(tmp_path):
    write(tmp_path, plan(3), daily=QUANTILES)
    assert len(write(tmp_path, plan(3))) == 6
    assert len(load(tmp_path).daily) == 18
    assert load(tmp_path).quantiles.empty
    assert not list((tmp_path / "quantiles").iterdir())


def test_a_lost_part_of_quantiles_costs_its_points(tmp_path):
    write(tmp_path, plan(3), daily=QUANTILES)
    before = contents(tmp_path)
    (path,) = (tmp_path / "quantiles").iterdir()
    path.unlink()
    assert len(write(tmp_path, plan(3), daily=QUANTILES)) == 6
    assert contents(tmp_path) == before


def test_quantiles_of_a_study_are_those_of_its_series(study, tmp_path):
    segments = '[[society.segment]]\nname = "a"\nshare = 0.25\n[[society.segment]]\nname = "b"\nshare = 0.75\n'
    text = SMALL.replace("[scenario]", segments + "[scenario]") + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5'
    series = study(text).run(tmp_path / "whole").daily
    found = study(text, {"study.daily": "quantiles"}).run(tmp_path / "quantiles").quantiles
    keys = ["case", "segment", "day"]
    for name in ("hope", "trust_sd", "clutter", "bimodality"):
        rows = found[found["indicator"] == name].set_index(keys)
        groups = series.groupby(keys, sort=False)[name]
        for column, level in LEVELS.items():
            np.testing.assert_allclose(rows[column], groups.quantile(level).loc[rows.index], rtol=1e-6, atol=1e-7)
    assert len(found) == 2 * 37 * 3 * 13
