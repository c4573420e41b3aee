"""Early-warning signals: whether a series recovers ever more slowly from small shocks, as before some tipping points.

Near a fold a system returns slowly, so that its fluctuations grow (variance) and resemble those of the day before
(lag-1 autocorrelation): sources ``scheffer2009``, ``dakos2012``.  A collapse that a shock from outside brings about,
a broken promise, need not announce itself in this way, which is why :mod:`~sentiment_abm.analysis.alarms` counts false
alarms and misses.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.ndimage import gaussian_filter1d

from sentiment_abm.spec import InputError

WINDOW, BANDWIDTH = 0.5, 0.1  # shares of the length of the series; what Dakos et al. (2012) use
SHORTEST = 30  # days; a trend over fewer is a matter of luck
NARROWEST = 10  # days in a window; an autocorrelation of fewer is all bias
_QUARTILES = 0.25 / stats.norm.ppf(0.75)  # the kernel's quartiles lie at ± a quarter of the bandwidth, as usual

type Floats = NDArray[np.float64]


class Signals(NamedTuple):
    """What rolling windows say about each run."""

    days: NDArray[np.int64]  # [windows] last day of each, counted from 0
    variance: Floats  # [runs, windows] of what is left when the slow trend is taken away
    autocorrelation: Floats  # [runs, windows] from day to day, −1…1; NaN where nothing varies


def signals(series: ArrayLike, *, window: float = WINDOW, bandwidth: float = BANDWIDTH) -> Signals:
    """Variance and lag-1 autocorrelation in rolling windows, of runs of equal length.

    Parameters
    ----------
    series
        An indicator, [runs, days] or [days], evenly spaced in time and ending where the warning should have come.
    window
        Length of the rolling window, as a share of the series.
    bandwidth
        Of the Gaussian kernel that takes the slow trend away, as a share of the series; 0 takes nothing away.

    Raises InputError for a series or a window that is too short, gaps, and shares outside their range.

    >>> noise = np.random.default_rng(1).normal(size=(2, 100))
    >>> found = signals(noise)
    >>> found.variance.shape, int(found.days[0]), int(found.days[-1])
    ((2, 51), 49, 99)
    """
    runs = np.atleast_2d(np.asarray(series, dtype=np.float64))
    _check(runs, window, bandwidth)
    wide = round(window * runs.shape[1])
    # One run at a time: the windows of a thousand runs at once would fill a gigabyte.
    windows = [sliding_window_view(run, wide) for run in _detrended(runs, bandwidth)]
    variance = np.array([each.var(axis=1, ddof=1) for each in windows])
    return Signals(np.arange(wide - 1, runs.shape[1]), variance, np.array([_lagged(each) for each in windows]))


def trends(
    series: ArrayLike, ends: ArrayLike | None = None, *, window: float = WINDOW, bandwidth: float = BANDWIDTH
) -> pd.DataFrame:
    """Kendall's τ of both signals with time: 1 if they rise all the way to the end, about 0 without a trend.

    `series` as in :func:`signals`, [runs, days]; `ends` [runs]: how many days of each run to use, all if not given.
    Windows overlap, so the usual p-value of τ is far too small: judge it by runs without a collapse
    (:func:`~sentiment_abm.analysis.alarms.alarm`).

    Returns
    -------
    One row per run: run (position), days, variance, autocorrelation; NaN where a signal does not vary.

    >>> rising = np.cumsum(np.random.default_rng(0).normal(size=(1, 100)) * np.linspace(0, 1, 100), axis=1)
    >>> bool(trends(rising)["variance"].item() > 0.5)
    True
    """
    runs = np.atleast_2d(np.asarray(series, dtype=np.float64))
    lengths = np.broadcast_to(runs.shape[1] if ends is None else np.asarray(ends, dtype=np.int64), len(runs))
    rises = np.empty((len(runs), 2))
    for length in np.unique(lengths):
        chosen = np.flatnonzero(lengths == length)
        found = signals(runs[chosen, :length], window=window, bandwidth=bandwidth)
        for column, values in enumerate((found.variance, found.autocorrelation)):
            rises[chosen, column] = [_rise(each) for each in values]
    places = np.arange(len(runs))
    return pd.DataFrame({"run": places, "days": lengths, "variance": rises[:, 0], "autocorrelation": rises[:, 1]})


def _detrended(runs: Floats, bandwidth: float) -> Floats:
    """What is left of each run when a Gaussian kernel has smoothed it; at the ends the kernel is cut off."""
    if bandwidth == 0.0:
        return runs
    width = _QUARTILES * bandwidth * runs.shape[1]
    weights = gaussian_filter1d(np.ones(runs.shape[1]), width, mode="constant")
    smooth: Floats = gaussian_filter1d(runs, width, axis=1, mode="constant") / weights
    return runs - smooth


def _lagged(windows: Floats) -> Floats:
    """The correlation of each day with the day before it, in each window."""
    before, after = (part - part.mean(axis=1, keepdims=True) for part in (windows[:, :-1], windows[:, 1:]))
    scale = np.sqrt((before**2).sum(axis=1) * (after**2).sum(axis=1))
    found: Floats = np.divide((before * after).sum(axis=1), scale, out=np.full(scale.shape, np.nan), where=scale > 0.0)
    return found


def _rise(values: Floats) -> float:
    """Kendall's τ with time; NaN for values that do not vary or are not there."""
    if np.isnan(values).any() or np.ptp(values) == 0.0:
        return float("nan")
    return float(stats.kendalltau(np.arange(len(values)), values).statistic)


def _check(runs: Floats, window: float, bandwidth: float) -> None:
    days = runs.shape[1]
    problems = []
    if not 0.0 < window < 1.0:
        problems.append(f"window {window!r} is not between 0 and 1")
    elif round(window * days) < NARROWEST:
        problems.append(f"window {window!r} of {days} days is {round(window * days)} days, fewer than {NARROWEST}")
    if not 0.0 <= bandwidth <= 1.0:
        problems.append(f"bandwidth {bandwidth!r} is outside 0…1")
    if days < SHORTEST:
        problems.append(f"series of {days} days: at least {SHORTEST} are needed before a trend can be told from luck")
    if not np.isfinite(runs).all():
        problems.append(f"series has {np.count_nonzero(~np.isfinite(runs))} values that are missing or infinite")
    if problems:
        raise InputError(problems)
