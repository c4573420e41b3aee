"""Write a report: tables, figures and one HTML page that needs nothing else, the same bytes every time."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sentiment_abm.charts import style
from sentiment_abm.report import answer, health, setting
from sentiment_abm.report.figures import Shown, drawn, few, forget_others, planned, showable_polls
from sentiment_abm.report.lettering import font_faces
from sentiment_abm.report.measures import (
    MEASURES,
    Measure,
    Outcome,
    contrast_table,
    contrasts,
    finished,
    outcome,
    outcome_table,
)
from sentiment_abm.report.news_table import news_rows
from sentiment_abm.report.numbers import number, span
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import whole
from sentiment_abm.sweep.store import load

SECTIONS = {
    "answer": "Answer",
    "setup": "Set-up",
    "news": "News",
    "trajectories": "Trajectories",
    "segments": "Segments",
    "flows": "Moves between moods",
    "contrasts": "Contrasts",
    "health": "Run health",
    "provenance": "Provenance",
    "limits": "Limits and ethics",
    "glossary": "Glossary",
}


def write(directory: str | Path) -> Path:
    """Write tables/, figures/ and report.html into a results folder, and return the path of the page.

    Everything comes from the folder itself, so a second call writes the same bytes.  Raises InputError if the folder
    holds no results, or no run that came to an end.
    """
    folder = Path(directory).resolve()
    results = load(folder)
    done = finished(results.runs)
    if done.empty:
        raise InputError([f"{folder.name} has no finished run to report on"])
    polls = showable_polls(results)
    cases = [case for case in results.manifest["cases"] if case in set(done["case"])]
    outcomes = [outcome(done, case, measure) for case in cases for measure in MEASURES]
    found = contrasts(done, cases)
    figures = [drawn(plan, results, folder) for plan in planned(results, few(cases), polls)]
    _store(folder, {"answer": outcome_table(outcomes), "contrasts": contrast_table(found)})
    page = _template().render(
        manifest=results.manifest,
        title=results.manifest.get("title") or results.manifest["study"],
        sections=_sections(figures, several=len(cases) > 1),
        sentences=answer.sentences(outcomes, found, int(results.manifest["days"]), results.start_date),
        method=answer.method(outcomes),
        outcomes=_by_measure(outcomes),
        cases=cases,
        setup=setting.setup(results.manifest),
        glossary=setting.glossary(),
        news=news_rows({case: results.items[case] for case in cases}, dated=results.start_date is not None),
        redrawn=any("process" in case["scenario"] for case in results.manifest["cases"].values()),
        figures=figures,
        fonts=Markup(font_faces(figure.wide + figure.narrow for figure in figures)),  # noqa: S704  # rules of our own
        contrasts=found,
        warnings=health.warnings(results.manifest, results.runs, len(results.manifest.get("polls", ())) - len(polls)),
        counts=health.counts(results.manifest, results.runs),
        failures=health.failures(results.runs),
        provenance=health.provenance(results.manifest),
        manifest_text=health.manifest_text(results.manifest),
    )
    path = folder / "report.html"
    with whole(path) as unfinished:
        unfinished.write_text(page, encoding="utf-8", newline="\n")
    forget_others(folder, {figure.name for figure in figures})
    return path


def _sections(figures: Sequence[Shown], *, several: bool) -> dict[str, str]:
    """The sections that have something in them."""
    empty = {name for name in ("segments",) if not any(figure.section == name for figure in figures)}
    return {name: title for name, title in SECTIONS.items() if name not in empty and (several or name != "contrasts")}


def _by_measure(outcomes: Sequence[Outcome]) -> list[tuple[Measure, list[Outcome]]]:
    """The outcomes as rows of a table: a measure, and what it came to in each case."""
    return [(measure, [o for o in outcomes if o.measure is measure]) for measure in MEASURES]


def _store(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    for name, table in tables.items():
        (folder / "tables" / f"{name}.csv").write_bytes(style.csv(table))


def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("sentiment_abm.report"),
        autoescape=True,  # every text of a study is text, whatever it looks like
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number}
    environment.globals |= {"span": span}
    return environment.get_template("report.html.j2")
