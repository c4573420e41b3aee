"""The hashes of everything that a report consists of, in one file, and what differs from them today.

``checksums.txt`` has the form of the command ``sha256sum``, so that readers can check it without this package.  The
parts of the data have theirs in the ledger.  Hashes show what was changed by accident or by hand; whoever changes the
hashes as well is found out only where runs are carried out again.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from sentiment_abm.content import content_of
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import digest, whole
from sentiment_abm.sweep.ledger import Ledger

CHECKSUMS = "checksums.txt"
DRAWINGS = (".svg", ".png", ".json")


def store(folder: Path, tables: Iterable[str], figures: Iterable[str], pages: Iterable[str]) -> None:
    """Write the hashes of the manifest, these pages and tables, and these figures with their tables and sidecars."""
    names = {"manifest.json", *pages, *(f"tables/{name}.csv" for name in tables)}
    for figure in figures:
        names |= {f"tables/{figure}.csv", *(f"figures/{figure}{suffix}" for suffix in DRAWINGS)}
    lines = [f"{digest(folder / name)}  {name}\n" for name in sorted(names)]
    with whole(folder / CHECKSUMS) as unfinished:
        unfinished.write_text("".join(lines), encoding="utf-8", newline="\n")


def listed(folder: Path) -> dict[str, str]:
    """The hash of each file by name; raises InputError where there is no such list, or a line is none of its own."""
    path = folder / CHECKSUMS
    try:
        rows = [line.partition("  ") for line in content_of(path).decode().splitlines()]
    except FileNotFoundError:
        raise InputError([f"{folder} has no {CHECKSUMS}: write its report first, sentiment-abm report DIR"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([f"{path} cannot be read: {error}"]) from None
    wrong = [n for n, (_, _, name) in enumerate(rows, start=1) if not _is_inside(name)]
    if wrong or not rows:
        raise InputError([f"{path} line {wrong[0] if wrong else 1} is not a hash and the name of a file in the folder"])
    return {name: told for told, _, name in rows}


def changed_parts(folder: Path) -> Iterator[str]:
    """What is wrong with the parts of the data: "daily/x.parquet was changed", "… is missing"."""
    with contextlib.closing(Ledger(folder / "ledger.sqlite")) as ledger:
        files = ledger.files()
    for each in files:
        yield from _difference(folder, f"{each.folder}/{each.part}.parquet", each.digest)


def changed_files(folder: Path) -> Iterator[str]:
    """The same for manifest, page, tables, figures and their sidecars."""
    for name, told in listed(folder).items():
        yield from _difference(folder, name, told)


def _difference(folder: Path, name: str, told: str) -> Iterator[str]:
    path = folder / name
    if not path.is_file():
        yield f"{name} is missing"
    elif digest(path) != told:
        yield f"{name} was changed since it was written"


def _is_inside(name: str) -> bool:
    """Whether a name can be that of a file in the folder."""
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts
