"""Axes of settings: where groups stand, what is written at them, and what the axis is called."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from sentiment_abm.charts.groups import Floats, Groups, numbers
from sentiment_abm.charts.labels import readable, text_width, wrapped
from sentiment_abm.charts.panels import LEADING, Sheet, plot_width
from sentiment_abm.charts.quantities import setting
from sentiment_abm.charts.style import MUTED, RULE, Width

TICK = 0.92  # size of words at ticks, in font sizes
MOST_LINES = 3
MARGIN = 0.03  # room at the ends of an axis of points, in parts of its length
MOST_MARKS = 8  # round numbers along an axis


class Mark(NamedTuple):
    """A place on an axis and what is written there."""

    at: float
    text: str


class Words(NamedTuple):
    """The marks of a horizontal axis, ready to be drawn; `height`: points that they need below the plot."""

    marks: list[Mark]
    upright: bool
    height: float


def edges(groups: Groups, *, cells: bool) -> Floats:
    """Where groups begin and end on an axis: bins to scale; as `cells` all others are equally wide.

    >>> from sentiment_abm.charts.groups import each_value
    >>> import pandas as pd
    >>> edges(each_value(pd.Series([1.0, 2.0, 4.0])), cells=True).tolist()
    [-0.5, 0.5, 1.5, 2.5]
    """
    if groups.binned:
        return np.append(groups.low, groups.high[-1])
    if cells or groups.named:
        return np.arange(len(groups) + 1, dtype=np.float64) - 0.5
    low, high = float(groups.low[0]), float(groups.high[-1])
    if groups.log:
        return np.array([low * (high / low) ** -MARGIN, high * (high / low) ** MARGIN])
    return np.array([low - (high - low) * MARGIN, high + (high - low) * MARGIN])


def marks(groups: Groups, room: int, *, cells: bool) -> list[Mark]:
    """What to write along an axis with room for so many words: every group, else round numbers, else some groups."""
    by_position = (cells and not groups.binned) or groups.named
    places = np.arange(len(groups), dtype=np.float64) if by_position else groups.middle
    if len(groups) <= room and not groups.binned:
        return [Mark(float(at), text) for at, text in zip(places, groups.labels, strict=True)]
    if groups.named or (by_position and not groups.is_even):
        step = -(-len(groups) // max(room, 2))
        return [Mark(float(places[k]), groups.labels[k]) for k in range(0, len(groups), step)]
    round_numbers = _round(float(groups.low[0]), float(groups.high[-1]), max(room, 2), log=groups.log)
    at = _position(groups, round_numbers) if by_position else round_numbers
    return [Mark(float(place), text) for place, text in zip(at, numbers(round_numbers), strict=True)]


def words_below(groups: Groups, width: Width, columns: int, left: float, right: float, *, cells: bool) -> Words:
    """The marks of a horizontal axis: wrapped under their groups, or upright where they do not fit side by side."""
    size = width.font * TICK
    wide = plot_width(width, columns, left, right)
    if not groups.named:
        widest = max(text_width(text, size) for text in (*([] if groups.binned else groups.labels), *_samples(groups)))
        return Words(marks(groups, int(wide / (widest + size * 0.9)), cells=cells), upright=False, height=0.0)
    names = [readable(text) for text in groups.labels]
    room = wide / len(names) - size * 0.5
    lines = [_unbroken(name, room, size) for name in names]
    if all(lines):
        texts = ["\n".join(line) for line in lines]
        height = (max(map(len, lines)) - 1) * size * LEADING
        return Words([Mark(float(k), text) for k, text in enumerate(texts)], upright=False, height=height)
    lines = [wrapped(name, width.points * 0.4, size, most=2 if room > size * 2 else 1) for name in names]
    height = max(text_width(line, size) for parts in lines for line in parts) - size
    return Words([Mark(float(k), "\n".join(parts)) for k, parts in enumerate(lines)], upright=True, height=height)


def room_left(groups: Groups, width: Width) -> float:
    """Points that the words beside a vertical axis need."""
    size = width.font * TICK
    words = [] if groups.binned else [line for text in _beside(groups, width) for line in text.split("\n")]
    widest = max(text_width(text, size) for text in (*words, *_samples(groups)))
    return max(width.font * 2.4, widest + width.font * 1.4)


def axis_title(name: str, width: Width) -> list[str]:
    """What a horizontal axis is called, in as many lines as that needs."""
    return wrapped(readable(f"→ {setting(name).label}"), width.points - width.font * 2, width.font, most=MOST_LINES)


def least_height(groups: Groups, width: Width) -> float:
    """Points that the words beside a vertical axis need from top to bottom."""
    most = max(text.count("\n") for text in _beside(groups, width)) + 1
    return len(groups) * (most + 0.3) * width.font * TICK * LEADING if groups.named else 0.0


def room_below(words: Words, title: Sequence[str], width: Width) -> float:
    """Points that the words and the title of a horizontal axis need below a first line of words."""
    return words.height + width.font * (LEADING * len(title) + 0.4)


def draw_below(made: Sheet, words: Words, title: Sequence[str]) -> None:
    """Write the marks of the horizontal axis under the lowest panels, and its title under all of them."""
    font = made.width.font
    wide = max(text_width(text, font) for text in title)
    left = max(font * 0.6, min(made.boxes[0].left, made.width.points - font * 0.6 - wide))
    for k, text in enumerate(title):
        made.write(
            left, made.legend.bottom + made.legend.height - words.height - font * (1.0 + k * LEADING), text, color=MUTED
        )
    for i, ax in enumerate(made.axes):
        ax.set_xticks([mark.at for mark in words.marks], [mark.text for mark in words.marks])
        ax.tick_params(axis="x", labelbottom=made.is_lowest(i), labelrotation=90 if words.upright else 0)
        if not words.upright:
            _pull_in(made, i, words.marks)


def draw_beside(made: Sheet, groups: Groups, *, cells: bool) -> None:
    """Write the marks of the vertical axis beside the first panels."""
    size = made.width.font * TICK
    names = _beside(groups, made.width)
    for i, ax in enumerate(made.axes):
        room = int(made.boxes[i].height / (size * LEADING))
        found = marks(groups, room, cells=cells)
        texts = [names[int(mark.at)] if groups.named else mark.text for mark in found]
        ax.set_yticks([mark.at for mark in found], texts)
        ax.tick_params(axis="y", labelleft=made.is_first(i), length=size * 0.35, width=0.5, color=RULE)


def set_scale(ax: Axes, groups: Groups, axis: str, *, cells: bool) -> None:
    """Limits and, for bins and numbers of many sizes, the logarithmic scale of one axis."""
    found = edges(groups, cells=cells)
    is_log = groups.log and (groups.binned or not cells) and not groups.named
    if is_log:
        getattr(ax, f"set_{axis}scale")("log")
        getattr(ax, f"{axis}axis").set_minor_locator(NullLocator())
    getattr(ax, f"set_{axis}lim")(float(found[0]), float(found[-1]))


def _unbroken(name: str, room: float, size: float) -> list[str]:
    """The name in lines that fit, or nothing if it had to be cut."""
    lines = wrapped(name, room, size, most=MOST_LINES)
    return lines if " ".join(lines) == name else []


def _beside(groups: Groups, width: Width) -> list[str]:
    """What stands beside a vertical axis: names in at most a third of the page."""
    if not groups.named:
        return groups.labels
    lines = [wrapped(readable(text), width.points * 0.36, width.font * TICK, most=MOST_LINES) for text in groups.labels]
    return ["\n".join(line) for line in lines]


def _samples(groups: Groups) -> list[str]:
    """What round numbers between the values may look like."""
    if groups.named:
        return []
    return numbers(_round(float(groups.low[0]), float(groups.high[-1]), 6, log=groups.log))


def _round(low: float, high: float, most: int, *, log: bool) -> Floats:
    """Round numbers from `low` to `high`."""
    most = min(most, MOST_MARKS)
    found: Sequence[float] = MaxNLocator(max(most - 1, 1), steps=[1, 2, 5, 10]).tick_values(low, high)
    if log:
        for subs in ((1.0, 2.0, 5.0), (1.0,)):
            found = LogLocator(subs=subs, numticks=99).tick_values(low, high)
            if sum(low <= mark <= high for mark in found) <= most:
                break
    slack = (high - low) * 1e-9
    inside = np.array([mark for mark in found if low - slack <= mark <= high + slack], dtype=np.float64)
    return inside if len(inside) >= 2 else np.array([low, high])


def _position(groups: Groups, values: Floats) -> Floats:
    """Where values stand on an axis of equally wide cells."""
    scale = np.log if groups.log else np.asarray
    return np.interp(scale(values), scale(groups.middle), np.arange(len(groups), dtype=np.float64))


def _pull_in(made: Sheet, i: int, found: Sequence[Mark]) -> None:
    """Words at the ends of an axis stay inside their panel."""
    ax, wide = made.axes[i], made.boxes[i].width
    for mark, drawn in zip(found, ax.xaxis.get_major_ticks(), strict=True):
        place = float(ax.transAxes.inverted().transform(ax.transData.transform((mark.at, 0.5)))[0]) * wide
        half = max(text_width(part, made.width.font * TICK) for part in mark.text.split("\n")) / 2
        slack = made.width.font * 0.6
        drawn.label1.set_horizontalalignment(
            "left" if place < half - slack else "right" if place > wide - half + slack else "center"
        )
