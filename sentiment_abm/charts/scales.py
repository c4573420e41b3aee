"""Scales of panels: one of time for all, and round marks for values."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from matplotlib.ticker import MaxNLocator

from sentiment_abm.charts.dates import ticks
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import Sheet


def time_axes(made: Sheet, span: tuple[int, int], start: date | None) -> None:
    """One scale of time for all panels; labels under the lowest panel of each column, inside its edges."""
    first, last = span
    if first == last:
        span = (first - 1, last + 1)
    for i, (ax, box) in enumerate(zip(made.axes, made.boxes, strict=True)):
        room = text_width("30 September" if start else "day 00 ", made.width.font)
        found = ticks(first, last, start, int(box.width / room))
        ax.set_xlim(*span)
        ax.set_xticks([tick.day for tick in found], [tick.label for tick in found])
        ax.tick_params(axis="x", labelbottom=made.is_lowest(i))
        for tick, drawn in zip(found, ax.xaxis.get_major_ticks(), strict=True):
            place = (tick.day - span[0]) / (span[1] - span[0]) * box.width
            half = max(text_width(part, made.width.font * 0.92) for part in tick.label.split("\n")) / 2
            if place < half - 2:
                drawn.label1.set_horizontalalignment("left")
            elif place > box.width - half + 2:
                drawn.label1.set_horizontalalignment("right")


def value_axes(made: Sheet, panels: Iterable[int], values: Iterable[float], *, least: float, zero: bool = True) -> None:
    """One scale of values for these panels, with round marks, around all finite values; spans at least `least`.

    With `zero` the scale includes 0.  Only the first panel of a row is labeled.
    """
    chosen = list(panels)
    finite = [value for value in values if np.isfinite(value)] or [0.0]
    low, high = min([*finite, 0.0] if zero else finite), max([*finite, 0.0] if zero else finite)
    if high - low < least:  # noise must not fill a panel
        middle = (low + high) / 2
        low, high = (low, low + least) if zero and low == 0 else (middle - least / 2, middle + least / 2)
    most = max(2, min(5, int(made.boxes[chosen[0]].height / (made.width.font * 2.4))))
    marks = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    margin = (high - low) * 0.06
    bottom, top = max(marks[0], low - margin), min(marks[-1], high + margin)
    marks = [float(mark) for mark in marks if bottom <= mark <= top]
    for i in chosen:
        made.axes[i].set_ylim(bottom, top)
        made.axes[i].set_yticks(marks, [f"{mark:.10g}".replace("-", "\N{MINUS SIGN}") for mark in marks])
        made.axes[i].tick_params(axis="y", labelleft=len(chosen) == 1 or made.is_first(i))
