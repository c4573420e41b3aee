"""Moods and news: medians in their own colors, names, headlines, days; items at their day and size."""

import numpy as np
from matplotlib.colors import to_hex

from sentiment_abm import charts
from sentiment_abm.charts import style
from tests.chart_tables import MOODS, START, Results, daily, items, line, results, written


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
