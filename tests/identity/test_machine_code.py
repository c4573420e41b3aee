"""The kernel on disk never answers for other sources, and processes that start at once share one compilation."""

import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from sentiment_abm.machine_code.sources import PACKAGE

# A part of the kernel that compiles in a second: the expectation of somebody whose belief is 0.7.
ASK = """
import sys
import numpy as np
import sentiment_abm
{between}
from sentiment_abm.engine.compiled import kernel
expect = kernel().expect
sys.stdin.readline()
into = np.zeros(1)
expect(np.array([0.7]), into)
print(sentiment_abm.__file__, into[0].hex(), sum(expect.stats.cache_hits.values()), expect.stats.cache_path)
"""


class Answer(NamedTuple):
    """What was found, how often on disk, and where it is kept."""

    value: float
    hits: int
    folder: str


class Copy:
    """A copy of the package with a cache of its own, whose sources may be edited."""

    def __init__(self, place: Path) -> None:
        self.package, self.cache = place / "sentiment_abm", place / "cache"
        shutil.copytree(PACKAGE, self.package, ignore=shutil.ignore_patterns("__pycache__"))

    def started(self, between: str = "") -> subprocess.Popen[str]:
        """A process that has the kernel, and asks it when it gets a line."""
        environment = os.environ | {
            "PYTHONPATH": str(self.package.parent),
            "PYTHONDONTWRITEBYTECODE": "1",  # Python's own cache takes two edits within a second for one
            "SENTIMENT_ABM_CACHE": str(self.cache),
        }
        return subprocess.Popen(
            [sys.executable, "-c", ASK.format(between=between)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=self.package.parent,
        )

    def answer(self, process: subprocess.Popen[str]) -> Answer:
        said, _ = process.communicate("\n")
        assert process.returncode == 0
        package, value, hits, folder = said.split()
        assert Path(package).parent == self.package
        return Answer(float.fromhex(value), int(hits), folder)

    def ask(self, between: str = "") -> Answer:
        return self.answer(self.started(between))

    def edit(self, name: str, old: str, new: str) -> None:
        """An edit a minute ago: what is younger than the import is not kept."""
        path = self.package / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        os.utime(path, (time.time() - 60.0,) * 2)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_an_edited_rule_or_constant_is_noticed_and_the_old_code_still_known(copy: Copy) -> None:
    first, again = copy.ask(), copy.ask()
    assert (first.hits, again.hits, again.value) == (0, 1, first.value)
    right, wrong = "return 1.0 / (1.0 + exp_portable(-belief))", "return 1.0 / (1.0 + exp_portable(belief))"
    copy.edit("psychology/belief.py", right, wrong)
    turned = copy.ask()
    assert (turned.hits, turned.value) == (0, pytest.approx(1.0 - first.value))
    copy.edit("psychology/belief.py", wrong, right)
    assert copy.ask() == again
    copy.edit("rule.py", "LIMIT = 40.0", "LIMIT = 0.25")  # a constant of the module of a rule that this one calls
    limited = copy.ask()
    assert (limited.hits, limited.value) == (0, pytest.approx(1.0 / (1.0 + math.exp(-0.25))))


def test_sources_edited_during_the_import_are_not_kept(copy: Copy) -> None:
    """Nobody knows which of the two texts was read, so the code is good for this process alone."""
    edit = "from pathlib import Path; Path(sentiment_abm.__file__).with_name('rule.py').open('a').write('\\n')"
    assert copy.ask(edit).folder == "None"
    assert not list(copy.cache.rglob("*.nbc"))


def test_processes_that_start_at_once_compile_once(copy: Copy) -> None:
    both = [copy.started() for _ in range(2)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")  # both are told before either is waited for
        process.stdin.flush()
    first, second = map(copy.answer, both)
    assert sorted((first.hits, second.hits)) == [0, 1]
    assert first.value == second.value == copy.ask().value
    assert copy.ask().hits == 1
    assert {path.suffix for path in copy.cache.rglob("*") if path.is_file()} == {
        "",
        ".nbi",
        ".nbc",
    }  # nothing half done


def test_nothing_is_left_in_the_current_directory(copy: Copy) -> None:
    copy.ask()
    assert {path.name for path in copy.package.parent.iterdir()} == {"sentiment_abm", "cache"}
    assert not list(copy.package.rglob("*.nb?"))
