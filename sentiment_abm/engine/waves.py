"""The waves of a run in a few numbers: peak, trough, period, decay, and the mean and end of every indicator.

Pure arithmetic on daily series, so that a run, a stored study and a published series can be read alike; on those of
many runs at once, because one run at a time costs a hundred times as much.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sentiment_abm.engine.peaks import prominent

type Series = NDArray[np.float64]  # [runs, days + 1], row by row, so that a run is summed alike in any company

PROMINENCE = 0.03  # a peak must stand out by three points of a hundred; less is the luck of a finite population …
SHARE_OF_RANGE = 0.25  # … and by a quarter of the run's own range, so that ripples on a great wave are not waves
LEFT = 0.1  # a jump counts as decayed when only this share of it is left

MEANINGS: Mapping[str, str] = {
    "hope_peak": "highest share of hope since the first news",
    "hope_peak_day": "day of that peak",
    "hope_trough": "lowest share of hope after the peak",
    "hope_trough_day": "day of that trough",
    "wave_amplitude": "peak minus trough of hope",
    "wave_period": "mean days between prominent peaks of hope; none with fewer than two",
    "disillusion_day": "first day with more disappointment than hope; none if that never happens",
    "decay_days": "days after the peak until 90 % of the jump of hope is lost; none if that never happens",
    "trust_lost": "mean trust at the start minus mean trust at the end",
    "volatility": "standard deviation of the daily change of net sentiment",
    "net_area": "area under net sentiment, in share times days",
}
"""What each derived indicator says, for tables and captions."""


def summary(daily: pd.DataFrame, first_news_day: int | None = None) -> dict[str, float]:
    """Every scalar that describes one run.

    Parameters
    ----------
    daily
        One row per day, row 0 = start, numeric columns; needs hope, disappointment, net and trust.
    first_news_day
        The day of the first news item: the last row that no news has touched.  None without news.

    Returns
    -------
    The indicators of `MEANINGS` (days as floats, NaN for what never happened), then ``<column>_mean`` (over the
    simulated days, the start excluded) and ``<column>_last`` of every column.

    >>> hope = [0.2, 0.2, 0.5, 0.4, 0.21, 0.2]
    >>> table = pd.DataFrame({"hope": hope, "disappointment": 0.3, "trust": 0.4, "net": np.array(hope) - 0.3})
    >>> found = summary(table, first_news_day=1)
    >>> found["hope_peak"], found["hope_peak_day"], found["decay_days"], found["disillusion_day"]
    (0.5, 2.0, 2.0, 0.0)
    """
    table = {str(name): column.to_numpy(dtype=np.float64)[None, :] for name, column in daily.items()}
    return {name: float(values[0]) for name, values in summaries(table, first_news_day).items()}


def summaries(table: Mapping[str, Series], first_news_day: ArrayLike | None = None) -> dict[str, Any]:
    """Every scalar of every run, float64 [runs]; those of a run do not depend on the others, down to the last bit.

    `table` has the columns of a daily table, each [runs, days + 1] and contiguous; `first_news_day` is one day or one
    for each run.  Names and meanings are those of :func:`summary`.

    >>> table = {name: np.array([[0.2, 0.5, 0.3], [0.4, 0.3, 0.1]]) for name in ("hope", "trust", "net")}
    >>> found = summaries({**table, "disappointment": np.full((2, 3), 0.3)})
    >>> found["hope_peak_day"].tolist(), found["disillusion_day"].tolist()
    ([1.0, 0.0], [0.0, 2.0])
    """
    runs, rows = table["hope"].shape
    start = np.minimum(np.broadcast_to(0 if first_news_day is None else first_news_day, runs), rows - 1)
    found = peaks_and_troughs(table["hope"], start)
    found["disillusion_day"] = first(table["disappointment"] > table["hope"])
    found["trust_lost"] = table["trust"][:, 0] - table["trust"][:, -1]
    changes, unknown = np.diff(table["net"]), np.full(runs, np.nan)
    found["volatility"] = changes.std(axis=1, ddof=1) if rows > 2 else unknown
    found["net_area"] = np.trapezoid(table["net"])
    scalars = {name: found[name] for name in MEANINGS}
    for name, values in table.items():
        scalars[f"{name}_mean"] = values[:, 1:].sum(axis=1) / (rows - 1) if rows > 1 else unknown
        scalars[f"{name}_last"] = values[:, -1].copy()
    return scalars


def peaks_and_troughs(hope: Series, start: Any) -> dict[str, Any]:
    """Peak, trough, amplitude, period and decay of shares; `start` [runs] = last row before the first news."""
    run, day = np.arange(len(hope)), np.arange(hope.shape[1])
    peak_day = np.where(day >= start[:, None], hope, -np.inf).argmax(axis=1)
    is_later = day >= peak_day[:, None]
    trough_day = np.where(is_later, hope, np.inf).argmin(axis=1)
    peak, trough, level = (hope[run, days] for days in (peak_day, trough_day, start))
    is_lost = is_later & (hope <= (level + LEFT * (peak - level))[:, None])
    return {
        "hope_peak": peak,
        "hope_peak_day": peak_day.astype(np.float64),
        "hope_trough": trough,
        "hope_trough_day": trough_day.astype(np.float64),
        "wave_amplitude": peak - trough,
        "wave_period": periods(hope),
        # Without a jump there is nothing to lose.
        "decay_days": np.where(peak > level, first(is_lost) - peak_day, np.nan),
    }


def periods(series: Series) -> Any:
    """Mean distance in days between the prominent peaks of each series; NaN where it has fewer than two.

    >>> days = np.arange(100)
    >>> periods(np.array([0.3 + 0.1 * np.sin(2 * np.pi * days / 20), 0.3 + 0.0 * days])).round(6).tolist()
    [20.0, nan]
    """
    rows = series.shape[1]
    prominence = np.maximum(PROMINENCE, SHARE_OF_RANGE * np.ptp(series, axis=1))
    is_peak = prominent(series, prominence)
    count = is_peak.sum(axis=1)
    earliest, latest = is_peak.argmax(axis=1), rows - 1 - is_peak[:, ::-1].argmax(axis=1)
    return np.where(count > 1, (latest - earliest) / np.maximum(count - 1, 1), np.nan)


def first(happens: Any) -> Any:
    """The first day on which something happens in each row of truths [runs, days + 1], or NaN."""
    return np.where(happens.any(axis=1), happens.argmax(axis=1), np.nan)
