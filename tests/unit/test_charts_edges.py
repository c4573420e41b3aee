"""Headlines of every kind, series that do not move, one day, one citizen: readable charts without a warning."""

from collections.abc import Callable

import networkx as nx
import pandas as pd
import pytest
from matplotlib.text import Text

from sentiment_abm import charts
from sentiment_abm.analysis.explain import explain
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.citizen import citizen
from sentiment_abm.charts.style import CASES, INK, MOODS, MUTED, PAPER, look, rendered
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.item import NewsItem
from tests.chart_tables import Results, daily, items, overlaps, results, words

HEADLINES = (
    '<script>alert("peace")</script>',
    "R&D, aid & arms <b>&amp;",
    "Aid of $5bn and $6bn, x_1^2 \\frac{1}{2}",
    "Peace 🕊️ at last 🎉",
    "توقيع اتفاق السلام غدًا",
    "הסכם שלום נחתם",
    "word " * 40,
    "unbreakable" * 19,
    "",
)
OF_NEWS = ("moods", "news")
OF_DAYS = ("moods", "states", "flows", "segments")
INKS = {INK, MUTED, *(style.ink for style in MOODS.values()), *(style.ink for style in CASES)}


def awkward() -> Results:
    told = pd.concat([items(1).assign(day=6 * k + 1, headline=text) for k, text in enumerate(HEADLINES)])
    return Results(daily(), {"kept": told.reset_index(drop=True)})


def hermit() -> Run:
    """One citizen, one day, one headline."""
    news = [NewsItem(0, "announcement", HEADLINES[0], "leader")]
    return simulate(news, graph=nx.empty_graph(1), days=1, seed=1)


def check_words(chart: Chart) -> None:
    found, page = words(chart), chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


@pytest.mark.parametrize("width", ["single", "double", "slide"])
@pytest.mark.parametrize("family", OF_NEWS)
def test_headlines_of_every_kind_fit(family: str, width: str) -> None:
    chart = getattr(charts, family)(awkward(), width=width)
    check_words(chart)
    assert b"<script" not in rendered(chart, "svg", words=True)


def test_headlines_are_text_not_markup_or_formulas() -> None:
    chart = charts.news(awkward())
    with look():
        chart.draw_without_rendering()
    said = " ".join(text.get_text() for text in chart.texts)
    assert "$5bn and $6bn" in said
    assert not any(text.get_parse_math() for text in chart.texts)
    assert b"&lt;script&gt;" in rendered(chart, "svg", words=True)


STILL: dict[str, Callable[[str], Chart]] = {
    family: lambda width, family=family: getattr(charts, family)(constant(), width=width)  # type: ignore[misc]
    for family in OF_DAYS
}


def constant() -> Results:
    table = daily(("a", "b"))
    first = table.groupby(["case", "replicate", "segment"]).transform("first").drop(columns="day")
    return Results(first.assign(overload=0.4, **table[["case", "replicate", "segment", "day"]]), {})


@pytest.mark.parametrize(("family", "width"), [*zip(STILL, ("single", "double", "slide", "single"), strict=True)])
def test_a_series_that_does_not_move_is_readable(family: str, width: str) -> None:
    check_words(STILL[family](width))


def test_a_difference_that_does_not_move_is_readable() -> None:
    check_words(charts.differences(constant(), "a", "b"))


@pytest.mark.parametrize("family", ["moods", "news", "states", "flows", "segments"])
def test_one_citizen_on_one_day_is_readable(family: str) -> None:
    run = hermit()
    check_words(getattr(charts, family)(run))


def test_the_life_of_one_citizen_on_one_day_is_readable() -> None:
    check_words(citizen(explain(hermit(), 0)))


# -- contrast, as WCAG 2.2 measures it


def contrast(one: object, other: object) -> float:
    from matplotlib.colors import to_rgb

    def luminance(color: object) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]  # type: ignore[arg-type]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_noticed() -> None:
    """The check below can fail: the color of a mood's line is too light for words."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast(MOODS["skepticism"].color, PAPER) < 4.5


@pytest.mark.parametrize("family", ["moods", "news", "states", "flows", "segments", "differences"])
def test_words_of_real_charts_are_readable_on_paper(family: str) -> None:
    made = results(("a", "b"), segments=("x", "y"))
    chart = getattr(charts, family)(made)
    chart.draw_without_rendering()
    shown = [text for text in chart.findobj(Text) if text.get_visible() and text.get_text().strip()]
    assert shown
    assert [text.get_text() for text in shown if contrast(text.get_color(), PAPER) < 4.5] == []


def test_inks_are_readable() -> None:
    assert min(contrast(ink, PAPER) for ink in INKS) >= 4.5
