"""Charts of analyses: what they draw is what their tables say, words fit, and nothing claims more than it knows."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from sentiment_abm.analysis.attribution import Attribution
from sentiment_abm.analysis.attribution import attribution as attributed
from sentiment_abm.analysis.hysteresis import hysteresis as looped
from sentiment_abm.analysis.noise import Noise
from sentiment_abm.analysis.one_at_a_time import one_at_a_time
from sentiment_abm.analysis.regimes import tipping_line
from sentiment_abm.analysis.sensitivity import Sensitivity
from sentiment_abm.charts import style
from sentiment_abm.charts.adequacy import adequacy
from sentiment_abm.charts.attribution import attribution
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.loop import loop
from sentiment_abm.charts.morris_plane import morris_plane
from sentiment_abm.charts.phase_diagram import phase_diagram
from sentiment_abm.charts.sensitivity import sensitivity
from sentiment_abm.charts.sobol_bars import sobol_bars
from sentiment_abm.charts.tornado import tornado
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.spec import InputError
from tests.chart_tables import overlaps, words
from tests.sweep_tables import ASYMMETRY, GRAPH, HYPE, LONG, SELF, crossed, grid

SETTINGS = [
    ASYMMETRY,
    HYPE,
    LONG,
    *"""
    talk.weight feeling.memory patience.rate trust.memory attention.reach scenario.coverage clutter.rate
    attention.capacity belief.prior stress.memory society.people trust.rate attention.gist talk.bound mood.persistence
