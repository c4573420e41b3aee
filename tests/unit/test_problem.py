"""The design of a sweep in the manifest, and the very sample drawn again from it."""

import json

import numpy as np
import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.manifest import manifest
from sentiment_abm.sweep.problem import LISTED, problem_of
from sentiment_abm.sweep.samplers import SAMPLED
from sentiment_abm.sweep.study import Study

VARY = {"trust.asymmetry": {}, "belief.memory": {"low": 7, "high": 90, "scale": "log"}, "scenario.coverage": [1, 5]}


def manifest_of(**words):
    study = Study(
        name="s", scenario="promise_broken", society={"people": 40}, seed=7, replicates=2, sweep=Sweep(**words)
    )
    return study, json.loads(json.dumps(manifest(study, "")))


@pytest.mark.parametrize("design", SAMPLED)
def test_the_sample_of_a_study_can_be_drawn_again(design):
    study, told = manifest_of(design=design, points=8, vary=VARY)
    problem = problem_of(told)
    assert problem.names == list(VARY)
    assert problem.bounds == [(1, 5), (7, 90), (1, 5)]
    assert problem.scales == ["linear", "log", "linear"]
    assert (problem.design, problem.points) == (design, 8)
    # Row p of the design is point p of the runs.
    settings = study.planner.points.matrix
    axes = [
        Axis(name, kind, (), low, high, scale)
        for name, kind, (low, high), scale in zip(
            problem.names, ("number", "number", "whole"), problem.bounds, problem.scales, strict=True
        )
    ]
    again = np.stack([axis.spread(problem.shares[:, k]) for k, axis in enumerate(axes)], axis=1)
    assert np.array_equal(again, settings)
    varied = {run.varied["point"]: [run.varied[name] for name in VARY] for run in study.plan()}
    assert [varied[point] for point in range(len(settings))] == settings.tolist()


def test_a_sample_that_was_drawn_otherwise_is_refused():
    _, told = manifest_of(design="sobol", points=8, vary=VARY)
    told["sweep"]["sample"] = "0" * 32
    with pytest.raises(
        InputError, match=r"the sample was drawn by SALib .*, scipy .*, and the versions installed here"
    ):
        problem_of(told)


def test_without_a_sampled_design_there_is_no_problem():
    _, told = manifest_of(vary={"trust.rate": [0.5, 1]})
    with pytest.raises(
        InputError, match="study 's' has design 'grid': this needs one of latin_hypercube, sobol, morris"
    ):
        problem_of(told)
    with pytest.raises(InputError, match="has no sweep"):
        problem_of({"study": "s"})


def test_the_manifest_names_settings_values_and_order():
    _, told = manifest_of(vary={"trust.rate": [0.5, 1], "society.graph": ["random", "complete"]})
    assert told["sweep"]["settings"] == [
        {"name": "trust.rate", "kind": "number", "values": [0.5, 1], "count": 2},
        {"name": "society.graph", "kind": "choice", "values": ["random", "complete"], "count": 2},
    ]
    assert (told["sweep"]["design"], told["sweep"]["count"]) == ("grid", 4)
    assert told["daily"] == {"mode": "whole", "every": 1, "indicators": []}
    assert "stop" not in told


def test_two_long_lists_have_two_hashes():
    points = [{"trust.rate": k / 1000} for k in range(LISTED + 50)]
    (_, one), (_, other) = (
        manifest_of(design="list", points=[*points[:-1], {"trust.rate": last}]) for last in (0.9, 0.8)
    )
    assert len(one["sweep"]["points"]) == LISTED
    assert one["hash"] != other["hash"]
