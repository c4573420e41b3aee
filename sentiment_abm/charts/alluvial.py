"""Where people came from and went to: moods on a few days as columns, and the people between them as ribbons."""

from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sentiment_abm.analysis.snapshots import Snapshots
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.labels import spread, text_width, wrapped
from sentiment_abm.charts.lines import label_room
from sentiment_abm.charts.moments import few, shares, title, told
from sentiment_abm.charts.panels import LEADING, SMALL, Needs, Panel, Sheet, sheet
from sentiment_abm.charts.style import MOODS, PAPER, Width, look, width_named

MOST_DAYS = 6
GAP = 0.03  # between two moods, in parts of all people
BAR = 0.8  # width of a column, in font sizes
LEAST = 0.05  # shares below this have no number


def alluvial(seen: Snapshots, *, width: str = "double") -> Chart:
    """Moods on each of the days seen, and how many people went from which mood to which in between.

    Parameters
    ----------
    seen
        What :func:`~sentiment_abm.analysis.snapshots.snapshots` gave, of two to six days.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Ribbons compare the same person on two days: who left a mood and came back in between stayed.  `data` has one row
    per ribbon: day, next day, mood, next mood, share of all people.

    Raises InputError for another number of days or an unknown width.

    >>> from sentiment_abm.analysis.snapshots import snapshots
    >>> from sentiment_abm.engine.simulate import simulate
    >>> chart = alluvial(snapshots(simulate("promise_broken", people=100, days=60, seed=7)))
    >>> round(float(chart.data.groupby("day")["share"].sum().max()), 9)
    1.0
    """
    size = width_named(width)
    few(seen.days, MOST_DAYS)
    with look(size):
        return _drawn(seen, _table(seen), size)


def _table(seen: Snapshots) -> pd.DataFrame:
    """One row per two days that follow each other and two moods."""
    wide = {day: group.set_index("citizen")["mood"] for day, group in seen.people.groupby("day")}
    rows = []
    for day, later in pairwise(seen.days):
        found: pd.DataFrame = pd.crosstab(wide[day], wide[later], normalize="all").reindex(
            index=list(MOODS), columns=list(MOODS), fill_value=0.0
        )
        rows += [(day, later, a, b, float(found[b][a])) for a in MOODS for b in MOODS]
    return pd.DataFrame(rows, columns=["day", "to_day", "mood", "to_mood", "share"])


def _drawn(seen: Snapshots, table: pd.DataFrame, size: Width) -> Chart:
    right = label_room([f"{mood} 00 %" for mood in MOODS], size.font, size.points / 3)
    titles = _titles(seen, size, right)
    made = sheet(
        size,
        [Panel()],
        columns=1,
        unit="% of people in each mood, and where they went",
        needs=Needs(
            left=size.font * 0.8,
            right=right,
            strip=max(map(len, titles)) * size.font * SMALL * LEADING + size.font * 0.4,
            height=size.font * 22 if size.height is None else 0.0,
        ),
        note=f"Ribbons: the same people on both days. 1 run of {_people(seen):,} people, seed {seen.seed}. {SHORT}",
    )
    found = shares(seen)
    bar = size.font * BAR / made.boxes[0].width * max(len(seen.days) - 1, 1)
    ax = made.axes[0]
    ax.set_xlim(-bar, max(len(seen.days) - 1, 0) + bar)
    ax.set_ylim(0.0, 1.0 + 2 * GAP)
    ax.set_axis_off()
    for j in range(len(seen.days)):
        _column(made, j, found.iloc[j], bar, len(seen.days) - 1)
        _name_day(made, j, titles[j])
    for j, day in enumerate(seen.days[:-1]):
        _ribbons(made, j, table[table["day"] == day], found, bar)
    _names(made, found.iloc[-1])
    return made.chart.say(caption=_caption(seen), alt=f"Alluvial chart of moods. {told(seen)}", data=table)


def _people(seen: Snapshots) -> int:
    return int(seen.people["citizen"].nunique())


def _titles(seen: Snapshots, size: Width, right: float) -> list[list[str]]:
    """The names of the days in as many lines as they need side by side."""
    room = (size.points - right - size.font) / max(len(seen.days), 1) - size.font
    return [wrapped(title(day, seen.start_date), room, size.font * SMALL, most=3, weight="bold") for day in seen.days]


