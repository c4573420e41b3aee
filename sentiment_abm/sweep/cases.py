"""Cases: what a study says, with the settings of one ``[[compare]]`` over it, made into what a run needs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.engine.prepare import params_of
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.spec import flat
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.settings import edited, sorted_out
from sentiment_abm.sweep.worlds import Basis, check_segments, recipe_of, scenario_key, scenario_of

DEFAULTS = flat(Params())
PLACES: Mapping[str, int] = {name: place for place, name in enumerate(DEFAULTS)}
"""The place of each parameter in a row of all of them."""


@dataclass(frozen=True)
class Case:
    """One world that a study looks at; its replicates differ in their seed alone, its points in what a sweep varies."""

    name: str
    scenario: Scenario | Talks
    params: Mapping[str, float | bool]  # all of them, by dotted name
    recipe: Recipe  # its seed is replaced by that of the replicate
    settings: Mapping[str, Any] = field(default_factory=dict)  # what sets it apart, by dotted name
    basis: Basis | None = None  # what it was made from, for settings that take another file or scenario

    @property
    def changed(self) -> dict[str, float | bool]:
        """The parameters that differ from their defaults."""
        return {name: value for name, value in self.params.items() if value != DEFAULTS[name]}

    @property
    def row(self) -> NDArray[np.float64]:
        """All parameters in the order of `PLACES`, false and true as 0 and 1."""
        return np.array([self.params[name] for name in PLACES], dtype=np.float64)

    @cached_property
    def key(self) -> str:
        """A hash of everything that can change a run, and of nothing else."""
        content = f"{scenario_key(self.scenario)} {self.recipe.key}".encode() + self.row.astype("<f8").tobytes()
        return hashlib.blake2b(content, digest_size=16).hexdigest()

    def scenario_with(self, settings: Mapping[str, Any]) -> Scenario | Talks:
        """The scenario with settings ``scenario.…`` over those of the case."""
        told, _ = sorted_out(settings)
        if not told.scenario:
            return edited(self.scenario, told.edits)
        basis = self.basis or Basis(self.scenario)
        before, _ = sorted_out({**basis.settings, **self.settings})
        return edited(scenario_of(basis, before.scenario | told.scenario), before.edits | told.edits)

    def recipe_with(self, settings: Mapping[str, Any]) -> Recipe:
        """The recipe with settings ``society.…`` over those of the case."""
        changes = sorted_out(settings)[0].society
        if self.basis is None or not changes.keys() & {"file", "segment", "people"}:
            return replace(self.recipe, **changes)
        before, _ = sorted_out({**self.basis.settings, **self.settings})
        return recipe_of(self.basis, before.society | changes)

    def society(self, seed: int) -> Recipe:
        """The recipe of the society of a replicate."""
        return replace(self.recipe, seed=seed)


def case_of(name: str, basis: Basis, settings: Mapping[str, Any]) -> Case:
    """The case with these settings; raises InputError with everything that is wrong."""
    faults = Faults()
    told, faults.problems = sorted_out({**basis.settings, **settings})
    scenario = faults.attempt(lambda: edited(scenario_of(basis, told.scenario), told.edits))
    params = faults.attempt(lambda: params_of({**basis.params, **told.params}))
    recipe = faults.attempt(lambda: recipe_of(basis, told.society))
    if scenario and recipe:
        faults.attempt(lambda: check_segments(scenario, recipe))
    faults.raise_any()
    assert scenario  # without faults all three were made
    assert params
    assert recipe
    return Case(name, scenario, flat(params), recipe, dict(settings), basis)
