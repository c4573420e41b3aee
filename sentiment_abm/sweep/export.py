"""The tables of a results folder as files for other programs: CSV, Parquet, or a described package (RO-Crate).

An export follows from the runs alone: however a study came about, in one session or in many, its exported tables are
equal byte for byte.  Rows are in the order of run_id, then day.
"""

import contextlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import batched, chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.crate import METADATA, crate
from sentiment_abm.sweep.durable import UNFINISHED, check_links, is_held, sync, write_json
from sentiment_abm.sweep.store import AT_ONCE, Results, load

KINDS = ("csv", "parquet", "rocrate")
TABLES = ("runs", "daily", "quantiles", "news")
ALONG = (
    "manifest.json",
    "report.html",
    "report.pdf",
    "report.md",
    "figures",
    "tables",
)  # what a package has besides the tables
BATCH = 2**15  # rows that are in memory at a time, and in a row group


class Exported(NamedTuple):
    """What was written: the folder, and the number of rows of each table in it."""

    path: Path
    rows: dict[str, int]
    missing: int  # runs that the study wants and the folder does not have


def export(
    folder: str | Path, kind: str, out: str | Path | None = None, *, force: bool = False, license_id: str = ""
) -> Exported:
    """Write the tables of a results folder into a folder of their own, whole or not at all.

    Parameters
    ----------
    folder
        A results folder; of a study that is not finished, the runs stored so far are exported.
    kind
        "csv" (numbers read back to the same bits), "parquet", or "rocrate": the tables as CSV with manifest and report,
        described in ``ro-crate-metadata.json``.
    out
        The new folder, ``<folder>/export/<kind>`` if not given.
    force
        Whether to replace an export that is there already.
    license_id
        For a package: what others may do with the results, an SPDX identifier such as "CC-BY-4.0".

    Raises InputError if there are no results, if a session is writing to them, if a link leads out of them, or if
    `out` is there already (with `force`: if it holds anything but an export).
    """
    root = Path(folder)
    path = root / "export" / kind if out is None else Path(out)
    if kind not in KINDS:
        raise InputError([f"to: {kind!r} is not one of {', '.join(KINDS)}{nearest(kind, KINDS)}"])
    results = load(root)
    check_links(root)
    if problems := [*_faults(root, path, kind, force=force, license_id=license_id)]:
        raise InputError(problems)
    with _whole_folder(path) as unfinished:
        suffix = "parquet" if kind == "parquet" else "csv"
        written = {name: _written(results, name, unfinished / f"{name}.{suffix}") for name in TABLES}
        rows = {name: count for name, count in written.items() if count}
        if kind == "rocrate":
            _take_along(root, unfinished)
            write_json(unfinished / METADATA, crate(unfinished, results.manifest, rows, license_id))
    return Exported(path, rows, len(results.plan) - len(results.wanted))


def rows_of(results: Results, name: str) -> Iterator[pa.Table]:
    """The rows of a table in the order of run_id, then day, some at a time; nothing of a table without rows.

    Quantiles, which belong to no run, keep the order of cases, points, indicators, segments and days.
    """
    if name in ("runs", "quantiles"):
        pieces: Iterable[pa.Table] = [_plain(getattr(results, name))]
    else:
        # A reader holds on to every part that it has read from: one for each thousand runs holds on to few.
        few = (replace(results, plan=[*runs]) for runs in batched(sorted(results.wanted), AT_ONCE))
        pieces = chain.from_iterable(each.pieces(name) for each in few)
    for piece in pieces:
        if len(piece):
            order = [(key, "ascending") for key in ("run_id", "day", "item") if key in piece.column_names]
            yield piece.take(pc.sort_indices(piece, order)) if name != "quantiles" else piece


def _plain(frame: pd.DataFrame) -> pa.Table:
    """A table without what only pandas needs to know."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))


def _faults(root: Path, path: Path, kind: str, *, force: bool, license_id: str) -> Iterator[str]:
    if is_held(root):
        yield f"{root} is in use by a session: wait for it"
    if license_id and kind != "rocrate":
        yield f"license {license_id!r} means nothing for {kind}, only for rocrate"
    elif license_id and not re.fullmatch(r"[A-Za-z0-9.+-]+", license_id):
        yield f"license {license_id!r} is not an SPDX identifier such as CC-BY-4.0"
    if not path.exists():
        return
    if not force:
        yield f"{path} exists already: --force replaces it, --out names another folder"
    elif foreign := _foreign(path):
        yield f"{path} is no export, it holds {foreign!r}: choose another folder"


def _foreign(path: Path) -> str:
    """Something at a path that no export has written; empty if there is nothing."""
    if not path.is_dir():
        return path.name
    own = {METADATA, *ALONG, *(f"{name}.{suffix}" for name in TABLES for suffix in ("csv", "parquet"))}
    return next((each.name for each in sorted(path.iterdir()) if each.name not in own), "")


@contextlib.contextmanager
def _whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to write to; at the end its files are on the disk, and then it gets its real name."""
    unfinished, replaced = (path.with_name(f"{path.name}{ending}{UNFINISHED}") for ending in ("", ".replaced"))
    for leftover in (unfinished, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        for each in (*unfinished.rglob("*"), unfinished):
            sync(each)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if path.exists():
        path.rename(replaced)
    unfinished.rename(path)
    sync(path.parent)
    shutil.rmtree(replaced, ignore_errors=True)


def _written(results: Results, name: str, path: Path) -> int:
    """Write one table; returns the number of its rows, and leaves no file if there are none."""
    tables = rows_of(results, name)
    first = next(tables, None)
    if first is None:
        return 0
    count = 0
    with _writer(path, first.schema) as write:
        for batch in _batches(first, tables):
            write(batch)
            count += batch.num_rows
    return count


def _batches(first: pa.Table, others: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Tables of so many rows each but for the last one, whatever the sizes of those that come."""
    waiting = first
    for table in others:
        waiting = pa.concat_tables([waiting, table])
        while waiting.num_rows > BATCH:
            yield waiting.slice(0, BATCH)
            waiting = waiting.slice(BATCH)
    for start in range(0, waiting.num_rows, BATCH):
        yield waiting.slice(start, BATCH)


@contextlib.contextmanager
def _writer(path: Path, schema: pa.Schema) -> Iterator[Any]:
    """Something to call with one table after the other."""
    if path.suffix == ".csv":
        with pa_csv.CSVWriter(path, schema, write_options=pa_csv.WriteOptions(quoting_style="needed")) as writer:
            yield lambda table: writer.write_table(_unknown_as_empty(table))
    else:
        texts = [field.name for field in schema if pa.types.is_string(field.type)]
        with pq.ParquetWriter(path, schema, use_dictionary=texts) as writer:
            yield lambda table: writer.write_table(table, row_group_size=BATCH)


def _unknown_as_empty(table: pa.Table) -> pa.Table:
    """NaN as nothing at all, which every program reads as missing."""
    for k, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(k)
            table = table.set_column(k, field, pc.if_else(pc.is_nan(column), None, column))
    return table


def _take_along(root: Path, unfinished: Path) -> None:
    """Copy manifest, report, figures and the tables behind them, as far as they are there."""
    for name in ALONG:
        if (root / name).is_dir():
            shutil.copytree(root / name, unfinished / name)
        elif (root / name).exists():
            shutil.copyfile(root / name, unfinished / name)
