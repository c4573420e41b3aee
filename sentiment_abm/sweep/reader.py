"""Reads stored runs back, a row group at a time, in the order of their ids."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.inventory import read, readable
from sentiment_abm.sweep.parts import LABELS
from sentiment_abm.sweep.records import Records, Rows, together


class Reader:
    """Reads runs back, their days as they were stored (None) or as they are wanted now.

    Of each part that is open a row group of days and one of news are in memory; parts are opened as they are needed
    and closed when somebody asks for a run beyond their last one.  Ask for runs of a part in ascending order: to go
    back costs a fresh start.
    """

    def __init__(self, root: Path, forms: Mapping[str, str], daily: Daily | None) -> None:
        self.root, self.forms, self.daily = root, forms, daily
        self.parts: dict[str, _Part] = {}

    def records(self, part: str, run_ids: Sequence[str]) -> Records:
        """Some runs of a part, in ascending order."""
        found = self._open(part).records(run_ids)
        if run_ids[-1] == self.parts[part].last:
            self.parts.pop(part).close()
        return found

    def rows(self, folder: str, part: str, run_ids: Sequence[str]) -> Rows:
        """Their days ("daily") or news alone."""
        return self._open(part).rows(folder, run_ids)

    def _open(self, part: str) -> "_Part":
        if part not in self.parts:
            is_wanted = self.daily is None or self.forms[part] == self.daily.series.form
            self.parts[part] = _Part(self.root, part, None if is_wanted or self.daily is None else self.daily.series)
        return self.parts[part]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts.values():
            part.close()


class _Part:
    """One part, open."""

    def __init__(self, root: Path, name: str, daily: Daily | None) -> None:
        path = root / "runs" / f"{name}.parquet"
        self.table = read(path)
        with readable(path):
            self.places = {run_id: place for place, run_id in enumerate(self.table["run_id"].to_pylist())}
            self.last = max(self.places)
            self.labels = [label for label in json.loads(self.table.schema.metadata[LABELS]) if label != "run_id"]
        self.groups = {folder: _Groups(root / folder / f"{name}.parquet") for folder in ("daily", "news")}
        self.changes = {"daily": daily, "news": None}

    def records(self, run_ids: Sequence[str]) -> Records:
        runs = self.table.take(pa.array([self.places[run_id] for run_id in run_ids])).drop_columns(self.labels)
        return Records(runs.replace_schema_metadata(), self.rows("daily", run_ids), self.rows("news", run_ids))

    def rows(self, folder: str, run_ids: Sequence[str]) -> Rows:
        return self.groups[folder].rows(run_ids, self.changes[folder])

    def close(self) -> None:
        for groups in self.groups.values():
            groups.close()


class _Groups:
    """The row groups of a file, one after the other; a file that is not there has none."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, None
        if path.exists():
            with readable(path):
                # Runs have their ids in dictionaries: comparing text by text costs more than reading it.
                self.file = pq.ParquetFile(path, pre_buffer=False, read_dictionary=["run_id"])
        self._rewind()

    def rows(self, run_ids: Sequence[str], daily: Daily | None) -> Rows:
        """The rows of these runs, in ascending order; a run may have none."""
        counts, pieces, start = np.zeros(len(run_ids), np.int64), [], 0
        if run_ids[0] < self.first:
            self._rewind()
        while True:
            here = bisect_right(run_ids, self.last, lo=start)
            among = [k for k in range(start, here) if run_ids[k] in self.places]
            if among:
                piece = self.held.take(np.array([self.places[run_ids[k]] for k in among]))
                piece = piece if daily is None else _kept(piece, daily)
                counts[among] = piece.counts
                pieces.append(piece)
            start = here
            if start == len(run_ids) or not self._next():
                break
        return Rows(together(pieces).table if pieces else pa.table({}), counts)

    def _rewind(self) -> None:
        self.number, self.first, self.last = 0, "", ""
        self.places: dict[str, int] = {}
        self.held = Rows(pa.table({}), np.zeros(0, np.int64))

    def _next(self) -> bool:
        """Go on to the next row group; false when there is none."""
        if self.file is None or self.number == self.file.num_row_groups:
            return False
        with readable(self.path):
            ids, self.held = by_run(self.file.read_row_group(self.number, use_threads=False))
        self.places = {run_id: place for place, run_id in enumerate(ids)}
        self.number, self.first, self.last = self.number + 1, ids[0], ids[-1]
        return True

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


def by_run(table: pa.Table) -> tuple[list[str], Rows]:
    """The runs of a table with run_id as a dictionary, and their rows; those of a run have to stand together."""
    column = table["run_id"].combine_chunks()
    codes = column.indices.to_numpy()
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    ids = column.dictionary.take(pa.array(codes[starts])).to_pylist()
    return ids, Rows(table.drop_columns(["run_id"]), np.diff(starts, append=len(codes)))


def _kept(rows: Rows, daily: Daily) -> Rows:
    table, kept = daily.of(rows.table)
    of_run = np.repeat(np.arange(len(rows.counts)), rows.counts)
    return Rows(table, np.bincount(of_run[kept], minlength=len(rows.counts)))
