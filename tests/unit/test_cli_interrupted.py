"""Ctrl-C and kill -9 in the middle of a real study: the same command continues, and nobody could tell afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sentiment_abm.sweep.store import load

ROOT = Path(__file__).parents[2]


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


def wait_for_parts(folder, count, running):
    """Until so many parts are stored while the process goes on."""
    while len(list(folder.glob("daily/part-*.parquet"))) < count:
        assert running.poll() is None, running.communicate()
        time.sleep(0.05)


@pytest.mark.slow
def test_ctrl_c_and_kill_9_and_the_same_command_again(tmp_path):
    # Large enough to outlast some parts, one of which is written every five seconds.
    words = ["run", "promise_broken", "--people", "4000", "--replicates", "300", "--out", "out"]
    out = tmp_path / "out"
    first = process(tmp_path, *words)
    wait_for_parts(out, 1, first)
    first.send_signal(signal.SIGINT)
    _, told = first.communicate()
    assert first.returncode == 130
    assert "the same command continues" in told
    stored = len(load(out).runs)
    assert 0 < stored < 300

    second = process(tmp_path, *words)
    wait_for_parts(out, len(list(out.glob("daily/part-*.parquet"))) + 1, second)
    second.kill()
    second.communicate()
    assert stored < len(load(out).runs) < 300

    for folder in ("out", "undisturbed"):
        last = process(tmp_path, *words[:-1], folder)
        assert "Traceback" not in last.communicate()[1]
        assert last.returncode == 0
    parts = [sorted((tmp_path / folder).rglob("*.parquet")) for folder in ("out", "undisturbed")]
    assert [path.name for path in parts[0]] == [path.name for path in parts[1]]
    assert [path.read_bytes() for path in parts[0]] == [path.read_bytes() for path in parts[1]]
