"""Made-up results for the chart tests: smooth shares that always add up, news with awkward headlines, polls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sentiment_abm.charts.style import look

MOODS = ("hope", "skepticism", "disappointment")
SEGMENTS = ("Ukraine", "Russia", "United States", "Europe")
START = date(2025, 1, 20)
HEADLINES = (
    'Leaders agree to meet: <script>alert("peace")</script> & more',
    "Deadline extended a third time; officials ask for patience while working groups meet in parallel formats again",
    "Aid of $5bn and $6bn agreed",
    "Зустріч завершилась без угоди",
    "Truce",
)


@dataclass
class Results:
    """The part of loaded results that charts read."""

    daily: pd.DataFrame
    items: Mapping[str, pd.DataFrame]
    start_date: date | None = None
    manifest: Mapping[str, Any] | None = None


def daily(
    cases: Sequence[str] = ("kept",), replicates: int = 4, days: int = 60, segments: Iterable[str] = ()
) -> pd.DataFrame:
    """A long daily table; replicate r has the same luck in every case."""
    parts = []
    for k, case in enumerate(cases):
        for s, segment in enumerate(["all", *segments]):
            for replicate in range(replicates):
                luck = np.random.default_rng(replicate).normal(0, 0.3) + 0.2 * s
                parts.append(_run(days, k, luck).assign(case=case, replicate=replicate, segment=segment))
    return pd.concat(parts, ignore_index=True)


def _run(days: int, case: int, luck: float) -> pd.DataFrame:
    t = np.arange(days + 1)
    pulls = np.exp([0.8 * np.sin(t / 9 + case) + luck, 0.5 + 0 * t, 0.3 * np.cos(t / 7) - luck - 0.2 * case])
    shares = pulls / pulls.sum(axis=0)
    table = pd.DataFrame(shares.T, columns=list(MOODS)).assign(day=t)
    table["net"] = table["hope"] - table["disappointment"]
    table["belief"], table["trust"] = 0.25 + 0.2 * table["net"], 0.4 + 0.1 * table["net"]
    table["affect"], table["stress"] = 2 * table["net"], 0.4 - 0.2 * table["net"]
    table["overload"] = np.where(t == 0, np.nan, 0.4 + 0.1 * np.sin(t))
    table["waiting"] = 0.5 + 0.5 * np.sin(t / 10)
    for a in MOODS:
        for b in MOODS:
            table[f"{a}_to_{b}"] = np.where(t == 0, 0.0, table[a] * (0.94 if a == b else 0.03 + 0.01 * np.sin(t / 8)))
    return table


def items(count: int, days: int = 60, seed: int = 0) -> pd.DataFrame:
    """News of all kinds on random days, many of them close together."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "day": int(day),
            "kind": (kind := ("announcement", "signal", "outcome")[i % 3]),
            "headline": f"{HEADLINES[i % len(HEADLINES)]}{f' {i}' if i >= len(HEADLINES) else ''}",
            "source": "leader",
            "hype": float(rng.choice([0.5, 1, 2])) if kind != "signal" else np.nan,
            "caveat": 0.0,
            "delivered": float(rng.choice([0, 0.4, 1])) if kind == "outcome" else np.nan,
            "external": 0.0,
            "deception": kind == "outcome" and i % 2 == 0,
            "closes": i % 4 != 1,
            "size": 1.0,
            "strength": float(rng.choice([-2, 1])) if kind == "signal" else np.nan,
            "coverage": int(rng.integers(1, 9)),
            "learned": 0.8,
        }
        for i, day in enumerate(np.sort(rng.integers(0, days, count)))
    ]
    columns = ["day", "kind", "headline", "source", "hype", "delivered", "strength", "coverage"]
    return pd.DataFrame(rows) if rows else pd.DataFrame({name: [] for name in columns})


def results(cases: Sequence[str] = ("kept",), news: int = 6, start: date | None = START, **shape: Any) -> Results:
    """Results whose cases have news of their own."""
    table = daily(cases, **shape)
    return Results(table, {case: items(news, int(table["day"].max()), k) for k, case in enumerate(cases)}, start)


POLLS = (
    {
        "segment": "Ukraine",
        "day": 20,
        "value": 0.31,
        "indicator": "hope",
        "label": "Expect peace",
        "source": "A",
        "n": 900,
    },
    {
        "segment": "Russia",
        "date": "2025-02-20",
        "value": 0.5,
        "indicator": "skepticism",
        "label": "Doubt",
        "source": "B",
    },
)


def line(ax: Axes, name: str) -> Line2D:
    """The drawn line of this name."""
    (found,) = [drawn for drawn in ax.lines if drawn.get_label() == name]
    return found


def written(chart: Figure) -> list[str]:
    """The texts of a page outside its axes."""
    return [text.get_text() for text in chart.texts]


def words(chart: Figure) -> list[tuple[str, Bbox]]:
    """Every visible text of a figure with its place in pixels, ticks included."""
    with look():  # as when it is saved
        chart.draw_without_rendering()
        return [(text.get_text(), text.get_window_extent()) for text in _shown(chart)]


def _shown(chart: Figure) -> list[Text]:
    texts = chart.findobj(Text)
    return [text for text in texts if text.get_visible() and text.get_text().strip() and _is_drawn(text)]


def _is_drawn(text: Text) -> bool:
    """Ticks keep texts that they do not draw: those of hidden labels and of ticks outside the axis."""
    axes = text.axes
    if axes is None:
        return True
    for axis in (axes.xaxis, axes.yaxis):
        for tick in axis.majorTicks:
            if text in (tick.label1, tick.label2):
                low, high = sorted(axis.get_view_interval())
                return text.get_visible() and low - 1e-9 <= tick.get_loc() <= high + 1e-9
    return text is not axes.title


def overlaps(found: list[tuple[str, Bbox]], slack: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other by more than `slack` pixels in both directions."""
    pairs = []
    for i, (name, box) in enumerate(found):
        for other, room in found[i + 1 :]:
            wide = min(box.x1, room.x1) - max(box.x0, room.x0)
            high = min(box.y1, room.y1) - max(box.y0, room.y0)
            # Lines of text may share the space between them: a box includes room for letters that are not there.
            if wide > slack and high > 0.3 * min(box.height, room.height):
                pairs.append((name, other))
    return pairs
