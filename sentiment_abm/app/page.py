"""The page of the dashboard: Mesa's controls, two pictures, and a news feed with buttons.

``sentiment-abm app`` serves it; so does ``solara run sentiment_abm.app.page``.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import force_update, update_counter

from sentiment_abm.app.pictures import DARK, LIGHT, moods_over_time, network
from sentiment_abm.app.pictures import Page as Paper
from sentiment_abm.app.played import PlayedModel
from sentiment_abm.app.sliders import settings
from sentiment_abm.engine.observe import MOODS

TITLE = "Public sentiment about peace talks"
DPI = 140


# Labels over their sliders, because in a line with one a long label leaves it no room.
STYLE = """
.v-input__slider > .v-input__control > .v-input__slot { flex-direction: column; align-items: stretch; margin: 0; }
.v-input__slider .v-label { height: auto; font-size: 14px; }
.news .item { display: block; padding-top: 6px; }
.v-card__title { word-break: normal; }
.v-input__slider .v-label::first-letter { text-transform: uppercase; }
.theme--dark .on-light, .theme--light .on-dark { display: none !important; }
"""


@solara.component
def Page() -> Any:  # noqa: N802  # components are named like classes
    """A fresh model for each visitor."""
    model = solara.use_reactive(solara.use_memo(PlayedModel, []))
    solara.Style(STYLE)
    SolaraViz(model, components=[], model_params=settings(), name=TITLE, play_interval=200)
    with solara.ColumnsResponsive([12, 12], medium=[6, 6]):  # twelfths of the width, one below the other on a phone
        MoodsView(model.value)
        NetworkView(model.value)
    NewsView(model.value)


@solara.component
def MoodsView(model: PlayedModel) -> Any:  # noqa: N802
    """Moods over time."""
    update_counter.get()
    news = Counter(item.day for item in model.news.items)
    with solara.Card(f"Moods over time, day {model.day}", classes=["moods"]):
        daily = model.so_far()
        Picture(lambda paper: moods_over_time(daily, news, paper))
        solara.Text("Dotted lines: days with news. A model, not a forecast.", classes=["note"])


@solara.component
def NetworkView(model: PlayedModel) -> Any:  # noqa: N802
    """Who feels what, and who knows whom."""
    update_counter.get()
    with solara.Card("Citizens and their contacts", classes=["network"]):
        moods = [MOODS[mood] for mood in model.agents.get("mood")]
        Picture(lambda paper: network(model.society.graph, moods, paper))
        solara.Text("Colors as in the chart of moods; lines join contacts.", classes=["note"])


@solara.component
def Picture(drawn: Callable[[Paper], Figure]) -> Any:  # noqa: N802
    """A picture on light and on dark paper, of which the style shows one: only the browser knows whether it is dark."""
    for name, paper in (("light", LIGHT), ("dark", DARK)):
        with solara.Column(classes=[f"on-{name}"], margin=0):
            solara.FigureMatplotlib(drawn(paper), format="png", dpi=DPI, facecolor=paper.paper)


@solara.component
def NewsView(model: PlayedModel) -> Any:  # noqa: N802
    """What has been news, the latest first, and buttons for more."""
    update_counter.get()

    def then(act: Callable[[], None]) -> Callable[[], None]:
        def clicked() -> None:
            act()
            force_update()

        return clicked

    with solara.Card("News", classes=["news"]):
        with solara.Row(style={"flex-wrap": "wrap", "row-gap": "8px"}):
            solara.Button("Announcement", on_click=then(model.announce), outlined=True)
            solara.Button("Promise kept", on_click=then(lambda: model.resolve(1.0)), outlined=True)
            solara.Button("Promise broken", on_click=then(lambda: model.resolve(0.0)), outlined=True)
            solara.Button("Hostile campaign", on_click=then(model.attack), outlined=True)
        told = sorted((item for item in model.news.items if item.day <= model.day), key=lambda item: -item.day)
        for item in told:
            when = "tomorrow" if item.day == model.day else f"day {item.day}"
            solara.Text(f"{when}: {item.headline} ({item.source.replace('_', ' ')})", classes=["item"])
        if not told:
            solara.Text("No news yet.")
