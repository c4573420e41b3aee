"""What a command finds where it is started: streams that are closed or that nobody reads, and how names are spelled.

A service has no terminal, ``| head`` stops reading, a terminal is closed.  Work goes on all the same, and its exit code
says how it went.
"""

import errno
import io
import logging
import os
import sys
from typing import Any, TextIO

MESSAGES = 2  # the number of standard error


class Heedless(io.FileIO):
    """A stream that may end at any time: what nobody reads is dropped."""

    def write(self, content: Any) -> int:
        """Write, or take it for written."""
        try:
            return super().write(content) or 0
        except OSError as error:
            if not self._matters(error):
                return len(content)
            raise

    def _matters(self, error: OSError) -> bool:
        """Whether somebody should know: of results that do not fit into a file, but not of messages."""
        is_unread = error.errno == errno.EPIPE or (error.errno == errno.EIO and self.isatty())
        return self.fileno() != MESSAGES and not is_unread


def prepare() -> None:
    """Give a command the surroundings that everything in it takes for granted."""
    spell_names_in_utf8()
    fill_gaps()
    sys.stdout, sys.stderr = heedless(sys.stdout, 1), heedless(sys.stderr, MESSAGES)
    logging.getLogger("matplotlib").addFilter(_is_news)


def spell_names_in_utf8() -> None:
    """Start again where names of files would be ASCII: in the locale C, with Python's own remedies switched off.

    A process cannot change how it spells names, and Arrow spells them in UTF-8 whatever the locale says.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # ourselves


def fill_gaps() -> None:
    """Open the null device in place of standard streams that are closed.

    The next file that is opened would get their numbers, and with them whatever a library has to say.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # the lowest number that is free is this one
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def heedless(stream: TextIO | None, number: int) -> TextIO:
    """The same stream without its dangers; letters that its encoding lacks are escaped."""
    encoding = "utf-8" if stream is None else stream.encoding
    raw = io.BufferedWriter(Heedless(number, "w", closefd=False))
    return io.TextIOWrapper(raw, encoding, errors="backslashreplace", line_buffering=True)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether to show what matplotlib says: that it keeps its fonts elsewhere, for want of a home, changes nothing."""
    return not record.getMessage().startswith(("Matplotlib created a temporary cache", "mkdir -p failed"))
