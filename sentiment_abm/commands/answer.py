"""A short answer at the end of a study: the most telling indicators by case and point."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sentiment_abm.analysis.statistics import interval
from sentiment_abm.sweep.store import Results

TOLD = {"hope_peak": "peak of hope", "hope_last": "hope at the end", "net_mean": "mean net", "trust_lost": "trust lost"}
WIDTH = 24
MOST_ROWS = 12  # of cases times points that are told one by one


def answer(results: Results) -> str:
    """Means of the most telling indicators by case, with their 95 % intervals; of many points how far they range."""
    runs = results.runs
    swept = [setting["name"] for setting in results.manifest.get("sweep", {}).get("settings", ())]
    groups = runs.groupby(["case", "point"] if swept else ["case"], sort=False)
    head = f"{'':<{WIDTH}}" + "".join(f"{title:>{WIDTH}}" for title in TOLD.values())
    if groups.ngroups > MOST_ROWS:
        ends = "Means over replicates: the median of the points, and in brackets the lowest and the highest one."
        return "\n".join([head, *_ranges(groups), ends])
    ends = "Means over replicates, shares of people; in brackets the 95 % interval of the mean (the report has ranges)."
    return "\n".join([head, *(_means(_label(key, mine, swept), mine) for key, mine in groups), ends])


def _means(label: str, runs: pd.DataFrame) -> str:
    cells = [interval(runs[name]) for name in TOLD]
    texts = [f"{cell.estimate:.3f} [{cell.low:.3f}, {cell.high:.3f}]" for cell in cells]
    # A long name has a line to itself.
    start = f"{label:<{WIDTH}}" if len(label) < WIDTH else f"{label}\n{'':<{WIDTH}}"
    return start + "".join(f"{text:>{WIDTH}}" for text in texts)


def _label(key: Any, runs: pd.DataFrame, swept: list[str]) -> str:
    """A case and what it is varied to."""
    first = runs.iloc[0]
    settings = ", ".join(f"{name} = {_number(first[name])}" for name in swept)
    return f"{key[0]}: {settings}" if settings else str(key[0])[: WIDTH - 1]


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _ranges(groups: Any) -> Iterator[str]:
    means = groups[list(TOLD)].mean()
    for case, mine in means.groupby(level="case", sort=False):
        texts = [f"{mine[name].median():.3f} [{mine[name].min():.3f}, {mine[name].max():.3f}]" for name in TOLD]
        yield f"{str(case)[: WIDTH - 1]:<{WIDTH}}" + "".join(f"{text:>{WIDTH}}" for text in texts)
