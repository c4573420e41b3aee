"""Sensitivity indices of the designs that have them, as tables for the page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from sentiment_abm.analysis.sensitivity import Sensitivity, sensitivity
from sentiment_abm.report.effects import WALKS
from sentiment_abm.report.measures import Measure
from sentiment_abm.report.numbers import listed, number, span
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import Results

SIZE = {"sobol": "total", "morris": "mu_star"}


class Indexed(NamedTuple):
    """The indices of one measure in one case, or the reason why there are none."""

    measure: Measure
    case: str
    found: Sensitivity | None
    problem: str

    @property
    def rows(self) -> list[dict[str, float]]:
        """The settings with their indices, the strongest first."""
        if self.found is None:
            return []
        table = self.found.table.sort_values(SIZE[self.found.design], ascending=False, kind="stable")
        return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def indexed(results: Results, measures: Sequence[Measure], cases: Sequence[str]) -> Iterator[Indexed]:
    """The indices of these measures in these cases; nothing for designs without indices."""
    if results.manifest["sweep"]["design"] not in WALKS:
        return
    for measure in measures:
        for case in cases:
            try:
                yield Indexed(measure, case, sensitivity(results, measure.column, case=case), "")
            except InputError as error:
                yield Indexed(measure, case, None, " ".join(error.problems))


def index_ranking(found: Sequence[Indexed], measure: Measure) -> list[str]:
    """The settings, those first that matter most for a measure; none where there are no indices for it."""
    tables = [each.found for each in found if each.found and each.measure is measure]
    if not tables:
        return []
    sizes = pd.concat([each.table.set_index("name")[SIZE[each.design]] for each in tables], axis=1).mean(axis=1)
    return [str(name) for name in sizes.sort_values(ascending=False, kind="stable").index]


def index_remark(found: Sequence[Indexed], measure: Measure, name: str) -> str:
    """What the indices add to the change that a setting makes, as the end of a sentence; empty without indices."""
    parts = []
    for each in found:
        row = next((row for row in each.rows if each.measure is measure and row["name"] == name), None)
        if row is None or each.found is None:
            continue
        size, factor = SIZE[each.found.design], 100.0 if each.found.design == "sobol" else measure.factor
        digits = 0 if each.found.design == "sobol" else max(measure.digits, 1)
        values = [row[f"{size}{end}"] * factor for end in ("", "_low", "_high")]
        what = "\xa0% of the variance between points are due to it and its interactions" if digits == 0 else ""
        parts.append(f"{number(values[0], digits)}{what} ({span(values[1], values[2], digits)})")
    if not parts:
        return ""
    return f"; {listed(parts)}" if "variance" in parts[0] else f"; the mean size of its effects, μ*, is {listed(parts)}"


def index_table(found: Sequence[Indexed]) -> pd.DataFrame:
    """All indices as stored, in the units of the table of runs."""
    parts = [each.found.table.assign(of=each.measure.column, case=each.case) for each in found if each.found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["name", "of", "case"])
