"""Designs of sweeps: which points they have, and what is said about those that cannot be."""

import math
import sys

import numpy as np
import pytest
from scipy.stats import qmc

from sentiment_abm.draws import seed_of
from sentiment_abm.spec import InputError
from sentiment_abm.sweep import samplers
from sentiment_abm.sweep.axes import settings_of
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.samplers import SAMPLED, rows_of, shares

RANGES = {"trust.asymmetry": [1, 5], "belief.memory": {"low": 7, "high": 90, "scale": "log"}, "talk.weight": {}}


def points_of(sweep, seed=1):
    return [settings_of(sweep.axes, row) for row in sweep.matrix(seed).tolist()]


# -- grids and lists


def test_a_grid_is_every_combination_the_last_setting_fastest():
    sweep = Sweep(design="grid", vary={"trust.asymmetry": [1, 3], "society.graph": ["random", "lattice"]})
    assert points_of(sweep) == [
        {"trust.asymmetry": asymmetry, "society.graph": graph}
        for asymmetry in (1.0, 3.0)
        for graph in ("random", "lattice")
    ]
    assert sweep.count == 4


def test_values_keep_their_kind():
    vary = {
        "scenario.coverage": [2, 5],
        "attention.gist": [False, True],
        "scenario.delivered": [{"a": 0.5, "b": 1}, 0.2],
    }
    first, *_, last = points_of(Sweep(vary=vary))
    assert first == {"scenario.coverage": 2, "attention.gist": False, "scenario.delivered": {"a": 0.5, "b": 1}}
    assert last == {"scenario.coverage": 5, "attention.gist": True, "scenario.delivered": 0.2}
    assert [type(value) for value in last.values()] == [int, bool, float]


@pytest.mark.parametrize(
    ("name", "told", "values"),
    [
        ("talk.weight", {"steps": 11}, [k / 10 for k in range(11)]),
        ("trust.asymmetry", {"low": 2, "steps": 2}, [2.0, 5.0]),
        ("scenario.coverage", {"low": 1, "high": 10, "steps": 3}, [1, 6, 10]),
        ("society.contacts", {"low": 3, "high": 13, "steps": 3}, [4, 8, 12]),
        ("attention.gist", {}, [False, True]),
        ("talk.bound", {"values": [1, math.inf]}, [1.0, math.inf]),
        ("talk.bound", np.array([1.0, 2.0]), [1.0, 2.0]),
    ],
)
def test_ranges_of_a_grid_are_steps_that_the_setting_can_take(name, told, values):
    assert [point[name] for point in points_of(Sweep(vary={name: told}))] == values


def test_a_log_scale_has_equal_ratios():
    (axis,) = Sweep(vary={"belief.memory": {"low": 7, "high": 700, "steps": 5, "scale": "log"}}).axes
    assert np.array(axis.values) == pytest.approx(np.geomspace(7, 700, 5), rel=1e-12)
    assert (axis.values[0], axis.values[-1]) == (7.0, 700.0)


def test_a_list_leaves_alone_what_a_point_does_not_set():
    told = [{"trust.rate": 1}, {"trust": {"rate": 2}, "society.graph": "random"}, {"scenario.process.lead": 9}]
    sweep = Sweep(design="list", points=told)
    assert points_of(sweep) == [
        {"trust.rate": 1.0},
        {"trust.rate": 2.0, "society.graph": "random"},
        {"scenario.process.lead": 9.0},
    ]


# -- samples


@pytest.mark.parametrize("design", SAMPLED)
def test_a_sample_is_a_function_of_the_seed(design):
    sweep = Sweep(design=design, points=8, vary=RANGES)
    again = Sweep(design=design, points=8, vary=dict(RANGES))
    samplers.shares.cache_clear()
    assert np.array_equal(sweep.matrix(3), again.matrix(3))
    assert not np.array_equal(sweep.matrix(3), sweep.matrix(4))
    assert len(sweep.matrix(0)) == sweep.count == rows_of(design, 8, 3)
    assert not np.array_equal(sweep.matrix(0), sweep.matrix(1))  # a seed of 0 is a seed


@pytest.mark.parametrize(("design", "begins"), [("sobol", True), ("morris", True), ("latin_hypercube", False)])
def test_more_points_keep_the_earlier_ones_or_not(design, begins):
    few, many = shares(design, 8, 3, seed=1), shares(design, 16, 3, seed=1)
    assert np.array_equal(many[: len(few)], few) == begins


@pytest.mark.parametrize("design", SAMPLED)
def test_a_sample_leaves_the_global_generators_alone(design):
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # the very generator that nothing may touch
    samplers.shares.cache_clear()
    shares(design, 8, 3, seed=1)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_the_saltelli_scheme_changes_one_setting_at_a_time():
    base, *mixed, other = shares("sobol", 4, 3, seed=1)[:5]
    for k, row in enumerate(mixed):
        expected = base.copy()
        expected[k] = other[k]
        assert np.array_equal(row, expected)


