"""Commands that make a study and carry it out."""

from pathlib import Path
from typing import Annotated

import typer

from sentiment_abm.cli.program import SETTING, Workers, app
from sentiment_abm.commands.terminal import say


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="The results folder.")] = Path("results/demo"),
    workers: Workers = None,
) -> None:
    """Compare three outcomes of the same talks.

    20 paired replicates of 1,000 citizens each, with a report; half a minute.
    """
    from sentiment_abm.commands.run import carry_out, demo_study

    raise typer.Exit(carry_out(demo_study(), out, workers))


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="A new folder.", metavar="DIR")]) -> None:
    """Write a study.toml and a news.csv to edit.

    Never overwrites anything.
    """
    from sentiment_abm.commands.starter import write_starter

    for line in write_starter(directory):
        say(line)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A study, scenario or news file.", metavar="FILE")],
) -> None:
    """Say everything that is wrong with a study, or with a scenario alone."""
    from sentiment_abm.commands.check import report_on
    from sentiment_abm.commands.run import study_of

    for line in report_on(study_of(file, {}), file):
        say(line)


@app.command()
def run(
    target: Annotated[
        str,
        typer.Argument(help="A study file, a scenario file, or a scenario of the library.", metavar="FILE|SCENARIO"),
    ],
    people: Annotated[int | None, typer.Option(help="Number of citizens.")] = None,
    days: Annotated[int | None, typer.Option(help="Length of a run in days.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the study.")] = None,
    replicates: Annotated[int | None, typer.Option(help="Runs of each case.")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help=SETTING, metavar="NAME=VALUE")] = None,
    engine: Annotated[
        str | None, typer.Option(help="compiled, or mesa: the same bits, some thousand times slower.")
    ] = None,
    workers: Workers = None,
    executor: Annotated[
        str | None,
        typer.Option(help="In place of threads: processes:N, or dask://host:port of a scheduler.", metavar="NAME"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The results folder; results/NAME if not given.", metavar="DIR")
    ] = None,
) -> None:
    """Run a study and write its report.

    Ctrl-C at any time; the same command continues.
    """
    from sentiment_abm.commands.run import carry_out, changes_of, study_of

    changes = changes_of(
        settings or (),
        {
            "society.people": people,
            "study.days": days,
            "study.seed": seed,
            "study.replicates": replicates,
            "study.engine": engine,
        },
    )
    raise typer.Exit(carry_out(study_of(target, changes), out, workers, executor))


@app.command()
def calibrate(
    file: Annotated[Path, typer.Argument(help="A study file with [calibrate].", metavar="FILE")],
    settings: Annotated[list[str] | None, typer.Option("--set", help=SETTING, metavar="NAME=VALUE")] = None,
    workers: Workers = None,
    executor: Annotated[str | None, typer.Option(help="As for run.", metavar="NAME")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The results folder; results/NAME if not given.", metavar="DIR")
    ] = None,
) -> None:
    """Fit a study to polls: posterior, what cannot be known, and checks.

    Ctrl-C at any time; the same command continues.
    """
    from sentiment_abm.commands.calibrate import carry_out

    raise typer.Exit(carry_out(file, settings or (), out, workers, executor))
