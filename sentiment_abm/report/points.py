"""The points of a sweep: what comes out at each of them, and which are the best and the worst."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.charts.groups import numbers
from sentiment_abm.charts.quantities import setting
from sentiment_abm.report.measures import Measure

MOST_ROWS = 50
KEYS = ["case", "point"]


class Row(NamedTuple):
    """A point as the page shows it; `gap` points between this one and the row before are not shown."""

    rank: int
    case: str
    settings: list[str]
    cells: list[tuple[float, float, float]]  # mean and ends of its interval, as shown
    runs: int
    gap: int


def point_table(done: pd.DataFrame, names: Sequence[str], measures: Sequence[Measure]) -> pd.DataFrame:
    """One row per case and point, the one with the highest mean of the first measure on top.

    Columns: case, point, the settings `names`, runs, and for each measure NAME, NAME_low95 and NAME_high95: its mean
    over replicates with the 95 % interval of Student's t (NaN with one run), in the unit of the table of runs.

    >>> runs = pd.DataFrame({"case": "a", "point": [0, 0, 1, 1], "hype": [0, 0, 1, 1], "net": [1.0, 2.0, 4.0, 5.0]})
    >>> point_table(runs, ["hype"], [Measure("net", "", "")])[["point", "runs", "net"]].to_numpy().tolist()
    [[1.0, 2.0, 4.5], [0.0, 2.0, 1.5]]
    """
    groups = done.groupby(KEYS, sort=False)
    table = groups[list(names)].first()
    table["runs"] = groups.size()
    for measure in measures:
        of = groups[measure.column].agg(["mean", "std", "count"])
        half = _half_widths(of["std"], of["count"])
        table[measure.column] = of["mean"]
        table[f"{measure.column}_low95"], table[f"{measure.column}_high95"] = of["mean"] - half, of["mean"] + half
    found = table.reset_index().astype({"point": int})
    return found.sort_values(measures[0].column, ascending=False, kind="stable", ignore_index=True)


def shown_rows(table: pd.DataFrame, names: Sequence[str], measures: Sequence[Measure]) -> Iterator[Row]:
    """All points, or of many the best and the worst, half of the rows each."""
    half, left_out = MOST_ROWS // 2, max(len(table) - MOST_ROWS, 0)
    places = [k for k in range(len(table)) if not left_out or k < half or k >= len(table) - half]
    for before, k in zip([-1, *places], places, strict=False):
        row = table.iloc[k]
        cells = [
            tuple(float(row[f"{measure.column}{end}"]) * measure.factor for end in ("", "_low95", "_high95"))
            for measure in measures
        ]
        settings = [value_text(row[name]).strip("“”") for name in names]
        yield Row(k + 1, str(row["case"]), settings, cells, int(row["runs"]), k - before - 1)  # type: ignore[arg-type]


def as_good(done: pd.DataFrame, table: pd.DataFrame, of: str) -> int | None:
    """How many points cannot be told from the best one: the paired difference contains 0 (95 %); None if unknown."""
    values = done.pivot_table(index=KEYS, columns="replicate", values=of)
    best = values.loc[(table["case"].iloc[0], table["point"].iloc[0])]
    apart = (best - values).drop(index=[best.name])
    count = apart.notna().sum(axis=1)
    if len(apart) == 0 or int(count.max()) < 2:
        return None
    half = _half_widths(apart.std(axis=1, ddof=1), count)
    return int((apart.mean(axis=1) <= half).sum())


def value_text(value: Any) -> str:
    """A value of a setting as people read it.

    >>> value_text(0.25), value_text(True), value_text("random"), value_text(float("nan"))
    ('0.25', 'true', '“random”', 'as in the case')
    """
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    if pd.isna(value):
        return "as in the case"
    return f"“{value}”" if isinstance(value, str) else numbers([float(value)])[0]


def place_text(row: Mapping[Any, Any], names: Sequence[str], case: str = "") -> str:
    """Where a point is, in words.

    >>> place_text({"scenario.hype": 0.5, "trust.asymmetry": 3.0}, ["scenario.hype", "trust.asymmetry"])
    'size of the promise = 0.5 and weight of failure over success = 3'
    """
    told = [f"{meaning(name)} = {value_text(row[name])}" for name in names if not pd.isna(row[name])]
    words = " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]])) or "every setting as in the case"
    return f"{words} in “{case}”" if case else words


def meaning(name: str) -> str:
    """What a setting means, in short.

    >>> meaning("contagion.threshold")
    'share of contacts needed'
    """
    return re.sub(r"\s*\([^)]*\)$", "", setting(name).meaning)


def _half_widths(spread: pd.Series, count: pd.Series) -> pd.Series:
    """Half of the 95 % interval of means of so many values with this standard deviation."""
    from scipy import stats  # slow to import

    edges = stats.t.ppf(0.975, (count - 1).where(count > 1).to_numpy(dtype=np.float64))
    found: pd.Series = spread * np.asarray(edges) / np.sqrt(count)
    return found
