"""Cases: what a study says, with the settings of one ``[[compare]]`` over it, made into what a run needs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sentiment_abm.engine.prepare import PEOPLE, params_of
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import chosen
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.spec import InputError, flat
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.schema import checked
from sentiment_abm.sweep.settings import CONTENTS, edited, sorted_out

COSMETIC = ("name", "title", "description", "start_date")  # keys of a scenario that no citizen ever notices
DEFAULTS = flat(Params())


class Basis(NamedTuple):
    """What all cases of a study start from, as tables; paths are seen from `folder`."""

    scenario: Mapping[str, Any] | None
    params: Mapping[str, Any]  # by dotted name
    society: Mapping[str, Any]
    folder: Path
    settings: Mapping[str, Any] = MappingProxyType({})  # over all of these, in every case


@dataclass(frozen=True)
class Case:
    """One world that a study looks at; its replicates differ in their seed alone."""

    name: str
    scenario: Scenario | Talks
    params: Mapping[str, float | bool]  # all of them, by dotted name
    recipe: Recipe  # its seed is replaced by that of the replicate
    settings: Mapping[str, Any] = field(default_factory=dict)  # what sets it apart, by dotted name

    @property
    def changed(self) -> dict[str, float | bool]:
        """The parameters that differ from their defaults."""
        return {name: value for name, value in self.params.items() if value != DEFAULTS[name]}

    def society(self, seed: int) -> Recipe:
        """The recipe of the society of a replicate."""
        return replace(self.recipe, seed=seed)

    @cached_property
    def key(self) -> str:
        """A hash of everything that can change a run, and of nothing else."""
        scenario = {name: value for name, value in self.scenario.as_table().items() if name not in COSMETIC}
        kind = type(self.scenario).__name__
        content = json.dumps([kind, scenario, dict(self.params), self.recipe.key], sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def case_of(name: str, basis: Basis, settings: Mapping[str, Any]) -> Case:
    """The case with these settings; raises InputError with everything that is wrong."""
    faults = Faults()
    told, faults.problems = sorted_out({**basis.settings, **settings})
    scenario = faults.attempt(lambda: edited(_scenario(basis, told.scenario), told.edits))
    params = faults.attempt(lambda: params_of({**basis.params, **told.params}))
    recipe = faults.attempt(lambda: _recipe(basis, told.society))
    if scenario and recipe:
        faults.attempt(lambda: _check_segments(scenario, recipe))
    faults.raise_any()
    assert scenario  # without faults all three were made
    assert params
    assert recipe
    return Case(name, scenario, flat(params), recipe, dict(settings))


def _scenario(basis: Basis, changes: Mapping[str, Any]) -> Scenario | Talks:
    """The scenario of the section with these changes."""
    section = _changed(basis.scenario or {}, changes, CONTENTS)
    if not section.keys() & set(CONTENTS):
        raise InputError(["scenario: say what is in the news: use = a library name or a file, or news = a CSV file"])
    return chosen(section, "scenario", basis.folder)


def _recipe(basis: Basis, changes: Mapping[str, Any]) -> Recipe:
    """The recipe of the section with these changes."""
    table = checked("society", _changed(basis.society, changes, ("people", "file")))
    segments = table.pop("segment", None)
    if "file" in table:
        table["file"] = basis.folder / table["file"]
    else:
        table.setdefault("people", PEOPLE)
    return Recipe(**table, segments=segments)


def _changed(table: Mapping[str, Any], changes: Mapping[str, Any], one_of: tuple[str, ...]) -> dict[str, Any]:
    """A table with changes over it; of the keys `one_of` a new one takes the place of the old."""
    replaced = one_of if changes.keys() & set(one_of) else ()
    return {key: value for key, value in table.items() if key not in replaced} | dict(changes)


def _check_segments(scenario: Scenario | Talks, recipe: Recipe) -> None:
    """Raise InputError where tables by segment and the segments of the society do not fit, or a file cannot be read."""
    segments = build(recipe).segments if recipe.file is not None else recipe.publics
    scenario.realize(days=1, seed=0).timeline([segment.name for segment in segments])
