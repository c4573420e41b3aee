"""Regimes of a sweep of two settings: which mood leads where, and along which line an indicator tips over."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.finished import finished
from sentiment_abm.analysis.response import response
from sentiment_abm.psychology.mood import Mood
from sentiment_abm.spec import InputError

MOODS = tuple(mood.name.lower() for mood in Mood)
WHEN = ("last", "mean")
RESAMPLES = 2_000  # ends of a 95 % interval good to a tenth of its width

type Floats = NDArray[np.float64]


def phases(runs: pd.DataFrame, x: str, y: str, *, when: str = "last", case: str | None = None) -> pd.DataFrame:
    """Which mood leads, and whether net sentiment is above or below 0, at every combination of two settings.

    Parameters
    ----------
    runs
        One row per run with columns case, replicate, the settings and the summary indicators.
    x, y
        Settings, by dotted name.
    when
        "last" for the end of the run, "mean" for the mean over it.
    case
        Which case to read; needed where there are several.

    A replicate counts with its mean over whatever else varies.  Raises InputError for an unknown `when`, setting or
    case, and where no run is finished.

    Returns
    -------
    One row per combination with the columns x, y, leader (the mood with the highest mean share), lead (by how much,
    in shares), agreement (share of the replicates in which that mood leads), net, low95, high95 (Student's t), sign
    (−1, 0, +1; 0 where the interval holds 0 or there is none) and units (replicates).

    >>> shares = {"hope_last": [0.5, 0.1], "skepticism_last": [0.3, 0.2], "disappointment_last": [0.2, 0.7]}
    >>> runs = pd.DataFrame({"case": "a", "replicate": 0, "talk.weight": [0, 1], "trust.asymmetry": 2, **shares})
    >>> runs["net_last"] = runs["hope_last"] - runs["disappointment_last"]
    >>> phases(runs, "talk.weight", "trust.asymmetry")["leader"].tolist()
    ['hope', 'disappointment']
    """
    if when not in WHEN:
        raise InputError([f"when {when!r} is not one of {', '.join(WHEN)}"])
    columns, net = [f"{mood}_{when}" for mood in MOODS], f"net_{when}"
    done = finished(runs, [*columns, net], [x, y], case)
    each = done.groupby([x, y, "replicate"], observed=True)[columns].mean()
    points = each.groupby(level=[x, y])
    shares, point = points.mean().to_numpy(), points.ngroup().to_numpy()
    leader, ranked = shares.argmax(axis=1), np.sort(shares, axis=1)
    agreed = pd.Series(each.to_numpy().argmax(axis=1) == leader[point])
    found = response(done, net, [x, y], ["replicate"]).rename(columns={"mean": "net"}).drop(columns="runs")
    found.insert(2, "leader", [MOODS[place] for place in leader])
    found.insert(3, "lead", ranked[:, -1] - ranked[:, -2])
    found.insert(4, "agreement", agreed.groupby(point).mean().to_numpy())
    found.insert(8, "sign", np.where(found["low95"] > 0.0, 1, np.where(found["high95"] < 0.0, -1, 0)))
    return found


class Crossing(NamedTuple):
    """Where a row of means crosses a level for the first time."""

    at: float  # NaN if it does not
    rising: bool
    times: int  # how often it crosses in all


def tipping_line(
    runs: pd.DataFrame,
    x: str,
    y: str,
    of: str = "net_last",
    *,
    level: float = 0.0,
    case: str | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """For each value of `y` the value of `x` at which the mean of an indicator crosses a level.

    Parameters
    ----------
    runs, x, y, case
        As in :func:`phases`; `x` has to be a number.
    of
        The indicator.
    level
        What is crossed.
    confidence
        Chance, between 0 and 1, that an interval made in this way holds the true place, approximately.
    seed
        Of the bootstrap.

    Between two values of `x` the mean is taken to be a straight line.  The interval is that of the expanded percentile
    bootstrap (source ``hesterberg2015``) over replicates, which are drawn whole, as all points of a replicate share its
    luck.  Raises InputError for unknown names, where no run is finished, and for an `x` without two different numbers.

    Returns
    -------
    One row per value of `y` with the columns y, x (NaN where nothing is crossed), low, high (−∞ or ∞: beyond the ends
    of the sweep), way ("up" or "down" along x), share (of the resamples that cross in this way), crossings (how often
    the mean crosses; the first one is told) and replicates (those with all values of x).

    >>> runs = pd.DataFrame({"case": "a", "replicate": 0, "talk.weight": [0, 1, 2], "trust.asymmetry": 2})
    >>> tipping_line(runs.assign(net_last=[-0.1, 0.1, 0.4]), "talk.weight", "trust.asymmetry")["talk.weight"].tolist()
    [0.5]
    """
    done = finished(runs, [of], [x, y], case)
    if not pd.api.types.is_numeric_dtype(done[x]) or done[x].nunique() < 2:
        raise InputError([f"{x} has to have two different numbers at least, to be crossed along"])
    rng = np.random.default_rng(seed)
    rows = []
    for value, mine in done.groupby(y, observed=True):
        table = mine.pivot_table(index="replicate", columns=x, values=of).dropna()
        rows.append({y: value, x: np.nan, **_tip(table, level, confidence, rng)})
        rows[-1][x] = rows[-1].pop("at")
    return pd.DataFrame(rows)


def crossing(x: Floats, values: Floats, level: float) -> Crossing:
    """Where values along ascending `x` first cross a level; being at it counts as being above.

    >>> crossing(np.array([0.0, 1.0, 2.0]), np.array([1.0, -1.0, 3.0]), 0.0)
    Crossing(at=0.5, rising=False, times=2)
    """
    above = values >= level
    changes = np.flatnonzero(above[1:] != above[:-1])
    if not len(changes):
        return Crossing(float("nan"), rising=False, times=0)
    k = int(changes[0])
    return Crossing(_between(x, values, k, level), bool(above[k + 1]), len(changes))


def _tip(table: pd.DataFrame, level: float, confidence: float, rng: np.random.Generator) -> dict[str, object]:
    """What the row of one value of y says; `table` has a row per replicate and a column per x."""
    x, values = table.columns.to_numpy(dtype=np.float64), table.to_numpy(dtype=np.float64)
    n = len(values)
    found = crossing(x, values.mean(axis=0), level) if n else Crossing(float("nan"), rising=False, times=0)
    told = {"at": found.at, "low": np.nan, "high": np.nan, "way": "", "share": np.nan, "crossings": found.times}
    if found.times:
        told["way"] = "up" if found.rising else "down"
    if found.times and n > 1:
        means = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES) @ values / n
        places = _same_way(x, means, level, found)
        tail = _tail(n, confidence)
        told["low"] = float(np.quantile(places, tail, method="lower"))
        told["high"] = float(np.quantile(places, 1.0 - tail, method="higher"))
        told["share"] = float(np.isfinite(places).mean())
    return told | {"replicates": n}


def _tail(n: int, confidence: float) -> float:
    """The share of resamples beyond each end: fewer than usual, as resamples of few replicates vary too little.

    The expanded percentile interval (source ``hesterberg2015``), by which that of a mean is about that of Student's t.
    """
    from scipy import stats  # slow to import, and charts of other things do without

    return float(stats.norm.cdf(stats.t.ppf((1.0 - confidence) / 2.0, n - 1) * np.sqrt(n / (n - 1))))


def _same_way(x: Floats, means: Floats, level: float, found: Crossing) -> Floats:
    """Of each resample the crossing in the same way that is nearest to the one found; without one, beyond an end."""
    above = means >= level
    after = above if found.rising else ~above
    is_change = after[:, 1:] & ~after[:, :-1]
    step = np.where(is_change, np.diff(means, axis=1), 1.0)
    places = np.where(is_change, x[:-1] + (level - means[:, :-1]) / step * np.diff(x), np.inf)
    nearest_one = np.abs(places - found.at).argmin(axis=1)
    # Where it has happened before the first value it is below the sweep, where it does not happen above.
    beyond = np.where(after[:, 0], -np.inf, np.inf)
    return np.where(is_change.any(axis=1), places[np.arange(len(means)), nearest_one], beyond)


def _between(x: Floats, values: Floats, k: int, level: float) -> float:
    """Where the line from value k to the next one is at the level."""
    share = (level - values[k]) / (values[k + 1] - values[k])
    return float(x[k] + share * (x[k + 1] - x[k]))
