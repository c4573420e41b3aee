"""A hysteresis loop: an indicator along a setting that goes out and comes back."""

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from sentiment_abm.analysis.hysteresis import Loop
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.groups import Floats
from sentiment_abm.charts.indicators import indicator
from sentiment_abm.charts.number_axis import MARGIN, draw_numbers, number_title, title_room
from sentiment_abm.charts.panels import Needs, Panel, sheet
from sentiment_abm.charts.scales import value_axes
from sentiment_abm.charts.style import CASES, OUTER, PAPER, RULE, Look, Width, look, width_named

LEAST = 2.0  # percentage points that an axis of shares spans at least


def loop(found: Loop, setting: str, *, width: str = "double") -> Chart:
    """The means of an indicator on the way out and on the way back, with the area between them.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.hysteresis.hysteresis` gives.
    setting
        what the values of its schedule are, in words: "Share of the promise kept".
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    `data` is the table of the loop.  Raises InputError for an unknown width.
    """
    size = width_named(width)
    with look(size):
        return _drawn(found, setting, size)


def _drawn(found: Loop, setting: str, size: Width) -> Chart:
    known, title = indicator(found.of), number_title(setting, size)
    x = found.table["setting"].to_numpy(dtype=np.float64)
    mean, low, high = (
        found.table[name].to_numpy(dtype=np.float64) * known.factor for name in ("mean", "low95", "high95")
    )
    turn = int((found.table["way"] == found.table["way"].iloc[0]).sum())  # the first step of the way back
    made = sheet(
        size,
        [Panel()],
        columns=1,
        unit=f"{known.title}, {known.unit}. Solid: on the way {found.table['way'].iloc[0]}; dashed: back",
        needs=Needs(right=size.font, legend=title_room(title, size)),
        note=" ".join([_runs(found), SHORT]),
    )
    margin = MARGIN * float(np.ptp(x))
    draw_numbers(made, (float(x.min()) - margin, float(x.max()) + margin), title)
    value_axes(made, [0], [*mean, *low, *high], least=LEAST if known.percent else 1e-9, zero=False)
    ax = made.axes[0]
    if ax.get_ylim()[0] < 0.0 < ax.get_ylim()[1]:
        ax.axhline(0.0, color=RULE, linewidth=0.8, zorder=1)
    ax.fill(x, mean, color=CASES[0].color, alpha=OUTER, linewidth=0, zorder=1.5)
    _way(ax, x[:turn], mean[:turn], CASES[0])
    _way(ax, x[turn - 1 :], mean[turn - 1 :], CASES[1])
    _bars(ax, x, low, high, turn)
    return made.chart.say(
        caption=_caption(found, setting, known.factor), alt=_alt(found, setting, known.factor), data=found.table
    )


def _way(ax: Axes, x: Floats, mean: Floats, style: Look) -> None:
    """A line with an arrow in the middle of its longest stretch."""
    size = rcParams["lines.linewidth"]
    ax.plot(
        x, mean, color=style.color, linestyle=style.dash, marker="o", markersize=size * 2.2, markeredgecolor=PAPER,
        markeredgewidth=size * 0.3, zorder=3, clip_on=False,
    )  # fmt: skip
    if len(x) < 2:
        return
    k = int(np.abs(np.diff(x)).argmax())
    middle = (x[k] + x[k + 1]) / 2, (mean[k] + mean[k + 1]) / 2
    start = (x[k] * 0.55 + x[k + 1] * 0.45), (mean[k] * 0.55 + mean[k + 1] * 0.45)
    arrow = {"arrowstyle": "-|>", "color": style.color, "mutation_scale": size * 8, "linewidth": size, "shrinkA": 0}
    ax.annotate("", xy=middle, xytext=start, arrowprops=arrow, zorder=4)


def _bars(ax: Axes, x: Floats, low: Floats, high: Floats, turn: int) -> None:
    """The interval of each mean in the color of its way."""
    for mine, style in ((slice(0, turn), CASES[0]), (slice(turn, None), CASES[1])):
        known = np.isfinite(low[mine])
        ax.vlines(
            x[mine][known], low[mine][known], high[mine][known], color=style.color,
            linewidth=rcParams["lines.linewidth"] * 0.7, zorder=2.5,
        )  # fmt: skip


def _runs(found: Loop) -> str:
    if found.n < 2:
        return f"Means of {found.n} run, so there is no interval."
    return f"Means of {found.n} replicates with 95\xa0% intervals (Student's t)."


def _caption(found: Loop, setting: str, factor: float) -> str:
    gap = f"{abs(found.gap * factor):.3g}" + (" percentage points" if indicator(found.of).percent else "")
    side = "lower" if found.gap > 0 else "higher"
    area = f"{found.estimate * factor:.3g}"
    if np.isfinite(found.low):
        area += f" [{found.low * factor:.3g}, {found.high * factor:.3g}]"
    parts = [
        f"{found.of} along {setting[:1].lower() + setting[1:]}: on the way out (solid) and back (dashed).",
        _runs(found),
        f"Area of the loop: {area}; where the setting falls the indicator is {side} by {gap} on average.",
        NOT_A_FORECAST,
    ]
    return " ".join(parts).replace(" -", " \N{MINUS SIGN}").replace("[-", "[\N{MINUS SIGN}")


def _alt(found: Loop, setting: str, factor: float) -> str:
    steps = [
        f"{row['mean'] * factor:.3g} at {row['setting']:g} ({row['way']})" for row in found.table.to_dict("records")
    ]
    return f"Loop of {indicator(found.of).title} by {setting}: {', '.join(steps)}.".replace("-", "\N{MINUS SIGN}")
