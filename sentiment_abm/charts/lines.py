"""What is drawn inside panels: lines with bands, of moods or of cases, and names at the ends of lines."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sentiment_abm.charts.bands import one
from sentiment_abm.charts.labels import readable, spread, text_width, wrapped
from sentiment_abm.charts.panels import LEADING, Sheet
from sentiment_abm.charts.style import CASES, INNER, MOODS, OUTER, RULE, Look


class EndLabel(NamedTuple):
    """The name of a line, to stand at the height of its last value."""

    value: float
    text: str
    ink: str


def line(
    ax: Axes, rows: pd.DataFrame, look: Look, factor: float = 1.0, name: str = "", *, banded: bool = True
) -> Line2D:
    """The median line of one group of a table of :func:`bands`, over its 95 % and 50 % bands where it has them."""
    rows = rows.dropna(subset="median")
    day, alone = rows["day"].to_numpy(), len(rows) == 1
    for part, opacity in (("95", OUTER), ("50", INNER)) if banded else ():
        low, high = (rows[f"{side}{part}"].to_numpy(dtype=float) * factor for side in ("low", "high"))
        if np.isfinite(low).any():
            ax.fill_between(day, low, high, color=look.color, alpha=opacity, linewidth=0, label=f"_{name} {part} %")
            if alone:  # one day has no width to fill
                ax.vlines(
                    day, low, high, color=look.color, alpha=opacity * 2, linewidth=rcParams["lines.linewidth"] * 2
                )
    (drawn,) = ax.plot(
        day, rows["median"].to_numpy(dtype=float) * factor, color=look.color, linestyle=look.dash,
        marker="o" if alone else "", label=name, zorder=3, clip_on=False,  # a line at 0 lies on the axis, not under it
    )  # fmt: skip
    return drawn


def is_banded(cases: Sequence[str]) -> bool:
    """Whether lines of so many cases in one panel still leave room for bands."""
    return len(cases) <= 4


def case_lines(
    made: Sheet, i: int, cases: Sequence[str], shown: pd.DataFrame, factor: float, room: float | None
) -> None:
    """One line per case on panel i; with `room` their names stand at the right."""
    # There are more looks than cases.
    courses = [(case, one(shown, case=case), look) for case, look in zip(cases, CASES, strict=False)]
    _named_lines(made, i, courses, factor, room, banded=is_banded(cases))


def mood_lines(made: Sheet, i: int, shown: pd.DataFrame, room: float | None) -> None:
    """The three moods of one case on panel i, in %; with `room` their names stand at the right."""
    courses = [(mood, one(shown, indicator=mood), look) for mood, look in MOODS.items()]
    _named_lines(made, i, courses, 100.0, room)


def _named_lines(
    made: Sheet,
    i: int,
    courses: Iterable[tuple[str, pd.DataFrame, Look]],
    factor: float,
    room: float | None,
    *,
    banded: bool = True,
) -> None:
    ends = []
    for name, rows, look in courses:
        line(made.axes[i], rows, look, factor, name, banded=banded)
        ends += [EndLabel(float(value) * factor, name, look.ink) for value in rows["median"].dropna().tail(1)]
    if room is not None:
        end_labels(made, i, ends, room)


def label_room(names: Sequence[str], size: float, most: float) -> float:
    """Points that the longest of these names needs beside a panel, at most `most`."""
    return min(max((text_width(readable(name), size) for name in names), default=0.0) + size * 1.6, most)


def end_labels(made: Sheet, i: int, labels: Iterable[EndLabel], room: float) -> None:
    """Names beside panel i at the ends of its lines, moved apart where lines end close together."""
    box, size = made.boxes[i], made.width.font
    low, high = made.axes[i].get_ylim()
    ordered = sorted(labels, key=lambda label: label.value)
    texts = [wrapped(readable(label.text), room - size * 1.5, size) for label in ordered]
    wanted = [box.bottom + (label.value - low) / (high - low) * box.height for label in ordered]
    heights = [len(text) * size * LEADING * 0.95 for text in texts]
    centers = spread(wanted, heights, box.bottom - size, box.bottom + box.height + size)
    edge = box.left + box.width
    for label, text, at, center in zip(ordered, texts, wanted, centers, strict=True):
        if abs(at - center) > size * 0.3:  # a label that had to move is tied to its line
            tie = Line2D([edge + 1, edge + size * 0.9], [at, center], transform=made.points, color=RULE, linewidth=0.5)
            made.chart.add_artist(tie)
        middle = "center" if len(text) > 1 else "center_baseline"
        made.write(edge + size * 1.1, center, "\n".join(text), color=label.ink, va=middle)
