"""Clocks that jump, signals, folders that move: in the middle of a sweep.

Whatever happens, nothing that was reported as done is lost, the same command finishes, and its tables are those of a
sweep that nobody disturbed, byte for byte.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import time
from importlib.metadata import version

import pytest

from sentiment_abm.commands.errors import told
from sentiment_abm.report import checksums
from sentiment_abm.report.current import is_current
from sentiment_abm.sweep import execute
from sentiment_abm.sweep.durable import MovedError, is_held, write_json
from sentiment_abm.sweep.signals import TerminatedError
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study
from tests.faulty import (
    INJECTED,
    LOST,
    RUNS,
    STUDY,
    checked,
    command,
    ended,
    on_terminal,
    parts,
    stored,
    told_done,
    wait_for,
)

SLOW = ["0.03", "run", "study.toml", "--out", "out"]


# -- clocks

JUMPS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
/* The clock of the day goes back and forth by up to a year; what only counts on goes on. */
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    static const long jumps[] = {0, -31536000, 31536000, -3600, 86400, -60, 60, -1};
    static unsigned calls;
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += jumps[calls++ / 3 % 8];
    return done;
}
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="the clock is bent by a small library in C")
def test_a_clock_that_jumps(study, place, undisturbed):
    (place / "jumps.c").write_text(JUMPS)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "jumps.so", "jumps.c", "-ldl"], cwd=place, check=True)
    bent = {"LD_PRELOAD": str(place / "jumps.so")}
    code, lines = on_terminal(80, SLOW, place, **bent)
    assert code == 0, lines
    assert not [line for line in lines if re.search(r"-\d", line)]  # time left, that is
    assert any(f"{RUNS}/{RUNS}" in line for line in lines)
    assert parts(place / "out") == undisturbed
    checked("clock that jumps", study, place / "out", undisturbed, RUNS)


def test_a_report_from_a_time_to_come_is_written_again(tmp_path):
    (tmp_path / "report.html").write_text("a report")
    versions = {"sentiment_abm": version("sentiment-abm")}
    write_json(tmp_path / "manifest.json", {"study": "s", "status": "finished", "cases": {}, "versions": versions})
    checksums.store(tmp_path, [], [], ["report.html"])
    assert is_current(tmp_path)
    os.utime(tmp_path / checksums.CHECKSUMS, (time.time() + 1e6,) * 2)
    INJECTED["report from a time to come"] += 1
    assert not is_current(tmp_path)


# -- signals


@pytest.mark.parametrize(
    ("number", "workers", "to_all"),
    [
        (signal.SIGTERM, "threads:2", False),
        pytest.param(signal.SIGTERM, "processes:2", True, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, "threads:2", False, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "processes:2", True, marks=pytest.mark.slow),
    ],
)
def test_a_signal_finishes_what_is_in_hand(study, place, undisturbed, number, workers, to_all):
    running = command([*SLOW, "--executor", workers], place)
    wait_for(lambda: stored(place / "out"), running)
    (os.killpg if to_all else os.kill)(running.pid, number)
    code, _, err = ended(running)
    assert code == 128 + number
    word = "interrupted" if number == signal.SIGINT else f"ended by {number.name}"
    assert err.splitlines()[-1] == f"{word}; what is finished is stored, the same command continues"
    assert load(place / "out").manifest["status"] == "interrupted"
    there = checked(f"{number.name}, {workers.split(':')[0]}", study, place / "out", undisturbed, told_done(err))
    assert 0 < there < RUNS


def test_a_signal_before_the_first_run(place):
    """While it is still importing or planning: the same words, the same code."""
    running = command(SLOW, place)
    wait_for((place / "out" / "lock").exists, running)
    running.terminate()
    code, _, err = ended(running)
    INJECTED["SIGTERM, threads"] += 1
    assert code == 143
    assert "ended by SIGTERM; what is finished is stored" in err


def test_a_signal_with_the_last_run_is_heard(study, place):
    """A fit of many waves would begin the next one."""
    with pytest.raises(TerminatedError):
        study.run(
            place / "out",
            workers=1,
            progress=lambda done, all_, _: done == all_ and os.kill(os.getpid(), signal.SIGTERM),
        )
    INJECTED["SIGTERM, threads"] += 1
    assert len(study.run(place / "out", workers=1).runs) == RUNS


def test_a_hangup_that_is_ignored_stays_ignored(study, place):
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        study.run(place / "out", workers=1, progress=lambda *_: os.kill(os.getpid(), signal.SIGHUP))
    except KeyboardInterrupt:
        pytest.fail("it was heard")
    finally:
        signal.signal(signal.SIGHUP, before)
    INJECTED["SIGHUP, ignored"] += 1


def test_stopped_and_continued(study, place, undisturbed):
    running = command(SLOW, place)
    wait_for(lambda: stored(place / "out"), running)
    for _ in range(3):
        os.kill(running.pid, signal.SIGSTOP)
        time.sleep(0.4)
        assert is_held(place / "out")
        os.kill(running.pid, signal.SIGCONT)
        time.sleep(0.1)
    code, _, err = ended(running)
    assert code == 0, err
    checked("SIGSTOP and SIGCONT", study, place / "out", undisturbed, RUNS, times=3)


KINDS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL, signal.SIGSTOP]


@pytest.mark.slow
def test_signals_at_random_moments(place, tmp_path):
    """One study through twenty sessions, each of which a signal ends at some moment, or stops for a while."""
    (place / "study.toml").write_text(STUDY.replace(f"replicates = {RUNS // 6}", "replicates = 1000"), encoding="utf-8")
    study, luck = Study.from_file(place / "study.toml"), random.Random(5)
    study.run(tmp_path / "undisturbed", workers=2)
    out = place / "out"
    for turn in range(20):
        number, before = KINDS[turn % len(KINDS)], known(out)
        running = command(SLOW, place)
        wait_for(lambda: (out / "lock").exists() and is_held(out), running)
        time.sleep(luck.uniform(0.0, 1.5))
        assert running.poll() is None, "the study is too small"
        running.send_signal(number)
        if number == signal.SIGSTOP:
            time.sleep(0.3)
            running.send_signal(signal.SIGCONT)
            running.terminate()
        code, _, err = ended(running)
        assert code == {signal.SIGKILL: -9, signal.SIGSTOP: 143}.get(number, 128 + number)
        INJECTED[f"{number.name}, at random moments"] += 1
        reported = before if number == signal.SIGKILL else told_done(err)
        LOST[f"{number.name}, at random moments"] += max(0, reported - known(out))
        assert known(out) >= reported
    assert 0 < known(out) < len(study.plan())
    study.run(out, workers=2)
    assert parts(out) == parts(tmp_path / "undisturbed")


def known(folder):
    """How many runs are stored."""
    return len(load(folder).stored) if (folder / "manifest.json").exists() else 0


# -- folders that move


@pytest.mark.parametrize("new", ["nothing", "another session"])
def test_a_folder_that_is_moved_away(study, place, undisturbed, monkeypatch, new):
    """Nothing is written to what stands in its place: the journal of the one ledger would spoil the other one."""
    monkeypatch.setattr("sentiment_abm.sweep.writer.PART_SECONDS", 0.0)
    seen = []

    def move(done, _total, _failed):
        seen.append(done)
        if stored(place / "out") and not (place / "moved").exists():
            (place / "out").rename(place / "moved")
            if new != "nothing":
                study.run(place / "out", workers=1)

    monkeypatch.setattr(execute, "AHEAD", 1)
    with pytest.raises(MovedError, match="was moved or removed while it was written to; move it back") as caught:
        study.run(place / "out", workers=1, progress=move)
    assert told(caught.value)[1] == 1
    assert len(told(caught.value)[0].splitlines()) == 1
    if new != "nothing":
        assert parts(place / "out") == undisturbed
        shutil.rmtree(place / "out")
    assert not (place / "out").exists()
    (place / "moved").rename(place / "out")
    checked("folder moved away", study, place / "out", undisturbed)
