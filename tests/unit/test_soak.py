"""The soak tells what grows from what does not: on counts that are made up, and on leaks of real processes."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak import Sample, exact, slow, verdicts

ROOT = Path(__file__).parents[2]
MIB = 2**20


def samples(count=300, **growth):
    """Counts of a process that rises while it is warming up and then grows by so much in every cycle."""
    luck = random.Random(1)
    for cycle in range(count):
        noise = luck.randrange(-2 * MIB, 2 * MIB)
        warm = 400 * MIB + min(cycle, 60) * MIB + noise
        level = Sample(warm + 20 * MIB, warm, 300_000 + luck.randrange(500), 900_000 + luck.randrange(500), 12, 4, 20)
        yield Sample(*(value + int(cycle * growth.get(name, 0)) for name, value in level._asdict().items()))


def growing(**growth):
    return [verdict.name for verdict in verdicts([*samples(**growth)]) if not verdict.is_steady]


@pytest.mark.parametrize(
    ("growth", "names"),
    [
        ({}, []),
        ({"memory": MIB // 100}, []),
        ({"memory": MIB // 10}, ["memory"]),
        ({"memory": MIB}, ["memory"]),
        ({"resident": MIB}, ["resident"]),
        ({"objects": 60}, ["objects"]),
        ({"blocks": 15}, []),
        ({"blocks": 180}, ["blocks"]),
        ({"descriptors": 0.01}, ["descriptors"]),
        ({"threads": 1, "files": 1}, ["threads", "files"]),
    ],
    ids=str,
)
def test_what_grows_is_told_from_what_does_not(growth, names):
    assert growing(**growth) == names


def test_too_short_is_not_steady():
    assert growing(count=9) == ["resident", "memory", "objects", "blocks"]


def test_a_slope_is_told_with_its_interval():
    verdict = slow("memory", [1_000 + cycle // 10 for cycle in range(200)])
    assert verdict.told.startswith("+0.990 % in 100 cycles (+0.9")
    assert not verdict.is_steady
    assert slow("memory", [1_000] * 200).told.startswith("+0.000 % in 100 cycles (+0.000 to +0.000)")


def test_a_count_may_be_higher_for_a_while():
    assert exact("files", [5, 9, 5], [9, 12, 9]).is_steady
    assert not exact("files", [5, 9, 5], [9, 9, 10]).is_steady


@pytest.mark.parametrize(
    "leaks",
    [[], ["memory", "blocks"], ["memory", "objects", "blocks", "descriptors", "files"]],
    ids=["sound", "strings", "all"],
)
def test_leaks_of_a_real_process_are_caught(leaks):
    """Scenarios are read and written over and over; with leaks the soak ends with 1 and names them."""
    words = ["--cycles", "48", "--work", "parsed", "--leak", ",".join(leaks)]
    command = [sys.executable, "-m", "tests.soak", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("GROWS")]
    grown = ["resident"] * ("memory" in leaks) + leaks
    assert (done.returncode, found, done.stderr) == (1 if leaks else 0, grown, "")
