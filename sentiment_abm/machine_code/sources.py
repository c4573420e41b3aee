"""The sources that compiled code is made of, told by a digest.

The compiler itself would answer from stale code when a rule in another file has changed.
"""

import hashlib
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent
_COARSE = 0.1  # seconds by which the clock of a file system may be behind


class Sources(NamedTuple):
    """What functions are made of, as it was when they were imported.

    `digest` names the content of all `files`; `is_settled` is false where one of them was written since the import of
    the package began, so that nobody knows which of its texts is in memory.
    """

    files: tuple[Path, ...]
    digest: str
    is_settled: bool


def sources(*patterns: str) -> Sources:
    """The sources that match the patterns, relative to the package; to be asked for when they have been imported.

    >>> sources("rule.py").digest == sources("rule.py", "draws.py").digest
    False
    """
    files = sorted({path for pattern in patterns for path in PACKAGE.glob(pattern)})
    told = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        told.update(f"{path.relative_to(PACKAGE).as_posix()} {len(content)}\n".encode() + content)
    return Sources(tuple(files), told.hexdigest(), _are_settled(files))


def _are_settled(files: Iterable[Path]) -> bool:
    """Whether all files were written before the import began; a time to come is only a clock that is wrong.

    Nobody knows where the clock was set back since.
    """
    # By name, because an import statement would tie this layer to the whole package.
    began, now = import_module("sentiment_abm").IMPORTED - _COARSE, time.time()
    return began <= now and not any(began <= path.stat().st_mtime <= now for path in files)
