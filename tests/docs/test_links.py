"""Texts point to what exists, continuous integration calls what README prints, and pins name no host."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("experiments/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)|<img src=\"([^\"]+)\"")


def targets(text):
    """Where the links of a text lead and its pictures are."""
    return [link or picture for link, picture in LINK.findall(text)]


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(text):
    links = targets(text.read_text(encoding="utf-8"))
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_links_are_found():
    """Negative control of the test above."""
    assert targets("see [a](b/c.md#d), [e](https://f) and [g](#h)") == ["b/c.md"]
    assert targets('[<img src="a/b.png" width="9" alt="c">](d.md)') == ["a/b.png", "d.md"]


def test_continuous_integration_finds_the_test_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    install, test = (block.strip() for block in re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE))
    assert install.startswith("python3 -m venv .venv")
    # The first line of README with these words is what .ci/run calls.
    assert next(line for line in readme.splitlines() if "-m pytest" in line) == test
    assert "grep -m 1 -e '-m pytest' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_pins_have_hashes_and_no_hosts():
    pins = (ROOT / "requirements" / "ci.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^\S+==.*?(?=^\S|\Z)", pins, re.DOTALL | re.MULTILINE)
    assert len(entries) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?:|--index-url|--find-links|file:", pins) == []
