"""What each chart draws is what the table says: lines, bands, bars, points, names and scales."""

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from sentiment_abm import charts
from sentiment_abm.charts import style
from sentiment_abm.charts.polls import read_polls
from sentiment_abm.spec import InputError
from tests.chart_tables import MOODS, POLLS, SEGMENTS, START, Results, daily, items, results


def line(ax: Axes, name: str) -> Line2D:
    """The drawn line of this name."""
    (found,) = [drawn for drawn in ax.lines if drawn.get_label() == name]
    return found


def written(chart: Any) -> list[str]:
    return [text.get_text() for text in chart.texts]


# ------------------------------------------------------------------------------------------------------ moods


def test_moods_are_medians_in_percent_in_their_own_colors() -> None:
    made = results(replicates=5)
    (ax,) = charts.moods(made).axes
    for mood in MOODS:
        drawn = line(ax, mood)
        median = made.daily.groupby("day")[mood].median() * 100
        np.testing.assert_allclose(drawn.get_ydata(), median)
        assert to_hex(drawn.get_color()) == style.MOODS[mood].color.lower()


def test_moods_have_two_bands_between_replicates_and_none_for_a_run() -> None:
    assert len(charts.moods(results(replicates=5)).axes[0].collections) == 2 * len(MOODS)
    assert len(charts.moods(results(replicates=1)).axes[0].collections) == 0


def test_moods_are_named_at_the_ends_of_their_lines() -> None:
    chart = charts.moods(results(("a", "b")))
    assert [written(chart).count(mood) for mood in MOODS] == [1, 1, 1]


def test_cases_stand_side_by_side_on_one_scale() -> None:
    first, second = charts.moods(results(("a", "b"))).axes
    assert first.get_ylim() == second.get_ylim()
    assert first.get_position().y0 == second.get_position().y0
    assert {"a", "b"} <= set(written(charts.moods(results(("a", "b")))))


def test_headlines_are_text_whatever_they_look_like() -> None:
    chart = charts.moods(results(news=5))
    assert any("<script>" in text for text in written(chart))
    assert "Aid of $5bn and $6bn agreed" in written(chart)
    assert not any(text.get_parse_math() for text in chart.texts)


def test_days_are_dates_where_there_is_a_start() -> None:
    dated, counted = (charts.moods(results(start=start)).axes[0].get_xticklabels() for start in (START, None))
    assert any("2025" in label.get_text() for label in dated)
    assert counted[0].get_text() == "day 0"


def test_one_day_shows_points() -> None:
    ax = charts.moods(daily(days=0, replicates=3)).axes[0]
    assert {line(ax, mood).get_marker() for mood in MOODS} == {"o"}


# ------------------------------------------------------------------------------------------------------- news


def test_news_stand_at_their_day_and_size() -> None:
    made = results(news=9)
    chart = charts.news(made)
    (ax,) = chart.axes
    table = made.items["kept"]
    days = {
        float(x) for drawn in ax.collections for x, _ in np.asarray(drawn.get_offsets()) if len(drawn.get_offsets())
    }
    assert set(table["day"]) <= days
    assert {"announcements: hype", "signals: strength", "outcomes: % delivered"} <= set(written(chart))
    assert chart.data["headline"].tolist() == table["headline"].tolist()


def test_cases_with_the_same_news_share_a_panel() -> None:
    table = daily(("a", "b", "c"), replicates=1, days=30)
    chart = charts.news(Results(table, {"a": items(5, 30), "b": items(5, 30), "c": items(5, 30, seed=1)}))
    assert len(chart.axes) == 2
    assert "a, b" in written(chart)
    assert len(chart.data) == 15


def test_no_news_says_so() -> None:
    (ax,) = charts.news(results(news=0)).axes
    assert [text.get_text() for text in ax.texts] == ["No news in this scenario"]


# ----------------------------------------------------------------------------------------------------- states


def test_states_are_lines_of_cases_with_names() -> None:
    made = results(("a", "b"), replicates=3)
    chart = charts.states(made, of=["trust", "waiting"])
    trust = made.daily[made.daily["case"] == "b"].groupby("day")["trust"].median()
    np.testing.assert_allclose(line(chart.axes[0], "b").get_ydata(), trust)
    assert max(line(chart.axes[1], "a").get_ydata()) > 1  # a share, in percent
    assert written(chart).count("a") == 1


def test_signed_states_have_a_line_at_zero() -> None:
    affect, trust = charts.states(results(), of=["affect", "trust"]).axes
    at_zero = [all(np.asarray(drawn.get_ydata()) == 0) for drawn in affect.lines]
    assert any(at_zero)
    assert not any(all(np.asarray(drawn.get_ydata()) == 0) for drawn in trust.lines)


def test_noise_does_not_fill_a_panel() -> None:
    table = pd.DataFrame({"day": range(9), "trust": 0.4 + 1e-4 * np.arange(9)})
    low, high = charts.states(table, of=["trust"]).axes[0].get_ylim()
    assert high - low >= 0.1


def test_many_cases_have_lines_without_bands() -> None:
    chart = charts.states(results(tuple("abcde"), replicates=3), of=["trust"])
    assert len(chart.axes[0].collections) == 0
    assert "in the data" in chart.caption
    assert chart.data["low95"].notna().any()


# ------------------------------------------------------------------------------------------------------ flows


