"""The runs that failed, by reason."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sentiment_abm.report.points import place_text

MOST_REASONS = 20


class Reason(NamedTuple):
    """A reason for which runs failed: the error of the first of them, how many, and where the first one is."""

    error: str
    runs: int
    points: int
    first: str


def reasons(runs: pd.DataFrame, names: Sequence[str]) -> list[Reason]:
    """The reasons, the most frequent first; errors that differ in numbers alone are one."""
    failed = runs[runs["status"] != "done"]
    alike = failed["error"].map(lambda error: re.sub(r"\d[\d.,]*", "0", str(error)))
    found = []
    for _, mine in failed.groupby(alike, sort=False):
        first = mine.iloc[0]
        where = f"{place_text(first.to_dict(), names, str(first['case']))}, replicate {first['replicate']}"
        found.append(Reason(str(first["error"]), len(mine), len(mine[["case", "point"]].drop_duplicates()), where))
    return sorted(found, key=lambda reason: -reason.runs)[:MOST_REASONS]
