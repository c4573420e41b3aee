"""Errors that mean something to the user, in one message and an exit code."""

import sqlite3
from concurrent.futures import BrokenExecutor

from sentiment_abm.sources import UnknownSourceError
from sentiment_abm.spec import InputError

FAILED, BAD_INPUT = 1, 2
LONGEST = 600  # letters of a problem
LISTED = 100  # problems that are told one by one; a table with a wrong column has one on every line
CONTINUE = "what is finished is stored, the same command continues"


def told(error: Exception) -> tuple[str, int]:
    """The message and the exit code of an error; an error that nobody foresaw is raised again, traceback and all.

    >>> told(InputError(["news.csv line 7: delivered 3.2 is outside 0…1"]))
    ('news.csv line 7: delivered 3.2 is outside 0…1', 2)
    """
    match error:
        case InputError():
            return str(_few(error)), BAD_INPUT
        case UnknownSourceError():
            return str(error), BAD_INPUT
        case BrokenPipeError():
            raise error  # `| head` has read enough: typer ends quietly
        case OSError() | sqlite3.OperationalError():
            return f"the disk: {error}; {CONTINUE}", FAILED
        case BrokenExecutor():
            return f"a worker died ({error}); {CONTINUE}", FAILED
    raise error


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
