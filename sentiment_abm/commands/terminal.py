"""Text as it fits on the terminal that shows it; whatever is read by another program stays in one line."""

import os
import sys
import textwrap

import typer

INDENT = "  "


def say(text: str, *, err: bool = False) -> None:
    """Print lines, those that are too long for a terminal in several."""
    typer.echo(fitted(text, width(err=err)), err=err)


def fitted(text: str, width: int | None) -> str:
    """Lines of at most so many letters; names of files and other long words stay whole.

    >>> fitted("a line that is too long", 12).splitlines()
    ['a line that', '  is too', '  long']
    """
    if width is None:
        return text
    return "\n".join(line if len(line) <= width else _folded(line, width) for line in text.split("\n"))


def width(*, err: bool = False) -> int | None:
    """Letters of a line of the terminal behind a standard stream; None where there is no terminal.

    COLUMNS counts as everywhere, unless it says that there is no room at all.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None or not stream.isatty():
        return None
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80  # a terminal without a size says 0
    except OSError:
        return 80


def _folded(line: str, width: int) -> str:
    start = line[: len(line) - len(line.lstrip())] + INDENT
    return textwrap.fill(line, width, subsequent_indent=start, break_long_words=False, break_on_hyphens=False)
