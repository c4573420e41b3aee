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
    """The mean of independent changes."""
    n = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    return Change(float(values.mean()), error, n - 1, n, unit)


def paired_replicates(table: pd.DataFrame, of: str, others: Sequence[str], ends: tuple[int, int]) -> Change | None:
    """From one `group` to another with the same people, luck and all `others`; None if no runs are so alike."""
    keys = ["replicate", *others]
    start, end = (table.loc[table["group"] == group, [*keys, of]] for group in ends)
    both = start.merge(end, on=keys, suffixes=(" start", " end"))
    each = (both[f"{of} end"] - both[f"{of} start"]).groupby(both["replicate"]).mean().to_numpy()
    return mean_of(each, "replicates") if len(each) else None


def apart(points: pd.DataFrame, of: str, ends: tuple[int, int]) -> Change:
    """From one `group` of points to one of other points: the difference of their means (Welch 1947).

    >>> found = apart(pd.DataFrame({"group": [0, 0, 1, 1], "net": [1.0, 2.0, 4.0, 5.0]}), "net", (0, 1))
    >>> found.estimate, round(found.error, 3), found.free
    (3.0, 0.707, 2.0)
    """
    sides = [points.loc[points["group"] == group, of].to_numpy(dtype=np.float64) for group in ends]
    n = sum(map(len, sides))
    estimate = float(sides[1].mean() - sides[0].mean())
    if min(map(len, sides)) < 2:
        return Change(estimate, math.nan, 0, n, "points")
    parts = [float(side.var(ddof=1)) / len(side) for side in sides]
    whole = sum(parts)
    share = sum(part**2 / (len(side) - 1) for part, side in zip(parts, sides, strict=True))
    return Change(estimate, math.sqrt(whole), whole**2 / share if share else n - 2, n, "points")


def paired_points(points: pd.DataFrame, of: str, sweep: Mapping[str, Any], axis: Mapping[str, Any]) -> Change | None:
    """Per whole range of a setting, from the pairs of points of a sampled walk that differ in it alone.

    Each trajectory of Morris and each base point of Sobol has one such pair; where steps differ in length, the long
    ones count more, as in a regression through the origin.  None where no pair came to its end.
    """
    size = sweep["count"] // sweep["points"]
    rows = points.set_index("row").reindex(range(sweep["count"]))
    places, values = (each.reshape(-1, size) for each in (shares(rows[axis["name"]], axis), rows[of].to_numpy()))
    before, after = _pair(places, sweep, axis)
    blocks = np.arange(len(places))
    steps, rises = (table[blocks, after] - table[blocks, before] for table in (places, values))
    known = np.isfinite(steps) & np.isfinite(rises) & (steps != 0.0)
    steps, rises = steps[known], rises[known]
    if not len(steps):
        return None
    weight = float((steps**2).mean())
    estimate = float((steps * rises).mean()) / weight
    each = estimate + steps * (rises - estimate * steps) / weight
    return mean_of(each, "trajectories" if sweep["design"] == "morris" else "base points")


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
