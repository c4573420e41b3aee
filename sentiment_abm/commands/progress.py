"""Progress of a study: a bar with the time left on a terminal, now and then a line elsewhere."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import typer

from sentiment_abm.commands.terminal import width

EVERY = 10.0  # seconds between two lines
WIDEST_BAR = 40
DUMB = ("dumb", "unknown")  # terminals, by TERM, that cannot draw over what they have shown


@contextlib.contextmanager
def progress(name: str) -> Iterator[Callable[[int, int, int], None]]:
    """Something to call with (runs done, all runs, failed runs); writes to standard error."""
    columns = width(err=True)
    if columns is None or os.environ.get("TERM", "") in DUMB:
        yield lines(name)
        return
    with _bar(columns) as bar:
        task = bar.add_task(name, total=None, failed="")

        def tell(done: int, total: int, failed: int) -> None:
            bar.update(task, completed=done, total=total, failed=f"{failed} failed" if failed else "")

        yield tell


def _bar(columns: int) -> Any:
    """A line in which name and bar make room for the numbers, so that these can be read on the narrowest terminal."""
    # Only a terminal pays for the import.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.table import Column
    from rich.text import Text

    class Name(ProgressColumn):
        """As it is, brackets included, and cut where there is no room: in place of a second line."""

        def render(self, task: Any) -> Text:
            return Text(task.description, no_wrap=True, overflow="ellipsis")

    stays = [Column(no_wrap=True) for _ in range(3)]
    shown = (
        Name(),
        BarColumn(bar_width=None, table_column=Column(max_width=WIDEST_BAR)),
        MofNCompleteColumn(table_column=stays[0]),
        TextColumn("{task.fields[failed]}", markup=False, table_column=stays[1]),
        TimeRemainingColumn(table_column=stays[2]),
    )
    console = Console(stderr=True)
    if console.width < 1:  # COLUMNS=0
        console.width = columns
    return Progress(*shown, console=console)


def lines(name: str) -> Callable[[int, int, int], None]:
    """Something that prints a line at the start, every ten seconds, and at the end."""
    told_at = -EVERY

    def tell(done: int, total: int, failed: int) -> None:
        nonlocal told_at
        if done == total or time.monotonic() - told_at >= EVERY:
            told_at = time.monotonic()
            typer.echo(f"{name}: {done} of {total} runs done, {failed} failed", err=True)

    return tell
