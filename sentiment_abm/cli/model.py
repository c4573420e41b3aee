"""Commands that tell what the model is made of, and check it on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from sentiment_abm.cli.program import Json, app


@app.command()
def scenarios(
    name: Annotated[str, typer.Argument(help="One of them; a list of all if not given.", metavar="[NAME]")] = "",
    json: Json = False,
) -> None:
    """List the scenarios of the library, or print one as a file to copy and change."""
    from sentiment_abm.commands.show import scenario_file, scenario_list

    typer.echo(scenario_file(name, json) if name else scenario_list(json))


@app.command()
def params(
    name: Annotated[str, typer.Argument(help="Part of a name; all parameters if not given.", metavar="[NAME]")] = "",
    json: Json = False,
) -> None:
    """List the parameters of the model."""
    from sentiment_abm.commands.show import parameter_list

    typer.echo(parameter_list(json, name))


@app.command()
def sources(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys; all sources if none.", metavar="[KEY]...")] = None,
) -> None:
    """Print the literature behind the mechanisms."""
    from sentiment_abm.sources import cite

    typer.echo(cite(*(keys or ())))


@app.command()
def verify(
    directory: Annotated[
        Path | None, typer.Argument(help="A results folder; this machine if not given.", metavar="[DIR]")
    ] = None,
    network: Annotated[Path | None, typer.Option(help="DIR: the network file of the study, if it has one.")] = None,
    json: Json = False,
) -> None:
    """Check the model on this machine, or a results folder.

    The machine: random numbers, the same bits from both engines and any number of threads, known answers; and where
    compiled code is kept.  A folder: the hash of every table, figure and data file, and a sample of its runs again.
    """
    from sentiment_abm.commands.verify import table_of, verified

    if directory is None:
        checks = verified()
    else:
        from sentiment_abm.commands.verify_folder import verified_folder

        checks = verified_folder(directory, network)
    typer.echo(table_of(checks, json))
    raise typer.Exit(0 if all(check.passed for check in checks) else 1)
