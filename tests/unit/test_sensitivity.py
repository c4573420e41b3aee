"""Sensitivity from results folders: bound to the design that was run, and refused where the table is another one."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.indices import morris, sobol
from sentiment_abm.analysis.one_at_a_time import one_at_a_time
from sentiment_abm.analysis.sensitivity import sensitivity
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.problem import problem_of
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

VARY = {
    "trust.asymmetry": [1, 5],
    "scenario.hype": {"low": 0.5, "high": 3.0, "scale": "log"},
    "scenario.coverage": [1, 6],
}
SIZES = {"sobol": 16, "morris": 8, "latin_hypercube": 12}


def studied(design: str, **more) -> Study:
    vary = {name: [2, 4] for name in ("trust.asymmetry", "scenario.coverage")} if design == "grid" else VARY
    sweep = Sweep(design=design, vary=vary, points=SIZES.get(design))
    world = {"scenario": "promise_broken", "society": {"people": 60, "contacts": 4}}
    return Study(name=design, sweep=sweep, **{"replicates": 3, "days": 40, **world, **more})


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Results of small studies, by design."""
    found = {}
    for design in ("sobol", "morris", "latin_hypercube", "grid"):
        found[design] = tmp_path_factory.mktemp(design)
        studied(design).run(found[design])
    return found


def with_runs(results, runs: pd.DataFrame):
    """The same results with another table of runs."""
    changed = dataclasses.replace(results)
    changed.__dict__["runs"] = runs
    return changed


@pytest.mark.parametrize(("design", "estimate"), [("sobol", sobol), ("morris", morris)])
def test_it_is_the_estimator_of_the_design_on_the_runs_in_its_order(folders, design, estimate):
    results = load(folders[design])
    found = sensitivity(folders[design], of="trust_last")
    values = results.runs.sort_values(["point", "replicate"])["trust_last"].to_numpy().reshape(-1, 3)
    expected = estimate(problem_of(results.manifest), values)
    pd.testing.assert_frame_equal(found.table, expected.table)
    assert (found.design, found.case, found.replicates) == (design, "promise_broken", 3)
    assert found.points == {"sobol": 80, "morris": 32}[design]
    assert found.noise == expected.noise
    assert found.matter == expected.matter
    assert set(found.matter) >= {"scenario.hype", "trust.asymmetry"}
    assert f"trust_last of promise_broken, design {design}" in repr(found)


def test_the_order_of_the_rows_of_the_table_does_not_matter(folders):
    results = load(folders["sobol"])
    shuffled = with_runs(results, results.runs.sample(frac=1.0, random_state=1))
    pd.testing.assert_frame_equal(sensitivity(shuffled).table, sensitivity(results).table)


def test_a_grid_gives_one_setting_at_a_time(folders):
    found = sensitivity(folders["grid"], of="trust_last", base={"trust.asymmetry": 2, "scenario.coverage": 2})
    runs = load(folders["grid"]).runs
    expected = one_at_a_time(runs, "trust_last", base={"trust.asymmetry": 2, "scenario.coverage": 2})
    pd.testing.assert_frame_equal(found.table, expected)
    assert found.matter[0] == "trust.asymmetry"
    assert (found.design, found.points) == ("grid", 4)


def test_settings_of_other_points_are_refused(folders):
    results = load(folders["sobol"])
    moved = results.runs.assign(**{"trust.asymmetry": results.runs["trust.asymmetry"] * 1.01})
    with pytest.raises(InputError, match=r"trust\.asymmetry is .* at point .*, where the design \(1…5\) has"):
        sensitivity(with_runs(results, moved))
    # Points numbered anew: each row is right, and stands at another place than in the design.
    order = np.random.default_rng(1).permutation(80)
    renumbered = results.runs.assign(point=order[results.runs["point"].astype(int)])
    with pytest.raises(InputError, match="the settings are those of the design in another order"):
        sensitivity(with_runs(results, renumbered))


def test_a_study_that_is_not_finished_is_refused(folders):
    results = load(folders["sobol"])
    some = results.runs[results.runs["point"] != 7]
    with pytest.raises(InputError, match="1 of 80 points have no finished run with net_mean; run the study again"):
        sensitivity(with_runs(results, some))
    failed = results.runs.assign(status=np.where(results.runs["point"] == 7, "failed", "done"))
    with pytest.raises(InputError, match="1 of 80 points have no finished run"):
        sensitivity(with_runs(results, failed))
    one_less = results.runs[(results.runs["point"] != 7) | (results.runs["replicate"] > 0)]
    assert len(sensitivity(with_runs(results, one_less)).table) == 3
    more = results.runs.assign(point=results.runs["point"] + 1)
    with pytest.raises(InputError, match="the table of runs has point 80, the design 80 points"):
        sensitivity(with_runs(results, more))


def test_a_sample_of_another_seed_is_refused(folders):
    results = load(folders["sobol"])
    manifest = {**results.manifest, "seed": 99}
    with pytest.raises(InputError, match="the sample was drawn by SALib"):
        sensitivity(dataclasses.replace(results, manifest=manifest))


def test_designs_and_names_without_indices_are_refused_with_a_reason(folders, tmp_path):
    with pytest.raises(InputError, match=r"'latin_hypercube' has no sensitivity indices: take 'morris'"):
        sensitivity(folders["latin_hypercube"])
    with pytest.raises(InputError, match=r"no indicator 'net_maen' .* \(did you mean 'net_mean'\?\)"):
        sensitivity(folders["sobol"], of="net_maen")
    with pytest.raises(InputError, match="no case 'x': the cases are promise_broken"):
        sensitivity(folders["morris"], case="x")
    Study(name="plain", scenario="promise_broken", society={"people": 60, "contacts": 4}, replicates=2, days=20).run(
        tmp_path / "plain"
    )
    with pytest.raises(InputError, match="study 'plain' has no sweep"):
        sensitivity(tmp_path / "plain")


def test_of_several_cases_one_has_to_be_named(tmp_path):
    studied("morris", compare={"open": {"scenario.caveat": 0.9}}, replicates=2, days=20).run(tmp_path / "two")
    with pytest.raises(InputError, match="case is missing: the cases are baseline, open"):
        sensitivity(tmp_path / "two")
    assert sensitivity(tmp_path / "two", case="open").case == "open"
