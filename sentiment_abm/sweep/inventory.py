"""Which runs a results folder holds, in which part: what the tables of runs of its parts say."""

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.content import opened
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import digest
from sentiment_abm.sweep.ledger import PartFile, Stored
from sentiment_abm.sweep.parts import LABELS

ENDS = ("status", "error")  # the last columns of the table of runs
HINT = "run the study again to repair it"


def inventory(root: Path, parts: Iterable[str]) -> dict[str, Stored]:
    """The runs of these parts by id; of a run that is in several the last part counts."""
    found: dict[str, Stored] = {}
    for part in parts:
        path = root / "runs" / f"{part}.parquet"
        if path.exists():  # parts of quantiles have no runs
            table = read(path, ["run_id", *ENDS])
            columns = [column.to_pylist() for column in table.columns]
            for run_id, status, error in zip(*columns, strict=True):
                found[run_id] = Stored(run_id, part, status, error)
    return found


def runs_table(root: Path, stored: Sequence[Stored]) -> pa.Table:
    """The summary indicators of these runs, status and error; a row each, in this order."""
    tables: list[pa.Table] = []
    places: dict[tuple[str, str], int] = {}
    for part in dict.fromkeys(run.part for run in stored):
        table = read(root / "runs" / f"{part}.parquet")
        for run_id in table["run_id"].to_pylist():
            places[part, run_id] = len(places)
        with readable(root / "runs" / f"{part}.parquet"):
            tables.append(table.drop_columns(json.loads(table.schema.metadata[LABELS])))
    if not tables:
        return pa.table({name: pa.array([], pa.string()) for name in ENDS})
    found = pa.concat_tables(tables, promote_options="default")
    order = [places[run.part, run.run_id] for run in stored]
    return found.select([*(name for name in found.column_names if name not in ENDS), *ENDS]).take(pa.array(order))


def read(path: Path, texts: list[str] | None = None) -> pa.Table:
    """A Parquet file, or those of its columns that are texts; raises InputError where it cannot be read."""
    with readable(path), opened(path) as stream, pq.ParquetFile(stream) as file:
        found = file.read(texts).replace_schema_metadata(file.metadata.metadata)
    types = dict(zip(found.column_names, found.schema.types, strict=True))
    if wrong := [name for name in texts or () if types.get(name) != pa.string() or found[name].null_count]:
        raise InputError([f"{path} has no column of texts {wrong[0]!r}, {HINT}"])
    return found


def check_files(root: Path, files: Iterable[PartFile], folders: Collection[str]) -> None:
    """Raise InputError for files of these folders that are not what the ledger says that was written.

    A changed number would be read as if nothing had happened.
    """
    for file in files:
        path = root / file.folder / f"{file.part}.parquet"
        if file.folder in folders:
            with readable(path):
                is_whole = path.stat().st_size == file.bytes and digest(path) == file.digest
            if not is_whole:
                raise InputError([f"{path} cannot be read, {HINT}: it was changed since it was written"])


@contextlib.contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say as an InputError that a file cannot be read, whatever it makes its reader stumble over."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        told = " ".join(f"{type(error).__name__} {error}".split())
        raise InputError([f"{path} cannot be read, {HINT}: {told[:300]}"]) from error
