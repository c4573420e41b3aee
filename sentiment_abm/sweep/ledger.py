"""The ledger of a results folder: which runs are wanted, which are stored, and in which part. One SQLite file.

A part exists when the ledger says so, and the runs in it are those that its files name.  Files that the ledger does
not list are leftovers of an interrupted write; parts that are missing or changed are struck out, and their runs
carried out again.
"""

import contextlib
import functools
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.spec import InputError

FORMAT = 2
PATIENCE = 120.0  # seconds to wait for somebody who reads the ledger on a machine that has much else to do …
IMPATIENCE = 1.0  # … and once that was in vain
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
TABLES = """
create table plan (run_id text, case_name text, replicate integer, seed text, point integer);
create table points (varied text);
create table parts (part text primary key, form text);
create table files (part text, folder text, bytes integer, digest text, primary key (part, folder));
"""
PLAN, POINTS = "select * from plan order by rowid", "select varied from points order by rowid"


class Planned(NamedTuple):
    """One run that the study wants: its identity and the labels it goes by in the tables."""

    run_id: str
    case: str
    replicate: int
    seed: int
    varied: Mapping[str, Any]  # what differs between the cases, by dotted name


class Stored(NamedTuple):
    """One run that the folder holds."""

    run_id: str
    part: str
    status: str  # "done" or "failed"
    error: str


class PartFile(NamedTuple):
    """One file of a part, with what it takes to see that nobody touched it."""

    part: str
    folder: str  # runs, daily, news or quantiles
    bytes: int
    digest: str


class LockedError(sqlite3.OperationalError):
    """Another program did not let go of the ledger."""


_NAME = re.compile(r"[\w-]+")


def _check_names(names: Iterable[Any]) -> None:
    """Raise ValueError for a name that could lead out of the folder."""
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a part")


def _schema(connection: sqlite3.Connection) -> list[Any]:
    told = "select type, name, sql from sqlite_master where sql is not null order by name"
    return connection.execute(told).fetchall()


@functools.cache
def _own_schema() -> list[Any]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        return _schema(connection)


class Ledger:
    """The SQLite file; every method that changes it is one transaction."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        if path.exists() and not path.is_file():
            raise InputError([f"{path} is no ledger: it is not a file"])
        # A reader may have to roll back what a killed writer began, so it reads only where it cannot write.
        mode = "rwc" if create else "rw" if os.access(path, os.W_OK) else "ro"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        self.connection = sqlite3.connect(address, uri=True, autocommit=True, timeout=PATIENCE)
        try:
            self._prepare(path, create)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, path: Path, create: bool) -> None:
        """Make the tables of a new ledger; raise InputError for one of another version or no ledger at all."""
        try:
            with self._unlocked():
                version = self.connection.execute("pragma user_version").fetchone()[0]
                known = version != FORMAT or _schema(self.connection) == _own_schema()
        except LockedError:
            raise
        except sqlite3.DatabaseError as error:
            raise InputError([f"{path} cannot be read: {error}"]) from None
        if version == 0 and create:
            with self._unlocked(named=True):
                self.connection.executescript(f"begin; {TABLES} pragma user_version = {FORMAT}; commit;")
        elif version != FORMAT:
            problem = f"{path} has format {version}, this version reads format {FORMAT}: choose another folder"
            raise InputError([problem])
        elif not known:
            # A view or a trigger would be a program that somebody else wrote.
            raise InputError([f"{path} has other tables than a ledger: choose another folder"])

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    # -- reading

    def plan(self) -> list[Planned]:
        """The runs that the study wants, in the order in which it named them."""
        with self._sound():
            # One mapping for all replicates, as in the plan that came.
            varied = [dict(json.loads(text)) for (text,) in self.connection.execute(POINTS)]
            rows = self.connection.execute(PLAN)
            return [Planned(str(i), str(case), int(r), int(seed), varied[n]) for i, case, r, seed, n in rows]

    def parts(self) -> dict[str, str]:
        """Every part with the form of its days, the one that was written last at the end."""
        with self._sound():
            found = dict(self.connection.execute("select part, form from parts order by rowid"))
            _check_names(found)
        return found

    def files(self) -> list[PartFile]:
        """Every file of every part."""
        with self._sound():
            found = [PartFile(*row) for row in self.connection.execute("select * from files order by part, folder")]
            _check_names(file.part for file in found)
            _check_names(file.folder for file in found)
        return found

    @contextlib.contextmanager
    def _sound(self) -> Iterator[None]:
        """Say as an InputError that what is read is damaged, or was never written here."""
        try:
            with self._unlocked():
                yield
        except LockedError:
            raise
        except (sqlite3.DatabaseError, TypeError, ValueError, LookupError, RecursionError) as error:
            raise InputError([f"{self.path} cannot be read, it is damaged: {error}"]) from None

    @contextlib.contextmanager
    def _unlocked(self, *, named: bool = False) -> Iterator[None]:
        """Tell a ledger that another program holds from one that is damaged; who waited in vain waits no more.

        With `named` other errors of SQLite name the file.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in BUSY:  # the bits beyond say more about why
                raise sqlite3.OperationalError(f"{self.path}: {error}" if named else f"{error}") from None
            self.connection.execute(f"pragma busy_timeout = {IMPATIENCE * 1000:.0f}")
            raise LockedError(f"{self.path}: {error}: close the other program that has it open") from None

    # -- writing

    def want(self, planned: Sequence[Planned]) -> None:
        """Replace the plan, if it is another one."""
        points = {id(run.varied): run.varied for run in planned}  # one for all replicates
        number = {key: n for n, key in enumerate(points)}
        texts = [(json.dumps(varied, ensure_ascii=False),) for varied in points.values()]
        rows = [(*run[:3], str(run.seed), number[id(run.varied)]) for run in planned]
        with self._unlocked():
            before = [self.connection.execute(each).fetchall() for each in (PLAN, POINTS)]
        if before == [rows, texts]:
            return
        with self._transaction():
            for table in ("plan", "points"):
                self.connection.execute(f"delete from {table}")  # noqa: S608  # our own two names
            self.connection.executemany("insert into plan values (?, ?, ?, ?, ?)", rows)
            self.connection.executemany("insert into points values (?)", texts)

    def exchange(self, parts: Mapping[str, str], files: Iterable[PartFile], gone: Iterable[str] = ()) -> None:
        """Enter parts with their forms and files, and forget others; from this moment on that is what is stored."""
        with self._transaction():
            self._forget(gone)
            self.connection.executemany("insert or replace into parts values (?, ?)", parts.items())
            self.connection.executemany("insert or replace into files values (?, ?, ?, ?)", files)

    def strike_out(self, parts: Iterable[str]) -> None:
        """Forget parts and their runs."""
        with self._transaction():
            self._forget(parts)

    def drop(self, folder: str, forms: Mapping[str, str]) -> None:
        """Forget the files of one folder, and give these parts other forms."""
        with self._transaction():
            self.connection.execute("delete from files where folder = ?", [folder])
            self.connection.executemany("update parts set form = ? where part = ?", [(f, p) for p, f in forms.items()])

    def _forget(self, parts: Iterable[str]) -> None:
        names = [(part,) for part in parts]
        self.connection.executemany("delete from parts where part = ?", names)
        self.connection.executemany("delete from files where part = ?", names)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; the commit returns when SQLite has synced its file."""
        with self._unlocked(named=True):
            self.connection.execute("begin immediate")
            try:
                yield
                self.connection.execute("commit")
            except BaseException:
                # A commit that had to wait too long for a reader leaves its transaction open.
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                raise
