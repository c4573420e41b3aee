"""The daily series of many stored runs, one column at a time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.sweep.daily import KEYS
from sentiment_abm.sweep.reader import by_run


class _Place(NamedTuple):
    """Where the days of a run are."""

    part: str
    number: int  # of the run in its part
    first: int  # row
    rows: int


class Choice(NamedTuple):
    """Some runs, one after the other: what is taken from each part, and where it goes.

    Items are runs of `width` rows where all runs have as many, else rows (`width` 1).
    """

    sources: dict[str, tuple[Any, Any]]
    rows: int
    width: int


class Series:
    """The days of runs, given by the parts that they are in."""

    def __init__(self, root: Path, parts: Mapping[str, Sequence[str]]) -> None:
        self.root = root
        self.metadata: dict[str, Any] = {}
        self.places: dict[str, _Place] = {}
        self.names: list[str] = []
        self.widths: set[int] = set()  # how many rows runs have, those that nobody asked for included
        for part, run_ids in parts.items():
            self._look_at(part, {*run_ids})
        # Runs that are asked for one after the other are in few parts.
        self.keys_of = lru_cache(4)(lambda part: pa.table({name: self._read(part, name) for name in KEYS}))

    def _look_at(self, part: str, wanted: set[str]) -> None:
        """Find the runs in a part."""
        with pq.ParquetFile(self._path(part), read_dictionary=["run_id"]) as file:
            self.metadata[part] = file.metadata
            self.names = [name for name in file.schema_arrow.names if name not in ("run_id", *KEYS)]
            number = row = 0
            for group in range(file.num_row_groups):
                run_ids, rows = by_run(file.read_row_group(group, columns=["run_id"]))
                self.widths |= {*rows.counts.tolist()}
                for run_id, count in zip(run_ids, rows.counts.tolist(), strict=True):
                    if run_id in wanted:
                        self.places[run_id] = _Place(part, number, row, count)
                    number, row = number + 1, row + count

    def rows(self, run_id: str) -> int:
        """How many rows the days of a run are."""
        return self.places[run_id].rows

    def choose(self, run_ids: Sequence[str]) -> Choice:
        """These runs in this order."""
        where = [self.places[run_id] for run_id in run_ids]
        by_part: dict[str, list[int]] = {}
        for n, place in enumerate(where):
            by_part.setdefault(place.part, []).append(n)
        counts = np.array([place.rows for place in where], dtype=np.int64)
        if len(self.widths) == 1:
            whole = {
                part: (np.array([where[n].number for n in mine]), np.array(mine)) for part, mine in by_part.items()
            }
            return Choice(whole, int(counts.sum()), *self.widths)
        starts, sources = np.cumsum(counts) - counts, {}
        for part, mine in by_part.items():
            size, first = counts[mine], np.array([where[n].first for n in mine])
            within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
            sources[part] = (np.repeat(first, size) + within, np.repeat(starts[mine], size) + within)
        return Choice(sources, int(counts.sum()), 1)

    def column(self, name: str, choice: Choice) -> Any:
        """A column of the days of some runs, one run after the other; float32 [rows]."""
        found = np.empty((choice.rows // choice.width, choice.width), np.float32)
        for part, (source, target) in choice.sources.items():
            found[target] = self._read(part, name).to_numpy().reshape(-1, choice.width)[source]
        return found.ravel()

    def keys(self, run_id: str) -> pa.Table:
        """Segment and day of each row of a run."""
        place = self.places[run_id]
        found: pa.Table = self.keys_of(place.part).slice(place.first, place.rows)
        return found

    def _read(self, part: str, name: str) -> Any:
        # A file is closed at once, because there may be more of them than a process may open.
        with pa.OSFile(str(self._path(part))) as source, pq.ParquetFile(source, metadata=self.metadata[part]) as file:
            return file.read([name], use_threads=False)[name]

    def _path(self, part: str) -> Path:
        return self.root / "daily" / f"{part}.parquet"
