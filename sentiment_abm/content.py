"""Files that somebody else wrote: regular files of a bounded size, or an OSError that says what they are.

A device or a pipe may have no end, or never begin; whoever reads one waits, or runs out of memory.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

MOST_TEXT = 2**25
"""Bytes of a study or a table; a hundred thousand lines of news are half of it."""
PIECE = 2**20  # bytes that are read at a time


def opened(path: str | os.PathLike[str]) -> BufferedReader:
    """A regular file, or a link to one, open for reading.

    >>> opened("/dev/zero")
    Traceback (most recent call last):
    OSError: [Errno 22] it is not a file but a device, a pipe or a socket: '/dev/zero'
    """
    kind = Path(path).stat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # of a folder `open` says it
        raise OSError(errno.EINVAL, "it is not a file but a device, a pipe or a socket", str(path))
    return Path(path).open("rb")


def content_of(path: str | os.PathLike[str], most: int = MOST_TEXT) -> bytes:
    """All bytes of a regular file; OSError where there are more than `most`."""
    found = bytearray()
    with opened(path) as file:
        while piece := file.read(PIECE):  # to ask for `most` at once would take that much memory
            found += piece
            if len(found) > most:
                raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:,.0f} MB", str(path))
    return bytes(found)
