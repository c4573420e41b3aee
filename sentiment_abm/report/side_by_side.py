"""Work that is done on all processors at one time, by forks of this process; what a fork fails to do is done here."""

import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any

from sentiment_abm.sweep.crew import processors
from sentiment_abm.sweep.pools import attend

MOST = 4  # processes: each may come to hold tables of its own
PATIENCE = 10.0  # times what this process took for its own share …
LEAST = 30.0  # … and these seconds, until a fork is taken for lost


def side_by_side[Thing, Found](work: Callable[[Thing], Found], things: Sequence[Thing]) -> list[Found]:
    """`work` on each of the things, in their order, as if it were done one after the other.

    Answers have to survive pickling.  An error that a fork meets is met again here, and raised.

    >>> side_by_side(abs, [-3, -2, 1])
    [3, 2, 1]
    """
    count = processes(len(things))
    forks = [Fork(work, things[k::count]) for k in range(1, count)]
    began = time.monotonic()
    try:
        shares = [[work(thing) for thing in things[::count]]]
        patience = PATIENCE * (time.monotonic() - began) + LEAST
        shares += [fork.answer(patience) for fork in forks]
    finally:
        for fork in forks:
            fork.end()
    return [shares[place % count][place // count] for place in range(len(things))]


def processes(things: int) -> int:
    """How many are worth it; one where a fork could take along a lock that another thread holds, or is not usual."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(processors(), things, MOST))


class Fork[Thing, Found]:
    """A share of the work, begun in another process that already knows all that this one knows."""

    def __init__(self, work: Callable[[Thing], Found], things: Sequence[Thing]) -> None:
        self.work, self.things = work, things
        context = get_context("fork")
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=_share, args=(work, things, sender), daemon=True)
        with warnings.catch_warnings():
            # Libraries have threads that wait for work; Python has none, and so none that holds a lock.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        sender.close()  # so that the end of the fork is noticed

    def answer(self, patience: float) -> list[Found]:
        """What it found within so many seconds; done here where it died, failed or was lost."""
        try:
            if self.receiver.poll(patience):
                found: list[Found] = self.receiver.recv()
                return found
        except (EOFError, OSError):
            pass
        return [self.work(thing) for thing in self.things]

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.receiver.close()


def _share(work: Callable[[Any], Any], things: Sequence[Any], sender: Any) -> None:
    attend()
    try:
        found = [work(thing) for thing in things]
    except BaseException:  # noqa: BLE001  # the parent meets it too, an error or a signal, and has the words for it
        return
    sender.send(found)
