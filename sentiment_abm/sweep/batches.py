"""How runs are dealt out to workers: how many at a time, and in which order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle, groupby

from sentiment_abm.sweep.job import Job
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.records import Records

MOST_RUNS = 10_000  # of a batch: their parameters are 5 MB
MOST_ROWS = 60_000  # days of runs of a batch: 20 MB
FASTER = 16  # a batch has at most so many times the runs of the one before it, whatever that one seemed to cost

type Jobs = Callable[[Sequence[Planned], Callable[[], int]], Iterator[Job]]
"""From planned runs that share a network, and how many may go together, to what it takes to carry them out."""


class Pace:
    """How many runs make a batch of about `seconds`, by what the last one took; `total` runs are to be dealt out."""

    def __init__(self, seconds: float, total: int, workers: Callable[[], int]) -> None:
        self.seconds, self.left, self.workers = seconds, total, workers
        self.fitting = 1.0

    def heard(self, records: Records) -> None:
        """Learn from a batch that is back."""
        runs = max(1, len(records.runs))
        in_time, in_memory = self.seconds / max(records.seconds, 1e-6), MOST_ROWS / max(1, len(records.daily.table))
        # The first batch of a worker compiles, small ones say little: grow step by step.
        self.fitting = min(runs * in_time, runs * in_memory, FASTER * max(runs, self.fitting))

    def most(self) -> int:
        """How many runs the next batch may have: the last ones are smaller, so that all workers end together."""
        share = -(-self.left // (2 * self.workers()))
        return max(1, min(int(self.fitting), share, MOST_RUNS))


def batches(planned: Sequence[Planned], jobs: Jobs, pace: Pace, lanes: int) -> Iterator[tuple[Job, ...]]:
    """The jobs of planned runs, sorted by id, in batches.

    Runs with one seed share a network.  They are dealt out in `lanes`, each with a seed of its own, so that workers
    do not all draw the same network at the same time.
    """
    seeds = (list(runs) for _, runs in groupby(planned, key=lambda run: run.seed))
    streams = [_stream(seeds, jobs, pace) for _ in range(lanes)]
    empty: set[int] = set()
    for lane in cycle(range(lanes)):
        if batch := tuple(_filled(streams[lane], pace)):
            yield batch
        else:
            empty.add(lane)
            if len(empty) == lanes:
                return


def _stream(seeds: Iterator[list[Planned]], jobs: Jobs, pace: Pace) -> Iterator[Job]:
    """The jobs of one seed after the other, taken from seeds that all lanes share."""
    for runs in seeds:
        yield from jobs(runs, pace.most)


def _filled(stream: Iterable[Job], pace: Pace) -> Iterator[Job]:
    """Jobs until they are enough for a batch."""
    runs, most = 0, pace.most()
    for job in stream:
        yield job
        pace.left -= len(job.run_ids)
        runs += len(job.run_ids)
        if runs >= most:
            return
