"""Who changes sides: moves between each two moods, up towards the more hopeful one and down away from it.

Gross moves are summed exactly from the daily flows.  Where each person of a distant day came from daily flows do not
say: :func:`~sentiment_abm.charts.alluvial.alluvial` follows people.
"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sentiment_abm.charts import captions
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import SMALL, Needs, Panel, Sheet, sheet
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import INK, MOODS, PAPER, RULE, Look, Width, look, width_named
from sentiment_abm.charts.trajectories import Source, Trajectories, trajectories

PAIRS = tuple(combinations(MOODS, 2))  # the more hopeful mood first
FLOWS = tuple(f"{a}_to_{b}" for pair in PAIRS for a, b in (pair, pair[::-1]))
MOST_BARS = 60  # more bars than this are too thin


def flows(
    source: Source,
    *,
    every: int | None = None,
    cases: Sequence[str] | None = None,
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """People who change mood per day, in weekly means: one column per pair of moods, one row per case.

    Parameters
    ----------
    source
        a `Run`, loaded `Results`, or a long table with `day` and the columns `hope_to_skepticism` … (shares of the
        population that moved on that day).
    every
        days per bar; default a day for runs of up to three weeks, else a week, or more weeks for long runs.
    cases, start_date, width
        as for :func:`~sentiment_abm.charts.moods.moods`.

    Raises InputError for columns that are not there and for cases that are unknown.

    >>> table = pd.DataFrame({"day": [1, 2], **{name: 0.01 for name in FLOWS}})
    >>> float(flows(table).data["median"].max())
    0.01
    """
    size = width_named(width)
    told = trajectories(source, FLOWS, cases=cases, start_date=start_date)
    _, last = told.span
    days = every or next(step for step in (1, 7, 14, 28, 91, 364, last + 1) if last <= step * _most_bars(step))
    table = bands(_binned(told, days), [*FLOWS, *(_net(pair) for pair in PAIRS)])
    with look(size):
        return _drawn(told, table, days, size)


def _most_bars(days: int) -> int:
    return 21 if days == 1 else MOST_BARS


def _net(pair: tuple[str, str]) -> str:
    return f"{pair[1]}_to_{pair[0]}_net"


def _binned(told: Trajectories, days: int) -> pd.DataFrame:
    """Mean flows per day in bins of `days`, named by their first day; moves of row `day` happened the day before."""
    daily = told.daily[told.daily["day"] > 0]
    # Days that are left over go to the bin before them, or, if most of a bin, have their own.
    most = max(round(told.span[1] / days), 1) - 1
    bins = daily.assign(day=((daily["day"] - 1) // days).clip(upper=most) * days)
    means = bins.groupby(["case", "replicate", "segment", "day"], sort=False)[list(FLOWS)].mean().reset_index()
    return means.assign(**{_net((a, b)): means[f"{b}_to_{a}"] - means[f"{a}_to_{b}"] for a, b in PAIRS})


def _drawn(told: Trajectories, table: pd.DataFrame, days: int, size: Width) -> Chart:
    many = len(told.cases) > 1
    period = {1: "each day", 7: "mean of each week"}.get(days, f"mean of {days} days")
    made = sheet(
        size,
        [Panel()] * len(told.cases) * len(PAIRS),
        columns=len(PAIRS),
        unit=f"% of people who change mood per day, {period}",
        headings=told.cases if many else (),
        needs=Needs(
            right=size.font,
            dated=told.start_date is not None,
            height=size.font * {1: 16, 2: 12, 3: 11}.get(len(told.cases), 9),
        ),
        note=_note(told),
    )
    time_axes(made, (0, told.span[1]), told.start_date)
    _scale(made, table)
    for i in range(len(made.axes)):
        row, column = divmod(i, len(PAIRS))
        _panel(made, i, one(table, case=told.cases[row]), PAIRS[column])
    return made.chart.say(caption=_caption(told, period), alt=_alt(told, table), data=table)


def _scale(made: Sheet, table: pd.DataFrame) -> None:
    """One scale for all panels, with room above and below the bars for the names of the moves."""
    most = table.set_index("indicator")[["median", "high95"]].max(axis=1)
    high = max(most[f"{b}_to_{a}"].max() for a, b in PAIRS) * 100
    low = -max(most[f"{a}_to_{b}"].max() for a, b in PAIRS) * 100
    tall = made.boxes[0].height
    room = tall / (tall - 3.2 * made.width.font * SMALL)
    value_axes(made, range(len(made.axes)), [high * room, low * room], least=0.5)


def _caption(told: Trajectories, period: str) -> str:
    what = f"People who change mood per day ({period}), for each two moods: moves to the more hopeful one point up."
    counts = captions.counted(told.replicates, len(told.cases))
    medians = f"Bars are medians of {counts}, thin lines their 95 % range."
    bars = f"Bars show {counts}." if max(told.replicates) == 1 else medians
    return f"{what} {bars} The black line is the net flow. {captions.NOT_A_FORECAST}"


def _note(told: Trajectories) -> str:
    many = captions.counted(told.replicates, len(told.cases))
    bars = many if max(told.replicates) == 1 else f"median and 95\xa0% range of {many}"
    return f"Bars: {bars}; black line: net flow. {captions.SHORT}"


def _panel(made: Sheet, i: int, rows: pd.DataFrame, pair: tuple[str, str]) -> None:
    """Bars up and down between two moods, their ranges, and the line of the net flow."""
    ax, size = made.axes[i], made.width.font * SMALL
    a, b = pair
    last = ax.get_xlim()[1]
    longest = text_width("skepticism → disappointment", size)
    for origin, mood, sign in ((b, a, 1.0), (a, b, -1.0)):
        _bars(made, i, one(rows, indicator=f"{origin}_to_{mood}"), MOODS[mood], sign)
        name = f"{origin} → {mood}"
        name = name if longest < made.boxes[i].width - size else f"to {mood}"
        y = made.boxes[i].bottom + (made.boxes[i].height - size * 0.9 if sign > 0 else size * 0.55)
        made.write(
            made.boxes[i].left + size * 0.5, y, name, size=size, color=MOODS[mood].ink,
            bbox={"facecolor": PAPER, "pad": 0.4, "linewidth": 0},
        )  # fmt: skip
    net = one(rows, indicator=_net(pair))
    edges = [*net["day"], last]
    ax.stairs(net["median"].to_numpy() * 100, edges, color=INK, linewidth=made.width.line * 0.8, baseline=None)
    ax.axhline(0, color=RULE, linewidth=0.8, zorder=2)


def _bars(made: Sheet, i: int, rows: pd.DataFrame, style: Look, sign: float) -> None:
    """All bars of one direction as one shape, all whiskers as one line: files stay small."""
    ax, last = made.axes[i], made.axes[i].get_xlim()[1]
    left = rows["day"].to_numpy(dtype=float)
    wide = (np.append(left[1:], last) - left) * 0.86
    top = rows["median"].to_numpy(dtype=float) * 100 * sign
    zero = np.zeros_like(top)
    corners = [np.column_stack(pair) for pair in ((left, zero), (left, top), (left + wide, top), (left + wide, zero))]
    bars = Path.make_compound_path(*(Path([*four, four[0]], closed=True) for four in zip(*corners, strict=True)))
    ax.add_patch(PathPatch(bars, facecolor=style.color, alpha=0.85))
    if rows["low95"].notna().any():
        low, high = (rows[f"{side}95"].to_numpy(dtype=float) * 100 * sign for side in ("low", "high"))
        middle = left + wide / 2
        gaps = np.full_like(middle, np.nan)
        xs, ys = (np.column_stack(parts).ravel() for parts in ((middle, middle, gaps), (low, high, gaps)))
        ax.plot(xs, ys, color=style.ink, linewidth=0.6)


def _alt(told: Trajectories, table: pd.DataFrame) -> str:
    parts = []
    for case in told.cases:
        means = table[table["case"] == case].groupby("indicator", sort=False)["median"].mean() * 100
        said = [f"{a} to {b} {means[f'{a}_to_{b}']:.2g}, back {means[f'{b}_to_{a}']:.2g}" for a, b in PAIRS]
        parts.append(f"{case + ': ' if case else ''}mean daily moves in % of people, {'; '.join(said)}.")
    return " ".join(["Bar charts of moves between moods over time.", *parts])
