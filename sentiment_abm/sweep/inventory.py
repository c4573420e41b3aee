"""Which runs a results folder holds, in which part: what the tables of runs of its parts say."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.ledger import Stored
from sentiment_abm.sweep.parts import LABELS

ENDS = ("status", "error")  # the last columns of the table of runs


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
        tables.append(table.drop_columns(json.loads(table.schema.metadata[LABELS])))
    if not tables:
        return pa.table({name: pa.array([], pa.string()) for name in ENDS})
    found = pa.concat_tables(tables, promote_options="default")
    order = [places[run.part, run.run_id] for run in stored]
    return found.select([*(name for name in found.column_names if name not in ENDS), *ENDS]).take(pa.array(order))


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A Parquet file or some of its columns; raises InputError where it cannot be read."""
    with readable(path), pq.ParquetFile(path) as file:
        return file.read(columns).replace_schema_metadata(file.metadata.metadata)


@contextlib.contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say as an InputError that a file cannot be read."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        hint = "run the study again to repair it"
        raise InputError([f"{path} cannot be read, {hint}: {error}"]) from None
