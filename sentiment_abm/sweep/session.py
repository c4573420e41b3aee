"""One session of a study: from what its results folder lacks to a folder that has it, or as far as it gets."""

import contextlib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sentiment_abm.sweep.crew import Pool, crew_of
from sentiment_abm.sweep.durable import write_json
from sentiment_abm.sweep.execute import execute
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.manifest import manifest, outcome
from sentiment_abm.sweep.manifest_file import read_manifest
from sentiment_abm.sweep.records import Records
from sentiment_abm.sweep.signals import interruption, stop_on_signal
from sentiment_abm.sweep.store import Results, results_of
from sentiment_abm.sweep.writer import Writer, writing

if TYPE_CHECKING:
    from sentiment_abm.sweep.study import Study

type Progress = Callable[[int, int, int], None]
type Run = Callable[[Sequence[Planned], Sequence[Planned]], bool]
"""Carries out some runs of a plan; whether all of them came back."""


def session(
    study: "Study", folder: Path, workers: int | None, executor: Pool | None, progress: Progress, command: str
) -> Results:
    """Carry out the runs that the folder lacks; see :meth:`~sentiment_abm.sweep.study.Study.run`."""
    head = manifest(study, command)
    with crew_of(workers, executor) as crew, writing(folder) as writer:
        before = read_manifest(folder)
        is_same = (before.get("hash"), before.get("rules")) == (head["hash"], head["rules"])
        was_finished = is_same and before["status"] == "finished"
        if is_same and not was_finished:
            head["started"] = before["started"]  # the same undertaking goes on

        ended_by = 0

        def run(todo: Sequence[Planned], plan: Sequence[Planned]) -> bool:
            nonlocal ended_by
            write_json(folder / "manifest.json", head)
            with stop_on_signal() as stop, contextlib.closing(execute(todo, study.jobs, crew, stop)) as made:
                stored = _store(made, writer, progress, len(plan) - len(todo), len(plan))
            ended_by = stop.number
            return stored == len(todo) and not ended_by  # who asks for the end wants no other round

        plan, is_complete = _rounds(study, writer, run, lambda plan: results_of(folder, head, plan, writer.stored))
        if is_complete:
            writer.tidy()
        if was_finished and read_manifest(folder) == before:
            progress(len(plan), len(plan), 0)  # nothing was left to do
            if before.get("report") != head["report"]:
                write_json(folder / "manifest.json", {**before, "report": head["report"]})  # it is told otherwise now
        else:
            status = "finished" if is_complete else "interrupted"
            writer.folder.check_place()
            write_json(folder / "manifest.json", head | outcome(plan, writer.stored, status))
        if not is_complete:
            raise interruption(ended_by)
        return results_of(folder, read_manifest(folder), plan, writer.stored)


def _rounds(
    study: "Study", writer: Writer, run: Run, results: Callable[[Sequence[Planned]], Results]
) -> tuple[list[Planned], bool]:
    """The plan in the end, and whether all of it was carried out; the study may ask for more when it sees the results.

    Another session that finds the same runs stored decides the same.
    """
    plan, more = study.plan(), True
    while more:
        todo = writer.want(plan, study.daily, is_settled=study.stop is None)
        if todo and not run(todo, plan):
            return plan, False
        found = study.more(results(plan)) if study.stop else []
        plan, more = [*plan, *found], bool(found)
    while todo := writer.lacking():
        if not run(todo, plan):
            return plan, False
    return plan, True


def _store(made: Generator[Records], writer: Writer, progress: Progress, done: int, total: int) -> int:
    """Hand records to the writer as they come, and say how many runs they were; whatever ends this, they are stored."""
    stored = failed = 0
    progress(done, total, failed)
    try:
        for records in made:
            writer.add(records)
            stored += len(records.runs)
            failed += len(records.failed)
            progress(done + stored, total, failed)
    finally:
        writer.flush()
    return stored
