"""Sequential stopping: more replicates where an interval is still too wide, decided by what is stored alone."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.columns import summary_columns

LEVEL = 0.95
HOPELESS = 10  # so many replicates without a single value, and more would have none either
MOST = 1_000_000  # replicates, as in [study]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """More replicates of each case at each point until the mean of an indicator is known well: the section ``[stop]``.

    Parameters
    ----------
    of
        A summary indicator, for instance "net_mean".
    half_width
        Half of the 95 % interval of its mean (Student's t), in the unit of the indicator, above 0.
    max_replicates
        Where to give up.

    After the first `replicates` of the study come rounds of half as many again, for the points that need them.  The
    rule looks at the interval a few times and may stop on a lucky one: of normal values with a first round of 5 to 20
    the final intervals cover the mean in 94 % of cases, with a first round of 3 in 93 %.  Values that are missing, a
    peak that never came or a run that failed, do not count, and a point where ten replicates or more gave no value at
    all gets no others.

    Raises InputError with everything that is wrong.

    >>> stop = Stop(of="net_mean", half_width=0.01, max_replicates=100)
    >>> stop.rounds(20)
    [20, 30, 45, 68, 100]
    """

    of: str
    half_width: float
    max_replicates: int = 400

    def __post_init__(self) -> None:
        problems = []
        if self.of not in summary_columns():
            hint = nearest(self.of, summary_columns()) or "; for instance net_mean, hope_peak, trust_lost"
            problems.append(f"stop.precision.of {shown(self.of)} is no summary indicator{hint}")
        wide = self.half_width
        if isinstance(wide, bool) or not isinstance(wide, (int, float)) or not 0 < wide < math.inf:
            problems.append(f"stop.precision.half_width {shown(wide)} is not a number above 0")
        most = self.max_replicates
        if isinstance(most, bool) or not isinstance(most, int) or not 2 <= most <= MOST:
            problems.append(f"stop.max_replicates {shown(most)} is not a whole number 2…{MOST}")
        if problems:
            raise InputError(problems)

    def rounds(self, first: int) -> list[int]:
        """How many replicates a point has at the end of each round, for a study that begins with `first`."""
        ends = [min(first, self.max_replicates)]
        while ends[-1] < self.max_replicates:
            ends.append(min(self.max_replicates, ends[-1] + math.ceil(ends[-1] / 2)))
        return ends

    def wanted(self, runs: pd.DataFrame, first: int) -> "pd.Series[int]":
        """How many replicates each case at each point should have, going by the runs that there are.

        Parameters
        ----------
        runs
            One row per run, in any order: `case`, `replicate`, the indicator, and `point` if there are several.
        first
            Replicates that every point begins with.

        Returns
        -------
        Indexed by (case, point): the end of the first round that is not complete, or at which the point may stop.
        """
        table = pd.DataFrame({name: runs[name] for name in ("case", "replicate")})
        table["point"] = runs.get("point", 0)
        # Sorted: sums in one order, so that a decision never hangs on the order of the rows.
        table["value"] = runs[self.of].where(np.isfinite(runs[self.of])) if self.of in runs else np.nan
        table = table.sort_values(["case", "point", "replicate"])
        keys = pd.MultiIndex.from_frame(table[["case", "point"]])
        ends = self.rounds(first)
        found = pd.Series(ends[0], index=keys.unique(), dtype=np.int64)
        for end, after in pairwise(ends):
            rows = (table["replicate"] < end).to_numpy() & (found.reindex(keys) == end).to_numpy()
            groups = table[rows].groupby(["case", "point"], sort=False)["value"]
            seen = groups.agg(["size", "count", "std"])
            is_wide = ~(half_width(seen["std"], seen["count"]) <= self.half_width)  # also where nobody can say
            is_hopeless = (seen["count"] == 0) & (end >= HOPELESS)
            found[seen.index[(seen["size"] == end) & is_wide & ~is_hopeless]] = after
        return found


def half_width(sd: Any, count: Any) -> Any:
    """Half of the 95 % interval of the mean of `count` independent values, by Student's t; NaN below two values.

    >>> round(float(half_width(1.0, 3)), 3)
    2.484
    """
    from scipy import stats  # slow to import, and few studies stop by themselves

    known = np.maximum(count, 2)
    return np.where(count < 2, np.nan, stats.t.ppf(0.5 + LEVEL / 2, known - 1) * sd / np.sqrt(known))
