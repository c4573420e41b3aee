"""A results folder as pandas tables: what charts, reports and other people's scripts read."""

import contextlib
import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.ledger import Ledger, Planned, Stored
from sentiment_abm.sweep.parts import Labels

OWN_LABELS = ("run_id", "case", "replicate", "seed")
SHARES = ["learned", "media", "word_of_mouth"]


def load(folder: str | Path) -> "Results":
    """The results in a folder; those of a study that is not finished are the runs stored so far.

    Tables are read when they are first asked for.  Raises InputError where there are none, or a file is damaged.
    """
    root = Path(folder)
    manifest = read_manifest(root)
    if not manifest or not (root / "ledger.sqlite").exists():
        raise InputError([f"{root} holds no results: there is no manifest.json with a ledger.sqlite beside it"])
    with contextlib.closing(Ledger(root / "ledger.sqlite")) as ledger:
        plan, stored = ledger.plan(), ledger.stored()
    order = {name: position for position, name in enumerate(manifest["cases"])}
    # A session that was killed while it began has left a plan that is newer than the manifest.
    known = [run for run in plan if run.case in order]
    return Results(root, manifest, sorted(known, key=lambda run: (order[run.case], run.replicate)), stored)


def read_manifest(root: Path) -> dict[str, Any]:
    """The manifest of a results folder; empty if there is none."""
    path = root / "manifest.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise InputError([f"{path} cannot be read: {error}"]) from None
    return dict(found)


@dataclass(frozen=True, repr=False)
class Results:
    """What a study has found so far, as tables in the order of cases, replicates and days.

    ========== =========================================================================================
    runs       one row per run, done or failed: run_id, case, replicate, seed, the settings in which cases
               differ, every summary indicator, status, error
    daily      run_id, case, replicate, segment ("all" = everyone), day, indicators, flows between moods
    news       run_id, case, replicate, item (position), learned, media, word_of_mouth, and what it said
    items      by case the news as in `Run.items`, shares averaged over replicates
    manifest   the contents of manifest.json
    ========== =========================================================================================

    Talks as a process have other news in each replicate: their `items` are those of the first one.
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
        labels = Labels(self.plan)
        schema = pa.schema(list(labels.types.items()))
        frame: pd.DataFrame = pa.Table.from_pylist([labels.of(run.run_id) for run in self.wanted], schema).to_pandas()
        found = self._read("runs")
        # Labels come from the plan: a case may have got another name since the run was stored.
        stored = [str(name) for name in found if name not in OWN_LABELS[1:] and "." not in str(name)]
        return frame.merge(found[stored], on="run_id", how="left", validate="one_to_one")

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row per run, segment and day."""
        return self._labelled("daily")

    @cached_property
    def news(self) -> pd.DataFrame:
        """One row per run and news item."""
        return self._labelled("news")

    @cached_property
    def items(self) -> dict[str, pd.DataFrame]:
        """The news of each case."""
        return {name: self._items(name) for name in self.manifest["cases"]}

    @property
    def start_date(self) -> datetime.date | None:
        """The date of day 0, where the days have dates."""
        text = self.manifest.get("start_date")
        return datetime.date.fromisoformat(text) if text else None

    def __repr__(self) -> str:
        failed = sum(self.stored[run.run_id].status == "failed" for run in self.wanted)
        cases = ", ".join(self.manifest["cases"])
        return f"<Results of {self.manifest['study']!r}: {len(self.wanted)} runs, {failed} failed; cases: {cases}>"

    def _labelled(self, folder: str) -> pd.DataFrame:
        """The rows of a folder with case and replicate; those of a run stay together, in the order they were stored."""
        frame = self._read(folder)
        place = {run.run_id: n for n, run in enumerate(self.wanted)}
        of_run = frame["run_id"].map(place).to_numpy(dtype=np.int64)
        frame.insert(1, "case", [self.wanted[n].case for n in of_run])
        frame.insert(2, "replicate", [self.wanted[n].replicate for n in of_run])
        return frame.iloc[np.argsort(of_run, kind="stable")].reset_index(drop=True)

    def _read(self, folder: str) -> pd.DataFrame:
        """The rows of the wanted runs, read from the parts that the ledger names for them."""
        by_part: dict[str, list[str]] = {}
        for run in self.wanted:
            entry = self.stored[run.run_id]
            if folder == "runs" or entry.place is not None:
                by_part.setdefault(entry.part, []).append(run.run_id)
        tables = []
        for part, ids in sorted(by_part.items()):
            path = self.path / folder / f"{part}.parquet"
            try:
                table = pq.read_table(path)
            except (OSError, pa.ArrowException) as error:
                hint = "run the study again to repair it"
                raise InputError([f"{path} cannot be read, {hint}: {error}"]) from None
            tables.append(table.filter(pc.is_in(table["run_id"], pa.array(ids))))
        if not tables:
            return pd.DataFrame({"run_id": pd.Series(dtype=str)})
        frame: pd.DataFrame = pa.concat_tables(tables, promote_options="default").to_pandas()
        return frame

    def _items(self, name: str) -> pd.DataFrame:
        """The news of a case from its first replicate; a script has the same in all, so its shares are means."""
        scenario = self.manifest["cases"][name]["scenario"]
        news = self.news[self.news["case"] == name]
        first = news[news["replicate"] == news["replicate"].min()]
        frame: pd.DataFrame = first.drop(columns=["run_id", "case", "replicate"]).set_index("item")
        if "process" not in scenario:
            frame[SHARES] = news.groupby("item")[SHARES].mean()
        if start := scenario.get("start_date"):
            frame["date"] = pd.Timestamp(start) + pd.to_timedelta(frame["day"], unit="D")
        frame.index.name = None
        return frame
