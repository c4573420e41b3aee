"""One session of a study: from what its results folder lacks to a folder that has it, or as far as it gets."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sentiment_abm.sweep.durable import write_json
from sentiment_abm.sweep.execute import Pool, execute, pool_of, stop_on_signal
from sentiment_abm.sweep.manifest import manifest, outcome
from sentiment_abm.sweep.parts import Record
from sentiment_abm.sweep.store import Results, load, read_manifest
from sentiment_abm.sweep.writer import Writer, writing

if TYPE_CHECKING:
    from sentiment_abm.sweep.study import Study

type Progress = Callable[[int, int, int], None]


def session(
    study: "Study", folder: Path, workers: int | None, executor: Pool | None, progress: Progress, command: str
) -> Results:
    """Carry out the runs that the folder lacks; see :meth:`~sentiment_abm.sweep.study.Study.run`."""
    head = manifest(study, command)
    with pool_of(workers, executor) as (pool, size), writing(folder) as writer:
        plan = study.plan(block=size)
        todo = writer.want(plan)
        before = read_manifest(folder)
        is_same = (before.get("hash"), before.get("rules")) == (head["hash"], head["rules"])
        if is_same and not todo and before["status"] == "finished":
            writer.tidy()
            progress(len(plan), len(plan), 0)
            return load(folder)
        if is_same and before["status"] != "finished":
            head["started"] = before["started"]  # the same undertaking goes on
        write_json(folder / "manifest.json", head)
        with stop_on_signal() as stop, contextlib.closing(execute(study.jobs(todo), pool, size, stop)) as records:
            _store(records, writer, progress, len(plan) - len(todo), len(plan))
        stored = writer.ledger.stored()
        is_complete = all(run.run_id in stored for run in plan)
        if is_complete:
            writer.tidy()
        status = "finished" if is_complete else "interrupted"
        write_json(folder / "manifest.json", head | outcome(plan, writer.ledger.stored(), status))
    if not is_complete:
        raise KeyboardInterrupt
    return load(folder)


def _store(records: Iterator[Record], writer: Writer, progress: Progress, done: int, total: int) -> None:
    """Hand the records to the writer as they come; whatever ends this, those that came are stored."""
    failed = 0
    progress(done, total, failed)
    try:
        for number, record in enumerate(records, done + 1):
            writer.add(record)
            failed += record.status == "failed"
            progress(number, total, failed)
    finally:
        writer.flush()
