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
    first: int  # row
    rows: int


class Choice(NamedTuple):
    """Some runs, one after the other: which rows they have in which parts, and where these rows go."""

    sources: dict[str, tuple[Any, Any]]
    rows: int


class Series:
    """The days of runs, given by the parts that they are in."""

    def __init__(self, root: Path, parts: Mapping[str, Sequence[str]]) -> None:
        self.root = root
        self.metadata: dict[str, Any] = {}
        self.places: dict[str, _Place] = {}
        self.names: list[str] = []
        for part, run_ids in parts.items():
            self._look_at(part, {*run_ids})
        # Runs that are asked for one after the other are in few parts.
        self.keys_of = lru_cache(4)(lambda part: pa.table({name: self._read(part, name) for name in KEYS}))

    def _look_at(self, part: str, wanted: set[str]) -> None:
        """Find the runs in a part."""
        with pq.ParquetFile(self._path(part), read_dictionary=["run_id"]) as file:
            self.metadata[part] = file.metadata
            self.names = [name for name in file.schema_arrow.names if name not in ("run_id", *KEYS)]
            row = 0
            for number in range(file.num_row_groups):
                run_ids, rows = by_run(file.read_row_group(number, columns=["run_id"]))
                for run_id, count in zip(run_ids, rows.counts.tolist(), strict=True):
                    if run_id in wanted:
                        self.places[run_id] = _Place(part, row, count)
                    row += count

    def rows(self, run_id: str) -> int:
        """How many rows the days of a run are."""
        return self.places[run_id].rows

    def choose(self, run_ids: Sequence[str]) -> Choice:
        """These runs in this order."""
        where = [self.places[run_id] for run_id in run_ids]
        counts = np.array([place.rows for place in where], dtype=np.int64)
        starts = np.cumsum(counts) - counts
        sources = {}
        for part in dict.fromkeys(place.part for place in where):
            mine = np.array([n for n, place in enumerate(where) if place.part == part])
            size, within = counts[mine], np.arange(counts[mine].sum())
            before = np.repeat(np.cumsum(size) - size, size)
            first = np.array([where[n].first for n in mine.tolist()])
            sources[part] = (np.repeat(first, size) - before + within, np.repeat(starts[mine], size) - before + within)
        return Choice(sources, int(counts.sum()))

    def column(self, name: str, choice: Choice) -> Any:
        """A column of the days of some runs, one run after the other; float64 [rows]."""
        found = np.empty(choice.rows)
        for part, (source, target) in choice.sources.items():
            found[target] = self._read(part, name).to_numpy()[source]
        return found

    def keys(self, run_id: str) -> pa.Table:
        """Segment and day of each row of a run."""
        place = self.places[run_id]
        found: pa.Table = self.keys_of(place.part).slice(place.first, place.rows)
        return found

    def _read(self, part: str, name: str) -> Any:
        # A file is closed at once, because there may be more of them than a process may open.
        with pq.ParquetFile(self._path(part), metadata=self.metadata[part], pre_buffer=False) as file:
            return file.read([name], use_threads=False)[name]

    def _path(self, part: str) -> Path:
        return self.root / "daily" / f"{part}.parquet"
