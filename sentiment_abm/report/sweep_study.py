"""The report of a sweep: which settings move the outcomes and by how much, point by point, from the store alone."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.scenario_file import from_table
from sentiment_abm.report import design, health, swept_answer
from sentiment_abm.report.effects import Effect, effect_table, effects, ranked
from sentiment_abm.report.failed import reasons
from sentiment_abm.report.figures import drawn
from sentiment_abm.report.indices import Indexed, index_ranking, index_remark, index_table, indexed
from sentiment_abm.report.measures import (
    DISAPPOINTMENT,
    HOPE_PEAK,
    MEASURES,
    NET,
    TRUST,
    contrast_table,
    contrasts,
)
from sentiment_abm.report.news_table import news_rows, told_items
from sentiment_abm.report.numbers import counted, listed
from sentiment_abm.report.page import Content
from sentiment_abm.report.points import as_good, point_table, shown_rows
from sentiment_abm.report.precision import precision_table, precisions, verdict
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
    manifest, sweep = results.manifest, results.manifest["sweep"]
    cases = [case for case in manifest["cases"] if case in set(done["case"])]
    names = [axis["name"] for axis in sweep["settings"]]
    found = effects(done, sweep, MEASURES, cases)
    indices = list(indexed(results, swept_answer.TOLD, cases))
    order = {measure: index_ranking(indices, measure) or ranked(found, measure.column) for measure in swept_answer.TOLD}
    ranking = order[NET]
    points = point_table(done, names, MEASURES)
    known = list(precisions(done, points, MEASURES))
    between = contrasts(_shared(done, cases), cases)
    figures = [drawn(plan, results, folder) for plan in planned(results, ranking, cases)]
    words = {
        "sentences": [
            *swept_answer.sentences(found, order, int(manifest["days"]), partial(index_remark, indices)),
            swept_answer.compared(between),
            swept_answer.extremes(points, ranking, as_good(done, points, NET.column)),
        ],
        "method": design.method(manifest, single=int(points["runs"].max()) < 2),
        "design": design.facts(manifest, points["runs"].tolist()),
        "varied": list(design.varied(manifest)),
        "measures": MAIN,
        "effects": _by_setting(found, ranking, cases),
        "hidden": max(len(ranking) - MOST_CURVES, 0),
        "cases": cases,
        "news": _news(manifest),
        "indices": indices,
        "contrasts": between,
        "names": names,
        "points": list(shown_rows(points, names, MAIN)),
        "count": len(points),
        "verdict": verdict(known[0], points["runs"]),
        "precisions": known,
        "warnings": _warnings(results, points, names, found),
        "reasons": reasons(results.runs, names),
    }
    tables = {"points": points, "effects": effect_table(found), "adequacy": precision_table(known)}
    tables |= {"contrasts": contrast_table(between)} if len(cases) > 1 else {}
    tables |= {"sensitivity": index_table(indices)} if indices else {}
    sections = _sections({figure.section for figure in figures}, indices, cases)
    return Content("sweep.html.j2", sections, words, figures, tables)


def _shared(done: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """The runs of points and replicates that came to an end in all cases, so that these can be compared."""
    return done[done.groupby(["point", "replicate"])["case"].transform("size") == len(cases)]


def _by_setting(
    found: Sequence[Effect], ranking: Sequence[str], cases: Sequence[str]
) -> list[tuple[str, str, list[Effect | None]]]:
    """The effects as rows of a table: setting, case, and the effect on each of the main measures."""
    known = {(each.setting, each.case, each.of): each for each in found}
    rows = [(name, case) for name in ranking for case in cases]
    return [(name, case, [known.get((name, case, measure.column)) for measure in MAIN]) for name, case in rows]


def _news(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The news as the cases have it; none for talks that draw their own."""
    told = {name: from_table(case["scenario"], "manifest.json", Path()) for name, case in manifest["cases"].items()}
    items = {name: told_items(scenario) for name, scenario in told.items() if isinstance(scenario, Scenario)}
    return news_rows(items, dated=bool(manifest.get("start_date"))) if len(items) == len(told) else []


def _warnings(results: Results, points: pd.DataFrame, names: Sequence[str], found: Sequence[Effect]) -> list[str]:
    """Everything that weakens what the report says."""
    told = health.lost(results)
    wanted = results.manifest["sweep"]["count"] * len(results.manifest["cases"])
    if len(points) < wanted:
        told.append(f"{counted(wanted - len(points), 'point')} of {wanted:,} have no finished run.")
    low, high = int(points["runs"].min()), int(points["runs"].max())
    if low < high and not results.manifest.get("stop"):
        told.append(
            f"Points have {low:,} to {counted(high, 'finished run')}; differences use the replicates that both have."
        )
    if 1 < high < FEW_REPLICATES:
        told.append(
            f"Only {counted(high, 'replicate')}: intervals rest on few runs and hold only if these are about normal."
        )
    if silent := [name for name in names if all(each.setting != name for each in found)]:
        told.append(
            f"Nothing can be said about {listed(silent)}: one value alone, or names without order, in these runs."
        )
    return told + health.crowded(list(results.manifest["cases"]))


def _sections(drawn_in: Collection[str], indices: Sequence[Indexed], cases: Sequence[str]) -> dict[str, str]:
    """The sections that have something in them."""
    there = {"maps": "maps" in drawn_in, "sensitivity": bool(indices), "contrasts": len(cases) > 1}
    return {name: title for name, title in SECTIONS.items() if there.get(name, True)}
