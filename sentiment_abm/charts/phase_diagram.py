"""A phase diagram: which mood leads at every combination of two settings, and where an indicator tips over."""

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from sentiment_abm.analysis.regimes import MOODS as NAMES
from sentiment_abm.analysis.regimes import phases, tipping_line
from sentiment_abm.charts import phase_words as words
from sentiment_abm.charts.captions import SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.color_key import luminance
from sentiment_abm.charts.group_axes import (
    axis_title,
    draw_below,
    draw_beside,
    least_height,
    room_below,
    room_left,
    set_scale,
    words_below,
)
from sentiment_abm.charts.groups import Floats, Groups, each_value
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import LEADING, Needs, Panel, Sheet, plot_width, sheet
from sentiment_abm.charts.phase_words import Map
from sentiment_abm.charts.quantities import setting
from sentiment_abm.charts.style import INK, MOODS, PAPER, Width, look, width_named
from sentiment_abm.charts.swept import Source
from sentiment_abm.spec import InputError

MOST_CELLS = 40  # values of a setting; more are no grid
PALE = 0.35  # strength of the color of a mood that leads in a third of the replicates, as by chance
LETTERS = {name: name[0].upper() for name in NAMES}
SIGNS = {-1: "\N{MINUS SIGN}", 0: "", 1: "+"}


def phase_diagram(
    source: Source, x: str, y: str, *, when: str = "last", case: str | None = None, width: str = "double"
) -> Chart:
    """Which mood leads at every combination of two settings, with the line at which net sentiment is 0.

    Parameters
    ----------
    source
        loaded `Results`, or their table of runs; a grid of both settings.
    x, y
        settings that vary in it, by dotted name.
    when
        "last" for the end of the run, "mean" for the mean over it.
    case
        which case to read; needed where there are several.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    A cell has the color and the initial of the mood with the highest mean share, paler where fewer replicates agree,
    and + or − where the 95 % interval of net sentiment leaves out 0.  `data` is the table of
    :func:`~sentiment_abm.analysis.regimes.phases` with the columns of
    :func:`~sentiment_abm.analysis.regimes.tipping_line` as ``line``, ``line_low``, ``line_high``.

    Raises InputError for names that are not there and for settings that were sampled.
    """
    size = width_named(width)
    runs = source if isinstance(source, pd.DataFrame) else source.runs
    table = phases(runs, x, y, when=when, case=case)
    across, up = each_value(table[x]), each_value(table[y])
    if sampled := [name for name, groups in ((x, across), (y, up)) if len(groups) > MOST_CELLS]:
        raise InputError(
            [f"{name} has {table[name].nunique()} values, a grid has up to {MOST_CELLS}" for name in sampled]
        )
    line = pd.DataFrame() if across.named else tipping_line(runs, x, y, f"net_{when}", case=case)
    with look(size):
        return _drawn(Map(table, across, up, line), f"net_{when}", size)


def _drawn(told: Map, net: str, size: Width) -> Chart:
    x, y = (str(name) for name in told.table.columns[:2])
    across, up = told.across, told.up
    left, right = room_left(up, size), _key_room(size)
    below, title = words_below(across, size, 1, left, right, cells=True), axis_title(x, size)
    wide = plot_width(size, 1, left, right)
    high = np.clip(wide * len(up) / len(across), max(size.font * 10, least_height(up, size)), size.font * 30)
    made = sheet(
        size,
        [Panel()],
        columns=1,
        unit=f"Color: mood with the largest share, {words.when_in_words(net)}\n↑ {setting(y).label}",
        needs=Needs(left=left, right=right, legend=room_below(below, title, size), height=float(high)),
        note=" ".join([words.runs(told), words.line_in_short(told), SHORT]),
    )
    ax = made.axes[0]
    set_scale(ax, across, "x", cells=True)
    set_scale(ax, up, "y", cells=True)
    draw_below(made, below, title)
    draw_beside(made, up, cells=True)
    _cells(made, told, x)
    _tipping(ax, told, x)
    _key(made)
    return made.chart.say(
        caption=words.caption(told, x, y, net), alt=words.alt(told, x, y), data=_published(told, x, y)
    )


