"""Memory that runs out: in a run, between runs, in a worker, in the whole program."""

import os
import resource
import signal
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from sentiment_abm.commands.errors import told
from sentiment_abm.sweep import job
from sentiment_abm.sweep.pools import attend
from tests.faulty import INJECTED, checked, command, ended, stored, wait_for

SLOW = ["0.03", "run", "study.toml", "--out", "out", "--executor", "processes:2"]


@pytest.mark.parametrize("every", [1, 3, 7])
def test_runs_without_memory_fail_alone_and_are_tried_again(study, place, undisturbed, monkeypatch, every):
    calls = []

    def hungry(*words):
        calls.append(words)
        if len(calls) % every == 0:
            return bytes(2**62)
        return lived(*words)

    lived = job.live_many
    monkeypatch.setattr(job, "live_many", hungry)
    found = study.run(place / "out", workers=2)
    failed = found.runs[found.runs["status"] == "failed"]
    assert len(failed) > 0
    assert failed["error"].str.startswith("MemoryError").all()
    monkeypatch.setattr(job, "live_many", lived)
    checked("no memory inside a run, on threads", study, place / "out", undisturbed, len(found.runs) - len(failed))


def test_no_memory_between_runs_ends_the_session_with_a_remedy(study, place, undisturbed, monkeypatch):
    made, real = [], job.tables

    def hungry(lots):
        made.append(lots)
        return real(lots) if len(made) < 4 else bytes(2**62)

    monkeypatch.setattr(job, "tables", hungry)
    seen = []
    with pytest.raises(MemoryError) as caught:
        study.run(place / "out", workers=1, progress=lambda done, *_: seen.append(done))
    message, code = told(caught.value)
    assert (message.split(";")[0], code) == ("out of memory: use fewer --workers, or close other programs", 1)
    monkeypatch.setattr(job, "tables", real)
    assert seen[-1] > 0
    checked("no memory between runs, on threads", study, place / "out", undisturbed, seen[-1])


def starve():
    """Let this worker have little more than it has."""
    attend()
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + 2**20, has + 2**20))


def outcome(run):
    """Message and exit code of a session: of an error, or of the first run that failed."""
    try:
        runs = run().runs
    except Exception as error:  # noqa: BLE001  # `told` raises what it has no words for
        return told(error)
    failed = runs[runs["status"] == "failed"]
    return ("", 0) if failed.empty else (failed["error"].iloc[0], 1)


@pytest.mark.slow  # a worker that dies is tried three times
def test_a_worker_process_with_a_limit_on_its_memory(study, place, undisturbed):
    """Whatever breaks first in it, a run, a library or the whole of it: a clear end, and nothing is lost."""

    def starved():
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=starve)

    message, code = outcome(lambda: study.run(place / "out", executor=starved))
    assert code == 1
    assert "memory" in message.lower()
    checked("a worker with RLIMIT_AS", study, place / "out", undisturbed)


def test_the_whole_program_with_a_limit_on_its_memory(place):
    """An honest word where Python can still speak."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))  # noqa: E731
    code, _, err = ended(command(["run", "study.toml", "--out", "out"], place, preexec_fn=limit))
    INJECTED["the program with RLIMIT_AS"] += 1
    assert code == 1
    assert "out of memory: use fewer --workers" in err


def test_a_large_limit_is_not_asked_for_at_once(tmp_path):
    """A manifest may have a gigabyte; to read a small one must not take that."""
    from sentiment_abm.content import content_of

    (tmp_path / "file").write_bytes(b"small")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + 2**28, hard))
    try:
        assert content_of(tmp_path / "file", 2**30) == b"small"
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def test_workers_end_with_a_program_that_was_killed(study, place, undisturbed):
    """As the killer of a system without memory does it: it takes the largest, which need not be a worker."""
    running = command(SLOW, place)
    wait_for(lambda: stored(place / "out"), running)
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(running.pid)], capture_output=True, text=True, check=True
    )
    children = [int(pid) for pid in listed.stdout.split()]
    assert len(children) >= 2
    running.kill()
    running.wait()
    end = time.monotonic() + 20.0
    while (left := [pid for pid in children if is_alive(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    running.communicate()
    assert not left
    checked("program killed, workers left behind", study, place / "out", undisturbed)


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
