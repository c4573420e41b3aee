"""Compiled code that rots or cannot be kept, and homes that are closed: everything works, if more slowly."""

import os
from pathlib import Path

import pytest

from sentiment_abm.machine_code.compiled import compiled
from sentiment_abm.machine_code.folder import hindrance
from sentiment_abm.machine_code.sources import Sources
from sentiment_abm.rule import square
from sentiment_abm.sweep.study import Study
from tests.faulty import INJECTED, RUNS, command, ended, overrides_modes

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
    for position in [len(content) * k // 5 for k in range(5)]:
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