def _cells(made: Sheet, told: Map, x: str) -> None:
    ax, font = made.axes[0], made.width.font
    ax.grid(visible=False)
    wide, high = made.boxes[0].width / len(told.across), made.boxes[0].height / len(told.up)
    has_room = wide > text_width("D+", font) * 1.3 and high > font * LEADING
    crossed = _crossed(told, x)
    for k, row in enumerate(told.table.to_dict("records")):
        at, height = int(told.across.of[k]), int(told.up.of[k])
        color = _tint(str(row["leader"]), float(row["agreement"]))
        cell = Rectangle((at - 0.5, height - 0.5), 1, 1, facecolor=color, edgecolor=PAPER, linewidth=0.8, zorder=2)
        ax.add_patch(cell)
        if has_room:
            text = f"{LETTERS[str(row['leader'])]}{SIGNS[int(row['sign'])]}"
            ink = INK if luminance(color) > 0.18 else PAPER
            # In a corner, as lines run through the middle, and in the other one if the line runs there.
            side = 1.0 if any(at - 0.6 < place < at for place in crossed.get(height, ())) else -1.0
            corner = at + side * (0.5 - font * 0.4 / wide), height + 0.5 - font * 0.35 / high
            ax.text(*corner, text, ha="left" if side < 0.0 else "right", va="top", color=ink, fontsize=font, zorder=3)


def _crossed(told: Map, x: str) -> dict[int, list[float]]:
    """Where the tipping line runs through the upper half of each row: its ends there."""
    if told.line.empty:
        return {}
    rows = _rank(told.line.iloc[:, 0], told.up).astype(int).tolist()
    at = dict(zip(rows, _position(told.across, told.line[x].to_numpy(dtype=np.float64)).tolist(), strict=True))
    return {row: [place, (place + at.get(row + 1, place)) / 2] for row, place in at.items()}


def _tint(mood: str, agreement: float) -> str:
    """The color of a mood, paler the fewer replicates agree."""
    share = PALE + (1.0 - PALE) * max(0.0, (agreement - 1 / 3) / (2 / 3))
    red, green, blue = (share * channel + (1.0 - share) for channel in to_rgb(MOODS[mood].color))
    return to_hex((red, green, blue))


def _tipping(ax: Axes, told: Map, x: str) -> None:
    """The line through the crossings of neighboring rows, with an interval for each; none beyond the sweep."""
    if told.line.empty or told.line[x].isna().all():
        return
    line = rcParams["lines.linewidth"]
    y = _rank(told.line.iloc[:, 0], told.up)
    at, low, high = (_position(told.across, told.line[name].to_numpy(dtype=np.float64)) for name in (x, "low", "high"))
    for color, thick in ((PAPER, 3.2), (INK, 1.4)):  # an edge of paper tells the line from dark cells
        ax.plot(at, y, color=color, linewidth=line * thick, zorder=4 + thick / -10, solid_capstyle="round")
    known = np.isfinite(low) & np.isfinite(high)
    for color, thick in ((PAPER, 2.2), (INK, 0.8)):
        ax.hlines(y[known], low[known], high[known], color=color, linewidth=line * thick, zorder=4 + thick / -10)


def _rank(values: pd.Series, groups: Groups) -> Floats:
    """The places of values among the groups of an axis."""
    if not groups.named:
        return np.searchsorted(groups.middle, values.to_numpy(dtype=np.float64)).astype(np.float64)
    found = each_value(values)
    places = [groups.labels.index(label) for label in found.labels]
    return np.array([places[k] for k in found.of], dtype=np.float64)


def _position(across: Groups, values: Floats) -> Floats:
    """Where numbers stand on an axis of equally wide cells; infinite ones at its ends."""
    places = np.arange(len(across), dtype=np.float64)
    found = np.interp(np.nan_to_num(values, posinf=np.inf, neginf=-np.inf), across.middle, places)
    found = np.where(np.isposinf(values), len(across) - 0.5, np.where(np.isneginf(values), -0.5, found))
    return np.where(np.isnan(values), np.nan, found)


def _key_room(size: Width) -> float:
    return size.font * 2.6 + max(text_width(_named(name), size.font) for name in NAMES)


def _named(mood: str) -> str:
    return f"{LETTERS[mood]}  {mood}"


def _key(made: Sheet) -> None:
    """A square and a name for each mood, to the right of the map."""
    font, box = made.width.font, made.boxes[0]
    left, top = box.left + box.width + font, box.bottom + box.height - font
    for k, name in enumerate(NAMES):
        y = top - k * font * 1.7
        square = Rectangle((left, y - font * 0.15), font * 0.9, font * 0.9, facecolor=MOODS[name].color)
        square.set_transform(made.points)
        made.chart.add_artist(square)
        made.write(left + font * 1.3, y, _named(name), color=MOODS[name].ink)


def _published(told: Map, x: str, y: str) -> pd.DataFrame:
    if told.line.empty:
        return told.table
    names = {x: "line", "low": "line_low", "high": "line_high"}
    return told.table.merge(told.line[[y, x, "low", "high"]].rename(columns=names), on=y, how="left")
