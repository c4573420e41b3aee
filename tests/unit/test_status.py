"""How far a study is: points and replicates, failures by reason, and how to go on."""

import json

import pytest
from typer.testing import CliRunner

from sentiment_abm.cli import app
from sentiment_abm.commands.status import facts, status_of
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.writer import writing

SWEEP = """
[study]
name = "s"
replicates = 2
days = 10
[society]
people = 40
contacts = 4
[scenario]
use = "promise_broken"
[sweep]
design = "grid"
[sweep.vary]
"trust.asymmetry" = [1.0, 3.0, 5.0]
"""
FLOOD = '[[compare]]\nname = "flood"\nset."scenario.news" = "news.csv"\nset.scenario.sources = {wire = 0.5}\n'
# 64 items live at a time are more than the engine can hold.
NEWS = "day,kind,headline,source,delivered,strength\n" + "".join(
    f"{n // 64},signal,Signal {n},wire,,1\n" for n in range(128)
)


class LidClosedError(Exception):
    """Somebody closes the laptop."""


@pytest.fixture
def interrupted(study, tmp_path):
    """The folder of a sweep of 60 points that was left before its end."""
    text = SWEEP.replace("[1.0, 3.0, 5.0]", "{low = 1, high = 5, steps = 60}").replace("people = 40", "people = 1000")

    def close(done, _total, _failed):
        if done:
            raise LidClosedError

    with pytest.raises(LidClosedError):
        study(text).run(tmp_path / "out", workers=1, progress=close, command="sentiment-abm run s.toml --out out")
    assert 0 < len(load(tmp_path / "out").runs) < 120
    return tmp_path / "out"


def test_a_finished_sweep(study, tmp_path):
    study(SWEEP).run(tmp_path / "out")
    first, second, third = status_of(tmp_path / "out", as_json=False).splitlines()
    assert first == "s: finished, 6 of 6 runs done, 0 failed"
    assert second == "3 points × 2 replicates; complete: 3 of 3"
    assert third.startswith("started 20")
    assert ", finished 20" in third
    found = facts(tmp_path / "out")
    assert (found["left"], found["points"], found["replicates"]) == (0, 3, {"wanted": [2, 2], "done": [2, 2]})


def test_failed_runs_are_told_by_reason_with_the_first_of_each(study, tmp_path):
    study(SWEEP + FLOOD, news_csv=NEWS).run(tmp_path / "out", command="sentiment-abm run s.toml")
    lines = status_of(tmp_path / "out", as_json=False).splitlines()
    assert lines[:2] == [
        "s: finished, 6 of 12 runs done, 6 failed",
        "2 cases × 3 points × 2 replicates; complete: 3 of 6",
    ]
    assert lines[3].startswith("failed: 6 times, first in case 'flood', point 0, replicate 0 (trust.asymmetry = 1.0): ")
    assert lines[4:] == ["failed runs are tried again; to go on: sentiment-abm run s.toml"]
    (reason,) = json.loads(status_of(tmp_path / "out", as_json=True))["reasons"]
    assert (reason["runs"], reason["first"]["case"], reason["first"]["replicate"]) == (6, "flood", 0)
    assert reason["error"] in lines[3]


def test_an_interrupted_sweep_says_how_to_go_on(interrupted):
    lines = status_of(interrupted, as_json=False).splitlines()
    stored = len(load(interrupted).runs)
    assert lines[0] == f"s: interrupted, {stored} of 120 runs done, 0 failed"
    assert lines[1].startswith("60 points × 2 replicates; complete: ")
    assert "finished" not in lines[2]
    assert lines[3] == f"{120 - stored} runs are left; to go on: sentiment-abm run s.toml --out out"
    assert facts(interrupted)["left"] == 120 - stored


def test_while_a_session_is_at_it_there_is_nothing_to_do(interrupted):
    with writing(interrupted):
        lines = status_of(interrupted, as_json=False).splitlines()
    assert lines[0].startswith("s: running, ")
    assert not any("to go on" in line for line in lines)


def test_a_study_without_sweep_has_no_points(study, tmp_path):
    study(SWEEP.partition("[sweep]")[0]).run(tmp_path / "out")
    assert "points" not in status_of(tmp_path / "out", as_json=False)


def test_the_command_prints_json(study, tmp_path):
    study(SWEEP).run(tmp_path / "out")
    done = CliRunner().invoke(app, ["status", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads(json.dumps(facts(tmp_path / "out")))


def test_no_results_are_a_message(tmp_path):
    done = CliRunner().invoke(app, ["status", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "holds no results" in done.stderr
