"""A results folder as pandas tables: what charts, reports and other people's scripts read."""

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sentiment_abm.sources import cite
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.inventory import check_files, inventory, read, runs_table
from sentiment_abm.sweep.labels import Labels
from sentiment_abm.sweep.ledger import Ledger, Planned, Stored
from sentiment_abm.sweep.manifest_file import read_manifest
from sentiment_abm.sweep.parts import QUANTILES
from sentiment_abm.sweep.quantiles import labelled_points
from sentiment_abm.sweep.reader import Reader
from sentiment_abm.sweep.records import NEWS_TYPES, SHARE_TYPES, Rows, beside, together

AT_ONCE = 1_000  # runs of which a table is read at a time
TRIES = 5  # to read what a session is writing
SHARES = [*SHARE_TYPES]


def load(folder: str | Path) -> "Results":
    """The results in a folder; those of a study that is not finished are the runs stored so far.

    `folder` is what a study was run into.  Gives :class:`Results`, whose tables are read when they are first asked for.
    Raises InputError where there are none, or a file is damaged.

    >>> import tempfile
    >>> from sentiment_abm.sweep.study import Study
    >>> small = Study(name="small", society={"people": 50, "contacts": 4}, scenario="quiet", replicates=2, days=5)
    >>> with tempfile.TemporaryDirectory() as out:
    ...     _ = small.run(out)
    ...     results = load(out)
    ...     len(results.runs), len(results.daily)
    (2, 12)
    """
    root = Path(folder)
    manifest = read_manifest(root)
    if not manifest or not (root / "ledger.sqlite").exists():
        raise InputError([f"{root} holds no results: there is no manifest.json with a ledger.sqlite beside it"])
    with contextlib.closing(Ledger(root / "ledger.sqlite")) as ledger:
        return results_of(root, manifest, ledger.plan(), _stored(root, ledger))


def results_of(
    root: Path, manifest: Mapping[str, Any], plan: Sequence[Planned], stored: Mapping[str, Stored]
) -> "Results":
    """The results of a plan, in the order of cases, points and replicates."""
    order = {name: position for position, name in enumerate(manifest["cases"])}
    # A session that was killed while it began has left a plan and a manifest that do not fit.
    known = [run for run in plan if run.case in order]
    known.sort(key=lambda run: (order[run.case], run.varied.get("point", 0), run.replicate))
    return Results(root, manifest, known, stored)


