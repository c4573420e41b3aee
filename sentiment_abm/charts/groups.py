"""The values of one setting as a chart shows them: each by itself, in bins of about equal counts, or as names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FEW_NAMES = 12  # more texts than this cannot be read along an axis
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The groups of a column: group k holds the values from `low[k]` to `high[k]`, and `label[k]` is written at it.

    `of` has the number of the group of each row, −1 for a row without value.  Names have no `low` and `high`: they
    stand side by side, as their position says.  `log`: the values are farther apart the larger they are.
    """

    labels: list[str]
    of: npt.NDArray[np.int64]
    middle: Floats  # the value itself, the median of a bin, the position of a name
    low: Floats
    high: Floats
    binned: bool = False
    named: bool = False
    log: bool = False

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def is_even(self) -> bool:
        """Whether the values are equally far apart, on a plain or on a logarithmic scale."""
        values = np.log(self.middle) if self.log else self.middle
        return bool(np.allclose(np.diff(values), np.diff(values).mean(), rtol=0.02)) if len(values) > 1 else True

    def columns(self, name: str, places: npt.NDArray[np.int64]) -> dict[str, Any]:
        """The groups at some places as columns of a table: NAME, and for bins also NAME_low and NAME_high."""
        if self.named:
            return {name: [self.labels[k] for k in places]}
        ends = {f"{name}_low": self.low[places], f"{name}_high": self.high[places]} if self.binned else {}
        return {name: self.middle[places], **ends}


def is_numeric(column: pd.Series) -> bool:
    """Whether a column has numbers, true and false not among them.

    >>> is_numeric(pd.Series([1, 2])), is_numeric(pd.Series([True])), is_numeric(pd.Series([1, None], dtype=object))
    (True, False, True)
    """
    known = column.dropna()
    if known.dtype == object:  # what a study varies may be a number in one case and nothing in another
        return len(known) > 0 and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known)
    return pd.api.types.is_numeric_dtype(known) and not pd.api.types.is_bool_dtype(known)


def each_value(column: pd.Series) -> Groups:
    """One group per value: numbers in their order, texts in that of their first appearance, no before yes.

    >>> each_value(pd.Series([0.5, 2.0, 0.5])).labels, each_value(pd.Series([True, False])).labels
    (['0.5', '2'], ['false', 'true'])
    """
    if not is_numeric(column):
        return _names(column)
    values = column.to_numpy(dtype=np.float64)
    found = np.unique(values[~np.isnan(values)])
    of = np.where(np.isnan(values), -1, np.searchsorted(found, values))
    labels = numbers(found)
    if not np.isfinite(found).all():  # "forever" has no place on a scale
        return _named(labels, of)
    return Groups(labels, of, found, found, found, log=is_geometric(found))


def bins(column: pd.Series, most: int) -> Groups:
    """At most so many bins of about equal counts; equal values are in one bin.

    >>> found = bins(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2)
    >>> found.labels, found.of.tolist(), found.middle.tolist()
    (['1–3.5', '3.5–6'], [0, 0, 0, 1, 1, 1], [2.0, 5.0])
    """
    values = column.to_numpy(dtype=np.float64)
    known = np.sort(values[~np.isnan(values)])
    if not np.isfinite(known).all():
        return each_value(column)
    starts = np.searchsorted(known, known[np.arange(1, most) * len(known) // most])  # with all of its equals
    starts = np.unique(starts[starts > 0])
    inner = (known[starts - 1] + known[starts]) / 2
    edges = np.concatenate([known[:1], inner, known[-1:]])
    of = np.where(np.isnan(values), -1, np.searchsorted(inner, values))
    middle = np.array([np.median(values[of == k]) for k in range(len(edges) - 1)])
    words = numbers(edges)
    labels = [f"{low}–{high}" for low, high in pairwise(words)]
    return Groups(labels, of, middle, edges[:-1], edges[1:], binned=True, log=is_geometric(known))


def is_geometric(values: Floats) -> bool:
    """Whether ascending values are spread evenly on a logarithmic scale rather than on a plain one.

    >>> is_geometric(np.array([0.25, 0.5, 1, 2])), is_geometric(np.array([1.0, 2, 5, 10])), is_geometric(np.arange(9.0))
    (True, True, False)
    """
    if len(values) < 3 or values[0] <= 0.0 or values[-1] <= values[0]:
        return False
    even = np.linspace(0.0, 1.0, len(values))
    plain, logarithmic = (
        np.abs((found - found[0]) / (found[-1] - found[0]) - even).max() for found in (values, np.log(values))
    )
    return bool(logarithmic < 0.15 and logarithmic < plain / 2)


def numbers(values: Sequence[float] | Floats) -> list[str]:
    """Numbers with as few digits as tell them apart, three at least.

    >>> numbers([0.1 + 0.2, 2.0, float("inf"), -1e-7]), numbers([1.0004, 1.0005])
    (['0.3', '2', '∞', '−1·10⁻⁷'], ['1.0004', '1.0005'])
    """
    for digits in range(3, 18):
        words = [_number(float(value), digits) for value in values]
        if len(set(words)) == len(set(map(float, values))):
            break
    return words


def _number(value: float, digits: int) -> str:
    if np.isinf(value):
        return "∞" if value > 0 else "\N{MINUS SIGN}∞"
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    if e and 0 <= int(exponent) < 6:
        mantissa, e = f"{value:.0f}", ""  # 12345 rather than 1.23e+04
    return mantissa.replace("-", "\N{MINUS SIGN}") + (f"·10{str(int(exponent)).translate(RAISED)}" if e else "")


def _names(column: pd.Series) -> Groups:
    known = [value for value in column if not pd.isna(value)]
    found: list[Any] = list(dict.fromkeys(known))
    if all(isinstance(value, bool | np.bool_) for value in found):
        found.sort()
    place = {value: k for k, value in enumerate(found)}
    of = np.array([-1 if pd.isna(value) else place[value] for value in column], dtype=np.int64)
    words = [str(value).lower() if isinstance(value, bool | np.bool_) else str(value) for value in found]
    return _named(words, of)


def _named(labels: list[str], of: npt.NDArray[np.int64]) -> Groups:
    position = np.arange(len(labels), dtype=np.float64)
    return Groups(labels, of, position, position - 0.5, position + 0.5, named=True)
