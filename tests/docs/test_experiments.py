"""Every shipped experiment runs, in small, and what it writes is complete."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import timelines

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.parent.name for path in (ROOT / "experiments").glob("*/answer.py"))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("experiments")
    command = [sys.executable, "-m", "experiments.build", "--small", "--no-report"]
    done = subprocess.run(
        [*command, "--out", folder / "results", "--runs", folder / "runs"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "results"


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_answers_its_question(results: Path, name: str) -> None:
    page = (results / name / "README.md").read_text(encoding="utf-8")
    assert "## Answer" in page
    assert "nan" not in page.split()
    assert (results / name / "headline.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert (results / name / "facts.csv").stat().st_size > 200


def test_the_summary_has_every_answer(results: Path) -> None:
    text = (results / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}/README.md)" in text for name in NAMES)


def test_numbers_of_a_page_come_from_its_facts(results: Path) -> None:
    """A template holds no number of its results: another fact, another page."""
    from experiments.pages import page

    folder = results / "05_early_failure"
    before = (folder / "README.md").read_text(encoding="utf-8")
    facts = (folder / "facts.csv").read_text(encoding="utf-8").splitlines()
    row = next(k for k, line in enumerate(facts) if line.startswith("trust_last_5,"))
    cells = next(csv.reader([facts[row]]))
    changed = [*facts[:row], ",".join([cells[0], "changed", "0.5", "0.4", "0.6", cells[5], ""]), *facts[row + 1 :]]
    (folder / "facts.csv").write_text("\n".join(changed) + "\n", encoding="utf-8")
    page("05_early_failure", folder, {"title": "t", "question": "q"}, 1, "a")
    after = (folder / "README.md").read_text(encoding="utf-8")
    assert "50.0 points higher" in after
    assert "50.0 points higher" not in before


def test_scripted_news_are_what_their_script_makes() -> None:
    for path, rows in timelines.tables():
        with path.open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)) == timelines.text(rows), path


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_says_why_and_how(name: str) -> None:
    text = (ROOT / "experiments" / name / "README.md").read_text(encoding="utf-8")
    assert all(f"## {title}" in text for title in ("The question", "The design"))


@pytest.mark.parametrize(
    "manifest", sorted((ROOT / "results").glob("*/manifest*.json")), ids=lambda path: path.parent.name
)
def test_committed_results_hold_no_times_or_machines(manifest: Path) -> None:
    found = json.loads(manifest.read_text(encoding="utf-8"))
    assert [found[key] for key in ("started", "finished", "platform", "git")] == [None] * 4
    assert not (manifest.parent / "ledger.sqlite").exists()
