"""Sensitivity indices on functions whose indices are known; refused where the table does not fit the design."""

import itertools
import math

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from sentiment_abm.analysis.indices import morris, sobol
from sentiment_abm.analysis.noise import noise
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.problem import Problem
from sentiment_abm.sweep.samplers import shares

ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)  # a = 7, b = 0.1
A = np.array([0.0, 1.0, 4.5, 9.0])  # of the G-function


def problem_of(design: str, points: int, settings: int, seed: int = 1, second: bool = False) -> Problem:
    sample = shares(design, points, settings, seed, second)
    names = [f"p{k}" for k in range(settings)]
    return Problem(design, points, names, [(0.0, 1.0)] * settings, ["linear"] * settings, sample)


def ishigami(sample: np.ndarray) -> np.ndarray:
    x = math.pi * (2 * sample - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(sample: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4 * sample - 2) + A) / (1 + A), axis=1)


def g_indices() -> tuple[np.ndarray, np.ndarray]:
    alone = 1 / (3 * (1 + A) ** 2)
    whole = np.prod(1 + alone) - 1
    return alone / whole, alone * np.prod(1 + alone) / (1 + alone) / whole


# -- closed forms


def test_the_indices_of_ishigami_are_those_of_its_formula():
    problem = problem_of("sobol", 4096, 3)
    found = sobol(problem, ishigami(problem.shares)).table
    assert found["first"].tolist() == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert found["total"].tolist() == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    for name, truth in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        assert (found[f"{name}_low"] - 0.01 <= np.array(truth)).all()
        assert (found[f"{name}_high"] + 0.01 >= np.array(truth)).all()
    assert found["name"].tolist() == ["p0", "p1", "p2"]


