"""The points of a sweep as a list of settings: their axes, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.axes import Axis, same, tried
from sentiment_abm.sweep.domains import domains
from sentiment_abm.sweep.settings import canonical, flattened, names
from sentiment_abm.sweep.vary import value_fault


def axes_of_list(points: object, vary: object) -> list[Axis]:
    """The axes of a list of points, in the order in which the settings first come.

    >>> [axis.name for axis in axes_of_list([{"trust.rate": 1}, {"trust.rate": 2, "talk.weight": 0}], {})]
    ['trust.rate', 'talk.weight']

    Raises InputError with everything that is wrong.
    """
    problems = ["sweep.vary means nothing for a list: its points say what varies"] if vary else []
    if not isinstance(points, Sequence) or isinstance(points, str) or not points:
        what = "is missing" if points is None else f"{shown(points)} is not a list of tables"
        raise InputError([*problems, f"sweep.points {what}: write [[sweep.points]] above the settings of each point"])
    columns: dict[str, list[Any]] = {}
    spelled: dict[str, str] = {}
    seen: dict[Any, int] = {}
    for number, table in enumerate(points):
        faults = [*_faults(table)]
        problems += [f"sweep.points {number}: {fault}" for fault in faults]
        if not faults:
            spelled = {canonical(name): name for name in flattened(table)} | spelled
            told = {canonical(name): value for name, value in flattened(table).items()}
            twin = seen.setdefault(frozenset((name, same(value)) for name, value in told.items()), number)
            if twin != number:
                problems.append(f"sweep.points {twin} and {number} are the same in every setting")
            for name, value in told.items():
                columns.setdefault(name, []).append(value)
    if not columns and not problems:
        problems.append("sweep.points set nothing: say what each of them changes")
    if problems:
        raise InputError(problems)
    return [tried(spelled[name], values) for name, values in columns.items()]


def matrix_of_list(points: Sequence[Mapping[str, Any]], axes: Sequence[Axis]) -> NDArray[np.float64]:
    """The points as rows of a matrix, NaN where a point leaves a setting alone."""
    numbers = [
        {same(value): number for value, number in zip(axis.values, axis.numbers.tolist(), strict=True)} for axis in axes
    ]
    found = np.full((len(points), len(axes)), np.nan)
    place = {canonical(axis.name): k for k, axis in enumerate(axes)}
    for row, table in zip(found, points, strict=True):
        for name, value in flattened(table).items():
            k = place[canonical(name)]
            row[k] = numbers[k][same(value)]
    return found


def _faults(table: object) -> Iterator[str]:
    """What is wrong with one point."""
    if not isinstance(table, Mapping):
        yield f"{shown(table)} is not a table of settings"
        return
    told = flattened(table)
    for name, value in told.items():
        if canonical(name) not in domains():
            yield f"unknown setting {name!r}{nearest(name, names())}"
        elif wrong := value_fault(name, value):
            yield f"{name} {wrong}"
    if len({canonical(name) for name in told}) < len(told):
        yield "a setting is given twice"
