"""How small an effect of news a series of polls could have shown, and the effect that it shows, without any model.

Between two polls the share that says yes moves by b times what the news of that time weighs, by a random walk (as fast
in all series) and by two sampling errors.  Generalized least squares gives b; its standard error depends on the dates
of polls and news, on n and on the walk, so the smallest effect is known whether or not there is one.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

type Floats = NDArray[np.float64]

SERIES = ["segment", "indicator"]
WALKS = np.geomspace(1e-8, 1e-3, 16)  # variances per day: a hundredth of a point to three points


class NewsEffect(NamedTuple):
    """The shift of a poll per item of news of weight 1 (a share: 0.01 is one point).

    `smallest` is the shift that would have been found with the chance `power` by a two-sided test at 5 %.
    """

    estimate: float
    low: float
    high: float
    smallest: float
    power: float
    polls: int
    items: int

    def __str__(self) -> str:
        numbers = f"{100 * self.estimate:+.2f} [{100 * self.low:+.2f}, {100 * self.high:+.2f}]"
        text = (
            f"An item of news moved the polls by {numbers} points; {self.polls} polls and {self.items} items could have"
            f" shown {100 * self.smallest:.2f} points or more with a chance of {self.power:.0%}."
        )
        return text.replace("-", "\N{MINUS SIGN}")


def weights(news: pd.DataFrame) -> pd.Series:
    """What each item of a news table weighs, by rule: for (+) or against (−).

    A signal weighs its strength, an outcome its size times 2·delivered − 1 (a kept promise +1, a broken one −1), an
    announcement half its hype.  Empty cells have the defaults of the model's news items; `delivered` by segment is
    averaged.

    >>> table = pd.DataFrame({"kind": ["signal", "outcome"], "strength": [-1.5, None], "delivered": [None, 1.0]})
    >>> weights(table).tolist()
    [-1.5, 1.0]
    """
    empty = pd.Series(np.nan, index=news.index)
    told = [name for name in news if str(name).startswith("delivered")]
    delivered = news[told].mean(axis=1) if told else empty
    hype, size, strength = (news.get(name, empty) for name in ("hype", "size", "strength"))
    by_kind = {
        "signal": strength,
        "outcome": size.fillna(1.0) * (2.0 * delivered - 1.0),
        "announcement": hype.fillna(1.0) / 2.0,
    }
    found = empty.copy()
    for kind, values in by_kind.items():
        found = found.mask(news["kind"] == kind, values)
    return found.fillna(0.0).astype(float)


def news_effect(polls: pd.DataFrame, news: pd.DataFrame, *, memory: float = np.inf, power: float = 0.8) -> NewsEffect:
    """The effect of news on polls, and the smallest that could have been shown.

    Parameters
    ----------
    polls
        In order of time: day, segment, indicator, value (0…1, so that more is better), sampling_sd.
    news
        One row per item: day, weight.
    memory
        Days after which 1/e of a shift is left; without end, a shift stays.
    power
        Chance that the smallest effect is found.

    Where the walk can hardly be told from the sampling errors, the smallest effect is somewhat too small: of effects
    of that size about 65 % were found in simulated series instead of 80 %.

    Raises ValueError if no series has two polls, or if no news fell between polls.
    """
    parts = [part for _, mine in polls.groupby(SERIES, sort=False) for part in _changes(mine, news, memory)]
    if not any(part.pushed.any() for part in parts):
        raise ValueError("no news fell between two polls of a series, so that no effect can be seen")
    estimate, error = _averaged(parts)
    z95, reach = stats.norm.ppf(0.975), stats.norm.ppf(0.975) + stats.norm.ppf(power)
    first, last = polls["day"].min(), polls["day"].max()
    items = int(((news["day"] >= first) & (news["day"] < last) & (news["weight"] != 0.0)).sum())
    low, high = estimate - z95 * error, estimate + z95 * error
    return NewsEffect(estimate, float(low), float(high), float(reach * error), power, len(polls), items)


class _Changes(NamedTuple):
    """Of one series: what news weighed between polls, how these changed, their distance in days, sampling errors."""

    pushed: Floats
    changed: Floats
    gaps: Floats
    sds: Floats

    def covariance(self, walk: float) -> Floats:
        """Of the changes without news: two sampling errors, and a random walk of this variance per day."""
        shared = np.diag(self.sds[1:-1] ** 2, 1)
        return np.diag(self.sds[1:] ** 2 + self.sds[:-1] ** 2 + walk * self.gaps) - shared - shared.T


def _changes(mine: pd.DataFrame, news: pd.DataFrame, memory: float) -> Iterator[_Changes]:
    if len(mine) < 2:
        return
    days, values, sds = (mine[name].to_numpy(dtype=np.float64) for name in ("day", "value", "sampling_sd"))
    age = days[:, None] - news["day"].to_numpy(dtype=np.float64)
    left = np.where(age > 0.0, np.exp(-np.maximum(age, 0.0) / memory), 0.0)
    pushed = np.diff(left @ news["weight"].to_numpy(dtype=np.float64))
    yield _Changes(pushed, np.diff(values), np.diff(days), sds)


def _averaged(parts: Sequence[_Changes]) -> tuple[float, float]:
    """Effect and standard error, averaged over walks as likely as the changes make them (restricted likelihood).

    A single best walk is often none at all by chance, and would make the error far too small.
    """
    found = np.array([_at(parts, walk) for walk in WALKS])
    weight = np.exp(found[:, 2] - found[:, 2].max())
    weight /= weight.sum()
    estimate = float(weight @ found[:, 0])
    return estimate, float(np.sqrt(weight @ (found[:, 1] + (found[:, 0] - estimate) ** 2)))


def _at(parts: Sequence[_Changes], walk: float) -> tuple[float, float, float]:
    """With this walk: the effect, its variance, and the logarithm of the restricted likelihood."""
    information = pull = square = logs = 0.0
    for part in parts:
        covariance = part.covariance(walk)
        solved = np.linalg.solve(covariance, np.column_stack([part.pushed, part.changed]))
        information += float(part.pushed @ solved[:, 0])
        pull += float(part.pushed @ solved[:, 1])
        square += float(part.changed @ solved[:, 1])
        logs += float(np.linalg.slogdet(covariance)[1])
    estimate = pull / information
    return estimate, 1.0 / information, -0.5 * (logs + square - pull * estimate + np.log(information))
