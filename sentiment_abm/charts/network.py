"""A society on a few days side by side: who knows whom, in which mood, and how much they trust."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Circle, PathPatch, Wedge
from matplotlib.path import Path

from sentiment_abm.analysis.snapshots import Snapshots
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.moments import SHAPES, few, shares, title, told, write_key, write_shares
from sentiment_abm.charts.panels import LEADING, SMALL, Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.seats import MOST_NODES, Seats, seats
from sentiment_abm.charts.style import INK, MOODS, PAPER, RULE, Width, look, width_named

MOST_DAYS = 4
MOST_TIES = 3_000  # more lines are one grey cloud
TIES_OF_BUBBLES = 3  # the strongest, for each community on average
STEPS = 10  # of trust that sizes of marks tell apart
ROOM = 0.36  # of the panel that marks of citizens may cover
COVERED = 0.25  # of the panel that the circles of communities cover


def network(seen: Snapshots, *, width: str = "double") -> Chart:
    """The society on each of the days seen: one place for each citizen, the same on all days.

    Parameters
    ----------
    seen
        What :func:`~sentiment_abm.analysis.snapshots.snapshots` gave, of four days at most; three tell a story.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Up to 1,500 citizens are a mark each: its color and shape are the mood, its size the trust.  More are drawn as
    communities: the circle is as large as the community, the pie of moods inside covers as much of it as its people
    trust.  `data` has one row per day and mark.

    Raises InputError for more than four days or an unknown width.

    >>> from sentiment_abm.analysis.snapshots import snapshots
    >>> from sentiment_abm.engine.simulate import simulate
    >>> chart = network(snapshots(simulate("promise_broken", people=100, days=60, seed=7)))
    >>> len(chart.axes), len(chart.data)
    (3, 300)
    """
    size = width_named(width)
    few(seen.days, MOST_DAYS)
    people = int(seen.people["citizen"].max()) + 1
    places = seats(people, seen.contacts)
    with look(size):
        return _drawn(seen, places, people, size)


def _drawn(seen: Snapshots, places: Seats, people: int, size: Width) -> Chart:
    grouped = people > MOST_NODES
    columns = 1 if size.columns < 3 else columns_for(len(seen.days), size.columns)
    made = sheet(
        size,
        [Panel(title(day, seen.start_date)) for day in seen.days],
        columns=columns,
        unit="\xa0",  # the row of the key
        needs=Needs(
            left=size.font * 0.6,
            right=size.font * 0.6,
            strip=size.font * SMALL * LEADING,
            height=_height(size, columns),
        ),
        note=_note(seen, people, grouped),
    )
    more = "circle: people, pie: trust" if grouped else "larger: more trust"
    write_key(made, made.chart.get_size_inches()[1] * 72 - size.font * LEADING, more)
    found = shares(seen)
    table = _table(seen, places)
    for i, day in enumerate(seen.days):
        _open(made.axes[i], made, i)
        write_shares(made, i, found.iloc[i], made.boxes[i].bottom + made.boxes[i].height + size.font * 0.45)
        at = _inside(made, i, places, grouped)
        rows = table[table["day"] == day]
        if grouped:
            _bubbles(made, i, rows, places, at)
        else:
            _marks(made, i, rows, places, at, _ends(seen))
    return made.chart.say(caption=_caption(seen, people, grouped, places), alt=_alt(seen), data=table)


def _height(size: Width, columns: int) -> float:
    """Of a panel: as high as wide, but three in a column must stay on one page."""
    return size.points / columns * (0.95 if columns > 1 else 0.6) if size.height is None else 0.0


def _open(ax: Axes, made: Sheet, i: int) -> None:
    """A panel measured in points."""
    ax.set_xlim(0.0, made.boxes[i].width)
    ax.set_ylim(0.0, made.boxes[i].height)
    ax.set_axis_off()


def _inside(made: Sheet, i: int, places: Seats, grouped: bool) -> Any:
    """The places in points of panel i, away from its edges by the largest mark."""
    box, font = made.boxes[i], made.width.font
    edge = _radius(made, i, places, places.sizes.max()) + 1.0 if grouped else font
    return edge + places.places * [max(box.width - 2 * edge, 0.0), max(box.height - 2 * edge, 0.0)]


def _radius(made: Sheet, i: int, places: Seats, people: Any) -> float:
    """Of the circle of a community, in points; all circles together cover a part of the panel."""
    area = COVERED * made.boxes[i].width * made.boxes[i].height * people / places.sizes.sum()
    return float(np.sqrt(area / np.pi))


def _marks(made: Sheet, i: int, rows: pd.DataFrame, places: Seats, at: Any, scale: tuple[float, float]) -> None:
    """Each citizen as a mark; lines of contacts below, no more than can be told apart."""
    ax, box = made.axes[i], made.boxes[i]
    # One path for all: a thousand lines of their own would make a file five times as large.
    ends = at[places.ties[:: _every(places), :2]].reshape(-1, 2)
    if len(ends):
        strokes = Path(ends, np.tile([Path.MOVETO, Path.LINETO], len(ends) // 2))
        ax.add_patch(PathPatch(strokes, fill=False, edgecolor=RULE, alpha=0.35, linewidth=0.25, zorder=1))
    largest = min(ROOM * box.width * box.height / max(len(at), 1), (made.width.font * 1.3) ** 2)
    low, high = scale
    steps = ((rows["trust"] - low) / (high - low) * STEPS).round() / STEPS
    # An SVG holds the shape of a collection once if all its marks are of one size.
    for mood, trust in sorted(set(zip(rows["mood"], steps, strict=True))):
        of = rows[(rows["mood"] == mood) & (steps == trust)]
        ax.scatter(
            at[of["seat"], 0], at[of["seat"], 1], s=largest * (0.15 + 0.85 * trust),
            marker=SHAPES[mood].marker, color=MOODS[mood].color,
            edgecolor=PAPER, linewidth=0.15, zorder=2, label=mood, clip_on=False,
        )  # fmt: skip


def _ends(seen: Snapshots) -> tuple[float, float]:
    """Of the scale of sizes: trust differs by tenths, so from the tenth below the least to that above the most."""
    trust = seen.people["trust"]
    low = float(np.floor(trust.min() * 10.0)) / 10.0
    return low, max(float(np.ceil(trust.max() * 10.0)) / 10.0, low + 0.1)


def _every(places: Seats) -> int:
    """Every how many-th line is drawn."""
    return max(-(-len(places.ties) // MOST_TIES), 1)


def _bubbles(made: Sheet, i: int, rows: pd.DataFrame, places: Seats, at: Any) -> None:
    """Each community as a circle with a pie of moods that covers its trust."""
    ax = made.axes[i]
    strongest = np.argsort(-places.ties[:, 2], kind="stable")[: TIES_OF_BUBBLES * len(places.sizes)]
    ties = places.ties[strongest]
    ax.add_collection(
        LineCollection(
            [at[[a, b]] for a, b, _ in ties], colors=RULE, alpha=0.6, zorder=1,
            linewidths=made.width.line * 1.6 * ties[:, 2] / places.ties[:, 2].max(initial=1),
        )
    )  # fmt: skip
    circles, wedges, colors = [], [], []
    for seat, size in enumerate(places.sizes):
        row = rows[rows["seat"] == seat].iloc[0]
        radius, angle = _radius(made, i, places, size), 90.0
        circles.append(Circle(at[seat], radius))
        for mood, style in MOODS.items():
            turn = 360.0 * float(row[mood])
            if turn > 0.0:
                wedges.append(Wedge(at[seat], radius * float(np.sqrt(row["trust"])), angle - turn, angle))
                colors.append(style.color)
            angle -= turn
    ax.add_collection(PatchCollection(circles, facecolor=PAPER, edgecolor=INK, linewidth=0.5, zorder=2, clip_on=False))
    ax.add_collection(
        PatchCollection(wedges, facecolor=colors, edgecolor=PAPER, linewidth=0.4, zorder=3, clip_on=False)
    )


def _table(seen: Snapshots, places: Seats) -> pd.DataFrame:
    """One row per day and mark: the seat, its place, its people, its trust and its mood or shares of moods."""
    people = seen.people.assign(seat=places.of[seen.people["citizen"]])
    people = people[people["seat"] >= 0]
    if len(places.of) > MOST_NODES:
        moods = {mood: people["mood"] == mood for mood in MOODS}
        table = people.assign(**moods).groupby(["day", "seat"])[["trust", *MOODS]].mean().reset_index()
    else:
        table = people.drop(columns="citizen").reset_index(drop=True)
    x, y = places.places[table["seat"]].T
    return table.assign(x=x, y=y, people=places.sizes[table["seat"]])


def _note(seen: Snapshots, people: int, grouped: bool) -> str:
    low, high = _ends(seen)
    sizes = f"Size: trust, from {low:.1f} (smallest) to {high:.1f} (largest)."
    what = "Circle: a community, by size; the pie fills it as far as it trusts." if grouped else sizes
    return f"{what} 1 run of {people:,} people, seed {seen.seed}. {SHORT}"


def _caption(seen: Snapshots, people: int, grouped: bool, places: Seats) -> str:
    days = f"{len(seen.days)} days" if len(seen.days) > 1 else "one day"
    what = f"The society of {people:,} people on {days} of one run (seed {seen.seed}), each place the same on all days."
    if grouped:
        shown = places.sizes.sum() / people
        marks = (
            f"Circles are the {len(places.sizes)} largest communities of contacts (Louvain), with {shown:.0%} of the "
            "people; lines are the strongest ties between them; the pie of moods covers as much of a circle "
            "as its people trust."
        )
    else:
        kept = "" if len(places.ties) <= MOST_TIES else f" (one in {_every(places)} is drawn)"
        marks = f"A mark is a person: color and shape are its mood, size its trust; lines are contacts{kept}."
    return f"{what} {marks} One run has no interval: another seed gives another picture. {NOT_A_FORECAST}"


def _alt(seen: Snapshots) -> str:
    return f"Pictures of a network of people in three moods. {told(seen)}"
