"""The runs behind a calibration: waves of points in a box of parameters, each an ordinary study that resumes.

Every run has a point of its own, and the runs share a number of seeds, so that what the emulator cannot explain
contains the luck of network, people and days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.crew import Pool
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.store import Results
from sentiment_abm.sweep.study import Study

type Floats = NDArray[np.float64]
type Series = tuple[str, str]  # segment and column
type Progress = Callable[[int, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Wave(Study):
    """A study in which point p is run once, as replicate p modulo `networks`."""

    networks: int = 64

    def plan(self) -> list[Planned]:
        """One run for each point."""
        return self.planner.runs((0, point, (point % self.networks,)) for point in range(self.point_count))


@dataclass(frozen=True)
class Where:
    """Where and how runs are made."""

    folder: Path
    workers: int | None = None
    executor: Pool | None = None
    progress: Progress | None = None
    command: str = ""


class Sample(NamedTuple):
    """Runs as arrays: `values` [runs, free parameters], `outputs` [runs, places], and the places they are of."""

    values: Floats
    outputs: Floats
    places: pd.DataFrame  # segment, column, day; one row per column of `outputs`


def box_wave(
    study: Study, axes: Sequence[Axis], series: Sequence[Series], box: Floats, points: int, networks: int, number: int
) -> Wave:
    """A wave of points spread evenly over a box, [free parameters, 2] in shares of the prior ranges."""
    vary = {}
    for axis, (low, high) in zip(axes, box, strict=True):
        ends = axis.spread(np.array([low, high]))
        vary[axis.name] = {"low": float(ends[0]), "high": float(ends[1]), "scale": axis.scale}
    sweep = Sweep(design="latin_hypercube", vary=vary, points=points)
    # A wave has seeds of its own: its network is no more that of an earlier one than it is the public's.
    return _wave(study, series, sweep, networks, study.seed + number, f"wave-{number}")


def listed_wave(
    study: Study, axes: Sequence[Axis], series: Sequence[Series], values: Floats, name: str, seed: int
) -> Wave:
    """A wave of given points, [points, free parameters], each with a seed of its own."""
    points = [dict(zip([axis.name for axis in axes], row, strict=True)) for row in values.tolist()]
    return _wave(study, series, Sweep(design="list", points=points), len(points), seed, name)


def _wave(study: Study, series: Sequence[Series], sweep: Sweep, networks: int, seed: int, name: str) -> Wave:
    case: Case = study.cases[0]
    return Wave(
        name=name,
        cases=(case,),
        title=study.title,
        seed=seed % 2**64,
        replicates=1,
        days=study.days,
        engine=study.engine,
        source=study.source,
        sweep=sweep,
        daily=Daily("thinned", 1, tuple(dict.fromkeys(column for _, column in series))),
        networks=min(networks, sweep.count),
    )


def sampled(wave: Wave, axes: Sequence[Axis], series: Sequence[Series], days: Sequence[int], where: Where) -> Sample:
    """Carry out what the folder of a wave lacks, and read its series (segment, column) on some days.

    Runs that failed are left out.  Raises RuntimeError if half of them did.
    """
    results = wave.run(
        where.folder / wave.name,
        workers=where.workers,
        executor=where.executor,
        progress=where.progress,
        command=where.command,
    )
    return read(results, axes, series, days)


def read(results: Results, axes: Sequence[Axis], series: Sequence[Series], days: Sequence[int]) -> Sample:
    """The runs of a stored wave as arrays, in the order of their points."""
    runs = results.runs[results.runs["status"] != "failed"]
    if len(runs) < len(results.runs) / 2:
        first = results.runs[results.runs["status"] == "failed"]["error"].iloc[0]
        raise RuntimeError(f"{len(results.runs) - len(runs)} of {len(results.runs)} runs failed, one of them: {first}")
    found: dict[str, Floats] = {}
    for piece in results.pieces("daily"):
        table = piece.to_pandas()
        found |= _by_run(table[table["day"].isin(days)], series, days)
    outputs = np.stack([found[run_id] for run_id in runs["run_id"]])
    values = runs[[axis.name for axis in axes]].to_numpy(dtype=np.float64)
    return Sample(values, outputs, places_of(series, days))


def places_of(series: Sequence[Series], days: Sequence[int]) -> pd.DataFrame:
    """The columns of `Sample.outputs`: series by series, day by day."""
    return pd.DataFrame(
        [(segment, column, day) for segment, column in series for day in days], columns=["segment", "column", "day"]
    )


def _by_run(table: pd.DataFrame, series: Sequence[Series], days: Sequence[int]) -> dict[str, Floats]:
    """The outputs of each run in a piece of the daily table."""
    table = table.sort_values(["run_id", "day"], kind="stable")
    run_ids = table["run_id"].unique()
    parts = [
        table.loc[table["segment"] == segment, column].to_numpy(dtype=np.float64).reshape(len(run_ids), len(days))
        for segment, column in series
    ]
    return dict(zip(run_ids, np.hstack(parts), strict=True))


def shares(axes: Sequence[Axis], values: Floats) -> Floats:
    """Values of the free parameters as shares 0…1 of their prior ranges, on whose scale the priors are uniform.

    >>> shares([Axis("talk.weight", "number", low=0.0, high=0.5)], np.array([[0.1]])).tolist()
    [[0.2]]
    """
    found = np.empty_like(values)
    for k, axis in enumerate(axes):
        low, high, mine = axis.low, axis.high, values[:, k]
        if axis.scale == "log":
            low, high, mine = np.log(low), np.log(high), np.log(mine)
        found[:, k] = (mine - low) / (high - low)
    return found


def settings(axes: Sequence[Axis], cube: Floats) -> Floats:
    """The inverse of :func:`shares`."""
    return np.stack([axis.spread(np.clip(cube[:, k], 0.0, 1.0)) for k, axis in enumerate(axes)], axis=1)


def table_of(axes: Sequence[Axis], values: Floats, **more: Floats) -> pd.DataFrame:
    """Draws as a table with a column per parameter."""
    columns: Mapping[str, Any] = {axis.name: values[:, k] for k, axis in enumerate(axes)}
    return pd.DataFrame({**columns, **more})
