"""The command line: exit codes, one message for every mistake and nothing half written, and quick help."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sentiment_abm as sa
from sentiment_abm.cli import app
from sentiment_abm.commands.verify import PHILOX, Check, table_of
from sentiment_abm.sweep.store import load

ROOT = Path(__file__).parents[2]
QUICK = ["--people", "40", "--days", "15", "--replicates", "2"]


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A function that runs a command in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        words = [str(word) for word in words]
        monkeypatch.setattr(sys, "argv", ["sentiment-abm", *words])  # what a shell would have left there
        result = CliRunner().invoke(app, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return run


# -- help


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom sentiment_abm.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numba', 'mesa', 'pandas', 'numpy', 'pydantic', 'rich', 'matplotlib.pyplot'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    *text, heavy = done.stdout.splitlines()
    assert heavy == ""
    names = (
        "demo init check run calibrate status report sensitivity compare explain export app bundle scenarios params "
        "sources verify"
    ).split()
    assert [line.split()[0] for line in text[text.index("Commands:") + 1 :] if line.strip()] == names


def test_every_command_says_what_it_is_for(shell):
    for name in (
        "demo",
        "init",
        "check",
        "run",
        "status",
        "report",
        "explain",
        "export",
        "scenarios",
        "params",
        "sources",
        "verify",
    ):
        code, text, _ = shell(name, "--help")
        assert code == 0
        assert text.startswith(f"Usage: sentiment-abm {name}")


def test_the_version(shell):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", shell("--version")[1])


# -- lists


def test_scenarios_and_params_as_json(shell):
    names = {each["name"] for each in json.loads(shell("scenarios", "--json")[1])}
    assert {"promise_kept", "partial_success", "promise_broken"} <= names
    found = {each["name"]: each for each in json.loads(shell("params", "--json")[1])}
    assert found["trust.asymmetry"]["default"] == 2.0
    assert (found["trust.asymmetry"]["low"], found["trust.asymmetry"]["high"]) == (1.0, 5.0)
    assert found["talk.bound"]["default"] == "inf"


def test_lists_for_people_name_everything(shell):
    parameters = shell("params")[1]
    for each in json.loads(shell("params", "--json")[1]):
        assert each["name"] in parameters
    assert "promise_kept" in shell("scenarios")[1]


def test_a_scenario_of_the_library_is_a_file_to_begin_with(shell, tmp_path):
    code, text, _ = shell("scenarios", "promise_broken")
    assert code == 0
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    assert sa.Scenario.from_file(tmp_path / "own.toml") == sa.scenarios["promise_broken"]
    assert json.loads(shell("scenarios", "promise_broken", "--json")[1])["items"][1]["delivered"] == 0.0
    code, _, message = shell("scenarios", "promise_brok")
    assert (code, message) == (2, "no scenario 'promise_brok' in the library (did you mean 'promise_broken'?)\n")
    code, text, _ = shell("check", "own.toml")
    assert code == 0
    assert "promise_broken: 2000 people, 2 news items" in text
    (tmp_path / "own.toml").write_text("[[items]]\nday = 3\nkind = 'anouncement'\nheadline = 'Talks'\n")
    code, _, message = shell("check", "own.toml")
    assert code == 2
    assert "own.toml item 1: kind 'anouncement' is not announcement" in message
    assert "study is missing" not in message


def test_news_in_a_table_can_be_checked_alone(shell, tmp_path):
    (tmp_path / "news.csv").write_text(NEWS.replace(",0\n", ",3.2\n"), encoding="utf-8")
    code, _, message = shell("check", "news.csv")
    assert code == 2
    assert "news.csv line 3: delivered 3.2 is outside 0…1" in message


def test_sources(shell):
    assert "Risk, trust" in shell("sources", "slovic1993")[1] or "Perceived risk" in shell("sources", "slovic1993")[1]
    code, _, message = shell("sources", "slovic1933")
    assert code == 2
    assert message == "unknown source 'slovic1933' (did you mean 'slovic1993'?)\n"


# -- from nothing to a report


def test_what_init_writes_passes_check_and_run_and_continues(shell, tmp_path):
    assert shell("init", "my-study")[0] == 0
    code, text, _ = shell("check", "my-study/study.toml")
    assert code == 0
    assert "3 cases × 20 replicates = 60 runs of 120 days" in text
    code, text, told = shell("run", "my-study/study.toml", *QUICK)
    assert code == 0, told
    assert "6 of 6 runs done, 0 failed" in told
    folder = tmp_path / "results" / "my-study"
    assert (folder / "report.html").stat().st_size > 10_000
    assert "caveats stated" in text
    assert load(folder).manifest["command"] == f"sentiment-abm run my-study/study.toml {' '.join(QUICK)}"
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    assert shell("run", "my-study/study.toml", *QUICK)[0] == 0
    assert {path: path.read_bytes() for path in folder.rglob("*.parquet")} == before
    assert shell("report", folder)[0] == 0


def test_init_never_overwrites(shell, tmp_path):
    (tmp_path / "my-study").mkdir()
    (tmp_path / "my-study" / "news.csv").write_text("mine")
    code, _, message = shell("init", "my-study")
    assert code == 2
    assert "news.csv exists already" in message
    assert [path.name for path in (tmp_path / "my-study").iterdir()] == ["news.csv"]
    assert (tmp_path / "my-study" / "news.csv").read_text() == "mine"


def test_a_scenario_of_the_library_with_settings(shell, tmp_path):
    code, _, told = shell("run", "promise_broken", *QUICK, "--set", "trust.asymmetry=3", "--seed", "4", "--out", "here")
    assert code == 0, told
    found = load(tmp_path / "here")
    assert found.manifest["cases"]["promise_broken"]["params"] == {"trust.asymmetry": 3.0}
    assert (found.manifest["seed"], found.manifest["days"], len(found.runs)) == (4, 15, 2)


def test_status(shell):
    shell("run", "quiet", *QUICK)
    assert "2 of 2 runs done, 0 failed" in shell("status", "results/quiet")[1]
    found = json.loads(shell("status", "results/quiet", "--json")[1])
    assert {name: found[name] for name in ("study", "status", "wanted", "done", "failed")} == {
        "study": "quiet",
        "status": "finished",
        "wanted": 2,
        "done": 2,
        "failed": 0,
    }


def test_a_failed_run_is_exit_code_1_with_its_reason(shell, tmp_path):
    rows = "".join(f"{day // 64},signal,Signal {day},wire,1\n" for day in range(128))
    (tmp_path / "news.csv").write_text(f"day,kind,headline,source,strength\n{rows}")
    (tmp_path / "s.toml").write_text(
        '[study]\nname = "s"\n[scenario]\nuse = "promise_broken"\n[[compare]]\nname = "flood"\n'
        'set."scenario.news" = "news.csv"\nset.scenario.sources = {wire = 0.5}\n'
    )
    code, _, told = shell("run", "s.toml", *QUICK)
    assert code == 1
    assert "2 of 4 runs failed, the first one (case 'flood', replicate 0): " in told
    assert "failed: 2 times, first in case 'flood', replicate 0: " in shell("status", "results/s")[1]
    assert (tmp_path / "results" / "s" / "report.html").exists()


# -- sweeps


SWEEP = """
[study]
name = "swept"
replicates = 2
days = 10
[society]
people = 40
contacts = 4
[scenario]
use = "promise_broken"
[sweep]
design = "sobol"
points = 4
[sweep.vary]
"scenario.hype" = [0.5, 2]
"trust.asymmetry" = {}
"""


def test_check_says_what_a_sweep_comes_to(shell, tmp_path):
    (tmp_path / "s.toml").write_text(SWEEP + "[stop]\nprecision = {of = 'net_mean', half_width = 0.1}")
    code, text, _ = shell("check", "s.toml")
    assert code == 0
    assert text.splitlines()[0] == (
        "s.toml: fine. 1 case × 16 points × 2 to 400 replicates = 32 to 6,400 runs of 10 days"
    )
    assert re.search(r"the first replicates: roughly \d+ s on \d+ threads? and \d+ MB of disk; keeps ", text)
    assert "sobol of scenario.hype 0.5…2, trust.asymmetry 1…5" in text
    assert "more replicates until the mean of net_mean is known to ±0.1" in text


def test_a_sweep_runs_and_continues(shell, tmp_path):
    (tmp_path / "s.toml").write_text(SWEEP)
    code, text, told = shell("run", "s.toml", "--executor", "threads:2")
    assert code == 0, told
    assert told.startswith("swept: 1 case × 16 points × 2 replicates = 32 runs of 10 days; roughly ")
    assert "32 of 32 runs done, 0 failed" in told
    assert "the median of the points, and in brackets the lowest and the highest" in text
    runs = load(tmp_path / "results" / "swept").runs
    assert sorted(runs["point"]) == sorted([*range(16)] * 2)
    assert runs["scenario.hype"].between(0.5, 2).all()
    assert shell("report", "results/swept")[0] == 0
    code, _, told = shell("run", "s.toml", "--set", "sweep.points=8", "--replicates", "3")
    assert code == 0, told
    assert "32 of 96 runs done" in told
    more = load(tmp_path / "results" / "swept").runs
    assert len(more) == 96
    assert set(runs["run_id"]) < set(more["run_id"])


def test_a_small_grid_is_told_point_by_point(shell, tmp_path):
    grid = SWEEP.replace('"sobol"\npoints = 4', '"grid"').replace("{}", "[1, 5]")
    (tmp_path / "s.toml").write_text(grid)
    code, text, told = shell("run", "s.toml")
    assert code == 0, told
    assert "promise_broken: scenario.hype = 0.5, trust.asymmetry = 5" in text


# -- mistakes


STUDY = '[study]\nname = "s"\n[scenario]\nnews = "news.csv"\n'
NEWS = "day,kind,headline,delivered\n1,announcement,Summit,\n5,outcome,No deal,0\n"


@pytest.mark.parametrize(
    ("study", "news", "message"),
    [
        (STUDY, NEWS.replace("deal,0", "deal,3.2"), "news.csv line 3: delivered 3.2 is outside 0…1\n"),
        (STUDY.replace("name", "nmae"), NEWS, "2 problems\n"),
        (STUDY + "[params]\ntrust.asymmetry = 9", NEWS, "s.toml: params: trust.asymmetry 9 is outside 1…5\n"),
        (STUDY + "[params]\ntalk.weight = nan", NEWS, "s.toml: params: talk.weight nan is outside 0…1\n"),
        (STUDY, "", "news.csv line 1: the file is empty"),
        ("", NEWS, "2 problems\n"),
        ("[study", NEWS, "s.toml: not TOML: "),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(shell, tmp_path, study, news, message):
    (tmp_path / "s.toml").write_text(study)
    (tmp_path / "news.csv").write_text(news)
    for command in ("check", "run"):
        code, text, told = shell(command, "s.toml")
        assert (code, text) == (2, "")
        assert told.startswith(message)
        assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.csv", "s.toml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "promise_brokn"], "(did you mean 'promise_broken'?)"),
        (["run", "no.toml"], "'no.toml' cannot be read: No such file or directory"),
        (["run", "quiet", "--people", "0"], "society: people 0 is not a whole number"),
        (["run", "quiet", "--people", "few"], "'--people'"),
        (["run", "quiet", "--days", "0"], "study.days 0 is outside 1…100000"),
        (["run", "quiet", "--workers", "0"], "workers 0 is not a whole number from 1 on"),
        (["run", "quiet", "--executor", "thread:2"], "executor 'thread:2' is not one of threads:N, "),
        (["run", "quiet", "--executor", "threads:2", "--workers", "2"], "workers and executor are both given"),
        (["run", "quiet", "--set", "sweep.points=3"], "sweep.design is missing"),
        (["run", "quiet", "--engine", "turbo"], "study.engine 'turbo' is not one of compiled, mesa"),
        (["run", "quiet", "--set", "talk.weight"], "--set 'talk.weight' is not name=value"),
        (["run", "quiet", "--set", "talk.wait=1"], "unknown setting 'talk.wait' (did you mean 'talk.weight'?)"),
        (["run", "quiet", "--set", "talk.weight=much"], "talk.weight 'much' is not a number"),
        (["run", "."], "is a folder"),
        (["check", "no.toml"], "'no.toml' cannot be read"),
        (["status", "."], "holds no results"),
        (["report", "."], ""),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_bad_words_are_one_message_and_nothing_is_written(shell, tmp_path, words, message):
    code, text, told = shell(*words)
    assert (code, text) == (2, "")
    assert message in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_message(shell, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _, told = shell("run", "quiet", *QUICK, "--out", "file/inside")
    assert code == 1
    assert told.splitlines()[1].startswith("the disk: ")  # below what the study comes to


def test_a_second_coordinator_is_refused(shell, tmp_path):
    from sentiment_abm.sweep.writer import writing

    with writing(tmp_path / "out"):
        code, _, told = shell("run", "quiet", *QUICK, "--out", "out")
    assert code == 2
    assert f"out is in use by process {os.getpid()}" in told


# -- verify


def test_verify_passes_on_this_machine(shell):
    code, text, _ = shell("verify")
    assert code == 0
    assert text.endswith("8 of 8 checks passed\n")


def test_a_check_that_fails_shows(monkeypatch, shell):
    wrong = ((PHILOX[0][0], PHILOX[0][1], "00000000"), *PHILOX[1:])
    monkeypatch.setattr("sentiment_abm.commands.verify.PHILOX", wrong)
    code, text, _ = shell("verify", "--json")
    assert code == 1
    assert [each["passed"] for each in json.loads(text)] == [False, *[True] * 7]
    assert "FAILED" in table_of([Check("a", "b", "c", passed=False)], as_json=False)
