"""A news item takes what the model knows and refuses the rest, everything at once."""

import copy
import hashlib
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.news.item import KINDS, NewsItem
from sentiment_abm.spec import InputError

PROMISE = {"day": 10, "kind": "announcement", "headline": "Summit to end the war", "source": "leader"}
OUTCOME = {"day": 31, "kind": "outcome", "headline": "No deal", "source": "press", "delivered": 0.0}
SIGNAL = {"day": 20, "kind": "signal", "headline": "Port shelled", "source": "wire", "strength": -1.0}


def problems(**fields: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        NewsItem(**fields)
    return caught.value.problems


@pytest.mark.parametrize("fields", [PROMISE, OUTCOME, SIGNAL], ids=KINDS)
def test_the_defaults_are_those_of_the_model(fields):
    item = NewsItem(**fields)
    assert (item.hype, item.caveat, item.external, item.size, item.coverage) == (None, 0.0, 0.0, 1.0, 3)
    assert item.closes is True
    assert item.deception is False


def test_positional_order():
    item = NewsItem(31, "outcome", "Deal", "press", 2.0, 0.0, 0.5, 1.0, True, False, 0.3, None, 7, 99)
    told = {"hype": 2.0, "delivered": 0.5, "external": 1.0, "deception": True, "closes": False}
    assert item == NewsItem(31, "outcome", "Deal", "press", **told, size=0.3, coverage=7, id=99)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"day": -1}, "day -1 is outside 0…2147483647"),
        ({"day": 1.5}, "day 1.5 is not a whole number"),
        ({"day": True}, "day True is not a number"),
        ({"day": None}, "day is missing"),
        ({"day": 10**400}, "is outside 0…2147483647"),
        ({"kind": "outcom"}, "kind 'outcom' is not announcement, signal or outcome (did you mean 'outcome'?)"),
        ({"kind": 3}, "kind 3 is not text"),
        ({"kind": None}, "kind is missing"),
        ({"headline": "  "}, "headline is empty"),
        ({"headline": 7}, "headline 7 is not text"),
        ({"headline": "\ud800"}, "headline '\\ud800' is not valid Unicode"),
        ({"source": ""}, "source is empty"),
        ({"hype": 4.1}, "hype 4.1 is outside 0…4"),
        ({"hype": float("nan")}, "hype nan is outside 0…4"),
        ({"hype": "1"}, "hype '1' is not a number"),
        ({"caveat": None}, "caveat is missing"),
        ({"coverage": 0}, "coverage 0 is outside 1…30"),
        ({"coverage": 31}, "coverage 31 is outside 1…30"),
        ({"id": 2**32}, "id 4294967296 is outside 0…4294967295"),
        ({"closes": "no"}, "closes 'no' is not true or false"),
        ({"caveat": np.float64(2.0)}, "caveat 2.0 is outside 0…1"),
        ({"caveat": np.zeros(2)}, "caveat array([0., 0.]) is not a number"),
    ],
    ids=str,
)
def test_bad_fields_of_an_announcement(change, problem):
    assert any(problem in line for line in problems(**PROMISE | change))


@pytest.mark.parametrize(
    ("delivered", "problem"),
    [
        (3.2, "delivered 3.2 is outside 0…1"),
        (float("inf"), "delivered inf is outside 0…1"),
        (True, "delivered True is not a number"),
        ({}, "delivered is an empty table"),
        ({"Ukraine": 0.1, "Russia": -1}, "delivered of segment 'Russia' -1 is outside 0…1"),
        ({"": 0.1}, "delivered of segment '' is empty"),
        ({"US": None}, "delivered of segment 'US' is missing"),
        (None, "delivered is missing, an outcome needs it"),
    ],
    ids=str,
)
def test_bad_delivered(delivered, problem):
    assert problems(**OUTCOME | {"delivered": delivered}) == (f"day 31, 'No deal': {problem}",)


