"""The three moods over time, with the news that moved them."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sentiment_abm.charts import captions, markers
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.events import GLYPH_KEY, Numbered, numbered
from sentiment_abm.charts.lines import label_room, mood_lines
from sentiment_abm.charts.panels import Needs, Panel, columns_for, sheet
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import MOODS, Width, look, width_named
from sentiment_abm.charts.trajectories import Items, Source, Trajectories, trajectories


def moods(
    source: Source,
    *,
    cases: Sequence[str] | None = None,
    items: Items | None = None,
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """Shares of people in hope, skepticism and disappointment, one panel per case, all on one scale.

    Parameters
    ----------
    source
        a `Run`, loaded `Results`, or a long table with `day`, `hope`, `skepticism`, `disappointment` (shares, 0…1)
        and, where there are several, `case`, `replicate`, `segment`.  Replicates become a median and two bands.
    cases
        names of the cases to show, in this order; default all (eight at most).
    items, start_date
        news and first day, for a plain table; a `Run` and `Results` bring theirs.  Numbers over the panels lead to
        the headlines below; where there is no room for all, the lesser items are short ticks.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Raises InputError for missing columns, unknown cases or an unknown width.

    >>> table = pd.DataFrame({"day": [0, 1], "hope": 0.3, "skepticism": 0.5, "disappointment": 0.2})
    >>> moods(table).caption.endswith("This is a model, not a forecast.")
    True
    """
    size = width_named(width)
    told = trajectories(source, MOODS, cases=cases, items=items, start_date=start_date)
    table = bands(told.daily, list(MOODS))
    with look(size):
        return _drawn(told, table, size)


def _drawn(told: Trajectories, table: pd.DataFrame, size: Width) -> Chart:
    right = label_room(list(MOODS), size.font, size.points / 3)
    events = _events(told, right, size)
    legend = markers.entries(events, size, told.start_date)
    needs = Needs(
        strip=markers.strip_height(size) if events.total else 0.0,
        right=right,
        legend=markers.legend_height(legend, size),
        dated=told.start_date is not None,
    )
    made = sheet(
        size,
        [Panel(case) for case in told.cases] if len(told.cases) > 1 else [Panel()],
        columns=columns_for(len(told.cases), size.columns),
        unit="% of people in each mood",
        needs=needs,
        note=captions.note(told, *([GLYPH_KEY, markers.unnumbered(events)] if events.total else [])),
    )
    time_axes(made, told.span, told.start_date)
    value_axes(made, range(len(made.axes)), (table.filter(regex="median|high95") * 100).to_numpy().ravel(), least=20)
    for i, case in enumerate(told.cases):
        markers.mark(made, i, events, case)
        mood_lines(made, i, one(table, case=case), right if made.is_last(i) else None)
    markers.draw_legend(made, legend, events, told.start_date)
    return made.chart.say(caption=_caption(told, events.total), alt=_alt(told, table), data=table)


def _events(told: Trajectories, right: float, size: Width) -> Numbered:
    """The news, with as many numbers as a panel has room for."""
    panel = (size.points - right - size.font * 4) / columns_for(len(told.cases), size.columns) - size.font
    return numbered(
        {case: told.shared_items(case) for case in told.cases},
        told.span,
        room=int(panel / markers.slot(size, size.most_events)),
        most=size.most_events,
    )


def _caption(told: Trajectories, events: int) -> str:
    news = f"Numbers mark news items ({events} in all); the headlines stand below." if events else ""
    what = "Share of people in hope, skepticism and disappointment on each day."
    return captions.caption(what, told, *filter(None, [news]))


def _alt(told: Trajectories, table: pd.DataFrame) -> str:
    parts = []
    for case in told.cases:
        lines = [f"{mood} {captions.course(one(table, case=case, indicator=mood), 100, '%')}" for mood in MOODS]
        parts.append((f"{case}: " if case else "") + "; ".join(lines) + ".")
    return " ".join(["Line chart of three moods over time.", *parts])
