"""The same command again: a report that would come out the same is left alone, any other is written anew."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sentiment_abm.cli import app
from sentiment_abm.report.current import is_current
from sentiment_abm.sweep.store import load

STUDY = """
[study]
name = "small"
replicates = 2
days = 1
engine = "mesa"
[society]
people = 30
[scenario]
use = "promise_broken"
[report]
charts = ["moods"]
outputs = ["html"{more}]
"""


def carry_out(folder: Path, more: str = "") -> None:
    study = folder.with_name("study.toml")
    study.write_text(STUDY.format(more=more), encoding="utf-8")
    done = CliRunner().invoke(app, ["run", str(study), "--out", str(folder), "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert f"report: {folder / 'report.html'}" in done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "small"
    carry_out(folder)
    return folder


def written(folder: Path) -> int:
    return (folder / "report.html").stat().st_mtime_ns


def test_nothing_has_changed(made: Path) -> None:
    before = written(made)
    carry_out(made)
    assert written(made) == before


@pytest.mark.parametrize("name", ["report.html", "tables/moods.csv", "figures/moods.svg", "checksums.txt"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("edited", encoding="utf-8")])
def test_a_file_of_the_report_was_edited_or_is_gone(made: Path, name: str, harm: object) -> None:
    right = (made / name).read_bytes()
    assert callable(harm)
    harm(made / name)
    carry_out(made)
    assert (made / name).read_bytes() == right


def test_the_program_is_younger(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_current(made)
    with monkeypatch.context() as other:
        other.setattr("sentiment_abm.report.current.version", lambda _: "99")
        assert not is_current(made)
    os.utime(made / "checksums.txt", (0, 0))
    assert not is_current(made)
    before = written(made)
    carry_out(made)
    assert written(made) > before


def test_a_finished_study_is_told_otherwise_once_its_file_asks_for_it(made: Path) -> None:
    carry_out(made, ', "md"')
    assert (made / "report.md").exists()
    assert load(made).manifest["report"]["outputs"] == ["html", "md"]
    assert load(made).manifest["status"] == "finished"
    carry_out(made)
    assert not (made / "report.md").exists()


def test_more_runs(made: Path) -> None:
    before = written(made)
    study = made.with_name("study.toml")
    done = CliRunner().invoke(app, ["run", str(study), "--out", str(made), "--workers", "1", "--replicates", "3"])
    assert done.exit_code == 0, done.output
    assert written(made) > before
