"""The full model against the bare contagion of other packages, by turns, one thread each."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.peers.agreement import differences, reference
from benchmarks.peers.contagion import small_world
from benchmarks.peers.race import DAYS
from benchmarks.peers.roster import PEERS, Peer

PEOPLE = tuple(DAYS)
# One thread for whoever would take more; Starsim would add fonts to the reader's list of them.
ALONE = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"), "1"),
    "STARSIM_INSTALL_FONTS": "0",
}


def race(peer: Peer, people: int) -> dict[str, Any]:
    """Speeds of both by turns and the peer's final shares, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.peers.race", peer.file, str(people)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **ALONE})
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def row(peer: Peer, raced: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What the table says of one peer, by number of people: speeds, and how many times faster the full model is."""
    by_size = {
        str(people): {
            "theirs": median(found["theirs"]),
            "ours": median(found["ours"]),
            "ratio": median(a / b for a, b in zip(found["ours"], found["theirs"], strict=True)),
        }
        for people, found in raced.items()
    }
    versions = " ".join(f"{name} {version(name)}" for name in peer.packages)
    return {"title": peer.title, "kind": peer.kind, "versions": versions, "million_a_second": by_size}


def measure(*, small: bool = False) -> list[dict[str, Any]]:
    """One row per peer.  Raises AssertionError, naming them, where somebody's shares are not those of the others."""
    sizes = PEOPLE[:1] if small else PEOPLE
    raced = {peer.file: {people: race(peer, people) for people in sizes} for peer in PEERS}
    wrong = []
    for people in sizes:
        found = {file: by_size[people]["shares"] for file, by_size in raced.items()}
        wrong += differences(found, reference(small_world(people, DAYS[people])), among=len(sizes))
    if wrong:
        raise AssertionError("not the same contagion:\n" + "\n".join(wrong))
    return [row(peer, raced[peer.file]) for peer in PEERS]
