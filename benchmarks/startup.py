"""Time until something happens in a fresh process: the command line, and the kernel with and without its cache."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

TURNS = 5
# The first call is timed inside the process; imports are not part of it.
FIRST_CALL = """
import sys, time
import sentiment_abm as sa
from sentiment_abm.engine.compiled import kernel
began = time.perf_counter()
sa.simulate("promise_broken", people=100, days=2)
sys.stdout.write(str(time.perf_counter() - began))
"""


def process(cache: Path, *arguments: str, folder: Path | None = None) -> float:
    """Seconds of one process of Python, from start to end."""
    began = time.perf_counter()
    _output(cache, *arguments, folder=folder)
    return time.perf_counter() - began


def first_call(cache: Path) -> float:
    """Seconds of the first run in a fresh process, compiled or read from this cache."""
    return float(_output(cache, "-c", FIRST_CALL))


def _output(cache: Path, *arguments: str, folder: Path | None = None) -> str:
    surroundings = {**os.environ, "SENTIMENT_ABM_CACHE": str(cache)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # with it every start compiles every module
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings, cwd=folder).stdout


def measure(*, small: bool = False) -> dict[str, float]:
    """Medians in seconds; a cold compile is made in an empty folder each time."""
    turns = 1 if small else TURNS
    with tempfile.TemporaryDirectory() as made:
        home, cache = Path(made), Path(made) / "cache"

        def often(one: Callable[[], float]) -> float:
            return median(one() for _ in range(turns))

        def run() -> float:
            arguments = ("run", "promise_broken", "--people", "1000", "--days", "60", "--out", str(home / "out"))
            return process(cache, "-m", "sentiment_abm", *arguments, "--replicates", str(next(more)), folder=home)

        more = iter(range(2, 99))  # one replicate more each time, so that each run has something to do
        cold = often(lambda: first_call(Path(tempfile.mkdtemp(dir=made))))
        run()  # compiles, and imports everything once
        return {
            "help": often(lambda: process(cache, "-m", "sentiment_abm", "--help")),
            "second_run": often(run),
            "cold_compile": cold,
            "cached_first_call": often(lambda: first_call(cache)),
        }
