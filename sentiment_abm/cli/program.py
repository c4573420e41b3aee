"""The command line: parse, call the API, print.

Exit codes: 0 done, 1 a run failed, 2 bad input; 128 and the number of the signal that ended it, so 130 after Ctrl-C and
143 after SIGTERM.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sentiment_abm.cli.surroundings import prepare
from sentiment_abm.commands.memory import CONTINUE, OUT_OF_MEMORY, is_out_of_memory
from sentiment_abm.commands.terminal import say
from sentiment_abm.sweep.signals import TerminatedError, raise_on_signal

ENDED = 128  # what shells add to the number of a signal
INTERRUPTED = ENDED + 2  # by Ctrl-C
FAILED = 1

SETTING = (
    "name=value over the study: trust.asymmetry=3, scenario.hype=0.5, society.homophily=0.4, sweep.points=128; "
    "may be repeated."
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path, typer.Argument(help="A results folder.", metavar="DIR")]
Workers = Annotated[int | None, typer.Option(help="Number of threads; all processors if not given.")]


class Group(TyperGroup):
    """Commands whose errors are one message on standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; turn errors that have a meaning for the user into a message and an exit code."""
        try:
            return super().invoke(ctx)
        except TerminatedError as error:
            say(f"ended by {error}; {CONTINUE}", err=True)
            raise typer.Exit(ENDED + error.number) from None
        except KeyboardInterrupt:
            say(f"interrupted; {CONTINUE}", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except (MemoryError, ImportError) as error:
            if not is_out_of_memory(error):
                raise
            say(OUT_OF_MEMORY, err=True)
            raise typer.Exit(FAILED) from None
        except Exception as error:  # noqa: BLE001  # `told` raises again what it has no words for
            from sentiment_abm.commands.errors import told

            message, code = told(error)
            say(message, err=True)
            raise typer.Exit(code) from None


app = typer.Typer(
    cls=Group,
    name="sentiment-abm",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing boxes around the help would take longer to import than everything else
    help="How hope, skepticism and disappointment about peace talks move as news arrives: a model, not a forecast.",
)


def main() -> None:
    """The entry point of the command ``sentiment-abm``."""
    prepare()
    raise_on_signal()
    # Imports make objects that stay: to look for garbage among them again and again, and once more before the process
    # ends and takes everything with it, would be a fifth of the time of a short run.
    gc.set_threshold(50_000)
    try:
        app(prog_name="sentiment-abm")
    finally:
        gc.freeze()


def _version(wanted: bool) -> None:
    if wanted:
        from sentiment_abm import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the whole program."""
