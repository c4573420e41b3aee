"""Prominent peaks of series, compiled; `scipy.signal` finds the same, but takes longer to import than a run takes."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.machine_code.compiled import compiled
from sentiment_abm.machine_code.sources import sources

_MADE_OF = sources("engine/peaks.py")


def prominent(series: NDArray[np.float64], least: NDArray[np.float64]) -> Any:
    """Where the peaks are that stand out, as bool [runs, days]; the middle day of a peak with a flat top.

    Parameters
    ----------
    series
        float64 [runs, days], without NaN.
    least
        float64 [runs]: how far a peak must stand above the higher of the two lowest points that lie between it and a
        higher one (or the end of the series) on either side, its prominence.

    >>> prominent(np.array([[0.0, 3.0, 2.0, 4.0, 0.0]]), np.array([1.5])).tolist()
    [[False, False, False, True, False]]
    """
    found = np.zeros(series.shape, np.bool_)
    _search()(np.array(series, np.float64), np.array(least, np.float64), found)  # other kinds of arrays compile anew
    return found


@cache
def _search() -> Any:
    return compiled([_mark_peaks], _MADE_OF)[0]


def _mark_peaks(series, least, found):  # type: ignore[no-untyped-def]
    """Mark the prominent peaks of each run in `found`."""
    days = series.shape[1]
    for run in range(len(series)):
        row = series[run]
        day = 1
        while day < days - 1:
            last = day
            if row[day - 1] < row[day]:
                while last < days - 2 and row[last + 1] == row[day]:
                    last += 1
                if row[last + 1] < row[day]:
                    low_before, before = row[day], day
                    while before >= 0 and row[before] <= row[day]:
                        low_before = min(low_before, row[before])
                        before -= 1
                    low_after, after = row[day], last
                    while after < days and row[after] <= row[day]:
                        low_after = min(low_after, row[after])
                        after += 1
                    found[run, (day + last) // 2] = row[day] - max(low_before, low_after) >= least[run]
            day = last + 1
