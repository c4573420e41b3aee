"""What the fuzz tests share: commands in a process of their own, and a count of what was tried."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.fuzzing import ROOT, TRIED

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
sys.argv = ["sentiment-abm", *sys.argv[1:]]
from sentiment_abm.cli import main
main()
"""


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


@pytest.fixture
def limited(tmp_path):
    """The same in a process of its own, with 4 GB of memory and a minute of time."""

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"},
        )
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        return SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)

    return run


def pytest_terminal_summary(terminalreporter):
    """Say how many inputs of each kind were tried."""
    for kind, count in sorted(TRIED.items()):
        terminalreporter.write_line(f"tried: {kind}: {count:,}")
