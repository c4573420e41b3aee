"""Disks: ledgers that somebody locks, renames that fail, compiled code that rots, homes that are closed."""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sentiment_abm.commands.errors import told
from sentiment_abm.machine_code.compiled import compiled
from sentiment_abm.machine_code.folder import hindrance
from sentiment_abm.machine_code.sources import Sources
from sentiment_abm.rule import square
from sentiment_abm.spec import InputError
from sentiment_abm.sweep import durable, ledger, parts, writer
from sentiment_abm.sweep.durable import UNFINISHED, is_held, sole_writer
from sentiment_abm.sweep.store import load
from tests import faulty
from tests.faulty import INJECTED, LOST, RUNS, command, ended, overrides_modes
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


# -- compiled code that rots

HERE = Sources((Path(__file__),), "fedcba9876543210" * 4, is_settled=True)


def fourth(x):
    return square(square(x))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Compiled code on the disk, and a function that looks at it as the next start does."""
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", str(tmp_path / "kept"))
    assert compiled([fourth], HERE)[0](3.0) == 81.0

    def again():
        function = compiled([fourth], HERE)[0]
        assert function(3.0) == 81.0
        return sum(function.stats.cache_hits.values())

    assert again() == 1
    return tmp_path / "kept", again


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_one_bit_anywhere_in_compiled_code_is_noticed(kept, suffix):
    """Machine code with a bit changed runs, and counts wrong."""
    place, again = kept
    (path,) = place.rglob(f"*.{suffix}")
    content = path.read_bytes()
    for position in range(0, len(content), len(content) // 4):
        changed = bytearray(content)
        changed[position] ^= 1 << (position % 8)
        path.write_bytes(changed)
        INJECTED["compiled code, a bit changed"] += 1
        assert again() == 0, position
        assert again() == 1


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_compiled_code_cut_short_is_made_again(kept, suffix):
    place, again = kept
    (path,) = place.rglob(f"*.{suffix}")
    for part in (0.1, 0.5, 0.99):
        path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
        INJECTED["compiled code, cut short"] += 1
        assert again() == 0
        assert again() == 1


def test_compiled_code_of_another_version_is_made_again(kept):
    place, again = kept
    (path,) = place.rglob("*.nbi")
    path.write_bytes(path.read_bytes().replace(b"0.", b"9.", 1))
    INJECTED["compiled code, another version"] += 1
    assert again() == 0
    assert again() == 1


# -- homes that are closed


@pytest.fixture
def closed_to_root():
    """Modes bind whoever runs this, root as well."""
    if os.geteuid() == 0:
        overrides_modes(allowed=False)
    yield
    if os.geteuid() == 0:
        overrides_modes(allowed=True)


@pytest.mark.usefixtures("closed_to_root")
def test_a_folder_for_code_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", str(tmp_path / "closed" / "kept"))
    (tmp_path / "closed").mkdir(mode=0o555)
    INJECTED["cache that cannot be written"] += 1
    assert hindrance() == f"{tmp_path / 'closed' / 'kept'} cannot be made (Permission denied)"
    assert compiled([fourth], HERE)[0](3.0) == 81.0
    (tmp_path / "closed").chmod(0o755)
    (tmp_path / "closed" / "kept" / "sentiment_abm").mkdir(parents=True)
    (tmp_path / "closed" / "kept" / "sentiment_abm").chmod(0o555)
    assert hindrance() == f"{tmp_path / 'closed' / 'kept' / 'sentiment_abm'} cannot be written"
    (tmp_path / "closed" / "kept" / "sentiment_abm").chmod(0o755)
    assert hindrance() == ""


def test_a_file_in_the_place_of_the_cache_is_named(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", str(tmp_path / "taken"))
    INJECTED["cache that cannot be written"] += 1
    assert "cannot be made (Not a directory)" in hindrance()


NOWHERE = "/proc/nowhere"  # nobody, root included, can make a folder there


@pytest.mark.parametrize("home", [NOWHERE, pytest.param(None, marks=pytest.mark.slow)])
def test_no_home(place, home):
    """Code and fonts are kept elsewhere, for as long as the process lives, and nothing is said about fonts."""
    cache = os.environ.get("SENTIMENT_ABM_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    more = {"SENTIMENT_ABM_CACHE": cache}
    words = ["report", "out"] if home else ["run", "quiet", "--people", "40", "--days", "5", "--replicates", "2"]
    if home:
        write_small(place / "out")
    words += [] if home else ["--out", "out"]
    environment = {"HOME": home} if home else {}
    process = command(words, place, more | environment) if home else without("HOME", words, place, more)
    code, out, err = ended(process)
    INJECTED["no home"] += 1
    assert code == 0, err
    assert out.splitlines()[-1] == "report: out/report.html"
    assert "atplotlib" not in err


def write_small(folder):
    from sentiment_abm.sweep.study import Study

    few = {"replicates": 2, "days": 5, "charts": ("moods",)}
    Study(name="small", scenario="quiet", society={"people": 40}, **few).run(folder, workers=1)


def without(name, words, place, more):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(name, raising=False)
        return command(words, place, more)


def test_no_place_for_code_is_said_once_and_everything_works(study, place):
    study.run(place / "out", workers=1)
    process = command(["0", "run", "study.toml", "--out", "out"], place, {"SENTIMENT_ABM_CACHE": f"{NOWHERE}/x"})
    code, _, err = ended(process)
    INJECTED["cache that cannot be written"] += 1
    assert code == 0, err
    first = err.splitlines()[0]
    assert NOWHERE in first
    assert "SENTIMENT_ABM_CACHE can name a folder" in first
    assert f"{RUNS} of {RUNS} runs done" in err


def test_a_ledger_that_is_locked_is_not_damaged(tmp_path, lock, monkeypatch):
    monkeypatch.setattr(ledger, "PATIENCE", 0.1)
    write(tmp_path, plan())
    release = lock(tmp_path / "ledger.sqlite")
    with pytest.raises(ledger.LockedError):
        load(tmp_path)
    release()
    try:
        load(tmp_path)
    except InputError:
        pytest.fail("it was only locked")
