"""The waves of a run in a few numbers: peak, trough, period, decay, and the mean and end of every indicator.

Pure arithmetic on one daily table, so that a run, a stored study and a published series can be read alike.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.signal import find_peaks

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
    table = {str(name): column.to_numpy(dtype=np.float64) for name, column in daily.items()}
    found = wave(table["hope"], min(first_news_day or 0, len(daily) - 1))
    found["disillusion_day"] = first(table["disappointment"] > table["hope"])
    found["trust_lost"] = float(table["trust"][0] - table["trust"][-1])
    changes = np.diff(table["net"])
    found["volatility"] = float(changes.std(ddof=1)) if len(changes) > 1 else float("nan")
    found["net_area"] = float(np.trapezoid(table["net"]))
    for name, values in table.items():
        found[f"{name}_mean"] = float(values[1:].mean()) if len(values) > 1 else float("nan")
        found[f"{name}_last"] = float(values[-1])
    return {name: found[name] for name in (*MEANINGS, *(name for name in found if name not in MEANINGS))}


def wave(hope: np.ndarray, start: int) -> dict[str, float]:
    """Peak, trough, amplitude, period and decay of a series of shares; `start` = last row before the first news."""
    peak_day = start + int(np.argmax(hope[start:]))
    trough_day = peak_day + int(np.argmin(hope[peak_day:]))
    peak, trough = float(hope[peak_day]), float(hope[trough_day])
    return {
        "hope_peak": peak,
        "hope_peak_day": float(peak_day),
        "hope_trough": trough,
        "hope_trough_day": float(trough_day),
        "wave_amplitude": peak - trough,
        "wave_period": period(hope),
        "decay_days": decay(hope[peak_day:], float(hope[start])),
    }


def period(series: np.ndarray) -> float:
    """Mean distance in days between the prominent peaks of a series; NaN when it has fewer than two.

    >>> days = np.arange(100)
    >>> round(period(0.3 + 0.1 * np.sin(2 * np.pi * days / 20)), 6)
    20.0
    """
    prominence = max(PROMINENCE, SHARE_OF_RANGE * float(np.ptp(series)))
    peaks, _ = find_peaks(series, prominence=prominence)
    return float(np.diff(peaks).mean()) if len(peaks) > 1 else float("nan")


def decay(since_peak: np.ndarray, level: float) -> float:
    """Days from the peak (entry 0) until `LEFT` is left of its jump over `level`; NaN if never, or without a jump."""
    jump = float(since_peak[0]) - level
    return first(since_peak <= level + LEFT * jump) if jump > 0.0 else float("nan")


def first(happens: np.ndarray) -> float:
    """The first day on which something happens, or NaN."""
    return float(np.argmax(happens)) if happens.any() else float("nan")
