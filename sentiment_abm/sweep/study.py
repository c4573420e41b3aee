"""A study: cases times points times replicates, from a file or from code, and the runs that it comes to."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sentiment_abm.engine.prepare import News
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.calibrating import Request
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.consistency import clashes, section_faults
from sentiment_abm.sweep.crew import Pool
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.estimate import check_size
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.job import Job
from sentiment_abm.sweep.keeping import kept
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.planning import Planner
from sentiment_abm.sweep.points import Points
from sentiment_abm.sweep.reading import read_file, read_tables, told_cases
from sentiment_abm.sweep.stopping import Stop
from sentiment_abm.sweep.store import Results

FEW_POINTS = 5_000  # so many are looked at when the study is made; more of them only by `check` and before a run


@dataclass(frozen=True, kw_only=True)
class Study:
    """Cases × points × replicates.  Replicate r has one seed everywhere, and so the same network, people and luck.

    The network is drawn anew for every replicate, from the replicate's seed, so that intervals between replicates
    contain the luck of the network; a network from a file is the same in all of them.  Any run can be repeated
    alone: ``sa.simulate(scenario, people=…, params=…, days=…, seed=…)`` with the seed in the table of runs.

    Parameters
    ----------
    name, title, question, seed, replicates, days, engine
        As in ``[study]``.
    scenario
        A library name, a file, a :class:`~sentiment_abm.news.scenario.Scenario` or
        :class:`~sentiment_abm.news.talks.Talks`, a list of items, or a table as in ``[scenario]``.
    society, params
        Tables as in ``[society]`` and ``[params]``.
    compare
        By name of a case the settings that set it apart, as in ``[[compare]]``.
    cases
        In place of the last four: cases made already.
    sweep, stop
        A :class:`~sentiment_abm.sweep.design.Sweep` makes of every case one for each of its points, a
        :class:`~sentiment_abm.sweep.stopping.Stop` asks for more replicates where they are needed.
    daily
        What is kept of the daily series, see :func:`~sentiment_abm.sweep.keeping.kept`; afterwards as it was settled.
    calibrate
        What ``[calibrate]`` asks for; :func:`~sentiment_abm.analysis.calibration.calibrate` does it, a run does not.
    polls, source
        Rows of polls to show, and the name of the study file.
    charts, outputs
        Figures of the report, and files, as in ``[report]``.

    Raises InputError with everything that is wrong.

    >>> study = Study(
    ...     name="hype",
    ...     scenario="promise_broken",
    ...     society={"people": 100, "contacts": 4},
    ...     compare={"caveats": {"scenario.caveat": 0.7}},
    ...     sweep=Sweep(design="grid", vary={"scenario.hype": [0.5, 1.0, 2.0]}),
    ...     replicates=4,
    ... )
    >>> [case.name for case in study.cases], study.point_count, len(study.plan())
    (['baseline', 'caveats'], 3, 24)
    >>> study.plan()[0].varied.keys() >= {"point", "scenario.hype", "scenario.caveat"}
    True
    """

    name: str
    cases: tuple[Case, ...] = ()
    title: str = ""
    question: str = ""
    seed: int = 1
    replicates: int = 50
    days: int = 120
    engine: str = "compiled"
    polls: tuple[Mapping[str, Any], ...] = ()
    source: str = ""
    charts: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("html",)
    sweep: Sweep | None = None
    stop: Stop | None = None
    daily: Any = None
    calibrate: Request | None = None
    scenario: InitVar[News | Mapping[str, Any]] = None
    society: InitVar[Mapping[str, Any] | None] = None
    params: InitVar[Mapping[str, Any] | Params | None] = None
    compare: InitVar[Mapping[str, Mapping[str, Any]] | None] = None

    def __post_init__(self, scenario: Any, society: Any, params: Any, compare: Any) -> None:
        faults = Faults(section_faults(self))
        told = {"scenario": scenario, "society": society, "params": params, "compare": compare}
        if not self.cases:
            object.__setattr__(self, "cases", faults.attempt(lambda: told_cases(**told)) or ())
        elif given := [name for name, value in told.items() if value is not None]:
            faults.problems.append(f"cases and {' and '.join(given)} are given: cases have these already")
        faults.raise_any()
        faults.problems += clashes(self)
        faults.raise_any()
        runs = len(self.cases) * self.point_count * (self.stop.max_replicates if self.stop else self.replicates)
        daily = faults.attempt(lambda: kept(self.daily, runs=runs, points=len(self.cases) * self.point_count))
        object.__setattr__(self, "daily", daily or Daily())
        faults.attempt(lambda: check_size(self))
        faults.raise_any()
        if self.point_count <= FEW_POINTS:
            self.check()

    @classmethod
    def from_file(cls, path: str | Path, changes: Mapping[str, Any] | None = None) -> "Study":
        """The study in a TOML file; `changes` are settings over it: ``{"study.days": 60, "trust.asymmetry": 3}``.

        Raises InputError with everything that is wrong in the study file and the files that it names.
        """
        return cls._made(read_file(Path(path), changes or {}), Path(path).name)

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Any], changes: Mapping[str, Any] | None = None, folder: str | Path = ""
    ) -> "Study":
        """The study that a file with these sections would give; paths in it are seen from `folder`.

        >>> study = Study.from_tables({"study": {"name": "s", "days": 30}, "scenario": {"use": "promise_kept"}})
        >>> study.days
        30
        """
        return cls._made(read_tables(tables, "", Path(folder), changes or {}), "")

    @classmethod
    def _made(cls, fields: Mapping[str, Any], where: str) -> "Study":
        try:
            return cls(**fields)
        except InputError as error:
            raise InputError(f"{where}: {problem}" if where else problem for problem in error.problems) from None

    @property
    def start_date(self) -> datetime.date | None:
        """The date of day 0, where all cases that have dates agree on it."""
        dates = {case.scenario.start_date for case in self.cases} - {None}
        return dates.pop() if len(dates) == 1 else None

    @property
    def point_count(self) -> int:
        """At how many points the sweep looks; 1 without a sweep."""
        return self.sweep.count if self.sweep else 1

    @cached_property
    def planner(self) -> Planner:
        """Who makes the runs."""
        return Planner(Points(self.cases, self.sweep, self.seed), self.seed, self.days)

    def replicate_seed(self, replicate: int) -> int:
        """The seed of a replicate, the same in all cases and at all points."""
        return self.planner.seed(replicate)

    def check(self) -> None:
        """Build the world of every case at every point; raises InputError with what is wrong with any of them."""
        _ = self.planner.worlds

    def plan(self) -> list[Planned]:
        """The runs that are wanted in any case, in the order of their ids: those that share a network together."""
        every = range(self.replicates)
        wanted = ((case, point, every) for case in range(len(self.cases)) for point in range(self.point_count))
        return self.planner.runs(wanted)

    def more(self, results: "HasRuns") -> list[Planned]:
        """The runs that ``[stop]`` asks for beside those in the table of runs; none where that is enough.

        A pure function of what is stored: another session that finds the same runs asks for the same ones.
        """
        if self.stop is None:
            return []
        runs = results.runs
        points = runs["point"] if "point" in runs else runs["replicate"] * 0
        there = runs["replicate"].groupby([runs["case"], points]).agg(set)
        ends = self.stop.wanted(runs, self.replicates)
        wanted = [
            (self.planner.places[str(case)], int(point), sorted({*range(end)} - there[case, point]))
            for case, point, end in zip(*map(ends.index.get_level_values, range(2)), ends.tolist(), strict=True)
        ]
        return self.planner.runs(wanted)

    def jobs(self, planned: Iterable[Planned], most: Callable[[], int]) -> Iterator[Job]:
        """What it takes to carry out planned runs, made one at a time; `most` says how many runs a job may have."""
        return self.planner.jobs(planned, most, self.engine, self.daily)

    def run(
        self,
        out: str | Path | None = None,
        *,
        workers: int | None = None,
        executor: Pool | None = None,
        progress: Callable[[int, int, int], None] | None = None,
        command: str = "",
    ) -> Results:
        """Carry out what the results folder does not have yet, and give all of it.

        Parameters
        ----------
        out
            The results folder, ``results/<name>`` if not given.
        workers
            Number of threads, as many as there are processors if not given.
        executor
            In place of threads: a :class:`concurrent.futures.Executor`, or a function that makes one.
        progress
            Called with (runs stored or ready, runs of the study, failed ones).
        command
            What to put down in the manifest as the command that did it.

        A run that fails is a row with its error, and the others go on; the next session tries it again.  Ctrl-C
        finishes the runs in hand and stores them before KeyboardInterrupt is raised, and so do SIGTERM and SIGHUP.
        Raises InputError when another session holds the folder, OSError when the disk cannot take more; what is stored
        stays stored.
        """
        from sentiment_abm.sweep.session import session  # it needs a Study

        if self.sweep and self.sweep.screen:
            raise InputError([f"study {self.name!r} has to be screened first: see sentiment_abm.screened"])
        self.check()  # before a folder is touched
        folder = Path("results") / self.name if out is None else Path(out)
        return session(self, folder, workers, executor, progress or (lambda *_: None), command)


class HasRuns(Protocol):
    """Results, or anything else with a table of runs."""

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run."""
        ...
