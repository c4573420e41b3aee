"""A repository that only happens to be around the package is not asked: git would run the programs that it names."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "import json; from sentiment_abm.sweep.manifest import git_state; print(json.dumps(git_state()))"


def git(folder, *words):
    settings = ["-c", "user.name=somebody", "-c", "user.email=", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository that runs a program whenever git looks at its files."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def with_package(repository, place):
    """The package in a folder of the repository, everything committed; the program lies in wait from then on."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sentiment_abm", repository / place / "sentiment_abm", ignore=ignored)
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "all")
    program = repository / "program"
    program.write_text(f"#!/bin/sh\ntouch '{repository}/ran'\n", encoding="utf-8")
    program.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(program))


def state(folder):
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_repository_around_is_not_asked(repository):
    with_package(repository, "site-packages")
    assert state(repository / "site-packages") is None
    assert not (repository / "ran").exists()
    git(repository / "site-packages" / "sentiment_abm", "ls-files")  # negative control: this is what would be run
    assert (repository / "ran").exists()


def test_the_own_repository_is_asked(repository):
    with_package(repository, "")
    git(repository, "config", "--unset", "core.fsmonitor")
    (repository / "program").unlink()
    assert state(repository) == {"commit": git(repository, "rev-parse", "HEAD"), "changed": False}
    with (repository / "sentiment_abm" / "sweep" / "manifest.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert state(repository)["changed"]
