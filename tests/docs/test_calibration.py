"""The recipe in docs/calibration.md works as it is printed: its three files, its commands, its Python."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "calibration.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("recipe")
    text = PAGE.read_text(encoding="utf-8")
    files = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", text, flags=re.DOTALL)
    assert [name for name, _ in files] == ["news.csv", "polls.csv", "study.toml"]
    for name, content in files:
        (made / name).write_text(content, encoding="utf-8")
    (commands,) = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    for line in commands.splitlines():
        command = shlex.split(line.removeprefix("$ "))
        assert command[0] == "sentiment-abm"
        done = subprocess.run(
            [sys.executable, "-m", "sentiment_abm", *command[1:]], cwd=made, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stderr)
    return made


def test_the_commands_leave_tables_and_charts(folder: Path) -> None:
    out = folder / "results" / "my-polls"
    summary = pd.read_csv(out / "tables" / "summary.csv")
    assert set(summary["verdict"]) <= {"identified", "not identified"}
    predictions = pd.read_csv(out / "tables" / "predictions.csv")
    assert predictions["held_out"].sum() == 3
    for name in ("fit", "posterior", "prior_posterior"):
        assert (out / "figures" / f"{name}.svg").stat().st_size > 10_000


def test_the_python_runs_on_the_runs_there_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  # the page is ours
    assert len(names["earlier"].fitted) < len(names["found"].fitted)  # type: ignore[attr-defined]
    assert (folder / "fit.svg").exists()
