"""Residuals by event kind: polls after each kind of news, observed minus expected."""

import numpy as np
import pandas as pd

from sentiment_abm.analysis.residuals import by_kind
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.number_axis import both_sides
from sentiment_abm.charts.rows import draw_intervals, heights, row_sheet
from sentiment_abm.charts.style import CASES, INK, look, width_named
from sentiment_abm.spec import InputError

TWO_SIDED = 1.96


def residuals_by_kind(table: pd.DataFrame, *, width: str = "double") -> Chart:
    """A row for each kind of news: the residuals of the polls after it, their mean and its 95 % interval.

    Parameters
    ----------
    table
        What :func:`~sentiment_abm.analysis.residuals.residuals` gives.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Raises InputError for an empty table.
    """
    if table.empty:
        raise InputError(["residuals: there is nothing to show, no poll was foreseen"])
    size = width_named(width)
    means = by_kind(table).sort_values("size", ascending=False, kind="stable", ignore_index=True)
    names = [f"{row['kind']} ({row['size']})" for row in means.to_dict("records")]
    mean, half = means["mean"].to_numpy() * 100.0, means["error"].to_numpy(dtype=np.float64) * 100.0 * TWO_SIDED
    place = dict(zip(means["kind"], heights(len(names)), strict=True))
    with look(size):
        made = row_sheet(
            size,
            names,
            both_sides(np.r_[table["residual"] * 100.0, mean - half, mean + half], least=2.0),
            unit="The next poll after news of a kind: observed minus expected (in brackets: polls)",
            axis="Residual, percentage points; right of 0 the poll was higher than expected",
            note="Small: polls. Large: mean with its 95 % interval. A poll after several kinds counts for each.",
        )
        ax = made.axes[0]
        at = table["kind"].map(place).to_numpy(dtype=np.float64)
        ax.plot(table["residual"] * 100.0, at, "o", color=INK, alpha=0.35, markersize=size.font * 0.35, zorder=3)
        draw_intervals(ax, heights(len(names)), mean - half, mean + half)
        ax.plot(mean, heights(len(names)), "D", color=CASES[1].color, markersize=size.font * 0.65, zorder=5)
    return made.chart.say(
        caption="Polls after news of each kind, observed minus expected; means with 95 % intervals.",
        alt="Dots by kind. " + "; ".join(f"{n}: mean {v:+.1f} points" for n, v in zip(names, mean, strict=True)) + ".",
        data=table,
    )
