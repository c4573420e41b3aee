"""`sentiment-abm sensitivity`: the same indices as from Python, a chart that suits the design, and its mistakes."""

import json

import pytest
from typer.testing import CliRunner

from sentiment_abm.analysis.sensitivity import sensitivity
from sentiment_abm.cli import app
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.study import Study

WORLD = {"scenario": "promise_broken", "society": {"people": 60, "contacts": 4}, "replicates": 3, "days": 30}
VARY = {"trust.asymmetry": [1, 5], "scenario.hype": [0.5, 3.0]}
DESIGNS = {
    "sobol": Sweep(design="sobol", vary=VARY, points=16),
    "morris": Sweep(design="morris", vary=VARY, points=8),
    "list": Sweep(design="list", points=[{"trust.asymmetry": 2.0}, {"trust.asymmetry": 5.0}]),
    "latin_hypercube": Sweep(design="latin_hypercube", vary=VARY, points=5),
}


def shell(*words):
    result = CliRunner().invoke(app, ["sensitivity", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    found = {design: tmp_path_factory.mktemp(design) for design in DESIGNS}
    for design, folder in found.items():
        Study(name=design, sweep=DESIGNS[design], **WORLD).run(folder)
    return found


@pytest.mark.parametrize("design", ["sobol", "morris", "list"])
def test_it_says_what_python_says_and_draws_it(folders, design, tmp_path):
    code, text, _ = shell(folders[design], "--of", "trust_last", "--chart", tmp_path / "a.png")
    found = sensitivity(folders[design], "trust_last")
    assert code == 0
    assert text.splitlines()[-1] == f"matter, surely more than luck: {', '.join(found.matter) or 'none'}"
    assert all(name in text for name in found.table["name"])
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


def test_json_has_the_whole_table(folders):
    code, text, _ = shell(folders["sobol"], "--of", "trust_last", "--json")
    told, found = json.loads(text), sensitivity(folders["sobol"], "trust_last")
    assert code == 0
    assert [row["total"] for row in told["settings"]] == pytest.approx(found.table["total"].tolist())
    assert told["noise"]["own"] == pytest.approx(found.noise.own)
    assert {"of": "trust_last", "points": 64, "replicates": 3, "matter": found.matter}.items() <= told.items()


@pytest.mark.parametrize(
    ("design", "words", "told"),
    [
        ("sobol", ["--of", "trust_lst"], "no indicator 'trust_lst' in the table of runs (did you mean 'trust_lost'?)"),
        ("sobol", ["--case", "x"], "no case 'x': the cases are promise_broken"),
        ("sobol", ["--chart", "a.gif"], "does not end in one of .svg, .png, .pdf"),
        ("latin_hypercube", [], "design 'latin_hypercube' has no sensitivity indices"),
    ],
)
def test_mistakes_are_told_in_one_message(folders, design, words, told):
    code, text, errors = shell(folders[design], *words)
    assert (code, text) == (2, "")
    assert told in errors


def test_a_folder_without_results_is_told(tmp_path):
    code, _, errors = shell(tmp_path)
    assert code == 2
    assert "holds no results" in errors


def test_runs_that_do_not_fit_their_design_are_refused(tmp_path):
    Study(name="cut", sweep=DESIGNS["morris"], **WORLD).run(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    manifest["seed"] += 1
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    code, _, errors = shell(tmp_path)
    assert code == 2
    assert "the sample was drawn by SALib" in errors
