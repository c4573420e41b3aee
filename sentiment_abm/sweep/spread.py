"""How the values of many runs are spread."""

from collections.abc import Mapping
from typing import Any

import numpy as np

LEVELS: Mapping[str, float] = {"low95": 0.025, "low50": 0.25, "median": 0.5, "high50": 0.75, "high95": 0.975}


def spread(values: Any) -> dict[str, Any]:
    """How many of the runs in values [..., runs] have one (n), their mean, and the quantiles of `LEVELS`, each [...].

    Quantiles are interpolated between neighbors as numpy and pandas do it; NaN where no run has a value.

    >>> found = spread(np.array([[3.0, 1.0, np.nan, 2.0]]))
    >>> found["n"].tolist(), found["mean"].tolist(), found["median"].tolist(), found["high50"].tolist()
    ([3], [2.0], [2.0], [2.5])
    """
    ranked = np.array(values, order="C")
    ranked.sort(axis=-1)  # NaN at the end
    n = ranked.shape[-1] - np.isnan(ranked).sum(axis=-1)
    last = np.maximum(n - 1, 0)
    total = np.nansum(ranked, axis=-1, dtype=np.float64)
    found = {"n": n, "mean": np.where(n > 0, total / np.maximum(n, 1), np.nan)}
    for name, level in LEVELS.items():
        below = np.floor(last * level).astype(np.int64)
        above = np.minimum(below + 1, last)
        low, high = (
            np.take_along_axis(ranked, place[..., None], axis=-1)[..., 0].astype(np.float64) for place in (below, above)
        )
        found[name] = low + (high - low) * (last * level - below)
    return found
