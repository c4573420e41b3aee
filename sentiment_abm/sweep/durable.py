"""Files that are whole or not there, whatever happens to the machine; and a folder that one writer holds at a time."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from sentiment_abm.content import opened
from sentiment_abm.spec import InputError

UNFINISHED = ".unfinished"  # the suffix of a file that is being written; whoever finds one may delete it
# What file systems say that cannot sync a list of files, or lock one: some of those on a network, or of other systems.
NO_SYNC, NO_LOCKS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}, {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}


class MovedError(OSError):
    """A folder is no longer where it was opened."""


@contextlib.contextmanager
def all_whole() -> Iterator[Callable[[Path], Path]]:
    """Give a function from a path to a temporary name to write to; at the end all files get their real names at once.

    Before that their bytes are on the disk.  After a crash each path holds the old file or the new one, never a part
    of it; what else has to hold together is for a ledger to say.
    """
    unfinished: dict[Path, Path] = {}

    def named(path: Path) -> Path:
        return unfinished.setdefault(path, path.with_name(path.name + UNFINISHED))

    try:
        yield named
        for temporary in unfinished.values():
            sync(temporary)
        for path, temporary in unfinished.items():
            os.replace(temporary, path)  # noqa: PTH105  # named by its guarantee: POSIX makes exactly this call atomic
    except BaseException:
        for temporary in unfinished.values():
            with contextlib.suppress(OSError):  # the folder may be gone; what went wrong first is what to tell
                temporary.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path in unfinished}:
        sync_list(folder)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary name to write one file to, which gets its real name at the end."""
    with all_whole() as named:
        yield named(path)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file, whole or not at all."""
    with whole(path) as unfinished:
        unfinished.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def sync_list(folder: Path) -> None:
    """Wait until the list of files of a folder is on the disk, where its file system knows how to."""
    try:
        sync(folder)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise


def sync(path: Path) -> None:
    """Wait until a file, or the list of files of a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, which most processors compute faster than disks can read."""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_links(folder: Path) -> None:
    """Raise InputError for links that lead out of a folder: what they lead to would be overwritten, or given away."""
    home = folder.resolve()
    links = (path for path in sorted(home.rglob("*")) if path.is_symlink())
    if outside := [path for path in links if not path.resolve().is_relative_to(home)]:
        raise InputError([f"{path} leads to {path.resolve()}, out of the folder" for path in outside])


@contextlib.contextmanager
def sole_writer(folder: Path) -> Iterator[Callable[[], None]]:
    """Hold a folder: a second writer, in this process or another, is refused with InputError.

    The lock belongs to the open file, so it ends with the process, however that ends.  Gives what to call before
    writing: it raises MovedError when the folder has gone, or another one has come in its place.
    """
    with (folder / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise InputError([f"{folder} is in use by {holder}: wait for it, or choose another folder"]) from None
        except OSError as error:
            if error.errno in NO_LOCKS:
                raise OSError(f"{folder} is on a file system without locks: choose a folder on another one") from None
            raise
        _sign(file)
        yield partial(_check_place, folder, os.fstat(file.fileno()))


def _check_place(folder: Path, lock: os.stat_result) -> None:
    """Raise MovedError unless the lock of the folder is this one."""
    try:
        is_same = os.path.samestat((folder / "lock").stat(), lock)
    except FileNotFoundError:
        is_same = False
    if not is_same:
        raise MovedError(f"{folder} was moved or removed while it was written to; move it back")


def is_held(folder: Path) -> bool:
    """Whether somebody is writing to a folder right now."""
    try:
        with opened(folder / "lock") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError as error:
        raise InputError([f"{folder / 'lock'} cannot be read: {error.strerror}"]) from None
    return False


def _sign(file: IO[str]) -> None:
    """Leave a note for whoever finds the folder locked."""
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    file.flush()
