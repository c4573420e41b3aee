"""Sessions that are killed: at every step that they take on the disk, and wherever they happen to be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sentiment_abm.sweep.store import load
from tests.made_by_hand import contents, plan, write

ROOT = Path(__file__).parents[2]


def python(*words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    return subprocess.Popen([sys.executable, *words], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed(folder, mode, every, kills):
    """How many sessions were killed, at some of the steps that they take on the disk and at random ones."""
    process = python("tests/killing.py", str(folder), mode, str(every), str(kills))
    told, _ = process.communicate()
    assert process.returncode == 0
    return int(told)


@pytest.mark.parametrize("mode", ["whole", "quantiles"])
def test_a_session_may_be_killed_while_it_writes(tmp_path, mode):
    """The next one leaves the very bytes that an undisturbed one leaves."""
    assert killed(tmp_path, mode, every=37, kills=3) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["whole", "quantiles"])
def test_a_session_may_be_killed_at_every_step(tmp_path, mode):
    assert killed(tmp_path, mode, every=1, kills=20) >= 100


ENDLESS = """
import sys
from pathlib import Path
from sentiment_abm.sweep import writer
from tests.made_by_hand import plan, write
writer.PART_RUNS = 4
print("here", flush=True)
write(Path(sys.argv[1]), plan(100_000), flush_every=7)
"""


def test_kill_9_at_any_moment(tmp_path):
    """Also inside a write: the ledger lists nothing that cannot be read, and the rest is run again."""
    folder = tmp_path / "killed"
    for pause in (0.05, 0.35, 0.8):
        process = python("-c", ENDLESS, str(folder))
        assert process.stdout.readline() == "here\n"
        stored = len(list(folder.glob("runs/part-*.parquet")))
        while len(list(folder.glob("runs/part-*.parquet"))) < stored + 4:
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
    write(folder, plan(30))
    assert len(load(folder).daily) == 60 * 3
    write(folder, plan(300))
    write(tmp_path / "undisturbed", plan(300))
    spare = {name for name in contents(folder) if "spare-" in name}
    assert {name: data for name, data in contents(folder).items() if name not in spare} == contents(
        tmp_path / "undisturbed"
    )
