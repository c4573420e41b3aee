"""The design of a sweep: which settings vary, and at which points."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.listed import axes_of_list, matrix_of_list
from sentiment_abm.sweep.samplers import SAMPLED, check_installed, rows_of, shares
from sentiment_abm.sweep.screen import screen_of
from sentiment_abm.sweep.settings import canonical
from sentiment_abm.sweep.vary import axis_of, spread_out

DESIGNS = ("grid", *SAMPLED, "list")
MOST_POINTS = 10_000_000
"""More points than this are a slip."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Settings that vary, and how: the section ``[sweep]`` of a study.

    ================= ============================================= ==========================================
    design            points                                        for
    ================= ============================================= ==========================================
    grid              every combination of the values, the last     heat maps, families of lines
                      setting fastest
    latin_hypercube   `points`, spread evenly over each range       fitting, looking around
    sobol             `points` · (settings + 2), `points` a power   sensitivity indices of first and total order
                      of two: the scheme of Saltelli (2002)         (and of pairs)
    morris            `points` trajectories of settings + 1 each    screening many settings
    list              the tables in `points`                        anything else
    ================= ============================================= ==========================================

    Parameters
    ----------
    design
        One of these.
    vary
        By dotted name (a parameter, ``scenario.…``, ``society.…``, as in ``set`` of a case): a list of values, or a
        table with `values`, or with `low`, `high`, `steps` (grid only) and `scale` ("linear" or "log").  In a sampled
        design a list of two numbers is a range.  Bounds that are not given are those of the declaration.  Whole
        numbers stay whole, and sampled contacts are even, as most networks need them.
    points
        A number for a sampled design; for a list tables of settings, where a setting that a table does not have
        stays as the case has it.
    second_order
        For sobol: indices of pairs of settings as well, from `points` · (2 · settings + 2) points.
    screen
        For sobol: a :class:`~sentiment_abm.sweep.screen.Screen`, or its table.  The command ``run`` then first looks at
        all settings with a Morris design and varies only those that it leaves; the points are those of all of them.
    screened
        How a screening has chosen these settings, for the manifest.

    The points follow from the seed of the study alone.  More `points` of sobol and morris begin with the points there
    were, so that only the new ones are run; those of a Latin hypercube are all new.

    Sources: ``saltelli2002`` for sobol, ``morris1991`` for morris.  Raises InputError with everything that is wrong.

    >>> sweep = Sweep(design="grid", vary={"trust.asymmetry": [1, 3], "talk.weight": {"steps": 3}})
    >>> sweep.count
    6
    >>> sweep.matrix(seed=1)[:4].tolist()
    [[1.0, 0.0], [1.0, 0.5], [1.0, 1.0], [3.0, 0.0]]
    """

    design: str = "grid"
    vary: Mapping[str, Any] = field(default_factory=dict)
    points: int | Sequence[Mapping[str, Any]] | None = None
    second_order: Any = False  # true or false once it is checked
    screen: Any = None  # a Screen once it is made, whatever was given
    screened: Mapping[str, Any] | None = None
    axes: tuple[Axis, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = Faults()
        axes: list[Axis] = []
        if self.design not in DESIGNS:
            told = "is missing: give" if self.design is None else f"{shown(self.design)} is not"
            faults.problems.append(f"sweep.design {told} one of {', '.join(DESIGNS)}{nearest(self.design, DESIGNS)}")
        elif self.design == "list":
            axes = faults.attempt(lambda: axes_of_list(self.points, self.vary)) or []
        else:
            faults.attempt(lambda: check_installed(self.design))
            faults.attempt(lambda: _check_points(self.design, self.points))
            axes = _axes(self.vary, self.design in SAMPLED, faults)
        faults.problems += _only_sobol(self)
        object.__setattr__(self, "screen", faults.attempt(lambda: screen_of(self.screen)))
        object.__setattr__(self, "axes", tuple(axes))
        if self.design in DESIGNS and isinstance(self.points, int | None) and self.count > MOST_POINTS:
            faults.problems.append(f"sweep: {self.count:,} points are more than {MOST_POINTS:,}, take fewer")
        faults.raise_any()

    @property
    def count(self) -> int:
        """The number of points."""
        if self.design == "grid":
            return math.prod(len(axis.values) for axis in self.axes)
        if self.design in SAMPLED and isinstance(self.points, int):
            return rows_of(self.design, self.points, len(self.axes), self.second_order)
        return len(self.points) if isinstance(self.points, Sequence) else 0

    def matrix(self, seed: int) -> NDArray[np.float64]:
        """The points, one row each with a column per axis; see :class:`~sentiment_abm.sweep.axes.Axis`.

        `seed` is that of the study.
        """
        if self.design == "grid":
            mesh = np.meshgrid(*(axis.numbers for axis in self.axes), indexing="ij")
            return np.stack([numbers.ravel() for numbers in mesh], axis=1)
        if isinstance(self.points, Sequence):
            return matrix_of_list(self.points, self.axes)
        sample = self.sample(seed)
        return np.stack([axis.spread(sample[:, k]) for k, axis in enumerate(self.axes)], axis=1)

    def sample(self, seed: int) -> NDArray[np.float64]:
        """For a sampled design the points as shares of the ranges, 0…1; what sensitivity indices are computed from."""
        assert isinstance(self.points, int), "only sampled designs have a sample"
        return shares(self.design, self.points, len(self.axes), seed, self.second_order)


def _only_sobol(sweep: Sweep) -> Iterator[str]:
    """What is wrong with the options that only one design has."""
    if not isinstance(sweep.second_order, bool):
        yield f"sweep.second_order {shown(sweep.second_order)} is neither true nor false"
    if sweep.design != "sobol" and sweep.second_order:
        yield f"sweep.second_order is for the design 'sobol', not for {shown(sweep.design)}"
    if sweep.design != "sobol" and sweep.screen is not None:
        yield f"sweep.screen comes before the design 'sobol', not before {shown(sweep.design)}"


def _check_points(design: str, points: object) -> None:
    """Raise InputError unless `points` is what the design needs; for a grid that is nothing."""
    if design == "grid":
        if points is not None:
            raise InputError(["sweep.points means nothing for a grid: its points are all combinations of the values"])
        return
    if points is None:
        raise InputError([f"sweep.points is missing: design {design!r} needs their number"])
    if isinstance(points, bool) or not isinstance(points, int) or points < 1:
        raise InputError([f"sweep.points {shown(points)} is not a whole number from 1 on"])
    if design == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise InputError([f"sweep.points {points} is not a power of two, as sobol needs: take {below} or {2 * below}"])


def _axes(vary: object, sampled: bool, faults: Faults) -> list[Axis]:
    """The axes of ``[sweep.vary]``, without those that are at fault."""
    told = spread_out(vary) if isinstance(vary, Mapping) else []
    if not told:
        faults.problems.append("sweep.vary is empty: say which settings vary, and over which values")
    for name, times in Counter(canonical(name) for name, _ in told).items():
        if times > 1:
            faults.problems.append(f"sweep.vary: {name} is given {times} times")
    before = len(faults.problems)
    made = [faults.attempt(partial(axis_of, name, values, sampled=sampled)) for name, values in told]
    faults.problems[before:] = [f"sweep.vary: {problem}" for problem in faults.problems[before:]]
    return [axis for axis in made if axis]
