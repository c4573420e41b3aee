"""How the headline charts look: a question, its answer in a sentence, panels, lines with names at their ends."""

import itertools
import re
import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from experiments.evidence import Fact
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.style import CASES, INK, MUTED, OUTER, PAPER, RULE, SEQUENTIAL, WIDTHS, Look

SIZE = WIDTHS["double"]
LEFT, RIGHT, BOTTOM = 0.095, 0.975, 0.225  # of the chart, around the panels
POINTS = 100.0  # a share as percentage points
LONG_DASH = (0.0, (9.0, 1.6))  # a fifth one, where the others are taken


def sheet(
    question: str, answer: str, *, panels: int = 1, room: float = 0.0, margin: float = 0.0, height: float = 4.4
) -> tuple[Chart, list[Axes]]:
    """An empty chart with its title.

    `room` is the share of the chart kept free at the right of each panel for
    names, `margin` that at the right of the last one.
    """
    chart = Chart.of_size(SIZE, height * 72)
    lines = textwrap.wrap(re.sub(r"(?<![\w–])-(?=\d)", "−", answer).replace(" %", "\u00a0%"), 104)
    chart.text(0.02, 1 - 0.1 / height, question, size=12, weight="bold", color=INK, va="top")
    chart.text(0.02, 1 - 0.42 / height, "\n".join(lines), size=9, color=INK, va="top", linespacing=1.35)
    top = 1 - (0.5 + 0.175 * len(lines)) / height  # panels make room for their own titles
    axes = list(np.atleast_1d(chart.subplots(1, panels, squeeze=True)))
    width = (RIGHT - margin - LEFT) / panels
    for k, ax in enumerate(axes):
        own = width - room - (0.0 if k == panels - 1 else 0.055)
        ax.set_position((LEFT + k * width, BOTTOM, own, top - BOTTOM))
    return chart, axes


def line(ax: Axes, table: pd.DataFrame, x: str, look: Look = CASES[0], factor: float = POINTS) -> None:
    """A line through means over the band of their 95 % intervals."""
    at = table[x].to_numpy(dtype=float)
    mean, low, high = (table[name].to_numpy(dtype=float) * factor for name in ("mean", "low95", "high95"))
    ax.fill_between(at, low, high, color=look.color, alpha=OUTER, linewidth=0)
    ax.plot(at, mean, color=look.color, linestyle=look.dash, marker="o", markersize=3, markeredgecolor=PAPER,
            markeredgewidth=0.4, zorder=3)  # fmt: skip


def names(ax: Axes, ends: Sequence[tuple[float, str, str]], gap: float = 0.062) -> None:
    """Names of lines at the right of a panel, each as (value, name, color), moved apart where they would overlap."""
    low, high = ax.get_ylim()
    order = sorted(range(len(ends)), key=lambda k: ends[k][0])
    places = [(ends[k][0] - low) / (high - low) for k in order]
    lines = [1 + ends[k][1].count("\n") for k in order]
    gaps = [gap * (one + other) / 2 for one, other in itertools.pairwise(lines)]
    for k, apart in enumerate(gaps):
        places[k + 1] = max(places[k + 1], places[k] + apart)
    for k in reversed(range(len(places))):
        places[k] = min(places[k], 1.0 if k == len(places) - 1 else places[k + 1] - gaps[k])
    for place, k in zip(places, order, strict=True):
        end = (ends[k][0] - low) / (high - low)
        if abs(place - end) > 0.02:  # a thin line leads from the end to a name that had to move
            ax.plot([0.975, 1.01], [end, place], transform=ax.transAxes, color=ends[k][2], linewidth=0.5, clip_on=False)
        ax.text(1.015, place, ends[k][1], transform=ax.transAxes, color=ends[k][2], va="center", size=8,
                linespacing=1.1)  # fmt: skip


def axis(ax: Axes, x: str, y: str, title: str = "") -> None:
    """What the axes are, in plain words."""
    wide = int(ax.get_position().width * SIZE.inches * 72 / (8 * 0.6))  # letters that fit above a panel
    lines = [line for text in (title, y.replace("\n", " ")) if text for line in textwrap.wrap(text, wide)]
    x = "\n".join(part for text in x.split("\n") for part in textwrap.wrap(text, wide))
    ax.set_title("\n".join(lines), loc="left", size=8, color=MUTED, linespacing=1.3, pad=5)
    ax.set_xlabel(x, color=INK)
    _make_room(ax, len(lines))
    low, high = ax.get_ylim()
    if low < 0.0 < high:
        ax.axhline(0.0, color=RULE, linewidth=0.8, zorder=1)


def _make_room(ax: Axes, lines: int) -> None:
    """Lower all panels of the chart so far that the titles of each fit above it."""
    chart = ax.figure
    tops = chart.__dict__.setdefault("room_for_titles", {"start": ax.get_position().y1, "lines": 0})
    tops["lines"] = max(tops["lines"], lines)
    top = tops["start"] - (0.08 + 0.15 * tops["lines"]) / chart.get_size_inches()[1]
    for each in chart.axes:
        place = each.get_position()
        each.set_position((place.x0, place.y0, place.width, top - place.y0))


def note(chart: Chart, text: str) -> None:
    """The small print at the foot: what the intervals are, and that this is a model."""
    words = f"{text} A model, not a forecast."
    chart.text(0.02, 0.02, "\n".join(textwrap.wrap(words, 128)), size=6.8, color=MUTED, va="bottom", linespacing=1.3)


def shades(count: int) -> list[Look]:
    """Looks for a number that grows from line to line: from light to dark."""
    shares = np.linspace(0.3, 1.0, count)
    dashes = [*(each.dash for each in CASES[:4][::-1]), LONG_DASH]
    return [
        Look(to_hex(SEQUENTIAL(share)), to_hex(SEQUENTIAL(max(share, 0.55))), dashes[k % len(dashes)])
        for k, share in enumerate(shares)
    ]


def change(fact: Fact) -> str:
    """A difference of shares in plain words; one whose interval holds 0 is none that is sure.

    >>> change(Fact("mood", "", -0.0152, -0.02, -0.01)), change(Fact("trust", "", 0.004, -0.01, 0.02))
    ('1.5 points lower', 'not surely different')
    """
    if fact.low <= 0.0 <= fact.high:
        return "not surely different"
    return f"{100 * abs(fact.estimate):.1f} points {'lower' if fact.estimate < 0 else 'higher'}"


def ticks(ax: Axes, values: Sequence[float], words: Sequence[str] | None = None) -> None:
    """Marks of the horizontal axis where the values are."""
    ax.set_xticks(list(values), list(words) if words else [f"{value:g}" for value in values])
    ax.minorticks_off()
