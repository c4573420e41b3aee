"""One reading of the table of runs of a study: which settings vary in it, and whether they were sampled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from sentiment_abm.charts.groups import FEW_NAMES, is_numeric
from sentiment_abm.spec import InputError, nearest

OWN = ("run_id", "replicate", "seed", "point", "status", "error")  # columns that say which run it is, and how it went
FILLED = 0.3  # a design with fewer of its combinations than this is not a grid


class HasRuns(Protocol):
    """What charts of sweeps need of `Results`."""

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run."""


Source = pd.DataFrame | HasRuns


@dataclass(frozen=True)
class Swept:
    """The finished runs that have the outcome `of` and all `settings` shown.

    `others` are the settings that vary besides those shown; a design is `sampled` when its points are far fewer
    than the combinations of its values.  `panels`: the names of the cases, where each case has the whole design.
    """

    runs: pd.DataFrame
    of: str
    settings: tuple[str, ...]
    others: tuple[str, ...]
    sampled: bool
    panels: tuple[str, ...]
    lacking: tuple[str, ...]  # sentences about runs that are left out

    @property
    def points(self) -> int:
        """How many different combinations of settings there are."""
        return len(self.runs[["point"]].drop_duplicates())

    def is_continuous(self, name: str) -> bool:
        """Whether the values of a shown setting were drawn from a range: nearly every point has its own."""
        values = self.runs[name].nunique()
        return self.sampled and is_numeric(self.runs[name]) and (values > FEW_NAMES or 2 * values > self.points)


def swept(source: Source, of: str, settings: Mapping[str, str], cases: Sequence[str] | None = None) -> Swept:
    """Read the runs of `source` with an outcome and the settings shown, given as {argument: column}.

    Raises InputError with everything that is wrong: columns that are not there, settings that do not vary, an outcome
    that is no number, unknown cases, no finished run.
    """
    table = source if isinstance(source, pd.DataFrame) else source.runs
    problems = [*_column_faults(table, of, settings), *_case_faults(table, cases)]
    if problems:
        raise InputError(problems)
    table = table[table["case"].isin(cases)] if cases is not None else table
    done = table[table["status"] == "done"] if "status" in table else table
    runs = done.dropna(subset=[of, *settings.values()])
    if runs.empty:
        raise InputError([f"table: no finished run has {', '.join([*settings.values(), of])}"])
    if problems := list(_constant(runs, settings)):
        raise InputError(problems)
    shown = tuple(settings.values())
    candidates = [str(name) for name in runs if name == "case" or "." in str(name) or name in shown]
    varied = [name for name in candidates if _varies(runs[name])]
    runs = runs.assign(point=runs.groupby(varied, dropna=False, sort=False).ngroup())
    if "replicate" not in runs:
        runs = runs.assign(replicate=runs.groupby("point").cumcount())
    panels = _panels(runs, shown)
    apart = {*shown, "case"} if panels or _is_point(runs) else {*shown}
    # What sets the cases apart is told by their names.
    told = _told_by_case(runs, varied) if "case" in apart else set()
    others = tuple(name for name in varied if name not in apart | told)
    lacking = tuple(_lacking(table, done, runs, of, shown))
    return Swept(runs, of, shown, others, _is_sampled(runs, varied), panels, lacking)


def filled(*columns: pd.Series) -> float:
    """The share of the combinations of the values of some columns that there are."""
    there = len(pd.concat(columns, axis="columns").drop_duplicates())
    return float(there / np.prod([float(column.nunique(dropna=False)) for column in columns]))


def _column_faults(table: pd.DataFrame, of: str, settings: Mapping[str, str]) -> Iterator[str]:
    outcomes = [str(name) for name in table if "." not in str(name) and name not in OWN and is_numeric(table[name])]
    if of not in table:
        yield f"of: no column {of!r} in the table of runs{nearest(of, outcomes)}"
    elif not is_numeric(table[of]):
        yield f"of: {of!r} is not a column of numbers; some that are: {', '.join(outcomes[:5])}"
    usable = [str(name) for name in table if name not in OWN]
    dotted = [name for name in usable if "." in name or name == "case"]
    for argument, name in settings.items():
        if name not in usable:
            hint = nearest(name, dotted) or (f"; settings are {', '.join(dotted[:8])}" if dotted else "")
            yield f"{argument}: no setting {name!r} in the table of runs{hint}"
        elif not is_numeric(table[name]) and table[name].nunique() > FEW_NAMES and argument != "by":
            yield f"{argument}: {name!r} has {table[name].nunique()} different texts, an axis has room for {FEW_NAMES}"
    given = [of, *settings.values()]
    for name in dict.fromkeys(name for name in given if given.count(name) > 1):
        uses = [argument for argument, used in {"of": of, **settings}.items() if used == name]
        yield f"{' and '.join(uses)} are both {name!r}"


def _case_faults(table: pd.DataFrame, cases: Sequence[str] | None) -> Iterator[str]:
    known = [str(name) for name in table["case"].unique()] if "case" in table else []
    yield from (f"cases: no case {name!r}{nearest(name, known)}" for name in cases or () if name not in known)


def _constant(runs: pd.DataFrame, settings: Mapping[str, str]) -> Iterator[str]:
    for argument, name in settings.items():
        if not _varies(runs[name]):
            yield f"{argument}: {name} is {runs[name].iloc[0]!s} in all of these runs; choose a setting that varies"


def _varies(column: pd.Series) -> bool:
    return len(column.drop_duplicates()) > 1


def _told_by_case(runs: pd.DataFrame, varied: Sequence[str]) -> set[str]:
    """The settings that have one value in each case."""
    if not _varies(runs["case"]):
        return set()
    values = runs.groupby("case", sort=False)[list(varied)].nunique(dropna=False).max()
    return {str(name) for name in values.index[values == 1]}


def _is_sampled(runs: pd.DataFrame, varied: Sequence[str]) -> bool:
    settings = [runs[name] for name in varied if name != "case"]
    return bool(settings) and filled(*settings) < FILLED


def _is_point(runs: pd.DataFrame) -> bool:
    """Whether cases are no more than names of points: each of them is one."""
    return "case" in runs and bool(runs.groupby("case")["point"].nunique().max() == 1)


def _panels(runs: pd.DataFrame, shown: Sequence[str]) -> tuple[str, ...]:
    """The cases to be kept apart: several, of which one has more than one combination of the settings shown."""
    if "case" not in runs or "case" in shown or runs["case"].nunique() < 2:
        return ()
    combinations = runs.drop_duplicates(["case", *shown]).groupby("case").size()
    return tuple(str(name) for name in runs["case"].unique()) if (combinations > 1).any() else ()


def _lacking(
    table: pd.DataFrame, done: pd.DataFrame, runs: pd.DataFrame, of: str, shown: Sequence[str]
) -> Iterator[str]:
    failed = int((table["status"] != "done").sum()) if "status" in table else 0
    if failed:
        yield f"{failed:,} failed {'run is' if failed == 1 else 'runs are'} left out."
    unset = int(done[list(shown)].isna().any(axis="columns").sum())
    if unset:
        many = "run is" if unset == 1 else "runs are"
        yield f"{unset:,} {many} left out for want of {' or '.join(shown)}."
    without = len(done) - unset - len(runs)
    if without:
        yield f"In {without:,} of {len(done) - unset:,} runs there is no {of}: means are those of the others."
