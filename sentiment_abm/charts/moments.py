"""What charts of single days share: the titles of the days, and the moods of everybody in their colors and shapes."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from sentiment_abm.analysis.snapshots import Snapshots
from sentiment_abm.charts.dates import day_label
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import SMALL, Sheet
from sentiment_abm.charts.style import MOODS
from sentiment_abm.spec import InputError


class Shape(NamedTuple):
    """How a mood is drawn where it is a mark: the sign in text, and matplotlib's marker."""

    glyph: str
    marker: str


# Told apart without color: what points up is hope, what points down is disappointment.
SHAPES = {"hope": Shape("▲", "^"), "skepticism": Shape("●", "o"), "disappointment": Shape("▼", "v")}


def title(day: int, start: date | None) -> str:
    """The name of a moment.

    >>> title(0, None), title(3, date(2025, 1, 20))
    ('start', 'day 3 · 23 Jan 2025')
    """
    name = f"day {day}" if day else "start"
    return f"{name} · {day_label(day, start, year=True)}" if start else name


def shares(seen: Snapshots) -> pd.DataFrame:
    """Shares of people in each mood on each day, 0…1; index `day`, one column per mood."""
    people = seen.people
    found: pd.DataFrame = pd.crosstab(people["day"], people["mood"], normalize="index")
    return found.reindex(columns=list(MOODS), fill_value=0.0)


def few(days: Sequence[int], most: int) -> None:
    """InputError where there are more days than a chart has room for."""
    if len(days) > most:
        raise InputError([f"days: {len(days)} are too many for one chart, choose up to {most}"])


def write_shares(made: Sheet, i: int, found: pd.Series, y: float) -> None:
    """The shares of one day in a row over panel i at `y` points, each with the sign of its mood."""
    size = made.width.font * SMALL
    x = made.boxes[i].left
    for mood, look in MOODS.items():
        text = f"{SHAPES[mood].glyph}\xa0{found[mood] * 100:.0f}\xa0%"
        made.write(x, y, text, size=size, color=look.ink)
        x += text_width(text, size) + size * 1.2


def write_key(made: Sheet, y: float, more: str = "") -> None:
    """The names of the moods with their signs in one row of the page, and `more` words behind."""
    size = made.width.font
    x = size * 0.6
    for mood, look in MOODS.items():
        text = f"{SHAPES[mood].glyph}\xa0{mood}"
        made.write(x, y, text, size=size, color=look.ink)
        x += text_width(text, size) + size * 1.2
    if more:
        made.write(x, y, more, size=size)


def told(seen: Snapshots) -> str:
    """The shares of all days in words, for readers who cannot see them."""
    rows = shares(seen).to_dict("records")
    days = [
        f"{title(day, seen.start_date)}: " + ", ".join(f"{mood} {row[mood] * 100:.0f} %" for mood in MOODS)
        for day, row in zip(seen.days, rows, strict=True)
    ]
    return "; ".join(days) + "."
