"""An order of people in which those who know each other are near each other, so that they meet in a fast memory."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.machine_code.compiled import compiled as kept
from sentiment_abm.machine_code.sources import sources
from sentiment_abm.society.contacts import Contacts, Integers
from sentiment_abm.society.twister import part

LARGE = 100_000  # people; the faces of fewer fit into the cache of a processor in any order
NEAR = 2**15  # places; what so many people show is half a megabyte

_GOOD = 0.7  # share of contacts nearby that is left as it is
_GAIN = 0.25  # rise of this share that is worth the search; without any structure it rises by .2
_MOST = 2**13  # people in a group
_LEVELS, _SWEEPS = 3, 6


def near(contacts: Contacts, segment_of: NDArray[Any], fewest: int = LARGE) -> Integers | None:
    """The rank of everyone within the own segment, int64 [people], in an order that keeps contacts together.

    None where it would gain little: fewer than `fewest` people, an order that is good as it is, or contacts without
    groups.  People join the group that most of their contacts are in, then groups do (label propagation, source
    ``raghavan2007``), up to the size of a small cache.  Integers alone decide, so every machine finds the same order.

    >>> path = Contacts(np.array([0, 1, 3, 4]), np.array([2, 2, 0, 1], np.uint32))
    >>> near(path, np.zeros(3, np.uint8)) is None
    True
    """
    people = contacts.people
    before = share(contacts, np.arange(people), NEAR) if people >= fewest else 1.0
    if before >= _GOOD:
        return None
    everyone = np.arange(people, dtype=np.uint32)
    groups = Groups(everyone, np.arange(people + 1), everyone)
    for level in range(_LEVELS):
        groups = grouped(contacts, groups)
        rank = np.empty(people, np.int64)
        rank[groups.order] = np.arange(people)
        if level > 0 and share(contacts, rank, NEAR) < before + _GAIN:
            return None
    return _within(rank, segment_of)


def share(contacts: Contacts, rank: Integers, distance: int) -> float:
    """Share of the contacts that are less than so many ranks away.

    >>> ring = Contacts(np.array([0, 2, 4, 6, 8]), np.array([1, 3, 0, 2, 1, 3, 0, 2], np.uint32))
    >>> share(ring, np.arange(4), distance=2)
    0.75
    """
    found: int = compiled().close(contacts.start, contacts.rows, rank, distance)
    return found / max(len(contacts.rows), 1)


class Groups(NamedTuple):
    """People in groups, and the groups in order."""

    order: NDArray[np.uint32]  # [people], group by group
    first: Integers  # [groups + 1]: where in `order` each group begins
    of: NDArray[np.uint32]  # [people]: the group of everyone


def grouped(contacts: Contacts, groups: Groups) -> Groups:
    """Larger groups, each made of groups that share many contacts and stand side by side in the new order.

    >>> pairs = Contacts(np.arange(5), np.array([2, 3, 0, 1], np.uint32))
    >>> alone = np.arange(4, dtype=np.uint32)
    >>> grouped(pairs, Groups(alone, np.arange(5), alone)).order
    array([0, 2, 1, 3], dtype=uint32)
    """
    people, number = contacts.people, len(groups.first) - 1
    label, size = np.arange(number, dtype=np.uint32), np.diff(groups.first)
    counts, met = np.zeros(number, np.uint32), np.empty(number, np.uint32)
    for _ in range(_SWEEPS):
        moved = compiled().join(contacts.start, contacts.rows, groups, label, size, counts, met, _MOST)
        if moved <= number // 50:
            break
    by_label = np.argsort(label, kind="stable")
    sizes = np.diff(groups.first)[by_label]
    ends = np.cumsum(sizes)
    order = groups.order[np.repeat(groups.first[by_label] - ends + sizes, sizes) + np.arange(people)]
    is_last = np.append(np.diff(label[by_label]) != 0, True)
    first = np.concatenate(([0], ends[is_last]))
    of = np.empty(people, np.uint32)
    of[order] = np.repeat(np.arange(len(first) - 1, dtype=np.uint32), np.diff(first))
    return Groups(order, first, of)


def _within(rank: Integers, segment_of: NDArray[Any]) -> Integers:
    """Ranks among everyone to ranks within segments."""
    order = np.lexsort((rank, segment_of))
    heads = np.bincount(segment_of)
    within = np.empty(len(rank), np.int64)
    within[order] = np.arange(len(rank)) - np.repeat(np.cumsum(heads) - heads, heads)
    return within


class Loops(NamedTuple):
    """The compiled loops; the parameters of each stand in the functions below."""

    close: Callable[..., int]
    join: Callable[..., int]


@cache
def compiled() -> Loops:
    """The loops, each compiled or found on disk on its first call."""
    return Loops(*kept((close, join), sources("society/twister.py", "society/order.py")))


def close(start: Any, rows: Any, rank: Any, distance: int) -> int:
    """How many entries of the rows are less than so many ranks away."""
    found = 0
    for person in range(len(start) - 1):
        for entry in range(start[person], start[person + 1]):
            found += abs(rank[person] - rank[rows[entry]]) < distance
    return found


def join(start: Any, rows: Any, groups: Groups, label: Any, size: Any, counts: Any, met: Any, most: int) -> int:
    """Let each group in turn take the label that most of its contacts outside have; returns how many changed.

    `size` is the number of people with each label, at most `most`.  `counts` is full of zeros, before and after.
    """
    moved = 0
    for group in range(len(label)):
        people, here = groups.first[group + 1] - groups.first[group], label[group]
        best, seen = here, _counted(group, start, rows, groups, label, counts, met)
        for other in met[:seen]:
            if counts[other] > counts[best] and size[other] + people <= most:
                best = other
        for other in met[:seen]:
            counts[other] = 0
        if best != here:
            size[here] -= people
            size[best] += people
            label[group] = best
            moved += 1
    return moved


@part
def _counted(group: int, start: Any, rows: Any, groups: Groups, label: Any, counts: Any, met: Any) -> int:
    """Count the labels of a group's contacts outside; returns how many labels there are, in `met`."""
    seen = 0
    for place in range(groups.first[group], groups.first[group + 1]):
        person = groups.order[place]
        for entry in range(start[person], start[person + 1]):
            other = groups.of[rows[entry]]
            if other != group:
                if counts[label[other]] == 0:
                    met[seen] = label[other]
                    seen += 1
                counts[label[other]] += 1
    return seen
