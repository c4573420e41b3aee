"""Turns: of several processes that would compile the same code at once, one does, and the others wait for its files."""

import os
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: everybody compiles, which costs time and nothing else
    fcntl = None  # type: ignore[assignment]

PATIENCE = 60.0  # seconds to wait for others, far more than compiling takes
_PAUSE = 0.05


class Turn:
    """The right to compile into a folder, which one process has at a time.

    The system takes it back from a process that ends.  Whoever has waited in vain does without, once and for all:
    a lock must never keep anybody from working.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        self._file = -1
        self._holder: object = None

    def take(self, holder: object) -> None:
        """Wait until it is the turn of this process; for one thread at a time.

        Whoever is compiled on the way, because `holder` calls it, has the turn too and gives back nothing.
        """
        if self._holder is not None or fcntl is None:
            return
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:  # the folder is gone
            return
        waiting = True
        try:
            waiting = not self._has_come(file)
        finally:
            if waiting:
                os.close(file)
        if not waiting:
            self._file, self._holder = file, holder

    def give_back(self, holder: object) -> None:
        """Let others go on, if `holder` has the turn."""
        if self._holder is holder:
            self._holder = None
            os.close(self._file)

    def _has_come(self, file: int) -> bool:
        """Whether the turn came in time."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    self.patience = 0.0
                    return False
                time.sleep(_PAUSE)
            except OSError:  # a file system without locks
                return False
            else:
                return True
