"""Runs of a study: plain data in, tables out, on whichever worker they land."""

import time
from collections.abc import Iterator
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.engine.batch import PARAMETERS, Lived, live_many
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.engine.state import SLOTS
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.talks import Talks
from sentiment_abm.society.cache import Cache
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import Society, build
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.records import Records, failures, joined
from sentiment_abm.sweep.tables import Batch, Measured, measured, tables

NETWORKS = Cache()  # of this process: the cases of one replicate live on the same network
SLICED = 50_000  # people from whom on several threads make a single run faster
ROWS = 12_000  # days of segments that are measured together: enough to share costs, few enough to stay in caches


class Job(NamedTuple):
    """Everything that runs need which share scenario, network and seed; plain data, so that it can be sent away."""

    run_ids: tuple[str, ...]
    scenario: Scenario | Talks
    params: Any  # float64 [runs, parameters], columns as in `PARAMETERS`, true = 1
    recipe: Recipe
    days: int
    seed: int
    engine: str  # "compiled" or "mesa"
    daily: Daily = Daily()
    threads: int = 1  # of each run, where it is large enough for several


def carry_out(*jobs: Job) -> Records:
    """Run them; a run in which something goes wrong becomes a failed row, so that the others go on.

    What a run leaves behind depends on its own part of its job and on nothing else.
    """
    started = time.perf_counter()
    failed: list[Records] = []
    done: list[Measured] = []
    lot: list[Batch] = []
    for job in jobs:
        for made in _batches(job):
            if isinstance(made, Records):
                failed.append(made)
            elif lot and (lot[0].shape != made.shape or sum(map(_rows, lot)) + _rows(made) > ROWS):
                done.append(measured(lot, job.daily.series))
                lot = [made]
            else:
                lot.append(made)
    if lot:
        done.append(measured(lot, jobs[0].daily.series))
    return joined([*failed, *([tables(done)] if done else [])])._replace(seconds=time.perf_counter() - started)


def _batches(job: Job) -> Iterator[Batch | Records]:
    """The runs of a job as far as they fit into the cache together, and those that failed."""
    try:
        society, scenario = build(job.recipe, NETWORKS), job.scenario.realize(job.days, job.seed)
    except Exception as error:  # noqa: BLE001  # whatever it is, the rows of the runs say it
        yield failures(job.run_ids, _reason(error))
        return
    most = max(1, ROWS // ((job.days + 1) * len(society.segments)))
    for start in range(0, len(job.run_ids), most):
        part = slice(start, start + most)
        yield from _lived(job._replace(run_ids=job.run_ids[part], params=job.params[part]), society, scenario)


def _lived(job: Job, society: Society, scenario: Scenario) -> Iterator[Batch | Records]:
    try:
        if job.engine == "mesa":
            lived = _by_citizens(society, scenario, job.params, job.days, job.seed)
        else:
            threads = job.threads if society.people >= SLICED else 1
            lived = live_many(society, scenario, job.params, job.days, job.seed, threads)
    except Exception as error:  # noqa: BLE001  # as above
        if len(job.run_ids) == 1:
            yield failures(job.run_ids, _reason(error))
            return
        for k, run_id in enumerate(job.run_ids):  # one of them is at fault: each for itself
            yield from _lived(job._replace(run_ids=(run_id,), params=job.params[k : k + 1]), society, scenario)
        return
    has_ended = lived.reached == job.days
    for k in np.flatnonzero(~has_ended).tolist():
        reason = f"ValueError: more than {SLOTS - 1} news items are live at one time on day {lived.reached[k]}"
        yield failures(job.run_ids[k : k + 1], reason)
    run_ids = tuple(compress(job.run_ids, has_ended))
    if run_ids:
        sizes = np.bincount(society.segment_of, minlength=len(society.segments))
        ended = lived if has_ended.all() else Lived(*(column[has_ended] for column in lived))
        yield Batch(run_ids, ended, society, scenario, sizes)


def _by_citizens(society: Society, scenario: Scenario, params: Any, days: int, seed: int) -> Lived:
    """The runs of a batch on the Mesa engine, one after the other."""
    runs = []
    for row in params.tolist():
        settings = dict(zip(PARAMETERS, row, strict=True))
        run = simulate(scenario, society=society, params=settings, days=days, seed=seed, engine="mesa")
        runs.append((run.totals, *run.background, *run.learned, days))
    return Lived(*(np.stack(column) for column in zip(*runs, strict=True)))


def _rows(batch: Batch) -> int:
    return len(batch.run_ids) * int(batch.lived.totals.shape[1]) * len(batch.society.segments)


def _reason(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:1_000]