def test_the_indices_of_the_g_function_are_those_of_its_formula():
    problem = problem_of("sobol", 4096, 4)
    found = sobol(problem, g_function(problem.shares)).table
    first, total = g_indices()
    assert found["first"].to_numpy() == pytest.approx(first, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(total, abs=0.02)


def test_the_second_order_of_ishigami_is_one_pair():
    problem = problem_of("sobol", 4096, 3, second=True)
    found = sobol(problem, ishigami(problem.shares))
    assert found.pairs[["a", "b"]].values.tolist() == [["p0", "p1"], ["p0", "p2"], ["p1", "p2"]]
    assert found.pairs["second"].tolist() == pytest.approx([0.0, 0.2437, 0.0], abs=0.03)
    assert (found.pairs["second_low"] < found.pairs["second"]).all()
    assert found.table["total"].tolist() == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    assert sobol(problem_of("sobol", 8, 2), np.arange(32.0)).pairs.empty


def test_the_intervals_cover_the_true_indices_as_often_as_they_say():
    # 100 scrambled samples of 256 base points; a share of 0.95 would be below 0.865 once in 10,000 seeds.
    covered = np.zeros((2, 4))
    for seed in range(100):
        problem = problem_of("sobol", 256, 4, seed)
        found = sobol(problem, g_function(problem.shares)).table
        for row, (name, truth) in enumerate(zip(("first", "total"), g_indices(), strict=True)):
            covered[row] += (found[f"{name}_low"] <= truth) & (truth <= found[f"{name}_high"])
    assert (covered / 100 > 0.865).all()  # a scrambled sequence is better than the chance that the bootstrap assumes


def test_elementary_effects_are_those_of_all_steps_of_the_grid():
    def outcome(x):
        return 3 * x[:, 0] - 2 * x[:, 1] + 4 * x[:, 0] * x[:, 2] + x[:, 3] ** 2

    problem = problem_of("morris", 4000, 4)
    found = morris(problem, outcome(problem.shares)).table.set_index("name")
    levels, step = np.array([0.0, 1 / 3, 2 / 3, 1.0]), 2 / 3
    for k in range(4):
        effects = []
        for rest in itertools.product(levels, repeat=3):
            for start in (0.0, 1 / 3):
                low = np.insert(np.array(rest), k, start)[None]
                high = np.insert(np.array(rest), k, start + step)[None]
                effects.append((outcome(high) - outcome(low))[0] / step)
        row, error = found.loc[f"p{k}"], np.std(effects) / math.sqrt(4000)
        assert abs(row["mu"] - np.mean(effects)) <= 3.9 * error + 1e-9
        assert abs(row["mu_star"] - np.abs(effects).mean()) <= 3.9 * error + 1e-9
        assert row["sigma"] == pytest.approx(np.std(effects), abs=0.05)
    assert found.loc["p1", ["mu", "mu_star"]].tolist() == pytest.approx([-2.0, 2.0])
    assert found.loc["p1", "sigma"] == pytest.approx(0.0, abs=1e-9)


# -- the same as SALib


def test_indices_equal_those_of_salib_on_the_same_table():
    problem = problem_of("sobol", 64, 3, second=True)
    values = ishigami(problem.shares)
    told = {"num_vars": 3, "names": problem.names, "bounds": [[0, 1]] * 3}
    expected = salib_sobol.analyze(told, values, num_resamples=1_000, seed=np.random.default_rng(5))
    found = sobol(problem, values, seed=5)
    for name, key in (("first", "S1"), ("total", "ST")):
        assert found.table[name].tolist() == expected[key].tolist()
        assert found.table[f"{name}_high"].tolist() == (expected[key] + expected[f"{key}_conf"]).tolist()
    assert found.pairs["second"].tolist() == [expected["S2"][0, 1], expected["S2"][0, 2], expected["S2"][1, 2]]


def test_effects_equal_those_of_salib_on_the_same_table():
    problem = problem_of("morris", 20, 3)
    values = ishigami(problem.shares)
    told = {"num_vars": 3, "names": problem.names, "bounds": [[0, 1]] * 3}
    expected = salib_morris.analyze(
        told, np.array(problem.shares), values, num_resamples=1_000, seed=np.random.default_rng(0)
    )
    found = morris(problem, values).table
    for name in ("mu", "mu_star", "sigma"):
        assert found[name].tolist() == list(expected[name])
    assert found["mu_star_low"].tolist() == list(expected["mu_star"] - expected["mu_star_conf"])


def test_a_seed_of_0_is_a_seed_and_nothing_global_is_touched():
    problem = problem_of("sobol", 32, 3)
    values = ishigami(problem.shares)
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # it is the global state that is looked at
    assert sobol(problem, values, seed=0).table.equals(sobol(problem, values, seed=0).table)
    assert not sobol(problem, values, seed=0).table.equals(sobol(problem, values, seed=1).table)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


# -- noise


def test_noise_is_told_apart_from_luck_that_all_points_share():
    rng = np.random.default_rng(2)
    points, replicates = 4_000, 8
    settings, luck = rng.normal(0, 2, (points, 1)), np.linspace(-3, 3, replicates)
    found = noise(settings + luck + rng.normal(0, 1, (points, replicates)))
    assert found.own == pytest.approx(1.0, rel=0.05)
    assert found.common == pytest.approx(np.var(luck, ddof=1), rel=0.05)
    assert found.within == pytest.approx(found.own + found.common)
    assert found.between == pytest.approx(4 + 1 / 8, rel=0.1)
    assert found.share == pytest.approx(1 / 8 / found.between, rel=0.05)
    alone = noise(settings + rng.normal(0, 1, (points, replicates)))
    assert alone.common < 0.05
    assert noise(settings + luck).share == pytest.approx(0.0, abs=1e-12)


def test_luck_that_points_do_not_share_raises_total_indices_by_their_floor():
    problem = problem_of("sobol", 2048, 4)
    truth, (first, total) = g_function(problem.shares), g_indices()
    scale = truth.std()
    rng = np.random.default_rng(3)
    found = sobol(problem, truth[:, None] + rng.normal(0, scale, (len(truth), 4)))
    share = found.noise.share
    assert share == pytest.approx(1 / 5, abs=0.02)
    assert (found.table["total"] - share).to_numpy() == pytest.approx(total * (1 - share), abs=0.06)
    assert found.table["floor"].between(share, 1.6 * share).all()
    assert found.table["first"].to_numpy() == pytest.approx(first * (1 - share), abs=0.06)
    # Luck that all points share changes nothing at all.
    shared = sobol(problem, truth[:, None] + rng.normal(0, scale, 4))
    assert shared.table["total"].to_numpy() == pytest.approx(sobol(problem, truth).table["total"].to_numpy())
    assert (shared.noise.share, *shared.table["floor"]) == pytest.approx((0.0,) * 5, abs=1e-12)
    assert sobol(problem, truth).table["floor"].isna().all()


@pytest.mark.parametrize(("design", "points"), [("sobol", 32), ("morris", 20)])
def test_a_setting_that_only_moves_luck_about_is_taken_for_one_that_matters_once_in_20(design, points):
    # p1 decides which of two lots a replicate draws, the same at all points: the worst that luck can do.  p2 does
    # nothing.  200 samples; more than 0.11 of them by chance once in 10,000 seeds.
    estimate, alarms, effects = {"sobol": sobol, "morris": morris}[design], 0, 0
    for seed in range(200):
        problem = problem_of(design, points, 3, seed)
        lots = np.random.default_rng(seed).normal(0, 1.0, (2, 6))
        found = estimate(problem, 2 * problem.shares[:, :1] + lots[(problem.shares[:, 1] > 0.5).astype(int)])
        alarms += "p1" in found.matter
        effects += "p0" in found.matter
        assert found.table[[found.size, "floor"]].to_numpy()[2] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert alarms / 200 < 0.11
    assert effects / 200 > 0.9


def test_without_a_floor_luck_would_be_taken_for_an_effect():
    """The negative control of the last test: intervals over points alone do not know about luck that all share."""
    alarms = 0
    for seed in range(50):
        problem = problem_of("sobol", 32, 3, seed)
        lots = np.random.default_rng(seed).normal(0, 1.0, (2, 6))
        found = sobol(problem, 2 * problem.shares[:, :1] + lots[(problem.shares[:, 1] > 0.5).astype(int)])
        alarms += found.table["total_low"][1] > 0.01
    assert alarms / 50 > 0.3


def test_settings_without_effect_do_not_matter_and_others_do():
    rng = np.random.default_rng(4)
    for design, points, estimate in (("sobol", 512, sobol), ("morris", 60, morris)):
        problem = problem_of(design, points, 4)
        outcome = 3 * problem.shares[:, 1] + problem.shares[:, 3]
        found = estimate(problem, outcome[:, None] + rng.normal(0, 0.5, (len(outcome), 6)))
        assert found.matter == ["p1", "p3"]
        idle = found.table.set_index("name").loc[["p0", "p2"]]
        assert idle["floor"].between(idle[found.size] * 0.9, idle[found.size] * 2).all()


def test_replicates_that_failed_leave_the_mean_of_the_others():
    problem = problem_of("sobol", 64, 3)
    values = np.repeat(ishigami(problem.shares)[:, None], 3, axis=1)
    values[5, 1] = math.nan
    found, whole = (sobol(problem, each).table.drop(columns=["name", "floor"]) for each in (values, values[:, 0]))
    np.testing.assert_allclose(found, whole, rtol=0, atol=1e-12)


# -- what does not fit


@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_rows_in_another_order_are_refused_and_would_have_been_wrong(design):
    problem, estimate = problem_of(design, 512, 3), {"sobol": sobol, "morris": morris}[design]
    order = np.random.default_rng(6).permutation(len(problem.shares))
    values = ishigami(problem.shares)
    with pytest.raises(InputError, match=f"the rows of the sample are not in the order of a {design} design"):
        estimate(problem._replace(shares=problem.shares[order]), values[order])
    with pytest.raises(InputError, match="the settings are those of the design in another order"):
        estimate(problem, values[order], matrix=problem.shares[order])
    # Without the settings nobody can know, and the answer is wrong: all settings look as if they mattered alike.
    right, wrong = (estimate(problem, each).table for each in (values, values[order]))
    name = "first" if design == "sobol" else "sigma"
    assert np.abs(right[name] - wrong[name]).max() > 0.2


def test_a_table_of_another_size_or_design_is_refused():
    problem = problem_of("sobol", 16, 3)
    values = ishigami(problem.shares)
    with pytest.raises(InputError, match="there are values of 79 points, the design has 80"):
        sobol(problem, values[:-1])
    with pytest.raises(InputError, match="the sample has 79 rows, sobol with 16 points and 3 settings has 80 or 128"):
        sobol(problem._replace(shares=problem.shares[:-1]), values[:-1])
    with pytest.raises(InputError, match="the design is 'sobol', and these are indices of 'morris'"):
        morris(problem, values)
    with pytest.raises(InputError, match="3 settings, the design 2 names and 3 bounds"):
        sobol(problem._replace(names=["a", "b"]), values)
    with pytest.raises(InputError, match=r"not inside 0…1"):
        sobol(problem._replace(shares=problem.shares * 5), values)
    with pytest.raises(InputError, match="the settings are 80 rows of 2"):
        sobol(problem, values, matrix=problem.shares[:, :2])


def test_settings_are_checked_against_bounds_scales_and_whole_numbers():
    problem = problem_of("sobol", 16, 3)._replace(
        bounds=[(1.0, 5.0), (2.0, 14.0), (0.1, 10.0)], scales=["linear", "linear", "log"], names=["a", "b", "c"]
    )
    axes = [
        Axis("a", "number", (), 1.0, 5.0),
        Axis("b", "even", (), 2.0, 14.0),
        Axis("c", "number", (), 0.1, 10.0, "log"),
    ]
    matrix = np.stack([axis.spread(problem.shares[:, k]) for k, axis in enumerate(axes)], axis=1)
    values = ishigami(problem.shares)
    assert sobol(problem, values, matrix=matrix).table.equals(sobol(problem, values).table)
    with pytest.raises(InputError) as caught:
        sobol(problem._replace(bounds=[(1.0, 4.0), (2.0, 14.0), (0.1, 9.0)]), values, matrix=matrix)
    assert [text.split()[0] for text in caught.value.problems] == ["a", "c"]
    assert "(1…4)" in caught.value.problems[0]


def test_points_without_a_value_and_values_that_do_not_vary_are_refused():
    problem = problem_of("sobol", 16, 3)
    values = ishigami(problem.shares)
    values[[3, 9]] = math.nan
    with pytest.raises(InputError, match="2 of 80 points have no value, and every one of them is needed"):
        sobol(problem, values)
    with pytest.raises(InputError, match="1 values are infinite"):
        sobol(problem, np.where(np.arange(80) == 4, math.inf, 0.5))
    with pytest.raises(InputError, match="nothing to explain"):
        sobol(problem, np.ones(80))
