"""Every case at every point of a sweep: parameters as rows of numbers, and each distinct world made once.

Hundreds of thousands of points cost a matrix; nothing here makes an object per point.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.talks import Talks
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.sweep.axes import Axis, settings_of
from sentiment_abm.sweep.cases import PLACES, Case
from sentiment_abm.sweep.design import Sweep

KEPT = 1_000  # scenarios and recipes that stay made

type Indices = NDArray[np.int64]


class Combos(NamedTuple):
    """The distinct combinations of some of the settings, over all points."""

    axes: tuple[int, ...]  # columns of the matrix
    first: list[int]  # [combinations] the first point that has it
    of_point: list[int]  # [points] which combination it has


class Points:
    """Cases times points.  Without a sweep there is one point, at which each case is as it stands."""

    def __init__(self, cases: Sequence[Case], sweep: Sweep | None, seed: int) -> None:
        self.cases = tuple(cases)
        self.axes: tuple[Axis, ...] = sweep.axes if sweep else ()
        self.matrix: NDArray[np.float64] = sweep.matrix(seed) if sweep else np.empty((1, 0))
        self.of_scenario, self.of_society = self._combos("scenario."), self._combos("society.")
        self.scenario = lru_cache(KEPT)(self._scenario)
        self.recipe = lru_cache(KEPT)(self._recipe)
        self._rows = np.stack([case.row for case in self.cases])
        self._places = {k: PLACES[axis.name] for k, axis in enumerate(self.axes) if axis.name in PLACES}

    def __len__(self) -> int:
        return len(self.matrix)

    def params(self, cases: Indices, points: Indices) -> NDArray[np.float64]:
        """The parameters at these positions of cases and points: a row each, columns as in `PLACES`."""
        found = self._rows[cases]
        for k, place in self._places.items():
            varied = self.matrix[points, k]
            found[:, place] = np.where(np.isnan(varied), found[:, place], varied)
        return found

    def settings(self, point: int, columns: Sequence[int] | None = None) -> dict[str, Any]:
        """The settings of a point, by name; of all axes or of some."""
        chosen = range(len(self.axes)) if columns is None else columns
        return settings_of([self.axes[k] for k in chosen], [self.matrix[point, k] for k in chosen])

    def distinct(self, columns: Sequence[int]) -> Combos:
        """The distinct combinations of the settings in these columns."""
        if not columns:
            return Combos((), [0], [0] * len(self))
        # Compared byte by byte: NaN, a setting left alone, is equal to itself.
        rows = np.ascontiguousarray(self.matrix[:, list(columns)])
        whole = rows.view(np.dtype((np.void, rows.itemsize * len(columns)))).ravel()
        _, first, of_point = np.unique(whole, return_index=True, return_inverse=True)
        return Combos(tuple(columns), first.tolist(), of_point.tolist())

    def _combos(self, group: str) -> Combos:
        return self.distinct([k for k, axis in enumerate(self.axes) if axis.name.startswith(group)])

    def _scenario(self, case: int, combo: int) -> Scenario | Talks:
        settings = self.settings(self.of_scenario.first[combo], self.of_scenario.axes)
        return self.cases[case].scenario_with(settings) if settings else self.cases[case].scenario

    def _recipe(self, case: int, combo: int) -> Recipe:
        settings = self.settings(self.of_society.first[combo], self.of_society.axes)
        return self.cases[case].recipe_with(settings) if settings else self.cases[case].recipe
