"""The life of one citizen: its moods and waits, what it believed and felt, and the news that it learned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sentiment_abm.analysis.lesson import WORD_OF_MOUTH
from sentiment_abm.charts import markers
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.events import GLYPH_KEY, Numbered, numbered
from sentiment_abm.charts.lines import EndLabel, end_labels, label_room
from sentiment_abm.charts.panels import Needs, Panel, Sheet, sheet
from sentiment_abm.charts.scales import time_axes, value_axes
from sentiment_abm.charts.style import CASES, INK, MOODS, MUTED, PAPER, RULE, Width, look, width_named

if TYPE_CHECKING:
    from sentiment_abm.analysis.life import Life  # it knows the engine of Mesa, which takes seconds to import

# The lanes name themselves: without a title over them there is room for the numbers of the news.
PANELS = (Panel(), Panel("Belief and trust", "0–1"), Panel("Affect and stress", "0 is neutral and calm"))
LINES = (("expectation", "trust"), ("affect", "stress"))
WAITING = "waiting"
LANES = {name: float(height) for height, name in enumerate(("waiting", "disappointment", "skepticism", "hope"))}


def citizen(life: "Life", *, width: str = "double") -> Chart:
    """The timeline of one citizen.

    Parameters
    ----------
    life
        What :func:`~sentiment_abm.analysis.explain.explain` gave, all of it or the part that ``life.during`` cuts out.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Numbers stand at the days on which the citizen learned an item, with the headlines below.  `data` has one row per
    day and value.  Raises InputError for an unknown width.

    >>> from sentiment_abm.analysis.explain import explain
    >>> from sentiment_abm.engine.simulate import simulate
    >>> chart = citizen(explain(simulate("promise_kept", people=100, days=60, seed=7), 17))
    >>> sorted(chart.data["of"].unique())
    ['affect', 'expectation', 'mood', 'stress', 'trust', 'waiting']
    """
    size = width_named(width)
    with look(size):
        return _drawn(life, size)


def _drawn(life: "Life", size: Width) -> Chart:
    right = label_room([*LANES, "expectation"], size.font, size.points / 3)
    span = int(life.days.index[0]), int(life.days.index[-1])
    start = _first_lived(life)
    events = _events(life, span, right, size)
    legend = markers.entries(events, size, start)
    made = sheet(
        size,
        PANELS,
        columns=1,
        unit=life.title,
        needs=Needs(
            right=right,
            legend=markers.legend_height(legend, size),
            height=size.font * 9.0 if size.height is None else 0.0,
            dated=start is not None,
            own_scales=True,
        ),
        note=_note(life, events),
    )
    time_axes(made, span, start)
    _draw_lanes(made, life, right)
    _draw_lines(made, life, right)
    markers.mark(made, 0, events, "")
    for ax in made.axes[1:]:
        for event, _ in events.with_number(""):
            ax.axvline(event.day, color=markers.EVENT_LINE, linewidth=0.5, zorder=0.5)
    markers.draw_legend(made, legend, events, start)
    return made.chart.say(caption=_caption(life), alt=_alt(life), data=_data(life))


def _first_lived(life: "Life") -> date | None:
    """The date that belongs to day 0 where day d is the evening of the date lived: that of the eve."""
    return life.start_date - timedelta(days=1) if life.start_date else None


def _events(life: "Life", span: tuple[int, int], right: float, size: Width) -> Numbered:
    """The items learned, on the days on which they were learned."""
    told = life.items.loc[life.learned["item"], ["hype", "strength", "coverage"]].reset_index(drop=True)
    learned = pd.concat([life.learned[["day", "kind", "headline", "source"]], told], axis="columns")
    heard = life.learned["how"] == WORD_OF_MOUTH  # the usual way needs no words
    learned["headline"] += np.where(heard, f" ({WORD_OF_MOUTH})", "")
    room = int((size.points - right - size.font * 5) / markers.slot(size, size.most_events))
    # Three panels leave a page of fixed height only half of its usual room for headlines.
    return numbered({"": learned}, span, room=room, most=size.most_events // (1 if size.height is None else 2))


def _draw_lanes(made: Sheet, life: "Life", right: float) -> None:
    """A bar in the lane of its mood for every day, and one below while it waits; a cross where it gave up."""
    ax, days = made.axes[0], life.days
    ax.set_ylim(-0.6, len(LANES) - 0.4)
    ax.set_yticks([])
    ax.grid(visible=False)
    thick = made.width.font * 0.75
    mood = days["mood"].map(LANES).to_numpy(dtype=np.float64)
    at = days.index.to_numpy(dtype=np.float64)
    ax.step(at, mood, where="mid", color=RULE, linewidth=0.6, zorder=2)
    for name, style in MOODS.items():
        for first, last in _spells(mood == LANES[name]):
            ax.hlines(LANES[name], *_ends(at, first, last), color=style.color, linewidth=thick, zorder=3)
    for first, last in _spells(days["waiting"].to_numpy() >= 0.0):
        ax.hlines(0.0, *_ends(at, first, last), color=RULE, linewidth=thick * 0.6, zorder=3)
    gave_up = at[days["gave_up"].to_numpy(dtype=bool)]
    ax.scatter(gave_up, np.zeros(len(gave_up)), marker="X", s=thick**2 * 1.6, color=INK, edgecolor=PAPER, zorder=4)
    inks = {WAITING: MUTED} | {name: style.ink for name, style in MOODS.items()}
    end_labels(made, 0, [EndLabel(height, name, inks[name]) for name, height in LANES.items()], right)


def _draw_lines(made: Sheet, life: "Life", right: float) -> None:
    """Two lines in each of the lower panels."""
    for i, names in enumerate(LINES, start=1):
        values = life.days[[*names]].to_numpy(dtype=np.float64)
        value_axes(made, [i], values.ravel(), least=0.2)
        if (values < 0.0).any():
            made.axes[i].axhline(0.0, color=RULE, linewidth=0.8, zorder=1)
        ends = []
        for name, style in zip(names, CASES, strict=False):
            course = life.days[name]
            alone = "o" if len(course) == 1 else ""
            made.axes[i].plot(
                course.index, course, color=style.color, linestyle=style.dash, marker=alone, label=name, clip_on=False
            )
            ends.append(EndLabel(float(course.iloc[-1]), name, style.ink))
        end_labels(made, i, ends, right)


def _spells(inside: Sequence[bool] | np.ndarray) -> list[tuple[int, int]]:
    """First and last position of every unbroken run of true.

    >>> _spells([True, True, False, True])
    [(0, 1), (3, 3)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.asarray(inside, bool), [False]]).astype(int)))
    return [(int(first), int(last) - 1) for first, last in edges.reshape(-1, 2)]


