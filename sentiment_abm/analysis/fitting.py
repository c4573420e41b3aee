"""Whether values fit the design that they are said to come from.

Estimators of sensitivity read values by their place: those of another sample, or in another order, would give indices
that look like any others.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.problem import Problem
from sentiment_abm.sweep.samplers import LEVELS

CLOSE = 1e-9  # settings that were written to a file and read again
KINDS = ("number", "whole", "even")
STEP = LEVELS / (2.0 * (LEVELS - 1))  # of a trajectory, as a share of the range

type Floats = NDArray[np.float64]


def fitting(problem: Problem, design: str, values: ArrayLike, matrix: ArrayLike | None) -> Floats:
    """The values [points] or [points, replicates] as the latter, where they fit; `matrix` [points, settings].

    Raises InputError with everything that does not fit: another design, number of points, order of rows or bounds,
    points without a value, values that do not vary.

    >>> problem = Problem("sobol", 1, ["a"], [(0.0, 1.0)], ["linear"], np.array([[0.2], [0.7], [0.7]]))
    >>> fitting(problem, "sobol", [1.0, 2.0, 3.0], None).shape
    (3, 1)
    >>> fitting(problem, "sobol", [1.0, 2.0], None)
    Traceback (most recent call last):
    sentiment_abm.spec.InputError: there are values of 2 points, the design has 3
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    problems = [*_design_faults(problem, design), *_value_faults(problem, table)]
    if not problems and matrix is not None:
        problems += _matrix_faults(problem, np.asarray(matrix, dtype=np.float64))
    if problems:
        raise InputError(problems)
    return table


def _design_faults(problem: Problem, design: str) -> Iterator[str]:
    """What is wrong with the sample itself."""
    if problem.design != design:
        yield f"the design is {problem.design!r}, and these are indices of {design!r}"
        return
    rows, count = problem.shares.shape
    if not count == len(problem.names) == len(problem.bounds):
        yield f"the sample has {count} settings, the design {len(problem.names)} names and {len(problem.bounds)} bounds"
        return
    sizes = (count + 2, 2 * count + 2) if design == "sobol" else (count + 1,)
    if rows not in [problem.points * size for size in sizes]:
        wanted = " or ".join(f"{problem.points * size:,}" for size in sizes)
        yield f"the sample has {rows:,} rows, {design} with {problem.points} points and {count} settings has {wanted}"
    elif problem.shares.min() < 0.0 or problem.shares.max() > 1.0:
        yield "the sample is not inside 0…1: give the shares of the ranges, not the settings"
    elif not (_is_saltelli if design == "sobol" else _is_walk)(problem.shares, rows // problem.points):
        yield f"the rows of the sample are not in the order of a {design} design"


def _is_saltelli(shares: Floats, size: int) -> bool:
    """Whether each block is a row of A, rows of A with one setting of B (then of B with one of A), and a row of B."""
    blocks = shares.reshape(-1, size, shares.shape[1])
    first, last = blocks[:, 0], blocks[:, -1]
    count = shares.shape[1]
    for k in range(1, size - 1):
        base, other = (first, last) if k <= count else (last, first)
        setting = (k - 1) % count
        expected = base.copy()
        expected[:, setting] = other[:, setting]
        if not np.array_equal(blocks[:, k], expected):
            return False
    return True


def _is_walk(shares: Floats, size: int) -> bool:
    """Whether each trajectory changes every setting once, one after the other, by one step."""
    moved = np.abs(np.diff(shares.reshape(-1, size, shares.shape[1]), axis=1))
    is_step = np.isclose(moved, STEP, atol=CLOSE)
    is_still = moved < CLOSE
    return bool((is_step | is_still).all() and (is_step.sum(axis=1) == 1).all() and (is_step.sum(axis=2) == 1).all())


def _value_faults(problem: Problem, table: Floats) -> Iterator[str]:
    rows = len(problem.shares)
    if len(table) != rows:
        yield f"there are values of {len(table):,} points, the design has {rows:,}"
        return
    known = np.isfinite(table).any(axis=1)
    if np.isinf(table).any():
        yield f"{np.isinf(table).sum():,} values are infinite"
    elif not known.all():
        yield f"{rows - known.sum():,} of {rows:,} points have no value, and every one of them is needed"
    elif np.ptp(np.nanmean(table, axis=1)) == 0.0:
        yield "the values are the same at all points: there is nothing to explain"


def _matrix_faults(problem: Problem, matrix: Floats) -> Iterator[str]:
    """Settings that are not those of the design, row by row."""
    if matrix.shape != problem.shares.shape:
        yield f"the settings are {matrix.shape[0]:,} rows of {matrix.shape[1]}, the sample {problem.shares.shape}"
        return
    expected = [_spread(problem, k, matrix[:, k]) for k in range(matrix.shape[1])]
    wrong = [k for k, column in enumerate(expected) if not _is_close(column, matrix[:, k])]
    if not wrong:
        return
    if all(_is_close(np.sort(column), np.sort(matrix[:, k])) for k, column in enumerate(expected)):
        yield "the settings are those of the design in another order: row p has to be point p"
        return
    for k in wrong:
        row = int(np.argmax(np.abs(expected[k] - matrix[:, k])))
        low, high = problem.bounds[k]
        there = f"{problem.names[k]} is {matrix[row, k]:g} at point {row}"
        yield f"{there}, where the design ({low:g}…{high:g}) has {expected[k][row]:g}"


def _spread(problem: Problem, k: int, column: Floats) -> Floats:
    """The settings that the sample stands for, of whichever kind of number comes nearest, in whatever order."""
    low, high = problem.bounds[k]
    axes = [Axis(problem.names[k], kind, (), low, high, problem.scales[k]) for kind in KINDS]
    made = [axis.spread(problem.shares[:, k]) for axis in axes]
    return min(made, key=lambda each: float(np.abs(np.sort(each) - np.sort(column)).max()))


def _is_close(a: Floats, b: Floats) -> bool:
    return bool(np.allclose(a, b, rtol=CLOSE, atol=CLOSE))
