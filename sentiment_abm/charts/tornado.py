"""A tornado: how far an outcome moves when one setting at a time is moved from a base point."""

import numpy as np
import pandas as pd

from sentiment_abm.analysis.sensitivity import ALONE, Sensitivity
from sentiment_abm.charts import sensitivity_words as words
from sentiment_abm.charts.captions import SHORT
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.group_axes import room_left
from sentiment_abm.charts.groups import numbers
from sentiment_abm.charts.labels import readable, shortened, text_width
from sentiment_abm.charts.number_axis import both_sides
from sentiment_abm.charts.panels import SMALL, Sheet, plot_width
from sentiment_abm.charts.quantities import outcome
from sentiment_abm.charts.rows import draw_bars, draw_intervals, heights, row_groups, row_sheet
from sentiment_abm.charts.style import CASES, Width, look, width_named

MOST, MOST_ON_SLIDE = 16, 7
TALL = 2.7  # font sizes from row to row, as each has two lanes
MOST_WORDS = 0.13  # of the width of the page, for a value
LANE = 0.4  # from lane to lane, in rows
LEAST = 1.0  # percentage points that an axis of shares spans at least


def tornado(found: Sensitivity, *, width: str = "double") -> Chart:
    """The lowest and the highest paired change of an outcome for each setting, with 95 % intervals.

    Parameters
    ----------
    found
        what :func:`~sentiment_abm.analysis.sensitivity.sensitivity` gives for a grid or a list.
    width
        "single" (89 mm), "double" (183 mm) or "slide" (16:9).

    At the ends of a bar stand the values of the setting that moved the outcome so far; settings that were tried at
    more values have the others in `data`, the table of all.  Raises InputError for another design.
    """
    size = width_named(width)
    words.check_design(found, *ALONE)
    with look(size):
        return _drawn(found, size)


def _drawn(found: Sensitivity, size: Width) -> Chart:
    known, ends = outcome(found.of), _ends(found.table, size)
    names = list(dict.fromkeys(ends["name"]))
    most = MOST_ON_SLIDE if size.height else MOST
    shown = ends[ends["name"].isin(names[:most])].reset_index(drop=True)
    more = words.others(len(names) - min(most, len(names)))
    for column in ("estimate", "low", "high"):
        shown[column] = shown[column].astype(float) * known.factor
    values = shown[["estimate", "low", "high"]].to_numpy(dtype=np.float64)
    made = row_sheet(
        size,
        words.names(names[:most]),
        _with_words(both_sides(values.ravel(), least=LEAST if known.percent else 0.0), shown, names[:most], size),
        unit=f"{words.subject(found)}: what moving one setting changes",
        axis=f"Change from the base point, {known.difference_unit}",
        note=" ".join(filter(None, [words.runs(found), more, SHORT])),
        least=TALL,
    )
    _bars(made, shown, names[:most])
    base = _base(found.table)
    return made.chart.say(
        caption=words.caption(
            f"How far {found.of} of {found.case} moves when one setting at a time leaves the base point ({base});"
            " paired by replicate, with BCa intervals.",
            found,
            more,
        ),
        alt=_alt(shown, known.difference_unit),
        data=found.table,
    )


def _ends(table: pd.DataFrame, size: Width) -> pd.DataFrame:
    """The lowest and the highest change of each setting, the setting that moves the outcome most first."""
    moved, room = table[~table["is_base"]].reset_index(drop=True), size.points * MOST_WORDS
    moved["text"] = [shortened(readable(text), room, size.font * SMALL) for text in _texts(moved)]
    by_name = moved.groupby("name", sort=False)["estimate"]
    picked = moved.loc[np.union1d(by_name.idxmin(), by_name.idxmax())]
    reach = by_name.max().clip(lower=0.0) - by_name.min().clip(upper=0.0)
    order = {name: place for place, name in enumerate(reach.sort_values(ascending=False, kind="stable").index)}
    # The ends of a setting stay in the order of its values.
    return picked.sort_values("name", key=lambda column: column.map(order), kind="stable").reset_index(drop=True)


def _texts(rows: pd.DataFrame) -> list[str]:
    """The values of settings in a few letters."""
    return [
        numbers([value])[0] if isinstance(value, int | float) and not isinstance(value, bool) else str(value).lower()
        for value in rows["value"]
    ]


def _with_words(ends: tuple[float, float], shown: pd.DataFrame, names: list[str], size: Width) -> tuple[float, float]:
    """The ends of the scale with room for the values beyond the bars on both sides."""
    font = size.font * SMALL
    wide = plot_width(size, 1, room_left(row_groups(words.names(names)), size), size.font)
    is_right = shown["estimate"].to_numpy(dtype=np.float64) >= 0.0
    needed = np.array([text_width(text, font) + font for text in shown["text"]])
    left, right = (float(needed[side].max(initial=0.0)) for side in (~is_right, is_right))
    scale = (ends[1] - ends[0]) / max(wide - left - right, wide / 4)
    return ends[0] - left * scale, ends[1] + right * scale


def _bars(made: Sheet, shown: pd.DataFrame, names: list[str]) -> None:
    """One lane for each end of a setting, with its value beyond its interval."""
    ax, size = made.axes[0], made.width.font * SMALL
    place = dict(zip(names, heights(len(names)), strict=True))
    lanes = shown.groupby("name")["estimate"].transform("size").to_numpy() - 1
    lane = shown.groupby("name").cumcount().to_numpy()
    at = shown["name"].map(place).to_numpy(dtype=np.float64) + lanes * (0.5 - lane) * LANE
    end, low, high = (shown[column].to_numpy(dtype=np.float64) for column in ("estimate", "low", "high"))
    draw_bars(ax, at, np.zeros(len(at)), end, CASES[2].color, LANE * 0.85)
    draw_intervals(ax, at, low, high)
    gap = size * 0.5 * (ax.get_xlim()[1] - ax.get_xlim()[0]) / made.boxes[0].width
    for k, text in enumerate(shown["text"]):
        far = np.nanmax([high[k], end[k], 0.0]) if end[k] >= 0.0 else np.nanmin([low[k], end[k], 0.0])
        side = 1 if end[k] >= 0.0 else -1
        ax.text(far + side * gap, at[k], text, size=size, va="center_baseline", ha="left" if side > 0 else "right")


def _base(table: pd.DataFrame) -> str:
    rows = table[table["is_base"]]
    return ", ".join(f"{name} = {text}" for name, text in zip(rows["name"], _texts(rows), strict=True))


def _alt(shown: pd.DataFrame, unit: str) -> str:
    bars = [f"{row['name']} = {row['text']}: {row['estimate']:+.3g}" for row in shown.to_dict("records")]
    return f"Bars of changes in {unit}. {'; '.join(bars)}.".replace("-", "\N{MINUS SIGN}")
