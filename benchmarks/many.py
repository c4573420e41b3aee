"""A hundred thousand small runs on all cores: throughput against the kernel alone, peak memory, a second call.

`python -m benchmarks.many RUNS FOLDER` carries the study out, or goes on with it, and prints seconds and peak memory.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sentiment_abm as sa
from benchmarks.memory import peak
from benchmarks.overhead import BATCH, VARIED
from sentiment_abm.engine.batch import live_many
from sentiment_abm.society.cache import Cache
from sentiment_abm.society.society import build

RUNS, PEOPLE, DAYS, REPLICATES = 100_000, 200, 60, 100
CORES = os.cpu_count() or 1


def sweep(runs: int) -> sa.Study:
    """A study with so many runs: points spread evenly over what the model allows, a hundred replicates of each."""
    return sa.Study.from_tables(
        {
            "study": {"name": "many", "days": DAYS, "replicates": REPLICATES},
            "society": {"people": PEOPLE},
            "scenario": {"use": "promise_broken"},
            "sweep": {"design": "latin_hypercube", "points": runs // REPLICATES, "vary": {name: {} for name in VARIED}},
        }
    )


def kernel(runs: int) -> float:
    """Seconds in which all cores live the same runs, societies drawn before the clock starts."""
    study = sweep(runs)
    jobs = list(study.jobs(study.plan(), lambda: BATCH))
    networks = Cache()
    todo = [(build(j.recipe, networks), j.scenario.realize(j.days, j.seed), j.params, j.days, j.seed) for j in jobs]
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        for _ in pool.map(lambda job: live_many(*job), todo):
            pass
    return time.perf_counter() - began


def study(runs: int, folder: Path) -> dict[str, Any]:
    """What a process of its own tells that carries the study out, and how long it lived in all."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.many", str(runs), str(folder)]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return {**told, "in_all": time.perf_counter() - began}


def measure(*, small: bool = False) -> dict[str, float]:
    """Throughput as a share of the kernel's, bytes at the peak, seconds of the command that finds all done."""
    runs = RUNS // 20 if small else RUNS
    kernel(REPLICATES)  # compiled, or read from the cache
    with tempfile.TemporaryDirectory() as folder:
        alone = kernel(runs)
        first, again = study(runs, Path(folder) / "many"), study(runs, Path(folder) / "many")
    return {
        "runs": runs,
        "people": PEOPLE,
        "days": DAYS,
        "cores": CORES,
        "share": alone / first["seconds"],
        "runs_a_second": runs / first["seconds"],
        "peak": max(first["peak"], again["peak"]),
        "again": again["in_all"],
    }


def carry_out(runs: int, folder: Path) -> dict[str, float]:
    """Seconds from the first run to the last table on the disk, and the peak memory of this process."""
    sa.simulate("promise_broken", people=PEOPLE, days=1, seed=1)  # imports and compiled code are start-up
    began = time.perf_counter()
    sweep(runs).run(folder, workers=CORES)
    return {"seconds": time.perf_counter() - began, "peak": peak()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(carry_out(int(sys.argv[1]), Path(sys.argv[2]))))
