"""Whatever is charted becomes the same table: a run, results, a plain long table; and clear errors otherwise."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sentiment_abm import charts
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.trajectories import trajectories
from sentiment_abm.spec import InputError
from tests.chart_tables import MOODS, START, Results, daily, items


def run() -> SimpleNamespace:
    """The tables of a single run as the engine gives them."""
    table = daily(("x",), replicates=1, days=20, segments=("a", "b")).drop(columns=["case", "replicate"])
    everyone = table[table["segment"] == "all"].drop(columns="segment").set_index("day")
    return SimpleNamespace(
        daily=everyone,
        segments=table[table["segment"] != "all"].set_index(["segment", "day"]),
        flows=everyone.loc[1:, [f"{a}_to_{b}" for a in MOODS for b in MOODS]],
        items=items(4, 20),
        start_date=START,
        manifest={"scenario": "a scenario"},
    )


def test_a_run_is_one_case_of_one_replicate() -> None:
    told = trajectories(run(), MOODS)
    assert told.cases == ("a scenario",)
    assert told.replicates == (1,)
    assert told.span == (0, 20)
    assert told.start_date == START
    assert len(told.case_items("a scenario")) == 4


def test_a_run_brings_its_segments_and_flows() -> None:
    assert trajectories(run(), MOODS, segments=True).segments == ("a", "b")
    bare = run()
    bare.daily = bare.daily[list(MOODS)]
    assert not trajectories(bare, ["hope_to_skepticism"]).daily["hope_to_skepticism"].loc[1:].isna().any()


@pytest.mark.parametrize("family", ["moods", "news", "states", "flows", "segments"])
def test_every_family_takes_a_run(family: str) -> None:
    assert getattr(charts, family)(run()).axes


def test_cases_stand_in_the_order_of_the_news() -> None:
    table = daily(("a", "b", "c"), replicates=1, days=3)
    told = trajectories(Results(table, dict.fromkeys("cab", items(1))), MOODS)
    assert told.cases == ("c", "a", "b")
    assert trajectories(table, MOODS, cases=["b"]).cases == ("b",)


def test_news_that_each_replicate_draws_are_no_news_of_the_case() -> None:
    table = daily(("a", "b"), replicates=2, days=9)
    manifest = {"cases": {"a": {"scenario": {"process": {}}}, "b": {"scenario": {"items": []}}}}
    told = trajectories(Results(table, {"a": items(3, 9), "b": items(3, 9)}, None, manifest), MOODS)
    assert told.redrawn == {"a"}
    assert (len(told.shared_items("a")), len(told.shared_items("b"))) == (0, 3)
    assert "draws news of its own" in charts.news(Results(table, {"a": items(3, 9)}, None, manifest)).caption


def test_missing_columns_are_all_named_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        charts.moods(pd.DataFrame({"day": [0], "hop": [0.1], "disappointment": [0.2]}))
    assert caught.value.problems == (
        "table: no column 'hope' (did you mean 'hop'?)",
        "table: no column 'skepticism'",
    )


def test_unknown_case() -> None:
    with pytest.raises(InputError, match=r"no case 'kpet' \(did you mean 'kept'"):
        charts.moods(daily(("kept", "broken"), days=2), cases=["kpet"])


def test_too_many_cases() -> None:
    table = daily(tuple("abcdefghi"), replicates=1, days=2)
    with pytest.raises(InputError, match="9 cases are too many for one chart, choose up to 8"):
        charts.states(table)
    assert charts.states(table, cases=list("abc")).axes


def test_no_rows() -> None:
    with pytest.raises(InputError, match="no rows"):
        charts.moods(daily(days=2).iloc[:0])


def test_bands_are_the_quantiles_of_the_replicates() -> None:
    table = pd.DataFrame({"case": "a", "segment": "all", "day": 0, "replicate": range(41), "hope": range(41)})
    (row,) = bands(table, ["hope"]).to_dict("records")
    assert [row[name] for name in ("low95", "low50", "median", "high50", "high95")] == [1, 10, 20, 30, 39]
    assert row["replicates"] == 41


def test_one_replicate_has_no_band() -> None:
    rows = one(bands(daily(replicates=1, days=3), ["hope"]), case="kept")
    assert rows["low95"].isna().all()
    assert rows["median"].notna().all()
