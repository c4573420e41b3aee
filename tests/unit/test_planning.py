"""From cases and points to runs: identities, labels, order, and what a job gets."""

import math
import time
from itertools import pairwise

import numpy as np
import pytest

from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, flat
from sentiment_abm.sweep.cases import PLACES
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.study import Study
from sentiment_abm.sweep.worlds import scenario_key
from tests.studies import SMALL

SOCIETY = {"people": 40, "contacts": 4}


def made(sweep=None, **words):
    given = {"name": "s", "scenario": "promise_broken", "society": SOCIETY, "replicates": 3, "days": 12, **words}
    return Study(**given, sweep=sweep)


def ids(study):
    return {run.run_id for run in study.plan()}


# -- identities


def test_a_point_and_a_case_with_the_same_content_have_the_same_runs():
    swept = made(Sweep(vary={"scenario.hype": [0.5, 1.5], "trust.rate": [0.5, 1.0], "society.contacts": [4, 6]}))
    compared = made(
        compare={
            "a": {"scenario.hype": 0.5, "trust.rate": 0.5, "society.contacts": 6},
            "b": {"scenario.process.hype": 0.5},
        }
    )
    assert len(ids(swept)) == 8 * 3
    # hype 1.5 and rate 1 are what the scenario and the defaults have anyway
    assert ids(compared) < ids(swept)
    assert ids(made()) < ids(swept)


def test_a_list_finds_the_runs_of_a_grid():
    grid = made(Sweep(vary={"trust.rate": [0.5, 1], "scenario.closes": [True, False]}))
    points = [{"scenario.closes": closes, "trust.rate": rate} for closes in (False, True) for rate in (0.5, 1)]
    assert ids(made(Sweep(design="list", points=points))) == ids(grid)


def test_raising_replicates_or_points_keeps_every_run():
    few = made(Sweep(design="sobol", points=4, vary={"trust.rate": {}, "scenario.hype": {}}))
    many = made(Sweep(design="sobol", points=8, vary={"trust.rate": {}, "scenario.hype": {}}), replicates=4)
    assert ids(few) < ids(many)


def test_the_design_does_not_depend_on_replicates_days_or_cases():
    sweep = Sweep(design="latin_hypercube", points=5, vary={"trust.rate": {}})
    one = made(sweep).planner.points.matrix
    other = made(sweep, replicates=9, days=30, compare={"x": {"talk.weight": 0}}).planner.points.matrix
    assert np.array_equal(one, other)


def test_points_that_round_to_the_same_have_runs_of_their_own():
    study = made(Sweep(design="latin_hypercube", points=10, vary={"scenario.coverage": [1, 2]}))
    plan = study.plan()
    assert len(ids(study)) == len(plan) == 30
    assert {run.varied["scenario.coverage"] for run in plan} == {1, 2}
    first = {run.varied["scenario.coverage"]: run for run in sorted(plan, key=lambda run: -run.varied["point"])}
    alone = made(compare={"x": {"scenario.coverage": 1}, "y": {"scenario.coverage": 2}})
    assert {run.run_id for run in alone.plan()} & ids(study) >= {run.run_id for run in first.values()}


def test_keys_of_scripts_are_those_of_the_scripts_themselves():
    vary = {"scenario.hype": {}, "scenario.coverage": {"low": 1, "high": 6}, "scenario.size": {}, "scenario.caveat": {}}
    for sweep in (
        Sweep(design="latin_hypercube", points=40, vary=vary),
        Sweep(vary={"scenario.hype": [0.5, 1], "scenario.closes": [True, False], "scenario.caveat": [0, 0.5]}),
    ):
        planner = made(sweep, scenario="promise_kept").planner
        points = planner.points
        for point in range(len(points)):
            alone = points.cases[0].scenario_with(points.settings(point))
            again = made(scenario=alone).planner
            assert planner.worlds[0][point] == again.worlds[0][0]
        assert len(set(planner.worlds[0])) == len(points)


# -- labels and order


