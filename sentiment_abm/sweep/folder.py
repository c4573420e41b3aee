"""A results folder that is open for writing: its ledger, its parts, and the ways in which parts come and go."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.durable import UNFINISHED, all_whole, digest
from sentiment_abm.sweep.inventory import inventory
from sentiment_abm.sweep.ledger import Ledger, PartFile, Stored
from sentiment_abm.sweep.parts import FOLDERS, LOOSE, QUANTILES, Part, write_part
from sentiment_abm.sweep.reader import Reader
from sentiment_abm.sweep.records import Records, in_order, joined

PIECE_ROWS = 100_000  # days of runs that are in memory on their way from one part to another


class Folder:
    """What is stored, by part and by run.  A change is on the disk when the method that makes it returns.

    `check_place` raises an error when the folder is no longer the one that was opened.  It is asked before anything is
    written: another session may have begun in its place, and the journal of our ledger would spoil theirs.
    """

    def __init__(self, root: Path, check_place: Callable[[], None]) -> None:
        for folder in FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)
        self.root, self.check_place = root, check_place
        self.ledger = Ledger(root / "ledger.sqlite", create=True)
        self._strike_out_damage()
        self.forms = self.ledger.parts()
        self.stored = inventory(root, self.forms)
        self.sizes = Counter(run.part for run in self.stored.values())
        self._remove_leftovers()

    def put(self, parts: Sequence[Part], waiting: Records, daily: Daily | None) -> None:
        """Write parts of runs that wait or are stored, with the days that are wanted; None: with those that they have.

        A run that waits counts before the same run stored.  Parts of which the last run has moved on vanish.
        """
        self.check_place()
        places = {run_id: place for place, run_id in enumerate(waiting.ids)}
        files: list[PartFile] = []
        with Reader(self.root, self.forms, daily) as reader, all_whole() as named:
            for part in parts:
                files += write_part(self.root, part, self._pieces(part.run_ids, waiting, places, reader), named)
        moved = self._moved(parts, places, waiting.failed)
        was = Counter(self.stored[run_id].part for run_id in moved if run_id in self.stored)
        now = Counter(run.part for run in moved.values())
        gone = [name for name, count in was.items() if self.sizes[name] == count and not now[name]]
        forms = {p.name: self.form_of(p.run_ids[0]) if daily is None else daily.series.form for p in parts}
        self.exchange(forms, files, gone)
        self.stored |= moved
        self.sizes = self.sizes - was + now

    def exchange(self, forms: Mapping[str, str], files: Iterable[PartFile], gone: Sequence[str]) -> None:
        """Enter parts whose files are in place, and remove others."""
        self.check_place()
        self.ledger.exchange(forms, files, gone)
        self.forms = {name: form for name, form in self.forms.items() if name not in {*gone}} | {**forms}
        self._remove(gone, (*FOLDERS, QUANTILES))

    def drop_days(self) -> None:
        """Remove the daily series of all runs."""
        self.check_place()
        forms = {name: Daily("none").form for name, form in self.forms.items() if self.sizes[name]}
        self.ledger.drop("daily", forms)
        self.forms |= forms
        self._remove(forms, ["daily"])

    def form_of(self, run_id: str) -> str:
        """The form of the days of a run that is stored."""
        return self.forms[self.stored[run_id].part]

    def failed(self, run_ids: Iterable[str]) -> dict[str, str]:
        """The reasons of those of these runs that failed."""
        return {i: run.error for i in run_ids if (run := self.stored.get(i)) and run.status == "failed"}

    def _moved(self, parts: Sequence[Part], waiting: Mapping[str, int], failed: Mapping[str, str]) -> dict[str, Stored]:
        """The runs of new parts as they are stored from now on."""
        moved = {}
        for part in parts:
            for run_id in part.run_ids:
                if run_id not in waiting:
                    moved[run_id] = self.stored[run_id]._replace(part=part.name)
                elif run_id in failed:
                    moved[run_id] = Stored(run_id, part.name, "failed", failed[run_id])
                else:
                    moved[run_id] = Stored(run_id, part.name, "done", "")
        return moved

    def _pieces(
        self, run_ids: Sequence[str], waiting: Records, places: Mapping[str, int], reader: Reader
    ) -> Iterator[Records]:
        """The records of these runs, in order, as many at a time as should be in memory."""
        start, size = 0, 1
        while start < len(run_ids):
            chosen = run_ids[start : start + size]
            found = [waiting.take([places[run_id] for run_id in chosen if run_id in places])]
            by_part: dict[str, list[str]] = {}
            for run_id in chosen:
                if run_id not in places:
                    by_part.setdefault(self.stored[run_id].part, []).append(run_id)
            found += [reader.records(part, ids) for part, ids in by_part.items()]
            piece = in_order(joined(each for each in found if len(each.runs)))
            yield piece
            start += size
            size = max(1, PIECE_ROWS * size // max(1, len(piece.daily.table)))

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
        for folder in (*FOLDERS, QUANTILES):
            for path in (self.root / folder).glob("*"):
                part = path.suffix == ".parquet" and path.name.startswith(("part-", "spare-", f"{LOOSE}-"))
                if path.name.endswith(UNFINISHED) or (part and (folder, path.name) not in listed):
                    path.unlink()

    def _remove(self, parts: Iterable[str], folders: Iterable[str]) -> None:
        for part in parts:
            for folder in folders:
                (self.root / folder / f"{part}.parquet").unlink(missing_ok=True)
