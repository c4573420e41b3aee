"""What the README prints works as it is printed."""

import csv
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sentiment_abm.engine.choice import EngineNotice

README = Path(__file__).parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_python_block_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, own_rule = blocks("python")
    names: dict[str, object] = {}
    exec(first, names)  # noqa: S102  # the README is ours
    assert (tmp_path / "moods.svg").stat().st_size > 10_000
    assert "promise" in repr(names["diff"])
    with pytest.warns(EngineNotice, match="Deaf overrides signal: running on the Mesa engine"):
        exec(own_rule, names)  # noqa: S102
    assert names["model"].engine == "mesa"  # type: ignore[attr-defined]


def test_the_first_five_minutes_on_the_command_line(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("sentiment-abm"))
    for line in blocks("console")[0].splitlines():
        command = shlex.split(line.removeprefix("$ "), comments=True)
        assert command[0] == "sentiment-abm"
        done = subprocess.run(
            [program, *command[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"CI": "1"},
        )
        assert done.returncode == 0, (line, done.stderr)
    assert (tmp_path / "results" / "demo" / "report.html").exists()
    assert len(list((tmp_path / "results").glob("*/report.html"))) == 2


def test_the_comment_on_check_is_what_check_says(tmp_path: Path) -> None:
    """The README promises a message; a wrong number in the starter's news gets that message and exit code 2."""
    program = str(Path(sys.executable).with_name("sentiment-abm"))
    subprocess.run([program, "init", "my-study"], cwd=tmp_path, check=True, capture_output=True)
    news = tmp_path / "my-study" / "news.csv"
    lines = news.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    while len(lines) < 7:
        lines.append(lines[-1])
    row = dict.fromkeys(header, "") | {"day": "90", "kind": "outcome", "headline": "Too much", "delivered": "3.2"}
    if "date" in header:
        row |= {"date": "2026-12-01"}
    lines[6] = ",".join(row[name] for name in header)
    news.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(
        [program, "check", "my-study/study.toml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "news.csv line 7: delivered 3.2 is outside 0…1" in done.stderr


def facts(name: str) -> dict[str, dict[str, str]]:
    """The facts of a shipped experiment by name."""
    path = README.parent / "results" / name / "facts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def number(fact: dict[str, str], part: str = "estimate") -> float:
    return float(fact[part])


def test_what_it_says_of_three_experiments_is_what_they_found() -> None:
    """The sentences beside the charts have no numbers; whoever changes a result is told to read them again."""
    steps, trust, speech = (facts(name) for name in ("02_small_steps", "03_mending_trust", "11_publicity"))
    assert number(steps["net_mean_steps_80"], "low") > 0 > number(steps["net_mean_steps_20"], "high")
    assert min(number(steps[f"net_mean_wins_{share}"], "low") for share in (20, 80)) > 0
    assert number(trust["needed_honest_2"], "high") < number(trust["needed_honest_3"], "low")
    assert number(trust["mended_honest_4"]) == 0
    assert (speech["best"]["word"], speech["second"]["word"]) == ("small steps", "quiet diplomacy")
    assert number(speech["wins_trust"], "low") > 0.5
    assert number(speech["ahead"], "low") < 0 < number(speech["ahead"], "high")
