"""One reading of whatever is charted: a Run, loaded Results or a plain long table become the same four things."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandas as pd

from sentiment_abm.charts.indicators import require
from sentiment_abm.spec import InputError, nearest

MOST_CASES = 8  # more lines or panels than this cannot be told apart
NO_ITEMS = pd.DataFrame({"day": pd.Series(dtype="int64"), "kind": "", "headline": "", "source": ""})


class HasDaily(Protocol):
    """What charts need of a `Run` or `Results`; `items`, `start_date`, `segments`, `flows` are used when there."""

    @property
    def daily(self) -> pd.DataFrame:
        """One row per day, or per case, replicate, segment and day."""


Source = pd.DataFrame | HasDaily
Items = pd.DataFrame | Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Trajectories:
    """`daily`: long table with case, replicate, segment, day and indicators; `items`: news by case.

    `cases` and `segments` are in the order in which they are shown; the population is the segment "all".  In the
    cases `redrawn` each replicate has news of its own, and `items` are those of the first.
    """

    daily: pd.DataFrame
    items: Mapping[str, pd.DataFrame]
    start_date: date | None
    cases: tuple[str, ...]
    redrawn: frozenset[str] = frozenset()

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments without the population."""
        return tuple(str(name) for name in self.daily["segment"].unique() if name != "all")

    @property
    def replicates(self) -> tuple[int, ...]:
        """Number of replicates of each case, in the order of `cases`."""
        counts = self.daily.groupby("case")["replicate"].nunique()
        return tuple(int(counts[case]) for case in self.cases)

    @property
    def span(self) -> tuple[int, int]:
        """First and last day."""
        return int(self.daily["day"].min()), int(self.daily["day"].max())

    def case_items(self, case: str) -> pd.DataFrame:
        """The news of a case, an empty table if it has none."""
        return self.items.get(case, NO_ITEMS)

    def shared_items(self, case: str) -> pd.DataFrame:
        """The news that all replicates of a case have in common: none where each has its own."""
        return NO_ITEMS if case in self.redrawn and max(self.replicates) > 1 else self.case_items(case)


def trajectories(
    source: Source,
    columns: Iterable[str],
    *,
    segments: bool = False,
    cases: Sequence[str] | None = None,
    items: Items | None = None,
    start_date: date | None = None,
) -> Trajectories:
    """Read `columns` of a Run, of Results or of a long table; population rows only unless `segments`.

    A table without case, replicate or segment is one unnamed case, one replicate, the population.  InputError for
    a missing column, an unknown case, more than eight cases, or no rows.
    """
    columns = list(dict.fromkeys(columns))
    frame = _long(source, segments, columns)
    require(["day", *columns], frame.columns)
    if not segments:
        frame = frame[frame["segment"] == "all"]
    if frame.empty:
        raise InputError(["table: no rows to show"])
    # A DataFrame has a method called items and may have a column called start_date.
    brought = None if isinstance(source, pd.DataFrame) else source
    news = _items(getattr(brought, "items", None) if items is None else items, frame)
    shown = _cases(frame, news, cases)
    daily = frame.loc[frame["case"].isin(shown), ["case", "replicate", "segment", "day", *columns]]
    start = getattr(brought, "start_date", None) if start_date is None else start_date
    redrawn = frozenset(shown) & _redrawn(brought) if items is None else frozenset[str]()
    return Trajectories(daily.reset_index(drop=True), news, start, shown, redrawn)


def _long(source: Source, segments: bool, columns: Sequence[str]) -> pd.DataFrame:
    """The long table of the source, with the columns that a single run leaves out."""
    frame = source if isinstance(source, pd.DataFrame) else source.daily
    extra: Any = None
    if not isinstance(source, pd.DataFrame) and "segment" not in frame.columns:
        # A Run keeps its segments and its flows in tables of their own.
        extra = None if set(columns) <= set(frame.columns) else getattr(source, "flows", None)
        if segments and hasattr(source, "segments"):
            everyone = frame.reset_index().assign(segment="all")
            frame = pd.concat([everyone, source.segments.reset_index()], ignore_index=True)
    named = [name for name in frame.index.names if name in ("case", "replicate", "segment", "day")]
    frame = frame.reset_index(named) if named else frame
    if extra is not None:
        frame = frame.merge(extra[[c for c in columns if c in extra]].reset_index(), on="day", how="left")
    defaults: dict[str, Any] = {"case": _name(source), "replicate": 0, "segment": "all"}
    return frame.assign(**{name: value for name, value in defaults.items() if name not in frame.columns})


def _redrawn(source: object) -> frozenset[str]:
    """The cases of stored results whose scenario is the talks process."""
    cases = (getattr(source, "manifest", None) or {}).get("cases", {})
    return frozenset(name for name, case in cases.items() if "process" in case.get("scenario", {}))


def _name(source: Source) -> str:
    """The scenario's name where the source says it."""
    name = (getattr(source, "manifest", None) or {}).get("scenario", "")
    return name if isinstance(name, str) else ""


def _items(items: Items | None, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """News by case; one table of news is the news of every case."""
    names = [str(name) for name in frame["case"].unique()]
    if items is None:
        return {}
    if isinstance(items, pd.DataFrame):
        return dict.fromkeys(names, items)
    return {str(name): table for name, table in items.items()}


def _cases(frame: pd.DataFrame, news: Mapping[str, pd.DataFrame], wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The cases to show: those wanted, else all of them, in the order of the news when that names them all."""
    present = [str(name) for name in frame["case"].unique()]
    ordered = [name for name in news if name in present]
    shown = list(wanted) if wanted is not None else ordered if len(ordered) == len(present) else present
    unknown = [f"cases: no case {name!r}{nearest(name, present)}" for name in shown if name not in present]
    if unknown:
        raise InputError(unknown)
    if len(shown) > MOST_CASES:
        many = f"{len(shown)} cases are too many for one chart"
        raise InputError([f"cases: {many}, choose up to {MOST_CASES} with cases=[…]"])
    return tuple(shown)
