"""How an outcome answers to one setting, as a line or a family of lines: from the table of runs of a sweep alone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sentiment_abm.charts import sweep_words
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.group_axes import (
    axis_title,
    draw_below,
    room_below,
    set_scale,
    words_below,
)
from sentiment_abm.charts.groups import Floats, Groups, bins, each_value, is_numeric
from sentiment_abm.charts.lines import EndLabel, end_labels, label_room
from sentiment_abm.charts.means import Shown, Table, means
from sentiment_abm.charts.panels import Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.charts.scales import value_axes
from sentiment_abm.charts.style import CASES, OUTER, PAPER, RULE, SEQUENTIAL, Look, Width, look, width_named
from sentiment_abm.charts.swept import Source, Swept, swept
from sentiment_abm.spec import InputError

PER_BIN = 10  # points that a bin of a sampled setting should hold at least
MOST_BINS = 12
MOST_VALUES = 60  # more values than this along the axis are put in bins too
MOST_LINES = 6  # of numbers; more are put in bins
MOST_NAMES = 8
MOST_BANDED = 4  # more bands than this hide each other
LEFT = 3.4  # room for the labels of values, in font sizes
READABLE = 0.6  # from here on a color of numbers can be read as words on paper
LEAST = 2.0  # percentage points that an axis of shares spans at least


def curves(
    source: Source,
    x: str,
    *,
    of: str = "net_mean",
    by: str | None = None,
    cases: Sequence[str] | None = None,
    width: str = "double",
) -> Chart:
    """The mean of an outcome along one setting with its 95 % interval, one line for each value of a second one.

    Parameters
    ----------
    source
        loaded `Results`, or their table of runs.
    x
        a setting that varies in it, by dotted name (``"trust.asymmetry"``), or ``"case"``.
    of
        a column of the table of runs.
    by
        a second setting, shown by color; default "case" where several cases have the whole design, else one line.
    cases
        names of the cases to show; default all.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    The interval is that of the mean over replicates.  Settings that were sampled from ranges are put in bins of
    about equal counts, with the interval of the mean over the points of a bin.  Texts and true or false have dots with
    bars in place of lines.  `data` is the table of :func:`curves_table`.

    Raises InputError for columns that are not there, do not vary or are no numbers, all of them at once.

    >>> runs = pd.DataFrame({"talk.weight": [0.0, 0.1] * 3, "replicate": [0, 0, 1, 1, 2, 2], "net_mean": 0.5})
    >>> curves(runs, "talk.weight").data[["talk.weight", "mean", "units"]].to_numpy().tolist()
    [[0.0, 0.5, 3.0], [0.1, 0.5, 3.0]]
    """
    size = width_named(width)
    shown = _read(source, x, of, by, cases)
    with look(size):
        return _drawn(shown, means(shown), size)


def curves_table(
    source: Source, x: str, *, of: str = "net_mean", by: str | None = None, cases: Sequence[str] | None = None
) -> pd.DataFrame:
    """The numbers of :func:`curves`, in the units of the table of runs, one row per place of a line.

    Columns: case (with several panels), the settings (a bin's median, with its ends as ``NAME_low`` and ``NAME_high``),
    of, mean, low95, high95, units (independent observations behind the interval: points in bins, else replicates),
    points, runs.
    """
    return means(_read(source, x, of, by, cases)).tidy


def _read(source: Source, x: str, of: str, by: str | None, cases: Sequence[str] | None) -> Shown:
    """The groups along the axis and, with a second setting, those that have a line each."""
    told = swept(source, of, {"x": x} | ({"by": by} if by else {}), cases)
    if told.panels and by is None:
        by = "case"
        told = swept(source, of, {"x": x, "by": by}, cases)
    split = {by: _split(told, by)} if by else {}
    lines = len(split[by]) if by else 1
    column, points = told.runs[x], told.points / max(len(told.panels), 1)
    is_binned = told.is_continuous(x) or (is_numeric(column) and column.nunique() > MOST_VALUES)
    across = bins(column, int(np.clip(points / lines / PER_BIN, 3, MOST_BINS))) if is_binned else each_value(column)
    return Shown(told, {x: across, **split}).check_panels()


def _split(told: Swept, by: str) -> Groups:
    """The groups with a line each: every value of a few, else bins."""
    column = told.runs[by]
    if is_numeric(column) and (told.is_continuous(by) or column.nunique() > MOST_LINES):
        return bins(column, 3 if told.is_continuous(by) else MOST_BANDED)
    found = each_value(column)
    if len(found) > MOST_NAMES:
        raise InputError([f"by: {by!r} has {len(found)} different texts, lines can be told apart up to {MOST_NAMES}"])
    return found


def _drawn(shown: Shown, table: Table, size: Width) -> Chart:
    known, (x, *by) = outcome(shown.told.of), shown.names
    columns = columns_for(len(shown.panels), min(size.columns, 3))
    names = shown.groups[by[0]].labels if by else []
    left, right = size.font * LEFT, label_room(names, size.font, size.points / 3.5) if names else size.font
    words = words_below(shown.groups[x], size, columns, left, right, cells=False)
    title, sign = axis_title(x, size), "Colors" if shown.groups[x].named else "Lines"
    key = f"\n{sign}: {sweep_words.label(by[0])}" if by else ""
    how = sweep_words.intervals(shown, table, _form(shown))
    made = sheet(
        size,
        [Panel(case) for case in shown.panels],
        columns=columns,
        unit=f"{known.title}, {known.unit}{key}",
        needs=Needs(
            left=left,
            right=right,
            legend=room_below(words, title, size),
        ),
        note=sweep_words.note(shown, how),
    )
    for ax in made.axes:
        set_scale(ax, shown.groups[x], "x", cells=False)
    draw_below(made, words, title)
    _value_axes(made, table, known.factor, LEAST if known.percent else 0.0)
    for k in range(len(made.axes)):
        _lines(made, k, shown, table.panel(k), known.factor, right if names and made.is_last(k) else None)
    each = "color" if shown.groups[x].named else "line"
    what = f"by {sweep_words.label(x)}" + (f", one {each} for each {sweep_words.label(by[0])}" if by else "")
    remarks = [*sweep_words.common_luck(shown, _form(shown)), *sweep_words.scales(shown, cells=False)]
    return made.chart.say(
        caption=sweep_words.caption(shown, what, how, *remarks),
        alt=sweep_words.lines_in_words(shown, table),
        data=table.tidy,
    )


def _form(shown: Shown) -> str:
    """How intervals are drawn, empty if they are not: too many bands would hide each other."""
    across, *split = shown.groups.values()
    if across.named:
        return "bars"
    return "bands" if not split or len(split[0]) <= MOST_BANDED else ""


def _value_axes(made: Sheet, table: Table, factor: float, least: float) -> None:
    """One scale of values for all panels, with a line at 0 if that is on it."""
    values = table.tidy[["mean", "low95", "high95"]].to_numpy(dtype=np.float64).ravel() * factor
    value_axes(made, range(len(made.axes)), values, least=max(least, 1e-9), zero=False)
    for ax in made.axes:
        if ax.get_ylim()[0] < 0.0 < ax.get_ylim()[1]:
            ax.axhline(0.0, color=RULE, linewidth=0.8, zorder=1)


def _lines(made: Sheet, i: int, shown: Shown, rows: Table, factor: float, room: float | None) -> None:
    """The lines of one panel; with `room` their names stand at the right."""
    across, *split = shown.groups.values()
    styles, ends = _looks(split[0] if split else None), []
    for k, style in enumerate(styles):
        mine = rows.places[shown.names[1]] == k if split else np.full(len(rows.places), fill_value=True)
        if not mine.any():
            continue
        shift = (k - (len(styles) - 1) / 2) * min(0.5 / len(styles), 0.15) if across.named else 0.0
        at = across.middle[rows.places.loc[mine, shown.names[0]]] + shift
        course = Course(at, *(rows.tidy.loc[mine, name].to_numpy(dtype=np.float64) * factor for name in ENDS))
        if across.named:
            _dots(made.axes[i], course, style)
        else:
            _line(made.axes[i], course, style, banded=_form(shown) == "bands")
        if split:
            ends.append(EndLabel(float(course.mean[-1]), split[0].labels[k], style.ink))
    if room is not None:
        end_labels(made, i, ends, room)


class Course(NamedTuple):
    """One line in the units of the chart: where, mean, and ends of the interval."""

    place: Floats
    mean: Floats
    low: Floats
    high: Floats


ENDS = ("mean", "low95", "high95")


def _line(ax: Axes, course: Course, style: Look, *, banded: bool) -> None:
    """A line through the means, over the band of their intervals."""
    if banded and np.isfinite(course.low).any():
        ax.fill_between(course.place, course.low, course.high, color=style.color, alpha=OUTER, linewidth=0)
    size = rcParams["lines.linewidth"]
    ax.plot(
        course.place, course.mean, color=style.color, linestyle=style.dash, marker="o", markersize=size * 2.2,
        markeredgecolor=PAPER, markeredgewidth=size * 0.3, zorder=3, clip_on=False,
    )  # fmt: skip


def _dots(ax: Axes, course: Course, style: Look) -> None:
    """A dot for each mean, with a bar for its interval."""
    size, known = rcParams["lines.linewidth"], np.isfinite(course.low)
    ax.vlines(course.place[known], course.low[known], course.high[known], color=style.color, linewidth=size, zorder=2.5)
    ax.plot(
        course.place, course.mean, color=style.color, linestyle="", marker="o", markersize=size * 3.2,
        markeredgecolor=PAPER, markeredgewidth=size * 0.4, zorder=3, clip_on=False,
    )  # fmt: skip


def _looks(split: Groups | None) -> list[Look]:
    """How the lines look: numbers from light to dark as they grow, names in colors that are told apart."""
    if split is None:
        return [CASES[0]]
    if split.named:
        return list(CASES[: len(split)])
    shares = np.linspace(0.4, 1.0, len(split)) if len(split) > 1 else [1.0]
    dashes = [each.dash for each in CASES[:4]][::-1]
    colors = [(to_hex(SEQUENTIAL(share)), to_hex(SEQUENTIAL(max(share, READABLE)))) for share in shares]
    return [Look(*color, dashes[k % 4]) for k, color in enumerate(colors)]
