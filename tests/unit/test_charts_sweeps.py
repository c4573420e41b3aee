"""Maps and lines of sweeps: the right means with the right intervals, nothing left out in silence, words that fit."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from scipy import stats

from sentiment_abm import charts
from sentiment_abm.charts import style
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.curves import curves_table
from sentiment_abm.charts.heat_map import heat_map_table
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import load
from tests.chart_tables import overlaps, words
from tests.sweep_tables import ASYMMETRY, GRAPH, HYPE, LONG, SELF, crossed, grid, sampled

NAMES = ("a very long name that somebody gave", "x", "with_underscores_in_it", "$5 < $6 & co", "b", "c", "d", "e")


def one_missing() -> pd.DataFrame:
    return grid()[~((grid()[ASYMMETRY] == 3.0) & (grid()[HYPE] == 1.0))]


def many_cases() -> pd.DataFrame:
    return pd.concat([grid().assign(case=name) for name in NAMES])


def many_names() -> pd.DataFrame:
    """A text axis with long texts, made of the real runs of one case."""
    parts = [crossed().query("case == 'promise_kept'").assign(**{GRAPH: name}) for name in NAMES]
    return pd.concat(parts, ignore_index=True)


def endless() -> pd.DataFrame:
    return grid().assign(**{"talk.bound": grid()[ASYMMETRY].replace(5.0, math.inf)}).drop(columns=ASYMMETRY)


def fine() -> pd.DataFrame:
    """A grid of 30 by 30, whose outcomes are those of the small grid in turn."""
    at = np.arange(900)
    values = {ASYMMETRY: 1 + at % 30 / 10, HYPE: 0.1 * 1.1 ** (at // 30), "replicate": 0}
    return grid().iloc[at % len(grid())].reset_index(drop=True).assign(**values)


def signs() -> pd.DataFrame:
    """Outcomes of which some are above 0 and some below."""
    return grid().assign(net_mean=lambda table: table["net_mean"] - table["net_mean"].mean())


# -- numbers


def test_a_cell_is_the_mean_of_its_replicates_with_the_interval_of_student() -> None:
    table = heat_map_table(grid(), ASYMMETRY, HYPE, of="stress_mean")
    assert len(table) == 12
    for row in table.to_dict("records"):
        mine = grid()[(grid()[ASYMMETRY] == row[ASYMMETRY]) & (grid()[HYPE] == row[HYPE])]["stress_mean"]
        low, high = stats.t.interval(0.95, len(mine) - 1, mine.mean(), stats.sem(mine))
        assert (row["mean"], row["low95"], row["high95"]) == pytest.approx((mine.mean(), low, high), abs=1e-12)
        assert (row["units"], row["points"], row["runs"]) == (4, 1, 4)


def test_a_mean_over_another_setting_is_as_sure_as_its_replicates() -> None:
    table = curves_table(grid(), HYPE, of="stress_mean")
    assert table[HYPE].tolist() == [0.5, 1.0, 2.0, 4.0]
    assert (table["units"].tolist(), table["points"].tolist(), table["runs"].tolist()) == ([4] * 4, [3] * 4, [12] * 4)
    each = grid()[grid()[HYPE] == 2.0].groupby("replicate")["stress_mean"].mean()
    low, high = stats.t.interval(0.95, 3, each.mean(), stats.sem(each))
    assert table.loc[2, ["mean", "low95", "high95"]].tolist() == pytest.approx([each.mean(), low, high], abs=1e-12)


def test_sampled_settings_are_in_bins_of_equal_counts() -> None:
    table = heat_map_table(sampled(), HYPE, LONG)
    assert (len(table), table["points"].sum(), table["runs"].sum()) == (9, 80, 80)
    for name in (HYPE, LONG):
        counts = table.groupby(f"{name}_low")["points"].sum()
        assert counts.max() - counts.min() <= 1
        assert table[f"{name}_low"].min() == sampled()[name].min()
        assert table[f"{name}_high"].max() == sampled()[name].max()
    row = table.iloc[4]
    inside = sampled()[sampled()[HYPE].between(row[f"{HYPE}_low"], row[f"{HYPE}_high"])]
    inside = inside[inside[LONG].between(row[f"{LONG}_low"], row[f"{LONG}_high"])]["net_mean"]
    low, high = stats.t.interval(0.95, len(inside) - 1, inside.mean(), stats.sem(inside))
    assert row[["mean", "low95", "high95"]].tolist() == pytest.approx([inside.mean(), low, high], abs=1e-12)
    assert row["units"] == row["points"] == len(inside)


def test_few_sampled_points_are_dots() -> None:
    few = sampled()[sampled()["point"] < 20]
    chart = charts.heat_map(few, HYPE, LONG)
    assert len(chart.data) == 20
    assert chart.data.sort_values(HYPE)["mean"].tolist() == few.sort_values(HYPE)["net_mean"].tolist()
    assert "Each dot is a point: the mean of 1 run." in chart.caption


def test_lines_over_sampled_settings_are_binned_means() -> None:
    table = curves_table(sampled(), LONG, by=HYPE)
    assert (table["points"].sum(), table[f"{HYPE}_low"].nunique(), table[f"{LONG}_low"].nunique()) == (80, 3, 3)
    assert "3 bins of disappointment to skepticism allowed" in charts.curves(sampled(), LONG, by=HYPE).caption


def test_data_is_what_is_drawn_and_what_the_table_functions_give() -> None:
    chart = charts.heat_map(signs(), ASYMMETRY, HYPE)
    pd.testing.assert_frame_equal(chart.data, heat_map_table(signs(), ASYMMETRY, HYPE))
    (cells,) = [found for found in chart.axes[0].collections if isinstance(found, PolyCollection)]
    assert len(cells.get_paths()) == 12
    shown = [text.get_text() for text in chart.axes[0].texts]
    assert shown == [f"{100 * mean:.1f}".replace("-", "−") for mean in chart.data["mean"]]
    lines = charts.curves(grid(), HYPE, by=ASYMMETRY)
    pd.testing.assert_frame_equal(lines.data, curves_table(grid(), HYPE, by=ASYMMETRY))
    drawn = [line.get_ydata() for line in lines.axes[0].lines if len(line.get_xdata()) == 4]
    expected = lines.data.pivot_table(index=ASYMMETRY, columns=HYPE, values="mean").to_numpy() * 100
    np.testing.assert_allclose(drawn, expected)


def test_runs_of_a_study_are_read_from_its_folder(study, tmp_path) -> None:
    text = (
        '[study]\nname = "s"\nreplicates = 2\ndays = 15\n[society]\npeople = 40\n[scenario]\nuse = "promise_broken"\n'
    )
    for a, hype in ((2, 0.5), (2, 1.0), (4, 0.5), (4, 1.0)):
        text += f'[[compare]]\nname = "{a} {hype}"\nset."trust.asymmetry" = {a}\nset."scenario.hype" = {hype}\n'
    study(text).run(tmp_path / "out")
    results = load(tmp_path / "out")
    table = heat_map_table(results, ASYMMETRY, HYPE)
    pd.testing.assert_frame_equal(table, heat_map_table(results.runs, ASYMMETRY, HYPE))
    here = results.runs[(results.runs[ASYMMETRY] == 4) & (results.runs[HYPE] == 0.5)]
    assert table.query("`trust.asymmetry` == 4 and `scenario.hype` == 0.5")["mean"].item() == here["net_mean"].mean()
    assert table["runs"].tolist()[-3:] == [2, 2, 2]


# -- what is not there


def test_a_combination_without_runs_is_hatched_and_said() -> None:
    chart = charts.heat_map(one_missing(), ASYMMETRY, HYPE)
    hatched = [patch for patch in chart.axes[0].patches if patch.get_hatch()]
    assert [(patch.get_x(), patch.get_y()) for patch in hatched] == [(0.5, 0.5)]
    assert "Hatched: no finished run." in chart.caption
    assert chart.data["runs"].tolist().count(0) == 1
    whole = charts.heat_map(grid(), ASYMMETRY, HYPE)
    assert not [patch for patch in whole.axes[0].patches if patch.get_hatch()]
    assert "Hatched" not in whole.caption


def test_failed_runs_and_outcomes_that_never_came_are_counted() -> None:
    table = grid().assign(decay_days=9.0)
    table.loc[[0, 1], "status"] = "failed"
    table.loc[[4, 5, 6], "decay_days"] = math.nan
    chart = charts.heat_map(table, ASYMMETRY, HYPE, of="decay_days")
    assert "2 failed runs are left out." in chart.caption
    assert "In 3 of 46 runs there is no decay_days: means are those of the others." in chart.caption
    assert chart.data["runs"].tolist() == [2, 4, 4, 1, *[4] * 8]
    assert "days after the peak until 90 % of the jump of hope is lost" in chart.caption


def test_one_run_claims_no_interval() -> None:
    one = grid()[grid()["replicate"] == 0]
    for chart in (charts.curves(one, HYPE, by=ASYMMETRY), charts.heat_map(one, HYPE, ASYMMETRY)):
        assert "95 %" not in chart.caption
        assert chart.data["low95"].isna().all()


def test_captions_say_replicates_intervals_and_what_is_averaged_over() -> None:
    lines = charts.curves(grid(), HYPE)
    assert "Means of 4 replicates; bands are 95 % intervals of the mean (Student's t)." in lines.caption.replace(
        "\xa0", " "
    )
    assert "all values of: weight of failure over success." in lines.caption
    assert "differences between them are surer than the bands" in lines.caption
    assert "logarithmic" in lines.caption
    colors = charts.heat_map(sampled(), HYPE, LONG)
    assert "The 80 points (1 run each) are in 3 bins of size of the promise" in colors.caption
    assert "what else was sampled: affect memory." in colors.caption
    for chart in (lines, colors):
        assert chart.caption.endswith("This is a model, not a forecast.")
        assert "A model, not a forecast." in " ".join(text.get_text() for text in reversed(chart.texts))
        assert len(chart.alt) > 40


# -- colors, scales, panels


def test_a_line_divides_below_zero_from_above() -> None:
    chart = charts.heat_map(signs(), ASYMMETRY, HYPE)
    (border,) = [found for found in chart.axes[0].collections if isinstance(found, LineCollection)]
    below = chart.data["mean"].to_numpy().reshape(4, 3) < 0
    changes = (below[1:] != below[:-1]).sum() + (below[:, 1:] != below[:, :-1]).sum()
    assert len(border.get_segments()) == changes > 0
    assert "The black line divides" in chart.caption
    assert "The black line divides" not in charts.heat_map(grid(), ASYMMETRY, HYPE, of="hope_mean").caption


def test_zero_is_the_middle_of_the_colors_of_signed_outcomes_only() -> None:
    from sentiment_abm.charts.color_key import color_scale

    around = color_scale([-0.3, 0.1], signed=True, least=0.0)
    assert around.color(0.0) == "#f3f3f3"
    assert around.color(-0.1) != around.color(0.1)
    plain = color_scale([0.0, 0.1], signed=False, least=0.0)
    assert (plain.color(0.0), plain.color(0.1)) == ("#fee838", "#00224e")
    assert not color_scale([0.30, 0.31], signed=True, least=0.0).around_zero  # else all of it were one color


def test_geometric_values_have_a_logarithmic_axis_and_others_do_not() -> None:
    assert charts.curves(grid(), HYPE).axes[0].get_xscale() == "log"
    assert charts.curves(grid(), ASYMMETRY).axes[0].get_xscale() == "linear"
    assert [text.get_text() for text in charts.curves(grid(), HYPE).axes[0].get_xticklabels()] == ["0.5", "1", "2", "4"]


def test_cases_that_share_a_design_are_kept_apart() -> None:
    chart = charts.heat_map(crossed(), ASYMMETRY, GRAPH)
    assert chart.data["case"].unique().tolist() == ["promise_broken", "promise_kept"]
    assert len(chart.axes) == 3  # and the key
    assert charts.curves(crossed(), ASYMMETRY).data["case"].nunique() == 2
    assert charts.heat_map(crossed(), ASYMMETRY, GRAPH, cases=["promise_kept"]).data["runs"].sum() == 54
    by_case = charts.heat_map(crossed(), "case", GRAPH)
    assert by_case.data["case"].tolist() == ["promise_broken", "promise_kept"] * 3


def test_texts_truths_and_infinity_have_places_of_their_own() -> None:
    assert curves_table(crossed(), SELF, by="case")[SELF].unique().tolist() == ["false", "true"]
    ticks = charts.curves(endless(), "talk.bound").axes[0].get_xticklabels()
    assert [text.get_text() for text in ticks] == ["1", "3", "∞"]


# -- words fit


HOSTILE: dict[str, Callable[[str], Chart]] = {
    "grid": lambda width: charts.heat_map(grid(), ASYMMETRY, HYPE, width=width),
    "2 x 2": lambda width: charts.heat_map(
        grid()[grid()[ASYMMETRY].ne(3) & grid()[HYPE].lt(2)], HYPE, ASYMMETRY, width=width
    ),
    "30 x 30": lambda width: charts.heat_map(fine(), ASYMMETRY, HYPE, width=width),
    "long names": lambda width: charts.heat_map(sampled(), LONG, HYPE, width=width),
    "long names upwards": lambda width: charts.heat_map(sampled(), "feeling.memory", LONG, width=width),
    "texts": lambda width: charts.heat_map(many_names(), GRAPH, SELF, width=width),
    "texts upwards": lambda width: charts.heat_map(many_names(), SELF, GRAPH, width=width),
    "cases": lambda width: charts.heat_map(many_cases(), ASYMMETRY, HYPE, width=width),
    "lines": lambda width: charts.curves(grid(), HYPE, by=ASYMMETRY, width=width),
    "lines of texts": lambda width: charts.curves(many_names(), ASYMMETRY, by=GRAPH, width=width),
    "dots of texts": lambda width: charts.curves(many_names(), GRAPH, by=ASYMMETRY, width=width),
    "lines of samples": lambda width: charts.curves(sampled(), LONG, by=HYPE, width=width),
    "infinity": lambda width: charts.curves(endless(), "talk.bound", by=HYPE, width=width),
}


@pytest.mark.parametrize("width", ["single", "double", "slide"])
@pytest.mark.parametrize("name", HOSTILE)
def test_words_fit(name: str, width: str) -> None:
    chart = HOSTILE[name](width)
    found, page = words(chart), chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("name", ["grid", "long names", "lines"])
def test_same_bytes_on_every_save(name: str, kind: str) -> None:
    first, second = (style.rendered(HOSTILE[name]("double"), kind) for _ in range(2))
    assert first == second
    assert kind != "svg" or b"<image" not in first


def test_cells_without_runs_are_the_same_bytes_too() -> None:
    first, second = (style.rendered(charts.heat_map(one_missing(), ASYMMETRY, HYPE), "svg") for _ in range(2))
    assert first == second


# -- mistakes


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        charts.heat_map(crossed(), "trust.asymetry", "scenario.hype", of="status", cases=["promise_kep"])
    some = "hope_peak, hope_peak_day, hope_trough, hope_trough_day, wave_amplitude"
    settings = "case, trust.asymmetry, society.graph, talk.include_self"
    assert caught.value.problems == (
        f"of: 'status' is not a column of numbers; some that are: {some}",
        "x: no setting 'trust.asymetry' in the table of runs (did you mean 'trust.asymmetry'?)",
        f"y: no setting 'scenario.hype' in the table of runs; settings are {settings}",
        "cases: no case 'promise_kep' (did you mean 'promise_kept'?)",
    )


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (lambda: charts.heat_map(grid(), HYPE, HYPE), "x and y are both 'scenario.hype'"),
        (lambda: charts.curves(grid(), HYPE, of="net_meen"), "no column 'net_meen' in the table of runs (did you mean"),
        (
            lambda: charts.curves(grid()[grid()[HYPE] == 1], HYPE),
            "x: scenario.hype is 1.0 in all of these runs; choose",
        ),
        (lambda: charts.curves(grid(), HYPE, by="run_id"), "by: no setting 'run_id'"),
        (lambda: charts.curves(grid().assign(status="failed"), HYPE), "no finished run has scenario.hype, net_mean"),
        (lambda: charts.curves(many_names(), ASYMMETRY, by=GRAPH, width="wide"), "width: 'wide' is not one of"),
        (
            lambda: charts.heat_map(grid().assign(note=[f"text {n}" for n in range(48)]), "note", HYPE),
            "x: 'note' has 48 different texts, an axis has room for 12",
        ),
        (
            lambda: charts.curves(grid().assign(note=[f"text {n % 9}" for n in range(48)]), HYPE, by="note"),
            "by: 'note' has 9 different texts, lines can be told apart up to 8",
        ),
        (lambda: charts.heat_map(pd.concat([many_cases(), grid()]), HYPE, ASYMMETRY), "9 cases are too many"),
    ],
)
def test_mistakes(made: Callable[[], Chart], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        made()
    assert problem in str(caught.value)
