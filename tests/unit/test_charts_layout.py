"""Every chart at every width: all words on the page, none over another, whatever the data."""

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from sentiment_abm import charts
from sentiment_abm.charts.chart import Chart
from tests.chart_tables import POLLS, SEGMENTS, Results, overlaps, results, words

WIDTHS = ["single", "double", "slide"]
EIGHT = ("kept", "broken", "a partial result after a long wait", "deadlock", "low hype", "high hype", "x", "cry wolf")

COMMON = results(("promise kept", "promise broken", "partial result"), news=9)
SHAPES: dict[str, Callable[[str], Chart]] = {
    "moods": lambda width: charts.moods(COMMON, width=width),
    "news": lambda width: charts.news(COMMON, width=width),
    "states": lambda width: charts.states(COMMON, width=width),
    "flows": lambda width: charts.flows(COMMON, width=width),
    "differences": lambda width: charts.differences(COMMON, width=width),
    "segments": lambda width: charts.segments(results(segments=SEGMENTS), polls=POLLS, width=width),
    "segments of cases": lambda width: charts.segments(results(("a", "b"), segments=SEGMENTS), of="moods", width=width),
    "moods, 8 cases": lambda width: charts.moods(results(EIGHT, replicates=1, days=400), width=width),
    "states, 8 cases": lambda width: charts.states(results(EIGHT, replicates=1), width=width),
    "flows, 8 cases": lambda width: charts.flows(results(EIGHT, replicates=1, start=None), width=width),
    "news, 8 cases": lambda width: charts.news(results(EIGHT, replicates=1), width=width),
    "moods, 40 items": lambda width: charts.moods(results(news=40), width=width),
    "moods, 400 items": lambda width: charts.moods(results(news=400, days=400), width=width),
    "news, 400 items": lambda width: charts.news(results(news=400, days=400, start=None), width=width),
    "news, none": lambda width: charts.news(results(news=0), width=width),
    "moods, 1 day": lambda width: charts.moods(results(news=1, days=1), width=width),
    "states, 1 day, 1 run": lambda width: charts.states(results(days=1, replicates=1, start=None), width=width),
    "flows, 1 day": lambda width: charts.flows(results(days=1), width=width),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHAPES)
def test_words_fit(name: str, width: str) -> None:
    chart = SHAPES[name](width)
    found = words(chart)
    page = chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


def test_overlap_is_noticed() -> None:
    """The check above can fail."""
    figure = Figure()
    figure.text(0.5, 0.5, "hope")
    figure.text(0.51, 0.505, "despair")
    assert overlaps(words(figure)) == [("hope", "despair")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("news", [1, 5, 40, 400])
def test_event_numbers_keep_apart_and_in_order(news: int, width: str) -> None:
    chart = charts.moods(results(news=news, days=200), width=width)
    chart.draw_without_rendering()
    numbers = [text for text in chart.texts if (text.get_gid() or "").startswith("event-")]
    boxes = [text.get_window_extent() for text in numbers]
    assert [int(text.get_text()) for text in numbers] == list(range(1, len(numbers) + 1))
    assert numbers
    assert all(left.x1 < right.x0 for left, right in zip(boxes, boxes[1:], strict=False))


def test_events_without_number_are_ticks_and_counted() -> None:
    chart = charts.moods(results(news=400, days=400), width="single")
    numbers = [text for text in chart.texts if (text.get_gid() or "").startswith("event-")]
    total = len(results(news=400, days=400).items["kept"].drop_duplicates(["day", "kind", "headline"]))
    assert any(f"{total - len(numbers)} more news items" in text.get_text() for text in chart.texts)


def test_slide_is_sixteen_to_nine() -> None:
    for name in ("moods", "news", "states", "flows", "differences"):
        wide, high = SHAPES[name]("slide").get_size_inches()
        assert wide / high == pytest.approx(16 / 9), name


def test_single_page_is_a_journal_column() -> None:
    assert all(SHAPES[name]("single").get_size_inches()[0] == 3.5 for name in ("moods", "news", "flows"))


def test_results_may_lack_news() -> None:
    chart = charts.moods(Results(COMMON.daily, {}))
    assert not [text for text in chart.texts if text.get_gid()]