def test_labels_are_what_was_varied():
    sweep = Sweep(vary={"trust.rate": [0.5, 1], "society.graph": ["random", "complete"], "scenario.sources": [{}]})
    study = made(sweep, society={"people": 40}, compare={"x": {"scenario.caveat": 0.3}})
    runs = {(run.case, run.varied["point"]): run.varied for run in study.plan()}
    assert runs["x", 3] == {
        "scenario.caveat": 0.3,
        "point": 3,
        "trust.rate": 1.0,
        "society.graph": "complete",
        "scenario.sources": "{}",
    }
    assert runs["baseline", 0]["scenario.caveat"] is None
    assert len({id(run.varied) for run in study.plan()}) == 8  # replicates share them


def test_a_setting_left_alone_is_told_as_the_case_has_it():
    sweep = Sweep(design="list", points=[{"trust.rate": 2}, {"society.contacts": 6}, {"scenario.hype": 2}])
    study = made(sweep, compare={"x": {"talk.weight": 0.3}}, params={"trust": {"rate": 0.7}})
    runs = {(run.case, run.varied["point"]): run.varied for run in study.plan()}
    told = {"talk.weight": 0.3, "point": 0, "trust.rate": 2.0, "society.contacts": 4.0, "scenario.hype": None}
    assert runs["x", 0] == told
    assert (runs["x", 1]["trust.rate"], runs["x", 1]["society.contacts"], runs["x", 2]["scenario.hype"]) == (0.7, 6, 2)


def test_without_a_sweep_the_labels_are_as_they_were(study):
    found = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5')
    assert {run.case: run.varied for run in found.plan()} == {
        "baseline": {"scenario.hype": None},
        "low": {"scenario.hype": 0.5},
    }


def test_runs_that_share_a_network_and_a_world_come_together():
    sweep = Sweep(vary={"trust.rate": [0.5, 1, 2], "scenario.hype": [0.5, 1], "society.contacts": [4, 6]})
    plan = made(sweep, replicates=5).plan()
    assert [run.run_id for run in plan] == sorted(run.run_id for run in plan)
    worlds = [(run.seed, run.varied["scenario.hype"], run.varied["society.contacts"]) for run in plan]
    assert sum(a != b for a, b in pairwise(worlds)) + 1 == len(set(worlds)) == 20
    assert sum(a.seed != b.seed for a, b in pairwise(plan)) + 1 == 5


# -- jobs


def test_a_job_has_what_its_runs_share_and_their_parameters():
    sweep = Sweep(vary={"trust.rate": [0.5, 1, 2], "attention.gist": [False, True], "scenario.hype": [0.5, 1]})
    study = made(sweep, compare={"x": {"talk.weight": 0.3}})
    plan = study.plan()
    jobs = list(study.jobs(plan, lambda: 4))
    assert [run_id for job in jobs for run_id in job.run_ids] == [run.run_id for run in plan]
    assert {len(job.run_ids) for job in jobs} == {4}  # of 12 runs in each world: 6 points, 2 cases
    by_id = {run.run_id: run for run in plan}
    for job in jobs:
        assert job.params.shape == (len(job.run_ids), len(flat(Params())))
        for run_id, row in zip(job.run_ids, job.params, strict=True):
            run = by_id[run_id]
            assert (job.seed, job.recipe.seed) == (run.seed, run.seed)
            assert job.scenario.items[0].hype == run.varied["scenario.hype"]
            told = {"trust.rate": run.varied["trust.rate"], "attention.gist": run.varied["attention.gist"]}
            told |= {"talk.weight": run.varied["talk.weight"]}
            assert {name: row[PLACES[name]] for name in told} == {name: float(value) for name, value in told.items()}
            others = {name: value for name, value in flat(Params()).items() if name not in told}
            assert {name: row[PLACES[name]] for name in others} == {
                name: float(value) for name, value in others.items()
            }


def test_most_is_asked_anew_for_every_job():
    sizes = iter([1, 2, 9, 9, 9])
    study = made(Sweep(vary={"trust.rate": [0.1, 0.2, 0.3, 0.4]}))
    jobs = list(study.jobs(study.plan(), lambda: next(sizes)))
    assert [len(job.run_ids) for job in jobs] == [1, 2, 1, 4, 4]


