"""The order brings those together who know each other, and is left out where nobody would gain."""

import numpy as np
import pytest

from sentiment_abm.society import rows
from sentiment_abm.society.contacts import Contacts, from_pairs
from sentiment_abm.society.order import LARGE, NEAR, Groups, grouped, near, share

PEOPLE = 120_000
ALL = np.zeros(PEOPLE, np.uint8)


def disordered(contacts: Contacts, rank=None) -> Contacts:
    """The same people under other numbers."""
    rank = np.random.default_rng(1).permutation(contacts.people) if rank is None else rank
    owners, once = contacts.owners(), contacts.owners() < contacts.rows
    return from_pairs(rank[owners[once]], rank[contacts.rows[once]], contacts.people)


def communities(size: int) -> Contacts:
    """Ten contacts each, eight of them within communities of this size (pairs drawn twice are left out)."""
    draw = np.random.default_rng(1).integers
    one = draw(0, PEOPLE, 5 * PEOPLE)
    inside = one // size * size + draw(0, size, len(one))
    other = np.where(draw(0, 10, len(one)) < 8, inside, draw(0, PEOPLE, len(one)))
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique(low[low < high] * PEOPLE + high[low < high])
    return from_pairs(pairs // PEOPLE, pairs % PEOPLE, PEOPLE)


STRUCTURED = {
    "small world": lambda: rows.small_world(PEOPLE, 10, 0.1, seed=1),
    "ring": lambda: rows.ring(PEOPLE, 10),
    "communities of 100": lambda: communities(100),
    "communities of 1000": lambda: communities(1000),
}


@pytest.mark.parametrize("name", STRUCTURED)
def test_people_in_disorder_come_together(name):
    drawn = STRUCTURED[name]()
    best, found = share(drawn, np.arange(PEOPLE), 4096), disordered(drawn)
    assert share(found, np.arange(PEOPLE), 4096) < 0.1
    rank = near(found, ALL)
    assert share(found, rank, 4096) > 0.9 * best
    # Everybody has a place, and whoever looks again finds the same.
    assert np.array_equal(np.sort(rank), np.arange(PEOPLE))
    assert np.array_equal(rank, near(found, ALL))
    # The people in this order are in good order.
    assert near(disordered(found, rank), ALL) is None


@pytest.mark.parametrize("name", STRUCTURED)
def test_what_is_in_order_stays(name):
    assert near(STRUCTURED[name](), ALL) is None


def test_where_there_is_nothing_to_gain():
    assert near(rows.blocks([PEOPLE], 10, 0.0, seed=1), ALL) is None
    assert near(rows.scale_free(PEOPLE, 10, seed=1), ALL) is None
    assert near(from_pairs(np.arange(0), np.arange(0), PEOPLE), ALL) is None


def test_few_people_are_near_each_other_in_any_order():
    assert near(disordered(rows.ring(LARGE - 1, 10)), ALL[: LARGE - 1]) is None
    assert near(disordered(rows.ring(LARGE, 10)), ALL[:LARGE]) is not None


def test_ranks_count_within_segments():
    found = disordered(rows.small_world(PEOPLE, 10, 0.1, seed=1))
    segment_of = np.random.default_rng(2).choice([0, 1, 3], PEOPLE).astype(np.uint8)
    everyone, rank = near(found, ALL), near(found, segment_of)
    for segment in (0, 1, 3):
        members = np.flatnonzero(segment_of == segment)
        by_rank = members[np.argsort(rank[members])]
        assert sorted(rank[members]) == list(range(len(members)))
        assert np.all(np.diff(everyone[by_rank]) > 0)


def test_the_share_of_contacts_nearby():
    ring = rows.ring(100, 4)
    steps = np.abs(ring.owners() - ring.rows.astype(int))
    for distance in (1, 2, 3, 98, 99, 100):
        assert share(ring, np.arange(100), distance) == np.mean(steps < distance)
    assert share(disordered(rows.ring(4 * NEAR, 2)), np.arange(4 * NEAR), NEAR) == pytest.approx(7 / 16, abs=0.01)


def test_groups_are_made_of_those_who_know_each_other():
    """Ten circles of friends, numbered crosswise: person i belongs to circle i % 10."""
    people = np.arange(100)
    a, b = (side.ravel() for side in np.meshgrid(people, people))
    friends = from_pairs(*(side[(a < b) & (a % 10 == b % 10)] for side in (a, b)), people=100)
    alone = np.arange(100, dtype=np.uint32)
    groups = grouped(friends, Groups(alone, np.arange(101), alone))
    assert np.diff(groups.first).tolist() == [10] * 10
    assert [set(circle % 10) for circle in groups.order.reshape(10, 10)] == [{i} for i in groups.order[::10] % 10]
    assert np.array_equal(groups.of[groups.order], np.repeat(np.arange(10), 10))
    # Circles that nobody connects stay as they are.
    again = grouped(friends, groups)
    assert np.array_equal(again.order, groups.order)