def test_a_trajectory_changes_one_setting_at_a_time():
    rows = shares("morris", 5, 4, seed=1).reshape(5, 5, 4)
    assert ((np.diff(rows, axis=1) != 0).sum(axis=2) == 1).all()
    assert set(np.unique(rows)) <= {0.0, 1 / 3, 2 / 3, 1.0}


def test_a_latin_hypercube_has_one_point_in_every_slice():
    sample = shares("latin_hypercube", 50, 3, seed=1)
    assert all(sorted(np.floor(sample[:, k] * 50)) == list(range(50)) for k in range(3))
    assert qmc.discrepancy(sample) < qmc.discrepancy(np.random.default_rng(1).random((50, 3)))


@pytest.mark.parametrize(("points", "axes"), [(1, 1), (7, 3), (1000, 5)])
def test_a_latin_hypercube_is_that_of_scipy(points, axes):
    theirs = qmc.LatinHypercube(axes, rng=np.random.default_rng(seed_of(2, "sweep", "latin_hypercube")))
    assert np.array_equal(shares("latin_hypercube", points, axes, seed=2), theirs.random(points))


def test_samples_fill_their_ranges_and_whole_numbers_equally():
    vary = RANGES | {"scenario.coverage": [1, 4], "society.contacts": [3, 9]}
    matrix = Sweep(design="latin_hypercube", points=1_200, vary=vary).matrix(1)
    lows, highs = matrix.min(axis=0), matrix.max(axis=0)
    assert lows == pytest.approx([1, 7, 0, 1, 4], abs=0.1)
    assert highs == pytest.approx([5, 90, 1, 4, 8], abs=0.2)
    assert np.median(matrix[:, 1]) == pytest.approx(math.sqrt(7 * 90), rel=0.01)
    assert np.unique(matrix[:, 3], return_counts=True)[1].tolist() == [300] * 4
    assert np.unique(matrix[:, 4], return_counts=True)[1].tolist() == [400] * 3


def test_whole_numbers_on_a_log_scale_stay_in_range():
    vary = {"society.people": {"low": 10, "high": 1000, "scale": "log"}}
    found = Sweep(design="latin_hypercube", points=500, vary=vary).matrix(1)[:, 0]
    assert (found == found.round()).all()
    assert (found.min(), found.max()) == (10, pytest.approx(1000, abs=10))
    assert np.median(found) == pytest.approx(100, rel=0.05)


