"""Parts: Parquet files that hold some runs each, one row group per run, so that they are written and read run by run.

A part is up to three files of one name, in the folders runs (one row per run), daily and news.  Its runs are in
the order of their ids, and its bytes follow from its runs alone, whoever wrote it and when.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.sweep.durable import digest, whole
from sentiment_abm.sweep.ledger import PartFile, Planned, Stored

FOLDERS = ("runs", "daily", "news")
LABELS = b"labels"  # key of the file's metadata that tells labels from summary indicators


class Record(NamedTuple):
    """What one run left behind: plain data, made where the run was carried out, stored by the coordinator."""

    run_id: str
    status: str  # "done" or "failed"
    error: str
    seconds: float
    summary: Mapping[str, float]
    daily: pa.Table | None  # run_id, day, segment, indicators, flows; None for a failed run
    news: pa.Table | None  # run_id, item, learned, media, word_of_mouth


class Labels:
    """The columns by which runs are known in the table of runs, with types that depend on the whole plan."""

    def __init__(self, plan: Iterable[Planned] = ()) -> None:
        self.planned = {run.run_id: run for run in plan}
        self.types: dict[str, pa.DataType] = {"run_id": pa.string()}
        if self.planned:
            self.types |= {"case": pa.string(), "replicate": pa.int64(), "seed": pa.uint64()}
        for name in dict.fromkeys(name for run in self.planned.values() for name in run.varied):
            self.types[name] = kind_of(run.varied.get(name) for run in self.planned.values())

    def of(self, run_id: str) -> dict[str, Any]:
        """The labels of a run; of one that is not planned only its id."""
        if (run := self.planned.get(run_id)) is None:
            return {"run_id": run_id}
        return {"run_id": run_id, "case": run.case, "replicate": run.replicate, "seed": run.seed, **run.varied}


def kind_of(values: Iterable[Any]) -> pa.DataType:
    """The type of a column of varied settings: numbers, true or false, or texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    return pa.float64() if kinds <= {int, float} else pa.string()


def write_part(
    root: Path, prefix: str, labels: Labels, run_ids: Sequence[str], records: Iterable[Record]
) -> tuple[list[PartFile], list[Stored]]:
    """Write the records of these runs as one part, in this order; returns what to enter in the ledger.

    `records` may be a generator: only one run at a time is held in memory.
    """
    name = part_name(prefix, labels, run_ids)
    paths = {folder: root / folder / f"{name}.parquet" for folder in FOLDERS}
    rows: list[dict[str, Any]] = []
    stored: list[Stored] = []
    with contextlib.ExitStack() as stack:
        daily, news = (_RowGroups(paths[folder], stack) for folder in ("daily", "news"))
        for record in records:
            place = daily.add(record.daily)
            news.add(record.news)
            rows.append({**labels.of(record.run_id), **record.summary, "status": record.status, "error": record.error})
            stored.append(Stored(record.run_id, name, place, record.status, record.error, record.seconds))
        pq.write_table(_runs_table(rows, labels), stack.enter_context(whole(paths["runs"])))
    made = [(folder, path) for folder, path in paths.items() if path.exists()]
    return [PartFile(name, folder, path.stat().st_size, digest(path)) for folder, path in made], stored


def part_name(prefix: str, labels: Labels, run_ids: Sequence[str]) -> str:
    """A name that sorts by the first run and differs between any two sets of labelled runs."""
    content = json.dumps([list(labels.of(run_id).items()) for run_id in run_ids], ensure_ascii=False)
    return f"{prefix}-{run_ids[0][:12]}-{hashlib.blake2b(content.encode(), digest_size=6).hexdigest()}"


def _runs_table(rows: Sequence[Mapping[str, Any]], labels: Labels) -> pa.Table:
    summary = {name: pa.float64() for row in rows for name in row if name not in (*labels.types, "status", "error")}
    types = {**labels.types, **summary, "status": pa.string(), "error": pa.string()}
    schema = pa.schema(list(types.items()), metadata={LABELS: json.dumps(list(labels.types))})
    return pa.Table.from_pylist(list(rows), schema=schema)


class _RowGroups:
    """A Parquet file that grows by one row group per run; without any table there is no file."""

    def __init__(self, path: Path, stack: contextlib.ExitStack) -> None:
        self.path, self.stack, self.count = path, stack, 0
        self.writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table | None) -> int | None:
        """Append a run; returns the number of its row group."""
        if table is None:
            return None
        if self.writer is None:
            unfinished = self.stack.enter_context(whole(self.path))
            # A dictionary pays for texts that repeat; for measured numbers it and their extremes are dead weight.
            texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
            writer = pq.ParquetWriter(unfinished, table.schema, use_dictionary=texts, write_statistics=False)
            self.writer = self.stack.enter_context(writer)
        self.writer.write_table(table, row_group_size=max(1, table.num_rows))
        self.count += 1
        return self.count - 1


class Reader:
    """Reads stored runs back, one at a time; keeps a few parts open."""

    OPEN = 4  # the index of an open part takes some 25 MB; runs are stored nearly in the order of their ids

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parts: dict[str, _Part] = {}

    def record(self, stored: Stored) -> Record:
        """The record of a stored run."""
        part = self.parts.pop(stored.part, None) or _Part(self.root, stored.part)
        self.parts[stored.part] = part  # at the end: the one used last is the last to be closed
        if len(self.parts) > self.OPEN:
            self.parts.pop(next(iter(self.parts))).close()
        return part.record(stored)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts.values():
            part.close()


class _Part:
    """One part, open."""

    def __init__(self, root: Path, name: str) -> None:
        table = pq.read_table(root / "runs" / f"{name}.parquet")
        labels = (*json.loads(table.schema.metadata[LABELS]), "status", "error")
        self.summaries = table.drop_columns([name for name in labels if name != "run_id"])
        self.places = {run_id: place for place, run_id in enumerate(table["run_id"].to_pylist())}
        paths = {folder: root / folder / f"{name}.parquet" for folder in ("daily", "news")}
        self.files = {folder: pq.ParquetFile(path, pre_buffer=False) for folder, path in paths.items() if path.exists()}

    def record(self, stored: Stored) -> Record:
        if stored.place is None:
            return Record(stored.run_id, stored.status, stored.error, stored.seconds, {}, None, None)
        row = self.summaries.slice(self.places[stored.run_id], 1).to_pylist()[0]
        del row["run_id"]
        daily, news = (self.files[folder].read_row_group(stored.place) for folder in ("daily", "news"))
        return Record(stored.run_id, stored.status, stored.error, stored.seconds, row, daily, news)

    def close(self) -> None:
        for file in self.files.values():
            file.close()
