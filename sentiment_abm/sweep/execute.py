"""Many runs side by side on any executor, few at a time in memory, and a way to stop that loses nothing."""

import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from sentiment_abm.sweep.batches import Jobs, Pace, batches
from sentiment_abm.sweep.crew import Crew, is_death
from sentiment_abm.sweep.job import Job, carry_out
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.records import Records

AHEAD = 2  # batches handed out per worker: the one in hand, and the next
LOOK = 5.0  # seconds without an answer, after which workers are looked after
TRIES = 3  # so often a batch is handed out whose worker dies

type Batch = tuple[Job, ...]


class LostError(BrokenExecutor):
    """Workers died again and again; what came back before is as good as ever."""


def execute(planned: Sequence[Planned], jobs: Jobs, crew: Crew, stop: threading.Event) -> Generator[Records]:
    """What planned runs, sorted by id, leave behind, in the order in which it is ready.

    Once `stop` is set come the batches in hand and no others.  A batch whose worker died is handed out again, a few
    times; then this ends with :class:`LostError`.
    """
    pace = Pace(crew.seconds, len(planned), crew.size)
    threads = crew.threads(len(planned))
    dealt = batches(planned, jobs, pace, crew.size())
    fresh = (tuple(job._replace(threads=threads) for job in batch) for batch in dealt)
    hands = _Hands(crew, stop)
    try:
        while True:
            if stop.is_set():
                hands.let_go()
            while not stop.is_set() and len(hands.full) < AHEAD * crew.size() and (batch := next(fresh, None)):
                hands.give(batch)
            if not hands.full:
                return
            for records in hands.back():
                pace.heard(records)
                yield records
    finally:
        hands.let_go()


class _Hands:
    """The batches that workers have, and how often each has been handed out."""

    def __init__(self, crew: Crew, stop: threading.Event) -> None:
        self.crew, self.stop = crew, stop
        self.full: dict[Future[Records], tuple[Batch, int]] = {}

    def give(self, batch: Batch, times: int = 1) -> None:
        """Hand out a batch."""
        try:
            future = self.crew.executor.submit(carry_out, *batch)
        except BrokenExecutor as error:
            self._again([(batch, times)], error)
        else:
            self.full[future] = batch, times

    def back(self) -> Iterator[Records]:
        """What is ready, once something is; a batch whose worker died is handed out again."""
        ready, _ = wait(self.full, LOOK, FIRST_COMPLETED)
        while not ready:
            self.crew.unblock()
            ready, _ = wait(self.full, LOOK, FIRST_COMPLETED)
        for future in ready:
            if future not in self.full:
                continue  # its executor broke, and it went to another one together with the rest
            given = self.full.pop(future)
            try:
                records = future.result()
            except BaseException as error:
                if not is_death(error) and not (self.stop.is_set() and isinstance(error, KeyboardInterrupt)):
                    raise  # Ctrl-C reaches the processes of this terminal, too, and is none of their faults
                self._again([given], error)
            else:
                yield records

    def let_go(self) -> None:
        """Take back what nobody has begun."""
        self.full = {future: given for future, given in self.full.items() if not future.cancel()}

    def _again(self, lost: list[tuple[Batch, int]], death: BaseException) -> None:
        """Hand out once more what was lost with a worker, or with all of them."""
        if isinstance(death, BrokenExecutor):
            broken = [future for future in self.full if not _has_result(future)]
            lost += [self.full.pop(future) for future in broken]
            self.crew.renew(death)
        for batch, times in lost:
            if self.stop.is_set():
                return
            if times == TRIES:
                runs = sum(len(job.run_ids) for job in batch)
                told = f"workers died {TRIES} times over the same {runs} runs; are they out of memory?"
                raise LostError(told) from death
            self.give(batch, times + 1)


def _has_result(future: Future[Records]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
