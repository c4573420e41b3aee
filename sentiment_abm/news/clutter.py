"""Clutter: the other stories of a day, which carry no evidence and compete for attention.

Stories breed stories: the rate of tomorrow remembers the rate and the stories of today, an INGARCH(1,1) process, the
daily form of a Hawkes process (source ``ferland2006``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.draws import Key, Stream, philox4x32, uniform
from sentiment_abm.news.fields import faults, settle
from sentiment_abm.psychology.attention import ClutterParams
from sentiment_abm.rule import exp_portable, rule, smaller
from sentiment_abm.spec import InputError, Kind, Spec

_CHUNK = 16.0  # a Poisson mean that exp_portable and 32-bit uniforms resolve well; larger means are sums of chunks
_SHORT = 2_000  # days; below, interpreting costs less than compiling
_FAR = 200  # P(Poisson(16) > 200) = 1e-140: ends the search whatever rounding does
_CLUTTER, _BACKGROUND, _EXTRA = int(Stream.CLUTTER), 0, 1


@dataclass(frozen=True, slots=True)
class ClutterWindow:
    """Extra stories a day from day `start` until before day `end`, for instance an information campaign.

    They do not breed further stories.  Raises :class:`~sentiment_abm.spec.InputError`.

    >>> ClutterWindow(20, 31, stories=5.0)
    ClutterWindow(start=20, end=31, stories=5.0)
    """

    start: Annotated[int, Spec("t", "first day", "d", 0, 2**31 - 1, Kind.ASSUMED)]
    end: Annotated[int, Spec("t", "day after the last", "d", 0, 2**31 - 1, Kind.ASSUMED)]
    stories: Annotated[float, Spec("N_x", "mean number of extra stories", "1/d", 0, 1000, Kind.ASSUMED)]

    def __post_init__(self) -> None:
        problems = list(faults(self))
        if not problems and self.end <= self.start:
            problems.append(f"end {self.end} is not after start {self.start}")
        if problems:
            raise InputError(f"extra clutter: {problem}" for problem in problems)
        settle(self)


@rule
def poisson_quantile(u, mean):
    r"""The smallest k with :math:`P(K \le k) \ge u` for Poisson K; exact inversion for means up to 16.

    >>> [poisson_quantile(u, 2.0) for u in (0.1, 0.5, 0.99)]
    [0, 2, 6]
    """
    count = 0
    term = exp_portable(-mean)
    below = term
    while u > below and count < _FAR:
        count += 1
        term = term * mean / count
        below = below + term
    return count


@rule
def poisson(mean, day, purpose, key):
    """A Poisson number of stories, in chunks of mean 16 or less; chunk, day and purpose count the draws."""
    count, chunk = 0, 0
    while mean > 0.0:
        word, _, _, _ = philox4x32(chunk, day, _CLUTTER, purpose, key)
        count += poisson_quantile(uniform(word), smaller(mean, _CHUNK))
        mean = mean - _CHUNK
        chunk += 1
    return count


def background(
    clutter: ClutterParams,
    days: int,
    key: Key,
    extra: Sequence[ClutterWindow] = (),
    fill: Callable[..., None] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    r"""Stories of each day and the rate of the background behind them, two arrays of length `days`.

    .. math::

        N_t \sim \mathrm{Poisson}(\lambda_t), \qquad
        \lambda_{t+1} = \mu(1-\rho) + \rho\,\lambda_t + n_b(1-\rho)\,N_t, \qquad
        \lambda_0 = \frac{\mu}{1-n_b}

    ===============  =====================  ==========  ====================================
    symbol           name                   unit        meaning
    ===============  =====================  ==========  ====================================
    :math:`N_t`      first result           stories     background stories plus extra ones
    :math:`λ_t`      second result          1/d         rate of the background
    :math:`μ`        ``clutter.rate``       1/d         base rate
    :math:`n_b`      ``clutter.branching``  1, [0, 1)   stories that each story sets off
    :math:`ρ`        ``clutter.memory``     1, [0, 1]   day-to-day memory of the rate
    ===============  =====================  ==========  ====================================

    Extra stories are Poisson with the mean of the windows of the day; they stay outside the recursion.  The draws
    depend on the key and the day alone, so a longer run begins like a shorter one.  `fill` is a compiled form of
    :func:`fill_days`, where the caller has one.  Source: ``ferland2006``.

    >>> stories, rates = background(ClutterParams(rate=4.0, branching=0.0), days=3, key=Key(7, 0))
    >>> rates.tolist()
    [4.0, 4.0, 4.0]
    """
    stories, rates = np.zeros(days, np.int64), np.zeros(days, np.float64)
    means = expected_extra(extra, days)
    if clutter.rate > 0.0 or means.any():
        # A function that is compiled already is the faster one at any length; the bits are the same.
        is_short = days < _SHORT and not compiled.cache_info().currsize
        fill_ = fill or (fill_days if is_short else compiled())
        fill_(float(clutter.rate), float(clutter.branching), float(clutter.memory), means, key, stories, rates)
    return stories, rates


def expected_extra(windows: Sequence[ClutterWindow], days: int) -> NDArray[np.float64]:
    """Mean number of extra stories on each day.

    >>> expected_extra([ClutterWindow(1, 3, stories=5.0)], days=4).tolist()
    [0.0, 5.0, 5.0, 0.0]
    """
    means = np.zeros(days, np.float64)
    for window in windows:
        means[window.start : window.end] += window.stories
    return means


@cache
def compiled() -> Callable[..., None]:
    """The compiled form of the recursion, made when first asked for."""
    import numba

    made: Callable[..., None] = numba.njit(error_model="numpy", nogil=True)(fill_days)
    return made


def fill_days(rate: float, branching: float, memory: float, means: Any, key: Key, stories: Any, rates: Any) -> None:
    """The recursion itself, into `stories` and `rates`; `means` are the extra stories expected of each day."""
    level = rate / (1.0 - branching)
    for day in range(len(stories)):
        count = poisson(level, day, _BACKGROUND, key)
        rates[day] = level
        stories[day] = count + poisson(means[day], day, _EXTRA, key)
        level = rate * (1.0 - memory) + memory * level + branching * (1.0 - memory) * count
