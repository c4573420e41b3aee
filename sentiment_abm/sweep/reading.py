"""From a study file to the fields of a study, with every problem of file, news, society and parameters at once."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.news.entries import text_of
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.cases import Basis, Case, case_of
from sentiment_abm.sweep.polls import read_polls
from sentiment_abm.sweep.schema import StudyFile, parsed
from sentiment_abm.sweep.settings import flattened

BASELINE = "baseline"


def read_file(path: Path, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the study in a TOML file; paths in it are seen from its folder."""
    if path.is_dir():
        raise InputError([f"{path} is a folder; give the study file in it"])
    try:
        tables = tomllib.loads(text_of(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError([f"{path.name}: not TOML: {error}"]) from None
    return read_tables(tables, path.name, path.parent, changes) | {"source": path.name}


def read_tables(tables: Mapping[str, Any], where: str, folder: Path, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a study given as tables; `where` begins the messages about the tables themselves.

    `changes` are settings over those of the study: by dotted name as in ``set``, or ``study.…``.
    """
    told = {name.removeprefix("study."): value for name, value in changes.items() if name.startswith("study.")}
    if isinstance(tables.get("study"), Mapping):
        tables = {**tables, "study": {**tables["study"], **told}}
    file, problems = parsed(tables)
    basis = Basis(
        scenario=file.scenario,
        params=flattened(file.params),
        society=file.society.model_dump(exclude_none=True),
        folder=folder,
        settings={name: value for name, value in changes.items() if not name.startswith("study.")},
    )
    cases, faults = _cases(file, basis)
    problems += faults
    polls: Sequence[Mapping[str, Any]] = ()
    try:
        polls = read_polls(folder / file.report.polls) if file.report.polls else ()
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(_placed(problem, where, file) for problem in problems)
    study = file.study.model_dump(exclude={"warmup"})
    return {**study, "cases": cases, "polls": polls}


def _cases(file: StudyFile, basis: Basis) -> tuple[tuple[Case, ...], list[str]]:
    """The cases of a study and everything that is wrong with them, what is wrong with all of them said once."""
    problems: list[str] = []
    cases: list[Case] = []
    if file.scenario is not None or not file.compare:
        cases += _attempt(BASELINE, basis, {}, problems)
    common = set(problems)
    for section in file.compare:
        faults: list[str] = []
        cases += _attempt(section.name, basis, flattened(section.set), faults)
        problems += [f"case {section.name!r}: {fault}" for fault in faults if fault not in common]
    distinct = _distinct(cases, problems)
    problems += _name_faults([section.name for section in file.compare], [case.name for case in distinct])
    return distinct, problems


def _attempt(name: str, basis: Basis, settings: Mapping[str, Any], problems: list[str]) -> list[Case]:
    try:
        return [case_of(name, basis, settings)]
    except InputError as error:
        problems += error.problems
        return []


def _distinct(cases: list[Case], problems: list[str]) -> tuple[Case, ...]:
    """The cases without a baseline that is one of the named cases already; two named ones may not be the same."""
    first: dict[str, Case] = {}
    for case in cases:
        twin = first.setdefault(case.key, case)
        if twin is not case and twin.name == BASELINE:
            first[case.key] = case
        elif twin is not case:
            problems.append(f"cases {twin.name!r} and {case.name!r} are the same in every setting")
    if len(cases) == 1 and cases[0].name == BASELINE:
        only = cases[0]
        return (Case(only.scenario.name, only.scenario, only.params, only.recipe),)
    return tuple(case for case in cases if first[case.key] is case)


def _name_faults(given: Sequence[str], made: Sequence[str]) -> Iterator[str]:
    for name, count in Counter(given).items():
        if count > 1:
            yield f"case {name!r} is given {count} times"
    if made.count(BASELINE) > 1 and given.count(BASELINE) == 1:
        yield f"case {BASELINE!r} differs from the study as it stands, which has this name: choose another"


def _placed(problem: str, where: str, file: StudyFile) -> str:
    """A problem with its place in front, unless it begins with the file that it is in."""
    own = (file.scenario or {}).get("news"), file.report.polls
    if any(isinstance(name, str) and problem.startswith(Path(name).name) for name in own):
        return problem
    return f"{where}: {problem}" if where else problem
