"""Folders of compiled code: one for each state of the sources, on each processor, by each version of the compiler.

A folder that no start has used for a day is removed when a new one is made, unless it is among the few used last.
Removing one is safe even while it is in use: what a process has loaded it keeps, what it misses it compiles.
"""

import hashlib
import os
import platform
import re
import shutil
import sys
import time
from pathlib import Path

import llvmlite  # type: ignore[import-untyped]
import numba
import numpy as np
from llvmlite import binding as llvm

KEPT = 4  # folders that stay however old they are: some versions and environments side by side
UNUSED = 86_400.0  # seconds
_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f.]+")
# Settings of the compiler that decide what it makes, and that it does not look at when it answers from a file.
_SETTINGS = (
    "BOUNDSCHECK",
    "CPU_FEATURES",
    "CPU_NAME",
    "DEBUGINFO_DEFAULT",
    "DISABLE_INTEL_SVML",
    "ENABLE_AVX",
    "LOOP_VECTORIZE",
    "OPT",
    "SLP_VECTORIZE",
)


def root() -> Path:
    """Where the folders are: in SENTIMENT_ABM_CACHE, else in XDG_CACHE_HOME, else in ~/.cache.

    The path is absolute, so that a process that moves to another directory leaves nothing there.  Raises RuntimeError
    for a user without a home.
    """
    own, shared = os.environ.get("SENTIMENT_ABM_CACHE"), os.environ.get("XDG_CACHE_HOME", "")
    if own:
        place = Path(own).expanduser().absolute()
    elif os.path.isabs(shared):  # noqa: PTH117  # "" is not; the standard has a relative one ignored
        place = Path(shared)
    else:
        place = Path.home() / ".cache"
    return place / "sentiment_abm"


def folder(digest: str) -> Path | None:
    """The folder for code made of the sources with this digest, made if need be; None where it cannot be written."""
    try:
        found = root() / f"{digest[:16]}-{maker()[:8]}"
        if not found.is_dir():
            found.mkdir(parents=True, exist_ok=True)
            prune(found.parent)
        os.utime(found)
    except (OSError, RuntimeError):
        return None
    return found if _is_writable(found) else None


def hindrance() -> str:
    """Why no code can be kept for the next start; empty where it can."""
    try:
        place = root()
        place.mkdir(parents=True, exist_ok=True)
    except RuntimeError:
        return "there is no home"
    except OSError as error:
        return f"{error.filename} cannot be made ({error.strerror})"
    return "" if _is_writable(place) else f"{place} cannot be written"


def maker() -> str:
    """Digest of what else decides the code: Python, the compiler and its settings, the processor."""
    told = [platform.python_version(), numba.__version__, llvmlite.__version__, np.__version__]
    told += [sys.platform, platform.machine(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    told += [f"{name}={getattr(numba.config, name, None)}" for name in _SETTINGS]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def prune(place: Path) -> None:
    """Remove the folders at `place` that are neither among the last used nor used within a day."""
    found = [path for path in place.iterdir() if _NAME.fullmatch(path.name)]
    by_use = sorted(((_last_use(path), path) for path in found), reverse=True)
    for used, path in by_use[KEPT:]:
        if used < time.time() - UNUSED:
            shutil.rmtree(path, ignore_errors=True)


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process was faster
        return 0.0
