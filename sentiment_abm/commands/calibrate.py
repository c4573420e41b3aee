"""Calibrate a study from the command line: runs with progress, an answer in words, tables and charts."""

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from sentiment_abm import charts
from sentiment_abm.analysis.calibration import Calibration, calibrate
from sentiment_abm.charts.style import csv, save
from sentiment_abm.commands.progress import progress
from sentiment_abm.commands.run import changes_of
from sentiment_abm.commands.terminal import say
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.pools import pool_named
from sentiment_abm.sweep.study import Study

CHARTS = ("fit", "posterior", "prior_posterior")
TABLES = ("summary", "identifiability", "correlations", "diagnostics", "fit", "predictions", "posterior")


def carry_out(
    file: Path, settings: Iterable[str], out: Path | None, workers: int | None, executor: str | None = None
) -> int:
    """Calibrate, print the answer, write tables and charts; returns the exit code."""
    study = Study.from_file(file, changes_of(settings, {}))
    if study.calibrate is None:
        raise InputError([f"{file.name}: there is no section [calibrate]: give data and free parameters in it"])
    folder = Path("results") / study.name if out is None else out
    command = shlex.join(["sentiment-abm", *sys.argv[1:]])
    pool = pool_named(executor) if executor else None
    with progress(study.name) as tell:
        found = calibrate(study, out=folder, workers=workers, executor=pool, progress=tell, command=command)
    for note in found.notes:
        say(f"note: {note}", err=True)
    typer.echo(repr(found))
    write(found, folder, command)
    say(f"tables: {folder / 'tables'}, charts: {folder / 'figures'}")
    return 0


def write(found: Calibration, folder: Path, command: str = "") -> None:
    """Write the tables and charts of a calibration into its folder."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        table = getattr(found, name)
        is_named = table.index.name is not None or name == "correlations"
        kept = table.rename_axis("name").reset_index() if is_named else table
        (folder / "tables" / f"{name}.csv").write_bytes(csv(kept))
    for name in CHARTS:
        save(getattr(charts, name)(found), folder / "figures" / name, command=command)
