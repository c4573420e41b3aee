"""The walk through a new mechanism works: its edits are applied to a copy of the package, and the copy is run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add_a_mechanism.md").read_text(encoding="utf-8")


def copy_with_the_edits(folder: Path) -> None:
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sentiment_abm", folder / "sentiment_abm", ignore=skipped)
    for edit in re.findall(r"^```diff\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        subprocess.run(["git", "apply", "-"], input=edit, cwd=folder, text=True, check=True)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.slow  # a changed rule is compiled from nothing
def test_both_engines_follow(tmp_path: Path) -> None:
    copy_with_the_edits(tmp_path)
    script = re.search(r":caption: see_numbness.py\n\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert script
    (tmp_path / "see_numbness.py").write_text(script[1], encoding="utf-8")
    done = python(tmp_path, "see_numbness.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "params: feeling.numbness 9 is outside 0…5"
    told = python(tmp_path, "-m", "sentiment_abm", "params", "numbness").stdout
    assert "how much stress takes off a surprise" in told
    # Negative control: the package as it is knows nothing of it.
    assert python(ROOT, "see_numbness.py").returncode != 0
    assert python(ROOT, "-m", "sentiment_abm", "params", "numbness").returncode == 2
