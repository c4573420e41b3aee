"""The news itself: what was announced, signaled and delivered, when, how strongly and for how long covered."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from sentiment_abm.charts import captions, markers
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.events import GLYPHS, Numbered, numbered
from sentiment_abm.charts.lanes import draw_lanes, lanes_note, lanes_of
from sentiment_abm.charts.panels import Needs, Panel, columns_for, sheet
from sentiment_abm.charts.scales import time_axes
from sentiment_abm.charts.style import Width, look, width_named
from sentiment_abm.charts.trajectories import Items, Source, Trajectories, trajectories

PLAIN: dict[str, Any] = {
    "hype": math.nan, "strength": math.nan, "delivered": math.nan,
    "coverage": 0, "closes": True, "deception": False, "source": "",
}  # fmt: skip
SAME = "Input of the model, the same in every replicate."
SHARED = "Cases whose news look the same here share a panel."
REDRAWN = "Each replicate draws news of its own; these are those of the first."


def news(
    source: Source,
    *,
    cases: Sequence[str] | None = None,
    items: Items | None = None,
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """News items in three lanes: announcements by hype, signals by strength, outcomes by what was delivered.

    A bar to the right of a mark is the time of coverage; an outcome that leaves its promise open is hollow, one that
    reveals a deception is crossed out.  Cases whose news look the same here share a panel.

    Parameters
    ----------
    source
        a `Run` or loaded `Results`, or any long table with `day`, whose news are given as `items`.
    cases, items, start_date, width
        as for :func:`~sentiment_abm.charts.moods.moods`.

    Raises InputError for cases that are unknown.

    >>> one = pd.DataFrame({"day": [3], "kind": "announcement", "headline": "Talks!", "hype": 2.0, "coverage": 3})
    >>> news(pd.DataFrame({"day": range(9)}), items=one).alt
    'Timeline of news. 1 announcement, 0 signals, 0 outcomes.'
    """
    size = width_named(width)
    told = trajectories(source, [], cases=cases, items=items, start_date=start_date)
    first, last = told.span
    by_case = {case: _inside(told.case_items(case), first, last) for case in told.cases}
    groups = _shared(by_case)
    with look(size):
        chart, events = _drawn(groups, told, size)
    counts = ", ".join(_counts(events))
    remarks = [REDRAWN if told.redrawn else SAME, *([SHARED] if len(groups) < len(by_case) else [])]
    return chart.say(
        caption=" ".join([f"The news of the scenario: {counts}.", *remarks, captions.NOT_A_FORECAST]),
        alt=f"Timeline of news. {counts}.",
        data=pd.concat([table.assign(case=case) for case, table in by_case.items()], ignore_index=True),
    )


def _inside(table: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The items of these days, with a value in every column that the chart reads."""
    missing = {name: value for name, value in PLAIN.items() if name not in table.columns}
    return table[table["day"].between(first, last)].assign(**missing)


def _shared(by_case: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Cases whose news look the same become one, under all their names; caveats, say, are not drawn."""
    groups: list[tuple[list[str], pd.DataFrame]] = []
    said = ["day", "kind", "headline", "hype", "strength", "delivered", "coverage"]
    for case, table in by_case.items():
        for names, known in groups:
            if known[said].reset_index(drop=True).equals(table[said].reset_index(drop=True)):
                names.append(case)
                break
        else:
            groups.append(([case], table))
    return {", ".join(names): table for names, table in groups}


def _drawn(groups: Mapping[str, pd.DataFrame], told: Trajectories, size: Width) -> tuple[Chart, Numbered]:
    start, redrawn = told.start_date, REDRAWN if told.redrawn else ""
    everything = pd.concat(groups.values(), ignore_index=True)
    lanes = lanes_of(everything)
    columns = columns_for(len(groups), 2 if size.height is None else 3)
    events = numbered(
        groups, told.span, room=int((size.points / columns - size.font * 5) / markers.slot(size, size.most_events)),
        most=size.most_events,
    )  # fmt: skip
    legend = markers.entries(events, size, start)
    made = sheet(
        size,
        [Panel(name if len(groups) > 1 else "") for name in groups],
        columns=columns,
        needs=Needs(
            strip=markers.strip_height(size) if events.total else 0.0,
            right=size.font,
            legend=markers.legend_height(legend, size),
            height=max(len(lanes), 1) * size.font * 6.5,
            dated=start is not None,
        ),
        note=" ".join(filter(None, [lanes_note(everything), markers.unnumbered(events), redrawn, captions.SHORT])),
    )
    time_axes(made, told.span, start)
    for i, (name, table) in enumerate(groups.items()):
        markers.mark(made, i, events, name)
        draw_lanes(made, i, table, lanes)
    markers.draw_legend(made, legend, events, start)
    return made.chart, events


def _counts(events: Numbered) -> list[str]:
    """How many different items of each kind, in words."""
    kinds = Counter(event.kind for event in {event for case in events.by_case.values() for event in case})
    return [f"{kinds[kind]} {kind}{'' if kinds[kind] == 1 else 's'}" for kind in GLYPHS]
