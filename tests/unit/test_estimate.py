"""What a study comes to before it runs, what is kept of its days, and the refusal of a slip."""

import math

import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.estimate import CITIZEN_DAY, MOST_RUNS, NODE, RUN, estimate
from sentiment_abm.sweep.keeping import kept
from sentiment_abm.sweep.stopping import Stop
from sentiment_abm.sweep.study import Study


def made(**words):
    given = {"name": "s", "scenario": "promise_broken", "society": {"people": 1000}, "replicates": 20, "days": 100}
    return Study(**{**given, **words})


def test_runs_are_cases_times_points_times_replicates():
    study = made(compare={"x": {"talk.weight": 0}}, sweep=Sweep(vary={"trust.rate": [0.5, 1, 2]}))
    found = estimate(study, 2)
    assert (found.runs, found.most_runs) == (120, 120)
    assert found.seconds == pytest.approx((120 * (1000 * 100 * CITIZEN_DAY["compiled"] + RUN) + 20 * 1000 * NODE) / 2)


def test_replicates_up_to_the_most():
    found = estimate(made(stop=Stop(of="net_mean", half_width=0.1, max_replicates=400)), 1)
    assert (found.runs, found.most_runs) == (20, 400)


def test_people_that_vary_count_with_their_mean():
    wide = made(sweep=Sweep(vary={"society.people": [1000, 3000]}))
    assert estimate(wide, 1).seconds == pytest.approx(4 * estimate(made(), 1).seconds, rel=0.05)


def test_every_network_of_a_sweep_is_drawn():
    sweep = Sweep(design="latin_hypercube", points=50, vary={"society.rewiring": {}})
    one, many = estimate(made(), 1), estimate(made(sweep=sweep), 1)
    assert many.seconds == pytest.approx(50 * one.seconds)


def test_a_network_that_is_not_drawn_costs_nothing():
    drawn, fixed = (estimate(made(society={"people": 1000, "graph": graph}), 1) for graph in ("random", "lattice"))
    assert drawn.seconds - fixed.seconds == pytest.approx(20 * 1000 * NODE)


def test_what_is_kept_of_the_days_is_what_the_disk_holds():
    sizes = {mode: estimate(made(daily=mode), 1).bytes for mode in ("whole", "quantiles", "none")}
    weekly = estimate(made(daily={"every": 7}), 1).bytes
    one = estimate(made(daily={"every": 7, "indicators": ["hope"]}), 1).bytes
    # Quantiles are made of whole series, which stay until the end.
    assert sizes["quantiles"] > sizes["whole"] > weekly > one > sizes["none"] > 0


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ({"replicates": 1_000_000, "sweep": Sweep(vary={"trust.rate": {"steps": 1000}})}, "1,000,000,000"),
        (
            {
                "sweep": Sweep(vary={"trust.rate": {"steps": 100_000}}),
                "stop": Stop(of="net_mean", half_width=0.1, max_replicates=101),
            },
            "10,100,000",
        ),
    ],
)
def test_too_many_runs_are_refused_with_what_they_would_cost(words, runs):
    with pytest.raises(InputError) as caught:
        made(**words)
    (problem,) = caught.value.problems
    assert f"= {runs} runs, more than {MOST_RUNS:,}: roughly " in problem
    assert " on one thread and " in problem
    assert problem.endswith((" GB", " TB"))


def test_as_many_runs_as_there_may_be_are_accepted():
    study = made(replicates=100, sweep=Sweep(vary={"trust.rate": {"steps": 100_000}}))
    assert estimate(study, 1).runs == MOST_RUNS


# -- what is kept


@pytest.mark.parametrize(
    ("told", "runs", "points", "daily"),
    [
        (None, 2_000, 1, Daily("whole")),
        (None, 2_001, 3, Daily("quantiles")),
        (None, 100_000, 2_001, Daily("none")),
        ("whole", 10**6, 10**6, Daily("whole")),
        ("quantiles", 10, 1, Daily("quantiles")),
        ({"every": 7, "indicators": ["hope", "net"]}, 10, 1, Daily("thinned", 7, ("hope", "net"))),
        (Daily("thinned", 3), 10, 1, Daily("thinned", 3)),
    ],
)
def test_what_is_kept_is_what_was_asked_or_what_the_size_suggests(told, runs, points, daily):
    assert kept(told, runs=runs, points=points) == daily


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("hole", "study.daily 'hole' is not one of whole, quantiles, none, nor a table (did you mean 'whole'?)"),
        ("thinned", "study.daily 'thinned' is not one of"),
        (3, "study.daily 3 is not one of"),
        ({"every": 0}, "study.daily.every 0 is not a whole number from 1 on"),
        ({"every": True}, "study.daily.every True is not a whole number"),
        ({"evry": 2}, "study.daily.evry: unknown key (did you mean 'every'?)"),
        ({"indicators": "hope"}, "study.daily.indicators 'hope' is not a list of names"),
        ({"indicators": ["hop"]}, "study.daily.indicators: unknown indicator 'hop' (did you mean 'hope'?)"),
        ({"indicators": [3]}, "study.daily.indicators: unknown indicator 3"),
        ({"indicators": ["hope", "hope"]}, "study.daily.indicators: a name is given twice"),
        ({"every": math.nan}, "study.daily.every nan is not a whole number"),
    ],
)
def test_what_cannot_be_kept_is_explained(told, problem):
    with pytest.raises(InputError) as caught:
        made(daily=told)
    assert any(said.startswith(problem) for said in caught.value.problems), caught.value.problems
