"""From the sums of many runs to the tables of a study, with array operations alone: no loop over runs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sentiment_abm.engine.batch import Lived
from sentiment_abm.engine.observe import everyone, since_start
from sentiment_abm.engine.run import told
from sentiment_abm.engine.waves import summaries
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.society.society import Society
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.records import RUN_TYPES, TOLD_TYPES, Records, Rows, beside, column, together

EVERYONE = "all"  # the segment of the whole population


class Batch(NamedTuple):
    """Runs of one society on one scenario that lived to their end."""

    run_ids: tuple[str, ...]
    lived: Lived
    society: Society
    scenario: Scenario
    sizes: Any  # int64 [segments]: how many people each segment has

    @property
    def inhabited(self) -> list[int]:
        """The segments that have rows of their own; a single one is everyone."""
        found: list[int] = np.flatnonzero(self.sizes).tolist()
        return found if len(self.sizes) > 1 else []

    @property
    def shape(self) -> tuple[Any, ...]:
        """What batches must have in common to be measured together."""
        return self.lived.totals.shape[1:], [segment.name for segment in self.society.segments], self.inhabited


class Learners(NamedTuple):
    """Who learned the news of the runs of one society on one scenario; float64 [runs, items], shares of people."""

    scenario: Scenario
    society: Society
    learned: Any
    media: Any  # those who learned it from the media


class Measured(NamedTuple):
    """The same runs without the sums: their scalars and days, and who learned the news."""

    run_ids: list[str]
    scalars: Mapping[str, Any]  # float64 [runs]
    daily: Rows
    learners: list[Learners]


def measured(batches: Sequence[Batch], daily: Daily) -> Measured:
    """The runs of some batches of one shape, few enough for their sums to fit into a processor's cache.

    What is measured of a run does not depend on the others, down to the last bit.
    """
    run_ids = [run_id for batch in batches for run_id in batch.run_ids]
    series = _series(batches)
    first_days = [min((item.day for item in batch.scenario.items), default=0) for batch in batches]
    of_run = np.repeat(first_days, [len(batch.run_ids) for batch in batches])
    scalars = summaries({name: by_group[0] for name, by_group in series.items()}, of_run)
    learners = [
        Learners(batch.scenario, batch.society, *(counts / batch.society.people for counts in batch.lived[3:5]))
        for batch in batches
    ]
    return Measured(run_ids, scalars, _daily(series, batches[0], len(run_ids), daily), learners)


def tables(parts: Sequence[Measured]) -> Records:
    """The tables of all of these runs."""
    run_ids = [run_id for part in parts for run_id in part.run_ids]
    ends = {"run_id": run_ids, "status": ["done"] * len(run_ids), "error": [""] * len(run_ids)}
    columns = {name: pa.array(ends[name], kind) for name, kind in RUN_TYPES.items()}
    for name in parts[0].scalars:
        columns[name] = column(np.concatenate([part.scalars[name] for part in parts]))
    runs = pa.Table.from_arrays([*columns.values()], names=[*columns])
    daily, learners = together([part.daily for part in parts]), [each for part in parts for each in part.learners]
    return Records(runs, daily, _news(learners))


def _series(batches: Sequence[Batch]) -> dict[str, list[Any]]:
    """Each indicator, [runs, days + 1]: of everyone first, then of each segment where there are several."""
    totals, clutter, rates = (_joined([batch.lived[k] for batch in batches]) for k in range(3))
    people = _joined([np.broadcast_to(batch.sizes, (len(batch.run_ids), len(batch.sizes))) for batch in batches])
    groups = [since_start(everyone(totals), people.sum(axis=1)[:, None])]
    groups += [since_start(totals[:, :, k], people[:, k, None]) for k in batches[0].inhabited]
    series = {name: [group[name] for group in groups] for name in groups[0]}
    unknown = np.full((len(totals), 1), np.nan)
    for name, values in (("clutter", clutter), ("clutter_rate", rates)):
        # Other stories are everyone's: segments have none of their own, and nobody has any on day 0.
        everyones = np.concatenate([unknown, values], axis=1)
        series[name] = [everyones, *[np.full_like(everyones, np.nan)] * (len(groups) - 1)]
    return series


def _joined(arrays: Sequence[Any]) -> Any:
    return np.concatenate(arrays) if len(arrays) > 1 else arrays[0]


def _daily(series: Mapping[str, Sequence[Any]], batch: Batch, runs: int, daily: Daily) -> Rows:
    """The daily table: run by run, the population and then the segments, day by day."""
    days = np.arange(0, batch.lived.totals.shape[1], daily.every)
    names = [EVERYONE, *(batch.society.segments[k].name for k in batch.inhabited)]
    if daily.mode == "none":
        return Rows(pa.table({}), np.zeros(runs, np.int64))
    segments = pa.array(names).take(pa.array(np.tile(np.repeat(np.arange(len(names)), len(days)), runs)))
    columns = {"day": column(np.tile(days, runs * len(names))), "segment": segments}
    for name in daily.columns(series):
        kept = [values[:, :: daily.every] for values in series[name]]
        columns[name] = column(daily.numbers(np.ravel(kept[0] if len(kept) == 1 else np.stack(kept, axis=1))))
    return Rows(pa.Table.from_arrays([*columns.values()], names=[*columns]), np.full(runs, len(names) * len(days)))


def _news(learners: Sequence[Learners]) -> Rows:
    """The table of news: run by run, item by item, who learned it, and what it said."""
    said: dict[tuple[int, bytes], int] = {}  # where each distinct news begins in `texts`
    texts: list[pa.Table] = []
    items, rows, counts = [], [], []
    for each in learners:
        runs, count = each.learned.shape
        key = (id(each.scenario), np.bincount(each.society.segment_of).tobytes())  # `delivered` is a mean over segments
        if key not in said:
            said[key] = sum(map(len, texts))
            texts.append(_told(each))
        items.append(np.tile(np.arange(count), runs))
        rows.append(items[-1] + said[key])
        counts.append(np.full(runs, count))
    learned = np.concatenate([each.learned.ravel() for each in learners])
    media = np.concatenate([each.media.ravel() for each in learners])
    own = {"item": np.concatenate(items), "learned": learned, "media": media, "word_of_mouth": learned - media}
    shares = pa.Table.from_arrays([*map(column, own.values())], names=[*own])
    return Rows(beside(shares, pa.concat_tables(texts).take(pa.array(np.concatenate(rows)))), np.concatenate(counts))


def _told(learners: Learners) -> pa.Table:
    """What the news says, one row per item."""
    found = told(learners.scenario, learners.society)
    # NaN is what pandas calls a value that is not there.
    return pa.table({name: pa.array(found[name], kind, from_pandas=True) for name, kind in TOLD_TYPES.items()})
