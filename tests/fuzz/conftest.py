"""What the fuzz tests share: commands, and a count of what was tried."""

import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.fuzzing import TRIED


@pytest.fixture
def command(tmp_path, monkeypatch):
    """A function that runs a command in an empty folder; an exception that nobody foresaw is raised here."""
    from sentiment_abm.cli import app

    monkeypatch.chdir(tmp_path)

    def run(*words):
        words = [str(word) for word in words]
        monkeypatch.setattr(sys, "argv", ["sentiment-abm", *words])
        done = CliRunner().invoke(app, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return SimpleNamespace(code=done.exit_code, out=done.stdout, err=done.stderr)

    return run


def pytest_terminal_summary(terminalreporter):
    """Say how many inputs of each kind were tried."""
    for kind, count in sorted(TRIED.items()):
        terminalreporter.write_line(f"tried: {kind}: {count:,}")