def test_flows_are_exact_means_of_the_weeks() -> None:
    made = results(replicates=1, days=56)
    chart = charts.flows(made)
    name = "hope_to_skepticism"
    rows = chart.data[chart.data["indicator"] == name]
    moves = made.daily.loc[made.daily["day"] > 0, name].to_numpy()
    np.testing.assert_allclose(rows["median"], moves.reshape(8, 7).mean(axis=1))
    assert rows["median"].sum() * 7 == pytest.approx(moves.sum())


def test_net_flow_is_there_minus_back() -> None:
    chart = charts.flows(results(replicates=1), every=7)
    wide = chart.data.pivot_table(index="day", columns="indicator", values="median")
    net = wide["skepticism_to_hope"] - wide["hope_to_skepticism"]
    np.testing.assert_allclose(wide["skepticism_to_hope_net"], net)


def test_flows_wear_the_color_of_the_mood_they_lead_to() -> None:
    up, down, _net = charts.flows(results(replicates=1)).axes[0].patches
    assert to_hex(up.get_facecolor()) == style.MOODS["hope"].color.lower()
    assert to_hex(down.get_facecolor()) == style.MOODS["skepticism"].color.lower()
    assert up.get_extents().y0 >= down.get_extents().y0


@pytest.mark.parametrize(("days", "bars"), [(10, 10), (70, 10), (700, 50)])
def test_long_runs_have_longer_bins(days: int, bars: int) -> None:
    table = charts.flows(daily(replicates=1, days=days)).data
    assert table["day"].nunique() == bars


# --------------------------------------------------------------------------------------------------- segments


def test_segments_have_a_panel_each_on_one_scale() -> None:
    chart = charts.segments(results(segments=SEGMENTS))
    assert set(SEGMENTS) <= set(written(chart))
    assert len({ax.get_ylim() for ax in chart.axes}) == 1
    assert len(chart.axes) == 4


def test_polls_are_points_with_sampling_error() -> None:
    chart = charts.segments(results(segments=SEGMENTS), polls=POLLS)
    ukraine, russia = chart.axes[:2]
    (bar,) = ukraine.containers
    assert (bar[0].get_xdata()[0], bar[0].get_ydata()[0]) == (20, 31)
    low, high = bar[2][0].get_segments()[0][:, 1]
    assert (high - low) / 2 == pytest.approx(100 * 1.96 * sqrt(0.31 * 0.69 / 900), rel=1e-3)
    (plain,) = russia.containers
    assert plain[0].get_xdata()[0] == 31  # 20 February is 31 days after 20 January
    assert plain[2] == ()
    assert bar[0].get_marker() != plain[0].get_marker()
    assert {"Hope: Expect peace (A)", "Skepticism: Doubt (B)"} <= set(written(chart))


def test_a_poll_of_everyone_brings_everyone() -> None:
    poll = {"day": 3, "value": 0.2, "indicator": "net", "n": 100}
    chart = charts.segments(results(("a", "b"), segments=("x", "y")), polls=[poll])
    assert "Everyone" in written(chart)
    (bar,) = chart.axes[0].containers
    low, high = bar[2][0].get_segments()[0][:, 1]
    assert (high - low) / 2 == pytest.approx(100 * 1.96 * sqrt((1 - 0.04) / 100), rel=1e-3)


def test_a_lone_segment_is_everyone() -> None:
    chart = charts.segments(results(segments=("everyone",)), polls=[{**POLLS[0], "segment": "everyone"}])
    assert len(chart.axes) == 1
    assert len(chart.axes[0].containers) == 1


def test_wrong_polls_are_all_named() -> None:
    polls = [
        {"day": 1, "value": 3, "indicator": "hope"},
        {"value": 0.1, "indicator": "hop"},
        {"date": "soon", "value": 0.1, "indicator": "hope"},
        {"day": 1, "value": 0.1, "indicator": "hope", "segment": "Rusia"},
    ]
    with pytest.raises(InputError) as caught:
        read_polls(polls, START, ["Russia"])
    assert caught.value.problems == (
        "polls row 1: value 3 is outside 0…1",
        "polls row 2: indicator 'hop' is not a column of the daily table (did you mean 'hope'?)",
        "polls row 2: neither day nor date",
        "polls row 3: date 'soon' is not a date like 2025-02-18",
        "polls row 4: no segment 'Rusia' (did you mean 'Russia'?)",
    )


# ------------------------------------------------------------------------------------------------ differences


def test_differences_are_medians_of_pairs() -> None:
    made = results(("a", "b"), replicates=5)
    chart = charts.differences(made, "a", "b", of=["net"])
    wide = made.daily.pivot_table(index=["day", "replicate"], columns="case", values="net")
    median = (wide["b"] - wide["a"]).groupby("day").median() * 100
    np.testing.assert_allclose(line(chart.axes[0], "net").get_ydata(), median)
    assert any("b minus a" in text for text in written(chart))


def test_only_replicates_of_both_cases_are_compared() -> None:
    table = daily(("a", "b"), replicates=3, days=5)
    table = table[(table["case"] == "a") | (table["replicate"] > 0)]
    assert set(charts.differences(table, of=["net"]).data["replicates"]) == {2}


def test_differences_need_two_cases_with_pairs() -> None:
    with pytest.raises(InputError, match="two cases are needed"):
        charts.differences(results())
    table = daily(("a", "b"), replicates=2, days=5)
    table = table[(table["case"] == "a") == (table["replicate"] == 0)]
    with pytest.raises(InputError, match="no replicate and day in common"):
        charts.differences(table, of=["net"])
