"""What a user may ask for, what it gives, and what is said when it cannot be."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa


def problems(*args: object, **settings: object) -> str:
    with pytest.raises(sa.InputError) as found:
        sa.simulate(*args, **settings)  # type: ignore[arg-type]
    return "\n".join(found.value.problems)


def test_all_problems_are_told_at_once() -> None:
    said = problems(
        "promise_brokn",
        people=0,
        days=0,
        seed=-1,
        params={"trust.asymetry": 2.0, "talk.weight": 7, "belief.memory": float("nan"), "attention.gist": "yes"},
    )
    for part in (
        "promise_brokn",
        "(did you mean 'promise_broken'?)",
        "days 0 is not a whole number from 1 on",
        "seed -1 is not a whole number from 0 to 2**64 - 1",
        "people",
        "unknown parameter 'trust.asymetry' (did you mean 'trust.asymmetry'?)",
        "talk.weight 7 is outside 0…1",
        "belief.memory nan is outside 7…inf",
        "attention.gist 'yes' is not true or false",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ({"beleif": 0.0}, "start: unknown column 'beleif' (did you mean 'belief'?)"),
        ({"mood": "joy"}, "start: mood ['joy'] is not a number or an array of numbers"),
        ({"mood": 3}, "start: mood 3.0 is outside 0…2"),
        ({"belief": np.nan}, "start: belief nan is outside -inf…inf"),
        ({"belief": np.inf}, "start: belief inf is outside -inf…inf"),
        ({"stress": [1.0, 2.0]}, "start: stress has 2 values, not one for each of 50 citizens"),
        ({"known": 0.5}, "start: known 0.5 is not a whole number"),
    ],
)
def test_a_bad_start_is_told(start: dict[str, object], said: str) -> None:
    assert said in problems(people=50, start=start, days=1)


@pytest.mark.parametrize("start", [{"belief_memory": 0.0}, {"capacity": 0.0}, {"waiting": -1.5}])
def test_what_a_rule_would_divide_by_is_refused(start: dict[str, object]) -> None:
    assert next(iter(start)) in problems("quiet", people=50, start=start, days=1)


def test_trust_needs_a_prior_wherever_it_comes_from() -> None:
    segments = [{"name": "a", "share": 1.0, "trust.prior_kept": 0.0}]
    assert "trust needs a prior" in problems(people=50, segments=segments, params={"trust.prior_broken": 0.0}, days=1)
    assert "trust needs a prior" in problems(people=50, start={"prior_kept": 0.0, "prior_broken": 0.0}, days=1)


def test_a_series_goes_by_node_labels() -> None:
    graph = nx.Graph([(3, 1), (1, 0), (0, 2)])
    belief = pd.Series([0.0, 0.1, 0.2, 0.3], index=[0, 1, 2, 3])
    run = sa.simulate(graph=graph, start={"belief": belief}, params=sa.OFF, days=1)
    assert run.citizens["belief"].to_dict() == {3: 0.3, 1: 0.1, 0: 0.0, 2: 0.2}
    assert "has no value for citizen 3" in problems(graph=graph, start={"belief": belief[:3]}, days=1)
    again = sa.simulate(graph=graph, start=run.citizens[["belief", "mood", "stress"]], params=sa.OFF, days=1)
    assert again.citizens["belief"].equals(run.citizens["belief"])


def test_numpy_integers_are_whole_numbers() -> None:
    import json

    run = sa.simulate(people=np.int64(30), days=np.int64(2), seed=np.uint64(3), threads=np.int64(1))
    assert run == sa.simulate(people=30, days=2, seed=3)
    assert json.loads(json.dumps(run.manifest))["seed"] == 3


def test_a_second_round_announced_when_the_first_fails_opens_a_promise() -> None:
    items = [
        sa.NewsItem(0, "announcement", "Round one", "leader"),
        sa.NewsItem(20, "outcome", "Round one fails", "leader", delivered=0.0),
        sa.NewsItem(20, "announcement", "Round two", "leader"),
    ]
    assert sa.simulate(items, people=500, days=30, seed=1).daily.loc[25, "waiting"] > 0.2


def test_engine_and_threads_are_checked() -> None:
    assert problems(engine="mesas") == "unknown engine 'mesas' (did you mean 'mesa'?)"
    assert problems(threads=0) == "threads 0 is not a whole number from 1 on"
    assert problems(engine="mesa", threads=2) == "threads 2: Mesa citizens live on one thread, leave it out"
    assert "give one of people, graph and society" in problems(people=5, graph=nx.path_graph(3))


def test_a_start_is_what_day_0_shows(engine: str) -> None:
    belief = np.linspace(-2, 2, 30)
    start = {"belief": belief, "mood": ["hope"] * 10 + ["skepticism"] * 20, "trust_kept": 5.0, "stress": 0.5}
    run = sa.simulate(graph=nx.empty_graph(30), start=start, params=sa.OFF, days=2, engine=engine)  # type: ignore[arg-type]
    assert run.citizens["belief"].tolist() == belief.tolist()
    assert run.daily.loc[0, "hope"] == pytest.approx(1 / 3)
    assert run.daily.loc[0, "trust"] == pytest.approx(7 / 10)
    assert run.daily.loc[0, "stress"] == 0.5


def test_belief_starts_at_a_given_prior() -> None:
    run = sa.simulate(people=20, start={"prior": 0.25}, params=sa.OFF, days=1)
    assert (run.citizens["belief"] == 0.25).all()


def test_labels_come_back_and_lonely_citizens_live(engine: str) -> None:
    graph = nx.Graph([("b", "a"), ("c", ("x", 1))])
    graph.add_node("alone")
    run = sa.simulate("promise_kept", graph=graph, days=40, engine=engine)  # type: ignore[arg-type]
    assert run.citizens.index.tolist() == ["b", "a", "c", ("x", 1), "alone"]
    assert run.citizens.drop(columns=["segment", "mood"]).notna().all(axis=None)


def test_one_citizen_is_enough(engine: str) -> None:
    run = sa.simulate("promise_broken", graph=nx.empty_graph(1), days=40, engine=engine)  # type: ignore[arg-type]
    assert run.daily.drop(columns=["bimodality", "overload", "clutter", "clutter_rate"]).notna().all(axis=None)


def test_segments_differ_as_told() -> None:
    segments = [
        sa.Segment("deaf", share=0.5, overrides={"attention.reach": 0.0, "belief.prior": -2.0, "belief.prior_sd": 0.0}),
        sa.Segment("trusting", share=0.5, overrides={"trust.prior_kept": 8.0, "trust.prior_broken": 2.0}),
    ]
    run = sa.simulate("promise_kept", people=200, segments=segments, days=1, params={"talk.retell": 0.0})
    assert run.segments.loc[("trusting", 0), "trust"] == pytest.approx(0.8)
    assert run.segments.loc[("deaf", 0), "belief_sd"] == pytest.approx(0.0, abs=1e-7)
    assert (run.citizens.loc[run.citizens["segment"] == "deaf", "reach"] == 0).all()


def test_outcomes_by_segment_reach_their_segment() -> None:
    segments = [sa.Segment("a", share=0.5), sa.Segment("b", share=0.5)]
    items = [sa.NewsItem(0, "outcome", "ceasefire", "leader", delivered={"a": 1.0, "b": 0.0}, coverage=1)]
    params = sa.OFF | {"belief.evidence": 1.0, "trust.rate": 1.0}
    run = sa.simulate(items, people=100, segments=segments, days=1, params=params)
    mean = run.segments["belief"].xs(1, level="day")
    assert mean["a"] > run.segments.loc[("a", 0), "belief"] > mean["b"]
    assert run.items["delivered"].tolist() == [0.5]


def test_dates_follow_the_start_date() -> None:
    import datetime

    items = (sa.NewsItem(2, "announcement", "Summit", "leader"),)
    run = sa.simulate(sa.Scenario("dated", items, start_date=datetime.date(2025, 1, 20)), people=20, days=5)
    assert str(run.items.loc[0, "date"].date()) == "2025-01-22"
    assert run.manifest["start_date"] == "2025-01-20"


def test_summary_and_manifest_are_plain_data() -> None:
    import json

    run = sa.simulate("promise_broken", people=100, days=50, seed=3)
    assert json.loads(json.dumps(run.manifest))["seed"] == 3
    assert run.summary["hope_peak"] == run.daily["hope"].iloc[10:].max()


def test_the_manifest_tells_runs_apart() -> None:
    plain = sa.simulate("promise_kept", people=30, days=2).manifest
    started = sa.simulate("promise_kept", people=30, days=2, start={"belief": 1.0}).manifest
    assert plain["news"]["items"][0]["headline"] == sa.scenarios["promise_kept"].items[0].headline
    assert plain["start"] is None
    assert started["start"] is not None
    assert {key for key in plain if plain[key] != started[key]} == {"start"}
