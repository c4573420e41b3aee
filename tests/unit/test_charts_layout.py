"""Every chart at every width: all words on the page, none over another, whatever the data."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from sentiment_abm import charts
from sentiment_abm.charts.chart import Chart
from tests.chart_tables import POLLS, SEGMENTS, Results, overlaps, results, words

WIDTHS = ["single", "double", "slide"]
EIGHT = ("kept", "broken", "a partial result after a long wait", "deadlock", "low hype", "high hype", "x", "cry wolf")

COMMON = results(("promise kept", "promise broken", "partial result"), news=9)
MANY = results(EIGHT, replicates=1, days=200)
FULL = results(news=400, days=400)
SHORT = results(news=1, days=1, replicates=1, start=None)

USUAL: dict[str, Callable[[str], Chart]] = {
    "moods": lambda width: charts.moods(COMMON, width=width),
    "news": lambda width: charts.news(COMMON, width=width),
    "states": lambda width: charts.states(COMMON, width=width),
    "flows": lambda width: charts.flows(COMMON, width=width),
    "differences": lambda width: charts.differences(COMMON, width=width),
    "segments": lambda width: charts.segments(results(segments=SEGMENTS), polls=POLLS, width=width),
}
EXTREME: dict[str, Callable[[], Chart]] = {
    "8 cases of moods": lambda: charts.moods(MANY, width="single"),
    "8 cases of moods on a slide": lambda: charts.moods(MANY, width="slide"),
    "8 cases of states": lambda: charts.states(MANY, width="double"),
    "8 cases of flows": lambda: charts.flows(MANY, width="single"),
    "8 cases of news": lambda: charts.news(MANY, width="double"),
    "moods by segment and case": lambda: charts.segments(results(("a", "b"), segments=SEGMENTS), of="moods"),
    "40 items": lambda: charts.moods(results(news=40), width="double"),
    "400 items": lambda: charts.moods(FULL, width="single"),
    "400 items in lanes": lambda: charts.news(FULL, width="slide"),
    "no items": lambda: charts.news(results(news=0), width="single"),
    "1 day of moods": lambda: charts.moods(SHORT, width="single"),
    "1 day of news": lambda: charts.news(SHORT, width="slide"),
    "1 day of states": lambda: charts.states(SHORT, width="single"),
    "1 day of flows": lambda: charts.flows(SHORT, width="double"),
}


def check_words(chart: Chart) -> None:
    found = words(chart)
    page = chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", USUAL)
def test_words_fit(name: str, width: str) -> None:
    check_words(USUAL[name](width))


@pytest.mark.parametrize("name", EXTREME)
def test_words_fit_at_the_extremes(name: str) -> None:
    check_words(EXTREME[name]())


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
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_events_without_number_are_ticks_and_counted() -> None:
    chart = charts.moods(FULL, width="single")
    numbers = [text for text in chart.texts if (text.get_gid() or "").startswith("event-")]
    total = len(FULL.items["kept"].drop_duplicates(["day", "kind", "headline"]))
    assert any(f"{total - len(numbers)} more news items" in text.get_text() for text in chart.texts)


def test_slide_is_sixteen_to_nine() -> None:
    for name in ("moods", "news", "states", "flows", "differences"):
        wide, high = USUAL[name]("slide").get_size_inches()
        assert wide / high == pytest.approx(16 / 9), name


def test_single_page_is_a_journal_column() -> None:
    assert all(USUAL[name]("single").get_size_inches()[0] == 3.5 for name in ("moods", "news", "flows"))


def test_results_may_lack_news() -> None:
    chart = charts.moods(Results(COMMON.daily, {}))
    assert not [text for text in chart.texts if text.get_gid()]