# -- mistakes


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"design": "gird"}, "sweep.design 'gird' is not one of grid, latin_hypercube, sobol, morris, list (did you"),
        ({"design": None}, "sweep.design is missing: give one of grid, "),
        ({}, "sweep.vary is empty"),
        ({"vary": 3}, "sweep.vary is empty"),
        ({"vary": {"trust.asymetry": [1]}}, "unknown setting 'trust.asymetry' (did you mean 'trust.asymmetry'?)"),
        ({"vary": {"scenario.proces.lead": [1]}}, "(did you mean 'scenario.process.lead'?)"),
        ({"vary": {"study.days": [1]}}, "unknown setting 'study.days'"),
        ({"vary": {"trust.rate": [1, 9]}}, "sweep.vary: trust.rate 9 is outside 0…3"),
        ({"vary": {"trust.rate": [1, math.nan]}}, "trust.rate nan is outside 0…3"),
        ({"vary": {"trust.rate": [1, "x"]}}, "trust.rate 'x' is not a number"),
        ({"vary": {"trust.rate": [1, 1.0]}}, "trust.rate: value 1.0 is given twice"),
        ({"vary": {"scenario.hype": [1, 9]}}, "sweep.vary: scenario.hype 9 is outside 0…4"),
        ({"vary": {"society.people": [math.nan]}}, "society.people nan is outside 1…4.29497e+09"),
        ({"vary": {"trust.rate": []}}, "trust.rate has no values"),
        ({"vary": {"trust.rate": 2}}, "trust.rate 2 is neither a list of values nor a table"),
        ({"vary": {"trust.rate": {"low": 1, "high": 2}}}, "trust.rate: a grid needs values, or steps"),
        ({"vary": {"trust.rate": {"steps": 1}}}, "steps 1 is not a whole number from 2 on"),
        ({"vary": {"trust.rate": {"steps": 3, "low": 2, "high": 1}}}, "low 2 is not below high 1"),
        ({"vary": {"trust.rate": {"steps": 3, "high": 9}}}, "high 9 is outside 0…3"),
        ({"vary": {"trust.rate": {"steps": 3, "low": "a"}}}, "low 'a' is not a number"),
        ({"vary": {"trust.rate": {"stepz": 3}}}, "unknown key 'stepz' (did you mean 'steps'?)"),
        ({"vary": {"trust.rate": {"values": [1], "low": 1}}}, "give values or a range, not both"),
        ({"vary": {"trust.rate": {"steps": 3, "scale": "log"}}}, "a log scale needs a low above 0, and low is 0"),
        ({"vary": {"trust.rate": {"steps": 3, "scale": "lin"}}}, "scale 'lin' is not one of linear, log"),
        ({"vary": {"belief.memory": {"steps": 3}}}, "belief.memory may be 7…inf, too far for a range: give high"),
        ({"vary": {"belief.memory": {"steps": 3, "high": math.inf}}}, "high inf cannot be an end of a range"),
        ({"vary": {"society.people": {"steps": 3}}}, "society.people may be 1…4.29497e+09, too far"),
        ({"vary": {"scenario.coverage": {"low": 1, "high": 3, "steps": 9}}}, "1…3 has fewer than 9 whole numbers"),
        ({"vary": {"scenario.use": {"low": 1, "steps": 9}}}, "scenario.use is no number: give values"),
        ({"vary": {"scenario.lead": [1], "scenario.process.lead": [2]}}, "sweep.vary: scenario.lead is given 2 times"),
        ({"vary": {"trust.rate": [1], "trust": {"rate": [2]}}}, "sweep.vary: trust.rate is given 2 times"),
        ({"vary": {"trust.rate": [1]}, "points": 3}, "sweep.points means nothing for a grid"),
        (
            {"vary": {f"trust.{name}": {"steps": 10_000} for name in ("rate", "scar")}},
            "100,000,000 points are more than",
        ),
        (
            {"design": "sobol", "vary": RANGES, "points": 100},
            "100 is not a power of two, as sobol needs: take 64 or 128",
        ),
        ({"design": "sobol", "vary": RANGES}, "sweep.points is missing: design 'sobol' needs their number"),
        ({"design": "morris", "vary": RANGES, "points": 2.5}, "sweep.points 2.5 is not a whole number from 1 on"),
        ({"design": "morris", "vary": RANGES, "points": True}, "sweep.points True is not a whole number from 1 on"),
        ({"design": "morris", "vary": RANGES, "points": 10**9}, "4,000,000,000 points are more than 10,000,000"),
        ({"design": "sobol", "vary": {"attention.gist": {}}, "points": 2}, "is true or false, and cannot be sampled"),
        (
            {"design": "sobol", "vary": {"attention.gist": [0, 1]}, "points": 2},
            "is true or false, and cannot be sampled",
        ),
        (
            {"design": "sobol", "vary": {"society.graph": ["a", "b"]}, "points": 2},
            "is no number, and cannot be sampled",
        ),
        ({"design": "sobol", "vary": {"trust.rate": [1, 2, 3]}, "points": 2}, "[1, 2, 3] is no range"),
        ({"design": "sobol", "vary": {"trust.rate": {"values": [1, 2]}}, "points": 2}, "values are for a grid"),
        ({"design": "sobol", "vary": {"trust.rate": {"steps": 3}}, "points": 2}, "steps are for a grid"),
        ({"design": "sobol", "vary": {"society.contacts": [3, 5]}, "points": 2}, "between low 3 and high 5 is no even"),
        ({"design": "list"}, "sweep.points is missing: write [[sweep.points]]"),
        ({"design": "list", "points": 5}, "sweep.points 5 is not a list of tables"),
        ({"design": "list", "points": [{}]}, "sweep.points set nothing"),
        ({"design": "list", "points": [3]}, "sweep.points 0: 3 is not a table of settings"),
        ({"design": "list", "points": [{"trust.rat": 1}]}, "sweep.points 0: unknown setting 'trust.rat' (did you mean"),
        (
            {"design": "list", "points": [{"trust.rate": 1}, {"trust.rate": 9}]},
            "sweep.points 1: trust.rate 9 is outside",
        ),
        ({"design": "list", "points": [{"trust.rate": 1}] * 2}, "sweep.points 0 and 1 are the same in every setting"),
        ({"design": "list", "points": [{"trust.rate": 1}], "vary": RANGES}, "sweep.vary means nothing for a list"),
    ],
)
def test_a_mistake_is_explained(words, problem):
    with pytest.raises(InputError) as caught:
        Sweep(**words)
    assert any(problem in said for said in caught.value.problems), caught.value.problems


def test_all_mistakes_are_said_at_once():
    with pytest.raises(InputError) as caught:
        Sweep(design="sobol", points=6, vary={"trust.rat": [0, 1], "trust.asymmetry": [0, 9], "attention.gist": {}})
    assert len(caught.value.problems) == 5


def test_without_the_extra_a_sensitivity_design_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)  # as if it were not installed
    with pytest.raises(InputError, match=r"needs the extra sensitivity: pip install 'sentiment-abm\[sensitivity\]'"):
        Sweep(design="sobol", points=2, vary=RANGES)
    assert Sweep(design="latin_hypercube", points=2, vary=RANGES).count == 2
