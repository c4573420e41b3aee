"""A process that kills sessions: ``python killing.py FOLDER MODE EVERY KILLS`` prints how often it killed one.

Before every so many steps that a session takes on the disk it is killed (SIGKILL), another session finishes the work,
and the parts have to be those of a session that nobody disturbed; then one study is killed so many times in a row, at
random steps.  Sessions are forks of a process that has imported everything and done nothing, because to start one
takes longer than to run it.
"""

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sentiment_abm.sweep import parts, writer
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.ledger import Ledger
from tests.made_by_hand import contents, plan, write

STEPS = ((os, "fsync"), (os, "replace"), (pq.ParquetWriter, "write_table"), (Ledger, "exchange"), (Path, "unlink"))


def session(folder: Path, daily: Daily, replicates: int, kill_at: int) -> bool:
    """One session in a process of its own; whether it came to its end."""
    process = os.fork()
    if process == 0:
        try:
            writer.PART_RUNS, parts.GROUP_ROWS = 4, 10
            kill_before(kill_at)
            write(folder, plan(replicates), flush_every=3, daily=daily)
        except BaseException:  # noqa: BLE001  # nothing may leave the fork but its exit code
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    assert os.waitstatus_to_exitcode(status) == 0, f"a session in {folder} failed"
    return True


def kill_before(step: int) -> None:
    """Have this process killed before its step with this number, counted from 1."""
    left = step

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*args, **kwargs)

        return done

    for owner, name in STEPS:
        setattr(owner, name, counted(getattr(owner, name)))


def kill_everywhere(root: Path, daily: Daily, every: int) -> int:
    """Kill one session before each of its steps, or some of them; returns how many kills that took."""
    assert session(root / "undisturbed", daily, 5, 0)
    expected, step = contents(root / "undisturbed"), 1
    while not session(root / f"{step}", daily, 5, step):
        assert session(root / f"{step}", daily, 5, 0)
        assert contents(root / f"{step}") == expected, f"killed before step {step}"
        step += every
    return step // every


def kill_often(root: Path, daily: Daily, kills: int) -> None:
    """Kill session after session of one study, at random steps."""
    luck = random.Random(7)
    for _ in range(kills):
        assert not session(root / "often", daily, 2 * kills, luck.randint(1, 60)), "too small for so many kills"
    for name in ("often", "never"):
        assert session(root / name, daily, 2 * kills, 0)
    assert contents(root / "often") == contents(root / "never")


if __name__ == "__main__":
    place, kept, every, kills = Path(sys.argv[1]), Daily(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    kill_often(place, kept, kills)
    sys.stdout.write(f"{kill_everywhere(place, kept, every) + kills}\n")
