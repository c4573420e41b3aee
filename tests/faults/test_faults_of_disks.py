"""Disks: ledgers that somebody locks, renames and syncs that fail as over a network."""

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
import time

import pytest

from sentiment_abm.commands.errors import told
from sentiment_abm.sweep import durable, ledger, parts, writer
from sentiment_abm.sweep.durable import UNFINISHED, is_held, sole_writer
from sentiment_abm.sweep.store import load
from tests import faulty
from tests.faulty import INJECTED, LOST
from tests.made_by_hand import contents, plan, write

# -- ledgers that somebody locks

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], autocommit=True)
held.execute("begin exclusive")
print("held", flush=True)
sys.stdin.read(1)
"""


@pytest.fixture
def lock():
    """A function that has another process lock a ledger, and gives what lets go of it."""
    holders = []

    def held(path):
        words = [sys.executable, "-c", HOLDER, str(path)]
        holders.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert holders[-1].stdout.readline() == "held\n"
        return holders[-1].communicate

    yield held
    for holder in holders:
        holder.kill()
        holder.wait()
        for stream in (holder.stdin, holder.stdout):
            stream.close()


def test_a_ledger_that_is_locked_for_a_moment_is_waited_for(study, place, undisturbed, lock, monkeypatch):
    import threading

    monkeypatch.setattr(writer, "PART_SECONDS", 0.0)
    timers = []

    def hold(done, _total, _failed):
        if done and not timers:
            timers.append(threading.Timer(0.5, lock(place / "out" / "ledger.sqlite")))
            timers[0].start()

    study.run(place / "out", workers=2, progress=hold)
    timers[0].join()
    INJECTED["ledger locked for a moment"] += 1
    assert faulty.parts(place / "out") == undisturbed


def test_a_ledger_that_stays_locked_ends_the_session_in_clear_words(study, place, undisturbed, lock, monkeypatch):
    monkeypatch.setattr(ledger, "PATIENCE", 0.5)
    monkeypatch.setattr(ledger, "IMPATIENCE", 0.1)
    monkeypatch.setattr(writer, "PART_SECONDS", 0.0)
    seen, release = [], []

    def hold(done, _total, _failed):
        seen.append(done)
        if faulty.stored(place / "out") and not release:
            release.append(lock(place / "out" / "ledger.sqlite"))

    began = time.monotonic()
    with pytest.raises(ledger.LockedError) as caught:
        study.run(place / "out", workers=1, progress=hold)
    assert time.monotonic() - began < 5.0
    message, code = told(caught.value)
    assert code == 1
    assert message.startswith(f"{place / 'out' / 'ledger.sqlite'}: database is locked: close the other program")
    assert not is_held(place / "out")
    for read in (lambda: load(place / "out"), lambda: study.run(place / "out", workers=1)):
        with pytest.raises(ledger.LockedError, match="database is locked"):  # not: damaged
            read()
    release[0]()
    INJECTED["ledger locked for long"] += 1
    assert len(load(place / "out").stored) > 0
    study.run(place / "out", workers=1)
    assert faulty.parts(place / "out") == undisturbed


def test_a_ledger_that_is_locked_is_not_damaged_and_who_waited_in_vain_waits_no_more(tmp_path, lock, monkeypatch):
    monkeypatch.setattr(ledger, "PATIENCE", 0.3)
    monkeypatch.setattr(ledger, "IMPATIENCE", 0.1)
    write(tmp_path, plan())
    with contextlib.closing(ledger.Ledger(tmp_path / "ledger.sqlite")) as reader:
        release = lock(tmp_path / "ledger.sqlite")
        with pytest.raises(ledger.LockedError):
            reader.plan()
        assert reader.connection.execute("pragma busy_timeout").fetchone() == (100,)
        release()
        assert len(reader.plan()) == 6
    INJECTED["ledger locked for long"] += 1


# -- renames and syncs that fail, as over a network

SAID = [errno.ESTALE, errno.EIO, errno.EXDEV]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(writer, "PART_RUNS", 4)
    monkeypatch.setattr(parts, "GROUP_ROWS", 10)


def failing(monkeypatch, name, at, number):
    """Have one call of `os.replace` or `os.fsync` fail; returns how often it was called so far."""
    real, calls = getattr(os, name), []

    def called(*words):
        calls.append(words)
        if len(calls) == at:
            raise OSError(number, os.strerror(number), *map(str, words[:1]))
        return real(*words)

    monkeypatch.setattr(os, name, called)
    return calls


def said(act):
    """What a command would say of an error of the disk, if there is one."""
    try:
        act()
    except OSError as error:
        return told(error)[0]
    return ""


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("name", ["replace", "fsync"])
def test_every_rename_and_every_sync_may_fail(tmp_path, name):
    """What the ledger lists stays whole, leftovers go, and the next session leaves the same bytes."""
    write(tmp_path / "undisturbed", plan(5))
    expected, at, more = contents(tmp_path / "undisturbed"), 0, True
    while more:
        at += 1
        folder = tmp_path / f"{at}"
        with pytest.MonkeyPatch.context() as patch:
            calls = failing(patch, name, at, SAID[at % len(SAID)])
            message = said(lambda folder=folder: write(folder, plan(5), flush_every=3))
            more = len(calls) >= at
            assert message.startswith("the disk: [Errno ") == more
        INJECTED[f"{name} that fails"] += more
        assert not is_held(folder)
        there = len(load(folder).stored) if (folder / "manifest.json").exists() else 0
        write(folder, plan(5))
        LOST[f"{name} that fails"] += max(0, there - len(load(folder).stored))
        assert contents(folder) == expected, f"{name} {at}"
        assert not [*folder.rglob(f"*{UNFINISHED}")]
    assert at >= 20


def test_nothing_unfinished_stays_behind_a_rename_that_fails(tmp_path, monkeypatch):
    failing(monkeypatch, "replace", 2, errno.ESTALE)

    def two():
        with durable.all_whole() as named:
            for name in "ab":
                named(tmp_path / name).write_text(name)

    with pytest.raises(OSError, match="Stale file handle"):
        two()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_report_whose_rename_fails_leaves_the_old_one(tmp_path, monkeypatch):
    durable.write_json(tmp_path / "x.json", 1)
    failing(monkeypatch, "replace", 1, errno.EIO)
    with pytest.raises(OSError, match="Input/output") as caught:
        durable.write_json(tmp_path / "x.json", 2)
    INJECTED["replace that fails"] += 1
    assert "see whether the disk is in order; what is finished is stored" in told(caught.value)[0]
    assert (tmp_path / "x.json").read_text() == "1\n"


@pytest.mark.parametrize("number", sorted(durable.NO_SYNC))
def test_file_systems_that_cannot_sync_folders_do(tmp_path, monkeypatch, number):
    real = os.fsync

    def only_files(descriptor):
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write(tmp_path, plan())
    INJECTED["folders that cannot be synced"] += 1
    assert len(load(tmp_path).runs) == 6


@pytest.mark.parametrize("number", sorted(durable.NO_LOCKS))
def test_file_systems_without_locks_are_refused_in_clear_words(tmp_path, monkeypatch, number):
    def none(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(durable.fcntl, "flock", none)
    with pytest.raises(OSError, match="is on a file system without locks: choose a folder on another one") as caught:
        sole_writer(tmp_path).__enter__()
    INJECTED["file system without locks"] += 1
    assert told(caught.value)[1] == 1


def test_a_disk_that_fails_under_the_ledger_is_named(tmp_path):
    made = ledger.Ledger(tmp_path / "ledger.sqlite", create=True)
    made.connection.execute("pragma max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as caught:
        made.exchange({f"part-{n}": "x" * 5000 for n in range(20)}, [])
    made.close()
    assert told(caught.value)[0].startswith(f"the disk: {tmp_path / 'ledger.sqlite'}: database or disk is full; ")
