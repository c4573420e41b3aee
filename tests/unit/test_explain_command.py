"""`sentiment-abm explain`: the same life from Python, from a scenario and from a results folder, and its mistakes."""

import json

import pytest
from typer.testing import CliRunner

from sentiment_abm.analysis.explain import explain
from sentiment_abm.cli import app
from sentiment_abm.commands.explain import Making, Span, Which, run_of, span_of
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import load
from tests.studies import SMALL

QUICK = ["--people", "40", "--seed", "3", "--days", "30"]


def shell(*words):
    result = CliRunner().invoke(app, ["explain", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(study, tmp_path):
    study(SMALL).run(tmp_path / "results", workers=1)
    return tmp_path / "results"


def test_a_scenario_is_run_and_told():
    code, text, _ = shell("promise_broken", "--citizen", 7, *QUICK)
    assert code == 0
    assert text.strip() == str(explain(simulate("promise_broken", people=40, seed=3, days=30), 7))


def test_parameters_are_set():
    _, text, _ = shell(
        "promise_kept", "--citizen", 7, *QUICK, "--set", "trust.prior_kept=9", "--set", "talk.weight=0.5"
    )
    params = {"trust.prior_kept": 9, "talk.weight": 0.5}
    assert text.strip() == str(explain(simulate("promise_kept", people=40, seed=3, days=30, params=params), 7))


def test_a_stored_run_is_told(folder):
    code, text, _ = shell(folder, "--citizen", 7, "--replicate", 2)
    seed = int(load(folder).runs.query("replicate == 2")["seed"].iloc[0])
    run = simulate("promise_broken", society=Society(people=40, contacts=4, seed=seed), days=12, seed=seed)
    assert code == 0
    assert text.strip() == str(explain(run, 7))


def test_json_has_the_tables(folder):
    _, text, _ = shell(folder, "--citizen", 7, "--days", "2:5", "--json")
    found = json.loads(text)
    assert [row["day"] for row in found["days"]] == [2, 3, 4, 5]
    assert found["days"][0]["waiting"] == -1.0
    assert found["days"][0]["moved"] is False
    assert {"citizen": 7, "people": 40, "scenario": "promise_broken"}.items() <= found.items()


def test_a_chart_is_drawn(tmp_path):
    code, *_ = shell("promise_broken", "--citizen", 7, *QUICK, "--chart", tmp_path / "life.svg")
    assert code == 0
    assert (tmp_path / "life.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["promise_brokn", "--citizen", 1], "did you mean 'promise_broken'?"),
        (["promise_broken", "--citizen", 40, *QUICK], "citizen '40' is outside 0…39"),
        (["promise_broken", "--citizen", 1, *QUICK, "--replicate", 0], "--replicate belongs to a results folder"),
        (["promise_broken", "--citizen", 1, "--set", "trust.asymetry=2"], "did you mean 'trust.asymmetry'?"),
        (["promise_broken", "--citizen", 1, *QUICK, "--chart", "life.bmp"], "does not end in one of .svg, .png, .pdf"),
        (["promise_broken", "--citizen", 1, "--people", 40, "--days", "9:3"], "is not first:last"),
    ],
)
def test_mistakes_have_a_message_and_exit_code_2(words, wrong):
    code, out, message = shell(*words)
    assert (code, out) == (2, "")
    assert wrong in message


def test_a_study_has_to_be_run_first(folder):
    code, _, message = shell(folder.parent / "study.toml", "--citizen", 1)
    assert code == 2
    assert "run it, and then explain its results folder" in message


def test_mistakes_about_a_results_folder(folder):
    for words, wrong in (
        (["--seed", 3], "--seed belongs to a run that is made now"),
        (["--days", "13:"], "begins after the last day of the run, 12"),
        (["--case", "baselin"], "no case 'baselin'"),
    ):
        code, _, message = shell(folder, "--citizen", 1, *words)
        assert code == 2
        assert wrong in message


@pytest.mark.parametrize(("text", "span"), [("", (0, None)), ("7", (0, 7)), (" 2 : 7", (2, 7)), ("2:", (2, None))])
def test_days(text, span):
    assert span_of(text) == span


def test_a_scenario_runs_as_far_as_is_told():
    assert len(run_of("quiet", Which(), Making(people=20), Span(5, 9)).daily) == 10
    assert len(run_of("quiet", Which(), Making(people=20), Span(0, None)).daily) == 121
    with pytest.raises(InputError, match="neither a results folder nor a scenario"):
        run_of("nowhere", Which(), Making(), Span(0, None))
