"""What README prints is what happens: its first five minutes run, and its links lead somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("experiments/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def run(*words: str, where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", **environment}
    return subprocess.run([sys.executable, *words], cwd=where, env=known, capture_output=True, text=True, check=False)


def first_minutes() -> list[list[str]]:
    """The commands of the first five minutes, without the prompt and the remark."""
    lines = next(block for block in blocks("console") if "sentiment-abm init" in block).splitlines()
    return [line.removeprefix("$ ").split("#")[0].split() for line in lines]


def test_the_first_five_minutes_in_the_terminal(tmp_path):
    commands = first_minutes()
    assert [words[1] for words in commands] == ["demo", "init", "check", "run"]
    for program, *words in commands:
        assert program == "sentiment-abm"
        done = run("-m", "sentiment_abm", *words, where=tmp_path)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        assert "Traceback" not in done.stderr
    assert (tmp_path / "results" / "demo" / "report.html").stat().st_size > 10_000


def test_the_remark_behind_check_is_what_it_says(tmp_path):
    said = re.search(r"# (news\.csv line 7: delivered 3\.2 is outside 0…1)", README)[1]
    assert run("-m", "sentiment_abm", "init", "my-study", where=tmp_path).returncode == 0
    table = tmp_path / "my-study" / "news.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    cells = dict.fromkeys(columns, "") | {"kind": "outcome", "headline": "No such result", "delivered": "3.2"}
    cells["day" if "day" in columns else "date"] = lines[5].split(",")[0]
    table.write_text("\n".join([*lines[:6], ",".join(cells[name] for name in columns)]) + "\n", encoding="utf-8")
    done = run("-m", "sentiment_abm", "check", "my-study/study.toml", where=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_first_five_minutes_in_python(tmp_path):
    code = next(block for block in blocks("python") if "SentimentModel" in block)
    done = run("-W", "error", "-c", code, where=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "moods.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_continuous_integration_finds_the_test_command():
    install, test = (block.strip() for block in blocks("sh"))
    assert install.startswith("python3 -m venv .venv")
    assert test.endswith("-m pytest")
    # The first line of README with these words is what .ci/run calls.
    assert next(line for line in README.splitlines() if "-m pytest" in line) == test


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(text):
    links = LINK.findall(text.read_text(encoding="utf-8"))
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_links_are_found():
    """Negative control of the test above."""
    assert LINK.findall("see [a](b/c.md#d), [e](https://f) and [g](#h)") == ["b/c.md"]