def test_another_scenario_at_each_point():
    sweep = Sweep(vary={"scenario.use": ["promise_kept", "promise_broken"], "scenario.caveat": [0.1, 0.2]})
    study = made(sweep, compare={"x": {"scenario.coverage": 9}})
    found = {
        (job.scenario.name, job.scenario.items[0].caveat, job.scenario.items[0].coverage)
        for job in study.jobs(study.plan(), lambda: 99)
    }
    assert len(found) == 8
    assert {coverage for _, _, coverage in found} == {9, made().cases[0].scenario.items[0].coverage}


def test_fields_of_the_talks_process():
    study = made(Sweep(vary={"scenario.process.lead": [5, 10], "scenario.pause": [7]}), scenario=Talks())
    assert {(job.scenario.lead, job.scenario.pause) for job in study.jobs(study.plan(), lambda: 9)} == {
        (5.0, 7.0),
        (10.0, 7.0),
    }


# -- worlds that cannot be


@pytest.mark.parametrize(
    ("vary", "problem"),
    [
        (
            {"scenario.delivered": [1, {"all": 9}]},
            "sweep, first at point 1 (scenario.delivered = {'all': 9}): scenario.del",
        ),
        ({"scenario.strength": [1]}, "scenario.strength changes nothing: 'promise_broken' has no signal"),
        ({"scenario.lead": [1]}, "means something for talks as a process only"),
        ({"scenario.use": ["quiet", "quiett"]}, "point 1 (scenario.use = quiett): scenario: use 'quiett'"),
        ({"scenario.coverage": [1.5]}, "coverage 1.5 is not a whole number"),
        ({"society.contacts": [4, 5]}, "contacts 5 must be an even whole number"),
        ({"society.people": [6, 3]}, "point 1 (society.people = 3): society: contacts 4 must be below people 3"),
        ({"society.people": ["few"]}, "society.people 'few' is not a whole number"),
        ({"society.graph": ["randm"]}, "graph 'randm' is not one of"),
        ({"society.file": ["no.csv"]}, "no.csv"),
        ({"scenario.delivered": [0.2, {"Ukraine": 0.5}]}, "unknown segment 'Ukraine'"),
        (
            {"trust.prior_kept": [0, 1], "trust.prior_broken": [1, 0]},
            "point 1 (trust.prior_kept = 0.0, trust.prior_bro",
        ),
    ],
)
def test_a_point_that_cannot_be_is_named(vary, problem):
    with pytest.raises(InputError) as caught:
        made(Sweep(vary=vary))
    assert any(problem in said for said in caught.value.problems), caught.value.problems


def test_a_mistake_at_many_points_is_said_once():
    with pytest.raises(InputError) as caught:
        made(Sweep(vary={"scenario.strength": [1], "trust.rate": {"steps": 30}, "society.contacts": [4, 6]}))
    assert len(caught.value.problems) == 1


def test_a_large_sweep_is_looked_at_before_it_runs(tmp_path):
    sweep = Sweep(vary={"trust.rate": {"steps": 3_000}, "society.contacts": [4, 5]})
    study = made(sweep)
    with pytest.raises(InputError, match="contacts 5 must be an even"):
        study.run(tmp_path / "out")
    assert not (tmp_path / "out").exists()


# -- a hundred thousand runs


def test_a_large_plan_is_cheap():
    vary = {name: {} for name in ("trust.rate", "talk.weight", "belief.claim", "stress.overload", "scenario.hype")}
    study = made(Sweep(design="latin_hypercube", points=20_000, vary=vary), replicates=5)
    started = time.process_time()
    plan = study.plan()
    seconds = time.process_time() - started
    assert len({run.run_id for run in plan}) == 100_000
    assert seconds < 10.0  # 1.5 s on an idle machine
    assert math.isclose(np.mean([run.varied["trust.rate"] for run in plan]), 1.5, rel_tol=1e-3)


def test_scenario_keys_tell_scenarios_apart():
    scenario = made().cases[0].scenario
    assert scenario_key(scenario) == scenario_key(made(scenario=scenario).cases[0].scenario)
    assert scenario_key(scenario) != scenario_key(made(scenario="promise_kept").cases[0].scenario)
