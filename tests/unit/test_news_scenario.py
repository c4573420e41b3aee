"""A scenario is a set of items, sources and a promiser that fit together."""

import datetime
import pickle
from dataclasses import replace

import numpy as np
import pytest

from sentiment_abm.news.clutter import ClutterWindow
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.toml_text import toml_text
from sentiment_abm.spec import InputError

PROMISE = NewsItem(10, "announcement", "Summit to end the war", "leader")
OUTCOME = NewsItem(31, "outcome", "No deal", "press", delivered=0.0)
SIGNAL = NewsItem(20, "signal", "Port shelled", "wire", strength=-1.0)


def problems(*args: object, **fields: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        Scenario(*args, **fields)
    return caught.value.problems


def test_a_scenario_keeps_its_items_in_the_order_given():
    items = [SIGNAL, PROMISE, OUTCOME]
    assert Scenario("x", iter(items), sources={"wire": 0.5}).items == tuple(items)


def test_a_quiet_world_is_a_scenario():
    assert Scenario("quiet", ()).items == ()


def test_an_unknown_source_is_named_with_the_nearest():
    item = replace(SIGNAL, source="wier", place="news.csv line 4")
    assert problems("x", [item], sources={"wire": 0.5}) == (
        "news.csv line 4 (day 20, 'Port shelled'): unknown source 'wier' (did you mean 'wire'?)",
    )
    assert problems("x", [replace(PROMISE, source="zzz")]) == (
        "day 10, 'Summit to end the war': unknown source 'zzz'; known are leader, others need a place in sources",
    )


def test_an_outcome_is_a_fact_whoever_reports_it():
    assert Scenario("x", [OUTCOME]).items == (OUTCOME,)


def test_the_same_item_twice_is_refused():
    (line,) = problems("x", [PROMISE, OUTCOME, replace(PROMISE, hype=2.0)])
    assert "same id" in line
    assert "Summit to end the war" in line


def test_an_outcome_before_its_announcement_needs_a_hype():
    early = replace(OUTCOME, day=3)
    (line,) = problems("x", [PROMISE, early])
    assert line == "day 3, 'No deal': outcome comes before its announcement (day 10) and has no hype of its own"
    assert Scenario("x", [PROMISE, replace(early, hype=1.0)])
    assert Scenario("x", [PROMISE, replace(early, day=10)])
    assert Scenario("x", [early])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"sources": {"wire": 1.2}}, "credibility of source 'wire' 1.2 is outside 0…1"),
        ({"sources": {"wire": float("nan")}}, "credibility of source 'wire' nan is outside 0…1"),
        ({"sources": {"wire": {"US": 2}}}, "credibility of source 'wire' of segment 'US' 2 is outside 0…1"),
        ({"sources": {3: 0.5}, "items": [SIGNAL]}, "name of a source 3 is not text"),
        ({"sources": {"": 0.5}}, "name of a source is empty"),
        ({"sources": {"leader": 0.5}}, "source 'leader' is the promiser, whose credibility is learned"),
        ({"sources": [0.5]}, "sources [0.5] is not a table of credibilities"),
        ({"promiser": ""}, "promiser is empty"),
        ({"promiser": None}, "promiser is missing"),
        ({"start_date": "2025-02-18"}, "start_date '2025-02-18' is not a date"),
        ({"start_date": datetime.datetime(2025, 2, 18)}, "is not a date"),  # noqa: DTZ001
        ({"title": 3}, "title 3 is not text"),
        ({"items": 5}, "items 5 is not a list of NewsItem"),
        ({"items": [{"day": 3}]}, "items, number 1: {'day': 3} is not a NewsItem"),
        ({"extra_clutter": [3]}, "extra_clutter, number 1: 3 is not a ClutterWindow"),
        ({"name": " "}, "name is empty"),
    ],
    ids=str,
)
def test_bad_fields(fields, problem):
    assert any(problem in line for line in problems(**{"name": "x", "items": ()} | fields))


def test_all_problems_come_at_once():
    items = [SIGNAL, PROMISE, PROMISE, replace(OUTCOME, day=1)]
    found = problems("x", items, sources={"tv": 3}, title=1, start_date=2)
    assert len(found) == 6


def test_equal_scenarios_are_equal():
    one = Scenario("x", [PROMISE, SIGNAL], sources={"wire": np.float64(1)}, place="a.toml")
    two = Scenario("x", (PROMISE, SIGNAL), sources={"wire": 1})
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == two
    assert type(one.sources["wire"]) is float


def test_realizing_a_script_changes_nothing():
    scenario = Scenario("x", [PROMISE])
    assert scenario.realize(days=5, seed=3) is scenario


@pytest.mark.parametrize(
    ("window", "problem"),
    [
        ((-1, 3, 1.0), "start -1 is outside 0…2147483647"),
        ((5, 5, 1.0), "end 5 is not after start 5"),
        ((0, 3, -1.0), "stories -1.0 is outside 0…1000"),
        ((0, None, 1.0), "end is missing"),
    ],
)
def test_bad_windows_of_clutter(window, problem):
    with pytest.raises(InputError, match="extra clutter: ") as caught:
        ClutterWindow(*window)
    assert problem in str(caught.value)


def test_what_toml_cannot_hold_is_not_written():
    with pytest.raises(TypeError, match="no place in a scenario file"):
        toml_text({"name": None})
