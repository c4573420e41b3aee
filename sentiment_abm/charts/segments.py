"""One panel per segment: how each public takes the same news, with poll results where there are some."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sentiment_abm.charts import captions
from sentiment_abm.charts.bands import bands, one
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.indicators import indicator
from sentiment_abm.charts.lines import case_lines, is_banded, label_room, mood_lines
from sentiment_abm.charts.panels import Needs, Panel, columns_for, sheet
from sentiment_abm.charts.polls import Poll, Polls, draw_key, draw_polls, key_height, poll_key, read_polls
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import MOODS, Width, look, width_named
from sentiment_abm.charts.trajectories import Source, Trajectories, trajectories

EVERYONE = "Everyone"


def segments(
    source: Source,
    *,
    of: str | None = None,
    polls: Polls | None = None,
    cases: Sequence[str] | None = None,
    start_date: date | None = None,
    width: str = "double",
) -> Chart:
    """The moods, or one indicator, by segment; all panels share one scale.

    Parameters
    ----------
    source
        a `Run`, loaded `Results`, or a long table with `segment` and `day`.
    of
        "moods" (default for one case; with several, one panel per segment and case) or the column of an indicator
        (default for several cases: "net"), one line per case.
    polls
        rows as for :func:`~sentiment_abm.charts.polls.read_polls`; those of the indicators and segments shown become
        points with a bar for the 95 % sampling error.  The population is shown only for the sake of a poll of all.
    cases, start_date, width
        as for :func:`~sentiment_abm.charts.moods.moods`.

    Raises InputError for columns that are not there and for cases that are unknown.

    >>> table = pd.DataFrame({"segment": ["a", "b"], "day": 0, "net": [0.1, -0.1]})
    >>> len(segments(table, of="net").axes)
    2
    """
    size = width_named(width)
    of = of or ("net" if len(trajectories(source, [], segments=True, cases=cases).cases) > 1 else "moods")
    columns = list(MOODS) if of == "moods" else [of]
    told = trajectories(source, columns, segments=True, cases=cases, start_date=start_date)
    known = [poll for poll in read_polls(polls, told.start_date, told.segments) if poll.indicator in columns]
    if _is_one_public(told):
        known = [poll._replace(segment="all") for poll in known]
    names = _names(told, known)
    (first, last), shown = told.span, [poll for poll in known if poll.segment in names]
    shown = [poll for poll in shown if first <= poll.day <= last]
    with look(size):
        return _drawn(told, bands(told.daily, columns), names, shown, of, size)


def _drawn(
    told: Trajectories, table: pd.DataFrame, segment_names: Sequence[str], polls: list[Poll], of: str, size: Width
) -> Chart:
    apart = told.cases if of == "moods" and len(told.cases) > 1 else [None]
    panels = [(segment, case) for segment in segment_names for case in apart]
    marks = list(dict.fromkeys(poll.series for poll in polls))
    key = poll_key(marks, size)
    names = MOODS if of == "moods" else told.cases if len(told.cases) > 1 else ()
    right = label_room(list(names), size.font, size.points / 3.5) if names else size.font
    errors = ["Bars on polls: 95\xa0% sampling error."] if polls else []
    made = sheet(
        size,
        [Panel(" · ".join(filter(None, [_place(segment), case]))) for segment, case in panels],
        columns=_columns(len(panels), told, of, size),
        unit="% of people in each mood" if of == "moods" else f"{indicator(of).title}, {indicator(of).unit}",
        needs=Needs(right=right, legend=key_height(key, size), dated=told.start_date is not None),
        note=captions.note(told, *errors, banded=_is_banded(told, of)),
    )
    time_axes(made, told.span, told.start_date)
    factor = 100.0 if of == "moods" else indicator(of).factor
    values = [*table[["median", "low95", "high95"]].to_numpy(dtype=float).ravel(), *(poll.value for poll in polls)]
    value_axes(made, range(len(panels)), [value * factor for value in values], least=0.1 * factor)
    for i, (segment, case) in enumerate(panels):
        rows, room = one(table, segment=segment), right if names and made.is_last(i) else None
        if of == "moods":
            mood_lines(made, i, one(rows, case=case or told.cases[0]), room)
        else:
            case_lines(made, i, told.cases, rows, factor, room)
        draw_polls(made, i, [poll for poll in polls if poll.segment == segment], marks)
    draw_key(made, key)
    return made.chart.say(caption=_caption(told, polls, of), alt=_alt(told, table, panels, of), data=table)


def _is_one_public(told: Trajectories) -> bool:
    """Whether the only segment is everyone."""
    return "all" in told.daily["segment"].unique() and len(told.segments) < 2


def _names(told: Trajectories, polls: Sequence[Poll]) -> list[str]:
    """The segments to show; the population only where there is nothing else, or for the sake of a poll of all."""
    if _is_one_public(told):
        return ["all"]
    is_asked = any(poll.segment == "all" for poll in polls) and "all" in told.daily["segment"].unique()
    return [*(["all"] if is_asked else []), *told.segments]


def _place(segment: str) -> str:
    return EVERYONE if segment == "all" else segment


def _columns(panels: int, told: Trajectories, of: str, size: Width) -> int:
    """Cases side by side and segments below each other where that fits."""
    if of == "moods" and 1 < len(told.cases) <= size.columns:
        return len(told.cases)
    return columns_for(panels, size.columns)


def _is_banded(told: Trajectories, of: str) -> bool:
    return of == "moods" or is_banded(told.cases)


def _caption(told: Trajectories, polls: Sequence[Poll], of: str) -> str:
    what = f"{'Moods' if of == 'moods' else indicator(of).title} by segment on each day."
    points = "Points are poll results, with their 95 % sampling error where the sample size is known."
    return captions.caption(what, told, *([points] if polls else []), banded=_is_banded(told, of))


def _alt(told: Trajectories, table: pd.DataFrame, panels: Sequence[tuple[str, str | None]], of: str) -> str:
    parts = []
    names = list(MOODS) if of == "moods" else [of]
    for segment in dict.fromkeys(segment for segment, _ in panels):
        for case in told.cases:
            rows = one(table, segment=segment, case=case)
            said = [f"{n} {captions.course(one(rows, indicator=n), indicator(n).factor, '')}" for n in names]
            parts.append(f"{_place(segment)}{f', {case}' if len(told.cases) > 1 else ''}: {'; '.join(said)}.")
    return " ".join(["Line charts over time, one panel per segment.", *parts])
