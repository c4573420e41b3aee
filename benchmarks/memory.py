"""Memory as the operating system counts it: python -m benchmarks.memory PEOPLE prints bytes per citizen of one run."""

import resource
import subprocess
import sys
from pathlib import Path

import sentiment_abm as sa

PEOPLE, DAYS = 1_000_000, 3


def peak() -> int:
    """Most bytes that this process ever had."""
    told = Path("/proc/self/status")
    if told.exists():  # Linux counts in ru_maxrss what the process had that started this one
        line = next(line for line in told.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def one_run(people: int) -> float:
    """Bytes per citizen that a run adds to a process that has lived a small one; society and tables included.

    Raises AssertionError where the run is too small to be seen over what start-up needed for a moment.
    """
    import psutil  # type: ignore[import-untyped]  # only this part needs it

    _live(1_000)
    before, highest = psutil.Process().memory_info().rss, peak()
    _live(people)
    if peak() == highest:
        raise AssertionError(f"start-up needed more memory than {people:,} people do")
    return float(peak() - before) / people


def _live(people: int) -> None:
    sa.simulate("promise_broken", people=people, days=DAYS, seed=1).daily.to_numpy()


def measure(people: int = PEOPLE) -> dict[str, float]:
    """Bytes per citizen in a process of its own, where nothing else has set a peak."""
    command = [sys.executable, "-m", "benchmarks.memory", str(people)]
    subprocess.run(command, check=False, capture_output=True)  # may compile, which sets a peak; then the code is kept
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {"people": people, "bytes": float(ran.stdout)}


if __name__ == "__main__":
    sys.stdout.write(f"{one_run(int(sys.argv[1]))}\n")
