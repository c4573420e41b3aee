"""A horizontal axis of plain numbers under a panel, with round marks and its title."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from sentiment_abm.charts.color_key import signed
from sentiment_abm.charts.group_axes import TICK, Mark, Words, draw_below, room_below
from sentiment_abm.charts.labels import readable, text_width, wrapped
from sentiment_abm.charts.panels import Sheet
from sentiment_abm.charts.style import RULE, Width

MARGIN = 0.05  # room at the ends, in parts of the span
NO_WORDS = Words([], upright=False, height=0.0)


def number_title(text: str, width: Width) -> list[str]:
    """The title of a horizontal axis in as many lines as it needs."""
    return wrapped(readable(f"→ {text}"), width.points - width.font * 2, width.font, most=3)


def title_room(title: Sequence[str], width: Width) -> float:
    """Points that the title needs under the marks."""
    return room_below(NO_WORDS, title, width)


def limits(values: Iterable[float], *, least: float = 0.0, zero: bool = True) -> tuple[float, float]:
    """The ends of an axis around all finite values, over `least` at least; with `zero` 0 is on it.

    >>> limits([1.0, 3.0], zero=False), limits([2.0, 4.0])
    ((0.9, 3.1), (0.0, 4.2))
    """
    finite = [float(value) for value in values if np.isfinite(value)] or [0.0]
    low, high = min([*finite, 0.0] if zero else finite), max([*finite, 0.0] if zero else finite)
    if high - low < max(least, 1e-12):
        reach = max(least, 1e-12) - (high - low)
        low, high = (low, high + reach) if zero and low == 0.0 else (low - reach / 2, high + reach / 2)
    margin = (high - low) * MARGIN
    return (low - margin if low else 0.0), (high + margin if high else 0.0)


def both_sides(values: Iterable[float], *, least: float = 0.0) -> tuple[float, float]:
    """The ends of an axis around all finite values and 0, with some room on both sides of it.

    >>> both_sides([-10.0, -1.0])
    (-10.5, 1.05)
    """
    low, high = limits(values, least=least)
    return min(low, -high / 10), max(high, -low / 10)


def draw_numbers(
    made: Sheet, ends: tuple[float, float], title: Sequence[str], *, log: bool = False, rule: bool = True
) -> None:
    """Give all panels the scale from one end to the other, with round marks, a `rule` at 0 and the title below."""
    for ax in made.axes:
        if log:
            ax.set_xscale("log")
            ax.xaxis.set_minor_locator(NullLocator())
        ax.set_xlim(*ends)
        if rule and ends[0] < 0.0 < ends[1]:
            ax.axvline(0.0, color=RULE, linewidth=0.8, zorder=1)
    draw_below(made, Words(_marks(made, ends, log), upright=False, height=0.0), title)


def _marks(made: Sheet, ends: tuple[float, float], log: bool) -> list[Mark]:
    """As many round numbers as have room side by side."""
    size, wide = made.width.font * TICK, made.boxes[0].width
    low, high = ends
    for most in (8, 6, 5, 4, 3, 2):
        locator = LogLocator(subs=(1.0, 2.0, 5.0), numticks=99) if log else MaxNLocator(most, steps=[1, 2, 2.5, 5, 10])
        found = [float(at) for at in locator.tick_values(low, high) if low <= at <= high]
        texts = [signed(at) for at in found]
        if sum(text_width(text, size) + size * 1.2 for text in texts) <= wide:
            break
        if log:
            found = [at for at, text in zip(found, texts, strict=True) if text.strip("0.").startswith("1")]
            return [Mark(at, signed(at)) for at in found]
    return [Mark(at, text) for at, text in zip(found, texts, strict=True)]
