"""Errors that mean something to the user, in one message and an exit code."""

import errno
import sqlite3
from concurrent.futures import BrokenExecutor

from sentiment_abm.commands.memory import CONTINUE, OUT_OF_MEMORY, is_out_of_memory
from sentiment_abm.sources import UnknownSourceError
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.ledger import LockedError

FAILED, BAD_INPUT = 1, 2
LONGEST = 600  # letters of a problem
LISTED = 100  # problems that are told one by one; a table with a wrong column has one on every line
REMEDIES = {
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EROFS: "choose a folder that can be written",
    errno.EACCES: "choose a folder that can be written",
    errno.EPERM: "choose a folder that can be written",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.EIO: "see whether the disk is in order",
    errno.ESTALE: "see whether the server of the folder answers",
}


def told(error: Exception) -> tuple[str, int]:
    """The message and the exit code of an error; an error that nobody foresaw is raised again, traceback and all.

    >>> told(InputError(["news.csv line 7: delivered 3.2 is outside 0…1"]))
    ('news.csv line 7: delivered 3.2 is outside 0…1', 2)
    """
    if is_out_of_memory(error):
        return OUT_OF_MEMORY, FAILED
    match error:
        case InputError():
            return str(_few(error)), BAD_INPUT
        case UnknownSourceError():
            return str(error), BAD_INPUT
        case BrokenPipeError():
            raise error  # `| head` has read enough: typer ends quietly
        case LockedError():
            return f"{_line(str(error))}; {CONTINUE}", FAILED
        case OSError() | sqlite3.OperationalError():
            return f"the disk: {_line(str(error))}; {_remedy(error)}{CONTINUE}", FAILED
        case BrokenExecutor():
            return f"a worker died ({error}); use fewer workers if it was for want of memory; {CONTINUE}", FAILED
        case RuntimeError() if "can't start new thread" in str(error):
            return f"the system allows no more threads: use fewer --workers; {CONTINUE}", FAILED
    raise error


def _remedy(error: Exception) -> str:
    """What to do, where that is known."""
    known = REMEDIES.get(getattr(error, "errno", None) or 0)
    return f"{known}; " if known else ""


def _few(error: InputError) -> InputError:
    """The error with its first problems, a line each, and the number of the others."""
    more = [f"and {len(error.problems) - LISTED:,} more"] if len(error.problems) > LISTED else []
    return InputError([*map(_line, error.problems[:LISTED]), *more])


def _line(problem: str) -> str:
    r"""A problem that a terminal can show: what is quoted in it may be long, or tell the terminal to do something.

    >>> _line("study.toml: name '\x1b[2J' has a line\nfeed")
    "study.toml: name '\\x1b[2J' has a line\\nfeed"
    """
    cut = problem if len(problem) <= LONGEST else f"{problem[: LONGEST - 80]} … {problem[-70:]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in cut)
