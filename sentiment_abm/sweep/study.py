"""A study: cases times replicates, from a file or from code, and the runs that it comes to."""

import datetime
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from sentiment_abm.draws import seed_of
from sentiment_abm.engine.compiled import digest
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.execute import Pool
from sentiment_abm.sweep.job import Job
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.reading import read_file
from sentiment_abm.sweep.store import Results


@dataclass(frozen=True, kw_only=True)
class Study:
    """Cases × replicates.  Replicate r has one seed in all cases, and so the same network, people and luck.

    The network is drawn anew for every replicate, from the replicate's seed, so that intervals between replicates
    contain the luck of the network; a network from a file is the same in all of them.  Any run can be repeated
    alone: ``sa.simulate(scenario, people=…, params=…, days=…, seed=…)`` with the seed in the table of runs.

    Make one with :meth:`from_file`; the fields are the keys of ``[study]``, and the cases and polls as read.
    """

    name: str
    cases: tuple[Case, ...]
    title: str = ""
    question: str = ""
    seed: int = 1
    replicates: int = 50
    days: int = 120
    engine: str = "compiled"
    polls: tuple[Mapping[str, Any], ...] = ()
    source: str = ""

    @classmethod
    def from_file(cls, path: str | Path, changes: Mapping[str, Any] | None = None) -> "Study":
        """The study in a TOML file; `changes` are settings over it: ``{"study.days": 60, "trust.asymmetry": 3}``.

        Raises InputError with everything that is wrong in the study file and the files that it names.
        """
        return cls(**read_file(Path(path), changes or {}))

    @property
    def start_date(self) -> datetime.date | None:
        """The date of day 0, where all cases that have dates agree on it."""
        dates = {case.scenario.start_date for case in self.cases} - {None}
        return dates.pop() if len(dates) == 1 else None

    def replicate_seed(self, replicate: int) -> int:
        """The seed of a replicate, the same in all cases."""
        return seed_of(self.seed, "replicate", replicate)

    def plan(self, block: int = 1) -> list[Planned]:
        """All runs, almost in the order of their ids: `block` replicates at a time, case by case.

        So the runs side by side have different networks, and those of the next case find these networks drawn.
        """
        settings = _varied(self.cases)
        order = sorted(range(self.replicates), key=lambda replicate: _short(str(self.replicate_seed(replicate))))
        return [
            self._planned(case, replicate, settings[case.name])
            for replicates in batched(order, block)
            for case in self.cases
            for replicate in replicates
        ]

    def jobs(self, planned: list[Planned]) -> Iterator[Job]:
        """What it takes to carry out planned runs, made one at a time."""
        cases = {case.name: case for case in self.cases}
        for run in planned:
            case = cases[run.case]
            yield Job(run.run_id, case.scenario, case.params, case.society(run.seed), self.days, run.seed, self.engine)

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
        finishes the runs in hand and stores them before KeyboardInterrupt is raised.  Raises InputError when another
        session holds the folder, OSError when the disk cannot take more; what is stored stays stored.
        """
        from sentiment_abm.sweep.session import session  # it needs a Study

        folder = Path("results") / self.name if out is None else Path(out)
        return session(self, folder, workers, executor, progress or (lambda *_: None), command)

    def _planned(self, case: Case, replicate: int, varied: Mapping[str, Any]) -> Planned:
        """A run; its id is a hash of the code and of everything that the run depends on.

        It begins with a hash of the seed alone, so that sorting by id keeps the cases of a replicate together and
        storage is written and read in the order in which runs are carried out.
        """
        seed = self.replicate_seed(replicate)
        content = json.dumps([code(), case.key, self.days, seed])
        run_id = _short(str(seed)) + hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
        return Planned(run_id, case.name, replicate, seed, varied)


@functools.cache
def code() -> str:
    """A hash of all sources that decide what a run is: rules and engines, news, networks."""
    package = Path(__file__).parent.parent
    files = sorted([*package.glob("news/*.py"), *package.glob("society/*.py")])
    content = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.blake2b(digest().encode() + content, digest_size=16).hexdigest()


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _varied(cases: tuple[Case, ...]) -> dict[str, dict[str, Any]]:
    """By case, the settings in which any two cases differ by what was set, None where a script says nothing."""
    names = dict.fromkeys(name for case in cases for name in case.settings)
    return {case.name: {name: _setting(case, name) for name in names} for case in cases}


def _setting(case: Case, name: str) -> Any:
    value = case.settings.get(name, case.params.get(name))
    if value is None and name.startswith("society."):
        value = getattr(case.recipe, name.removeprefix("society."), None)
    if isinstance(value, Path):
        value = value.name  # where it lies is this machine's business
    is_plain = value is None or isinstance(value, (bool, int, float, str))
    return value if is_plain else json.dumps(value, ensure_ascii=False, default=str)
