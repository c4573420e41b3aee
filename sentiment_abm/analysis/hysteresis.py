"""Memory of the way: the loop of an indicator along a setting that goes up and comes back, and time to recover."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sentiment_abm.analysis.response import response
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.engine.waves import first
from sentiment_abm.spec import InputError, nearest

REGAINED = 0.9  # share of the largest deviation that has to be gone, as for the decay of a wave
FEWEST = 3  # steps that enclose an area

type Floats = NDArray[np.float64]


class Loop(NamedTuple):
    """The area that an indicator encloses on its way out and back: mean over replicates with its 95 % interval."""

    of: str
    estimate: (
        float  # indicator times setting; above 0 the indicator is lower where the setting falls than where it rose
    )
    low: float
    high: float
    gap: float  # the area over the range of the setting: how much lower it is on average
    n: int
    table: pd.DataFrame  # a row per step: step, day, setting, way ("up" or "down"), mean, low95, high95, units


def hysteresis(daily: pd.DataFrame, of: str, schedule: Sequence[tuple[int, float]], case: str | None = None) -> Loop:
    """The hysteresis loop of an indicator along a setting that changes within a run.

    Parameters
    ----------
    daily
        Long table with columns case, replicate, segment, day and the indicator; the population is used.
    of
        The indicator.
    schedule
        (day, value) in order of time: on which days the indicator is read, and what the setting was until then;
        for instance the last day before each next outcome, and the share of the promise that this outcome kept.
    case
        Which case to read; needed where there are several.

    Returns
    -------
    A :class:`Loop`: an area in units of the indicator times those of the setting, and the table behind it.

    The interval is that of :func:`~sentiment_abm.analysis.statistics.interval` over replicates.  Where the two ways
    cross, areas of both signs cancel.  Raises InputError for names and days that the table does not have and for a
    schedule that encloses nothing.

    >>> days = pd.DataFrame({"case": "a", "replicate": 0, "segment": "all", "day": [0, 1, 2, 3]})
    >>> found = hysteresis(days.assign(net=[0.0, 1.0, 0.5, -0.5]), "net", [(0, 0.0), (1, 1.0), (2, 1.0), (3, 0.0)])
    >>> found.estimate, found.gap, found.table["way"].tolist()
    (0.5, 0.5, ['up', 'up', 'down', 'down'])
    """
    mine = _rows(daily, of, schedule, case)
    days, values = [day for day, _ in schedule], np.array([value for _, value in schedule], dtype=np.float64)
    known = mine.pivot_table(index="replicate", columns="day", values=of)[days].dropna()
    found = interval([area(values, row) for row in known.to_numpy(dtype=np.float64)])
    replicate, step = np.indices(known.shape)
    visited = pd.DataFrame({"step": step.ravel(), "replicate": replicate.ravel(), of: known.to_numpy().ravel()})
    table = response(visited, of, ["step"], ["replicate"]).drop(columns="runs")
    table.insert(1, "day", days)
    table.insert(2, "setting", values)
    table.insert(3, "way", _ways(values))
    return Loop(of, *found, found.estimate / float(np.ptp(values)), len(known), table)


def area(x: ArrayLike, y: ArrayLike) -> float:
    r"""The area inside a closed polygon, above 0 if its corners go clockwise: the shoelace formula.

    .. math::  \oint y\,dx = \sum_k \tfrac12 (y_k + y_{k+1})(x_{k+1} - x_k)

    `x` and `y` are the corners in the order of the way; the last is joined to the first.

    >>> area([0, 0, 1, 1], [0, 2, 2, 0])
    2.0
    """
    across, up = (np.append(each, each[0]) for each in (np.asarray(x, np.float64), np.asarray(y, np.float64)))
    return float(np.trapezoid(up, across))


def recovery_days(series: ArrayLike, shock_day: int, share: float = REGAINED) -> Floats:
    """Days from a shock until its effect is gone; NaN for runs in which that does not happen.

    Parameters
    ----------
    series
        An indicator, [runs, days + 1] or [days + 1], row 0 = start.
    shock_day
        The last row that the shock has not touched: what the indicator is expected to come back to.
    share
        How much of the largest deviation from that has to be gone, above 0 and at most 1.

    Returns
    -------
    Days, float64 [runs].

    The effect is gone on the first day after the largest deviation on which at most 1 − share of it is left.
    Raises InputError for a day or a share out of range.

    >>> recovery_days([0.5, 0.1, 0.3, 0.45, 0.47], shock_day=0).tolist()
    [4.0]
    """
    runs = np.atleast_2d(np.asarray(series, dtype=np.float64))
    problems = [] if 0 <= shock_day < runs.shape[1] else [f"shock_day {shock_day} is outside 0…{runs.shape[1] - 1}"]
    problems += [] if 0.0 < share <= 1.0 else [f"share {share!r} is not above 0 and at most 1"]
    if problems:
        raise InputError(problems)
    deviation = runs[:, shock_day:] - runs[:, shock_day, None]
    size = np.abs(deviation)
    worst = size.argmax(axis=1)
    # Beyond where it came from the effect is gone too: what counts is the side of the largest deviation.
    left = deviation * np.sign(np.take_along_axis(deviation, worst[:, None], axis=1))
    limit = (1.0 - share) * size.max(axis=1)[:, None] + 1e-12
    is_gone = (left <= limit) & (np.arange(size.shape[1]) > worst[:, None])
    found: Floats = np.where(size.max(axis=1) > 0.0, first(is_gone), np.nan)
    return found


def _ways(values: Floats) -> list[str]:
    """Whether each step is on the way to the value farthest from the first one, or on the way back."""
    turn = int(np.abs(values - values[0]).argmax())
    ahead, back = ("up", "down") if values[turn] > values[0] else ("down", "up")
    return [ahead if step <= turn else back for step in range(len(values))]


def _rows(daily: pd.DataFrame, of: str, schedule: Sequence[tuple[int, float]], case: str | None) -> pd.DataFrame:
    """The rows of the case on the days of the schedule; InputError with everything that is wrong."""
    if problems := [*_name_faults(daily, of, case), *_schedule_faults(daily, schedule)]:
        raise InputError(problems)
    is_mine = daily["segment"] == "all"
    if case is not None:
        is_mine &= daily["case"] == case
    return daily[is_mine & daily["day"].isin([day for day, _ in schedule])]


def _name_faults(daily: pd.DataFrame, of: str, case: str | None) -> Iterator[str]:
    names, cases = list(daily.select_dtypes("number").columns), list(daily["case"].unique())
    if of not in names:
        yield f"no indicator {of!r} in the daily table{nearest(of, names)}"
    if case is None and len(cases) > 1:
        yield f"case is missing: the cases are {', '.join(cases)}"
    if case is not None and case not in cases:
        yield f"no case {case!r}: the cases are {', '.join(cases)}"


def _schedule_faults(daily: pd.DataFrame, schedule: Sequence[tuple[int, float]]) -> Iterator[str]:
    days, values = [day for day, _ in schedule], [value for _, value in schedule]
    known = set(daily["day"])
    yield from (f"schedule: no day {day} in the daily table" for day in days if day not in known)
    if any(later <= earlier for earlier, later in pairwise(days)):
        yield "schedule: days are not in order of time"
    if len(days) < FEWEST or len(set(values)) < 2:
        yield f"schedule: {FEWEST} steps and two different values are needed to enclose an area"
