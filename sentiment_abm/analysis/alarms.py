"""Alarms judged honestly: how often a signal warns before a collapse, and how often where none follows."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sentiment_abm.analysis.early_warning import BANDWIDTH, SHORTEST, WINDOW, trends
from sentiment_abm.engine.waves import first
from sentiment_abm.spec import InputError, nearest

RATE = 0.05
SIGNALS = ("variance", "autocorrelation")

type Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Alarm:
    """An alarm that goes off above `threshold`, and how good it is.

    `hits` is the share of collapses that it warned of; `false_alarms` the share of runs without collapse in which it
    went off all the same; `area` the chance that a run that collapses has the stronger signal than one that does not
    (0.5 is as good as a coin).
    """

    collapsing: Floats
    stable: Floats
    rate: float

    @property
    def threshold(self) -> float:
        """The smallest level that a run without collapse exceeds with a chance of `rate` at most.

        That holds for new runs, not only for those it was chosen from: of n + 1 runs alike each is equally likely to
        be among the k highest.
        """
        k = math.floor(self.rate * (len(self.stable) + 1) + 1e-9)
        return float(np.sort(self.stable)[-k])

    @property
    def hits(self) -> float:
        """Share of the runs with collapse above the threshold."""
        return float((self.collapsing > self.threshold).mean())

    @property
    def false_alarms(self) -> float:
        """Share of the runs without collapse above the threshold."""
        return float((self.stable > self.threshold).mean())

    @property
    def area(self) -> float:
        """Area under the curve of hits against false alarms."""
        wins = stats.mannwhitneyu(self.collapsing, self.stable, method="asymptotic").statistic
        return float(wins) / (len(self.collapsing) * len(self.stable))

    @property
    def table(self) -> pd.DataFrame:
        """Hits against false alarms, one row per threshold from the highest down.

        Columns: threshold (the alarm goes off at it or above), then hits and false_alarms, each with the ends of its
        exact 95 % interval (Clopper and Pearson) as ``…_low`` and ``…_high``.
        """
        levels = np.unique(np.concatenate([self.collapsing, self.stable, [np.inf]]))[::-1]
        columns: dict[str, Floats] = {"threshold": levels}
        for name, values in (("hits", self.collapsing), ("false_alarms", self.stable)):
            counts = (values[None, :] >= levels[:, None]).sum(axis=1)
            columns |= {name: counts / len(values)} | _exact(name, counts, len(values))
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        warns = f"warns of {self.hits:.0%} of {len(self.collapsing)} collapses"
        cries = f"goes off in {self.false_alarms:.0%} of {len(self.stable)} runs without"
        return f"alarm above {self.threshold:.3f}: {warns}, {cries}; area {self.area:.2f}"


def alarm(collapsing: ArrayLike, stable: ArrayLike, rate: float = RATE) -> Alarm:
    """The alarm with this false-alarm rate, from the signals of runs with and without a collapse.

    Parameters
    ----------
    collapsing, stable
        One number per run, higher where the warning is stronger: Kendall's τ of a signal.  NaN, a signal that did not
        vary, gives no alarm.
    rate
        Chance of a false alarm, between 0 and 1.

    Raises InputError where there are no runs, or too few without collapse to tell such a rate.

    >>> alarm([0.9, 0.8, 0.1], np.linspace(-1, 0.5, 39), rate=0.05)
    alarm above 0.461: warns of 67% of 3 collapses, goes off in 3% of 39 runs without; area 0.91
    """
    found = [np.asarray(each, dtype=np.float64) for each in (collapsing, stable)]
    found = [np.where(np.isnan(each), -np.inf, each) for each in found]
    problems = [] if 0.0 < rate < 1.0 else [f"rate {rate!r} is not between 0 and 1"]
    if not len(found[0]):
        problems.append("no run collapses, so that there is nothing to warn of")
    if not problems and rate * (len(found[1]) + 1) < 1.0 - 1e-9:
        needed = math.ceil(1.0 / rate - 1.0 - 1e-9)
        there = len(found[1])
        problems.append(f"a false-alarm rate of {rate:g} takes {needed} runs without collapse, there are {there}")
    if problems:
        raise InputError(problems)
    return Alarm(found[0], found[1], rate)


def early_warning(
    daily: pd.DataFrame,
    of: str,
    collapsing: str,
    stable: str,
    *,
    level: float,
    by: str = "autocorrelation",
    window: float = WINDOW,
    bandwidth: float = BANDWIDTH,
    rate: float = RATE,
) -> tuple[Alarm, pd.DataFrame]:
    """Whether a signal warned of the collapses in one case, and how often it cries wolf in another.

    Parameters
    ----------
    daily
        Long table with columns case, replicate, segment, day and the indicator; the population is used.
    of
        The indicator.
    collapsing, stable
        The case in which runs collapse, and the one in which they do not.
    level
        A run collapses on the first day on which the indicator is below this; the days before it are looked at.
    by
        "variance" or "autocorrelation".
    window, bandwidth
        As in :func:`~sentiment_abm.analysis.early_warning.signals`, shares of the series.
    rate
        Chance of a false alarm, between 0 and 1.

    Runs of the stable case are as long as those of the other, as the length of a series is in every trend.  Runs
    that collapse within 30 days, runs of `collapsing` that do not, and runs of `stable` that do are left out.

    Returns
    -------
    An :class:`Alarm`, and one row per run: case, replicate, days looked at, variance, autocorrelation (Kendall's τ of
    each).  Sources: ``scheffer2009``, ``dakos2012``.

    Raises InputError for names that are not there and for too few runs.
    """
    _check_names(daily, of, (collapsing, stable), by)
    falling, calm = (_series(daily, of, case) for case in (collapsing, stable))
    ends = first(falling.to_numpy() < level)
    is_late = np.nan_to_num(ends) >= SHORTEST
    ends, falling = ends[is_late].astype(np.int64), falling[is_late]
    if not len(ends):
        raise InputError([f"{of} of {collapsing!r} never falls below {level:g} after day {SHORTEST}"])
    calm = calm[~(calm.to_numpy() < level).any(axis=1)]
    rows = [
        trends(table.to_numpy(), np.resize(ends, len(table)), window=window, bandwidth=bandwidth)
        .drop(columns="run")
        .assign(case=case, replicate=table.index)
        for case, table in ((collapsing, falling), (stable, calm))
    ]
    found = pd.concat(rows, ignore_index=True)[["case", "replicate", "days", *SIGNALS]]
    mine = found["case"] == collapsing
    return alarm(found.loc[mine, by], found.loc[~mine, by], rate), found


def _exact(name: str, counts: NDArray[np.int64], n: int) -> dict[str, Floats]:
    """The ends of the exact 95 % interval of shares."""
    low = np.where(counts > 0, stats.beta.ppf(0.025, counts, n - counts + 1), 0.0)
    high = np.where(counts < n, stats.beta.ppf(0.975, counts + 1, n - counts), 1.0)
    return {f"{name}_low": low, f"{name}_high": high}


def _series(daily: pd.DataFrame, of: str, case: str) -> pd.DataFrame:
    """The indicator of a case: a row per replicate, a column per day."""
    mine = daily[(daily["case"] == case) & (daily["segment"] == "all")]
    return mine.pivot_table(index="replicate", columns="day", values=of)


def _check_names(daily: pd.DataFrame, of: str, cases: tuple[str, str], by: str) -> None:
    names, known = list(daily.select_dtypes("number").columns), list(daily["case"].unique())
    problems = [] if of in names else [f"no indicator {of!r} in the daily table{nearest(of, names)}"]
    problems += [f"no case {case!r}{nearest(case, known)}" for case in cases if case not in known]
    problems += [] if cases[0] != cases[1] else [f"collapsing and stable are both {cases[0]!r}"]
    problems += [] if by in SIGNALS else [f"by {by!r} is not one of {', '.join(SIGNALS)}{nearest(by, SIGNALS)}"]
    if problems:
        raise InputError(problems)
