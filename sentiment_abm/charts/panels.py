"""The page of a chart: panels placed in points, so that every word has room before anything is drawn.

From top to bottom: the unit, then rows of panels (heading, title, strip for event numbers, plot), the labels of
the time axis under the lowest panel of each column, the legend of headlines, the note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.labels import readable, shortened, wrapped
from sentiment_abm.charts.style import INK, MUTED, Width

LEADING = 1.35  # distance between lines of text, in font sizes
SMALL = 0.86  # size of secondary words, in font sizes


class Box(NamedTuple):
    """A rectangle on the page in points, from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class Panel(NamedTuple):
    """Title and unit over one panel; without them the panel starts right away."""

    title: str = ""
    unit: str = ""


class Needs(NamedTuple):
    """What a chart needs besides its panels, in points: strip over each panel, room at the sides, legend."""

    strip: float = 0.0
    right: float = 0.0
    left: float = 0.0  # room for labels of values, where they are longer than numbers
    legend: float = 0.0
    height: float = 0.0  # of a panel, if its shape should not decide; pages of fixed height may take less
    own_scales: bool = False  # each panel has a y axis of its own
    dated: bool = False  # time labels have a second line for the year


NO_NEEDS = Needs()


@dataclass
class Sheet:
    """A page with its panels: `axes[i]` fills `boxes[i]`; `legend` is the free area for headlines."""

    chart: Chart
    width: Width
    columns: int
    legend: Box
    boxes: list[Box] = field(default_factory=list)
    axes: list[Axes] = field(default_factory=list)

    @property
    def points(self) -> Transform:
        """The transform from points on the page to the canvas."""
        return Affine2D().scale(1 / 72) + self.chart.dpi_scale_trans

    def write(self, x: float, y: float, text: str, **options: object) -> Text:
        """A text at points (x, y) of the page, baseline left unless told otherwise."""
        return self.chart.text(x, y, text, transform=self.points, **options)  # type: ignore[arg-type]

    def is_first(self, i: int) -> bool:
        """Panel i stands at the left."""
        return i % self.columns == 0

    def is_last(self, i: int) -> bool:
        """Panel i has no panel to its right."""
        return i % self.columns == self.columns - 1 or i == len(self.boxes) - 1

    def is_lowest(self, i: int) -> bool:
        """Panel i has no panel below it."""
        return i + self.columns >= len(self.boxes)


