"""Where runs are carried out: threads of this process, or any executor, and what to do when its workers die."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from sentiment_abm.spec import InputError

ON_THREADS = 1.0  # seconds of a batch: little is lost to a crash, and nobody waits long at the end
ELSEWHERE = 10.0  # the way to another process or machine has to pay

type Pool = Executor | Callable[[], Executor]
"""An executor, which stays open, or a factory of one, which is closed at the end."""


class Crew:
    """The workers that carry out runs; make one with :func:`crew_of`."""

    def __init__(self, executor: Executor, make: Callable[[], Executor] | None) -> None:
        self.executor, self.make = executor, make

    @property
    def seconds(self) -> float:
        """How long a batch should take."""
        return ON_THREADS if isinstance(self.executor, ThreadPoolExecutor) else ELSEWHERE

    def size(self) -> int:
        """The number of workers, where the executor says so; a cluster may grow."""
        return size_of(self.executor)

    def threads(self, runs: int) -> int:
        """How many threads each of a few runs may have: those of this process that would have nothing to do."""
        return max(1, self.size() // runs) if runs and isinstance(self.executor, ThreadPoolExecutor) else 1

    def unblock(self) -> None:
        """End a pool of processes one of which died in the middle of an answer; it is then broken for all to see.

        Python waits for the rest of that answer for ever, and the other processes for their turn to answer.
        """
        if not isinstance(self.executor, ProcessPoolExecutor):
            return
        pool: Any = self.executor  # which has no public way to ask for its processes
        processes = [*(pool._processes or {}).values()]  # noqa: SLF001
        if any(process.exitcode for process in processes):
            for process in processes:
                process.kill()
            pool._result_queue._writer.close()  # noqa: SLF001  # the last one that could have sent the rest

    def renew(self, error: BrokenExecutor) -> None:
        """Replace an executor that broke; raises the error where it was given and cannot be made again."""
        if self.make is None:
            raise error
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self.make()


@contextlib.contextmanager
def crew_of(workers: int | None, executor: Pool | None) -> Iterator[Crew]:
    """The executor given, or threads, because the kernel lets go of the GIL."""
    if workers is not None and executor is not None:
        raise InputError(["workers and executor are both given: an executor has workers of its own"])
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise InputError([f"workers {workers!r} is not a whole number from 1 on"])
    if isinstance(executor, Executor):
        yield Crew(executor, None)
        return
    make = executor or (lambda: ThreadPoolExecutor(workers or processors()))
    crew = Crew(make(), make)
    try:
        yield crew
    finally:
        crew.executor.shutdown(wait=True)


def size_of(executor: Executor) -> int:
    """The number of workers of an executor, where it says so."""
    client: Any = getattr(executor, "client", getattr(executor, "_client", None))
    if hasattr(client, "nthreads"):  # a Dask cluster
        return max(1, int(sum(client.nthreads().values())))
    return int(getattr(executor, "_max_workers", processors()))


def is_death(error: BaseException) -> bool:
    """Whether an error says that a worker died, and nothing about what it did."""
    cluster = sys.modules.get("distributed")  # whoever has one has imported it
    killed = (cluster.KilledWorker,) if cluster else ()
    return isinstance(error, (BrokenExecutor, CancelledError, *killed))


def processors() -> int:
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1
