"""Progress of a study: a bar with the time left on a terminal, now and then a line elsewhere."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

import typer

EVERY = 10.0  # seconds between two lines


@contextlib.contextmanager
def progress(name: str) -> Iterator[Callable[[int, int, int], None]]:
    """Something to call with (runs done, all runs, failed runs); writes to standard error."""
    if not sys.stderr.isatty():
        yield lines(name)
        return
    # Only a terminal pays for the import.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)

        def tell(done: int, total: int, failed: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{name}, {failed} failed" if failed else name)

        yield tell


def lines(name: str) -> Callable[[int, int, int], None]:
    """Something that prints a line at the start, every ten seconds, and at the end."""
    told_at = -EVERY

    def tell(done: int, total: int, failed: int) -> None:
        nonlocal told_at
        if done == total or time.monotonic() - told_at >= EVERY:
            told_at = time.monotonic()
            typer.echo(f"{name}: {done} of {total} runs done, {failed} failed", err=True)

    return tell
