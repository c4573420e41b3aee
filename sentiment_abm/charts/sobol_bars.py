"""Sensitivity indices of first and total order: how much of the variance each setting explains."""

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes

from sentiment_abm.analysis.sensitivity import Sensitivity
from sentiment_abm.charts import sensitivity_words as words
from sentiment_abm.charts.captions import SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.groups import Floats
from sentiment_abm.charts.number_axis import limits
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.charts.rows import draw_bars, draw_intervals, heights, row_sheet
from sentiment_abm.charts.style import CASES, MUTED, Width, look, width_named

MOST, MOST_ON_SLIDE = 16, 7
FIRST, TOTAL = CASES[1], CASES[2]
KEY = "Upper bars: total order. Lower bars: first order"
PERCENT = 100.0


def sobol_bars(found: Sensitivity, *, width: str = "double") -> Chart:
    """First and total order indices with their 95 % intervals, the setting that matters most on top.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.sensitivity.sensitivity` gives for the design "sobol".
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    A short line across a bar is what luck alone may give (see :class:`~sentiment_abm.analysis.indices.Indices`).  Of
    many settings the strongest are shown.  `data` is the table of all.  Raises InputError for another design.
    """
    size = width_named(width)
    words.check_design(found, "sobol")
    with look(size):
        return _drawn(found, size)


def _drawn(found: Sensitivity, size: Width) -> Chart:
    ranked = found.table.sort_values("total", ascending=False, kind="stable")
    shown = ranked.head(MOST_ON_SLIDE if size.height else MOST)
    more = words.others(len(ranked) - len(shown))
    numbers = shown.drop(columns="name").to_numpy(dtype=np.float64) * PERCENT
    made = row_sheet(
        size,
        words.names(shown["name"]),
        limits(np.append(numbers, PERCENT / 2)),
        unit=f"{words.subject(found)}. {KEY}",
        axis="Share of the variance between points, %",
        note=" ".join(filter(None, [words.runs(found), words.luck(found), more, SHORT])),
    )
    _bars(made.axes[0], shown)
    return made.chart.say(
        caption=words.caption(
            f"Sensitivity of {found.of} of {found.case}: shares of the variance between points that a setting explains"
            " alone (first order, lower bars) and with all its interactions (total order, upper bars).",
            found,
            _pair(found),
            more,
        ),
        alt=_alt(found, shown),
        data=found.table,
    )


def _bars(ax: Axes, shown: pd.DataFrame) -> None:
    """Two bars in each row with their intervals, and the mark of luck."""
    at = heights(len(shown))
    for name, style, shift, thick in (("total", TOTAL, 0.16, 0.34), ("first", FIRST, -0.2, 0.28)):
        value, low, high = (
            shown[column].to_numpy(dtype=np.float64) * PERCENT for column in (name, f"{name}_low", f"{name}_high")
        )
        draw_bars(ax, at + shift, np.zeros(len(shown)), value, style.color, thick)
        draw_intervals(ax, at + shift, low, high)
    _luck(ax, at + 0.16, shown["floor"].to_numpy(dtype=np.float64) * PERCENT)


def _luck(ax: Axes, at: Floats, floor: Floats) -> None:
    known = np.isfinite(floor)
    ax.vlines(
        floor[known], at[known] - 0.24, at[known] + 0.24, color=MUTED, linewidth=rcParams["lines.linewidth"], zorder=4
    )


def _pair(found: Sensitivity) -> str:
    """The largest interaction of two settings, where the design has the second order."""
    if found.pairs.empty:
        return ""
    row = found.pairs.sort_values("second", ascending=False, kind="stable").iloc[0]
    ends = f"[{row['second_low'] * PERCENT:.0f}, {row['second_high'] * PERCENT:.0f}]"
    return f"The largest interaction of two is {row['a']} with {row['b']}: {row['second'] * PERCENT:.0f}\xa0% {ends}."


def _alt(found: Sensitivity, shown: pd.DataFrame) -> str:
    bars = [
        f"{row['name']}: {row['first'] * PERCENT:.0f} % alone, {row['total'] * PERCENT:.0f} % with interactions"
        for row in shown.to_dict("records")
    ]
    return f"Bars of sensitivity indices of {outcome(found.of).title}. {'; '.join(bars)}."
