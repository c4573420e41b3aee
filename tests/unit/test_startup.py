"""A command imports what it needs and nothing else, so that it answers at once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What takes a tenth of a second or more to import, or belongs to an extra.
HEAVY = "numpy numba llvmlite pandas pyarrow networkx pydantic matplotlib scipy jinja2 rich mesa".split()
RARE = "mesa scipy.stats scipy.signal scipy.optimize rich matplotlib.pyplot SALib distributed executorlib".split()

COMMAND = """
import sys
from sentiment_abm.cli import main
sys.argv[1:] = {words!r}
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def imported(code: str, place: Path, names: list[str]) -> list[str]:
    """Which of these modules a process has imported when it ends."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=place, env=environment
    )
    found = set(done.stderr.splitlines()[-1].split())
    assert "sentiment_abm" in found
    return [name for name in names if name in found]


def test_help_imports_nothing_heavy(tmp_path):
    assert imported(COMMAND.format(words=["--help"]), tmp_path, HEAVY) == []


def test_the_package_imports_nothing_heavy(tmp_path):
    code = "import sentiment_abm, sys; print(*sys.modules, file=sys.stderr)"
    assert imported(code, tmp_path, HEAVY) == []


def test_a_run_with_its_report_imports_nothing_that_it_does_not_need(tmp_path):
    words = "run promise_broken --people 50 --days 30 --replicates 2 --out out".split()
    assert imported(COMMAND.format(words=words), tmp_path, RARE) == []
    assert (tmp_path / "out" / "report.html").exists()


def test_what_a_run_needs_is_noticed(tmp_path):
    words = "run promise_broken --people 20 --days 3 --replicates 2 --engine mesa".split()
    assert imported(COMMAND.format(words=words), tmp_path, RARE) == ["mesa"]


def test_verify_says_where_compiled_code_is(tmp_path):
    code = "from sentiment_abm.commands.verify import code; print(*code())"
    told = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | more,
        ).stdout
        for more in ({}, {"NUMBA_DISABLE_JIT": "1", "SENTIMENT_ABM_CACHE": str(tmp_path)})
    ]  # fmt: skip
    assert told[0].startswith("compiled code kept for the next start ")
    assert told[1].startswith("compiled code made at every start no folder")