""".split(),
]
SAVED = ("adequacy of a contrast", "attribution", "loop", "phases", "tornado", "morris", "sobol")
NOISE = Noise(0.04, 0.5, 0.3, 0.02, 8, 0.06)


def indices(design: str, count: int = 7, seed: int = 1) -> Sensitivity:
    """Made-up indices, most of them near nothing, as they are."""
    rng = np.random.default_rng(seed)
    names = SETTINGS[:count]
    size = np.sort(rng.exponential(0.2, count))[::-1]
    half = 0.02 + size / 5
    table = pd.DataFrame({"name": rng.permutation(names)})
    if design == "sobol":
        first = size * rng.uniform(0.3, 1.0, count)
        ends = {"first": first, "first_low": first - half, "first_high": first + half}
        ends |= {"total": size, "total_low": size - half, "total_high": size + half}
    else:
        ends = {"mu_star": size, "mu_star_low": size - half, "mu_star_high": size + half, "mu": size}
        ends |= {"sigma": size * rng.uniform(0.2, 1.3, count)}
    table = table.assign(**ends, floor=0.05)
    key = "total" if design == "sobol" else "mu_star"
    matter = list(table.loc[table[f"{key}_low"] > 0.05, "name"])
    pairs = pd.DataFrame({"a": [], "b": [], "second": []})
    return Sensitivity("net_mean", "baseline", design, 1_000, 8, table, pairs, NOISE, matter)


@cache
def alone() -> Sensitivity:
    """One setting at a time from the real runs of a small design."""
    runs = crossed().query("case == 'promise_kept'")
    table = one_at_a_time(runs, "net_mean", base={ASYMMETRY: 2.0, GRAPH: "small_world", SELF: True})
    return Sensitivity("net_mean", "promise_kept", "grid", 18, 3, table, pd.DataFrame(), NOISE, [ASYMMETRY])


def many_alone() -> Sensitivity:
    """Twenty settings, long values, changes on both sides and on one."""
    rng = np.random.default_rng(2)
    rows = []
    for k, name in enumerate(SETTINGS):
        for value in ("a text of some length", 123456.0):
            estimate = rng.normal(0.05 if k % 3 == 0 else 0.0, 0.03)
            rows.append((name, value, False, 0.1, estimate, estimate - 0.02, estimate + 0.02, 9))
        rows.append((name, 0.1, True, 0.1, 0.0, 0.0, 0.0, 9))
    columns = ["name", "value", "is_base", "mean", "estimate", "low", "high", "n"]
    return replace(alone(), table=pd.DataFrame(rows, columns=columns))


@cache
def items(count: int) -> Attribution:
    """Real contributions of a few items, repeated under long headlines."""
    news = Scenario("swing", [NewsItem(2, "announcement", "Talks to end the war", "leader"),
                              NewsItem(9, "outcome", "No deal", "press", delivered=0.0),
                              NewsItem(12, "signal", "Shots", "leader", strength=-1.0)])  # fmt: skip
    found = attributed(news, people=60, days=20, replicates=4)
    text = "Deadline extended a third time; officials ask for patience while working groups meet in parallel formats"
    rows = [found.table.iloc[[k % 3]].assign(day=k, headline=text[: 20 + 9 * k]) for k in range(count)]
    return replace(found, table=pd.concat(rows, ignore_index=True)) if count > 3 else found


def swing(replicates: int = 5) -> pd.DataFrame:
    """A series with memory: net sentiment is higher on the way back."""
    rows = np.array([-0.3, -0.1, 0.2, 0.0, -0.4]) + np.random.default_rng(3).normal(0, 0.05, (replicates, 5))
    replicate, day = np.indices(rows.shape)
    table = pd.DataFrame({"replicate": replicate.ravel(), "day": day.ravel(), "net": rows.ravel()})
    return table.assign(case="a", segment="all")


SCHEDULE = [(0, 0.0), (1, 0.5), (2, 1.0), (3, 0.5), (4, 0.0)]


def regimes(replicates: int = 8) -> pd.DataFrame:
    """All three moods lead somewhere: hope to the right, disappointment to the left, skepticism between."""
    rng = np.random.default_rng(4)
    parts = []
    for replicate in range(replicates):
        for x in np.linspace(0.0, 1.0, 7):
            for y in (1.0, 2.0, 4.0, 8.0):
                net = x - 0.3 - y / 20 + rng.normal(0, 0.05)
                parts.append((replicate, x, y, 0.35 + net / 2, 0.38, 0.27 - net / 2, net))
    columns = ["replicate", "talk.weight", ASYMMETRY, "hope_last", "skepticism_last", "disappointment_last", "net_last"]
    return pd.DataFrame(parts, columns=columns).assign(case="a")


def two(n: int = 12) -> pd.DataFrame:
    return pd.concat([grid().head(n).assign(replicate=range(n), case=case) for case in ("kept", "broken")]).assign(
        net_mean=lambda table: np.random.default_rng(5).normal(0.1, 0.05, len(table))
    )


CHARTS: dict[str, Callable[[str], Chart]] = {
    "adequacy of a mean": lambda width: adequacy(two(), "kept", width=width),
    "adequacy of a contrast": lambda width: adequacy(two(), "kept", "broken", half_width=0.02, width=width),
    "adequacy of few": lambda width: adequacy(two(2), "kept", "broken", width=width),
    "attribution": lambda width: attribution(items(3), width=width),
    "attribution of many": lambda width: attribution(items(20), width=width),
    "loop": lambda width: loop(looped(swing(), "net", SCHEDULE), "Share of the promise kept", width=width),
    "loop of one": lambda width: loop(looped(swing(1), "net", SCHEDULE), "A setting " * 9, width=width),
    "phases": lambda width: phase_diagram(regimes(), "talk.weight", ASYMMETRY, width=width),
    "phases of runs": lambda width: phase_diagram(grid(), HYPE, ASYMMETRY, when="mean", width=width),
    "phases of texts": lambda width: phase_diagram(crossed(), GRAPH, SELF, case="promise_kept", width=width),
    "tornado": lambda width: tornado(alone(), width=width),
    "tornado of many": lambda width: tornado(many_alone(), width=width),
    "morris": lambda width: morris_plane(indices("morris"), width=width),
    "morris of many": lambda width: morris_plane(indices("morris", 18), width=width),
    "sobol": lambda width: sobol_bars(indices("sobol"), width=width),
    "sobol of many": lambda width: sobol_bars(indices("sobol", 18), width=width),
}


@pytest.mark.parametrize("width", ["single", "double", "slide"])
@pytest.mark.parametrize("name", CHARTS)
def test_words_fit(name: str, width: str) -> None:
    chart = CHARTS[name](width)
    found, page = words(chart), chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


@pytest.mark.parametrize("name", CHARTS)
def test_captions_name_the_runs_and_say_that_this_is_no_forecast(name: str) -> None:
    chart = CHARTS[name]("double")
    assert chart.caption.endswith("This is a model, not a forecast.")
    assert "A model, not a forecast." in " ".join(text.get_text() for text in reversed(chart.texts))
    assert "replicates" in chart.caption or "1 run" in chart.caption
    assert ("interval" in chart.caption) or "so there is no interval" in chart.caption
    assert len(chart.alt) > 40
    assert not chart.data.empty


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize(
    "name", ["adequacy of a contrast", "attribution", "loop", "phases", "tornado", "morris", "sobol"]
)
def test_same_bytes_on_every_save(name: str, kind: str) -> None:
    first, second = (style.rendered(CHARTS[name]("double"), kind) for _ in range(2))
    assert first == second
    assert kind != "svg" or b"<image" not in first


# -- what is drawn is what the tables say


def bars(chart: Chart) -> list[Rectangle]:
    return [patch for patch in chart.axes[0].patches if isinstance(patch, Rectangle)]


def test_adequacy_draws_its_table() -> None:
    chart = adequacy(two(), "kept", "broken")
    shown = chart.data[chart.data["replicates"] >= 5]
    black = [line for line in chart.axes[0].lines if line.get_color() == "#000000" and line.get_marker() == "None"]
    np.testing.assert_allclose(black[0].get_ydata(), shown["half_width"] * 100)
    assert "12 paired replicates" in chart.caption
    assert "takes about" in adequacy(two(), "kept", half_width=0.01).caption


def test_attribution_draws_a_bar_for_each_item_and_says_that_they_need_not_add_up() -> None:
    found = items(3)
    chart = attribution(found)
    widths = [bar.get_width() for bar in bars(chart)]
    assert widths == pytest.approx((found.table["estimate"] * 100).tolist())
    assert "(with 1 outcome)" in " ".join(
        label.get_text().replace("\n", " ") for label in chart.axes[0].get_yticklabels()
    )
    assert "which need not be the same" in chart.caption
    assert "4 more items with smaller contributions are in the data." in attribution(items(20)).caption
    assert len(attribution(items(20)).data) == 20


def test_a_loop_says_its_area_and_on_which_side_the_way_back_lies() -> None:
    found = looped(swing(), "net", SCHEDULE)
    chart = loop(found, "Share of the promise kept")
    assert f"higher by {-found.gap * 100:.3g} percentage points" in chart.caption
    line = next(line for line in chart.axes[0].lines if len(line.get_xdata()) == 3)
    np.testing.assert_allclose(line.get_ydata(), found.table["mean"][:3] * 100)
    assert "so there is no interval" in loop(looped(swing(1), "net", SCHEDULE), "x").caption


def test_a_phase_diagram_has_the_mood_that_leads_and_the_tipping_line() -> None:
    chart = phase_diagram(regimes(), "talk.weight", ASYMMETRY)
    cells, table = bars(chart), chart.data
    assert len(cells) == len(table) == 28
    assert set(table["leader"]) == {"hope", "skepticism", "disappointment"}
    letters = [text.get_text()[0] for text in chart.axes[0].texts]
    assert letters == [name[0].upper() for name in table["leader"]]
    line = tipping_line(regimes(), "talk.weight", ASYMMETRY)
    assert table.groupby(ASYMMETRY)["line"].first().tolist() == pytest.approx(line["talk.weight"].tolist())
    drawn = next(line for line in chart.axes[0].lines if len(line.get_xdata()) == 4)
    np.testing.assert_allclose(drawn.get_xdata(), line["talk.weight"] * 6)  # seven cells from 0 to 1
    assert drawn.get_ydata().tolist() == [0.0, 1.0, 2.0, 3.0]
    pale = table["agreement"].to_numpy() < 1.0
    full = {"hope": "#009e73", "skepticism": "#e69f00", "disappointment": "#0072b2"}
    for cell, leader, is_pale in zip(cells, table["leader"], pale, strict=True):
        assert (style.mpl.colors.to_hex(cell.get_facecolor()) == full[leader]) != is_pale


def test_a_tornado_has_the_widest_setting_on_top_with_its_values() -> None:
    chart = tornado(alone())
    moved = alone().table.query("not is_base")
    widest = moved.groupby("name")["estimate"].agg(lambda each: each.clip(lower=0).max() - each.clip(upper=0).min())
    labels = [label.get_text().replace("\n", " ") for label in chart.axes[0].get_yticklabels()]
    assert widest.idxmax() in labels[-1]
    assert {text.get_text() for text in chart.axes[0].texts} >= {"1", "5"}
    assert f"{ASYMMETRY} = 2" in chart.caption


def test_bars_of_sobol_are_ranked_by_the_total_index() -> None:
    found = indices("sobol")
    chart = sobol_bars(found)
    totals = [bar.get_width() for bar in bars(chart)][: len(found.table)]
    assert totals == pytest.approx(sorted((found.table["total"] * 100).tolist(), reverse=True))
    assert f"Surely more than luck: {', '.join(found.matter)}." in chart.caption
    pair = pd.DataFrame({"a": ["x"], "b": ["y"], "second": [0.2], "second_low": [0.1], "second_high": [0.3]})
    assert "largest interaction of two is x with y: 20 % [10, 30]" in sobol_bars(
        replace(found, pairs=pair)
    ).caption.replace("\xa0", " ")
    nothing = replace(found, matter=[], table=found.table.assign(floor=math.nan))
    assert "No setting is surely more than luck." in sobol_bars(nothing).caption
    assert "Grey marks" not in sobol_bars(nothing).caption


def test_dots_of_morris_are_where_the_table_says() -> None:
    found = indices("morris")
    chart = morris_plane(found)
    dots = np.concatenate([line.get_xydata() for line in chart.axes[0].lines if line.get_marker() == "o"])
    expected = found.table[["mu_star", "sigma"]].to_numpy() * 100
    assert sorted(map(tuple, dots.round(9))) == sorted(map(tuple, expected.round(9)))


def test_each_design_has_its_chart() -> None:
    for found, chart in ((indices("sobol"), sobol_bars), (indices("morris"), morris_plane), (alone(), tornado)):
        assert sensitivity(found).caption == chart(found).caption


def test_the_chart_of_another_design_is_refused() -> None:
    for chart, design in ((sobol_bars, "morris"), (morris_plane, "sobol"), (tornado, "sobol")):
        with pytest.raises(InputError, match="this chart is for the design"):
            chart(indices(design))
    with pytest.raises(InputError, match="is not one of single, double, slide"):
        sobol_bars(indices("sobol"), width="wide")
    with pytest.raises(InputError, match="case is missing"):
        phase_diagram(crossed(), ASYMMETRY, GRAPH)
    sampled = regimes().assign(**{"talk.weight": np.random.default_rng(6).uniform(size=len(regimes()))})
    with pytest.raises(InputError, match="values, a grid has up to 40"):
        phase_diagram(sampled, "talk.weight", ASYMMETRY)
