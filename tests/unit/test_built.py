"""Wheel and sdist have the same bytes whenever, wherever and by whomever they are built, and hold what they should."""

import os
import tarfile

import pytest

from tests.built import DATA, built, contents, copied, wanted
from tests.dependencies import ROOT


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("built")


@pytest.fixture(scope="module")
def first(place):
    return built(copied(place / "first"), place / "first out")


@pytest.fixture(scope="module")
def second(place):
    """By somebody else: at another time, in another folder, with other rights, language and caches lying about."""
    tree = copied(place / "another place" / "second")
    for path in [*tree.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path, (10**9, 10**9))
    (tree / "sentiment_abm" / "__pycache__").mkdir()
    (tree / "sentiment_abm" / "__pycache__" / "rule.cpython-313.pyc").write_bytes(b"?")
    (tree / "results" / "mine").mkdir(parents=True)
    (tree / "results" / "mine" / "report.html").write_text("mine", encoding="utf-8")
    return built(tree, place / "second out", umask=0o077, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7")


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_two_builds_have_the_same_bytes(kind, first, second):
    assert first[kind].name == second[kind].name
    assert first[kind].read_bytes() == second[kind].read_bytes()


def test_the_sdist_gives_the_same_wheel(first, place):
    with tarfile.open(first["sdist"]) as archive:
        archive.extractall(place / "third", filter="data")
    (tree,) = (place / "third").iterdir()
    assert built(tree, place / "third out")["wheel"].read_bytes() == first["wheel"].read_bytes()


def test_a_letter_makes_another_wheel(first, place):
    """Negative control."""
    tree = copied(place / "fourth")
    with (tree / "sentiment_abm" / "rule.py").open("a", encoding="utf-8") as file:
        file.write("#")
    assert built(tree, place / "fourth out")["wheel"].read_bytes() != first["wheel"].read_bytes()


def test_a_wheel_holds_the_package_and_nothing_else(first):
    there = contents(first["wheel"])
    assert there == wanted(ROOT)
    assert "sentiment_abm/py.typed" in there
    assert {name[name.rindex(".") :] for name in there if name.startswith("sentiment_abm/")} == {".py", *DATA}


def test_a_file_that_a_wheel_lacks_is_noticed(place):
    tree = copied(place / "fifth")
    settings = (tree / "pyproject.toml").read_text(encoding="utf-8")
    head = "[tool.hatch.build.targets.wheel]\n"
    assert head in settings
    (tree / "pyproject.toml").write_text(settings.replace(head, f'{head}exclude = ["*.csv"]\n'), encoding="utf-8")
    assert wanted(tree) - contents(built(tree, place / "fifth out")["wheel"]) == {
        "sentiment_abm/commands/starter/news.csv"
    }


def test_an_sdist_has_the_texts_that_a_reader_looks_for(first):
    with tarfile.open(first["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "SECURITY.md", "requirements/ci.txt", "PKG-INFO"} <= names
    assert {"benchmarks/results.md", "docs/index.md", "tests/conftest.py", "Makefile"} <= names
    assert [name for name in names if name.startswith(("results/", "docs/_build/")) or "__pycache__" in name] == []
