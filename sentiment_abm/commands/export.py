"""Write the tables of a results folder for other programs, and say what was written."""

from pathlib import Path

import typer

from sentiment_abm.sweep.export import export


def write_export(folder: Path, kind: str, out: Path | None, *, force: bool, license_id: str) -> None:
    """Export a results folder; what is missing in it is said on standard error."""
    done = export(folder, kind, out, force=force, license_id=license_id)
    tables = ", ".join(f"{name} ({count:,} rows)" for name, count in done.rows.items())
    typer.echo(f"{done.path}: {tables}")
    if done.missing:
        many = "1 run is" if done.missing == 1 else f"{done.missing:,} runs are"
        typer.echo(f"the study is not finished: {many} missing", err=True)
