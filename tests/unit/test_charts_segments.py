"""Segments: a panel each on one scale, and polls as points with their sampling error."""

from math import sqrt

import pytest

from sentiment_abm import charts
from sentiment_abm.charts.polls import read_polls
from sentiment_abm.spec import InputError
from tests.chart_tables import POLLS, SEGMENTS, START, results, written


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