def test_a_signal_needs_a_strength():
    (line,) = problems(**SIGNAL | {"strength": None})
    assert line == "day 20, 'Port shelled': strength is missing, a signal needs it"


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        (PROMISE, {"delivered": 1.0}),
        (PROMISE, {"strength": 1.0}),
        (PROMISE, {"deception": True}),
        (PROMISE, {"closes": False}),
        (PROMISE, {"external": 0.5}),
        (OUTCOME, {"strength": -1.0}),
        (OUTCOME, {"caveat": 0.5}),
        (SIGNAL, {"delivered": {"US": 1.0}}),
        (SIGNAL, {"size": 2.0}),
        (SIGNAL, {"hype": 1.0}),
    ],
    ids=str,
)
def test_a_field_that_would_be_ignored_is_refused(fields, change):
    (line,) = problems(**fields | change)
    assert f"{next(iter(change))} means nothing for " in line
    assert fields["kind"] in line


def test_a_default_that_is_written_out_is_not_refused():
    neutral = {"caveat": 0, "external": 0.0, "closes": 1, "deception": np.False_, "size": np.int64(1)}
    assert NewsItem(**SIGNAL | neutral) == NewsItem(**SIGNAL)


def test_all_problems_come_at_once_with_the_place():
    fields = PROMISE | {"day": -1, "headline": "", "hype": 9, "coverage": 99, "place": "news.csv line 7"}
    found = problems(**fields)
    assert len(found) == 4
    assert all(line.startswith("news.csv line 7: ") for line in found)


def test_messages_stay_on_one_short_line():
    found = problems(**OUTCOME | {"headline": "a\nb" * 500, "delivered": np.zeros((3, 3))})
    assert all("\n" not in line and len(line) < 300 for line in found)


def test_numbers_become_plain():
    item = NewsItem(np.int64(31), "outcome", "Deal", "press", delivered={"US": np.float32(0.5)}, size=np.int8(1))
    numbers = (item.day, item.size, item.delivered["US"], item.closes)
    assert [type(number) for number in numbers] == [int, float, float, bool]
    assert NewsItem(**PROMISE | {"day": 10.0}).day == 10


def test_the_id_is_a_hash_of_what_the_item_is():
    item = NewsItem(**PROMISE)
    text = "10\x1fannouncement\x1fleader\x1fSummit to end the war"
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    assert item.id == int.from_bytes(digest[:4], "little")
    assert item.id == NewsItem(**PROMISE | {"hype": 4.0, "coverage": 9}).id
    for change in ({"day": 11}, {"headline": "Summit"}, {"source": "press"}):
        assert NewsItem(**PROMISE | change).id != item.id


def test_a_changed_copy_keeps_its_luck():
    item = NewsItem(**PROMISE)
    assert replace(item, day=40, hype=2.0).id == item.id


def test_the_place_does_not_make_items_different():
    here, there = NewsItem(**PROMISE, place="a.csv line 2"), NewsItem(**PROMISE)
    assert here == there
    assert hash(here) == hash(there)
    assert here.where == "a.csv line 2 (day 10, 'Summit to end the war')"


def test_items_are_values():
    item = NewsItem(**OUTCOME | {"delivered": {"Ukraine": 0.1, "Russia": 0.9}})
    assert pickle.loads(pickle.dumps(item)) == copy.deepcopy(item) == item
    assert hash(item) == hash(copy.deepcopy(item))
    with pytest.raises(FrozenInstanceError):
        item.day = 3  # type: ignore[misc]


def test_the_callers_table_is_copied():
    table = {"US": 0.5}
    item = NewsItem(**OUTCOME | {"delivered": table})
    table["US"] = 1.0
    assert item.delivered == {"US": 0.5}


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())


@settings(deadline=None)  # a busy machine is no failure
@given(st.fixed_dictionaries(dict.fromkeys(("day", "kind", "headline", "source"), ANYTHING)), st.data())
def test_whatever_is_given_there_is_an_item_or_an_input_error(needed, data):
    others = st.sampled_from(["hype", "caveat", "delivered", "external", "deception", "closes", "size", "strength"])
    given_too = data.draw(st.dictionaries(others, ANYTHING | st.dictionaries(st.text(), st.floats())))
    kind = data.draw(st.sampled_from(KINDS) | st.just(needed["kind"]))
    found: list[str] = ["one"]
    try:
        item = NewsItem(**needed | {"kind": kind} | given_too)
    except InputError as error:
        found = list(error.problems)
    else:
        assert NewsItem(**item.as_table()) == item
    assert found
    assert not any("\n" in line for line in found)
