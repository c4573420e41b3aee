"""The flagship study: its news follow from its events by the stated rules, and its polls can be drawn."""

import csv
import datetime
import importlib.util
from pathlib import Path

import pytest

STUDY = Path(__file__).parents[2] / "experiments" / "peace_talks_2025"
FIRST, LAST = datetime.date(2025, 1, 20), datetime.date(2026, 2, 28)


def rows(name: str) -> list[dict[str, str]]:
    with (STUDY / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def coding():
    spec = importlib.util.spec_from_file_location("code_events", STUDY / "code_events.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_news_are_what_the_rules_make_of_the_events(coding):
    empty = dict.fromkeys(coding.COLUMNS, "")
    for name, scale in coding.TABLES.items():
        assert rows(name) == [empty | row for row in coding.coded(rows("events.csv"), scale)]


def test_half_the_hype_is_all_that_differs(coding):
    whole, half = (rows(name) for name in coding.TABLES)
    for one, other in zip(whole, half, strict=True):
        assert {name: one[name] for name in one if name != "hype"} == {n: other[n] for n in other if n != "hype"}
        assert not one["hype"] or float(other["hype"]) == float(one["hype"]) / 2


def test_a_changed_judgment_changes_the_news(coding):
    events = rows("events.csv")
    step = next(event for event in events if event["result"] == "limited")
    before = coding.coded(events)
    step["result"] = "large"
    assert coding.coded(events) != before


def test_every_judgment_is_one_of_the_words_of_the_rules(coding):
    allowed = {
        "promise": {*coding.HYPE, ""},
        "result": {*coding.RESULT, ""},
        "level": {*coding.SIZE, ""},
        "force": {*coding.FORCE, ""},
        "present": {*coding.IN_THE_ROOM, "both", "none", ""},
        "direction": {"for", "against", ""},
        **{name: {"yes", ""} for name in ("condition", "but", "ends", "refused_by_other")},
    }
    for event in rows("events.csv"):
        assert {name: event[name] for name, words in allowed.items() if event[name] not in words} == {}, event


def test_kinds_follow_the_stated_table():
    becomes = {
        "announcement": {"announcement", "outcome"},  # an outcome where the description has a result as well
        "meeting": {"outcome", "announcement"},  # an announcement where it has a new promise as well
        "agreement": {"outcome", "signal"},  # a signal where others agreed
        "concession": {"outcome"},
        "breakdown": {"outcome", "signal"},
        "pressure": {"announcement", "signal"},
        "escalation": {"signal"},
        "context": {"announcement", "signal"},
    }
    for event in rows("events.csv"):
        assert event["item"] in becomes[event["kind"]], event


def test_dates_lie_in_the_period_and_in_order():
    for name in ("events.csv", "polls.csv", "polls_wish_for_talks.csv"):
        dates = [datetime.date.fromisoformat(row["date"]) for row in rows(name)]
        assert dates == sorted(dates)
        assert FIRST <= dates[0] <= dates[-1] <= LAST


def test_polls_can_be_drawn():
    segments = {"Ukraine", "Russia", "United States", "Europe"}
    for poll in rows("polls.csv"):
        assert 0 <= float(poll["value"]) <= 1
        assert poll["segment"] in segments
        assert poll["indicator"] in {"belief", "trust", "support"}
        assert poll["label"]
        assert poll["source"]
