"""The command line: parse, call the API, print.  Exit codes: 0 done, 1 a run failed, 2 bad input, 130 interrupted.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

INTERRUPTED = 130  # 128 + SIGINT, what shells expect

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
        except KeyboardInterrupt:
            typer.echo("interrupted; what is finished is stored, the same command continues", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:  # noqa: BLE001  # `told` raises again what it has no words for
            from sentiment_abm.commands.errors import told

            message, code = told(error)
            typer.echo(message, err=True)
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
        typer.echo(line)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A study file.", metavar="FILE")]) -> None:
    """Say everything that is wrong with a study."""
    from sentiment_abm.commands.check import report_on

    for line in report_on(file):
        typer.echo(line)


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


@app.command()
def status(directory: Folder, json: Json = False) -> None:
    """How far a study is.

    Runs, points and replicates, what failed and why, and how to go on.
    """
    from sentiment_abm.commands.status import status_of

    typer.echo(status_of(directory, json))


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


@app.command()
def scenarios(json: Json = False) -> None:
    """List the scenarios of the library."""
    from sentiment_abm.commands.show import scenario_list

    typer.echo(scenario_list(json))


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
