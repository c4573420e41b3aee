"""A results folder as one archive: the same bytes for the same files, whenever and wherever it is made."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from sentiment_abm.report.checksums import changed_files, changed_parts
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import UNFINISHED, check_links, is_held, whole
from sentiment_abm.sweep.store import load

LEFT_OUT = ("lock", "export")  # of the top of the folder: nobody's results, and copies of them


def bundle(directory: str | Path, out: str | Path | None = None, *, force: bool = False) -> Path:
    """Pack a results folder into a tar.gz, ``DIR.tar.gz`` if not given, once its hashes are right; return its path.

    Times, owners and rights are left out.  Raises InputError if the folder holds no report, if a file differs from its
    hash, if a session is writing to it, if a link leads out of it, or if the archive is there already (unless `force`).
    """
    folder = Path(directory).resolve()
    load(folder)
    target = folder.with_name(f"{folder.name}.tar.gz") if out is None else Path(out).resolve()
    _check(folder, target, force=force)
    paths = [*_paths(folder)]
    with (
        whole(target) as unfinished,
        unfinished.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in paths:
            _add(archive, path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return target


def _check(folder: Path, target: Path, *, force: bool) -> None:
    """Raise InputError where there is a reason not to pack."""
    if target.is_relative_to(folder):
        raise InputError([f"{target} would be part of itself: choose a place outside {folder}"])
    if target.exists() and not force:
        raise InputError([f"{target} is there already; --force replaces it"])
    if not target.parent.is_dir():
        raise InputError([f"{target.parent} is not a folder"])
    if is_held(folder):
        raise InputError([f"{folder} is being written to: wait for it"])
    if wrong := [*changed_parts(folder), *changed_files(folder)]:
        raise InputError(wrong)


def _paths(folder: Path) -> Iterator[Path]:
    """The files to pack, in the order of their names; raises InputError for links that lead out of the folder."""
    check_links(folder)
    kept = sorted(path for path in folder.rglob("*") if path.relative_to(folder).parts[0] not in LEFT_OUT)
    yield from (path for path in kept if path.is_file() and path.suffix != UNFINISHED)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """One file, without its time, owner and rights; of a link what it leads to."""
    content = path.read_bytes()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o644
    archive.addfile(entry, io.BytesIO(content))
