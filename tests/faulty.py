"""Commands in processes of their own, for faults that only a real process can have; and a count of what was injected.

``python -m tests.faulty SECONDS WORDS…`` is the command with these words whose runs take so many seconds each, so that
there is a middle in which something can happen to a small study; what is ready is stored every fifth of a second, and
no report is written.
"""

import ctypes
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.sweep import execute, job, writer
from sentiment_abm.sweep.durable import is_held
from sentiment_abm.sweep.records import Records
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

ROOT = Path(__file__).parents[1]
INJECTED: Counter[str] = Counter()
"""How often each fault was injected."""
LOST: Counter[str] = Counter()
"""How many runs that had been reported as done were not there afterwards."""
RUNS = 120
STUDY = f"""
[study]
name = "faults"
days = 12
replicates = {RUNS // 6}
[society]
people = 40
contacts = 4
[scenario]
use = "promise_broken"
[sweep]
design = "grid"
[sweep.vary]
"trust.asymmetry" = [1.0, 3.0, 5.0]
"talk.weight" = [0.1, 0.3]
"""


def slow(*jobs: job.Job) -> Records:
    """Carry out runs that take their time."""
    time.sleep(float(os.environ["SECONDS_OF_A_RUN"]) * sum(len(each.run_ids) for each in jobs))
    return job.carry_out(*jobs)


def command(words: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, **options: Any) -> Any:
    """The command as a process; `words` may begin with the seconds of a run."""
    start = ["-m", "tests.faulty"] if words[0][0].isdecimal() else ["-m", "sentiment_abm"]
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True, **options}
    environment = {"MPLBACKEND": "agg", **os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen([sys.executable, *start, *words], cwd=folder, env=environment | (more or {}), **told)


def ended(process: Any, seconds: float = 60.0) -> tuple[int, str, str]:
    """Exit code and what was said, once a process has ended; no traceback."""
    out, err = process.communicate(timeout=seconds)
    assert "Traceback" not in (err or ""), err
    return process.returncode, out or "", err or ""


def parts(folder: Path) -> dict[str, bytes]:
    """The tables of a results folder, byte by byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("part-*.parquet"))}


def stored(folder: Path) -> int:
    """How many files of parts there are while a session is at it."""
    return len([*folder.glob("runs/*.parquet")])


def wait_for(is_so: Any, process: Any, seconds: float = 60.0) -> None:
    """Until something is so, while the process goes on."""
    end = time.monotonic() + seconds
    while not is_so():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.02)


def told_done(err: str) -> int:
    """How many runs the last line of progress reported as done."""
    return max(
        (int(line.split(" of ")[0].split()[-1]) for line in err.splitlines() if " runs done, " in line), default=0
    )


def checked(
    fault: str, study: Study, folder: Path, expected: Mapping[str, bytes], reported: int = 0, times: int = 1
) -> int:
    """Nothing reported is lost, and the study finishes with the tables of an undisturbed sweep."""
    INJECTED[fault] += times
    there = len(load(folder).stored) if (folder / "manifest.json").exists() else 0
    LOST[fault] += max(0, reported - there)
    assert there >= reported
    assert not is_held(folder)
    study.run(folder, workers=2)
    wanted = len(study.plan())
    assert load(folder).manifest["counts"] == {"wanted": wanted, "done": wanted, "failed": 0}
    assert parts(folder) == expected
    return there


def on_terminal(columns: int, words: Sequence[str], folder: Path, **more: str) -> tuple[int, list[str]]:
    """Exit code of a command on a terminal of so many columns, and the lines that it drew there, one over the other."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    running = command(words, folder, {"TERM": "xterm", "COLUMNS": "", **more}, stdout=theirs, stderr=theirs, text=False)
    os.close(theirs)
    shown = bytearray()
    while piece := _read(ours):
        shown += piece
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    return running.wait(), [line for line in re.split(r"[\r\n]+", text) if line]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 2**16)
    except OSError:  # the other end is closed
        return b""


LINUX_CAPABILITY_VERSION_3, DAC_OVERRIDE = 0x20080522, 1 << 1


def overrides_modes(allowed: bool) -> None:
    """Let root write what modes forbid, or not; everything else that root may do and read stays as it is."""
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then the same for higher numbers
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, held) == 0
    held[0] = held[0] | DAC_OVERRIDE if allowed else held[0] & ~DAC_OVERRIDE
    assert libc.capset(header, held) == 0, os.strerror(ctypes.get_errno())


if __name__ == "__main__":
    from sentiment_abm.cli import main
    from sentiment_abm.commands import progress, run
    from tests import faulty  # under this name worker processes find what they are to do

    os.environ["SECONDS_OF_A_RUN"] = sys.argv.pop(1)
    execute.carry_out, execute.AHEAD, writer.PART_SECONDS = faulty.slow, 1, 0.2
    progress.EVERY = 0.0  # seconds between two lines, so that everything is told that is ready
    run.write_report = lambda *_, **__: None  # it takes seconds, and has tests of its own
    main()
