"""Commands that read results: how far, what of it, why, and for whom."""

from pathlib import Path
from typing import Annotated

import typer

from sentiment_abm.cli.program import Folder, Json, Workers, app
from sentiment_abm.commands.terminal import say


@app.command()
def status(directory: Folder, json: Json = False) -> None:
    """How far a study is.

    Runs, points and replicates, what failed and why, and how to go on.
    """
    from sentiment_abm.commands.status import status_of

    (typer.echo if json else say)(status_of(directory, json))


@app.command()
def report(
    directory: Folder,
    to: Annotated[
        str | None,
        typer.Option(
            help="html, pdf, md, or several with commas; as the study has it if not given, and html always.",
            metavar="KINDS",
        ),
    ] = None,
) -> None:
    """Write the report of a results folder again.

    As PDF it needs the extra pdf: pip install 'sentiment-abm[pdf]'.
    """
    from sentiment_abm.commands.run import write_report

    write_report(directory, to)


@app.command()
def sensitivity(
    directory: Folder,
    of: Annotated[str, typer.Option(help="An indicator in the table of runs.", metavar="INDICATOR")] = "net_mean",
    case: Annotated[str | None, typer.Option(help="Which case; needed where there are several.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw it as well: an svg, png or pdf file.")] = None,
    json: Json = False,
) -> None:
    """Say which settings of a sweep drive an outcome.

    Sobol or Morris indices, or one setting at a time, by the design that made the sample.
    """
    from sentiment_abm.commands.sensitivity import told

    typer.echo(told(directory, of, case, json, chart))


@app.command()
def compare(
    targets: Annotated[
        list[str],
        typer.Argument(
            help="Two scenarios; or a results folder and two of its cases, points, or CASE@POINT.",
            metavar="A B|DIR A B",
        ),
    ],
    of: Annotated[list[str] | None, typer.Option(help="An indicator; may be repeated.", metavar="INDICATOR")] = None,
    people: Annotated[int | None, typer.Option(help="Scenarios: number of citizens.")] = None,
    days: Annotated[int | None, typer.Option(help="Scenarios: length of a run in days.")] = None,
    seed: Annotated[int | None, typer.Option(help="Scenarios: seed of the comparison.")] = None,
    replicates: Annotated[int | None, typer.Option(help="Scenarios: number of pairs.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Scenarios: parameter=value, in both.", metavar="NAME=VALUE")
    ] = None,
    workers: Workers = None,
    chart: Annotated[Path | None, typer.Option(help="Draw the difference by day: an svg, png or pdf file.")] = None,
    json: Json = False,
) -> None:
    """Compare two scenarios, cases or points pair by pair.

    Both sides have the same people, network and luck, so that what differs comes from the sides alone.
    """
    from sentiment_abm.commands.compare import Making, told
    from sentiment_abm.commands.run import changes_of

    making = Making(people, days, seed, replicates, changes_of(settings or (), {}))
    typer.echo(told(targets, of or (), making, json, chart, workers))


@app.command()
def explain(
    target: Annotated[str, typer.Argument(help="A results folder, or a scenario.", metavar="DIR|SCENARIO")],
    citizen: Annotated[str, typer.Option(help="Node of the network, or number of the citizen from 0.", metavar="N")],
    case: Annotated[str | None, typer.Option(help="DIR: which case; the first if not given.")] = None,
    replicate: Annotated[int | None, typer.Option(help="DIR: which replicate; 0 if not given.")] = None,
    point: Annotated[int | None, typer.Option(help="DIR: which point of a sweep.")] = None,
    network: Annotated[Path | None, typer.Option(help="DIR: the network file of the study, if it has one.")] = None,
    people: Annotated[int | None, typer.Option(help="SCENARIO: number of citizens.")] = None,
    seed: Annotated[int | None, typer.Option(help="SCENARIO: seed of the run.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="SCENARIO: parameter=value.", metavar="NAME=VALUE")
    ] = None,
    days: Annotated[str, typer.Option(help="first:last; a scenario runs to the last.", metavar="A:B")] = "",
    chart: Annotated[Path | None, typer.Option(help="Draw the life as well: an svg, png or pdf file.")] = None,
    json: Json = False,
) -> None:
    """Tell the life of one citizen: what it learned, how it took it, and why it moved."""
    from sentiment_abm.commands.explain import Making, Which, told
    from sentiment_abm.commands.run import changes_of

    making = Making(people, seed, changes_of(settings or (), {}))
    typer.echo(told(target, citizen, Which(case, replicate, point, network), making, days, json, chart))


@app.command()
def export(
    directory: Folder,
    to: Annotated[
        str, typer.Option(help="csv, parquet, or rocrate: a package that describes itself.", metavar="KIND")
    ] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="A new folder; DIR/export/KIND if not given.", metavar="PATH")
    ] = None,
    license_id: Annotated[
        str,
        typer.Option(
            "--license", help="Of the results, in a package: an SPDX identifier such as CC-BY-4.0.", metavar="ID"
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Write the tables of a results folder for other programs.

    However the study came about, in one session or in many, the files are the same bytes.
    """
    from sentiment_abm.commands.export import write_export

    write_export(directory, to, out, force=force, license_id=license_id)


@app.command("app")
def dashboard(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8765,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
) -> None:
    """Play with the model in the browser, until Ctrl-C.

    Needs the extra viz: pip install 'sentiment-abm[viz]'.
    """
    from sentiment_abm.app.serve import serve

    serve(port, opened=opened)


@app.command()
def bundle(
    directory: Folder,
    out: Annotated[Path | None, typer.Option(help="The archive; DIR.tar.gz if not given.", metavar="FILE")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier archive.")] = False,
) -> None:
    """Pack a results folder into one archive, the same bytes every time.

    Every file is checked against its hash first.
    """
    from sentiment_abm.report.bundle import bundle as packed

    typer.echo(packed(directory, out, force=force))