@dataclass(frozen=True, repr=False)
class Results:
    """What a study has found so far, as tables in the order of cases, points, replicates and days.

    ========== =========================================================================================
    runs       one row per run, done or failed: run_id, case, replicate, seed, the settings in which runs
               differ, every summary indicator, status, error
    daily      run_id, case, replicate, segment ("all" = everyone), day, indicators, flows between moods;
               empty where the study keeps no days of single runs
    quantiles  where the study keeps these instead: case, what is varied, segment, day, indicator, n (runs that
               have a value), mean, low95, low50, median, high50, high95 over replicates
    news       run_id, case, replicate, item (position), learned, media, word_of_mouth, and what it said
    items      by case the news as in `Run.items`, shares averaged over replicates
    manifest   the contents of manifest.json
    ========== =========================================================================================

    Talks as a process have other news in each replicate: their `items` are those of the first one.  Tables of great
    studies may not fit into memory: :meth:`pieces` reads them some runs at a time.
    """

    path: Path
    manifest: Mapping[str, Any]
    plan: list[Planned]  # the runs that the study wants
    stored: Mapping[str, Stored]  # the runs that the folder has, by id

    @cached_property
    def wanted(self) -> list[Planned]:
        """The runs that the study wants and the folder has."""
        return [run for run in self.plan if run.run_id in self.stored]

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        labelled = self.labels.table([run.run_id for run in self.wanted])
        # Labels come from the plan: a case may have got another name since the run was stored.
        found = runs_table(self.path, [self.stored[run.run_id] for run in self.wanted])
        frame: pd.DataFrame = beside(labelled, found).to_pandas()
        return frame

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row per run, segment and day."""
        return self._table("daily")

    @cached_property
    def news(self) -> pd.DataFrame:
        """One row per run and news item."""
        return self._table("news")

    @cached_property
    def quantiles(self) -> pd.DataFrame:
        """One row per case, point, indicator, segment and day."""
        with contextlib.closing(Ledger(self.path / "ledger.sqlite")) as ledger:
            parts = [name for name, form in ledger.parts().items() if form == QUANTILES]
        tables = [read(self.path / QUANTILES / f"{part}.parquet") for part in parts]
        frame: pd.DataFrame = labelled_points(tables, self.plan, self.stored, self.labels).to_pandas()
        return frame

    @cached_property
    def items(self) -> dict[str, pd.DataFrame]:
        """The news of each case."""
        return {name: self._items(name) for name in self.manifest["cases"]}

    @cached_property
    def labels(self) -> Labels:
        """The columns by which runs are known."""
        return Labels(self.plan)

    @property
    def start_date(self) -> datetime.date | None:
        """The date of day 0, where the days have dates."""
        text = self.manifest.get("start_date")
        return datetime.date.fromisoformat(text) if text else None

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Keys of the sources of what was switched on in one run or another; see :meth:`cite`."""
        from sentiment_abm.sweep.standing import references  # it reads results

        return references(self)

    def cite(self) -> str:
        """The references of the finished runs, one a line; empty where none is finished.

        >>> import tempfile
        >>> from sentiment_abm.psychology.params import OFF
        >>> from sentiment_abm.sweep.study import Study
        >>> only_talk = {**OFF, "talk.weight": 0.1}
        >>> talk = Study(name="talk", scenario="quiet", society={"people": 50}, params=only_talk, replicates=1, days=1)
        >>> with tempfile.TemporaryDirectory() as out:
        ...     told = talk.run(out).cite()
        >>> "degroot1974" in told, "slovic1993" in told
        (True, False)
        """
        return cite(*self.references) if self.references else ""

    def pieces(self, name: str) -> Iterator[pa.Table]:
        """The rows of "daily" or "news" in the order of the runs' ids, of a thousand runs at a time.

        The columns are those of the table of this name; so is all else but the order.
        """
        with self._reader() as reader:
            for some in batched(sorted(self.wanted), AT_ONCE):
                yield self._labelled(some, self._rows(name, some, reader))

    def __repr__(self) -> str:
        failed = sum(self.stored[run.run_id].status == "failed" for run in self.wanted)
        cases = ", ".join(self.manifest["cases"])
        return f"<Results of {self.manifest['study']!r}: {len(self.wanted)} runs, {failed} failed; cases: {cases}>"

    def _table(self, name: str) -> pd.DataFrame:
        """All rows of a folder, those of a run together, in the order of `wanted`."""
        with self._reader() as reader:
            in_order = sorted(self.wanted)
            rows = self._rows(name, in_order, reader)
        place = {run.run_id: n for n, run in enumerate(in_order)}
        order = np.array([place[run.run_id] for run in self.wanted], dtype=np.int64)
        frame: pd.DataFrame = self._labelled(self.wanted, rows.take(order)).to_pandas()
        return frame

    def _reader(self) -> Reader:
        assert self._is_whole
        return Reader(self.path, {}, None)

    @cached_property
    def _is_whole(self) -> bool:
        """That days and news are what was written; looked at once, and only by who reads them."""
        with contextlib.closing(Ledger(self.path / "ledger.sqlite")) as ledger:
            check_files(self.path, ledger.files(), ("daily", "news"))
        return True

    def _rows(self, name: str, runs: Sequence[Planned], reader: Reader) -> Rows:
        """The rows of these runs, which are in the order of their ids."""
        by_part: dict[str, list[int]] = {}
        for n, run in enumerate(runs):
            by_part.setdefault(self.stored[run.run_id].part, []).append(n)
        found = [reader.rows(name, part, [runs[n].run_id for n in places]) for part, places in by_part.items()]
        if not sum(len(each.table) for each in found):
            types = NEWS_TYPES if name == "news" else {"day": pa.int64(), "segment": pa.string()}
            return Rows(pa.schema([*types.items()]).empty_table(), np.zeros(len(runs), np.int64))
        return together(found).take(np.argsort(np.concatenate([*by_part.values()])))

    def _labelled(self, runs: Sequence[Planned], rows: Rows) -> pa.Table:
        """Rows with run_id, case and replicate in front."""
        of_run = pa.array(np.repeat(np.arange(len(runs)), rows.counts))
        labels = self.labels.table([run.run_id for run in runs]).select(["run_id", "case", "replicate"]).take(of_run)
        return beside(labels, rows.table)

    def _items(self, name: str) -> pd.DataFrame:
        """The news of a case from its first replicate; a script has the same in all, so its shares are means."""
        scenario = self.manifest["cases"][name]["scenario"]
        news = self.news[self.news["case"] == name]
        first = news[news["run_id"] == news["run_id"].iloc[0]] if len(news) else news
        frame: pd.DataFrame = first.drop(columns=["run_id", "case", "replicate"]).set_index("item")
        if "process" not in scenario:
            frame[SHARES] = news.groupby("item")[SHARES].mean()
        if start := scenario.get("start_date"):
            frame["date"] = pd.Timestamp(start) + pd.to_timedelta(frame["day"], unit="D")
        frame.index.name = None
        return frame


def _stored(root: Path, ledger: Ledger) -> dict[str, Stored]:
    """The runs that the folder holds; a session may be at it, and parts come and go."""
    for _ in range(TRIES):
        try:
            check_files(root, ledger.files(), ("runs", QUANTILES))
            return inventory(root, ledger.parts())
        except InputError as error:
            problem = error
    raise problem
