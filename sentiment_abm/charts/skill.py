"""Skill by horizon: how much better than each baseline a model foresees polls, near and far."""

import numpy as np
import pandas as pd

from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.number_axis import both_sides
from sentiment_abm.charts.rows import draw_intervals, heights, row_sheet
from sentiment_abm.charts.style import CASES, look, width_named
from sentiment_abm.spec import InputError

LOWEST = -200.0  # per cent; a skill below it is not told apart from it by eye


def skill_by_horizon(table: pd.DataFrame, *, width: str = "double") -> Chart:
    """A row for each baseline and horizon: the skill of a model with its 95 % interval; right of 0 the model is better.

    Parameters
    ----------
    table
        What :func:`~sentiment_abm.analysis.skill.by_horizon` gives.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Raises InputError for an empty table.
    """
    if table.empty:
        raise InputError(["skill: there is nothing to show, no poll lies within these horizons"])
    size = width_named(width)
    shown = table.sort_values(["baseline", "near"], kind="stable", key=_in_order)
    numbers = (shown[["skill", "low", "high"]] * 100.0).clip(lower=LOWEST).to_numpy(dtype=np.float64)
    names = [f"{row['baseline']}, {row['near']:.0f} to {row['far']:.0f} days" for row in shown.to_dict("records")]
    model = str(shown["model"].iloc[0])
    with look(size):
        made = row_sheet(
            size,
            names,
            both_sides(numbers.ravel(), least=20.0),
            unit=f"Skill of the {model} against forecasters without news, by how far ahead the poll is",
            axis="Skill, % of the baseline's CRPS; right of 0 the model is better",
            note="Dots: estimate. Lines: 95 % intervals, block bootstrap over origins."
            + (f" Below {LOWEST:.0f} % cut off." if (numbers <= LOWEST).any() else ""),
        )
        at = heights(len(names))
        draw_intervals(made.axes[0], at, numbers[:, 1], numbers[:, 2])
        made.axes[0].plot(numbers[:, 0], at, "o", color=CASES[1].color, markersize=size.font * 0.6, zorder=4)
    return made.chart.say(
        caption=f"Skill of the {model} by baseline and horizon, with 95 % intervals; below 0 the baseline is better.",
        alt="Dots with intervals. "
        + "; ".join(f"{n}: {v:.0f} %" for n, v in zip(names, numbers[:, 0], strict=True))
        + ".",
        data=table,
    )


def _in_order(column: pd.Series) -> pd.Series:
    """Baselines as they come, horizons by size."""
    return column if column.name == "near" else pd.Series(pd.factorize(column)[0], index=column.index)
