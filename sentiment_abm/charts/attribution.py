"""What each news item contributed: one bar per item, from runs with and without it."""

from datetime import date

import numpy as np
import pandas as pd

from sentiment_abm.analysis.attribution import Attribution
from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.dates import day_label
from sentiment_abm.charts.events import GLYPH_KEY, GLYPHS
from sentiment_abm.charts.indicators import indicator
from sentiment_abm.charts.number_axis import both_sides
from sentiment_abm.charts.rows import draw_bars, draw_intervals, heights, row_sheet
from sentiment_abm.charts.style import CASES, Width, look, width_named

MOST, MOST_ON_SLIDE = 16, 7
LEAST = 1.0  # percentage points that an axis of shares spans at least


def attribution(found: Attribution, *, start_date: date | None = None, width: str = "double") -> Chart:
    """Mean contribution of each item to an indicator, with its 95 % interval.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.attribution.attribution` gives.
    start_date
        date of day 0; default that of the scenario.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    Of many items those with the largest contributions are shown.  `data` is the table of all of them.
    Raises InputError for an unknown width.

    >>> from sentiment_abm.analysis.attribution import attribution as attributed
    >>> chart = attribution(attributed("promise_broken", people=60, days=40, replicates=2))
    >>> chart.data["along"].tolist()
    ['1', '']
    """
    size = width_named(width)
    with look(size):
        return _drawn(found, found.scenario.start_date if start_date is None else start_date, size)


def _drawn(found: Attribution, start: date | None, size: Width) -> Chart:
    known, shown = indicator(found.of), _largest(found.table, MOST_ON_SLIDE if size.height else MOST)
    values = {name: shown[name].to_numpy(dtype=np.float64) * known.factor for name in ("estimate", "low", "high")}
    columns = (shown[name] for name in ("day", "kind", "headline", "along"))
    names = [_name(int(day), kind, text, along, start) for day, kind, text, along in zip(*columns, strict=True)]
    left_out = len(found.table) - len(shown)
    many = "item with a smaller contribution is" if left_out == 1 else "items with smaller contributions are"
    remark = f"{left_out} more {many} in the data." if left_out else ""
    made = row_sheet(
        size,
        names,
        both_sides(np.concatenate([*values.values()]), least=LEAST if known.percent else 0.0),
        unit=f"{known.title}: with all news minus without the item. {GLYPH_KEY}",
        axis=f"Mean contribution over the days, {known.difference_unit}",
        note=" ".join(filter(None, [_replicates(found), remark, SHORT])),
    )
    at = heights(len(shown))
    draw_bars(made.axes[0], at, np.zeros(len(shown)), values["estimate"], CASES[2].color)
    draw_intervals(made.axes[0], at, values["low"], values["high"])
    return made.chart.say(
        caption=_caption(found, known.factor, known.difference_unit, remark),
        alt=_alt(names, values, known.difference_unit),
        data=found.table,
    )


def _largest(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows with the largest contributions, in order of time."""
    order = table["estimate"].abs().to_numpy().argsort(kind="stable")[::-1][:most]
    return table.iloc[np.sort(order)]


def _name(day: int, kind: str, headline: str, along: str, start: date | None) -> str:
    with_it = f" (with {along.count(',') + 1} outcome{'s' if ',' in along else ''})" if along else ""
    return f"{GLYPHS[kind]} {day_label(day, start)}: {headline}{with_it}"


def _replicates(found: Attribution) -> str:
    n = int(found.table["n"].iloc[0])
    return f"Means of {n} paired replicates with 95\xa0% intervals." if n > 1 else "Differences of 1 pair of runs."


def _caption(found: Attribution, factor: float, unit: str, remark: str) -> str:
    all_news, low, high, parts_sum = (
        f"{value * factor:+.3g}".replace("-", "\N{MINUS SIGN}") for value in (*found.together, found.sum)
    )
    together = f"All news together contributed {all_news} {unit}"
    together += f" [{low}, {high}]" if np.isfinite(found.together.low) else ""
    parts = [
        f"What each news item contributed to {found.of} of {found.scenario.name}: all news minus all but the item.",
        "Both have the same people with the same luck. An outcome that speaks of an announcement is left out with it.",
        _replicates(found).replace("intervals.", "intervals (BCa bootstrap)."),
        f"{together}; the items add up to {parts_sum}, which need not be the same, as they work together.",
        remark,
        NOT_A_FORECAST,
    ]
    return " ".join(filter(None, parts))


def _alt(names: list[str], values: dict[str, np.ndarray], unit: str) -> str:
    bars = [f"{name}: {value:.3g}" for name, value in zip(names, values["estimate"], strict=True)]
    return f"Bars of contributions in {unit}. " + "; ".join(bars).replace("-", "\N{MINUS SIGN}") + "."
