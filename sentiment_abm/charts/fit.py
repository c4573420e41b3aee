"""A calibration against its polls: bands of the fitted model, the polls with their errors, what was held out shaded."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.dates import day_label
from sentiment_abm.charts.indicators import indicator
from sentiment_abm.charts.labels import readable, wrapped
from sentiment_abm.charts.panels import LEADING, SMALL, Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.polls import MARKS
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import CASES, GRID, INK, INNER, MUTED, OUTER, PAPER, Width, look, width_named
from sentiment_abm.spec import InputError

if TYPE_CHECKING:
    from sentiment_abm.analysis.calibration import Calibration  # it is slow to import, and not needed to draw

MOST = 8  # series
Z90 = 1.6448536269514722  # a 90 % interval is this many standard errors to either side
HELD_OUT = "Shaded: held out of the fit."


def fit(found: "Calibration", *, width: str = "double") -> Chart:
    """Median and 50 % and 90 % bands of the fitted model by series, with the polls and their 90 % sampling intervals.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.calibration.calibrate` gives.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    The bands are of the model alone: house effects and discrepancies of polls come on top of them.  `data` is the table
    of bands.  Raises InputError for more than eight series.
    """
    size = width_named(width)
    series = [*dict.fromkeys(zip(found.fit["segment"], found.fit["column"], strict=True))]
    if len(series) > MOST:
        raise InputError([f"{len(series)} series are too many for one chart, {MOST} at most"])
    with look(size):
        return _drawn(found, series, size)


def _drawn(found: "Calibration", series: list[tuple[str, str]], size: Width) -> Chart:
    pollsters = _pollsters(found.observations)
    key = _key(pollsters, size)
    columns = columns_for(len(series), 2 if size.inches < 10 else 3)
    held = found.observations.loc[found.observations["held_out"], "day"]
    made = sheet(
        size,
        [_panel(segment, column, len({s for s, _ in series})) for segment, column in series],
        columns=columns,
        needs=Needs(
            dated=found.start_date is not None,
            legend=(len(key) + 0.6) * size.font * SMALL * LEADING,
            own_scales=True,
            right=size.font,
        ),
        note=" ".join(
            filter(
                None,
                [
                    "Line and bands: median, 50 and 90 % of the fitted model. Bars: 90 % sampling error.",
                    HELD_OUT if len(held) else "",
                    SHORT,
                ],
            )
        ),
    )
    time_axes(made, (int(found.fit["day"].min()), int(found.fit["day"].max())), found.start_date)
    for i, (segment, column) in enumerate(series):
        _series(made, i, found, segment, column, pollsters)
        if len(held):
            made.axes[i].axvspan(float(held.min()) - 0.5, made.axes[i].get_xlim()[1], color=GRID, zorder=0)
    _draw_key(made, key)
    return made.chart.say(caption=_caption(found, held), alt=_alt(found, series), data=found.fit)


def _panel(segment: str, column: str, segments: int) -> Panel:
    known = indicator(column)
    where = f", {segment}" if segments > 1 else ""
    return Panel(f"{known.title}{where}", "mean, %" if column == "trust" else known.unit)


def _series(made: Sheet, i: int, found: "Calibration", segment: str, column: str, pollsters: list[str]) -> None:
    """Bands and polls of one series, in per cent."""
    ax, bands, polls = made.axes[i], found.fit, found.observations
    bands = bands[(bands["segment"] == segment) & (bands["column"] == column)].sort_values("day")
    polls = polls[(polls["segment"] == segment) & (polls["column"] == column)]
    day, color = bands["day"].to_numpy(), CASES[2].color
    for low, high, opacity in (("low90", "high90", OUTER + 0.07), ("low50", "high50", INNER + 0.1)):
        ax.fill_between(day, bands[low].to_numpy() * 100, bands[high].to_numpy() * 100, color=color, alpha=opacity)
    ax.plot(day, bands["median"].to_numpy() * 100, color=CASES[2].ink)
    value = polls["value"].to_numpy() * 100
    error = Z90 * polls["sampling_sd"].to_numpy() * np.sqrt(found.settings.design_effect) * 100
    values = [*(bands[["low90", "high90"]].to_numpy() * 100).ravel(), *(value - error), *(value + error)]
    value_axes(made, [i], values, least=10.0, zero=False)
    for place, pollster in enumerate(pollsters):
        mine = (polls["pollster"] == pollster).to_numpy()
        ax.errorbar(
            polls["day"].to_numpy()[mine], value[mine], yerr=error[mine], linestyle="", marker=MARKS[place % 8][0],
            markersize=made.width.font * 0.5, color=INK, markeredgecolor=PAPER, markeredgewidth=0.5, elinewidth=0.7,
            zorder=4,
        )  # fmt: skip


def _pollsters(table: pd.DataFrame) -> list[str]:
    return [*dict.fromkeys(table["pollster"])]


def _key(pollsters: list[str], size: Width) -> list[str]:
    """What the marks stand for, in lines."""
    words = [f"{MARKS[k % 8][1]}\xa0{name or 'pollster not given'}" for k, name in enumerate(pollsters)]
    return wrapped(readable(f"Pollsters: {', '.join(words)}"), size.points - size.font * 2, size.font * SMALL, most=4)


def _draw_key(made: Sheet, lines: list[str]) -> None:
    size = made.width.font * SMALL
    y = made.legend.bottom + made.legend.height - size
    for line in lines:
        made.write(made.legend.left, y, line, size=size, color=MUTED)
        y -= size * LEADING


def _caption(found: "Calibration", held: "pd.Series[int]") -> str:
    start: date | None = found.start_date
    what = (
        f"Polls and the model fitted to {len(found.fitted)} of them: median, 50 % and 90 % bands of runs at draws of"
        " the posterior, without house effects and discrepancy; bars are 90 % intervals of sampling with a design"
        f" effect of {found.settings.design_effect:g}."
    )
    first = f"From {day_label(int(held.min()), start, year=True)} on polls were held out." if len(held) else ""
    told = [what, first, NOT_A_FORECAST]
    return " ".join(filter(None, told))


def _alt(found: "Calibration", series: list[tuple[str, str]]) -> str:
    parts = []
    for segment, column in series:
        polls = found.predictions
        mine = polls[(polls["segment"] == segment) & (polls["column"] == column)]
        inside = ((mine["low90"] <= mine["value"]) & (mine["value"] <= mine["high90"])).mean()
        parts.append(f"{column} of {segment}: {len(mine)} polls, {inside:.0%} of them inside 90 % of what was expected")
    return f"Line charts of fitted series with polls. {'; '.join(parts)}."
