"""Sensitivity indices of the designs that have them, as tables for the page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sentiment_abm.analysis.sensitivity import Sensitivity, sensitivity
from sentiment_abm.report.effects import WALKS
from sentiment_abm.report.measures import NET, Measure
from sentiment_abm.report.numbers import listed, number, span
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import Results

MOST_PAIRS = 10  # on the page
SIZE = {"sobol": "total", "morris": "mu_star"}


class Indexed(NamedTuple):
    """The indices of one measure in one case, or the reason why there are none."""

    measure: Measure
    case: str
    found: Sensitivity | None
    problem: str
    several: bool  # there are other cases

    @property
    def where(self) -> str:
        """The case, where there are several."""
        return f" in “{self.case}”" if self.several else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The settings with their indices, the strongest first."""
        if self.found is None or self.found.design not in WALKS:
            return []
        table = self.found.table.sort_values(SIZE[self.found.design], ascending=False, kind="stable")
        return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """The pairs of settings that do most together, where the design tells."""
        if self.found is None or not len(self.found.pairs):
            return []
        table = self.found.pairs.sort_values("second", ascending=False, kind="stable").head(MOST_PAIRS)
        return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def pair_table(found: Sequence[Indexed]) -> pd.DataFrame:
    """The second order as stored; without rows where no design has it."""
    parts = [each.found.pairs.assign(of=each.measure.column, case=each.case) for each in found if each.found]
    return (
        pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else pd.DataFrame()
    )


def indexed(results: Results, measures: Sequence[Measure], cases: Sequence[str]) -> Iterator[Indexed]:
    """The indices of these measures in these cases; of a list, what one setting at a time does to the first of them."""
    design = results.manifest["sweep"]["design"]
    for measure in measures if design in WALKS else [NET] if design == "list" else []:
        for case in cases:
            try:
                yield Indexed(measure, case, sensitivity(results, measure.column, case=case), "", len(cases) > 1)
            except InputError as error:
                yield Indexed(measure, case, None, " ".join(error.problems), len(cases) > 1)


def index_ranking(found: Sequence[Indexed], measure: Measure) -> list[str]:
    """The settings, those first that matter most for a measure; none where there are no indices for it."""
    tables = [each.found for each in found if each.rows and each.found and each.measure is measure]
    if not tables:
        return []
    sizes = pd.concat([each.table.set_index("name")[SIZE[each.design]] for each in tables], axis=1).mean(axis=1)
    return [str(name) for name in sizes.sort_values(ascending=False, kind="stable").index]


def index_remark(found: Sequence[Indexed], measure: Measure, name: str) -> str:
    """What the indices add to the change that a setting makes, as the end of a sentence; empty without indices."""
    rows = [(each, row) for each in found if each.measure is measure for row in each.rows if row["name"] == name]
    parts = [_index(each, row) for each, row in rows]
    if not parts:
        return ""
    if "total" in rows[0][1]:
        return f"; {listed(parts)} of the variance between points goes with it and its interactions"
    return f"; the mean size of its effects, μ*, is {listed(parts)}"


def _index(each: Indexed, row: Mapping[str, Any]) -> str:
    """The total index, or μ*, with its interval."""
    if "total" in row:  # a share, whatever the normal interval around its estimate is
        low, high = (min(max(100.0 * row[f"total_{end}"], 0.0), 100.0) for end in ("low", "high"))
        return f"{number(100.0 * row['total'], 0)}\xa0% ({span(low, high, 0)}){each.where}"
    factor, digits = each.measure.factor, max(each.measure.digits, 1)
    ends = span(row["mu_star_low"] * factor, row["mu_star_high"] * factor, digits)
    return f"{number(row['mu_star'] * factor, digits)} ({ends}){each.where}"


def index_table(found: Sequence[Indexed]) -> pd.DataFrame:
    """All indices as stored, in the units of the table of runs."""
    parts = [each.found.table.assign(of=each.measure.column, case=each.case) for each in found if each.found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["name", "of", "case"])