def _ends(at: np.ndarray, first: int, last: int) -> tuple[float, float]:
    """From half a day before to half a day after, inside the days shown."""
    return max(float(at[first]) - 0.5, float(at[0])), min(float(at[last]) + 0.5, float(at[-1]))


def _note(life: "Life", events: Numbered) -> str:
    given_up = "✕: gave up waiting." if life.days["gave_up"].any() else ""
    news = [f"News learned: {GLYPH_KEY}", markers.unnumbered(events)] if events.total else []
    return " ".join(filter(None, [*news, given_up, SHORT]))


def _caption(life: "Life") -> str:
    told, learned = len(life.items), len(life.learned)
    news = f"Numbers mark the days on which it learned the news ({learned} of {told} items)." if learned else ""
    what = f"{life.title}: its mood on each day, what it expected of the talks, its trust, feeling and stress."
    waits = "The grey bar shows when it waited for an open promise, and a cross where it gave up."
    return " ".join(filter(None, [what, waits, news, "One person in one run.", NOT_A_FORECAST]))


def _alt(life: "Life") -> str:
    days, moves = life.days, int(life.days["moved"].sum())
    first, last = days.iloc[0], days.iloc[-1]
    return (
        f"Timeline of one citizen. {first['mood'].capitalize()} on day {days.index[0]}, {moves} moves, {last['mood']} "
        f"on day {days.index[-1]}. Expectation of peace from {first['expectation']:.2f} to {last['expectation']:.2f}, "
        f"trust from {first['trust']:.2f} to {last['trust']:.2f}. Learned {len(life.learned)} news items, gave up "
        f"waiting {int(days['gave_up'].sum())} times."
    )


def _data(life: "Life") -> pd.DataFrame:
    """One row per day and value plotted; moods are words."""
    shown = life.days[["mood", *(name for names in LINES for name in names), WAITING]].astype(object)
    return shown.reset_index().melt("day", var_name="of", value_name="value")
