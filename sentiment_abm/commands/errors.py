"""Errors that mean something to the user, in one message and an exit code."""

import sqlite3
from concurrent.futures import BrokenExecutor

from sentiment_abm.sources import UnknownSourceError
from sentiment_abm.spec import InputError

FAILED, BAD_INPUT = 1, 2
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
    """The error with its first problems and the number of the others."""
    if len(error.problems) <= LISTED:
        return error
    return InputError([*error.problems[:LISTED], f"and {len(error.problems) - LISTED:,} more"])
