"""A look at every point before anything runs: which worlds there are, and which of them cannot be."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

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

_NUMBER = re.compile(r"-?\b\d[\d.,]*(?:e[+-]?\d+)?\b")


type Likeness = tuple[str, int]
"""A problem without its numbers, and how many of the same point read like that before it."""


class Trouble(NamedTuple):
    """A problem as the first point has it, that point, and all points that have it or one that differs in numbers."""

    problem: str
    first: int
    points: NDArray[np.bool_]


class Survey:
    """Collects the keys of worlds, and the points at which each problem shows."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.troubles: dict[Likeness, Trouble] = {}

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
            if not self.troubles:
                self._check_segments(case)
            pairs = [*zip(points.of_scenario.of_point, points.of_society.of_point, strict=True)]
            keys = {pair: _hash(scenarios[pair[0]], societies[pair[1]]) for pair in set(pairs)}
            found.append([keys[pair] for pair in pairs])
        if self.troubles:
            raise InputError(map(self._told, sorted(self.troubles.values(), key=lambda trouble: trouble.first)))
        return found

    def _keys(self, combos: Combos, key_of: Callable[[int], str]) -> list[str]:
        """The key of each combination; those at fault have none."""
        found, wrong = [], {}
        for combo in range(len(combos.first)):
            try:
                found.append(key_of(combo))
            except InputError as error:
                found.append("")
                wrong[combo] = error.problems
        self._enter(combos, wrong)
        return found

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
        if columns := [k for k in worlds if points.axes[k].kind == "choice"]:
            combos = points.distinct(columns)
            self._keys(combos, lambda combo: self._segments_fit(case, combos.first[combo]))

    def _segments_fit(self, case: int, point: int) -> str:
        """Raise InputError unless they do."""
        scenario = self.points.scenario(case, self.points.of_scenario.of_point[point])
        check_segments(scenario, self.points.recipe(case, self.points.of_society.of_point[point]))
        return ""

    def _check_priors(self) -> None:
        """See whether everybody has some prior trust: the one thing that parameters can get wrong together."""
        names = ("trust.prior_kept", "trust.prior_broken")
        if not {*names} & {axis.name for axis in self.points.axes}:
            return
        every = np.arange(len(self.points))
        for case in range(len(self.points.cases)):
            rows = self.points.params(np.full(len(every), case), every)[:, [PLACES[name] for name in names]]
            if (at_fault := ~rows.any(axis=1)).any():
                problem = f"params: {' and '.join(names)} cannot both be 0"
                self._add((problem, 0), problem, at_fault)

    def _enter(self, combos: Combos, wrong: Mapping[int, Sequence[str]]) -> None:
        """Enter what is wrong with some combinations; what differs from one to another in numbers is one problem."""
        alike: dict[Likeness, dict[int, str]] = {}
        for combo, problems in wrong.items():
            seen = Counter[str]()
            for problem in problems:
                words = _NUMBER.sub("#", problem)
                alike.setdefault((words, seen[words]), {})[combo] = problem
                seen[words] += 1
        of_point = np.array(combos.of_point)
        for kind, found in alike.items():
            first = min(found, key=combos.first.__getitem__)
            self._add(kind, found[first], np.isin(of_point, [*found]))

    def _add(self, kind: Likeness, problem: str, points: NDArray[np.bool_]) -> None:
        """Enter a problem of these points."""
        known = self.troubles.setdefault(kind, Trouble(problem, int(points.argmax()), points))
        known.points[:] |= points

    def _told(self, trouble: Trouble) -> str:
        settings = [f"{name} = {value}" for name, value in self.points.settings(trouble.first).items()]
        more = ", …" if len(settings) > TOLD else ""
        many = f"{count:,} points, " if (count := int(trouble.points.sum())) > 1 else ""
        return f"sweep, {many}first at point {trouble.first} ({', '.join(settings[:TOLD])}{more}): {trouble.problem}"


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
