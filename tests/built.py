"""Wheel and sdist, made from a copy of the source tree, and what has to be in a wheel."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.dependencies import PROJECT, ROOT

NOT_SOURCE = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "results", "_build", "build", "dist")
DATA = {".toml", ".csv", ".j2", ".js", ".typ", ".typed"}  # what the package has beside modules


def copied(place: Path) -> Path:
    """A copy of the source tree in a new folder, without results, environments and caches."""
    return Path(shutil.copytree(ROOT, place, ignore=NOT_SOURCE))


def built(tree: Path, out: Path, *, umask: int = -1, **environment: str) -> dict[str, Path]:
    """Build in a tree; "wheel" and "sdist" by name.  Nothing outside of the tree decides what comes of it."""
    known = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(out)]
    subprocess.run(command, cwd=tree, env=known | environment, umask=umask, check=True, capture_output=True)
    return {"wheel": next(out.glob("*.whl")), "sdist": next(out.glob("*.tar.gz"))}


def wanted(tree: Path) -> set[str]:
    """What a wheel of a tree consists of."""
    source = (
        path for path in (tree / "sentiment_abm").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    about = f"sentiment_abm-{PROJECT['version']}.dist-info"
    heads = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    return {*(path.relative_to(tree).as_posix() for path in source), *(f"{about}/{head}" for head in heads)}


def contents(wheel: Path) -> set[str]:
    """The names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}
