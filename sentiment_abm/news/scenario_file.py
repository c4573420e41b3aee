"""Scenario files: TOML or a news CSV in, a scenario or a talks process out, every problem named by its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sentiment_abm.news.clutter import ClutterWindow
from sentiment_abm.news.entries import Entry, date_of, read, text_of
from sentiment_abm.news.scenario import HEAD, Scenario
from sentiment_abm.news.table import read_table
from sentiment_abm.news.talks import Talks
from sentiment_abm.news.toml_file import toml_tables
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest

_CONTENTS = ("items", "news", "process")
_PROCESS = tuple(f.name for f in fields(Talks) if f.name not in HEAD and f.compare)
_WINDOW = tuple(f.name for f in fields(ClutterWindow))


def load(path: str | Path, **changes: Any) -> Scenario | Talks:
    """The scenario in a TOML file or a news CSV; `changes` replace keys of the file.

    Raises InputError that names file and key, or file and line, of everything that is wrong.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        table: Mapping[str, Any] = {"news": path.name}
    elif path.suffix.lower() == ".toml":
        table = _toml(path)
    else:
        raise InputError([f"{path}: a scenario is a .toml file, or a news table in a .csv file"])
    return from_table({"name": path.stem, **table, **changes}, path.name, path.parent)


def from_table(table: Mapping[str, Any], where: str, folder: Path) -> Scenario | Talks:
    """The scenario in a table: a whole file, or the ``[scenario]`` section of a study.

    The table holds one of `items` (list of tables), `news` (path of a CSV, seen from `folder`) and `process` (table
    of the fields of :class:`~sentiment_abm.news.talks.Talks`); the other keys are fields of
    :class:`~sentiment_abm.news.scenario.Scenario`.  `where` begins every message.

    >>> from_table({"name": "quiet", "items": []}, "study.toml [scenario]", Path()).name
    'quiet'
    """
    problems: list[str] = []
    table = _known(table, (*HEAD, *_CONTENTS), where, problems)
    contents = [key for key in _CONTENTS if key in table]
    if len(contents) != 1:
        problems.append(f"{where}: needs one of items, news and process, and has {' and '.join(contents) or 'none'}")
    head = {key: table[key] for key in HEAD if key in table} | {"place": where}
    if "extra_clutter" in head:
        head["extra_clutter"] = _windows(head["extra_clutter"], where, problems)
    if "start_date" in head:
        head["start_date"] = date_of(head["start_date"]) or head["start_date"]
    if contents == ["process"]:
        process = _known(table["process"], _PROCESS, f"{where} process", problems)
        return _made(Talks, {**process, **head}, problems)
    entries = _entries(table, where, folder, problems)
    given = {"name": Path(str(table.get("news", "scenario"))).stem, **_with_items(head, entries, problems)}
    return _made(Scenario, given, problems)


def _toml(path: Path) -> dict[str, Any]:
    text = text_of(path)
    try:
        return toml_tables(text)
    except ValueError as error:
        raise InputError([f"{path.name}: {error}"]) from None


def _known(table: object, allowed: Iterable[str], where: str, problems: list[str]) -> dict[str, Any]:
    """The part of a table under allowed keys; the rest is a problem."""
    if not isinstance(table, Mapping):
        problems.append(f"{where}: {shown(table)} is not a table")
        return {}
    problems += [f"{where}: unknown key {shown(key)}{nearest(key, allowed)}" for key in table if key not in allowed]
    return {key: value for key, value in table.items() if key in allowed}


def _windows(given: object, where: str, problems: list[str]) -> object:
    if not isinstance(given, list):
        return given
    windows = []
    for position, table in enumerate(given, start=1):
        place = f"{where} extra_clutter {position}"
        missing: dict[str, Any] = dict.fromkeys(_WINDOW)
        try:
            windows.append(ClutterWindow(**missing | _known(table, _WINDOW, place, problems)))
        except InputError as error:
            problems += [f"{place}: {problem}" for problem in error.problems]
    return windows


def _entries(table: Mapping[str, Any], where: str, folder: Path, problems: list[str]) -> list[Entry]:
    if "news" in table and isinstance(table["news"], (str, Path)):
        try:
            entries, faults = read_table(folder / table["news"])
        except InputError as error:
            problems += error.problems
            return []
        problems += faults
        return entries
    items = table.get("items", [])
    if "news" in table or not isinstance(items, list):
        problems.append(f"{where}: news is the path of a CSV file, items is a list of tables")
        return []
    named = [(f"{where} item {position}", each) for position, each in enumerate(items, start=1)]
    problems += [f"{place}: {shown(each)} is not a table" for place, each in named if not isinstance(each, Mapping)]
    return [Entry(place, each) for place, each in named if isinstance(each, Mapping)]


def _with_items(head: Mapping[str, Any], entries: Iterable[Entry], problems: list[str]) -> dict[str, Any]:
    """All fields of a scenario; items that could not be read are problems and are left out."""
    promiser = head.get("promiser", "leader")
    reading = read(entries, promiser if isinstance(promiser, str) else "leader", date_of(head.get("start_date")))
    items = reading.items
    if reading.problems:
        # The announcement of an outcome may be among the unreadable, so nobody can say that there is none before it.
        items = tuple(item for item in items if item.kind != "outcome" or item.hype is not None)
        problems += reading.problems
    return {"start_date": reading.start_date, **head, "items": items}


def _made[Made](kind: Callable[..., Made], given: Mapping[str, Any], problems: list[str]) -> Made:
    """The scenario or process with these fields, unless there are problems, here or there."""
    try:
        made = kind(**given)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return made
