"""What changes when only the case changes: differences between two cases, taken replicate by replicate."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from sentiment_abm.charts import captions
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.indicators import indicator
from sentiment_abm.charts.lines import line
from sentiment_abm.charts.panels import Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import CASES, RULE, Width, look, width_named
from sentiment_abm.charts.trajectories import Source, Trajectories, trajectories
from sentiment_abm.spec import InputError


def differences(
    source: Source,
    a: str | None = None,
    b: str | None = None,
    *,
    of: Sequence[str] = ("net", "hope", "disappointment", "trust"),
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """Case `b` minus case `a` on each day: the median over replicates of the paired difference, with its bands.

    Replicate r of both cases shares its people and its luck, so a band away from 0 is an effect of the case.  The
    order is that of :func:`~sentiment_abm.analysis.contrast.paired`: `a` is what `b` is compared with.

    Parameters
    ----------
    source
        loaded `Results` or a long table with `case`, `replicate`, `day` and the columns of `of`.
    a, b
        names of two cases; default the first two of the table.
    of
        columns of the daily table, one panel each.
    start_date, width
        as for :func:`~sentiment_abm.charts.moods.moods`.

    Raises InputError unless there are two cases with at least one replicate in common.

    >>> table = pd.DataFrame({"case": ["x", "y"], "replicate": 0, "day": 0, "net": [0.3, 0.1]})
    >>> float(differences(table, of=["net"]).data["median"].iloc[0].round(3))
    -0.2
    """
    size = width_named(width)
    wanted = None if a is None or b is None else [a, b]
    told = trajectories(source, of, cases=wanted, start_date=start_date)
    if len(told.cases) < 2:
        raise InputError([f"differences: two cases are needed, the table has {len(told.cases)}"])
    told = _paired(told, told.cases[0], told.cases[1], list(of))
    table = bands(told.daily, list(of))
    with look(size):
        return _drawn(told, table, list(of), size)


def _paired(told: Trajectories, a: str, b: str, of: list[str]) -> Trajectories:
    """The trajectories of the difference, from the replicates that both cases have."""
    keys = ["replicate", "segment", "day"]
    first, second = (told.daily[told.daily["case"] == case].set_index(keys)[of] for case in (a, b))
    shared = first.index.intersection(second.index)
    if shared.empty:
        raise InputError([f"differences: {a!r} and {b!r} have no replicate and day in common"])
    name = f"{b} minus {a}"
    daily = (second.loc[shared] - first.loc[shared]).reset_index().assign(case=name)
    return Trajectories(daily, {}, told.start_date, (a, b))


def _drawn(told: Trajectories, table: pd.DataFrame, of: list[str], size: Width) -> Chart:
    a, b = told.cases
    name = f"{b} minus {a}"
    one_unit = len({indicator(column).percent for column in of}) == 1
    told = Trajectories(told.daily, told.items, told.start_date, (name,))
    made = sheet(
        size,
        [Panel(indicator(column).title, indicator(column).difference_unit) for column in of],
        columns=columns_for(len(of), min(size.columns, 2)),
        unit=f"{name}; above 0 there is more in {b}",
        needs=Needs(right=size.font, own_scales=not one_unit, dated=told.start_date is not None),
        note=captions.note(told, "Differences are taken within replicates."),
    )
    time_axes(made, told.span, told.start_date)
    _scales(made, table, of, one_unit)
    for i, column in enumerate(of):
        made.axes[i].axhline(0, color=RULE, linewidth=0.8, zorder=1)
        line(made.axes[i], one(table, indicator=column), CASES[0], indicator(column).factor, column)
    what = f"Paired difference, {name}, on each day; 0 means no difference."
    alt = " ".join([f"Differences {name} over time.", *(_course(table, column) for column in of)])
    return made.chart.say(caption=captions.caption(what, told), alt=alt, data=table)


def _scales(made: Sheet, table: pd.DataFrame, of: list[str], one_unit: bool) -> None:
    """One scale for all panels in one unit, else one for each."""
    columns = ["median", "low95", "high95"]
    for chosen in [list(range(len(of)))] if one_unit else [[i] for i in range(len(of))]:
        names = [of[i] for i in chosen]
        factor = indicator(names[0]).factor
        values = table.loc[table["indicator"].isin(names), columns].to_numpy(dtype=float).ravel() * factor
        low, high = np.nanmin(values, initial=0.0), np.nanmax(values, initial=0.0)
        # Some room on the other side of 0 lets the eye see that there is a side.
        value_axes(made, chosen, [min(low, -high / 4), max(high, -low / 4)], least=0.04 * factor)


def _course(table: pd.DataFrame, name: str) -> str:
    known = indicator(name)
    unit = "percentage points" if known.percent else ""
    return f"{known.title}: {captions.course(one(table, indicator=name), known.factor, unit)}."
