"""Many runs side by side on any executor, few at a time in memory, and a way to stop that loses nothing."""

import contextlib
import itertools
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from types import FrameType

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.job import Job, carry_out
from sentiment_abm.sweep.parts import Record

AHEAD = 3  # runs handed out per worker: enough to keep it busy, few enough to hold their results

type Pool = Executor | Callable[[], Executor]
"""An executor, which stays open, or a factory of one, which is closed at the end."""


def execute(jobs: Iterable[Job], pool: Executor, workers: int, stop: threading.Event) -> Generator[Record]:
    """Records in the order in which they are ready; once `stop` is set, those of the runs in hand and no more."""
    left = iter(jobs)
    waiting: set[Future[Record]] = set()
    try:
        while True:
            if not stop.is_set():
                fresh = itertools.islice(left, AHEAD * workers - len(waiting))
                waiting |= {pool.submit(carry_out, job) for job in fresh}
            else:
                waiting = {future for future in waiting if not future.cancel()}
            if not waiting:
                return
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()


@contextlib.contextmanager
def pool_of(workers: int | None, executor: Pool | None) -> Iterator[tuple[Executor, int]]:
    """An executor with its number of workers: the one given, or threads, because the kernel lets go of the GIL."""
    if workers is not None and executor is not None:
        raise InputError(["workers and executor are both given: an executor has workers of its own"])
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise InputError([f"workers {workers!r} is not a whole number from 1 on"])
    if isinstance(executor, Executor):
        yield executor, size_of(executor)
        return
    with executor() if executor else ThreadPoolExecutor(workers or processors()) as made:
        yield made, size_of(made)


def size_of(executor: Executor) -> int:
    """The number of workers of an executor, where it says so."""
    return int(getattr(executor, "_max_workers", processors()))


def processors() -> int:
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextlib.contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or SIGTERM) sets; the second one interrupts as usual.

    Signals reach the main thread alone, so elsewhere the event is never set.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        restore()

    for number in before:
        signal.signal(number, note)
    try:
        yield stop
    finally:
        restore()
