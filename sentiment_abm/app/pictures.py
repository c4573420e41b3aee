"""The two pictures of the dashboard, on light and on dark paper."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sentiment_abm.charts.labels import spread
from sentiment_abm.charts.style import GRID, INK, MOODS, MUTED, PAPER, look

SIZE = (4.8, 3.0)  # inches; a card of the page is about as wide, so that letters keep their size
LABEL = 0.075  # height of a line's name, as a share of the axis


class Page(NamedTuple):
    """Colors of the paper and of what is written on it."""

    paper: str
    ink: str
    quiet: str
    grid: str


LIGHT = Page(PAPER, INK, MUTED, GRID)
DARK = Page("#1e1e1e", "#ececec", "#b0b0b0", "#3a3a3a")


def moods_over_time(daily: pd.DataFrame, news: Mapping[int, int], page: Page) -> Figure:
    """Shares of the moods on each day; `news` is how many items became news on a day, each day with a tick."""
    with look(), mpl.rc_context({"font.size": 10}):
        fig, axes = _empty(page)
        for mood, looks in MOODS.items():
            axes.plot(daily.index, daily[mood], color=looks.color, linestyle=looks.dash, linewidth=2.2)
        _name_lines(axes, daily.iloc[-1], page)
        for day in news:
            if day < daily.index[-1]:
                axes.axvline(day, color=page.quiet, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)
        axes.set(ylim=(0, 1), xlim=(0, max(30, int(daily.index[-1]))), xlabel="day")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.tick_params(labelsize="medium")
        fig.subplots_adjust(left=0.11, right=0.74, bottom=0.16, top=0.96)
        return fig


def _name_lines(axes: Any, last: "pd.Series[float]", page: Page) -> None:
    """Each line's name at its end, one above the other where lines end close together."""
    moods = sorted(MOODS, key=lambda mood: float(last[mood]))
    heights = spread([float(last[mood]) for mood in moods], [LABEL] * len(moods), 0.0, 1.0)
    for mood, height in zip(moods, heights, strict=True):
        axes.annotate(
            mood, (last.name, height), (6, 0), textcoords="offset points", va="center", annotation_clip=False,
            color=page.ink if page is DARK else MOODS[mood].ink,
        )  # fmt: skip


def network(graph: "nx.Graph[Any]", moods: Sequence[str], page: Page) -> Figure:
    """Citizens by mood, in the order of the nodes, and who knows whom."""
    with look(), mpl.rc_context({"font.size": 10}):
        fig, axes = _empty(page)
        places = _places(graph)
        pairs = [(places[a], places[b]) for a, b in graph.edges]
        axes.add_collection(LineCollection(pairs, colors=page.grid, linewidths=0.5, zorder=0))
        spots = np.array([places[node] for node in graph])
        for mood, looks in MOODS.items():
            here = spots[[each == mood for each in moods]]
            axes.scatter(here[:, 0], here[:, 1], s=16, color=looks.color, edgecolors=page.paper, linewidths=0.5)
        axes.set(xticks=[], yticks=[])
        axes.margins(0.03)
        axes.set_axis_off()
        fig.subplots_adjust(left=0, right=1, bottom=0, top=1)
        return fig


@lru_cache(maxsize=8)
def _places(graph: "nx.Graph[Any]") -> dict[Any, Any]:
    """Where each node stands; the same graph, the same picture."""
    found: dict[Any, Any] = nx.spring_layout(graph, seed=1, iterations=60, k=1.6 / max(1.0, len(graph) ** 0.5))
    return found


def _empty(page: Page) -> tuple[Figure, Any]:
    fig = Figure(figsize=SIZE, facecolor=page.paper)
    axes = fig.subplots()
    axes.set_facecolor(page.paper)
    axes.tick_params(labelcolor=page.ink, color=page.quiet)
    axes.xaxis.label.set_color(page.ink)
    axes.grid(color=page.grid)
    for spine in axes.spines.values():
        spine.set_color(page.quiet)
    return fig, axes
