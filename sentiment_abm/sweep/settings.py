"""Settings by dotted name: what ``set`` of a case may change, in the scenario, the society or the parameters."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from sentiment_abm.news.item import KINDS, MEANT_FOR, NewsItem
from sentiment_abm.news.scenario import HEAD, Scenario
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, declared, nearest
from sentiment_abm.sweep.schema import SocietySection

CONTENTS = ("use", "items", "news", "process")  # what a [scenario] is made of, one of them
SECTION = (*CONTENTS, *HEAD)
EDITABLE: Mapping[str, tuple[str, ...]] = {
    **MEANT_FOR,
    "hype": ("announcement",),  # an outcome takes over what its announcement promised
    "coverage": KINDS,
}
"""The fields of news items that a setting changes, on every item of these kinds."""

PROCESS = tuple(field.name for field in fields(Talks) if field.name not in HEAD and field.compare)
_WHOLE = ("scenario.sources", "scenario.delivered", "scenario.process")  # values that are tables
_LONG = "scenario.process."  # what a field of the talks may be called where the process as a whole is not meant


class Settings(NamedTuple):
    """Settings by what they change."""

    scenario: dict[str, Any]  # keys of the section [scenario]
    edits: dict[str, Any]  # fields of the news items, or of the talks process
    society: dict[str, Any]
    params: dict[str, Any]


def flattened(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables with dotted names.

    >>> flattened({"trust": {"asymmetry": 2.0}, "scenario.hype": 0.5})
    {'trust.asymmetry': 2.0, 'scenario.hype': 0.5}
    """
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        is_group = isinstance(value, Mapping) and name not in _WHOLE
        found.update(flattened(value, f"{name}.") if is_group else {name: value})
    return found


def sorted_out(settings: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings by what they change, and a problem for every name that nothing goes by."""
    found = Settings({}, {}, {}, {})
    problems = []
    for name, value in settings.items():
        group, _, field = canonical(name).partition(".")
        if group == "scenario" and field in SECTION:
            found.scenario[field] = value
        elif group == "scenario" and field in (*EDITABLE, *PROCESS):
            found.edits[field] = value
        elif group == "society" and field in SocietySection.model_fields:
            found.society[field] = value
        elif name in names():
            found.params[name] = value
        else:
            problems.append(f"unknown setting {name!r}{nearest(name, names())}")
    return found, problems


def canonical(name: str) -> str:
    """The one name of a setting that has two.

    >>> canonical("scenario.process.lead"), canonical("scenario.hype")
    ('scenario.lead', 'scenario.hype')
    """
    field = name.removeprefix(_LONG)
    return f"scenario.{field}" if field != name and field in PROCESS else name


def names() -> list[str]:
    """Every name that a setting may have."""
    scenario = dict.fromkeys((*SECTION, *EDITABLE, *PROCESS, *(f"process.{name}" for name in PROCESS)))
    society = SocietySection.model_fields
    return [
        *(item.name for item in declared(Params)),
        *(f"scenario.{name}" for name in scenario),
        *(f"society.{name}" for name in society),
    ]


def edited(scenario: Scenario | Talks, edits: Mapping[str, Any]) -> Scenario | Talks:
    """The scenario with fields changed on every item that has them; or the process with fields changed.

    >>> from sentiment_abm.news.shelf import scenarios
    >>> [item.hype for item in edited(scenarios["promise_broken"], {"hype": 0.5}).items]
    [0.5, None]

    Raises InputError for a value out of range, or a field that no item has.
    """
    if not edits:
        return scenario
    if problems := list(_misfits(scenario, edits)):
        raise InputError(problems)
    if isinstance(scenario, Talks):
        with _told_as_settings(scenario.place or f"scenario {scenario.name!r}"):
            return replace(scenario, **edits)
    return replace(scenario, items=tuple(_edited(item, edits) for item in scenario.items))


def _misfits(scenario: Scenario | Talks, edits: Mapping[str, Any]) -> Iterator[str]:
    kinds = {item.kind for item in scenario.items} if isinstance(scenario, Scenario) else set()
    for name in edits:
        if isinstance(scenario, Talks):
            if name not in PROCESS:
                yield f"scenario.{name} means nothing for talks as a process{nearest(name, PROCESS)}"
        elif name not in EDITABLE:
            yield f"scenario.{name} means something for talks as a process only, and {scenario.name!r} is a script"
        elif not kinds & set(EDITABLE[name]):
            yield f"scenario.{name} changes nothing: {scenario.name!r} has no {' or '.join(EDITABLE[name])}"


def _edited(item: NewsItem, edits: Mapping[str, Any]) -> NewsItem:
    """The item with those edits that its kind can have; it keeps its id, and with it its luck."""
    mine = {name: value for name, value in edits.items() if item.kind in EDITABLE[name]}
    with _told_as_settings(item.place or item.where):
        return replace(item, **mine) if mine else item


@contextlib.contextmanager
def _told_as_settings(place: str) -> Iterator[None]:
    """Name the setting in place of the item: the item was fine before the setting changed it."""
    try:
        yield
    except InputError as error:
        raise InputError(f"scenario.{problem.removeprefix(f'{place}: ')}" for problem in error.problems) from None
