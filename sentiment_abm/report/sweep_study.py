"""The report of a sweep: which settings move the outcomes and by how much, point by point, from the store alone."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.scenario_file import from_table
from sentiment_abm.report import design, health, swept_answer
from sentiment_abm.report.effects import Effect
from sentiment_abm.report.failed import reasons
from sentiment_abm.report.figures import chosen_of, drawn
from sentiment_abm.report.findings import Findings, findings, tables
from sentiment_abm.report.indices import index_remark
from sentiment_abm.report.measures import DISAPPOINTMENT, HOPE_PEAK, NET, TRUST
from sentiment_abm.report.news_table import news_rows, told_items
from sentiment_abm.report.numbers import counted, listed
from sentiment_abm.report.page import Content
from sentiment_abm.report.points import shown_rows
from sentiment_abm.report.precision import verdict
from sentiment_abm.report.side_by_side import side_by_side
from sentiment_abm.report.swept_figures import MOST_CURVES, planned
from sentiment_abm.sweep.store import Results

MAIN = (NET, HOPE_PEAK, DISAPPOINTMENT, TRUST)  # columns of the tables
FEW_REPLICATES = 5
SECTIONS = {
    "answer": "Answer",
    "setup": "Set-up",
    "design": "Design",
    "effects": "Each setting",
    "maps": "Settings two by two",
    "sensitivity": "Sensitivity",
    "contrasts": "Cases",
    "points": "Points",
    "adequacy": "Replicates",
    "health": "Run health",
    "provenance": "Provenance",
    "limits": "Limits and ethics",
    "glossary": "Glossary",
}


def content(results: Results, done: pd.DataFrame, folder: Path) -> Content:
    """What the report says; its figures are drawn into `folder`."""
    found = findings(results, done)
    plans = chosen_of(planned(results, found.ranking, found.cases, found.indices), results)
    figures = side_by_side(partial(drawn, results=results, folder=folder), plans)
    words = {**_what(results.manifest, found), **_outcome(found), **_trouble(results, found)}
    sections = _sections({figure.section for figure in figures}, found)
    return Content("sweep.html.j2", sections, words, figures, tables(found))


def _what(manifest: Mapping[str, Any], found: Findings) -> dict[str, Any]:
    """What was run, and how to read it."""
    return {
        "method": design.method(manifest, single=int(found.points["runs"].max()) < 2),
        "design": design.facts(manifest, found.points["runs"].tolist()),
        "varied": list(design.varied(manifest)),
        "names": found.names,
        "cases": found.cases,
        "news": _news(manifest),
        "sentences": list(_sentences(int(manifest["days"]), found)),
    }


def _sentences(days: int, found: Findings) -> Iterator[str]:
    """The answer."""
    yield from swept_answer.sentences(found.effects, found.order, days, partial(index_remark, found.indices))
    yield swept_answer.compared(found.contrasts)
    yield swept_answer.extremes(found.points, found.ranking, found.rivals, found.wanted)


def _outcome(found: Findings) -> dict[str, Any]:
    """The tables of the page."""
    return {
        "measures": MAIN,
        "effects": list(_by_setting(found)),
        "hidden": max(len(found.ranking) - MOST_CURVES, 0),
        "indices": found.indices,
        "contrasts": found.contrasts,
        "points": list(shown_rows(found.points, found.names, MAIN)),
        "count": len(found.points),
        "verdict": verdict(found.precisions[0], found.points["runs"]),
        "precisions": found.precisions,
    }


def _by_setting(found: Findings) -> Iterator[tuple[str, str, list[Effect | None]]]:
    """The effects as rows of a table: setting, case, and the effect on each of the main measures."""
    known = {(each.setting, each.case, each.of): each for each in found.effects}
    for name in found.ranking:
        for case in found.cases:
            yield name, case, [known.get((name, case, measure.column)) for measure in MAIN]


def _news(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The news as the cases have it; none for talks that draw their own."""
    told = {name: from_table(case["scenario"], "manifest.json", Path()) for name, case in manifest["cases"].items()}
    items = {name: told_items(scenario) for name, scenario in told.items() if isinstance(scenario, Scenario)}
    return news_rows(items, dated=bool(manifest.get("start_date"))) if len(items) == len(told) else []


def _trouble(results: Results, found: Findings) -> dict[str, Any]:
    """Everything that weakens what the report says, and the runs that failed."""
    cases = list(results.manifest["cases"])
    told = [*health.lost(results), *_thin(found, stopped=bool(results.manifest.get("stop"))), *health.crowded(cases)]
    return {"warnings": told, "reasons": reasons(results.runs, found.names)}


def _thin(found: Findings, *, stopped: bool) -> Iterator[str]:
    """What to say about points with few runs or none."""
    if len(found.points) < found.wanted:
        yield f"{counted(found.wanted - len(found.points), 'point')} of {found.wanted:,} have no finished run."
    low, high = int(found.points["runs"].min()), int(found.points["runs"].max())
    if low < high and not stopped:
        yield f"Points have {low:,} to {counted(high, 'finished run')}; differences use the replicates that both have."
    if 1 < high < FEW_REPLICATES:
        yield f"Only {counted(high, 'replicate')}: intervals rest on few runs and hold only if these are about normal."
    told = {each.setting for each in found.effects}
    if silent := [name for name in found.names if name not in told]:
        yield f"These runs say nothing about {listed(silent)}: one value alone, or too many names."


def _sections(drawn_in: Collection[str], found: Findings) -> dict[str, str]:
    """The sections that have something in them."""
    there = {"maps": "maps" in drawn_in, "contrasts": len(found.cases) > 1}
    there["sensitivity"] = "sensitivity" in drawn_in or any(each.problem for each in found.indices)
    return {name: title for name, title in SECTIONS.items() if there.get(name, True)}
