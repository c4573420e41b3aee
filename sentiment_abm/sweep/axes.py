"""Axes: a setting that a sweep varies, with the values to try one by one or the range to sample."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.rule import exp_portable, log_portable
from sentiment_abm.sweep.domains import domains
from sentiment_abm.sweep.settings import canonical

_STEP = {"number": 0, "whole": 1, "even": 2}


@dataclass(frozen=True)
class Axis:
    """One setting that a sweep varies: values to try, or all of `low` … `high`, both included.

    In the matrix of a design a number stands for itself, true and false are 1 and 0, any other value is the
    position in `values`, and NaN leaves the setting as the case has it.

    >>> coverage = Axis("scenario.coverage", "whole", low=1, high=4)
    >>> coverage.spread(np.array([0.0, 0.3, 0.6, 1.0])).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """

    name: str
    kind: str  # "number", "whole", "even" (only sampled), "truth", "choice"
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    scale: str = "linear"

    @property
    def numbers(self) -> NDArray[np.float64]:
        """The values as they stand in a matrix."""
        is_position = self.kind == "choice"
        return np.array([k if is_position else value for k, value in enumerate(self.values)], dtype=np.float64)

    def told(self, numbers: NDArray[np.float64]) -> list[Any]:
        """What numbers in the matrix stand for.

        >>> Axis("society.graph", "choice", ("random", "lattice")).told(np.array([1.0, 0.0]))
        ['lattice', 'random']
        """
        match self.kind:
            case "choice":
                return [self.values[place] for place in numbers.astype(np.int64).tolist()]
            case "truth":
                return [*map(bool, numbers.tolist())]
            case "number":
                return [*map(float, numbers.tolist())]
        return [*map(int, numbers.tolist())]

    def spread(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares of the range, 0…1, as values; each whole number gets an equal part of the range.

        The same bits on every machine, so the logarithmic scale does without the C library's functions.
        """
        step = _STEP[self.kind]
        high = self.high + step  # a whole number stands for all that lies between it and the next one
        if self.scale == "log":
            first, width = log_portable(self.low), log_portable(high) - log_portable(self.low)
            found = np.array([exp_portable(first + share * width) for share in shares.tolist()], dtype=np.float64)
        else:
            found = self.low + shares * (high - self.low)
        if step:
            found = self.low + step * np.floor((found - self.low) / step)
        return np.clip(found, self.low, self.high)

    def steps(self, number: int) -> list[Any]:
        """So many values from `low` to `high`, evenly spread; of whole numbers the nearest ones.

        >>> Axis("talk.weight", "number", low=0.0, high=1.0).steps(5)
        [0.0, 0.25, 0.5, 0.75, 1.0]
        """
        is_log, step = self.scale == "log", _STEP[self.kind]
        low, high = (log_portable(self.low), log_portable(self.high)) if is_log else (self.low, self.high)
        between = [(low * (number - 1 - k) + high * k) / (number - 1) for k in range(1, number - 1)]
        found = [self.low, *(exp_portable(each) if is_log else each for each in between), self.high]
        if step:
            found = [self.low + step * math.floor((each - self.low) / step + 0.5) for each in found]
        return self.told(np.array(found, dtype=np.float64))


def settings_of(axes: Iterable[Axis], row: Iterable[float]) -> dict[str, Any]:
    """The settings of a point, by name; those that it leaves alone are not there."""
    return {
        axis.name: axis.told(np.array([number]))[0]
        for axis, number in zip(axes, row, strict=True)
        if not math.isnan(number)
    }


def tried(name: str, values: Iterable[Any]) -> Axis:
    """The axis that takes these values, in the order in which they first come.

    >>> tried("society.graph", ["random", "lattice", "random"]).values
    ('random', 'lattice')
    """
    distinct: dict[Any, Any] = {}
    for value in values:
        distinct.setdefault(same(value), value)
    kind, types = domains()[canonical(name)].kind, {type(value) for value in distinct.values()}
    if types == {bool} or (kind == "truth" and types <= {bool, int, float}):
        kind = "truth"
    elif types <= {int, float}:
        is_whole = kind in ("whole", "even") and all(float(value).is_integer() for value in distinct.values())
        kind = "whole" if is_whole else "number"
    else:
        kind = "choice"
    return Axis(name, kind, tuple(distinct.values()))


def same(value: Any) -> Any:
    """Something hashable that two values share when they say the same: 1 and 1.0 do, 1 and true do not."""
    return (type(value) is bool, value) if isinstance(value, (bool, int, float, str)) else repr(value)
