"""The report of a study of cases: what each came to day by day, and how they differ."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from sentiment_abm.report import answer, health
from sentiment_abm.report.figures import chosen_of, drawn, few, planned, showable_polls
from sentiment_abm.report.measures import (
    MEASURES,
    Measure,
    Outcome,
    contrast_table,
    contrasts,
    outcome,
    outcome_table,
)
from sentiment_abm.report.news_table import news_rows
from sentiment_abm.report.page import Content
from sentiment_abm.report.side_by_side import side_by_side
from sentiment_abm.sweep.store import Results

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


def content(results: Results, done: pd.DataFrame, folder: Path) -> Content:
    """What the report says; its figures are drawn into `folder`."""
    manifest, polls = results.manifest, showable_polls(results)
    cases = [case for case in manifest["cases"] if case in set(done["case"])]
    outcomes = [outcome(done, case, measure) for case in cases for measure in MEASURES]
    found = contrasts(done, cases)
    plans = chosen_of(planned(results, few(cases), polls), results)
    figures = side_by_side(partial(drawn, results=results, folder=folder), plans)
    words = {
        "sentences": answer.sentences(outcomes, found, int(manifest["days"]), results.start_date),
        "method": answer.method(outcomes),
        "outcomes": _by_measure(outcomes),
        "cases": cases,
        "news": news_rows({case: results.items[case] for case in cases}, dated=results.start_date is not None),
        "redrawn": any("process" in case["scenario"] for case in manifest["cases"].values()),
        "contrasts": found,
        "warnings": health.warnings(results, len(manifest.get("polls", ())) - len(polls)),
        "failures": health.failures(results.runs),
    }
    empty = {"trajectories", "segments", "flows"} - {figure.section for figure in figures}
    empty |= {"contrasts"} if len(cases) < 2 else set()
    return Content(
        "cases.html.j2",
        {name: title for name, title in SECTIONS.items() if name not in empty},
        words,
        figures,
        {"answer": outcome_table(outcomes), "contrasts": contrast_table(found)},
    )


def _by_measure(outcomes: Sequence[Outcome]) -> list[tuple[Measure, list[Outcome]]]:
    """The outcomes as rows of a table: a measure, and what it came to in each case."""
    return [(measure, [o for o in outcomes if o.measure is measure]) for measure in MEASURES]
