"""One package and ours by turns, in a process of their own: python -m benchmarks.peers.race FILE PEOPLE [--quick].

Prints one line of JSON: million agent-steps a second of each turn, theirs and ours, and their final shares.
"""

import gc
import importlib
import json
import sys
import time

from benchmarks.cases import live, morning, people_of
from benchmarks.peers.contagion import Case, Contagion, shares, small_world

TURNS = 5
DAYS = {1_000: 300, 100_000: 30}  # about as long for both; the slowest take four seconds
OUR_DAYS = {1_000: 180, 100_000: 60}


def theirs(contagion: Contagion, case: Case) -> float:
    """Million agent-steps a second; only the stepping is timed."""
    began = time.perf_counter()
    contagion.run()
    return len(case.moods) * case.days / (time.perf_counter() - began) / 1e6


def race(file: str, people: int, turns: int = TURNS) -> dict[str, list[float] | list[list[float]]]:
    """Alternate, so that a slow minute of the machine hits both."""
    made: type[Contagion] = importlib.import_module(f"benchmarks.peers.{file}").Contagion
    case, society, days = small_world(people, DAYS[people]), people_of(people), OUR_DAYS[people]
    live(morning("talks", society, days), days)  # compiled, or read from the cache, before the clock starts
    speed: list[float] = []
    ours: list[float] = []
    found: list[list[float]] = []
    for seed in range(turns):
        gc.collect()  # what the last one left is not this one's work
        contagion = made(case, seed)
        speed.append(theirs(contagion, case))
        found.append(shares(contagion.moods()))
        ours.append(people * days / live(morning("talks", society, days), days) / 1e6)
    return {"theirs": speed, "ours": ours, "shares": found}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(race(sys.argv[1], int(sys.argv[2]))) + "\n")
