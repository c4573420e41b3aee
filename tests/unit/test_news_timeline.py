"""The timeline says in arrays what the model's fine print says in words."""

import numpy as np
import pytest

from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.timeline import NEVER, Timeline, action_order
from sentiment_abm.spec import InputError


def promise(day: int, *, headline: str = "Talks", source: str = "leader", **told: object) -> NewsItem:
    return NewsItem(day, "announcement", headline, source, **told)


def outcome(day: int, delivered: object = 0.0, *, headline: str = "End", **told: object) -> NewsItem:
    return NewsItem(day, "outcome", headline, "press", delivered=delivered, **told)


def signal(day: int, strength: float = -1.0, *, source: str = "wire") -> NewsItem:
    return NewsItem(day, "signal", "Shelling", source, strength=strength)


def timeline(*items: NewsItem, segments: tuple[str, ...] = ("everyone",), **fields: object) -> Timeline:
    return Scenario("x", items, **{"sources": {"wire": 0.6}} | fields).timeline(segments)


def test_an_empty_timeline_has_the_right_shapes():
    empty = timeline(segments=("a", "b"))
    assert {name: array.shape for name, array in empty._asdict().items() if array.ndim == 1 and array.size} == {}
    assert empty.delivered.shape == empty.credibility.shape == (0, 2)


def test_types_are_those_of_the_kernel():
    arrays = timeline(promise(1), outcome(2), signal(3))
    kinds = {name: array.dtype for name, array in arrays._asdict().items()}
    whole = {"kind", "day", "id", "coverage", "closing_day"}
    assert {name for name, kind in kinds.items() if kind == np.int64} == whole
    assert {name for name, kind in kinds.items() if kind == np.bool_} == {"closes", "deception", "promised"}
    assert all(kind in (np.int64, np.bool_, np.float64) for kind in kinds.values())


def test_order_is_kind_then_day_then_id():
    twins = [promise(8, id=5), promise(8, headline="More", id=2)]
    items = [outcome(1, hype=1.0), signal(9), *twins, signal(2), promise(4)]
    arrays = timeline(*items)
    assert arrays.kind.tolist() == [0, 0, 0, 1, 1, 2]
    assert arrays.day.tolist() == [4, 8, 8, 2, 9, 1]
    assert arrays.id[1:3].tolist() == [2, 5]
    assert [item.id for item in action_order(items)] == arrays.id.tolist()


def test_order_of_the_items_given_does_not_matter():
    items = [promise(1), outcome(5, 0.3), signal(3), promise(7, hype=2.0), outcome(9)]
    for one, two in zip(timeline(*items), timeline(*reversed(items)), strict=True):
        np.testing.assert_array_equal(one, two)


def test_hype_of_an_announcement_is_1_unless_given():
    assert timeline(promise(1), promise(2, hype=0.0)).hype.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("day", "hype"),
    [(10, 2.0), (15, 2.0), (20, 3.0), (25, 3.0)],  # an announcement of the same day acts first
)
def test_an_outcome_inherits_the_hype_of_the_last_announcement(day, hype):
    arrays = timeline(promise(20, hype=3.0), promise(10, hype=2.0), outcome(day))
    assert arrays.hype[-1] == hype


def test_an_outcome_keeps_its_own_hype_and_has_1_without_any_announcement():
    assert timeline(promise(1, hype=2.0), outcome(5, hype=0.5)).hype[-1] == 0.5
    assert timeline(outcome(5)).hype.tolist() == [1.0]


def test_closing_day_is_that_of_the_first_closing_outcome_of_a_later_day():
    promises = [promise(day) for day in (0, 10, 15, 31)]
    outcomes = [outcome(5, closes=False), outcome(15), outcome(20)]
    assert timeline(*promises, *outcomes).closing_day.tolist() == [15, 15, 20, NEVER, NEVER, NEVER, NEVER]


def test_credibility_is_0_for_the_promiser_and_fixed_for_the_others():
    arrays = timeline(promise(1), signal(2), promise(3, source="wire"), outcome(4))
    assert arrays.promised.tolist() == [True, False, False, False]
    assert arrays.credibility[:, 0].tolist() == [0.0, 0.6, 0.6, 0.0]


def test_tables_follow_the_order_of_the_segments():
    sources = {"wire": {"US": 0.1, "Ukraine": 0.9}}
    arrays = timeline(
        signal(1), outcome(5, {"Ukraine": 0.2, "US": 1.0}), outcome(6, 0.5), segments=("US", "Ukraine"), sources=sources
    )
    assert arrays.credibility.tolist() == [[0.1, 0.9], [0.0, 0.0], [0.0, 0.0]]
    assert arrays.delivered.tolist() == [[0.0, 0.0], [1.0, 0.2], [0.5, 0.5]]


def test_a_table_must_fit_the_segments():
    with pytest.raises(InputError) as caught:
        timeline(outcome(5, {"Ukrane": 0.2, "US": 1.0}), segments=("US", "Ukraine"), sources={"wire": {"US": 0.5}})
    assert caught.value.problems == (
        "day 5, 'End': delivered has no value for segment 'Ukraine' (did you mean 'Ukrane'?)",
        "day 5, 'End': delivered names an unknown segment 'Ukrane' (did you mean 'Ukraine'?)",
        "credibility of source 'wire' has no value for segment 'Ukraine'",
    )
