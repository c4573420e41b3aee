"""The words of a phase diagram, and what they and the drawing are made from."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.analysis.regimes import MOODS
from sentiment_abm.charts import sweep_words
from sentiment_abm.charts.captions import NOT_A_FORECAST, counted
from sentiment_abm.charts.groups import Groups
from sentiment_abm.charts.quantities import setting


class Map(NamedTuple):
    """What is drawn: the table of cells, their places, and the tipping line if there is one."""

    table: pd.DataFrame
    across: Groups
    up: Groups
    line: pd.DataFrame


def when_in_words(net: str) -> str:
    """Which part of the run an indicator is about."""
    return "at the end of the run" if net.endswith("last") else "on average over the run"


def runs(told: Map) -> str:
    """How many runs a cell has."""
    units = told.table["units"].to_numpy()
    return f"Each cell: {counted([int(n) for n in np.unique(units)])}."


def line_in_short(told: Map) -> str:
    """What lines and signs are, for the note on the chart."""
    if told.line.empty or told.line.iloc[:, 1].isna().all():
        return "Paler: fewer replicates agree. + and \N{MINUS SIGN}: net sentiment surely above and below 0."
    return (
        "Paler: fewer replicates agree. Black line: net sentiment is 0, with 95\xa0% intervals."
        " + and \N{MINUS SIGN}: surely above and below."
    )


def caption(told: Map, x: str, y: str, net: str) -> str:
    """The whole caption."""
    by = f"{sweep_words.label(x)} and {sweep_words.label(y)}"
    signs = "+ and \N{MINUS SIGN}: the 95\xa0% interval (Student's t) of net sentiment is above or below 0"
    parts = [
        f"Which mood has the largest share {when_in_words(net)}, mean over replicates, by {by}.",
        runs(told),
        f"Paler: fewer replicates agree. {signs}; neither: it holds 0.",
    ]
    if not told.line.empty and told.line[x].notna().any():
        parts.append(
            "Black line: where mean net sentiment crosses 0, interpolated along each row, with 95\xa0% intervals"
            " (bootstrap over replicates)."
        )
        if (told.line["crossings"] > 1).any():
            parts.append("Where a row crosses it more than once, the first crossing is drawn.")
    for name, groups in ((x, told.across), (y, told.up)):
        if not groups.named and not groups.is_even:
            parts.append(f"Steps of {setting(name).meaning} are drawn equally wide but are not.")
    return " ".join([*parts, NOT_A_FORECAST])


def alt(told: Map, x: str, y: str) -> str:
    """The map for readers who cannot see it."""
    counts = told.table["leader"].value_counts()
    cells = [f"{name} leads in {int(counts[name])}" for name in MOODS if name in counts]
    text = f"Phase diagram of {len(told.table)} cells: {', '.join(cells)}."
    if not told.line.empty and told.line[x].notna().any():
        rows = told.line.dropna(subset=[x])
        first, last = rows.iloc[0], rows.iloc[-1]
        text += f" Net sentiment is 0 at {first[x]:.3g} for {y} = {first[y]:g}"
        text += f" and at {last[x]:.3g} for {y} = {last[y]:g}." if len(rows) > 1 else "."
    return text.replace("-", "\N{MINUS SIGN}")
