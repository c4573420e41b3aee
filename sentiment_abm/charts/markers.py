"""Event markers: numbers in a strip over each panel, tied to their days, and the legend of headlines below."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from sentiment_abm.charts.dates import day_label, years
from sentiment_abm.charts.events import GLYPHS, Event, Numbered
from sentiment_abm.charts.labels import readable, spread, text_width, wrapped
from sentiment_abm.charts.panels import LEADING, SMALL, Sheet
from sentiment_abm.charts.style import MUTED, RULE, Width

EVENT_LINE = "#c8c8c8"


class Entry(NamedTuple):
    """One headline of the legend: its number, the glyph of its kind, its date, and its lines of text."""

    number: str
    glyph: str
    when: str
    lines: list[str]


def slot(width: Width, most: int) -> float:
    """Points that one number needs in the strip."""
    return text_width("8" * len(str(most)), width.font * SMALL, "bold") + width.font * 0.45


def strip_height(width: Width) -> float:
    """Points that the strip of numbers needs over a panel."""
    return width.font * 2.3


def mark(made: Sheet, i: int, events: Numbered, case: str) -> None:
    """Draw the events of a case on panel i: a thin line per event, its number above or, without one, a tick."""
    ax, box, size = made.axes[i], made.boxes[i], made.width.font * SMALL
    low, high = ax.get_xlim()
    top = box.bottom + box.height
    shown = events.with_number(case)
    foot = [box.left + (event.day - low) / (high - low) * box.width for event, _ in shown]
    room = slot(made.width, max((number for _, number in shown), default=1))
    heads = spread(foot, [room] * len(shown), box.left - room / 2, box.left + box.width + room / 2)
    for (event, number), x, head in zip(shown, foot, heads, strict=True):
        ax.axvline(event.day, color=EVENT_LINE, linewidth=0.5, zorder=0.5)
        tie = Line2D([x, head], [top, top + size * 1.1], transform=made.points, color=RULE, linewidth=0.6)
        made.chart.add_artist(tie)
        made.write(
            head, top + size * 1.25, str(number), size=size, weight="bold", ha="center", gid=f"event-{number}-{i}"
        )
    rest = [event.day for event in events.by_case[case] if event not in events.numbers]
    if rest:
        across = blended_transform_factory(ax.transData, made.points)
        ax.vlines(rest, top, top + size * 0.45, color=RULE, linewidth=0.6, transform=across, clip_on=False)


def entries(events: Numbered, width: Width, start: date | None) -> list[list[Entry]]:
    """The legend in columns: every numbered headline, in one or two lines each, columns about equally long."""
    columns = 1 if width.inches < 5 else 2
    size, text_room = width.font * SMALL, _column(width, columns) - _indent(width, events, start)
    most = 2 if len(events.numbers) <= (7 if width.height is None else 2) * columns else 1
    made = [
        Entry(
            str(number),
            GLYPHS.get(event.kind, ""),
            _when(event, events, start),
            wrapped(readable(event.headline), text_room, size, most),
        )
        for event, number in sorted(events.numbers.items(), key=lambda pair: pair[1])
    ]
    half = sum(len(entry.lines) for entry in made) / columns
    result: list[list[Entry]] = [[] for _ in range(columns)]
    filled = 0
    for entry in made:
        result[min(int(filled / half), columns - 1)].append(entry)
        filled += len(entry.lines)
    return [column for column in result if column]


def legend_height(legend: Sequence[Sequence[Entry]], width: Width) -> float:
    """Points that the legend needs."""
    most = max((sum(len(entry.lines) for entry in column) for column in legend), default=0)
    return (most + 0.8) * width.font * SMALL * LEADING if most else 0.0


def draw_legend(made: Sheet, legend: Sequence[Sequence[Entry]], events: Numbered, start: date | None) -> None:
    """Write the headlines into the sheet's legend area."""
    size = made.width.font * SMALL
    indent = _indent(made.width, events, start)
    digits = slot(made.width, len(events.numbers))
    for j, column in enumerate(legend):
        x = made.legend.left + j * (_column(made.width, len(legend)) + made.width.font)
        y = made.legend.bottom + made.legend.height - size
        for entry in column:
            made.write(x + digits, y, entry.number, size=size, weight="bold", ha="right")
            made.write(x + digits + size, y, entry.glyph, size=size * 0.8, color=MUTED, ha="center")
            made.write(x + digits + size * 1.8, y, entry.when, size=size, color=MUTED)
            for text in entry.lines:
                made.write(x + indent, y, text, size=size)
                y -= size * LEADING


def unnumbered(events: Numbered) -> str:
    """The remark about items without a number, empty when all have one."""
    rest = events.total - len(events.numbers)
    return f"Short ticks: {rest} more news items." if rest else ""


def _when(event: Event, events: Numbered, start: date | None) -> str:
    """The date of an event, with its year where the list has several."""
    return day_label(event.day, start, year=len(years([event.day for event in events.numbers], start)) > 1)


def _column(width: Width, columns: int) -> float:
    return (width.points - width.font * 1.2 - (columns - 1) * width.font) / columns


def _indent(width: Width, events: Numbered, start: date | None) -> float:
    """Where headlines begin inside a column: after the number, the glyph and the longest date."""
    size = width.font * SMALL
    longest = max((text_width(_when(event, events, start), size) for event in events.numbers), default=0.0)
    return slot(width, len(events.numbers)) + size * 2.5 + longest
