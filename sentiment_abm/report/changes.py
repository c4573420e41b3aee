"""How an outcome changes with one setting, by what a design holds still: all else, all other settings, or nothing."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVEL = 0.95

type Floats = NDArray[np.float64]


class Change(NamedTuple):
    """A mean change with its standard error (NaN with one observation), from `n` observations of independent units."""

    estimate: float
    error: float
    free: float  # degrees of freedom
    n: int
    unit: str

    def half_width(self, pairs: int = 1) -> float:
        """Half of the 95 % interval (Student's t); of so many pairs all intervals hold at once (Bonferroni).

        >>> round(mean_of(np.array([0.0, 1.0, 2.0]), "replicates").half_width(), 3)
        2.484
        """
        from scipy import stats  # slow to import

        if not self.free > 0:
            return math.nan
        return float(stats.t.ppf(1.0 - (1.0 - LEVEL) / 2.0 / pairs, self.free)) * self.error


def mean_of(values: Floats, unit: str) -> Change:
    """The mean of independent values."""
    n = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    return Change(float(values.mean()) if n else math.nan, error, n - 1, n, unit)


def paired_replicates(table: pd.DataFrame, of: str, others: Sequence[str], ends: tuple[int, int]) -> Change | None:
    """From one `group` to another with the same people, luck and all `others`; None if no runs are so alike."""
    keys = ["replicate", *others]
    start, end = (table.loc[table["group"] == group, [*keys, of]] for group in ends)
    both = start.merge(end, on=keys, suffixes=(" start", " end"))
    each = (both[f"{of} end"] - both[f"{of} start"]).groupby(both["replicate"]).mean().to_numpy()
    return mean_of(each, "replicates") if len(each) else None


def apart(table: pd.DataFrame, of: str, ends: tuple[int, int]) -> Change:
    """From one `group` of points to one of other points: the difference of their means (``welch1947``), with luck.

    >>> table = pd.DataFrame({"row": range(4), "replicate": 0, "group": [0, 0, 1, 1], "net": [1.0, 2.0, 4.0, 5.0]})
    >>> found = apart(table, "net", (0, 1))
    >>> found.estimate, round(found.error, 3), found.free
    (3.0, 0.707, 2.0)
    """
    points = table.groupby(["row", "group"])[of].mean().reset_index()
    first, last = (points.loc[points["group"] == group, of].to_numpy(dtype=np.float64) for group in ends)
    sides = [mean_of(first, "points"), mean_of(last, "points")]
    estimate, n = sides[1].estimate - sides[0].estimate, len(first) + len(last)
    by_replicate = table.pivot_table(index="replicate", columns="group", values=of)
    luck = mean_of((by_replicate[ends[1]] - by_replicate[ends[0]]).dropna().to_numpy(), "replicates")
    return _together(estimate, [*sides, luck], n, "points")


def paired_points(table: pd.DataFrame, of: str, sweep: Mapping[str, Any], axis: Mapping[str, Any]) -> Change | None:
    """Per whole range of a setting, from the pairs of points of a sampled walk that differ in it alone, with luck.

    Each trajectory of Morris and each base point of Sobol has one such pair; where steps differ in length, the long
    ones count more, as in a regression through the origin.  None where no pair came to its end.
    """
    rows, name = range(sweep["count"]), axis["name"]
    size = sweep["count"] // sweep["points"]
    places = shares(table.groupby("row")[name].first().reindex(rows), axis).reshape(-1, size)
    runs = table.pivot_table(index="row", columns="replicate", values=of).reindex(rows).to_numpy(dtype=np.float64)
    values = runs.reshape(-1, size, runs.shape[1])  # [trajectory or base point, point, replicate]
    before, after = _pair(places, sweep, axis)
    blocks = np.arange(len(places))
    steps, rises = places[blocks, after] - places[blocks, before], values[blocks, after] - values[blocks, before]
    known = np.isfinite(steps) & (steps != 0.0) & np.isfinite(rises).any(axis=1)
    steps, rises = steps[known], rises[known]
    if not len(steps):
        return None
    each = steps[:, None] * rises / (steps**2).mean()  # their mean is the slope
    estimate = float(np.nanmean(each, axis=1).mean())
    around = estimate + np.nanmean(each, axis=1) - estimate * steps**2 / (steps**2).mean()
    unit = "trajectories" if sweep["design"] == "morris" else "base points"
    by_replicate = each[:, np.isfinite(each).all(axis=0)].mean(axis=0)
    return _together(estimate, [mean_of(around, unit), mean_of(by_replicate, "replicates")], len(each), unit)


def _together(estimate: float, parts: Sequence[Change], n: int, unit: str) -> Change:
    """An estimate whose error has several independent sources (source ``satterthwaite1946``).

    One replicate says nothing about luck, which then is not in the error.
    """
    known = [part for part in parts if part.unit != "replicates" or part.n > 1]
    whole = sum(part.error**2 for part in known)
    free = sum(part.error**4 / part.free for part in known if part.free > 0)
    return Change(estimate, math.sqrt(whole), whole**2 / free if free else n - 1, n, unit)


def _pair(places: Floats, sweep: Mapping[str, Any], axis: Mapping[str, Any]) -> tuple[Any, Any]:
    """Which two points of each block of the design differ in this setting alone."""
    if sweep["design"] == "sobol":  # a row of A, then A with each setting from B in turn
        return 0, 1 + [each["name"] for each in sweep["settings"]].index(axis["name"])
    before = np.argmax(np.abs(np.nan_to_num(np.diff(places, axis=1))) > 0.1, axis=1)  # by a step of the trajectory
    return before, before + 1


def shares(values: pd.Series, axis: Mapping[str, Any]) -> Floats:
    """Where in the range of a setting its values are, 0…1 on the scale of the range.

    >>> shares(pd.Series([1.0, 10.0]), {"low": 1.0, "high": 100.0, "scale": "log"}).tolist()
    [0.0, 0.5]
    """
    found, ends = values.to_numpy(dtype=np.float64), np.array([axis["low"], axis["high"]])
    if axis["scale"] == "log":
        found, ends = np.log(found), np.log(ends)
    return np.asarray((found - ends[0]) / (ends[1] - ends[0]))