def _bottoms(found: pd.Series) -> dict[str, float]:
    """Where each mood's part of a column begins; hope stands on top."""
    bottoms: dict[str, float] = {}
    at = 0.0
    for mood in reversed(list(MOODS)):
        bottoms[mood] = at
        at += float(found[mood]) + GAP
    return bottoms


def _column(made: Sheet, j: int, found: pd.Series, bar: float, last: int) -> None:
    """The three moods of one day, with their shares where there is room beside the ribbons."""
    ax = made.axes[0]
    for mood, bottom in _bottoms(found).items():
        share = float(found[mood])
        ax.add_patch(Rectangle((j - bar / 2, bottom), bar, share, facecolor=MOODS[mood].color, label=mood, zorder=3))
        if share < LEAST or j == last:  # the names at the right say those of the last day
            continue
        ax.text(
            j + bar * 0.8, bottom + share / 2, f"{share * 100:.0f}", size=made.width.font * SMALL,
            color=MOODS[mood].ink, va="center", zorder=4, bbox={"facecolor": PAPER, "pad": 0.6, "linewidth": 0},
        )  # fmt: skip


def _name_day(made: Sheet, j: int, lines: list[str]) -> None:
    """The title over its column, inside the page."""
    box, size = made.boxes[0], made.width.font * SMALL
    low, high = made.axes[0].get_xlim()
    x = box.left + (j - low) / (high - low) * box.width
    half = max(text_width(line, size, "bold") for line in lines) / 2
    x = min(max(x, half + size * 0.4), made.width.points - half - size * 0.4)
    for n, line in enumerate(reversed(lines)):
        y = box.bottom + box.height + size * 0.5 + n * size * LEADING
        made.write(x, y, line, size=size, weight="bold", ha="center")


def _ribbons(made: Sheet, j: int, rows: pd.DataFrame, found: pd.DataFrame, bar: float) -> None:
    """All people between two columns; who changes stands out, who stays is paler."""
    leave, arrive = _bottoms(found.iloc[j]), _bottoms(found.iloc[j + 1])
    for _, row in rows.iloc[::-1].iterrows():  # from below, as the columns are stacked
        a, b, share = row["mood"], row["to_mood"], float(row["share"])
        if share > 0.0:
            ends = (j + bar / 2, leave[a], j + 1 - bar / 2, arrive[b])
            made.axes[0].add_patch(
                PathPatch(
                    _ribbon(*ends, share), facecolor=MOODS[a].color, alpha=0.18 if a == b else 0.5, edgecolor=PAPER,
                    linewidth=0.3, zorder=1 if a == b else 2, gid=f"{a}-to-{b}-{j}",
                )
            )  # fmt: skip
        leave[a] += share
        arrive[b] += share


def _ribbon(left: float, bottom: float, right: float, arrival: float, share: float) -> Path:
    """A band of one height from the left to the right, level at both ends."""
    middle = (left + right) / 2
    corners: Any = [
        (left, bottom), (middle, bottom), (middle, arrival), (right, arrival),
        (right, arrival + share), (middle, arrival + share), (middle, bottom + share), (left, bottom + share),
        (left, bottom),
    ]  # fmt: skip
    turn = [Path.CURVE4] * 3
    return Path(corners, [Path.MOVETO, *turn, Path.LINETO, *turn, Path.CLOSEPOLY])


def _names(made: Sheet, last: pd.Series) -> None:
    """The names of the moods at the right, moved apart where they are few."""
    box, size = made.boxes[0], made.width.font
    low, high = made.axes[0].get_ylim()
    bottoms = _bottoms(last)
    wanted = [box.bottom + (bottoms[m] + float(last[m]) / 2 - low) / (high - low) * box.height for m in bottoms]
    for mood, y in zip(bottoms, spread(wanted, [size * LEADING] * 3, box.bottom, box.bottom + box.height), strict=True):
        made.write(
            box.left + box.width + size * 0.9,
            y,
            f"{mood} {last[mood] * 100:.0f}\xa0%",
            color=MOODS[mood].ink,
            va="center_baseline",
        )


def _caption(seen: Snapshots) -> str:
    what = (
        f"Moods of {_people(seen):,} people on {len(seen.days)} days of one run (seed {seen.seed}). Ribbons join the "
        "same people on two days in the color of the mood they leave; pale ribbons are people in the same mood on both."
    )
    return f"{what} One run has no interval: another seed gives another picture. {NOT_A_FORECAST}"
