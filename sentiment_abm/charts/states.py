"""What goes on inside people: belief, trust, affect, stress, overload and waiting over time."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sentiment_abm.charts import captions
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.indicators import INDICATORS, indicator
from sentiment_abm.charts.lines import case_lines, is_banded, label_room
from sentiment_abm.charts.panels import Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import RULE, Width, look, width_named
from sentiment_abm.charts.trajectories import Source, Trajectories, trajectories

STATES = ("belief", "trust", "affect", "stress", "overload", "waiting")


def states(
    source: Source,
    *,
    of: Sequence[str] = STATES,
    cases: Sequence[str] | None = None,
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """One panel per inner state (means over people, each on its own scale), one line per case.

    Parameters
    ----------
    source
        a `Run`, loaded `Results`, or a long table with `day` and the columns of `of`.
    of
        columns of the daily table; any indicator will do.
    cases, start_date, width
        as for :func:`~sentiment_abm.charts.moods.moods`.

    Raises InputError for columns that are not there and for cases that are unknown.

    >>> table = pd.DataFrame({"day": [0, 1], "trust": [0.4, 0.5]})
    >>> states(table, of=["trust"]).alt
    'Line charts over time. Trust: from 0.4 to 0.5, highest 0.5 on day 1, lowest 0.4 on day 0.'
    """
    size = width_named(width)
    told = trajectories(source, of, cases=cases, start_date=start_date)
    table = bands(told.daily, list(of))
    with look(size):
        return _drawn(told, table, list(of), size)


def _drawn(told: Trajectories, table: pd.DataFrame, of: Sequence[str], size: Width) -> Chart:
    many = len(told.cases) > 1
    right = label_room(told.cases, size.font, size.points / 4) if many else size.font
    made = sheet(
        size,
        [Panel(indicator(name).title, indicator(name).unit) for name in of],
        columns=columns_for(len(of), min(size.columns, 3)),
        needs=Needs(right=right, own_scales=True, dated=told.start_date is not None),
        note=captions.note(told, banded=is_banded(told.cases)),
    )
    time_axes(made, told.span, told.start_date)
    for i, name in enumerate(of):
        shown = table[table["indicator"] == name]
        _scale(made, i, shown, name)
        case_lines(made, i, told.cases, shown, indicator(name).factor, right if many and made.is_last(i) else None)
    what = "Means over people of " + ", ".join(indicator(name).title.lower() for name in of) + "."
    words = captions.caption(what, told, banded=is_banded(told.cases))
    return made.chart.say(caption=words, alt=_alt(told, table, of), data=table)


def _scale(made: Sheet, i: int, shown: pd.DataFrame, name: str) -> None:
    """Give panel i the scale of its own indicator, and a line at 0 if that may be negative."""
    known = INDICATORS.get(name)
    factor = indicator(name).factor
    values = shown[["median", "low95", "high95"]].to_numpy(dtype=float).ravel() * factor
    value_axes(made, [i], values, least=0.1 * factor, zero=name not in ("belief", "trust"))
    if known is None or known.signed:
        made.axes[i].axhline(0, color=RULE, linewidth=0.8, zorder=1)


def _alt(told: Trajectories, table: pd.DataFrame, of: Sequence[str]) -> str:
    parts = []
    for name in of:
        known = indicator(name)
        unit = "%" if known.percent else ""
        lines = [
            (f"{case} " if len(told.cases) > 1 else "")
            + captions.course(one(table, case=case, indicator=name), known.factor, unit)
            for case in told.cases
        ]
        parts.append(f"{known.title}: {'; '.join(lines)}.")
    return " ".join(["Line charts over time.", *parts])
