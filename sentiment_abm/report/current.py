"""Whether a report is up to date, so that a study of many runs that is finished need not be told again."""

import time
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sentiment_abm.report import checksums
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.manifest_file import read_manifest

PAGE, PDF, MARKDOWN = "report.html", "report.pdf", "report.md"
PROGRAM = {".py", ".j2", ".js", ".typ", ".toml"}


def is_current(directory: str | Path) -> bool:
    """Whether writing it anew would write what is there: nothing in the folder nor in this program is younger.

    A report from a time to come was written by a clock that was wrong, and so proves nothing.
    """
    folder = Path(directory)
    try:
        told, written = checksums.listed(folder), (folder / checksums.CHECKSUMS).stat().st_mtime
    except (InputError, OSError):
        return False
    manifest = read_manifest(folder)
    if manifest.get("versions", {}).get("sentiment_abm") != version("sentiment-abm"):
        return False  # an installer may give new files the time at which they were made
    pages = {name for name in (PAGE, PDF, MARKDOWN) if name in told}
    wanted = {PAGE, *(f"report.{output}" for output in asked(manifest))}
    program = (path for path in Path(__file__).parents[1].rglob("*.*") if path.suffix in PROGRAM)
    newest = max(path.stat().st_mtime for path in program)
    return pages == wanted and newest < written <= time.time() and not any(checksums.changed_files(folder))


def asked(manifest: Mapping[str, Any]) -> Collection[str]:
    """The forms that the study wants beside the page."""
    found: Collection[str] = (manifest.get("report") or {}).get("outputs", [])
    return found
