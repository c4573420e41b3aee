"""The only one who writes to a results folder: collects records into parts, and tidies up at the end."""

import contextlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched, groupby
from pathlib import Path

from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.durable import check_links, sole_writer
from sentiment_abm.sweep.folder import Folder
from sentiment_abm.sweep.labels import Labels
from sentiment_abm.sweep.ledger import Planned, Stored
from sentiment_abm.sweep.parts import LOOSE, QUANTILES, Part, part
from sentiment_abm.sweep.quantiles import Quantiles
from sentiment_abm.sweep.records import Records, failures, in_order, joined

PART_SECONDS = 5.0  # runs wait for their neighbors, so that a crash loses at most about twice this much work …
WAITING_ROWS = 150_000  # … and about this many days of runs wait in memory (50 MB)
PART_RUNS = 1_000  # runs per part of a finished study
AT_ONCE = 20  # parts that are entered in the ledger together, so that the disk is waited for once


class Writer:
    """An open results folder.  Make one with :func:`writing`.

    Runs are stored in groups: so many neighbors in the order of all planned ids.  A group whose runs are all there
    becomes a part that stays; runs of other groups are stored in passing, in parts that vanish once their groups are
    complete.  So most runs are written once, and nothing but the study decides what a finished folder is made of.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.labels, self.daily, self.is_settled = Labels(), Daily(), True
        self.plan: Sequence[Planned] | None = None  # as long as it is not in the ledger
        self.groups: list[tuple[str, ...]] = []
        self.group_of: dict[str, int] = {}
        self.left: Counter[int] = Counter()  # by group, the runs that are still to come
        self.waiting: dict[int, list[Records]] = {}  # by group
        self.late: set[int] = set()  # the groups that have been waiting since the last time
        self.since = time.monotonic()
        self.quantiles: Quantiles | None = None  # as long as they are those of the runs that the folder holds

    @property
    def stored(self) -> dict[str, Stored]:
        """The runs that the folder holds, wanted or not, by id."""
        return self.folder.stored

    def want(self, planned: Sequence[Planned], daily: Daily, *, is_settled: bool = True) -> list[Planned]:
        """Set the plan; returns the runs to do: never done, failed, or stored without the days that are wanted now.

        They come in the order of their ids.  `is_settled` is false while later rounds may add to the plan: until then
        no part is made to stay.
        """
        self.labels, self.daily, self.is_settled = Labels(planned), daily, is_settled
        self.plan, self.quantiles = planned, None
        self.groups = [*batched(sorted(self.labels.planned), PART_RUNS)]
        self.group_of = {run_id: n for n, group in enumerate(self.groups) for run_id in group}
        # Quantiles that are made already need no days any more; see `lacking`.
        forms = self.folder.forms.items()
        right = {name for name, form in forms if daily.mode == "quantiles" or daily.is_in(form)}
        there = {run_id for run_id, run in self.stored.items() if run.status == "done" and run.part in right}
        return self._to_do(run_id for run_id in self.group_of if run_id not in there)

    def lacking(self) -> list[Planned]:
        """What has to be run again when all else is done: runs of which quantiles need the days, and these are gone."""
        if self.daily.mode != "quantiles":
            return []
        self.quantiles = Quantiles(self.folder, self.labels)
        return self._to_do(i for i in self.quantiles.needed() if not self.daily.is_in(self.folder.form_of(i)))

    def add(self, records: Records) -> None:
        """Take records; they are stored within seconds, together with others."""
        self.quantiles = None
        self._enter_plan()
        records, start = in_order(records), 0
        for group, neighbors in groupby(records.ids, key=self.group_of.__getitem__):
            count = sum(1 for _ in neighbors)
            self.waiting.setdefault(group, []).append(records.take(range(start, start + count)))
            self.left[group] -= count
            start += count
        rows = sum(len(piece.daily.table) for pieces in self.waiting.values() for piece in pieces)
        if rows >= WAITING_ROWS or time.monotonic() - self.since >= PART_SECONDS:
            self.flush(partly=True)

    def flush(self, *, partly: bool = False) -> None:
        """Store what is waiting, now; `partly` complete groups and those that have been waiting since the last time."""
        self.since = time.monotonic()
        complete = [group for group in sorted(self.waiting) if self._is_complete(group)]
        late = [group for group in sorted(self.waiting.keys() - {*complete}) if not partly or group in self.late]
        pieces = [piece for group in (*complete, *late) for piece in self.waiting[group]]
        waiting = in_order(joined(sorted(pieces, key=lambda piece: piece.first)))
        failed, ids = waiting.failed, waiting.ids
        fresh = {*ids}
        parts = []
        for group in complete:
            before = self.folder.failed(i for i in self.groups[group] if i not in fresh)
            parts.append(self._part(self.groups[group], before | failed))
        if late:
            stays = {*complete}
            parts.append(self._part([i for i in ids if self.group_of[i] not in stays], failed, LOOSE))
        if parts:
            self.folder.put(parts, waiting, self.daily)
        for group in (*complete, *late):
            del self.waiting[group]
        self.late = {*self.waiting}

    def tidy(self) -> None:
        """Put all runs into parts that depend on nothing but the study, as an undisturbed session leaves them.

        Runs that an earlier version of the study wanted move to parts called ``spare``: they are in nobody's
        tables, but are not run again should the study want them back.
        """
        self._enter_plan()
        self.flush()
        if self.daily.mode == "quantiles":
            (self.quantiles or Quantiles(self.folder, self.labels)).make()
            self.folder.drop_days()
        elif gone := [name for name, form in self.folder.forms.items() if form == QUANTILES]:
            self.folder.exchange({}, [], gone)
        self._settle([self._part(ids, self.folder.failed(ids)) for ids in self.groups], self._final)
        spare: dict[str, list[str]] = {}
        for run_id, run in sorted(self.stored.items()):
            if run_id not in self.group_of:
                # They stay with those they were stored with: other versions may have had other columns.
                spare.setdefault(run.part, []).append(run_id)
        forms = self.folder.forms
        parts = [part("spare", Labels(), i, forms[name], self.folder.failed(i)) for name, i in spare.items()]
        self._settle(parts, None)

    def _enter_plan(self) -> None:
        """Put the plan into the ledger once it is sure to be the one that the folder is for."""
        if self.plan is not None:
            self.folder.check_place()
            self.folder.ledger.want(self.plan)
        self.plan = None

    def _settle(self, parts: Sequence[Part], daily: Daily | None) -> None:
        """Write those of these parts that are not there."""
        missing = [part for part in parts if not self._is_there(part, daily)]
        for some in batched(missing, AT_ONCE):
            self.folder.put(some, failures([], ""), daily)

    @property
    def _final(self) -> Daily:
        """The days that stay with the runs."""
        return Daily("none") if self.daily.mode == "quantiles" else self.daily

    def _is_there(self, made: Part, daily: Daily | None) -> bool:
        form, stored = self.folder.forms.get(made.name), self.stored
        is_right = form is not None and (daily is None or form == daily.form)
        return is_right and all(stored[run_id].part == made.name for run_id in made.run_ids)

    def _is_complete(self, group: int) -> bool:
        """Whether a group has all that it needs, from those that wait and those that are stored, to stay as it is."""
        if not self.is_settled or self.left[group] > 0:
            return False
        if sum(len(piece.runs) for piece in self.waiting[group]) >= len(self.groups[group]):
            return True
        fresh = {run_id for piece in self.waiting[group] for run_id in piece.ids}
        return all(i in fresh or self.daily.is_in(self.folder.form_of(i)) for i in self.groups[group])

    def _to_do(self, run_ids: Iterable[str]) -> list[Planned]:
        found = [self.labels.planned[run_id] for run_id in run_ids]
        self.left = Counter(self.group_of[run.run_id] for run in found)
        return found

    def _part(self, run_ids: Sequence[str], failed: Mapping[str, str], prefix: str = "part") -> Part:
        return part(prefix, self.labels, run_ids, self._final.form, failed)


@contextlib.contextmanager
def writing(root: Path) -> Iterator[Writer]:
    """Open a results folder for writing, made if it is not there, and keep every other writer out.

    Raises InputError when another session holds the folder, or a link in it leads out of it.
    """
    root.mkdir(parents=True, exist_ok=True)
    check_links(root)
    with sole_writer(root) as check_place:
        folder = Folder(root, check_place)
        try:
            yield Writer(folder)
        finally:
            folder.ledger.close()
