"""What comes out at every combination of two settings, as colors: a map of a sweep, from its table of runs alone."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sentiment_abm.charts import sweep_words
from sentiment_abm.charts.cells import Grid, draw_cells, draw_points
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.color_key import ColorScale, color_scale, draw_key, key_room
from sentiment_abm.charts.group_axes import (
    axis_title,
    draw_below,
    draw_beside,
    edges,
    least_height,
    room_below,
    room_left,
    set_scale,
    words_below,
)
from sentiment_abm.charts.groups import Groups, bins, each_value, is_numeric
from sentiment_abm.charts.means import Shown, Table, means
from sentiment_abm.charts.panels import Needs, Panel, Sheet, columns_for, plot_width, sheet
from sentiment_abm.charts.quantities import outcome, setting
from sentiment_abm.charts.style import Width, look, width_named
from sentiment_abm.charts.swept import FILLED, Source, filled, swept

PER_BIN = 8  # points that a bin of two sampled settings should hold on average
MOST_BINS = 10
FEWEST_BINNED = 9 * PER_BIN  # with fewer points than this each point is shown by itself
FEW_OTHERS = 4  # values that a setting which is not sampled usually has
MOST_WIDE = 13.0  # font sizes that a cell is wide at most: a map of few cells does not fill the page
LEAST = 2.0  # percentage points that the colors of shares span at least


def heat_map(
    source: Source, x: str, y: str, *, of: str = "net_mean", cases: Sequence[str] | None = None, width: str = "double"
) -> Chart:
    """The mean of an outcome at every combination of two settings, one panel per case.

    Parameters
    ----------
    source
        loaded `Results`, or their table of runs.
    x, y
        settings that vary in it, by dotted name (``"trust.asymmetry"``), or ``"case"``.
    of
        a column of the table of runs, shown by color: around 0 where it may be negative.
    cases
        names of the cases to show; default all (eight at most), one panel each where each has the whole design.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Values of a grid are equally wide cells; combinations without a finished run are hatched.  Settings that were
    sampled from ranges are put in bins of about equal counts, drawn to scale with the number of points in each, or,
    with fewer than 72 points, shown as one dot per point.  `data` is the table of :func:`heat_map_table`.

    Raises InputError for columns that are not there, do not vary or are no numbers, all of them at once.

    >>> runs = pd.DataFrame({"talk.weight": [0.0, 0.1] * 2, "scenario.hype": [1.0, 1.0, 2.0, 2.0], "net_mean": 0.1})
    >>> heat_map(runs, "talk.weight", "scenario.hype").data["runs"].tolist()
    [1, 1, 1, 1]
    """
    size = width_named(width)
    shown, cells = _read(source, x, y, of, cases)
    with look(size):
        return _drawn(shown, means(shown, whole=cells), size, cells=cells)


def heat_map_table(
    source: Source, x: str, y: str, *, of: str = "net_mean", cases: Sequence[str] | None = None
) -> pd.DataFrame:
    """The numbers of :func:`heat_map`, in the units of the table of runs, one row per cell or dot.

    Columns: case (with several panels), the two settings (a bin's median, with its ends as ``NAME_low`` and
    ``NAME_high``), of, mean, low95, high95, units (independent observations behind the interval: points in bins, else
    replicates), points, runs.
    """
    shown, cells = _read(source, x, y, of, cases)
    return means(shown, whole=cells).tidy


def _read(source: Source, x: str, y: str, of: str, cases: Sequence[str] | None) -> tuple[Shown, bool]:
    """The groups of both settings, and whether they make cells rather than dots."""
    told = swept(source, of, {"x": x, "y": y}, cases)
    continuous = {name: told.is_continuous(name) for name in (x, y)}
    points = told.points / max(len(told.panels), 1)
    if not any(continuous.values()) or points < FEWEST_BINNED:
        is_grid = not any(continuous.values()) and filled(told.runs[x], told.runs[y]) >= FILLED
        is_named = not all(is_numeric(told.runs[name]) for name in (x, y))
        return Shown(told, {name: each_value(told.runs[name]) for name in (x, y)}).check_panels(), is_grid or is_named
    most = (points / PER_BIN) ** 0.5 if all(continuous.values()) else points / PER_BIN / FEW_OTHERS
    groups = {
        name: bins(told.runs[name], int(np.clip(most, 3, MOST_BINS))) if binned else each_value(told.runs[name])
        for name, binned in continuous.items()
    }
    return Shown(told, groups).check_panels(), True


def _drawn(shown: Shown, table: Table, size: Width, *, cells: bool) -> Chart:
    known, (x, y) = outcome(shown.told.of), shown.names
    across, up = shown.groups[x], shown.groups[y]
    values = table.tidy["mean"].to_numpy(dtype=np.float64) * known.factor
    scale = color_scale(values, signed=known.signed, least=LEAST if known.percent else 0.0)
    columns, left = columns_for(len(shown.panels), min(size.columns, 3)), room_left(up, size)
    right = _right(shown, scale, columns, left, size, cells=cells)
    words, title = words_below(across, size, columns, left, right, cells=cells), axis_title(x, size)
    made = sheet(
        size,
        [Panel(case) for case in shown.panels],
        columns=columns,
        unit=f"Color: {sweep_words.plain(known.title)}, {known.unit}\n↑ {setting(y).label}",
        needs=Needs(
            left=left,
            right=right,
            legend=room_below(words, title, size),
            height=_height(across, up, plot_width(size, columns, left, right), size, cells=cells),
        ),
        note=sweep_words.note(shown, _how(shown, table, cells=cells), *_gaps(table)),
    )
    for ax in made.axes:
        set_scale(ax, across, "x", cells=cells)
        set_scale(ax, up, "y", cells=cells)
    draw_below(made, words, title)
    draw_beside(made, up, cells=cells)
    has_border = [
        _fill(made, k, shown, table.panel(k), known.factor, scale, cells=cells) for k in range(len(made.axes))
    ]
    draw_key(made, columns - 1, scale)
    remarks = [
        *_gaps(table),
        *([sweep_words.BORDER] if any(has_border) else []),
        *sweep_words.scales(shown, cells=cells),
    ]
    by = f"by {sweep_words.label(x)} and {sweep_words.label(y)}"
    return made.chart.say(
        caption=sweep_words.caption(shown, by, _how(shown, table, cells=cells), *remarks),
        alt=sweep_words.map_in_words(shown, table),
        data=table.tidy,
    )


def _right(shown: Shown, scale: ColorScale, columns: int, left: float, size: Width, *, cells: bool) -> float:
    """Room for the key, and for nothing at all beside a map of few cells."""
    key = key_room(scale, size)
    if shown.binned or not cells or columns > 1:
        return key
    return max(key, size.points - left - len(shown.groups[shown.names[0]]) * size.font * MOST_WIDE)


def _height(across: Groups, up: Groups, wide: float, size: Width, *, cells: bool) -> float:
    """Cells about as high as wide, in a panel of pleasant shape."""
    ratio = len(up) / len(across) if cells and not (across.binned or up.binned) else 0.7
    return float(np.clip(wide * ratio, max(size.font * 10, least_height(up, size)), size.font * 30))


def _fill(made: Sheet, i: int, shown: Shown, rows: Table, factor: float, scale: ColorScale, *, cells: bool) -> bool:
    """The cells or dots of one panel; returns whether a line at 0 is there."""
    across, up = shown.groups.values()
    values = rows.tidy["mean"].to_numpy(dtype=np.float64) * factor
    if not cells:
        x, y = (groups.middle[rows.places[name]] for name, groups in shown.groups.items())
        draw_points(made, i, x, y, values, scale)
        return False
    shape = (len(up), len(across))
    points = rows.tidy["points"].to_numpy(dtype=np.float64).reshape(shape) if shown.binned else np.empty(0)
    grid = Grid(values.reshape(shape), points, edges(across, cells=True), edges(up, cells=True))
    return draw_cells(made, i, grid, scale)


def _how(shown: Shown, table: Table, *, cells: bool) -> str:
    """What a color is the mean of."""
    if not cells:
        return f"Each dot is a point: the mean of {sweep_words.replicates(shown)}."
    if shown.binned:
        return f"Colors are means over the sampled points in a bin (n); {sweep_words.IN_DATA}."
    return sweep_words.intervals(shown, table, "")


def _gaps(table: Table) -> list[str]:
    return [sweep_words.GAPS] if bool((table.tidy["runs"] == 0).any()) else []
