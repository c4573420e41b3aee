"""The ledger of a results folder: which runs are wanted, which are stored, and in which part. One SQLite file.

A part exists when the ledger says so.  Files that it does not list are leftovers of an interrupted write; runs
whose part is missing or changed are struck out and carried out again.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.spec import InputError

FORMAT = 1
TABLES = """
create table plan (run_id text primary key, case_name text, replicate integer, seed text, varied text);
create table parts (part text, folder text, bytes integer, digest text, primary key (part, folder));
create table runs (run_id text primary key, part text, place integer, status text, error text, seconds real);
create table notes (name text primary key, content text);
"""


class Planned(NamedTuple):
    """One run that the study wants: its identity and the labels it goes by in the tables."""

    run_id: str
    case: str
    replicate: int
    seed: int
    varied: Mapping[str, Any]  # what differs between the cases, by dotted name


class Stored(NamedTuple):
    """One run that the folder holds; `place` is its row group in the part's daily table, None for a failed run."""

    run_id: str
    part: str
    place: int | None
    status: str  # "done" or "failed"
    error: str
    seconds: float


class PartFile(NamedTuple):
    """One file of a part, with what it takes to see that nobody touched it."""

    part: str
    folder: str  # runs, daily or news
    bytes: int
    digest: str


class Ledger:
    """The SQLite file; every method that changes it is one transaction."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        # A reader may have to roll back what a killed writer began, so it reads only where it cannot write.
        mode = "rwc" if create else "rw" if os.access(path, os.W_OK) else "ro"
        self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, autocommit=True)
        try:
            self._prepare(path, create)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, path: Path, create: bool) -> None:
        """Make the tables of a new ledger; raise InputError for one of another version or no ledger at all."""
        try:
            version = self.connection.execute("pragma user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise InputError([f"{path} cannot be read: {error}"]) from None
        if version == 0 and create:
            self.connection.executescript(f"begin; {TABLES} pragma user_version = {FORMAT}; commit;")
        elif version != FORMAT:
            problem = f"{path} has format {version}, this version reads format {FORMAT}: choose another folder"
            raise InputError([problem])

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    # -- reading

    def plan(self) -> list[Planned]:
        """The runs that the study wants, in the order of their ids."""
        rows = self.connection.execute("select * from plan order by run_id")
        return [
            Planned(run_id, case, replicate, int(seed), json.loads(varied))
            for run_id, case, replicate, seed, varied in rows
        ]

    def stored(self) -> dict[str, Stored]:
        """The runs that the folder holds, wanted or not, by id."""
        return {row[0]: Stored(*row) for row in self.connection.execute("select * from runs order by run_id")}

    def files(self) -> list[PartFile]:
        """Every file of every part."""
        return [PartFile(*row) for row in self.connection.execute("select * from parts order by part, folder")]

    def note(self, name: str) -> str:
        """A remark of an earlier session, empty when there is none."""
        row = self.connection.execute("select content from notes where name = ?", [name]).fetchone()
        return row[0] if row else ""

    # -- writing

    def want(self, planned: Iterable[Planned]) -> None:
        """Replace the plan."""
        rows = [(*run[:3], str(run.seed), json.dumps(run.varied, ensure_ascii=False)) for run in planned]
        with self._transaction():
            self.connection.execute("delete from plan")
            self.connection.executemany("insert into plan values (?, ?, ?, ?, ?)", rows)

    def record(self, files: Sequence[PartFile], runs: Sequence[Stored]) -> None:
        """Enter a new part and its runs; from this moment on they are stored."""
        with self._transaction():
            self._enter(files, runs)

    def exchange(self, files: Sequence[PartFile], runs: Sequence[Stored], note: tuple[str, str]) -> None:
        """Put a new set of parts in the place of all old ones, with a note about it."""
        with self._transaction():
            self.connection.execute("delete from parts")
            self.connection.execute("delete from runs")
            self._enter(files, runs)
            self.connection.execute("insert or replace into notes values (?, ?)", note)

    def strike_out(self, parts: Iterable[str]) -> None:
        """Forget parts and their runs."""
        with self._transaction():
            for part in parts:
                self.connection.execute("delete from runs where part = ?", [part])
                self.connection.execute("delete from parts where part = ?", [part])

    def _enter(self, files: Sequence[PartFile], runs: Sequence[Stored]) -> None:
        self.connection.executemany("insert or replace into parts values (?, ?, ?, ?)", files)
        self.connection.executemany("insert or replace into runs values (?, ?, ?, ?, ?, ?)", runs)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; the commit returns when SQLite has synced its file."""
        self.connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")
