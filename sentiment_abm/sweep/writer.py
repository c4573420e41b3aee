"""The only one who writes to a results folder: collects records into parts, enters them, and tidies up at the end."""

import contextlib
import hashlib
import itertools
import operator
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sentiment_abm.sweep.durable import UNFINISHED, digest, sole_writer
from sentiment_abm.sweep.ledger import Ledger, Planned
from sentiment_abm.sweep.parts import FOLDERS, Labels, Reader, Record, part_name, write_part

PART_SECONDS = 5.0  # at most this much work is lost to a crash …
PART_ROWS = 100_000  # … and at most about this many days of runs wait in memory (50 MB)
TIDY_RUNS = 1_000  # runs per part of a finished study


class Writer:
    """An open results folder.  Make one with :func:`writing`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ledger = Ledger(root / "ledger.sqlite", create=True)
        self.labels = Labels()
        self.waiting: list[Record] = []
        self.since = time.monotonic()
        self._strike_out_damage()
        self._remove_leftovers()

    def want(self, planned: Sequence[Planned]) -> list[Planned]:
        """Set the plan; returns the runs that are still to do (never done, or failed), in the order given."""
        self.ledger.want(planned)
        self.labels = Labels(sorted(planned))
        done = {run.run_id for run in self.ledger.stored().values() if run.status == "done"}
        return [run for run in planned if run.run_id not in done]

    def add(self, record: Record) -> None:
        """Take a record; it is stored within seconds, together with others."""
        self.waiting.append(record)
        rows = sum(waiting.daily.num_rows for waiting in self.waiting if waiting.daily is not None)
        if rows >= PART_ROWS or time.monotonic() - self.since >= PART_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Store what is waiting, now."""
        self.since = time.monotonic()
        if not self.waiting:
            return
        records = sorted(self.waiting, key=lambda record: record.run_id)
        self.ledger.record(*write_part(self.root, "part", self.labels, [r.run_id for r in records], records))
        self.waiting = []

    def tidy(self) -> None:
        """Put all runs into parts that depend on nothing but the study, as an undisturbed session leaves them.

        Runs that an earlier version of the study wanted move to parts called ``spare``: they are in nobody's
        tables, but are not run again should the study want them back.
        """
        stored = self.ledger.stored()
        wanted = [run_id for run_id in stored if run_id in self.labels.planned]
        spare = [run_id for run_id in stored if run_id not in self.labels.planned]
        groups = [("part", self.labels, list(ids)) for ids in itertools.batched(wanted, TIDY_RUNS)]
        # Spare runs stay with those they were stored with: other versions may have had other columns.
        by_part = operator.attrgetter("part", "run_id")
        for _, runs in itertools.groupby(sorted((stored[i] for i in spare), key=by_part), operator.attrgetter("part")):
            groups.append(("spare", Labels(), [run.run_id for run in runs]))
        names = [part_name(*group) for group in groups]
        note = hashlib.blake2b("\n".join(names).encode(), digest_size=16).hexdigest()
        if self.ledger.note("tidy") == note and {run.part for run in stored.values()} == set(names):
            return
        with Reader(self.root) as reader:
            written = [
                write_part(self.root, *group, (reader.record(stored[run_id]) for run_id in group[2]))
                for group in groups
            ]
        files = [file for made, _ in written for file in made]
        self.ledger.exchange(files, [run for _, entries in written for run in entries], ("tidy", note))
        self._remove_leftovers()

    def _strike_out_damage(self) -> None:
        """Forget the parts that are missing or changed on the disk, so that their runs are run again."""
        damaged = {
            file.part
            for file in self.ledger.files()
            if not (path := self.root / file.folder / f"{file.part}.parquet").exists()
            or path.stat().st_size != file.bytes
            or digest(path) != file.digest
        }
        self.ledger.strike_out(damaged)

    def _remove_leftovers(self) -> None:
        """Delete what an interrupted write left: unfinished files, and parts that the ledger never heard of."""
        listed = {(file.folder, f"{file.part}.parquet") for file in self.ledger.files()}
        for folder in FOLDERS:
            for path in (self.root / folder).iterdir():
                part = path.suffix == ".parquet" and path.name.startswith(("part-", "spare-"))
                if path.name.endswith(UNFINISHED) or (part and (folder, path.name) not in listed):
                    path.unlink()


@contextlib.contextmanager
def writing(root: Path) -> Iterator[Writer]:
    """Open a results folder for writing, made if it is not there, and keep every other writer out.

    Raises InputError when another session holds the folder.
    """
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    with sole_writer(root):
        writer = Writer(root)
        try:
            yield writer
        finally:
            writer.ledger.close()
