"""Sequential stopping: who gets more replicates, decided by what is stored and nothing else."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.stopping import Stop, half_width
from sentiment_abm.sweep.study import Study

STOP = Stop(of="net_mean", half_width=0.1, max_replicates=200)


def study_with(stop=STOP, **words):
    given = {"name": "s", "scenario": "promise_broken", "society": {"people": 40, "contacts": 4}, "replicates": 10}
    return Study(**{**given, "sweep": Sweep(vary={"talk.weight": [0.1, 0.2, 0.3]}), **words}, stop=stop)


def rows_of(plan):
    """A table of runs as if they were done: point 0 is quiet, point 1 noisy, point 2 in between."""
    noise = {0: 0.05, 1: 1.0, 2: 0.3}
    return pd.DataFrame(
        [
            {
                "case": run.case,
                "point": run.varied["point"],
                "replicate": run.replicate,
                "run_id": run.run_id,
                "net_mean": noise[run.varied["point"]] * np.random.default_rng(run.seed + run.varied["point"]).normal(),
            }
            for run in plan
        ]
    )


def carried_out(study, plan):
    """All runs of a study that stops by itself, and how many rounds it took."""
    rounds = 0
    while more := study.more(SimpleNamespace(runs=rows_of(plan))):
        plan, rounds = plan + more, rounds + 1
    return plan, rounds


def test_a_noisy_point_gets_more_replicates_than_a_quiet_one():
    study = study_with()
    plan, rounds = carried_out(study, study.plan())
    counts = rows_of(plan)["point"].value_counts()
    assert counts[0] == 10 < counts[2] < counts[1] <= 200
    assert {counts[1], counts[2]} <= set(STOP.rounds(10))
    assert rounds == STOP.rounds(10).index(counts[1])
    assert len({run.run_id for run in plan}) == len(plan)
    # Every point begins with the same replicates, so that points can be compared pair by pair.
    for _, rows in rows_of(plan).groupby("point"):
        assert sorted(rows["replicate"]) == list(range(len(rows)))


def test_the_half_width_that_was_asked_for_is_reached():
    study = study_with()
    rows = rows_of(carried_out(study, study.plan())[0])
    for _, values in rows.groupby("point")["net_mean"]:
        interval = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
        assert (interval[1] - interval[0]) / 2 <= STOP.half_width or len(values) == 200


def test_a_session_that_was_interrupted_decides_the_same():
    study = study_with()
    whole = {run.run_id for run in carried_out(study, study.plan())[0]}
    # A new session wants the first replicates in any case, and later ones as its own rounds ask for them; it runs those
    # that are not stored.
    plan = {run.run_id for run in carried_out(study_with(), study_with().plan())[0]}
    rng = np.random.default_rng(1)
    for size in rng.integers(0, len(whole), 8):
        stored = {str(run_id) for run_id in rng.choice(sorted(whole), size, replace=False)}
        assert (plan - stored) | stored == whole


def test_it_asks_for_what_is_missing_of_a_round_in_any_order_of_rows():
    study = study_with()
    rows = rows_of(study.plan())
    more = study.more(SimpleNamespace(runs=rows))
    half = pd.concat([rows, rows_of(more[::2])]).sample(frac=1, random_state=3)
    rest = study.more(SimpleNamespace(runs=half))
    assert {run.run_id for run in rest} == {run.run_id for run in more[1::2]}
    assert study.more(SimpleNamespace(runs=rows.sample(frac=1, random_state=2))) == more


def test_missing_values_do_not_count_and_hopeless_points_are_given_up():
    study = study_with()
    rows = rows_of(study.plan())
    rows.loc[rows["point"] == 1, "net_mean"] = math.nan
    rows.loc[(rows["point"] == 0) & (rows["replicate"] > 1), "net_mean"] = math.inf
    rows.loc[(rows["point"] == 0) & (rows["replicate"] == 0), "net_mean"] = 1.0  # two values, far apart
    assert {run.varied["point"] for run in study.more(SimpleNamespace(runs=rows))} == {0, 2}
    assert study.more(SimpleNamespace(runs=rows.drop(columns="net_mean"))) == []  # all of them have failed


def test_a_single_replicate_is_not_enough_to_know():
    study = study_with(replicates=1)
    assert len(study.more(SimpleNamespace(runs=rows_of(study.plan())))) == 3


def test_without_stop_nothing_more_is_wanted():
    study = study_with(stop=None)
    assert study.more(SimpleNamespace(runs=rows_of(study.plan()))) == []


def test_without_a_sweep_it_goes_by_case():
    study = study_with(sweep=None, compare={"x": {"talk.weight": 0.3}})
    rows = pd.DataFrame(
        [{"case": r.case, "replicate": r.replicate, "net_mean": r.replicate * (r.case == "x")} for r in study.plan()]
    )
    more = study.more(SimpleNamespace(runs=rows))
    assert {(run.case, run.replicate) for run in more} == {("x", r) for r in range(10, 15)}


def test_rounds_grow_by_half_and_end_at_the_most():
    assert STOP.rounds(10) == [10, 15, 23, 35, 53, 80, 120, 180, 200]
    assert STOP.rounds(1)[:4] == [1, 2, 3, 5]
    assert Stop(of="net_mean", half_width=1, max_replicates=10).rounds(10) == [10]


def test_the_half_width_is_that_of_the_t_interval():
    values = np.array([0.2, 0.5, 0.1, 0.7])
    low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    assert float(half_width(values.std(ddof=1), 4)) == pytest.approx((high - low) / 2, rel=1e-12)
    assert np.isnan(half_width(np.array([0.0, 1.0]), np.array([0, 1]))).all()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"of": "net_men"}, "stop.precision.of 'net_men' is no summary indicator (did you mean 'net_mean'?)"),
        ({"of": "hope"}, "stop.precision.of 'hope' is no summary indicator"),
        ({"of": 3}, "stop.precision.of 3 is no summary indicator"),
        ({"half_width": 0}, "stop.precision.half_width 0 is not a number above 0"),
        ({"half_width": math.nan}, "stop.precision.half_width nan is not a number above 0"),
        ({"half_width": math.inf}, "stop.precision.half_width inf is not a number above 0"),
        ({"half_width": True}, "stop.precision.half_width True is not a number above 0"),
        ({"max_replicates": 1}, "stop.max_replicates 1 is not a whole number 2…1000000"),
        ({"max_replicates": 2.5}, "stop.max_replicates 2.5 is not a whole number"),
    ],
)
def test_a_mistake_is_explained(words, problem):
    with pytest.raises(InputError) as caught:
        Stop(**{"of": "net_mean", "half_width": 0.1, **words})
    assert any(problem in said for said in caught.value.problems)


def test_fewer_at_most_than_at_first_is_a_mistake():
    with pytest.raises(InputError, match=r"stop.max_replicates 200 is below study.replicates 201"):
        study_with(replicates=201)


# -- does it keep its promise?  Points with known means and noise of many sizes.

POINTS, MOST = 3_000, 200
NOISE = np.random.default_rng(0).uniform(0.1, 0.5, POINTS)  # so that the most is enough for all of them
VALUES = np.random.default_rng(1).normal(0.0, NOISE[:, None], (POINTS, MOST))  # mean 0


def intervals(ends):
    """Mean and half-width of each point with so many replicates."""
    mine = [values[:end] for values, end in zip(VALUES, ends, strict=True)]
    sds = np.array([values.std(ddof=1) for values in mine])
    return np.array([values.mean() for values in mine]), half_width(sds, np.array(ends))


def stopped(first):
    """How many replicates each point has in the end."""
    point, replicate = np.divmod(np.arange(POINTS * MOST), MOST)
    table = pd.DataFrame({"case": "x", "point": point, "replicate": replicate, "net_mean": VALUES.ravel()})
    return STOP.wanted(table, first).sort_index().to_numpy()


def test_the_half_width_is_reached_and_the_interval_covers_the_truth():
    """Bounds at three standard errors of a share of 3,000 points: one false alarm in 700."""
    ends = stopped(first=10)
    means, widths = intervals(ends)
    assert ends.max() < MOST
    assert (widths <= STOP.half_width).all()
    assert np.mean(np.abs(means) <= STOP.half_width) > 0.95
    assert np.mean(np.abs(means) <= widths) > 0.945 - 3 * 0.004
    needed = (1.96 * NOISE / STOP.half_width) ** 2
    assert np.median(ends[needed > 20] / needed[needed > 20]) == pytest.approx(1.2, abs=0.2)  # and not far more


def test_that_test_can_fail():
    """The first replicates alone do not reach the half-width, and miss the truth by more than it."""
    means, widths = intervals([10] * POINTS)
    assert np.mean(widths <= STOP.half_width) < 0.5
    assert np.mean(np.abs(means) <= STOP.half_width) < 0.9
