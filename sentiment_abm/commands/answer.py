"""A short answer at the end of a study: the most telling indicators by case and point."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sentiment_abm.analysis.statistics import interval
from sentiment_abm.sweep.store import Results

TOLD = {"hope_peak": "peak of hope", "hope_last": "hope at the end", "net_mean": "mean net", "trust_lost": "trust lost"}
WIDTH = 24
MOST_ROWS = 12  # of cases times points that are told one by one
MEANS = "Means over replicates, shares of people; in brackets the 95 % interval of the mean (the report has ranges)."
RANGES = "Means over replicates: the median of the points, and in brackets the lowest and the highest one."


def answer(results: Results, room: int | None = None) -> str:
    """Means of the most telling indicators by case, with their 95 % intervals; of many points how far they range.

    A table, or where that is wider than the `room`, a line for each number.
    """
    runs = results.runs
    swept = [setting["name"] for setting in results.manifest.get("sweep", {}).get("settings", ())]
    groups = runs.groupby(["case", "point"] if swept else ["case"], sort=False)
    lay_out = _list if room is not None and room < WIDTH * (1 + len(TOLD)) else _table
    if groups.ngroups > MOST_ROWS:
        return "\n".join([*lay_out(_ranges(groups)), RANGES])
    return "\n".join([*lay_out((_label(key, mine, swept), _means(mine)) for key, mine in groups), MEANS])


type Rows = Iterator[tuple[str, list[str]]]
"""What a row is about, and its cells."""


def _table(rows: Rows) -> Iterator[str]:
    yield f"{'':<{WIDTH}}" + "".join(f"{title:>{WIDTH}}" for title in TOLD.values())
    for label, cells in rows:
        # A long name has a line to itself.
        start = f"{label:<{WIDTH}}" if len(label) < WIDTH else f"{label}\n{'':<{WIDTH}}"
        yield start + "".join(f"{text:>{WIDTH}}" for text in cells)


def _list(rows: Rows) -> Iterator[str]:
    widest = max(map(len, TOLD.values()))
    for label, cells in rows:
        yield label
        yield from (f" {title:<{widest}} {text}" for title, text in zip(TOLD.values(), cells, strict=True))


def _means(runs: pd.DataFrame) -> list[str]:
    cells = [interval(runs[name]) for name in TOLD]
    return [f"{cell.estimate:.3f} [{cell.low:.3f}, {cell.high:.3f}]" for cell in cells]


def _label(key: Any, runs: pd.DataFrame, swept: list[str]) -> str:
    """A case and what it is varied to."""
    first = runs.iloc[0]
    settings = ", ".join(f"{name} = {_number(first[name])}" for name in swept)
    return f"{key[0]}: {settings}" if settings else str(key[0])[: WIDTH - 1]


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _ranges(groups: Any) -> Rows:
    means = groups[list(TOLD)].mean()
    for case, mine in means.groupby(level="case", sort=False):
        texts = [f"{mine[name].median():.3f} [{mine[name].min():.3f}, {mine[name].max():.3f}]" for name in TOLD]
        yield str(case)[: WIDTH - 1], texts
