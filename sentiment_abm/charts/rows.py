"""Charts in rows: names beside, one below the other, and bars or dots with intervals along a scale of numbers."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from sentiment_abm.charts.group_axes import draw_beside, least_height, room_left, set_scale
from sentiment_abm.charts.groups import Floats, Groups
from sentiment_abm.charts.number_axis import draw_numbers, number_title, title_room
from sentiment_abm.charts.panels import NO_NEEDS, Needs, Panel, Sheet, sheet
from sentiment_abm.charts.style import INK, Width

LEAST = 2.2  # font sizes from row to row
THICK = 0.62  # of a bar, in rows


def row_groups(names: Sequence[str]) -> Groups:
    """The names as places on a vertical axis, the first one on top; equal names stay apart.

    >>> row_groups(["a", "b"]).labels
    ['b', 'a']
    """
    places = np.arange(len(names), dtype=np.float64)
    labels = [str(name) for name in names][::-1]
    return Groups(labels, np.arange(len(names)), places, places - 0.5, places + 0.5, named=True)


def row_sheet(
    size: Width,
    names: Sequence[str],
    ends: tuple[float, float],
    *,
    unit: str,
    axis: str,
    note: str,
    needs: Needs = NO_NEEDS,
    least: float = LEAST,
) -> Sheet:
    """A page with one row per name, and the scale from one end to the other.

    `axis` is the title of the scale, `least` the font sizes from row to row; row k is at height
    ``len(names) − 1 − k``.
    """
    groups, title = row_groups(names), number_title(axis, size)
    height = max(least_height(groups, size), len(names) * size.font * least, size.font * 6)
    left = room_left(groups, size)
    needs = needs._replace(left=left, legend=title_room(title, size) + needs.legend, height=height)
    needs = needs._replace(right=needs.right or size.font)
    made = sheet(size, [Panel()], columns=1, unit=unit, needs=needs, note=note)
    for ax in made.axes:
        set_scale(ax, groups, "y", cells=True)
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
    draw_beside(made, groups, cells=True)
    for ax in made.axes:
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    draw_numbers(made, ends, title)
    return made


def heights(count: int) -> Floats:
    """Where the rows are, the first one on top.

    >>> heights(3).tolist()
    [2.0, 1.0, 0.0]
    """
    return np.arange(count, dtype=np.float64)[::-1]


def draw_bars(ax: Axes, at: Floats, start: Floats, end: Floats, color: str, thick: float = THICK) -> None:
    """Bars from one number to another in the rows at these heights."""
    ax.barh(at, end - start, left=start, height=thick, color=color, linewidth=0, zorder=2)


def draw_intervals(ax: Axes, at: Floats, low: Floats, high: Floats) -> None:
    """Thin lines from end to end of intervals; nothing where there is none."""
    known = np.isfinite(low) & np.isfinite(high)
    size = rcParams["lines.linewidth"]
    ax.hlines(at[known], low[known], high[known], color=INK, linewidth=size * 0.9, zorder=3)
