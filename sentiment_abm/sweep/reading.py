"""From a study file to the fields of a study, with every problem of file, news, society and parameters at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sentiment_abm.engine.prepare import news_of
from sentiment_abm.news.entries import text_of
from sentiment_abm.news.toml_file import toml_tables
from sentiment_abm.news.values import shown
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, flat
from sentiment_abm.sweep.calibrating import Request, request_of
from sentiment_abm.sweep.cases import Case, case_of
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.polls import read_polls
from sentiment_abm.sweep.schema import CalibrateSection, StudyFile, parsed
from sentiment_abm.sweep.settings import flattened
from sentiment_abm.sweep.stopping import Stop
from sentiment_abm.sweep.worlds import Basis

BASELINE = "baseline"
SECTIONS = ("study", "sweep", "stop", "calibrate")  # of which single keys can be changed over a file

type Compared = Sequence[tuple[str, Mapping[str, Any]]]  # names of cases with their settings


def read_file(path: Path, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the study in a TOML file; paths in it are seen from its folder."""
    if path.is_dir():
        raise InputError([f"{path} is a folder; give the study file in it"])
    text = text_of(path)
    try:
        tables = toml_tables(text)
    except ValueError as error:
        raise InputError([f"{path.name}: not TOML: {error}"]) from None
    return read_tables(tables, path.name, path.parent, changes) | {"source": path.name}


def read_tables(tables: Mapping[str, Any], where: str, folder: Path, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a study given as tables; `where` begins the messages about the tables themselves.

    `changes` are settings over those of the study: by dotted name as in ``set``, or ``study.…``, ``sweep.…``,
    ``stop.…``.
    """
    for name, value in changes.items():
        tables = _changed(tables, name.split("."), value) if name.split(".")[0] in SECTIONS else tables
    file, problems = parsed(tables)
    basis = Basis(
        scenario=file.scenario,
        params=flattened(file.params),
        society=file.society.model_dump(exclude_none=True),
        folder=folder,
        settings={name: value for name, value in changes.items() if name.split(".")[0] not in SECTIONS},
    )
    faults = Faults(problems)
    fields = file.study.model_dump(exclude={"warmup"})
    compared = [(section.name, flattened(section.set)) for section in file.compare]
    fields["cases"] = faults.attempt(lambda: cases_of(basis, compared))
    if sweep := file.sweep:
        fields["sweep"] = faults.attempt(lambda: Sweep(**sweep.model_dump()))
    if stop := file.stop:
        fields["stop"] = faults.attempt(lambda: Stop(**stop.precision.model_dump(), max_replicates=stop.max_replicates))
    if told := file.calibrate:
        fields["calibrate"] = faults.attempt(lambda: _request(told, folder))
    fields |= {"charts": tuple(file.report.charts), "outputs": tuple(file.report.outputs)}
    if polls := file.report.polls:
        fields["polls"] = faults.attempt(lambda: read_polls(folder / polls))
    if faults.problems:
        raise InputError(_placed(problem, where, file) for problem in faults.problems)
    return fields


def _request(told: CalibrateSection, folder: Path) -> Request:
    data = None if told.data is None else folder / told.data
    return request_of(data, told.free, told.fit, told.holdout_from, told.waves_until)


def cases_of(basis: Basis, compared: Compared) -> tuple[Case, ...]:
    """The cases of a study; raises InputError with everything that is wrong, what is wrong with all of them once."""
    problems: list[str] = []
    cases: list[Case] = []
    if basis.scenario is not None or not compared:
        cases += _attempt(BASELINE, basis, {}, problems)
    common = set(problems)
    for name, settings in compared:
        faults: list[str] = []
        cases += _attempt(name, basis, settings, faults)
        problems += [f"case {name!r}: {fault}" for fault in faults if fault not in common]
    distinct = _distinct(cases, problems)
    problems += _name_faults([name for name, _ in compared], [case.name for case in distinct])
    if problems:
        raise InputError(problems)
    return distinct


def told_cases(scenario: Any, society: Any, params: Any, compare: Any) -> tuple[Case, ...]:
    """The cases of what Python code says, as a file would say it."""
    params = flat(params) if isinstance(params, Params) else params
    tables = {"society": society or {}, "params": params or {}, "compare": compare or {}}
    tables |= {f"compare {name!r}": each for name, each in tables["compare"].items()} if _is_table(compare) else {}
    if problems := [f"{name} {shown(table)} is not a table" for name, table in tables.items() if not _is_table(table)]:
        raise InputError(problems)
    if isinstance(scenario, (str, Path)):
        scenario = {"use": str(scenario)}
    elif scenario is not None and not _is_table(scenario):
        scenario = news_of(scenario)
    basis = Basis(scenario, flattened(tables["params"]), tables["society"])
    return cases_of(basis, [(str(name), flattened(settings)) for name, settings in tables["compare"].items()])


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
        return (replace(cases[0], name=cases[0].scenario.name),)
    return tuple(case for case in cases if first[case.key] is case)


def _name_faults(given: Sequence[str], made: Sequence[str]) -> Iterator[str]:
    for name, count in Counter(given).items():
        if count > 1:
            yield f"case {name!r} is given {count} times"
    if made.count(BASELINE) > 1 and given.count(BASELINE) == 1:
        yield f"case {BASELINE!r} differs from the study as it stands, which has this name: choose another"


def _changed(tables: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Nested tables with another value at a path; what should be a table and is none stays, to be complained of."""
    inner = tables.get(path[0], {})
    if len(path) > 1:
        value = _changed(inner, path[1:], value) if isinstance(inner, Mapping) else inner
    return {**tables, path[0]: value}


def _placed(problem: str, where: str, file: StudyFile) -> str:
    """A problem with its place in front, unless it begins with the file that it is in."""
    own = (file.scenario or {}).get("news"), file.report.polls
    if any(isinstance(name, str) and problem.startswith(Path(name).name) for name in own):
        return problem
    return f"{where}: {problem}" if where else problem


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)
