"""Everything that the report of a sweep knows, as numbers: effects, indices, points, cases, precision."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sentiment_abm.analysis.contrast import Contrast
from sentiment_abm.report.effects import Effect, effect_table, effects, ranked
from sentiment_abm.report.indices import Indexed, index_ranking, index_table, indexed, pair_table
from sentiment_abm.report.measures import MEASURES, NET, Measure, contrast_table, contrasts
from sentiment_abm.report.points import as_good, point_table
from sentiment_abm.report.precision import Precision, precision_table, precisions
from sentiment_abm.report.swept_answer import TOLD
from sentiment_abm.sweep.store import Results


class Findings(NamedTuple):
    """The numbers of a sweep; `order` has for each measure of the answer the settings, the strongest first."""

    cases: list[str]
    names: list[str]
    wanted: int  # points that the design has, over all cases
    effects: list[Effect]
    indices: list[Indexed]
    order: dict[Measure, list[str]]
    points: pd.DataFrame
    rivals: int | None  # points that cannot be told from the best one
    precisions: list[Precision]
    contrasts: list[tuple[Measure, Contrast]]

    @property
    def ranking(self) -> list[str]:
        """The settings, those first that matter most for the main measure."""
        return self.order[NET]


def findings(results: Results, done: pd.DataFrame) -> Findings:
    """What the finished runs of a sweep say."""
    sweep = results.manifest["sweep"]
    cases = [case for case in results.manifest["cases"] if case in set(done["case"])]
    names = [axis["name"] for axis in sweep["settings"]]
    found, indices = effects(done, sweep, MEASURES, cases), list(indexed(results, TOLD, cases))
    order = {measure: index_ranking(indices, measure) or ranked(found, measure.column) for measure in TOLD}
    points = point_table(done, names, MEASURES)
    return Findings(
        cases=cases,
        names=names,
        wanted=sweep["count"] * len(results.manifest["cases"]),
        effects=found,
        indices=indices,
        order=order,
        points=points,
        rivals=as_good(done, points, NET.column),
        precisions=list(precisions(done, points, MEASURES)),
        contrasts=contrasts(_shared(done, cases), cases),
    )


def tables(found: Findings) -> dict[str, pd.DataFrame]:
    """The numbers as they are stored beside the page."""
    stored = {
        "points": found.points,
        "effects": effect_table(found.effects),
        "adequacy": precision_table(found.precisions),
    }
    stored |= {"contrasts": contrast_table(found.contrasts)} if len(found.cases) > 1 else {}
    stored |= {"pairs": pairs} if len(pairs := pair_table(found.indices)) else {}
    return stored | ({"indices": index_table(found.indices)} if any(each.found for each in found.indices) else {})


def _shared(done: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """The runs of points and replicates that came to an end in all cases, so that these can be compared."""
    return done[done.groupby(["point", "replicate"])["case"].transform("size") == len(cases)]
