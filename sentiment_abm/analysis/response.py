"""How an outcome answers to settings: its mean at each of them, with an interval from units that are independent."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def response(runs: pd.DataFrame, of: str, by: Sequence[str], unit: Sequence[str]) -> pd.DataFrame:
    """The mean of an outcome in each group of runs, with the 95 % interval of Student's t.

    Parameters
    ----------
    runs
        One row per run with the columns named in the other arguments; rows without outcome are left out.
    of
        Name of the outcome.
    by
        Columns whose values make a group.
    unit
        Columns that name the independent observations inside a group.  The replicates of a design share their luck
        across its points, so a mean over points is as sure as its replicates: the unit is ``["replicate"]``, and
        each counts with its mean over the points of the group.  Where points are drawn at random and the mean over
        all that could have been drawn is meant, the unit is the point.

    Returns
    -------
    One row per group, in their order: the columns `by`, then mean, low95, high95 (NaN with fewer than two units),
    units and runs.

    >>> runs = pd.DataFrame({"x": [0, 0, 0, 1], "replicate": [0, 1, 2, 0], "net_mean": [0.1, 0.2, 0.3, 0.5]})
    >>> response(runs, "net_mean", ["x"], ["replicate"]).round(3).to_numpy().tolist()
    [[0.0, 0.2, -0.048, 0.448, 3.0, 3.0], [1.0, 0.5, nan, nan, 1.0, 1.0]]
    """
    from scipy import stats  # slow to import, and only sweeps ask

    by = list(by)
    known = runs.dropna(subset=[of])
    each = known.groupby([*by, *unit], observed=True, sort=True)[of]
    table = pd.DataFrame({"value": each.mean(), "runs": each.size()}).groupby(level=by, sort=True)
    units = table["value"].size()
    widths = np.asarray(stats.t.ppf(0.975, (units - 1).where(units > 1)), dtype=np.float64)
    half = table["value"].std(ddof=1) * (widths / np.sqrt(units.to_numpy()))
    mean = table["value"].mean()
    found = pd.DataFrame(
        {"mean": mean, "low95": mean - half, "high95": mean + half, "units": units, "runs": table["runs"].sum()}
    )
    return found.reset_index()
