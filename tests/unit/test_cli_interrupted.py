"""Ctrl-C and kill -9 in the middle of a real sweep: the same command continues, and nobody could tell afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sentiment_abm.sweep.durable import is_held
from sentiment_abm.sweep.store import load

ROOT = Path(__file__).parents[2]
RUNS = 18_000  # so many that a machine that grows faster in the middle does not finish them
SWEEP = f"""
[study]
name = "sweep"
days = 60
replicates = {RUNS // 60}
daily = "KEPT"
[society]
people = 2000
[scenario]
use = "promise_broken"
[sweep]
design = "latin_hypercube"
points = 60
[sweep.vary]
"trust.asymmetry" = [1, 5]
"talk.weight" = [0, 0.5]
"""


def process(folder, *words):
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sentiment_abm", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def undisturbed(folder, *words):
    """A command that runs to its end."""
    last = process(folder, *words)
    assert "Traceback" not in last.communicate()[1]
    assert last.returncode == 0


def parts(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("part-*.parquet"))}


def stored(folder):
    """How many runs there are."""
    return len(load(folder).stored) if (folder / "manifest.json").exists() else 0


def wait_for_runs(folder, more_than, running):
    """Until more runs are stored while the process goes on."""
    while stored(folder) <= more_than:
        assert running.poll() is None, running.communicate()
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("kept", "kills"), [("whole", 20), ("quantiles", 7)])
def test_kills_at_random_moments_and_the_same_command_again(tmp_path, kept, kills):
    (tmp_path / "study.toml").write_text(SWEEP.replace("KEPT", kept), encoding="utf-8")
    luck, out, patience = random.Random(3), tmp_path / "out", 0.0
    for kill in range(kills):
        began, running = time.monotonic(), process(tmp_path, "run", "study.toml", "--out", "out")
        while not (out.exists() and is_held(out)):
            time.sleep(0.05)
        there = stored(out)
        if kill % 4 == 0 and there < 0.7 * RUNS:  # soon after a part is stored, so that there is progress
            wait_for_runs(out, there, running)
            patience = min(patience or 1e9, time.monotonic() - began)
            time.sleep(luck.uniform(0.0, 0.1) * patience)
        else:  # at any moment before the first part is sure to be there, however fast or busy the machine is
            time.sleep(luck.uniform(0.0, 0.9) * patience)
        assert running.poll() is None, "the study is too small for so many kills"
        running.kill()
        running.communicate()
    assert 0 < len(load(out).stored) < RUNS
    for folder in ("out", "undisturbed"):
        undisturbed(tmp_path, "run", "study.toml", "--out", folder)
    assert load(out).manifest["counts"] == {"wanted": RUNS, "done": RUNS, "failed": 0}
    assert parts(out) == parts(tmp_path / "undisturbed")


@pytest.mark.slow
def test_ctrl_c_and_the_same_command_again(tmp_path):
    (tmp_path / "study.toml").write_text(SWEEP.replace("KEPT", "none"), encoding="utf-8")
    out = tmp_path / "out"
    first = process(tmp_path, "run", "study.toml", "--out", "out")
    while not (out / "manifest.json").exists():
        assert first.poll() is None, first.communicate()
        time.sleep(0.1)
    wait_for_runs(out, 0, first)
    first.send_signal(signal.SIGINT)
    _, told = first.communicate()
    assert first.returncode == 130
    assert "the same command continues" in told
    found = load(out)
    assert 0 < len(found.runs) < RUNS
    assert found.manifest["status"] == "interrupted"
    for folder in ("out", "undisturbed"):
        undisturbed(tmp_path, "run", "study.toml", "--out", folder)
    assert parts(out) == parts(tmp_path / "undisturbed")
