"""Run a study from the command line: what to run, progress while it runs, a short answer at the end, the report."""

import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sentiment_abm.commands.answer import answer
from sentiment_abm.commands.check import guess, product
from sentiment_abm.commands.errors import FAILED
from sentiment_abm.commands.progress import progress
from sentiment_abm.commands.starter import DEMO
from sentiment_abm.commands.terminal import say, width
from sentiment_abm.machine_code.folder import hindrance
from sentiment_abm.news.entries import text_of
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.news.toml_file import toml_tables
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.pools import pool_named
from sentiment_abm.sweep.screen import SUFFIX, screening
from sentiment_abm.sweep.store import Results
from sentiment_abm.sweep.study import Study

SLOW_STARTS = "every start compiles for half a minute; SENTIMENT_ABM_CACHE can name a folder to keep the code in"


def carry_out(study: Study, out: Path | None, workers: int | None, executor: str | None = None) -> int:
    """Run a study and write its report; returns the exit code."""
    folder = Path("results") / study.name if out is None else out
    command = shlex.join(["sentiment-abm", *sys.argv[1:]])
    pool = pool_named(executor) if executor else None
    study.check()

    if problem := hindrance():
        say(f"{problem}: {SLOW_STARTS}", err=True)

    def carried_out(study: Study, folder: Path) -> Results:
        say(f"{study.name}: {product(study)}; {guess(study, 1 if executor else workers)}", err=True)
        with progress(study.name) as tell:
            return study.run(folder, workers=workers, executor=pool, progress=tell, command=command)

    if study.sweep and study.sweep.screen:
        study = _screened(study, folder.with_name(f"{folder.name}{SUFFIX}"), carried_out)
    results = carried_out(study, folder)
    has_failed, has_done = _failures(results.runs), (results.runs["status"] != "failed").any()
    if has_done:
        say(answer(results, width()))
        del results  # the report reads what it needs, and both together would be twice the memory
        write_report(folder, keep=True)
    if has_failed is None:
        return 0
    say(has_failed, err=True)
    return FAILED


def _failures(runs: pd.DataFrame) -> str | None:
    """How many runs failed, and the first of them; None if there is none."""
    failed = runs[runs["status"] == "failed"]
    if failed.empty:
        return None
    first = failed.iloc[0]
    point = f"point {first['point']:.0f}, " if "point" in first else ""
    return (
        f"{len(failed)} of {len(runs)} runs failed, the first one (case {first['case']!r}, {point}replicate "
        f"{first['replicate']}): {first['error']}"
    )


def _screened(study: Study, folder: Path, carried_out: Callable[[Study, Path], Results]) -> Study:
    """The study that its screening leaves; what is in the folder of the screening already is not run again."""
    from sentiment_abm.analysis.screening import screened  # few studies have one

    found = screened(study, carried_out(screening(study), folder))
    write_report(folder, keep=True)
    assert found.sweep
    say(f"screened: {', '.join(axis.name for axis in found.sweep.axes)} go on", err=True)
    return found


def study_of(target: str, changes: Mapping[str, Any]) -> Study:
    """The study in a file; a scenario, from a file or the library, is a study of one case."""
    path = Path(target)
    if target not in scenarios and _is_study(path):
        return Study.from_file(path, changes)
    tables = {"study": {"name": path.stem}, "scenario": {"use": target}}
    return Study.from_tables(tables, changes)


def demo_study() -> Study:
    """Three outcomes of the same talks."""
    return Study.from_file(DEMO)


def changes_of(settings: Iterable[str], options: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over a study, from ``--set name=value`` and from options; an option that was not given is None.

    >>> changes_of(["trust.asymmetry=3"], {"study.days": 60, "study.seed": None})
    {'trust.asymmetry': 3, 'study.days': 60}
    """
    changes: dict[str, Any] = {}
    problems = []
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            problems.append(f"--set {setting!r} is not name=value")
        changes[name.strip()] = _value(text.strip())
    if problems:
        raise InputError(problems)
    return changes | {name: value for name, value in options.items() if value is not None}


def write_report(folder: Path, to: str | None = None, *, keep: bool = False) -> None:
    """Write the report of a results folder, to html, pdf or md with commas between, and say where it is.

    With `keep` a report stays as it is that would be written anew with the same bytes.
    """
    from sentiment_abm import report
    from sentiment_abm.report.current import MARKDOWN, PAGE, PDF, is_current

    if not (keep and is_current(folder)):
        report.write(folder, None if to is None else [name.strip() for name in to.split(",")])
    others = [name for name in (PDF, MARKDOWN) if (folder / name).exists()]
    say(f"report: {', '.join(str(folder / name) for name in (PAGE, *others))}")


def _is_study(path: Path) -> bool:
    """Whether to read a path as a study file: a TOML file, unless it says that it is a scenario."""
    if path.suffix.lower() != ".toml":
        return path.exists() and path.suffix.lower() != ".csv"
    try:
        tables = toml_tables(text_of(path))
    except ValueError:
        return True  # whoever reads it as a study says what is wrong
    return "study" in tables or not tables.keys() & {"items", "news", "process"}


def _value(text: str) -> Any:
    """A value as TOML would read it; anything else is text.

    >>> _value("3"), _value("true"), _value("promise_kept")
    (3, True, 'promise_kept')
    """
    try:
        return toml_tables(f"value = {text}")["value"]
    except ValueError:
        return text
