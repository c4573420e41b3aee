"""The posterior of a calibration: a corner plot of all pairs, and each parameter against its prior."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.groups import numbers
from sentiment_abm.charts.labels import shortened
from sentiment_abm.charts.panels import SMALL, Needs, Panel, Sheet, columns_for, sheet
from sentiment_abm.charts.style import CASES, MUTED, PAPER, RULE, Width, look, width_named
from sentiment_abm.spec import InputError

if TYPE_CHECKING:
    from sentiment_abm.analysis.calibration import Calibration  # it is slow to import, and not needed to draw

type Floats = NDArray[np.float64]

MOST = 8  # parameters of a corner plot
CELLS = 24  # of a histogram, along each side
LEVELS = (0.5, 0.9)  # of the draws inside a line
PLACES = 200
DENSITY = LinearSegmentedColormap.from_list("density", [PAPER, CASES[2].color, CASES[2].ink])


def posterior(found: "Calibration", *, width: str = "double") -> Chart:
    """All pairs of parameters in the posterior, over the whole range of their priors, and each alone on the diagonal.

    `found` is what :func:`~sentiment_abm.analysis.calibration.calibrate` gives; `width` is "single" (89 mm), "double"
    (183 mm) or "slide" (16:9).  Darker is denser; lines hold 50 and 90 % of the draws.  `data` are the draws.  Raises
    InputError for more than eight parameters or an unknown width.
    """
    size, names = width_named(width), found.local.names
    if len(names) > MOST:
        raise InputError([f"{len(names)} parameters are too many for one chart, {MOST} at most"])
    with look(size):
        return _corner(found, names, size)


def _corner(found: "Calibration", names: list[str], size: Width) -> Chart:
    count = len(names)
    panels = [Panel() for _ in range(count * count)]
    side = (size.points - size.font * (4.5 + 1.4 * count)) / count
    made = sheet(
        size,
        panels,
        columns=count,
        needs=Needs(left=size.font * 4.5, right=size.font, legend=size.font * 1.6, height=side),
        note=f"Axes span the priors, grey. Black lines hold 50 and 90 % of {len(found.posterior):,} draws. {SHORT}",
    )
    for i, (ax, box) in enumerate(zip(made.axes, made.boxes, strict=True)):
        row, column = divmod(i, count)
        ax.grid(visible=False)
        if column > row:
            ax.set_visible(False)
        elif column == row:
            _alone(ax, found, row)
        else:
            _pair(ax, found, column, row)
        _mark(ax, found, row, column, count, box.width, size)
        if column == 0 and row > 0:
            text = shortened(names[row], box.height + size.font, size.font * SMALL)
            made.write(box.left - size.font * 3.3, box.bottom + box.height / 2, text, size=size.font * SMALL,
                       rotation=90, va="center", ha="center")  # fmt: skip
        if row == count - 1:
            text = shortened(names[column], box.width + size.font, size.font * SMALL)
            made.write(
                box.left + box.width / 2, box.bottom - size.font * 2.9, text, size=size.font * SMALL, ha="center"
            )
    return made.chart.say(caption=_caption(found, "Pairs of parameters"), alt=_alt(found), data=found.posterior)


def _ends(found: "Calibration", k: int) -> tuple[float, float, bool]:
    axis = found.local.axes[k]
    return axis.low, axis.high, axis.scale == "log"


def _alone(ax: Axes, found: "Calibration", k: int) -> None:
    low, high, log = _ends(found, k)
    draws = found.posterior[found.local.names[k]].to_numpy()
    edges = np.geomspace(low, high, CELLS + 1) if log else np.linspace(low, high, CELLS + 1)
    heights, _ = np.histogram(draws, bins=edges)
    ax.stairs(heights, edges, fill=True, color=CASES[2].color, alpha=0.6)
    ax.axhline(len(draws) / CELLS, color=RULE, linewidth=0.8)  # the prior
    ax.set_ylim(0, heights.max() * 1.1)


def _pair(ax: Axes, found: "Calibration", across: int, up: int) -> None:
    (x_low, x_high, x_log), (y_low, y_high, y_log) = _ends(found, across), _ends(found, up)
    x, y = (found.draws.cube[:, k] for k in (across, up))
    density, edges, _ = np.histogram2d(x, y, bins=CELLS, range=[[0, 1], [0, 1]])
    density = _smoothed(density)
    x_edges = np.geomspace(x_low, x_high, CELLS + 1) if x_log else x_low + edges * (x_high - x_low)
    y_edges = np.geomspace(y_low, y_high, CELLS + 1) if y_log else y_low + edges * (y_high - y_low)
    _draw_density(ax, density, x_edges, y_edges)
    levels = sorted({_level(density, share) for share in LEVELS})
    if len(levels) == len(LEVELS):
        middle = [(edges[1:] + edges[:-1]) / 2 for edges in (x_edges, y_edges)]
        ax.contour(*middle, density.T, levels=levels, colors=[CASES[0].color], linewidths=0.7)


def _draw_density(ax: Axes, density: Floats, x: Floats, y: Floats) -> None:
    """The cells that hold anything; a mesh would write the empty ones into the file too."""
    places = np.argwhere(density > density.max() * 0.01)
    cells = [[(x[i], y[j]), (x[i + 1], y[j]), (x[i + 1], y[j + 1]), (x[i], y[j + 1])] for i, j in places]
    colors = DENSITY(density[tuple(places.T)] / density.max())
    # Edged in their own color, or paper would shine through the seams.
    ax.add_collection(PolyCollection(cells, facecolors=colors, edgecolors=colors, linewidths=0.25), autolim=False)


def _smoothed(density: Floats) -> Floats:
    """With the noise of single draws taken out."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(density, 1.0, mode="nearest"))


