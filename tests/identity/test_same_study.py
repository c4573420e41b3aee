"""One study, driven by Mesa's batch_run, by SALib from outside, and by our sweep: the same numbers, bit for bit."""

import mesa
import numpy as np
import pytest
from SALib.analyze import morris

import sentiment_abm as sa
from sentiment_abm.sweep.problem import problem_of
from sentiment_abm.sweep.samplers import LEVELS

DAYS, PEOPLE, REPLICATES = 30, 60, 2
NAMES, BOUNDS = ["trust.asymmetry", "talk.weight"], [[1.0, 5.0], [0.0, 0.4]]


def study(sweep: sa.Sweep) -> sa.Study:
    world = {"scenario": "promise_broken", "society": {"people": PEOPLE}}
    return sa.Study(name="same", sweep=sweep, days=DAYS, replicates=REPLICATES, **world)


def test_a_grid_by_the_sweep_and_by_mesa(tmp_path):
    study(sa.Sweep(design="grid", vary={"trust.asymmetry": [1.0, 3.0], "talk.weight": [0.0, 0.2]})).run(tmp_path)
    ours = sa.load(tmp_path).runs.sort_values(["point", "replicate"])
    points = ours.drop_duplicates("point")[NAMES].to_dict("records")
    seeds = [int(seed) for seed in ours["seed"].unique()]
    rows = mesa.batch_run(
        sa.SentimentModel,
        {"scenario": ["promise_broken"], "people": PEOPLE, "params": points},
        rng=seeds,
        max_steps=DAYS,
        display_progress=False,
    )
    theirs = {(*row["params"].values(), int(row["rng"])): row["net"] for row in rows}
    assert len(theirs) == len(ours) == 4 * REPLICATES
    for run in ours.to_dict("records"):
        assert run["net_last"] == theirs[run["trust.asymmetry"], run["talk.weight"], int(run["seed"])]
    assert ours["net_last"].nunique() > REPLICATES  # the settings matter, so a mix-up would be seen


def test_a_screening_by_the_sweep_and_by_salib(tmp_path):
    """SALib draws nothing here: it is given our sample, runs the model by itself and computes the effects."""
    screening = study(sa.Sweep(design="morris", points=4, vary=dict(zip(NAMES, BOUNDS, strict=True))))
    screening.run(tmp_path)
    results = sa.load(tmp_path)
    ours = sa.sensitivity(results, of="net_mean").table
    told = {"num_vars": 2, "names": NAMES, "bounds": BOUNDS}
    sample = problem_of(results.manifest).shares
    seeds = [screening.replicate_seed(n) for n in range(REPLICATES)]
    outcome = np.array([mean_net(row, seeds) for row in sample])
    theirs = morris.analyze(told, np.array(sample), outcome, num_levels=LEVELS, seed=np.random.default_rng(0))
    assert ours["mu_star"].tolist() == theirs["mu_star"].tolist()
    assert ours["sigma"].tolist() == theirs["sigma"].tolist()
    assert min(theirs["mu_star"]) > 0
    # Negative control: one run with other luck, and the effects are others.
    outcome[0] = mean_net(sample[0], [seed + 1 for seed in seeds])
    other = morris.analyze(told, np.array(sample), outcome, num_levels=LEVELS, seed=np.random.default_rng(0))
    assert ours["mu_star"].tolist() != pytest.approx(other["mu_star"].tolist(), rel=1e-9)


def mean_net(shares, seeds):
    params = {name: low + share * (high - low) for name, share, (low, high) in zip(NAMES, shares, BOUNDS, strict=True)}
    runs = [sa.simulate("promise_broken", people=PEOPLE, days=DAYS, seed=seed, params=params) for seed in seeds]
    return np.mean([run.summary["net_mean"] for run in runs])
