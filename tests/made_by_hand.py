"""Planned runs and what they left behind, made without a model, for the tests of the store."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.durable import write_json
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.records import Records, Rows, failures
from sentiment_abm.sweep.writer import Writer, writing

POINTS = tuple({"point": point, "scenario.hype": hype} for point, hype in enumerate((0.5, 2.0)))
CASES = ("low", "high")
DAYS = 3


def plan(replicates: int = 3, cases: Sequence[str] = CASES) -> list[Planned]:
    """Runs that sort by replicate, as runs of one network do; two cases, a point each."""
    return [
        Planned(f"{replicate:06}{case}".ljust(32, "0"), case, replicate, 2**63 + replicate, POINTS[n])
        for replicate in range(replicates)
        for n, case in enumerate(cases)
    ]


def value(run_id: str) -> float:
    """A number that only this run has."""
    return int.from_bytes(hashlib.blake2b(run_id.encode(), digest_size=4).digest()) / 7


def record(run_id: str, days: int = DAYS) -> Records:
    """What a run left behind: a series that says whose it is, and one news item."""
    kept = np.arange(days)
    ends = {"run_id": [run_id], "status": ["done"], "error": [""]}
    runs = pa.table({**ends, "hope_mean": [value(run_id)], "wave_period": [math.nan]})
    daily = {"day": kept, "segment": ["all"] * len(kept), "hope": value(run_id) + kept, "net": [math.nan] * len(kept)}
    news = {"item": [0], "learned": [value(run_id)], "media": [value(run_id)], "word_of_mouth": [0.0], "day": [1]}
    return Records(runs, Rows(pa.table(daily), np.array([len(kept)])), Rows(pa.table(news), np.array([1])))


def failure(run_id: str) -> Records:
    """A run that failed."""
    return failures([run_id], "ValueError: no luck")


def write(
    folder: Path,
    planned: Sequence[Planned],
    made: dict[str, Records] | None = None,
    *,
    flush_every: int = 0,
    tidy: bool = True,
    daily: Daily | None = None,
    days: int = DAYS,
) -> list[str]:
    """One session: carry out what is still to do, and what quantiles lack after that; returns the ids of these runs."""
    done: list[str] = []
    with writing(folder) as writer:
        todo = writer.want(planned, daily or Daily()) or writer.lacking()
        while todo:
            add(writer, todo, made or {}, flush_every, days)
            done += [run.run_id for run in todo]
            todo = writer.lacking()
        if tidy:
            writer.tidy()
        cases: dict[str, Any] = {run.case: {"scenario": {}} for run in planned}
        write_json(folder / "manifest.json", {"study": "by hand", "cases": cases, "status": "finished"})
    return done


def add(writer: Writer, todo: Iterable[Planned], made: dict[str, Records], flush_every: int, days: int) -> None:
    """Hand over what runs left behind, one at a time."""
    for number, run in enumerate(todo, 1):
        left = made.get(run.run_id) or record(run.run_id, days)
        if len(left.daily.table):
            kept, rows = writer.daily.series.of(left.daily.table)
            left = left._replace(daily=Rows(kept, np.array([rows.sum()])))
        writer.add(left)
        if flush_every and number % flush_every == 0:
            writer.flush()
    writer.flush()


def contents(folder: Path) -> dict[str, bytes]:
    """Every Parquet file with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}
