"""How many replicates are enough: the half-width of an interval, and the smallest difference seen, by their number."""

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes

from sentiment_abm.analysis.adequacy import POWER, Adequacy
from sentiment_abm.analysis.adequacy import adequacy as judged
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.lines import EndLabel, end_labels, label_room
from sentiment_abm.charts.number_axis import draw_numbers, number_title, title_room
from sentiment_abm.charts.panels import Needs, Panel, Sheet, sheet
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.charts.scales import value_axes
from sentiment_abm.charts.style import CASES, MUTED, OUTER, PAPER, RULE, Look, Width, look, width_named
from sentiment_abm.charts.swept import Source

FEWEST = 5  # replicates from which on the curve is drawn; left of it intervals are so wide that they hide the rest
LINES = {
    "half_width": "half-width",
    "seen": "smallest difference seen",
    "unpaired": "half-width without shared luck",
}


def adequacy(
    source: Source,
    a: str,
    b: str | None = None,
    *,
    of: str = "net_mean",
    half_width: float | None = None,
    width: str = "double",
) -> Chart:
    """Half-width of the 95 % interval of a mean, or of a paired difference, against the number of replicates.

    Parameters
    ----------
    source
        loaded `Results`, or their table of runs.
    a, b
        names of cases: the outcome of `a`, or with `b` the difference b − a within replicates.
    of
        a column of the table of runs.
    half_width
        a wanted half-width, in the unit of the table; marked with the number of replicates that it takes.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    A second line shows the smallest true difference from 0 that so many replicates see with a chance of 80 %.  `data`
    is :attr:`~sentiment_abm.analysis.adequacy.Adequacy.table`.  Raises InputError for names that are not there and
    for fewer than two replicates.

    >>> runs = pd.DataFrame({"case": "kept", "replicate": range(4), "net_mean": [0.1, 0.2, 0.3, 0.4]})
    >>> int(adequacy(runs, "kept").data["replicates"].max())
    16
    """
    size = width_named(width)
    found = judged(source if isinstance(source, pd.DataFrame) else source.runs, of, a, b)
    with look(size):
        return _drawn(found, half_width, size)


def _drawn(found: Adequacy, wanted: float | None, size: Width) -> Chart:
    known, table = outcome(found.of), found.table
    shown = table[table["replicates"] >= min(FEWEST, len(found.values))].reset_index(drop=True)
    courses = {name: text for name, text in LINES.items() if shown[name].notna().any()}
    right, title = label_room([*courses.values()], size.font, size.points / 3.2), number_title("Replicates", size)
    unit = known.difference_unit if found.b else known.unit.replace("% of people", "percentage points")
    made = sheet(
        size,
        [Panel()],
        columns=1,
        unit=f"{known.title}, {_what(found)}: {unit}",
        needs=Needs(right=right, legend=title_room(title, size)),
        note=f"From {len(found.values)} {_replicates(found)}, vertical line. Grey: 95\xa0% range. Circles: the first"
        f" replicates alone. {SHORT}",
    )
    ends = float(shown["replicates"].iloc[0]), float(shown["replicates"].iloc[-1])
    draw_numbers(made, ends, title, log=True)
    heights = shown[[*courses, "measured"]].to_numpy(dtype=np.float64)
    # Of few replicates the range is so wide that it would hide all else.
    most = np.minimum(shown["high"].to_numpy(dtype=np.float64), 1.5 * np.nanmax(heights))
    value_axes(made, [0], np.append(heights, most) * known.factor, least=1e-9)
    ax = made.axes[0]
    ax.axvline(len(found.values), color=RULE, linewidth=0.8, zorder=1)
    _measured(ax, shown, known.factor)
    ends_of = [
        _course(ax, shown, name, courses[name], style, known.factor)
        for name, style in zip(LINES, CASES, strict=False)
        if name in courses
    ]
    end_labels(made, 0, ends_of, right)
    remark = _target(made, found, wanted, known.factor, ends[1]) if wanted else ""
    return made.chart.say(caption=_caption(found, remark), alt=_alt(found, unit, known.factor), data=table)


def _course(ax: Axes, shown: pd.DataFrame, name: str, text: str, style: Look, factor: float) -> EndLabel:
    values = shown[name].to_numpy(dtype=np.float64) * factor
    ax.plot(shown["replicates"], values, color=style.color, linestyle=style.dash, zorder=3)
    return EndLabel(float(values[-1]), text, style.ink)


def _measured(ax: Axes, shown: pd.DataFrame, factor: float) -> None:
    """The range of the expected half-width, and dots for what the first replicates gave."""
    low, high, dots = (shown[name].to_numpy(dtype=np.float64) * factor for name in ("low", "high", "measured"))
    ax.fill_between(shown["replicates"], low, high, color=CASES[0].color, alpha=OUTER, linewidth=0)
    size = rcParams["lines.linewidth"] * 2.2
    ax.plot(
        shown["replicates"], dots, linestyle="", marker="o", markersize=size, markerfacecolor=PAPER,
        markeredgecolor=CASES[0].color, markeredgewidth=size * 0.3, zorder=4, clip_on=False,
    )  # fmt: skip


def _target(made: Sheet, found: Adequacy, wanted: float, factor: float, last: float) -> str:
    """Mark the wanted half-width; returns the sentence about it."""
    needed, height = found.replicates_for(wanted), wanted * factor
    ax = made.axes[0]
    ax.axhline(height, color=MUTED, linewidth=0.8, zorder=1)
    if needed <= last:
        ax.plot([needed], [height], marker="D", color=MUTED, markersize=rcParams["lines.linewidth"] * 3, zorder=5)
    return f"A half-width of {height:.3g} (horizontal line) takes about {needed:,} replicates."


def _what(found: Adequacy) -> str:
    return found.a if found.b is None else f"{found.b} minus {found.a}"


def _replicates(found: Adequacy) -> str:
    return "replicates" if found.b is None else "paired replicates"


def _caption(found: Adequacy, remark: str) -> str:
    many = f"{len(found.values)} {_replicates(found)}"
    black = (
        "Black: the half-width of the 95\xa0% interval of the mean (Student's t) to be expected from a number of"
        f" replicates, judged by the spread of {many}; grey: its 95\xa0% range, as that spread is an estimate; circles:"
        " what the first replicates gave."
    )
    seen = f"Dashed: the smallest true difference from 0 that is seen with a chance of {POWER * 100:.0f}\xa0%."
    apart = "" if found.b is None else "Dash-dotted: the half-width if the two cases did not share their luck."
    parts = [f"How well replicates know {found.of} ({_what(found)}).", black, seen, apart, remark, NOT_A_FORECAST]
    return " ".join(filter(None, parts))


def _alt(found: Adequacy, unit: str, factor: float) -> str:
    n = len(found.values)
    widths = [f"{found.half_width(count) * factor:.3g} at {count}" for count in (n, 4 * n)]
    return f"Half-width of the interval of {found.of} ({_what(found)}, {unit}) by replicates: {', '.join(widths)}."
