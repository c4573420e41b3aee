"""Screening and then Sobol from one study file: the rule, resuming, second order, and what is refused."""

import json
import re

import pytest
from SALib.analyze import sobol as salib
from typer.testing import CliRunner

from sentiment_abm.analysis.screening import screened
from sentiment_abm.analysis.sensitivity import sensitivity
from sentiment_abm.cli import app
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.screen import narrowed, screening
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

FILE = """
[study]
name = "both"
replicates = 3
days = 40
[society]
people = 60
contacts = 4
[scenario]
use = "promise_broken"
[sweep]
design = "sobol"
points = 8
second_order = true
screen = { points = 6, keep = 2, of = "trust_last" }
[sweep.vary]
talk.weight = [0.0, 0.1]
trust.rate = [0.0, 2.0]
mood.affect = {}
trust.asymmetry = [1, 5]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("both")
    (root / "study.toml").write_text(FILE, encoding="utf-8")
    done = CliRunner().invoke(app, ["run", str(root / "study.toml"), "--out", str(root / "out")])
    assert done.exit_code == 0, done.output
    return root


def test_the_settings_with_the_largest_effects_go_on(folder):
    table = sensitivity(folder / "out-screening", "trust_last").table.set_index("name")
    told = load(folder / "out").manifest["sweep"]
    kept = [each["name"] for each in told["settings"]]
    assert kept == ["trust.rate", "trust.asymmetry"]  # in the order of the study file
    assert set(kept) == set(table["mu_star"].nlargest(2).index)
    assert told["count"] == 8 * (2 * 2 + 2)
    rows = {each["name"]: each for each in told["screened"]["settings"]}
    assert rows["trust.rate"]["mu_star"] == pytest.approx(table.loc["trust.rate", "mu_star"], abs=1e-6)
    assert [name for name, row in rows.items() if row["kept"]] == table["mu_star"].nlargest(2).index.tolist()


def test_the_report_states_the_rule_and_what_was_left_alone(folder):
    text = re.sub(r"<[^>]+>|\s+", " ", (folder / "out" / "report.html").read_text(encoding="utf-8"))
    assert "the 2 settings with the largest μ* of trust_last in any case" in text
    assert "6 Morris trajectories through 4 settings (90 runs)" in text
    assert re.search(r"Left alone\s+(talk\.weight|mood\.affect) \(μ\* ", text)
    assert "Second order" in text
    assert (folder / "out" / "tables" / "pairs.csv").exists()


def test_the_same_command_runs_nothing_twice(folder):
    before = {name: (folder / name / "manifest.json").read_bytes() for name in ("out", "out-screening")}
    done = CliRunner().invoke(app, ["run", str(folder / "study.toml"), "--out", str(folder / "out")])
    assert done.exit_code == 0
    assert {name: (folder / name / "manifest.json").read_bytes() for name in before} == before


def test_a_study_that_was_cut_off_after_its_screening_goes_on(folder, tmp_path):
    study = Study.from_file(folder / "study.toml")
    again = screened(study, load(folder / "out-screening"))
    results = again.run(tmp_path / "again")
    assert results.manifest["hash"] == load(folder / "out").manifest["hash"]
    assert results.runs["run_id"].tolist() == load(folder / "out").runs["run_id"].tolist()


def test_indices_of_all_orders_equal_those_of_salib_on_the_same_table(folder):
    found = sensitivity(folder / "out", "trust_last", seed=5)
    runs = load(folder / "out").runs
    means = runs.groupby("point")["trust_last"].mean().sort_index().to_numpy()
    told = {"num_vars": 2, "names": found.table["name"].tolist(), "bounds": [[0, 1]] * 2}
    expected = salib.analyze(told, means, calc_second_order=True)
    assert found.table["first"].to_numpy() == pytest.approx(expected["S1"], rel=1e-12)
    assert found.table["total"].to_numpy() == pytest.approx(expected["ST"], rel=1e-12)
    assert found.pairs["second"].tolist() == pytest.approx([expected["S2"][0, 1]], rel=1e-12)
    assert found.noise.replicates == 3


def test_a_design_without_the_points_of_pairs_has_no_pairs():
    sizes = [Sweep(design="sobol", vary={"talk.weight": {}, "trust.rate": {}}, points=4, second_order=order).count
             for order in (False, True)]  # fmt: skip
    assert sizes == [16, 24]


def test_a_setting_that_luck_alone_explains_does_not_go_on(folder):
    """Nothing that these settings do reaches net sentiment in two days, so nothing is left."""
    study = Study.from_file(
        folder / "study.toml", {"study.days": 2, "scenario.use": "quiet", "sweep.screen.of": "net_mean"}
    )
    with pytest.raises(InputError, match=r"the screening leaves nothing|the values are the same at all points"):
        screened(study, screening(study).run(folder / "quiet"))


def test_results_of_another_study_are_refused(folder):
    study = Study.from_file(folder / "study.toml")
    with pytest.raises(InputError, match="these are results of 'both', not of 'both-screening'"):
        screened(study, load(folder / "out"))


def test_a_study_that_has_to_be_screened_does_not_run_unscreened(folder, tmp_path):
    study = Study.from_file(folder / "study.toml")
    with pytest.raises(InputError, match="has to be screened first"):
        study.run(tmp_path / "no")
    assert not (tmp_path / "no").exists()
    assert narrowed(study, ["trust.rate"], {}).point_count == 8 * 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"screen": {"points": 1, "keep": 2}}, "sweep.screen.points 1 is not a whole number from 2 on"),
        ({"screen": {"points": 8}}, "sweep.screen.keep is missing"),
        ({"screen": {"points": 8, "keep": 2, "kep": 1}}, r"sweep.screen: unknown key 'kep' \(did you mean 'keep'\?\)"),
        ({"screen": {"points": 8, "keep": 2, "of": "net_maen"}}, "'net_maen' is no summary indicator .*'net_mean'"),
        ({"screen": 7}, "sweep.screen 7 is not a table"),
        ({"second_order": 1}, "sweep.second_order 1 is neither true nor false"),
        ({"second_order": True, "design": "morris"}, "sweep.second_order is for the design 'sobol', not for 'morris'"),
        ({"screen": {"points": 8, "keep": 2}, "design": "morris"}, "sweep.screen comes before the design 'sobol'"),
    ],
)
def test_mistakes_are_told(words, told):
    with pytest.raises(InputError, match=told):
        Sweep(**{"design": "sobol", "vary": {"talk.weight": {}, "trust.rate": {}}, "points": 8, **words})


def test_check_tells_of_the_screening(folder):
    done = CliRunner().invoke(app, ["check", str(folder / "study.toml")])
    assert "screened first at 30 points of a Morris design" in done.stdout
    assert json.loads((folder / "out-screening" / "manifest.json").read_text(encoding="utf-8"))["status"] == "finished"
