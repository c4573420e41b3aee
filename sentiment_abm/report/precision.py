"""How well the replicates of a sweep know its numbers."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.analysis.noise import noise
from sentiment_abm.report.changes import Change
from sentiment_abm.report.measures import Measure
from sentiment_abm.report.numbers import counted, number


class Precision(NamedTuple):
    """Half-widths of 95 % intervals of one measure, as shown: of means at a point, of differences of two."""

    measure: Measure
    median: float
    largest: float
    difference: float  # of two points, replicate by replicate
    noise: float  # share of the variance between points that is noise rather than settings, 0…1


def precisions(done: pd.DataFrame, table: pd.DataFrame, measures: Sequence[Measure]) -> Iterator[Precision]:
    """The precision of each measure; `table` is that of :func:`~sentiment_abm.report.points.point_table`."""
    for measure in measures:
        of = measure.column
        halves = ((table[f"{of}_high95"] - table[of]) * measure.factor).dropna()
        values = done.pivot_table(index=["case", "point"], columns="replicate", values=of)
        found = noise(values.to_numpy(dtype=np.float64))
        error = math.sqrt(2.0 * found.own / max(found.replicates, 1))
        free = (len(values) - 1) * (found.replicates - 1)  # all points together say how large the noise is
        difference = Change(0.0, error, free, found.replicates, "replicates").half_width() * measure.factor
        ends = (float(halves.median()), float(halves.max())) if len(halves) else (np.nan, np.nan)
        yield Precision(measure, *ends, difference, found.share)


def precision_table(found: Sequence[Precision]) -> pd.DataFrame:
    """The precisions as stored, in the unit shown."""
    rows = [
        {"of": each.measure.column, "unit": each.measure.unit, "median_half_width": each.median,
         "largest_half_width": each.largest, "half_width_of_difference": each.difference, "noise_share": each.noise}
        for each in found
    ]  # fmt: skip
    return pd.DataFrame(rows)


def verdict(found: Precision, runs: pd.Series) -> str:
    """The replicates in words: how many there are, and how well the main measure is known."""
    low, high = int(runs.min()), int(runs.max())
    many = counted(high, "run") if low == high else f"{low} to {counted(high, 'run')}"
    if high < 2:
        return (
            "There is 1 run of each point, so luck cannot be told from settings at any single point; "
            "what is said about many points together has its interval from their number."
        )
    parts = [
        f"There are {many} of each point.",
        f"The mean of net sentiment at a point is known to ±{number(found.median)} points (the median of the points).",
    ]
    if not math.isnan(found.difference):
        width = f"known to ±{number(found.difference)}; half of that takes four times as many runs"
        parts.append(f"A difference of two points, which share their luck, is {width}.")
        parts.append(f"Of the variance between points {number(100.0 * found.noise, 0)}\xa0% is noise.")
    return " ".join(parts)
