"""Parts: Parquet files that hold some runs each, in the order of their ids.

A part is up to three files of one name, in the folders runs (one row per run), daily and news.  Its bytes follow from
its runs alone, whoever wrote them, in whatever batches they came.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.sweep.daily import SHARES
from sentiment_abm.sweep.durable import digest
from sentiment_abm.sweep.labels import Labels
from sentiment_abm.sweep.ledger import PartFile
from sentiment_abm.sweep.records import RUN_TYPES, Records, Rows, together

FOLDERS = ("runs", "daily", "news")  # of runs
QUANTILES = "quantiles"  # the folder of parts that hold quantiles and no runs, and the form of such parts
LABELS = b"labels"  # key of the file's metadata that tells labels from summary indicators
GROUP_ROWS = 2**15  # rows of a row group: what is read, and held in memory, at a time
REPEATED = ("run_id", "day", "n", *SHARES)  # columns of few values, which a dictionary makes small


LOOSE = "loose"  # the prefix of parts that are only there until their runs find their neighbors


class Part(NamedTuple):
    """A name, and what stands under it."""

    name: str
    labels: Labels
    run_ids: Sequence[str]

    @property
    def is_passing(self) -> bool:
        """Whether it is there for a short time, so that it should be cheap rather than small."""
        return self.name.startswith(LOOSE)


def part(prefix: str, labels: Labels, run_ids: Sequence[str], form: str, failed: Mapping[str, str]) -> Part:
    """A part whose name sorts by the first run and says by a hash what is in it: no two have the same name.

    `form` is that of the days that stay in it, `failed` the reasons of the runs that failed.
    """
    content = [form, *labels.told(run_ids), *(f"{i} {failed[i]}" for i in run_ids if i in failed)]
    known = hashlib.blake2b("\n".join(content).encode(), digest_size=6).hexdigest()
    return Part(f"{prefix}-{run_ids[0][:12]}-{known}", labels, run_ids)


def write_part(root: Path, made: Part, pieces: Iterable[Records], named: Callable[[Path], Path]) -> list[PartFile]:
    """Write the runs of a part, which come in order; returns what to enter in the ledger.

    `named` gives temporary names.  Of the days and the news only a row group is in memory at a time.
    """
    places = {folder: root / folder / f"{made.name}.parquet" for folder in FOLDERS}
    runs: list[pa.Table] = []
    with contextlib.ExitStack() as stack:
        files = {folder: RowGroups(places[folder], named, made.is_passing) for folder in ("daily", "news")}
        daily, news = (stack.enter_context(file) for file in files.values())
        for piece in pieces:
            runs.append(piece.runs)
            daily.add(piece.ids, piece.daily)
            news.add(piece.ids, piece.news)
    table = _runs_table(runs, made.labels)
    with contextlib.closing(writer(named(places["runs"]), table, is_passing=made.is_passing)) as file:
        file.write_table(table, row_group_size=len(table))
        file.add_key_value_metadata(table.schema.metadata)
    written = {"runs": True, "daily": daily.file, "news": news.file}
    return [file_entry(made.name, folder, named(places[folder])) for folder in FOLDERS if written[folder]]


def file_entry(name: str, folder: str, path: Path) -> PartFile:
    """What the ledger keeps of a file that has been written."""
    return PartFile(name, folder, path.stat().st_size, digest(path))


def writer(path: Path, table: pa.Table, *, is_passing: bool = False) -> pq.ParquetWriter:
    """A Parquet file for tables like this one.

    Dictionaries for texts and shares of people, the bytes of other numbers sorted by significance, light compression:
    of what was tried this is the smallest for its time, 44 % of the plain file for half as long again (a thousand
    runs of 200 citizens and 60 days: 8 MB in 25 ms; zstd saves another 3 % for 7 ms).  What is passing, and numbers in
    single precision, which are made into quantiles and dropped, are left as they are.
    """
    texts = [field.name for field in table.schema if field.name in REPEATED or pa.types.is_string(field.type)]
    numbers = [field.name for field in table.schema if pa.types.is_float64(field.type) and field.name not in texts]
    passing = {field.name for field in table.schema if is_passing or pa.types.is_float32(field.type)}
    return pq.ParquetWriter(
        path,
        table.schema,
        compression={name: "none" if name in passing else "lz4" for name in table.column_names},
        use_dictionary=[name for name in texts if name == "run_id" or name not in passing],
        column_encoding=dict.fromkeys([] if is_passing else numbers, "BYTE_STREAM_SPLIT"),
        write_statistics=False,
        store_schema=False,
    )


def _runs_table(pieces: Sequence[pa.Table], labels: Labels) -> pa.Table:
    """One row per run: labels, summary indicators, status, error."""
    runs = pa.concat_tables(pieces, promote_options="default")
    labelled = labels.table(runs["run_id"].to_pylist())
    order = [*(name for name in runs.column_names if name not in RUN_TYPES), "status", "error"]
    columns = [*labelled.columns, *(runs[name] for name in order)]
    table = pa.Table.from_arrays(columns, names=[*labelled.column_names, *order]).combine_chunks()
    return table.replace_schema_metadata({LABELS: json.dumps(labelled.column_names)})


class RowGroups:
    """A Parquet file that grows by row groups of whole runs; without any rows there is no file.

    Each row group has as many runs as fit, so that the groups do not depend on the pieces that came.
    """

    def __init__(self, path: Path, named: Callable[[Path], Path], is_passing: bool) -> None:
        self.path, self.named, self.is_passing = path, named, is_passing
        self.file: pq.ParquetWriter | None = None
        self.ids: list[str] = []
        self.held: list[Rows] = []

    def add(self, run_ids: Sequence[str], rows: Rows) -> None:
        """Append runs."""
        ends, start = np.cumsum(rows.counts), 0
        while start < len(run_ids):
            held = sum(len(each.table) for each in self.held)
            before = int(ends[start] - rows.counts[start])
            fit = max(start, int(np.searchsorted(ends, before + GROUP_ROWS - held, side="right")))
            if fit == start and not held:
                fit += 1  # a run too long for a row group gets one of its own
            self.ids += run_ids[start:fit]
            self.held.append(rows.take(np.arange(start, fit)))
            if fit < len(run_ids):
                self._write()
            start = fit

    def _write(self) -> None:
        rows = together(self.held)
        ids, held = self.ids, rows.table
        self.ids, self.held = [], []
        if not len(held):
            return
        has_rows = rows.counts > 0
        named = [run_id for run_id, has in zip(ids, has_rows, strict=True) if has]
        codes = np.repeat(np.arange(len(named), dtype=np.int32), rows.counts[has_rows])
        column = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(named))
        table = pa.Table.from_arrays([column, *held.columns], names=["run_id", *held.column_names])
        if not self.is_passing:
            table = table.combine_chunks()  # where pages end must not depend on the pieces that came
        if self.file is None:
            self.file = writer(self.named(self.path), table, is_passing=self.is_passing)
        self.file.write_table(table, row_group_size=len(table))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self.held:
            self._write()
        if self.file is not None:
            self.file.close()
