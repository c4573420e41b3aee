"""Sides of a results folder compared: cases, points, and both; from Python and from the command line."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sentiment_abm.analysis.comparison import compare
from sentiment_abm.analysis.contrast import paired
from sentiment_abm.analysis.stored import contrast
from sentiment_abm.cli import app
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

WORLD = {"scenario": "promise_broken", "society": {"people": 60, "contacts": 4}, "replicates": 4, "days": 30}
CASES = {"loud": {"scenario.hype": 2.0}, "caveats": {"scenario.caveat": 0.9}}


def shell(*words):
    result = CliRunner().invoke(app, ["compare", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    Study(name="cases", compare=CASES, **WORLD).run(folder)
    return folder


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("swept")
    sweep = Sweep(vary={"trust.asymmetry": [1, 3, 5]})
    Study(name="swept", sweep=sweep, compare=CASES, daily="none", **WORLD).run(folder)
    return folder


def test_two_cases_are_paired_by_replicate(cases):
    found = contrast(cases, "baseline", "caveats", of="net_mean").contrast("net_mean")
    assert found == paired(load(cases).runs, "net_mean", "baseline", "caveats")
    assert found.n == 4
    assert found.cut == pytest.approx(1 / (1 - found.variance_reduction))


def test_the_first_two_cases_if_nobody_says_which(cases):
    found = contrast(load(cases))
    assert (found.a, found.b) == ("baseline", "loud")
    assert set(found.daily["case"]) == {"baseline", "loud"}


def test_points_are_compared_within_a_case(swept):
    runs = load(swept).runs.query("case == 'loud'")
    low, high = (runs[runs["point"] == point].set_index("replicate")["trust_last"] for point in (0, 2))
    found = contrast(swept, "loud@0", "loud@2", of="trust_last").contrast("trust_last")
    assert found.estimate == pytest.approx((high - low).mean())
    assert (found.a, found.b) == ("loud, point 0", "loud, point 2")


def test_whole_cases_of_a_sweep_use_the_points_that_both_have(swept):
    results = load(swept)
    assert len(contrast(results, "baseline", "loud").runs) == 24
    lost = results.runs.assign(status="done")
    lost.loc[(lost["case"] == "loud") & (lost["point"] == 2), "status"] = "failed"
    results.__dict__["runs"] = lost
    assert len(contrast(results, "baseline", "loud").runs) == 16


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        (("baseline", "lod"), r"no case 'lod' \(did you mean 'loud'\?\)"),
        (("baseline", "baseline"), "both sides are baseline"),
        (("baseline", "loud@3"), "no point 3: the points are 0…2"),
        ((0, 1), "point 0 of which case\\? write one of baseline@0, loud@0, caveats@0"),
        (("baseline", None), "two sides are needed; the cases are baseline, loud, caveats, the points 0…2"),
    ],
)
def test_sides_that_are_not_there_are_refused(swept, sides, told):
    with pytest.raises(InputError, match=told):
        contrast(swept, *sides)


def test_points_without_a_sweep_are_refused(cases):
    with pytest.raises(InputError, match="no point 1: the study has no sweep"):
        contrast(cases, "baseline@1", "loud")


# -- the command


def test_the_command_says_what_python_says(cases, tmp_path):
    code, text, _ = shell(cases, "baseline", "caveats", "--of", "net_mean", "--chart", tmp_path / "new" / "a.svg")
    assert code == 0
    assert text.strip() == str(contrast(cases, "baseline", "caveats", of="net_mean"))
    assert "-fold by pairing" in text
    assert (tmp_path / "new" / "a.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_scenarios_are_run_and_compared():
    words = "promise_kept promise_broken --people 50 --days 30 --replicates 3 --seed 4 --of hope_last --json".split()
    code, text, _ = shell(*words, "--set", "talk.weight=0.3")
    expected = compare(
        "promise_kept", "promise_broken", people=50, days=30, replicates=3, seed=4, params={"talk.weight": 0.3}
    )
    row = json.loads(text)["contrasts"][0]
    assert code == 0
    assert row == pytest.approx(expected.contrast("hope_last")._asdict())


def test_json_has_no_numbers_that_json_does_not_know(cases):
    found = json.loads(shell(cases, "--json")[1])
    assert found["replicates"] == 4
    assert pd.DataFrame(found["contrasts"])["n"].tolist() == [4] * 6


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["promise_kept", "promise_brken"], "did you mean 'promise_broken'?"),
        (["promise_kept"], "give two scenarios"),
        (["promise_kept", "promise_broken", "--of", "net_maen", "--people", "20", "--days", "3"], "'net_mean'?"),
        (["promise_kept", "promise_broken", "--set", "talk.wieght=1"], "did you mean 'talk.weight'?"),
        (["promise_kept", "promise_broken", "--chart", "a.doc"], "does not end in one of .svg, .png, .pdf"),
        (["DIR", "baseline"], "give two sides"),
        (["DIR", "baseline", "loud", "--days", "3"], "--days belongs to runs that are made now"),
        (["DIR", "baseline", "loud", "--chart", "a.svg"], "this study keeps none"),
    ],
)
def test_mistakes_are_told_in_one_message(swept, words, told):
    code, text, errors = shell(*[swept if word == "DIR" else word for word in words])
    assert (code, text) == (2, "")
    assert told in errors
