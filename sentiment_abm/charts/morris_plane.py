"""The plane of Morris: how strongly each setting acts (μ*), and how far that depends on the others (σ)."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sentiment_abm.analysis.sensitivity import Sensitivity
from sentiment_abm.charts import sensitivity_words as words
from sentiment_abm.charts.captions import SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.groups import Floats
from sentiment_abm.charts.labels import text_width, wrapped
from sentiment_abm.charts.number_axis import draw_numbers, limits, number_title, title_room
from sentiment_abm.charts.panels import LEADING, SMALL, Box, Needs, Panel, Sheet, sheet
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.charts.scales import value_axes
from sentiment_abm.charts.style import CASES, INK, MUTED, PAPER, RULE, Width, look, width_named

MOST, MOST_ON_SLIDE = 12, 6
# Where a number may stand around its dot, in font sizes, the best place first; farther off if all are taken.
AROUND = ((0.9, 0.9), (1.2, 0.0), (0.9, -0.9), (-1.2, 0.0), (-0.9, 0.9), (-0.9, -0.9), (0.0, 1.2), (0.0, -1.2))
FARTHER = (1.0, 1.7, 2.4, 3.4)


class Entry(NamedTuple):
    """One setting of the legend: its number and its name in lines."""

    number: str
    lines: list[str]


def morris_plane(found: Sensitivity, *, width: str = "double") -> Chart:
    """Elementary effects: the mean size of the effect of each setting across, its standard deviation up.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.sensitivity.sensitivity` gives for the design "morris".
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Settings that surely do more than luck have black dots, with the 95 % interval of μ*, the others grey ones; the
    strongest are numbered and listed.  Above the line σ = μ* an effect changes its sign with the other settings.
    `data` is the table of all.  Raises InputError for another design.
    """
    size = width_named(width)
    words.check_design(found, "morris")
    with look(size):
        return _drawn(found, size)


def _drawn(found: Sensitivity, size: Width) -> Chart:
    known = outcome(found.of)
    ranked = found.table.sort_values("mu_star", ascending=False, kind="stable").reset_index(drop=True)
    shown = _scaled(ranked, known.factor)
    legend = _legend(shown.head(MOST_ON_SLIDE if size.height else MOST), size)
    title = number_title(f"Mean size of the effect μ*, {known.difference_unit} per whole range of the setting", size)
    below = title_room(title, size)
    made = sheet(
        size,
        [Panel()],
        columns=1,
        unit=f"{words.subject(found)}\n↑ Standard deviation of the effect σ",
        needs=Needs(left=size.font * 3.6, right=size.font, legend=below + _height(legend, size), height=size.font * 24),
        note=" ".join([words.runs(found), "Black: surely more than luck.", SHORT]),
    )
    ends = limits(shown[["mu_star", "mu_star_high"]].to_numpy(dtype=np.float64).ravel(), least=1e-9)
    draw_numbers(made, ends, title)
    value_axes(made, [0], shown["sigma"], least=ends[1] / 6)
    ax = made.axes[0]
    ax.grid(visible=True, axis="both")
    ax.axline((0.0, 0.0), slope=1.0, color=RULE, linewidth=0.8, zorder=1)
    if len(legend) <= 8 or size.columns > 2:
        _name_line(made)
    _dots(made, shown, shown["name"].isin(found.matter).to_numpy())
    _numbers(made, shown, len(legend))
    _draw_legend(made, legend, below)
    return made.chart.say(
        caption=words.caption(
            f"Elementary effects of settings on {found.of} of {found.case} (Morris): mean size μ* and standard"
            " deviation σ of the change per whole range of a setting. Above the line (σ = μ*) an effect depends so much"
            " on the other settings that it changes its sign.",
            found,
            words.others(len(shown) - len(legend)),
        ),
        alt=_alt(shown, known.difference_unit),
        data=found.table,
    )


def _scaled(table: pd.DataFrame, factor: float) -> pd.DataFrame:
    columns = ["mu_star", "mu_star_low", "mu_star_high", "sigma"]
    return table.assign(**{name: table[name].astype(float) * factor for name in columns})


def _dots(made: Sheet, shown: pd.DataFrame, is_sure: NDArray[np.bool_]) -> None:
    ax, size = made.axes[0], rcParams["lines.linewidth"]
    x, y = (shown[name].to_numpy(dtype=np.float64) for name in ("mu_star", "sigma"))
    for mine, color in ((~is_sure, RULE), (is_sure, CASES[0].color)):
        low, high = (shown[name].to_numpy(dtype=np.float64)[mine] for name in ("mu_star_low", "mu_star_high"))
        ax.hlines(y[mine], np.maximum(low, 0.0), high, color=color, linewidth=size * 0.7, zorder=2)
        ax.plot(
            x[mine], y[mine], linestyle="", marker="o", color=color, markersize=size * 3.4, markeredgecolor=PAPER,
            markeredgewidth=size * 0.4, zorder=3, clip_on=False,
        )  # fmt: skip


def _name_line(made: Sheet) -> None:
    """What the line is, beside its upper end."""
    ax, box, font = made.axes[0], made.boxes[0], made.width.font
    end = min(ax.get_xlim()[1], ax.get_ylim()[1])
    x, y = (float(part) for part in _points(made, box, np.array([end]), np.array([end]))[0])
    beside, words = (-0.6, "right") if x > box.left + box.width * 0.8 else (0.6, "left")
    made.write(x + font * beside, y - font * SMALL, "σ = μ*", size=font * SMALL, ha=words, color=MUTED)


def _numbers(made: Sheet, shown: pd.DataFrame, count: int) -> None:
    """Write the numbers of the strongest beside their dots, where they cover neither dots nor each other."""
    font, box = made.width.font, made.boxes[0]
    at = _points(made, box, shown["mu_star"].to_numpy(dtype=np.float64), shown["sigma"].to_numpy(dtype=np.float64))
    dot = np.full(2, font * 0.3)
    taken = [(place, dot) for place in at]
    ends = [_points(made, box, shown[name].to_numpy(dtype=np.float64), shown["sigma"].to_numpy(dtype=np.float64))
            for name in ("mu_star_low", "mu_star_high")]  # fmt: skip
    taken += [((low + high) / 2, np.array([(high - low)[0] / 2, font * 0.1])) for low, high in zip(*ends, strict=True)]
    for k in range(count):
        half = np.array([text_width(str(k + 1), font * SMALL, "bold"), font * SMALL]) / 2
        places = [at[k] + font * far * np.array(way) for far in FARTHER for way in AROUND]
        room = [_room(place, half, taken, box) for place in places]
        best = next((j for j, free in enumerate(room) if free > 0.0), int(np.argmax(room)))
        x, y = (float(part) for part in places[best])
        if best >= len(AROUND):  # a number that had to move is tied to its dot
            tie = Line2D([float(at[k][0]), x], [float(at[k][1]), y], transform=made.points, color=RULE, linewidth=0.5)
            made.chart.add_artist(tie)
        taken.append((places[best], half))
        made.write(x, y, str(k + 1), size=font * SMALL, weight="bold", ha="center", va="center_baseline", color=INK)


def _room(place: Floats, half: Floats, taken: list[tuple[Floats, Floats]], box: Box) -> float:
    """The gap between a word here and all that is there already, below 0 if it covers something."""
    low, high = np.array([box.left, box.bottom]), np.array([box.left + box.width, box.bottom + box.height])
    if ((place - half < low) | (place + half > high)).any():
        return -np.inf
    return min(float((np.abs(place - other) - half - size).max()) for other, size in taken)


def _points(made: Sheet, box: Box, x: Floats, y: Floats) -> Floats:
    """Where values are on the page."""
    ax = made.axes[0]
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    across = box.left + (x - left) / (right - left) * box.width
    return np.column_stack([across, box.bottom + (y - low) / (high - low) * box.height])


def _legend(shown: pd.DataFrame, size: Width) -> list[Entry]:
    room = size.points / _columns(size) - size.font * 4
    return [
        Entry(str(k), wrapped(name, room, size.font * SMALL))
        for k, name in enumerate(words.names(shown["name"]), start=1)
    ]


def _columns(size: Width) -> int:
    return 1 if size.inches < 5 else 2


def _split(legend: list[Entry], size: Width) -> list[list[Entry]]:
    half = -(-len(legend) // _columns(size))
    return [legend[start : start + half] for start in range(0, len(legend), half)]


def _height(legend: list[Entry], size: Width) -> float:
    lines = max(sum(len(entry.lines) for entry in column) for column in _split(legend, size))
    return (lines + 0.8) * size.font * SMALL * LEADING


def _draw_legend(made: Sheet, legend: list[Entry], above: float) -> None:
    """Write the numbered names under the title of the axis."""
    font = made.width.font * SMALL
    digits = text_width("88", font, "bold")
    for j, column in enumerate(_split(legend, made.width)):
        x = made.legend.left + j * made.legend.width / _columns(made.width)
        y = made.legend.bottom + made.legend.height - above - font * 1.2
        for entry in column:
            made.write(x + digits, y, entry.number, size=font, weight="bold", ha="right", color=MUTED)
            for text in entry.lines:
                made.write(x + digits + font * 0.8, y, text, size=font)
                y -= font * LEADING


def _alt(shown: pd.DataFrame, unit: str) -> str:
    dots = [f"{row['name']}: μ* {row['mu_star']:.3g}, σ {row['sigma']:.3g}" for row in shown.to_dict("records")]
    return f"Plane of elementary effects in {unit}. {'; '.join(dots)}."
