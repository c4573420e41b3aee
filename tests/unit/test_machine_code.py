"""Compiled code on disk: where it is, when it answers, and what happens when the disk does not play along."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest

from sentiment_abm.machine_code.compiled import compiled
from sentiment_abm.machine_code.folder import KEPT, UNUSED, folder, maker, prune, root
from sentiment_abm.machine_code.sources import Sources, sources
from sentiment_abm.machine_code.turn import Turn
from sentiment_abm.rule import square

HERE = Sources((Path(__file__),), "0123456789abcdef" * 4, is_settled=True)


def fourth(x):
    return square(square(x))


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept" / "sentiment_abm"


def made():
    """The function as a process finds it that has just started."""
    return compiled([fourth], HERE)[0]


def answers(function):
    return function(3.0) == 81.0


def hits(function):
    return sum(function.stats.cache_hits.values())


def test_the_next_start_finds_the_code():
    first, second = made(), made()
    assert answers(first)
    assert hits(first) == 0
    assert answers(second)
    assert hits(second) == 1


def test_other_sources_find_nothing(place):
    answers(made())
    other = compiled([fourth], HERE._replace(digest="f" * 64))[0]
    assert answers(other)
    assert hits(other) == 0
    assert len(list(place.iterdir())) == 2


def test_sources_that_changed_during_the_import_are_not_kept(place):
    assert answers(compiled([fourth], HERE._replace(is_settled=False))[0])
    assert not place.exists()


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x80\x05N.", b"\x80\x05cno_such_module\nname\n."])
@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_damaged_files_are_made_again(place, suffix, damage):
    answers(made())
    for path in place.rglob(f"*.{suffix}"):
        path.write_bytes(damage)
    after, again = made(), made()
    assert answers(after)
    assert hits(after) == 0
    assert answers(again)
    assert hits(again) == 1


def test_a_folder_that_vanishes_is_made_again(place):
    function = made()
    shutil.rmtree(place)
    assert answers(function)
    assert answers(again := made())
    assert hits(again) == 1


def test_a_file_where_the_folder_should_be(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", str(tmp_path / "taken"))
    assert folder(HERE.digest) is None
    function = made()
    assert answers(function)
    assert function.stats.cache_path is None


FULL = """
import resource, sys
sys.path.insert(0, {tests!r})
from test_machine_code import answers, made
first = made()
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
print(answers(first), answers(made()))
"""


@pytest.mark.parametrize("room", [0, 4_000])  # not even the index; the index, but not the code
def test_a_disk_that_fills_stops_nobody(place, room):
    code = FULL.format(tests=str(Path(__file__).parent), room=room)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
    assert not done.stderr
    assert not [path for path in place.rglob("*") if ".tmp." in path.name]
    assert not list(place.rglob("*.nbc"))
    assert bool(list(place.rglob("*.nbi"))) == (room > 0)
    assert answers(made())  # and with room again
    assert answers(later := made())
    assert hits(later) == 1


@pytest.mark.parametrize(
    ("own", "shared", "found"),
    [
        ("", "", "~/.cache"),
        ("", "relative", "~/.cache"),  # as the standard for that variable wants it
        ("", "/shared", "/shared"),
        ("/own", "/shared", "/own"),
        ("~/own", "", "~/own"),
        ("relative", "", "relative"),
        (".", "", "."),
    ],
)
def test_where_the_folders_are(monkeypatch, tmp_path, own, shared, found):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", own)
    monkeypatch.setenv("XDG_CACHE_HOME", shared)
    expected = Path(found).expanduser().absolute() / "sentiment_abm"
    assert root() == expected
    assert root().is_absolute()


def test_a_relative_folder_stays_where_it_was(monkeypatch, tmp_path):
    """A process that moves on leaves nothing behind in other directories."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENTIMENT_ABM_CACHE", "here")
    function = made()
    monkeypatch.chdir("elsewhere")
    answers(function)
    assert list((tmp_path / "here").rglob("*.nbc"))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_the_setting_of_the_compiler_is_restored(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "as it was")
    made()
    assert numba.config.CACHE_DIR == "as it was"


def test_code_is_never_kept_anywhere_else():
    """Beside the source, which is the compiler's second choice, it would answer after a rule elsewhere has changed."""
    inner = Path(made().stats.cache_path)
    inner.rmdir()
    inner.write_text("no folder can be made here")
    function = made()
    assert answers(function)
    assert function.stats.cache_path is None


@pytest.mark.parametrize(("name", "value"), [("OPT", 1), ("BOUNDSCHECK", 1), ("CPU_NAME", "generic")])
def test_other_settings_of_the_compiler_have_other_folders(monkeypatch, name, value):
    before = maker()
    monkeypatch.setattr(numba.config, name, value)
    assert maker() != before


def test_folders_that_are_no_longer_used_are_removed(place):
    now = time.time()
    ages = {f"{n:016x}-3.13": n * UNUSED / 3 for n in range(10)}  # those from the fourth on are older than a day
    for name, age in ages.items():
        (place / name / "engine").mkdir(parents=True)
        os.utime(place / name, (now - age, now - age))
    (place / "not ours").mkdir()
    os.utime(place / "not ours", (0, 0))
    prune(place)
    assert sorted(path.name for path in place.iterdir()) == [*sorted(ages)[:KEPT], "not ours"]


def test_folders_of_today_are_all_kept(place):
    for n in range(3 * KEPT):
        (place / f"{n:016x}-3.13").mkdir(parents=True)
    prune(place)
    assert len(list(place.iterdir())) == 3 * KEPT


def test_a_start_marks_its_folder_as_used_and_a_new_folder_makes_room():
    old = [folder(f"{n:064x}"[::-1]) for n in range(KEPT + 1)]
    for path in old:
        os.utime(path, (1, 1))
    assert folder("0" * 64) == old[0]  # used again
    folder(HERE.digest)
    assert old[0].is_dir()
    assert sum(path.is_dir() for path in old) == KEPT - 1  # and the new one


def test_the_digest_is_that_of_content_and_names():
    both, one, other = sources("rule.py", "draws.py"), sources("rule.py"), sources("draws.py")
    assert len({both.digest, one.digest, other.digest}) == 3
    assert both == sources("draws.py", "rule.py", "r?le.py")
    assert both.is_settled


def is_free(path):
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_nobody_waits_longer_than_patience(tmp_path):
    path = tmp_path / "turn"
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        turn, began = Turn(path, patience=0.2), time.monotonic()
        turn.take("me")
        assert time.monotonic() - began >= 0.2
        assert turn.patience == 0.0  # and not for the next function again
        turn.give_back("me")
        assert not is_free(path)


def test_a_turn_is_given_back_by_whom_it_was_given_to(tmp_path):
    turn = Turn(tmp_path / "turn")
    turn.take("outer")
    turn.take("inner")
    turn.give_back("inner")
    assert not is_free(turn.path)
    turn.give_back("outer")
    assert is_free(turn.path)


def test_who_compiles_has_the_turn_and_gives_it_back(place):
    function = made()
    during = []
    cache = function._cache
    save = cache._save_overload
    cache._save_overload = lambda *words: (during.append(is_free(cache._turn.path)), save(*words))
    answers(function)
    assert during == [False]
    assert is_free(next(place.rglob("turn")))


def test_a_folder_without_locks_stops_nobody(tmp_path):
    turn = Turn(tmp_path / "gone" / "turn")
    turn.take("me")
    turn.give_back("me")