def columns_for(panels: int, most: int) -> int:
    """How many panels side by side: few rows, then few gaps; three panels that do not fit are stacked.

    >>> [columns_for(n, 4) for n in (1, 3, 4, 5, 8)], columns_for(3, 2)
    ([1, 3, 4, 3, 4], 1)
    """
    if panels == 3 and most == 2:
        return 1
    rows = -(-panels // most)
    return -(-panels // rows)


def plot_width(width: Width, columns: int, left: float, right: float, gap: float | None = None) -> float:
    """Points from side to side of each of `columns` plots, with this room at the sides of the page."""
    gap = width.font * 1.4 if gap is None else gap
    return (width.points - left - right - gap * (columns - 1) - width.font * 0.4) / columns


class Measured(NamedTuple):
    """The page before it is drawn: lines of text, and lengths in points."""

    notes: list[str]
    units: list[str]
    titles: list[list[str]]
    top: float  # from the upper edge of the page to the first row
    over: float  # from the upper edge of a row to its plots
    left: float  # room for the labels of values
    gap_x: float
    gap_y: float
    wide: float  # of a plot
    high: float
    page: float


def sheet(
    width: Width,
    panels: Sequence[Panel],
    *,
    columns: int,
    unit: str = "",
    headings: Sequence[str] = (),
    needs: Needs = NO_NEEDS,
    note: str = "",
) -> Sheet:
    """Make the page.  `headings` are lines over whole rows, `unit` may be several; the note stands at the bottom."""
    font = width.font
    m = _measured(width, panels, columns, unit, bool(headings), needs, note)
    legend = Box(font * 0.6, _note_height(m.notes, font), width.points - font * 1.2, needs.legend)
    made = Sheet(Chart.of_size(width, m.page), width, columns, legend)
    for i, text in enumerate(reversed(m.notes)):
        made.write(font * 0.6, font * 0.5 + i * font * SMALL * LEADING, text, size=font * SMALL, color=MUTED)
    for i, text in enumerate(m.units, start=1):
        made.write(font * 0.6, m.page - i * font * LEADING, text, color=MUTED)
    for i, panel in enumerate(panels):
        row, column = divmod(i, columns)
        bottom = m.page - m.top - (row + 1) * (m.over + m.high) - row * m.gap_y
        box = Box(m.left + column * (m.wide + m.gap_x), bottom, m.wide, m.high)
        _open_panel(made, box, panel.unit, m.titles[i], needs.strip)
        if headings and column == 0:
            heading = shortened(readable(headings[row]), width.points - font, font, "bold")
            made.write(font * 0.6, bottom + m.high + m.over - font, heading, weight="bold")
    return made


def _measured(
    width: Width, panels: Sequence[Panel], columns: int, unit: str, headed: bool, needs: Needs, note: str
) -> Measured:
    font, rows = width.font, -(-len(panels) // columns)
    line = font * LEADING
    notes = wrapped(readable(note), width.points - font, font * SMALL, most=8) if note else []
    units = [line for text in unit.split("\n") if text for line in wrapped(readable(text), width.points - font, font)]
    left = needs.left or font * (3.9 if needs.own_scales else 3.2)
    gap_x, gap_y = font * 1.4 + (left - font * 0.6) * needs.own_scales, font * 1.2
    wide = plot_width(width, columns, left, needs.right, gap_x)
    titles = [wrapped(readable(panel.title), wide, font, weight="bold") if panel.title else [] for panel in panels]
    top = font * 0.8 + line * len(units)
    over = line * (max(map(len, titles)) + any(panel.unit for panel in panels) + headed) + needs.strip
    under = font * (3.6 if needs.dated else 2.4) + needs.legend + _note_height(notes, font)
    rest = top + under + rows * over + (rows - 1) * gap_y
    high = _panel_height(width, wide, rows, rest, needs.height)
    return Measured(notes, units, titles, top, over, left, gap_x, gap_y, wide, high, rest + rows * high)


def _note_height(notes: Sequence[str], font: float) -> float:
    return len(notes) * font * SMALL * LEADING + font * 0.4


def _panel_height(width: Width, wide: float, rows: int, rest: float, wanted: float) -> float:
    """What is wanted, else a pleasant shape, or what a page of fixed height leaves; never too low to read."""
    if width.height is None:
        return wanted or min(max(wide * 0.75, width.font * 10), width.font * (21, 15, 15, 11)[min(rows, 4) - 1])
    return max((width.height * 72 - rest) / rows, width.font * 4, wanted * 0.6)


def _open_panel(made: Sheet, box: Box, unit: str, title: Sequence[str], strip: float) -> None:
    font = made.width.font
    page_wide, page_high = made.chart.get_size_inches() * 72
    rect = (box.left / page_wide, box.bottom / page_high, box.width / page_wide, box.height / page_high)
    axes = made.chart.add_axes(rect)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_coords(0.0, 0.0)  # it has no label, and finding a place for it takes a tenth of drawing
    made.axes.append(axes)
    made.boxes.append(box)
    base = box.bottom + box.height + strip + font * 0.45
    if unit:
        made.write(box.left, base, shortened(readable(unit), box.width, font * SMALL), size=font * SMALL, color=MUTED)
        base += font * LEADING
    for i, text in enumerate(reversed(title)):
        made.write(box.left, base + i * font * LEADING, text, color=INK, weight="bold")
