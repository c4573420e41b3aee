"""From replicates to one tidy table of lines and bands, which is what a chart draws and a report stores."""

from collections.abc import Sequence

import pandas as pd

from sentiment_abm.analysis import statistics

KEYS = ["case", "segment", "day"]
RANGES = ["low95", "low50", "high50", "high95"]


def bands(frame: pd.DataFrame, of: Sequence[str]) -> pd.DataFrame:
    """One row per case, segment, day and indicator: median and ranges of the replicates, and how many there are.

    The ranges are pointwise (each day by itself).  With one replicate there is no range: those columns are empty.

    >>> table = pd.DataFrame({"case": "a", "segment": "all", "day": 0, "hope": [0.2, 0.3, 0.4]})
    >>> bands(table, ["hope"])[["median", "low50", "high50", "replicates"]].values.tolist()
    [[0.3, 0.25, 0.35, 3.0]]
    """
    parts = []
    for name in of:
        count = frame.groupby(KEYS, sort=False)[name].count()
        parts.append(statistics.bands(frame, name).assign(indicator=name, replicates=count).reset_index())
    tidy = pd.concat(parts, ignore_index=True)
    tidy.loc[tidy["replicates"] < 2, RANGES] = float("nan")
    return tidy[[*KEYS, "indicator", "median", *RANGES, "replicates"]]


def one(table: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """The rows of a tidy table that belong to one line, in order of day: `one(table, case="kept")`."""
    for column, value in chosen.items():
        table = table[table[column] == value]
    return table.sort_values("day")
