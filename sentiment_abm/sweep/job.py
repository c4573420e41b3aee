"""One run of a study: plain data in, a record out, on whichever worker it lands."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from sentiment_abm.engine.run import Run
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.talks import Talks
from sentiment_abm.society.cache import Cache
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.sweep.parts import Record

NETWORKS = Cache()  # of this process: the cases of one replicate live on the same network

NEWS_TYPES: Mapping[str, pa.DataType] = {
    "item": pa.int64(),
    "learned": pa.float64(),
    "media": pa.float64(),
    "word_of_mouth": pa.float64(),
    "day": pa.int64(),
    "kind": pa.string(),
    "headline": pa.string(),
    "source": pa.string(),
    "hype": pa.float64(),
    "caveat": pa.float64(),
    "delivered": pa.float64(),
    "external": pa.float64(),
    "deception": pa.bool_(),
    "closes": pa.bool_(),
    "size": pa.float64(),
    "strength": pa.float64(),
    "coverage": pa.int64(),
    "id": pa.int64(),
}


class Job(NamedTuple):
    """Everything that one run needs."""

    run_id: str
    scenario: Scenario | Talks
    params: Mapping[str, float | bool]
    recipe: Recipe
    days: int
    seed: int
    engine: str


def carry_out(job: Job) -> Record:
    """Run it; whatever goes wrong in the model becomes a failed record, so that the other runs go on."""
    started = time.perf_counter()
    try:
        run = simulate(
            job.scenario,
            society=build(job.recipe, NETWORKS),
            params=job.params,
            days=job.days,
            seed=job.seed,
            engine=job.engine,  # type: ignore[arg-type]  # checked when the study was read
        )
        summary, daily, news = run.summary, daily_table(run, job.run_id), news_table(run, job.run_id)
    except Exception as error:  # noqa: BLE001  # the row of the run says what it was
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:1_000]
        return Record(job.run_id, "failed", reason, time.perf_counter() - started, {}, None, None)
    return Record(job.run_id, "done", "", time.perf_counter() - started, summary, daily, news)


def daily_table(run: Run, run_id: str) -> pa.Table:
    """All days of the population ("all") and, where there are several, of each segment."""
    frames = {"all": run.daily}
    if len(run.society.segments) > 1:
        by_segment = run.segments.groupby(level="segment", sort=False)
        frames |= {str(name): frame.droplevel("segment") for name, frame in by_segment}
    sizes = [len(frame) for frame in frames.values()]
    columns: dict[str, Any] = {
        "run_id": pa.repeat(run_id, sum(sizes)),
        "day": np.concatenate([frame.index.to_numpy(dtype=np.int64) for frame in frames.values()]),
        "segment": np.repeat(list(frames), sizes).tolist(),
    }
    for name in run.daily.columns:
        # What only the population has, clutter, is unknown in the segments.
        columns[name] = np.concatenate([_column(frame, name) for frame in frames.values()])
    return pa.table(columns)


def news_table(run: Run, run_id: str) -> pa.Table:
    """The news of the run, one row per item, with the shares that learned it."""
    items = run.items.rename_axis("item").reset_index()
    columns = {"run_id": pa.repeat(run_id, len(items))}
    columns |= {name: pa.array(items[name].tolist(), kind, from_pandas=True) for name, kind in NEWS_TYPES.items()}
    return pa.table(columns)


def _column(frame: pd.DataFrame, name: str) -> Any:
    return frame[name].to_numpy(dtype=np.float64) if name in frame else np.full(len(frame), np.nan)
