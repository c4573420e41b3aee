"""Who hopes, who doubts, who despairs: outcomes by kind of people, with their intervals between runs."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sentiment_abm.analysis.who import EVERYONE
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT, counted
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.color_key import signed
from sentiment_abm.charts.indicators import SHARE, Indicator, indicator, require
from sentiment_abm.charts.labels import readable, shortened, text_width
from sentiment_abm.charts.number_axis import limits
from sentiment_abm.charts.panels import Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.style import GRID, INK, MOODS, MUTED, RULE, Look, Width, look, width_named
from sentiment_abm.spec import InputError

COLUMNS = ("by", "group", "of", "mean", "low95", "high95", "people", "runs")
MOST_GROUPS = 60
NEUTRAL = Look(INK, INK, (0.0, None))
TICK, ROW, INDENT = 0.92, 1.5, 0.8  # size of words, height of a row, indent of groups; in font sizes

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "segment": "By segment",
        "contacts": "By number of contacts",
        "capacity": "By stories taken in a day",
        "patience": "By impatience, per day",
        "reach": "By reach of the media",
        "prior": "By prior belief, log-odds",
        "community": "By community",
    }
)
OWN: Mapping[str, Indicator] = MappingProxyType(
    {
        "expectation": Indicator("Belief", "chance of peace, %", "", True),
        "given_up": Indicator("Given up", SHARE, "", True),
    }
)
"""Outcomes of citizens that the daily tables know by other names."""


class Row(NamedTuple):
    """One line of the chart from the top: the title of a kind of groups, or a group."""

    by: str
    group: str | None


def who(table: pd.DataFrame, *, width: str = "double") -> Chart:
    """One panel per outcome, one dot per group, the bar is the 95 % interval of its mean between runs.

    Parameters
    ----------
    table
        What :func:`~sentiment_abm.analysis.who.who` gave.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    A vertical line is the mean of everyone.  `data` is the table.  Raises InputError for a table with other columns,
    without rows, or with too many groups.

    >>> table = pd.DataFrame({"by": "segment", "group": ["everyone", "a"], "of": "hope", "mean": [0.2, 0.3],
    ...                       "low95": 0.1, "high95": 0.4, "people": 50.0, "runs": 3})
    >>> who(table).alt
    'Dot plot by kind of people. Hope, % of people: everyone 20; by segment: a 30.'
    """
    size = width_named(width)
    require(COLUMNS, table.columns)
    rows = _rows(table)
    if not rows:
        raise InputError(["table: no groups to show"])
    if len(rows) > MOST_GROUPS:
        raise InputError([f"table: {len(rows)} groups are too many for one chart, show up to {MOST_GROUPS}"])
    with look(size):
        return _drawn(table, rows, size)


def _rows(table: pd.DataFrame) -> list[Row]:
    """What stands beside the panels, from the top."""
    rows: list[Row] = []
    for by, mine in table[table["group"] != EVERYONE].groupby("by", sort=False):
        rows += [Row(str(by), None), *(Row(str(by), str(group)) for group in mine["group"].unique())]
    return rows


def _drawn(table: pd.DataFrame, rows: Sequence[Row], size: Width) -> Chart:
    of = [str(name) for name in table["of"].unique()]
    names = _names(rows, size)
    made = sheet(
        size,
        [Panel(_known(name).title, _known(name).unit) for name in of],
        columns=columns_for(len(of), {2: 2, 4: 3}[size.columns]),
        needs=Needs(
            strip=size.font * 2.0,  # for the marks of the scale, which stand above
            left=max(text_width(name, size.font * TICK) for name in names) + size.font * (1.4 + INDENT),
            right=size.font * 0.6,
            height=(len(rows) + 0.4) * size.font * ROW,
        ),
        note=_note(table),
    )
    for i, name in enumerate(of):
        mine = table[table["of"] == name]
        _scale(made, i, mine, _known(name).factor)
        _draw_groups(made.axes[i], mine, rows, _known(name).factor, MOODS.get(name, NEUTRAL))
        _draw_names(made, i, rows, names)
    return made.chart.say(caption=_caption(table, of), alt=_alt(table, of), data=table.reset_index(drop=True))


def _names(rows: Sequence[Row], size: Width) -> list[str]:
    """The words beside the rows, as far as a third of the page goes."""
    words = [_title(row.by) if row.group is None else row.group for row in rows]
    return [shortened(readable(word), size.points * 0.32, size.font * TICK) for word in words]


def _known(name: str) -> Indicator:
    return OWN.get(name) or indicator(name)


def _scale(made: Sheet, i: int, mine: pd.DataFrame, factor: float) -> None:
    """The scale of one panel, with its marks above: below stands the next row of panels."""
    ax = made.axes[i]
    values = mine[["mean", "low95", "high95"]].to_numpy(dtype=np.float64).ravel() * factor
    low, high = limits(values, least=0.04 * factor, zero=False)
    ax.set_xlim(low, high)
    size, wide = made.width.font * TICK, made.boxes[i].width
    found = MaxNLocator(max(2, min(5, int(wide / (size * 3.5)))), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    marks = {float(at): signed(float(at)) for at in found}
    near = {text: text_width(text, size) * 0.4 * (high - low) / wide for text in marks.values()}
    # A mark whose words would reach far beyond the panel could be taken for one of its neighbor.
    shown = {at: text for at, text in marks.items() if low + near[text] <= at <= high - near[text]}
    ax.set_xticks([*shown], [*shown.values()])
    ax.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False)
    for side, seen in (("top", True), ("bottom", False), ("left", False)):
        ax.spines[side].set_visible(seen)
    ax.grid(visible=False)


def _draw_groups(ax: Axes, mine: pd.DataFrame, rows: Sequence[Row], factor: float, style: Look) -> None:
    """The dots of one outcome with their intervals, and the line of everyone."""
    ax.set_ylim(len(rows) - 0.3, -0.7)
    values = mine[["mean", "low95", "high95"]].to_numpy(dtype=np.float64) * factor
    found = dict(zip(zip(mine["by"], mine["group"], strict=True), values.tolist(), strict=True))
    everyone = mine.loc[mine["group"] == EVERYONE, "mean"]
    if len(everyone):
        ax.axvline(float(everyone.iloc[0]) * factor, color=RULE, linewidth=0.8, zorder=1)
    for height, row in enumerate(rows):
        if row.group is None or (row.by, row.group) not in found:
            continue
        mean, low, high = found[row.by, row.group]
        ax.axhline(height, color=GRID, linewidth=0.5, zorder=0)
        ax.hlines(height, low, high, color=style.color, linewidth=1.6, zorder=2)
        ax.plot(
            [mean], [height], marker="o", markersize=4.5, color=style.color, zorder=3, clip_on=False, label=row.group
        )


def _draw_names(made: Sheet, i: int, rows: Sequence[Row], names: Sequence[str]) -> None:
    """The names of groups beside the first panels, under the grey title of their kind."""
    made.axes[i].set_yticks([])
    if not made.is_first(i):
        return
    box, font = made.boxes[i], made.width.font
    low, high = made.axes[i].get_ylim()
    for height, (row, name) in enumerate(zip(rows, names, strict=True)):
        at = box.bottom + (height - low) / (high - low) * box.height
        indent, color = (0.0, MUTED) if row.group is None else (INDENT * font, INK)
        made.write(font * 0.6 + indent, at, name, size=font * TICK, color=color, va="center_baseline")


def _note(table: pd.DataFrame) -> str:
    several = int(table["runs"].max())
    dots = f"Dots: means over {counted([several])}; bars: their 95\xa0% intervals." if several > 1 else "One run."
    return f"{dots} Line: everyone. {SHORT}"


def _caption(table: pd.DataFrame, of: Iterable[str]) -> str:
    kinds = " and ".join(_title(str(by)).removeprefix("By ") for by in table["by"].unique())
    what = f"{_sentence(_known(name).title for name in of)} at the end of the run, by {kinds}."
    several = int(table["runs"].max())
    bars = "One run, so nothing is known about luck."
    if several > 1:
        bars = f"Dots are means over {counted([several])}, bars their 95\xa0% intervals between replicates (BCa)."
    return f"{what} {bars} Vertical lines are the mean of everyone. {NOT_A_FORECAST}"


def _sentence(words: Iterable[str]) -> str:
    text = ", ".join(word.lower() for word in words)
    return text[:1].upper() + text[1:]


def _title(by: str) -> str:
    return TITLES.get(by, f"By {by}")


def _alt(table: pd.DataFrame, of: Sequence[str]) -> str:
    parts = []
    for name in of:
        known, mine = _known(name), table[table["of"] == name]
        said = [f"{EVERYONE} {_told(value, known)}" for value in mine.loc[mine["group"] == EVERYONE, "mean"].head(1)]
        for by, groups in mine[mine["group"] != EVERYONE].groupby("by", sort=False):
            pairs = zip(groups["group"], groups["mean"], strict=True)
            told = ", ".join(f"{group} {_told(value, known)}" for group, value in pairs)
            said.append(f"{_title(str(by)).lower()}: {told}")
        parts.append(f"{known.title}, {known.unit}: {'; '.join(said)}.")
    return " ".join(["Dot plot by kind of people.", *parts])


def _told(value: float, known: Indicator) -> str:
    return f"{value * known.factor:.3g}".replace("-", "\N{MINUS SIGN}")