def _level(density: Floats, share: float) -> float:
    """The density above which this share of the draws is."""
    ranked = np.sort(density.ravel())[::-1]
    return float(ranked[np.searchsorted(np.cumsum(ranked), share * ranked.sum())])


def _mark(ax: Axes, found: "Calibration", row: int, column: int, count: int, room: float, size: Width) -> None:
    """Ends and middle of the prior's range along the outer axes."""
    low, high, log = _ends(found, column)
    if log:
        ax.set_xscale("log")
    ax.set_xlim(low, high)
    _ticks(ax, low, high, log, across=True, shown=row == count - 1, few=room < size.font * 8)
    if row == column:
        ax.set_yticks([])
        return
    low, high, log = _ends(found, row)
    if log:
        ax.set_yscale("log")
    ax.set_ylim(low, high)
    _ticks(ax, low, high, log, across=False, shown=column == 0, few=False)


def _ticks(ax: Axes, low: float, high: float, log: bool, *, across: bool, shown: bool, few: bool) -> None:
    middle = float(np.sqrt(low * high)) if log else (low + high) / 2
    at = [low, high] if few else [low, middle, high]
    axis = ax.xaxis if across else ax.yaxis
    axis.minorticks_off()
    axis.set_ticks(at, [numbers([value])[0] for value in at] if shown else [""] * len(at))
    if shown and across:
        labels = axis.get_majorticklabels()
        labels[0].set_horizontalalignment("left")
        labels[-1].set_horizontalalignment("right")


def prior_posterior(found: "Calibration", *, width: str = "double") -> Chart:
    """The density of each parameter in the posterior over its prior, with the verdict whether polls tell it.

    `found` is what :func:`~sentiment_abm.analysis.calibration.calibrate` gives; `width` is "single" (89 mm), "double"
    (183 mm) or "slide" (16:9).  `data` is the table of identifiability.  Raises InputError for an unknown width.
    """
    size, names = width_named(width), found.local.names
    with look(size):
        columns = columns_for(len(names), 3 if size.inches > 5 else 2)
        made = sheet(
            size,
            [Panel(name, _told(found, name)) for name in names],
            columns=columns,
            headings=["\N{NO-BREAK SPACE}"] * -(-len(names) // columns),  # room for the marks of the row above
            needs=Needs(left=size.font, right=size.font, own_scales=True, height=size.font * 8),
            note=f"Filled: posterior with its 90 % interval. Grey line: prior. Heights are relative. {SHORT}",
        )
        for k in range(len(names)):
            _density(made, found, k)
        return made.chart.say(
            caption=_caption(found, "Posterior and prior"), alt=_alt(found), data=found.identifiability.reset_index()
        )


def _told(found: "Calibration", name: str) -> str:
    row = found.identifiability.loc[name]
    return f"{row['verdict']}, contraction {row['contraction']:.2f}"


def _density(made: Sheet, found: "Calibration", k: int) -> None:
    """Drawn on the scale on which the prior is flat."""
    from scipy.stats import gaussian_kde

    ax, name = made.axes[k], found.local.names[k]
    low, high, log = _ends(found, k)
    share = found.draws.cube[:, k]
    places = np.linspace(0.0, 1.0, PLACES)
    # Draws mirrored at the ends of the range, so that no density leaks out there.
    height = sum(gaussian_kde(share)(mirrored) for mirrored in (places, -places, 2.0 - places))
    at = low * (high / low) ** places if log else low + places * (high - low)
    known = bool(found.identifiability.loc[name, "is_identified"])
    color = CASES[2].color if known else RULE
    ax.fill_between(at, 0, height, color=color, alpha=0.35)
    ax.plot(at, height, color=CASES[2].ink if known else MUTED)
    ax.plot([low, high], [1.0, 1.0], color=RULE, linewidth=0.9, zorder=3)
    ends = found.summary.loc[name, ["low90", "high90"]].to_numpy(dtype=np.float64)
    top = max(float(np.max(height)), 1.0) * 1.08
    ax.plot(ends, [-top * 0.05] * 2, color=CASES[2].ink if known else MUTED, linewidth=2.2, solid_capstyle="butt")
    ax.set_ylim(-top * 0.1, top)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    if log:
        ax.set_xscale("log")
    ax.set_xlim(low, high)
    _ticks(ax, low, high, log, across=True, shown=True, few=False)


def _caption(found: "Calibration", what: str) -> str:
    table = found.identifiability
    unknown = [str(name) for name in table.index[~table["is_identified"]]]
    told = f" The polls do not tell {', '.join(unknown)}." if unknown else ""
    pairs = f"{what} after a fit to {len(found.fitted)} poll results, {len(found.posterior):,} draws."
    return f"{pairs}{told} {NOT_A_FORECAST}"


def _alt(found: "Calibration") -> str:
    parts = [
        f"{name} {row['median']:.3g}, 90 % {row['low90']:.3g} to {row['high90']:.3g}, {row['verdict']}"
        for name, row in found.summary.iterrows()
    ]
    return f"Posterior of a calibration. {'; '.join(parts)}."
