"""What runs left behind, as tables: plain data, made where the runs were carried out, stored by the coordinator."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KINDS = {"float64": pa.float64(), "float32": pa.float32(), "int64": pa.int64()}
RUN_TYPES = {"run_id": pa.string(), "status": pa.string(), "error": pa.string()}
TOLD_TYPES: Mapping[str, pa.DataType] = {
    "day": pa.int64(),
    "kind": pa.string(),
    "headline": pa.string(),
    "source": pa.string(),
    "hype": pa.float64(),
    "caveat": pa.float64(),
    "delivered": pa.float64(),
    "external": pa.float64(),
    "deception": pa.bool_(),
    "closes": pa.bool_(),
    "size": pa.float64(),
    "strength": pa.float64(),
    "coverage": pa.int64(),
    "id": pa.int64(),
}
"""What a news item says, as columns of the table of news."""

SHARE_TYPES = {"learned": pa.float64(), "media": pa.float64(), "word_of_mouth": pa.float64()}
NEWS_TYPES: Mapping[str, pa.DataType] = {"item": pa.int64(), **SHARE_TYPES, **TOLD_TYPES}
"""The table of news: who learned an item, by its position in the scenario, and what it said."""


class Rows(NamedTuple):
    """Rows of many runs; those of a run stand together, in the order of the runs."""

    table: pa.Table
    counts: Any  # int64 [runs]: how many rows each run has

    def take(self, places: Any) -> "Rows":
        """The rows of the runs at these places, int64 [any], in that order."""
        counts = self.counts[places]
        if _are_neighbors(places):  # nothing has to be copied
            return Rows(self.table.slice(int(self.counts[: places[0]].sum()), int(counts.sum())), counts)
        before = np.cumsum(self.counts) - self.counts
        shift = before[places] - (np.cumsum(counts) - counts)
        return Rows(self.table.take(pa.array(np.repeat(shift, counts) + np.arange(counts.sum()))), counts)


class Records(NamedTuple):
    """Some runs, done or failed."""

    runs: pa.Table  # run_id, status ("done" or "failed"), error, every summary indicator (null for a failed run)
    daily: Rows  # day, segment, indicators, flows; no rows for a failed run, or where no days are kept
    news: Rows  # item, learned, media, word_of_mouth, and what it said
    seconds: float = 0.0  # it took to carry them out

    @property
    def ids(self) -> list[str]:
        """Their ids, in order."""
        found: list[str] = self.runs["run_id"].to_pylist()
        return found

    @property
    def first(self) -> str:
        """The first of their ids."""
        return str(self.runs["run_id"][0])

    @property
    def failed(self) -> dict[str, str]:
        """The reasons of those that failed, by id."""
        failed = self.runs.filter(pc.equal(self.runs["status"], "failed"))
        return dict(zip(failed["run_id"].to_pylist(), failed["error"].to_pylist(), strict=True))

    def take(self, places: Sequence[int]) -> "Records":
        """The runs at these places, in that order."""
        where = np.asarray(places, dtype=np.int64)
        runs = self.runs.slice(where[0], len(where)) if _are_neighbors(where) else self.runs.take(pa.array(where))
        return Records(runs, self.daily.take(where), self.news.take(where), self.seconds)


def column(values: Any) -> pa.Array:
    """A contiguous array of numbers as a column, without a copy and without a look at the values."""
    return pa.Array.from_buffers(KINDS[values.dtype.name], len(values), [None, pa.py_buffer(values)])


def beside(left: pa.Table, right: pa.Table) -> pa.Table:
    """The columns of two tables with as many rows."""
    names = [*left.column_names, *right.column_names]
    return pa.Table.from_arrays([*left.columns, *right.columns], names=names)


def failures(run_ids: Sequence[str], reason: str) -> Records:
    """Runs that failed, all for the same reason."""
    columns = {"run_id": [*run_ids], "status": ["failed"] * len(run_ids), "error": [reason] * len(run_ids)}
    nothing = Rows(pa.table({}), np.zeros(len(run_ids), dtype=np.int64))
    return Records(pa.table(columns, schema=pa.schema(list(RUN_TYPES.items()))), nothing, nothing)


def joined(parts: Iterable[Records]) -> Records:
    """All runs of some records, in order."""
    parts = [*parts] or [failures([], "")]
    if len(parts) == 1:
        return parts[0]
    runs = pa.concat_tables([part.runs for part in parts], promote_options="default")
    daily, news = ([getattr(part, name) for part in parts] for name in ("daily", "news"))
    return Records(runs, together(daily), together(news), sum(part.seconds for part in parts))


def together(parts: Sequence[Rows]) -> Rows:
    """The rows of one after the rows of the other."""
    tables = [part.table for part in parts if part.table.num_rows] or [part.table for part in parts[:1]]
    return Rows(pa.concat_tables(tables), np.concatenate([part.counts for part in parts]))


def _are_neighbors(places: Any) -> bool:
    return len(places) > 0 and bool((np.diff(places) == 1).all())


def in_order(records: Records) -> Records:
    """The same runs in the order of their ids; of a run that is there twice the later one."""
    ids = records.ids
    if all(a < b for a, b in pairwise(ids)):
        return records
    last = {run_id: place for place, run_id in enumerate(ids)}
    return records.take([last[run_id] for run_id in sorted(last)])
