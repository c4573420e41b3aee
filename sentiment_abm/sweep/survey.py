"""A look at every point before anything runs: which worlds there are, and which of them cannot be."""

import hashlib
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.cases import PLACES
from sentiment_abm.sweep.domains import domains
from sentiment_abm.sweep.points import Combos, Points
from sentiment_abm.sweep.settings import EDITABLE, canonical
from sentiment_abm.sweep.worlds import check_segments, scenario_key, script_keys

TOLD = 5  # settings of a point that a message names


class Survey:
    """Collects the keys of worlds, and the first point at which each problem shows."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.problems: dict[str, int] = {}

    def worlds(self) -> list[list[str]]:
        """By case and point, a hash of what the scenario and the society are made of, 32 hexadecimal digits.

        Raises InputError with what is wrong with the settings at any point.
        """
        points = self.points
        self._check_priors()
        found = []
        for case in range(len(points.cases)):
            scenarios = self._script_keys(case) or self._keys(points.of_scenario, partial(self._scenario_key, case))
            societies = self._keys(points.of_society, partial(self._society_key, case))
            if not self.problems:
                self._check_segments(case)
            pairs = [*zip(points.of_scenario.of_point, points.of_society.of_point, strict=True)]
            keys = {pair: _hash(scenarios[pair[0]], societies[pair[1]]) for pair in set(pairs)}
            found.append([keys[pair] for pair in pairs])
        if self.problems:
            raise InputError(self._told(problem, point) for problem, point in self.problems.items())
        return found

    def _keys(self, combos: Combos, key_of: Callable[[int], str]) -> list[str]:
        """The key of each combination; those at fault have none."""
        return [self._attempt(point, partial(key_of, combo)) for combo, point in enumerate(combos.first)]

    def _scenario_key(self, case: int, combo: int) -> str:
        return scenario_key(self.points.scenario(case, combo))

    def _society_key(self, case: int, combo: int) -> str:
        return self.points.recipe(case, combo).key

    def _script_keys(self, case: int) -> list[str]:
        """The keys of the scenarios of a case where all that varies are sound numbers in a script; else nothing."""
        points, script = self.points, self.points.cases[case].scenario
        axes = [points.axes[k] for k in points.of_scenario.axes]
        numbers = points.matrix[points.of_scenario.first][:, points.of_scenario.axes].T
        if not axes or not isinstance(script, Scenario) or not all(map(_is_sound, axes, numbers)):
            return []
        try:
            points.scenario(case, 0)  # one script that can be stands for all
        except InputError:
            return []
        fields = [canonical(axis.name).removeprefix("scenario.") for axis in axes]
        columns = [axis.told(each) for axis, each in zip(axes, numbers, strict=True)]
        return script_keys(script, fields, zip(*columns, strict=True))

    def _check_segments(self, case: int) -> None:
        """See whether tables by segment and segments fit; only other things than numbers can change that."""
        points = self.points
        worlds = (*points.of_scenario.axes, *points.of_society.axes)
        columns = [k for k in worlds if points.axes[k].kind == "choice"]
        for point in points.distinct(columns).first if columns else ():
            scenario = points.scenario(case, points.of_scenario.of_point[point])
            recipe = points.recipe(case, points.of_society.of_point[point])
            self._attempt(point, partial(check_segments, scenario, recipe))

    def _check_priors(self) -> None:
        """See whether everybody has some prior trust: the one thing that parameters can get wrong together."""
        names = ("trust.prior_kept", "trust.prior_broken")
        if not {*names} & {axis.name for axis in self.points.axes}:
            return
        every = np.arange(len(self.points))
        for case in range(len(self.points.cases)):
            rows = self.points.params(np.full(len(every), case), every)[:, [PLACES[name] for name in names]]
            if at_fault := np.flatnonzero(~rows.any(axis=1)).tolist():
                self.problems.setdefault(f"params: {' and '.join(names)} cannot both be 0", at_fault[0])

    def _attempt(self, point: int, make: Callable[[], str | None]) -> str:
        try:
            return make() or ""
        except InputError as error:
            for problem in error.problems:
                self.problems.setdefault(problem, point)
            return ""

    def _told(self, problem: str, point: int) -> str:
        settings = [f"{name} = {value}" for name, value in self.points.settings(point).items()]
        more = ", …" if len(settings) > TOLD else ""
        return f"sweep, first at point {point} ({', '.join(settings[:TOLD])}{more}): {problem}"


def _is_sound(axis: Axis, numbers: NDArray[np.float64]) -> bool:
    """Whether each of these numbers is a value that the field of a news item may have."""
    name = canonical(axis.name)
    domain = domains()[name]
    if name.removeprefix("scenario.") not in EDITABLE or axis.kind != domain.kind:
        return False
    low, high = (0.0, 1.0) if domain.kind == "truth" else (domain.low, domain.high)
    return bool(((numbers >= low) & (numbers <= high)).all())  # NaN is not


def _hash(scenario: str, society: str) -> str:
    return hashlib.blake2b(f"{scenario} {society}".encode(), digest_size=16).hexdigest()
