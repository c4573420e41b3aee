"""Provenance: what was edited is named, an archive is always the same, and a report needs nothing but its folder."""

import contextlib
import shutil
import sqlite3
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from sentiment_abm import report
from sentiment_abm.commands.verify_folder import sample, verified_folder
from sentiment_abm.report.bundle import bundle
from sentiment_abm.report.checksums import CHECKSUMS, listed
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

TABLES = {
    "study": {"name": "small", "replicates": 4, "days": 1, "engine": "mesa"},
    "society": {"people": 30},
    "scenario": {"use": "promise_broken"},
    "report": {"charts": ["moods"]},  # drawing takes most of the time
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four runs of a single day, and their report."""
    folder = tmp_path_factory.mktemp("home") / "small"
    Study.from_tables(TABLES).run(folder, workers=1)
    report.write(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy in another place, to do things to."""
    return Path(shutil.copytree(made, tmp_path / "copy" / "small"))


def found(folder: Path) -> list[str]:
    return [check.found for check in verified_folder(folder) if not check.passed]


def test_an_untouched_folder_passes_and_its_runs_come_out_again(folder: Path) -> None:
    assert [(check.name, check.passed) for check in verified_folder(folder)] == [
        ("data", True),
        ("report", True),
        ("runs", True),
    ]


def test_every_file_of_the_report_is_listed(folder: Path) -> None:
    there = {
        path.relative_to(folder).as_posix() for part in ("tables", "figures") for path in (folder / part).iterdir()
    }
    assert set(listed(folder)) == there | {"manifest.json", "report.html"}


def test_a_file_that_was_edited_is_named(folder: Path) -> None:
    for name in listed(folder):
        path = folder / name
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert found(folder) == [f"{name} was changed since it was written"]
        path.write_bytes(kept)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "figures" / "moods.svg").unlink()
    assert found(folder) == ["figures/moods.svg is missing"]


def test_data_that_were_edited_are_named(folder: Path) -> None:
    for kind in ("runs", "daily", "news"):
        path = next((folder / kind).glob("*.parquet"))
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert found(folder)[0] == f"{kind}/{path.name} was changed since it was written"
        path.write_bytes(kept)


def test_a_run_that_comes_out_otherwise_is_named(folder: Path) -> None:
    """Whoever corrects the hashes is found out by the runs: here the seeds of the plan are not those of the data."""
    with contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("update plan set seed = '7'")
    assert found(folder)[0].startswith("runs/")


def test_a_sample_has_the_first_and_the_last_run(folder: Path) -> None:
    results = load(folder)
    assert [run.replicate for run in sample(results, 2)] == [0, 3]
    assert [run.replicate for run in sample(results, 9)] == [0, 1, 2, 3]


def test_a_report_from_the_folder_alone_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / CHECKSUMS).read_bytes()
    for name in ("report.html", CHECKSUMS):
        (folder / name).unlink()
    for name in ("tables", "figures"):
        shutil.rmtree(folder / name)
    monkeypatch.chdir(folder.parent)
    report.write("small")
    assert (folder / CHECKSUMS).read_bytes() == before


def test_an_archive_is_the_same_every_time_and_holds_everything(folder: Path, tmp_path: Path) -> None:
    first, second = bundle(folder), bundle(folder, tmp_path / "again.tar.gz")
    (folder / "report.html").touch()
    assert first.name == "small.tar.gz"
    assert first.read_bytes() == second.read_bytes() == bundle(folder, force=True).read_bytes()
    with tarfile.open(first) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    assert found(tmp_path / "out" / "small") == []
    page = (tmp_path / "out" / "small" / "report.html").read_bytes()
    assert sha256(page).hexdigest() == listed(folder)["report.html"]


def test_what_is_not_packed(folder: Path, tmp_path: Path) -> None:
    (folder / "tables" / "outside").symlink_to(tmp_path)
    with pytest.raises(InputError, match="out of the folder"):
        bundle(folder)
    (folder / "tables" / "outside").unlink()
    with pytest.raises(InputError, match="part of itself"):
        bundle(folder, folder / "x.tar.gz")
    (folder / "report.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.html was changed"):
        bundle(folder)
    assert not list(folder.parent.glob("*.tar.gz*"))


def test_an_archive_is_not_replaced_unasked(folder: Path) -> None:
    bundle(folder)
    with pytest.raises(InputError, match="--force"):
        bundle(folder)


@pytest.mark.parametrize("text", ["", "no hash\n", "abc  ../outside\n", "abc  /etc/hosts\n"])
def test_a_list_of_hashes_that_is_none(folder: Path, text: str) -> None:
    (folder / CHECKSUMS).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="line 1 is not"):
        verified_folder(folder)


def test_a_folder_without_a_list_of_hashes(folder: Path) -> None:
    (folder / CHECKSUMS).unlink()
    with pytest.raises(InputError, match="write its report first"):
        verified_folder(folder)
