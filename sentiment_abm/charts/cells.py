"""What is drawn inside a map: colored cells with their numbers, cells without runs, the line at 0; or dots."""

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from sentiment_abm.charts.color_key import ColorScale, signed
from sentiment_abm.charts.groups import Floats
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import LEADING, SMALL, Box, Sheet
from sentiment_abm.charts.style import INK, PAPER, RULE

FEW_CELLS = 24  # along one side; with more of them thin lines between cells would take too much room


class Grid(NamedTuple):
    """The cells of one panel: `means[row, column]`, NaN where there is no run, as shown; row 0 is the lowest."""

    means: Floats
    points: Floats  # how many points are in each cell; empty: not to be written
    across: Floats  # edges of the columns
    up: Floats  # edges of the rows


def draw_cells(made: Sheet, i: int, grid: Grid, scale: ColorScale) -> bool:
    """Draw the cells on panel i, with numbers if all of them have room; returns whether there is a line at 0."""
    ax = made.axes[i]
    ax.grid(visible=False)
    _draw_colors(ax, grid, scale)
    size = made.width.font * SMALL
    texts = _texts(grid, scale, made.boxes[i], ax, size)
    options: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 1.15, "fontsize": size}
    for row, column in np.argwhere(np.isfinite(grid.means)) if texts else ():
        ink, at = scale.ink(float(grid.means[row, column])), _middle(ax, grid, row, column)
        ax.text(*at, texts[row][column], transform=ax.transAxes, color=ink, **options)
    return _draw_border(ax, grid)


def draw_points(made: Sheet, i: int, x: Floats, y: Floats, means: Floats, scale: ColorScale) -> None:
    """Draw one dot per point on panel i; dots above the rest are the ones farther from the middle of the scale."""
    font = made.width.font
    order = np.argsort(np.abs(means - (0.0 if scale.around_zero else (scale.low + scale.high) / 2)), kind="stable")
    made.axes[i].scatter(
        x[order], y[order], s=(font * 0.85) ** 2, c=[scale.color(float(value)) for value in means[order]],
        edgecolors=INK, linewidths=0.5, zorder=3, clip_on=False,
    )  # fmt: skip


def _draw_colors(ax: Axes, grid: Grid, scale: ColorScale) -> None:
    """Color the cells that have runs, and hatch the others."""
    known = np.isfinite(grid.means)
    colors = [scale.color(float(value)) for value in grid.means[known]]
    cells = [_corners(grid, *place) for place in np.argwhere(known)]
    # Fine cells are edged in their own color, or paper would shine through the seams between them.
    is_fine = max(grid.means.shape) > FEW_CELLS
    edges: Any = {"edgecolors": colors, "linewidths": 0.25} if is_fine else {"edgecolors": PAPER, "linewidths": 0.8}
    ax.add_collection(PolyCollection(cells, facecolors=colors, zorder=2, **edges), autolim=False)
    for row, column in np.argwhere(~known):
        (left, low), _, (right, high), _ = _corners(grid, row, column)
        cell = Rectangle((left, low), right - left, high - low, facecolor=PAPER, edgecolor=RULE, linewidth=0.0)
        cell.set(hatch="/////", zorder=1.5)
        ax.add_patch(cell)


def _corners(grid: Grid, row: int, column: int) -> list[tuple[float, float]]:
    """The corners of a cell, around from the lower left one."""
    left, right = (float(edge) for edge in grid.across[column : column + 2])
    low, high = (float(edge) for edge in grid.up[row : row + 2])
    return [(left, low), (right, low), (right, high), (left, high)]


def _texts(grid: Grid, scale: ColorScale, box: Box, ax: Axes, size: float) -> list[list[str]]:
    """What to write into the cells: the means, with the numbers of points; nothing if one of them has no room."""
    digits = decimals(scale, grid.means)
    texts = [[signed(float(value), digits) if math.isfinite(value) else "" for value in row] for row in grid.means]
    if grid.points.size:
        texts = [
            [f"{text}\nn\xa0{int(n)}" if text else "" for text, n in zip(*pair, strict=True)]
            for pair in zip(texts, grid.points, strict=True)
        ]
    lines = [line for row in texts for text in row for line in text.split("\n")]
    widest = max(text_width(line, size) for line in lines)
    tall = size * LEADING * (2 if grid.points.size else 1)
    across, up = (np.diff(_shares(ax, axis, found)) for axis, found in (("x", grid.across), ("y", grid.up)))
    fits = across.min() * box.width > widest + size * 0.6 and up.min() * box.height > tall
    return texts if fits else []


def decimals(scale: ColorScale, values: Floats) -> int:
    """How many decimals tell apart what the colors tell apart; none for whole numbers.

    >>> decimals(ColorScale(-30.0, 20.0, True), np.array([0.1])), decimals(ColorScale(0.1, 0.5, False), np.array([0.1]))
    (1, 2)
    """
    known, span = values[np.isfinite(values)], scale.high - scale.low
    wanted = max(math.ceil(math.log10(20.0 / span)), int(span < 100.0))
    return 0 if np.array_equal(known, np.round(known)) else wanted


def _middle(ax: Axes, grid: Grid, row: int, column: int) -> tuple[float, float]:
    """The middle of a cell, as shares of the panel."""
    across, up = _shares(ax, "x", grid.across), _shares(ax, "y", grid.up)
    return float(across[column : column + 2].mean()), float(up[row : row + 2].mean())


def _shares(ax: Axes, axis: str, edges: Floats) -> Floats:
    """Edges as shares of the panel, on whatever scale it has."""
    inside = ax.transAxes.inverted()
    points = np.column_stack([edges, edges])
    return np.asarray(inside.transform(ax.transData.transform(points))[:, "xy".index(axis)], dtype=np.float64)


def _draw_border(ax: Axes, grid: Grid) -> bool:
    """A line between cells below 0 and cells not below it, which is seen in grey too."""
    known, below = np.isfinite(grid.means), grid.means < 0.0
    lines = []
    for row, column in np.ndindex(grid.means.shape):
        for other, start, end in (
            ((row, column + 1), (column + 1, row), (column + 1, row + 1)),
            ((row + 1, column), (column, row + 1), (column + 1, row + 1)),
        ):
            inside = other[0] < grid.means.shape[0] and other[1] < grid.means.shape[1]
            if inside and known[row, column] and known[other] and below[row, column] != below[other]:
                lines.append([(grid.across[at[0]], grid.up[at[1]]) for at in (start, end)])
    ax.add_collection(LineCollection(lines, colors=INK, linewidths=1.2, zorder=3, capstyle="projecting"), autolim=False)
    return bool(lines)
