"""Every block of code in docs/ runs as it stands, page by page, in a folder of its own.

A block of Python goes on where the last one of its page stopped.  A block of the console is given to the
shell line by line; what is printed below a command must be in what it says.  A block with a
caption is a file of that name.
"""

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentiment_abm.engine.choice import EngineNotice

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^```(?:\{code-block\} )?(python|console|text|toml)\n(?::caption: (\S+)\n\n)?(.*?)^```", re.MULTILINE | re.DOTALL
)
# These have tests of their own, or commands about this tree rather than about the program.
ELSEWHERE = ("add_a_mechanism.md", "calibration.md", "gallery.md", "performance.md", "recipes.md")


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """Language, name of the file or nothing, and text of each block."""
    return [(kind, caption, text) for kind, caption, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command with what is printed below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed.strip()


def on_the_console(text: str, folder: Path) -> None:
    program = f'sentiment-abm() {{ "{sys.executable}" -m sentiment_abm "$@"; }}\n'
    for command, printed in commands(text):
        done = subprocess.run(
            ["bash", "-c", program + command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT), "CI": "1"},
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert printed in done.stdout, command


PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in ELSEWHERE and blocks(page)]
LONG = {"how_to"}  # a dozen studies, each with its report
MARKED = [pytest.param(page, id=page.stem, marks=[pytest.mark.slow] * (page.stem in LONG)) for page in PAGES]


@pytest.mark.parametrize("page", MARKED)
def test_every_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for kind, caption, text in blocks(page):
        if caption:
            Path(caption).parent.mkdir(parents=True, exist_ok=True)
            Path(caption).write_text(text, encoding="utf-8")
        elif kind == "python":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", EngineNotice)  # a page that overrides a rule says so in words
                exec(compile(text, page.name, "exec"), names)  # noqa: S102  # the pages are ours
        elif kind == "console":
            on_the_console(text, tmp_path)


def test_pages_are_found_and_bad_blocks_noticed(tmp_path: Path) -> None:
    """Negative control of the test above."""
    assert {"tour", "first_study", "how_to"} <= {page.stem for page in PAGES}
    with pytest.raises(AssertionError, match="nonsense"):
        on_the_console("$ sentiment-abm params\n$ sentiment-abm nonsense\n", tmp_path)
    with pytest.raises(AssertionError, match="params"):
        on_the_console("$ sentiment-abm params talk\nwhat is not printed\n", tmp_path)
