"""The two charts of the page: cost against size, and the full model against bare contagion elsewhere."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import pandas as pd
from matplotlib.lines import Line2D

from benchmarks.record import FOLDER, Results
from sentiment_abm.charts import style
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.lines import EndLabel, end_labels, label_room
from sentiment_abm.charts.panels import LEADING, Needs, Panel, Sheet, sheet

WIDTH = style.WIDTHS["double"]
MIDDLE = 10  # contacts, where news is compared
MARKS = ("o", "s", "D")
COST = "Nanoseconds of one citizen-day on one thread, by number of people"
RATIO = "How many times as fast the full model lives one citizen-day as others step one agent of a bare contagion"


def cost(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Nanoseconds of a citizen-day against people: by news, and below it by contacts on quiet days."""
    news = {
        name: [(row["people"], row["ns"][name]) for row in rows if row["contacts"] == MIDDLE] for name in rows[0]["ns"]
    }
    measured = sorted({row["contacts"] for row in rows})
    largest = min(max(row["people"] for row in rows if row["contacts"] == k) for k in measured)
    contacts = {
        f"{k} contacts": [
            (row["people"], row["ns"]["quiet"]) for row in rows if row["contacts"] == k and row["people"] <= largest
        ]
        for k in measured
    }
    groups = {f"By news, {MIDDLE} contacts": news, "By contacts, quiet days": contacts}
    data = pd.DataFrame(
        [
            (title, name, *point)
            for title, group in groups.items()
            for name, points in group.items()
            for point in points
        ],
        columns=["panel", "line", "people", "ns"],
    )
    with style.look(WIDTH):
        room = label_room([*news, *contacts], WIDTH.font, WIDTH.font * 9)
        made = sheet(
            WIDTH, [Panel(title) for title in groups], columns=1, unit=COST,
            needs=Needs(right=room, height=WIDTH.font * 15),
        )  # fmt: skip
        for i, group in enumerate(groups.values()):
            _axes(made, i, group, sorted(set(data["people"].tolist())))
            _lines(made, i, group, room)
    return made.chart.say(
        caption="Cost of one citizen-day of the full model by number of people, medians of five turns.",
        alt=f"Cost rises from {data['ns'].min():.0f} to {data['ns'].max():.0f} nanoseconds.",
        data=data,
    )


type Group = Mapping[str, Sequence[tuple[int, float]]]


def _axes(made: Sheet, i: int, group: Group, people: Sequence[int]) -> None:
    """One scale of people for all panels, labeled under the lowest; names stand where the panel's lines end."""
    ax, box = made.axes[i], made.boxes[i]
    low, high = people[0] / 1.2, people[-1]
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.set_xticks(people, [f"{mark:,}" for mark in people])
    ax.minorticks_off()
    ax.tick_params(axis="x", labelbottom=made.is_lowest(i))
    ax.set_ylim(0, max(ns for points in group.values() for _, ns in points) * 1.08)
    last = max(mark for points in group.values() for mark, _ in points)
    made.boxes[i] = box._replace(width=box.width * log(last / low) / log(high / low))


def _lines(made: Sheet, i: int, group: Group, room: float) -> None:
    ends = []
    for (name, points), look, mark in zip(group.items(), style.CASES, MARKS, strict=False):
        people, ns = zip(*points, strict=True)
        made.axes[i].plot(
            people, ns, color=look.color, linestyle=look.dash, marker=mark, markersize=4, label=name, clip_on=False
        )
        ends.append(EndLabel(ns[-1], name, look.ink))
    end_labels(made, i, ends, room)


def peers(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """How many times faster the full model is than the bare contagion of each package, on a scale of ratios."""
    people = list(rows[0]["million_a_second"])
    names = [f"{row['title']}: {row['kind']}" for row in rows]
    data = pd.DataFrame(
        [
            (name, int(n), row["million_a_second"][n]["ratio"])
            for name, row in zip(names, rows, strict=True)
            for n in people
        ],
        columns=["package", "people", "ratio"],
    )
    with style.look(WIDTH):
        font = WIDTH.font
        left = max(text_width(name, font) for name in names) + font * 1.6
        made = sheet(
            WIDTH, [Panel()], columns=1,
            unit=RATIO,
            needs=Needs(left=left, right=font * 1.6, strip=font * LEADING, height=len(rows) * font * 1.9),
        )  # fmt: skip
        _ratios(made, data, names)
    return made.chart.say(
        caption="The full model with news against a bare contagion of three moods in other packages, one thread, the "
        "same network; each pair of speeds by turns in one process.",
        alt=f"The full model is {data['ratio'].min():.1f} to {data['ratio'].max():.0f} times as fast.",
        data=data,
    )


def _ratios(made: Sheet, data: pd.DataFrame, names: Sequence[str]) -> None:
    ax, box, font = made.axes[0], made.boxes[0], made.width.font
    ax.set_xscale("log")
    ax.grid(visible=True, axis="x")
    ax.axvline(1.0, color=style.INK, linewidth=1.0, zorder=2)
    handles: list[Line2D] = []
    for (n, rows), look, mark in zip(data.groupby("people"), style.CASES, MARKS, strict=False):
        heights = [names.index(name) for name in rows["package"]]
        (drawn,) = ax.plot(
            rows["ratio"], heights, color=look.color, linestyle="", marker=mark, markersize=5, label=f"{n:,} people",
            zorder=3, clip_on=False,
        )  # fmt: skip
        handles.append(drawn)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    marks = [mark for mark in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if data["ratio"].min() / 2 < mark]
    marks = [mark for mark in marks if mark < data["ratio"].max() * 2]
    ax.set_xlim(min(marks), max(marks))
    ax.set_xticks(marks, [f"{mark:g} ×" for mark in marks])
    ax.minorticks_off()
    made.chart.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(box.left, box.bottom + box.height), frameon=False,
        bbox_transform=made.points, ncols=len(handles), borderpad=0.2, borderaxespad=0.0, handletextpad=0.2,
        fontsize=font,
    )  # fmt: skip


def draw(results: Results) -> None:
    """The charts of whatever was measured, as SVG beside the page."""
    for name, part, chart in (("cost", "sizes", cost), ("peers", "peers", peers)):
        if part in results:
            (FOLDER / f"{name}.svg").write_bytes(style.rendered(chart(results[part]["found"]), "svg"))
