"""From cases, points and replicates to runs with identities, in the order in which they are carried out."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from sentiment_abm.draws import seed_of
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.job import Job
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.points import Points
from sentiment_abm.sweep.settings import canonical
from sentiment_abm.sweep.survey import Survey

CHUNK = 4_096  # points whose parameters are in memory at a time
HEAD, WORLD, REST = 4, 3, 9  # bytes of an id: of the seed, of the world, of everything

ALONE = object()  # in place of a setting that a point leaves as the case has it

type Wanted = tuple[int, int, Sequence[int]]  # positions of case and point, replicates


class Planner:
    """Makes the runs of a study.

    The id of a run is a hash of the code and of everything that the run depends on, whichever study asks for it.  It
    begins with a hash of the seed and one of the world, so that sorting by id keeps runs that share a network, and
    among them those that share a scenario, together: storage is read and written in the order of the runs.
    """

    def __init__(self, points: Points, seed: int, days: int) -> None:
        self.points, self.days = points, days
        self.seed = functools.cache(lambda replicate: seed_of(seed, "replicate", replicate))
        self.places = {case.name: place for place, case in enumerate(points.cases)}

    def runs(self, wanted: Iterable[Wanted]) -> list[Planned]:
        """These runs, in the order of their ids.  Raises InputError for a world that cannot be."""
        wanted = [*wanted]
        seeds = {replicate: self.seed(replicate) for replicate in set(chain.from_iterable(each[2] for each in wanted))}
        heads = {replicate: _short(str(seed), HEAD) for replicate, seed in seeds.items()}
        tails = {replicate: seed.to_bytes(8, "little") for replicate, seed in seeds.items()}
        made = []
        for case, point, replicates in wanted:
            name, varied = self.points.cases[case].name, self._labels(case, point)
            world = self.worlds[case][point][: 2 * WORLD]
            content = hashlib.blake2b(self.digests[case][point], digest_size=REST)
            for replicate in replicates:
                run = content.copy()
                run.update(tails[replicate])
                run_id = f"{heads[replicate]}{world}{run.hexdigest()}"
                made.append(Planned(run_id, name, replicate, seeds[replicate], varied))
        made.sort(key=itemgetter(0))
        return made

    def jobs(self, planned: Iterable[Planned], most: Callable[[], int], engine: str, daily: Daily) -> Iterator[Job]:
        """What it takes to carry out planned runs: neighbors that share world and seed together, at most so many."""
        batch: list[tuple[str, int, int]] = []
        shared, limit = ("", 0), 0
        for run in planned:
            case, point = self.places[run.case], run.varied.get("point", 0)
            mine = (self.worlds[case][point], run.seed)
            if batch and (mine != shared or len(batch) >= limit):
                yield self._job(batch, shared[1], engine, daily)
                batch = []
            if not batch:
                shared, limit = mine, most()
            batch.append((run.run_id, case, point))
        if batch:
            yield self._job(batch, shared[1], engine, daily)

    @cached_property
    def worlds(self) -> list[list[str]]:
        """By case and point, a hash of the world; raises InputError for worlds that cannot be."""
        return Survey(self.points).worlds()

    @cached_property
    def digests(self) -> list[list[bytes]]:
        """By case and point, a hash of the code and of everything that sets the point apart.

        Points that come to the same after rounding get hashes of their own, in order, so that each has its runs.
        """
        seen: dict[bytes, int] = {}
        return [[_own(found, seen) for found in self._digests(case)] for case in range(len(self.points.cases))]

    def _digests(self, case: int) -> Iterator[bytes]:
        worlds, common = self.worlds[case], f"{code()} {self.days} ".encode()
        for start in range(0, len(worlds), CHUNK):
            points = np.arange(start, min(start + CHUNK, len(worlds)))
            rows = self.points.params(np.full(len(points), case), points).astype("<f8")
            for world, row in zip(worlds[start : start + CHUNK], rows, strict=True):
                yield hashlib.blake2b(common + world.encode() + row.tobytes(), digest_size=16).digest()

    def _job(self, batch: Sequence[tuple[str, int, int]], seed: int, engine: str, daily: Daily) -> Job:
        run_ids, cases, points = zip(*batch, strict=True)
        case, point = cases[0], points[0]  # all of them live in the same world
        return Job(
            run_ids=run_ids,
            scenario=self.points.scenario(case, self.points.of_scenario.of_point[point]),
            params=self.points.params(np.array(cases), np.array(points)),
            recipe=replace(self.points.recipe(case, self.points.of_society.of_point[point]), seed=seed),
            days=self.days,
            seed=seed,
            engine=engine,
            daily=daily,
        )

    def _labels(self, case: int, point: int) -> Mapping[str, Any]:
        """What sets the runs of a case at a point apart, by dotted name; None where a script says nothing."""
        compared, otherwise = self._settings[case]
        if not self.points.axes:
            return compared
        cells = dict(zip(otherwise, self._cells[point], strict=True))
        if self._leaves_alone:
            cells = {name: otherwise[name] if value is ALONE else value for name, value in cells.items()}
        return {**compared, "point": point, **cells}

    @cached_property
    def _settings(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """By case, the settings in which any two cases differ by what was set, and what a sweep may leave alone."""
        compared = dict.fromkeys(name for case in self.points.cases for name in case.settings)
        axes = [axis.name for axis in self.points.axes]
        return [
            ({name: _setting(case, name) for name in compared}, {name: _setting(case, name) for name in axes})
            for case in self.points.cases
        ]

    @cached_property
    def _leaves_alone(self) -> bool:
        return bool(np.isnan(self.points.matrix).any())

    @cached_property
    def _cells(self) -> list[tuple[Any, ...]]:
        """By point, the value of each axis as it stands in a table, or `ALONE`."""
        columns = []
        for axis, numbers in zip(self.points.axes, self.points.matrix.T, strict=True):
            alone = np.isnan(numbers)
            found = axis.told(np.where(alone, axis.numbers[0], numbers) if alone.any() else numbers)
            if axis.kind == "choice":
                found = [_plain(value) for value in found]
            if alone.any():
                found = [ALONE if left else value for left, value in zip(alone, found, strict=True)]
            columns.append(found)
        return [*zip(*columns, strict=True)]


@functools.cache
def code() -> str:
    """A hash of all sources that decide what a run is: rules and engines, news, networks."""
    from sentiment_abm.engine.compiled import digest  # slow to import, and a look at a study does without

    package = Path(__file__).parent.parent
    files = sorted([*package.glob("news/*.py"), *package.glob("society/*.py")])
    content = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.blake2b(digest().encode() + content, digest_size=16).hexdigest()


def _own(digest: bytes, seen: dict[bytes, int]) -> bytes:
    times = seen[digest] = seen.get(digest, -1) + 1
    return hashlib.blake2b(digest + times.to_bytes(4), digest_size=16).digest() if times else digest


def _short(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def _setting(case: Case, name: str) -> Any:
    """What a case has for a setting."""
    value = case.settings.get(name, case.params.get(canonical(name)))
    if value is None and name.startswith("society."):
        value = getattr(case.recipe, name.removeprefix("society."), None)
    return _plain(value)


def _plain(value: Any) -> Any:
    """A value as it stands in a cell of a table."""
    if isinstance(value, Path):
        value = value.name  # where it lies is this machine's business
    is_plain = value is None or isinstance(value, (bool, int, float, str))
    return value if is_plain else json.dumps(value, ensure_ascii=False, default=str)
