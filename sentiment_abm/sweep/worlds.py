"""Worlds: the scenario and the society of a run, made of what a study says and the settings over it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sentiment_abm.engine.prepare import PEOPLE
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import chosen
from sentiment_abm.news.talks import Talks
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.schema import checked
from sentiment_abm.sweep.settings import CONTENTS, EDITABLE, edited

COSMETIC = ("name", "title", "description", "start_date")  # keys of a scenario that no citizen ever notices


class Basis(NamedTuple):
    """What all cases of a study start from; paths are seen from `folder`."""

    scenario: Mapping[str, Any] | Scenario | Talks | None  # as in the section [scenario], or made already
    params: Mapping[str, Any] = MappingProxyType({})  # by dotted name
    society: Mapping[str, Any] = MappingProxyType({})
    folder: Path = Path()
    settings: Mapping[str, Any] = MappingProxyType({})  # over all of these, in every case


def scenario_of(basis: Basis, changes: Mapping[str, Any]) -> Scenario | Talks:
    """The scenario of the section with these changes to its keys."""
    given = basis.scenario
    if isinstance(given, (Scenario, Talks)):
        if not changes.keys() & {*CONTENTS}:
            return replace(given, **changes)
        given = {}
    section = _changed(given or {}, changes, CONTENTS)
    if not section.keys() & {*CONTENTS}:
        raise InputError(["scenario: say what is in the news: use = a library name or a file, or news = a CSV file"])
    return chosen(section, "scenario", basis.folder)


def recipe_of(basis: Basis, changes: Mapping[str, Any]) -> Recipe:
    """The recipe of the section with these changes."""
    table = checked("society", _changed(basis.society, changes, ("people", "file")))
    segments = table.pop("segment", None)
    if "file" in table:
        table["file"] = basis.folder / table["file"]
    else:
        table.setdefault("people", PEOPLE)
    return Recipe(**table, segments=segments)


def check_segments(scenario: Scenario | Talks, recipe: Recipe) -> None:
    """Raise InputError where tables by segment and the segments of the society do not fit, or a file cannot be read."""
    segments = build(recipe).segments if recipe.file is not None else recipe.publics
    scenario.realize(days=1, seed=0).timeline([segment.name for segment in segments])


def scenario_key(scenario: Scenario | Talks) -> str:
    """A hash of everything in a scenario that can change a run, and of nothing else."""
    return _hash(_text(type(scenario), scenario.as_table()))


def script_keys(script: Scenario, fields: Sequence[str], rows: Iterable[Sequence[float]]) -> list[str]:
    """The keys of a script with these fields of its items changed to the numbers of each row.

    What `scenario_key` says of every edited script, without making a hundred thousand of them: all their texts are
    one text with other numbers in it.  The fields must be :data:`~sentiment_abm.sweep.settings.EDITABLE` and mean
    something for the script, the numbers be of the declared type and range.
    """
    table, mark = script.as_table(), scenario_key(script)  # no text contains its own hash
    for item, told in zip(script.items, table["items"], strict=True):
        told |= {field: f"{mark}{k}" for k, field in enumerate(fields) if item.kind in EDITABLE[field]}
    start, *parts = _text(Scenario, table).split(f'"{mark}')
    # Which number comes next, and the text after it.
    followed = [(int(k), text) for k, text in (part.split('"', 1) for part in parts)]
    defaults = [NewsItem.__dataclass_fields__[field].default for field in fields]
    found = []
    for row in rows:
        if any(value == default for value, default in zip(row, defaults, strict=True)):
            # What is at its default has no place in the text.
            found.append(scenario_key(edited(script, dict(zip(fields, row, strict=True)))))
        else:
            numbers = [json.dumps(value) for value in row]
            found.append(_hash("".join([start, *(numbers[k] + text for k, text in followed)])))
    return found


def _text(kind: type, table: Mapping[str, Any]) -> str:
    content = {name: value for name, value in table.items() if name not in COSMETIC}
    return json.dumps([kind.__name__, content], sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _changed(table: Mapping[str, Any], changes: Mapping[str, Any], one_of: tuple[str, ...]) -> dict[str, Any]:
    """A table with changes over it; of the keys `one_of` a new one takes the place of the old."""
    replaced = one_of if changes.keys() & {*one_of} else ()
    return {key: value for key, value in table.items() if key not in replaced} | dict(changes)
