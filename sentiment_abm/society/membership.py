"""Who belongs to which segment: by the nodes of a graph of one's own, or dealt with exact shares."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.draws import LOW, Stream, key_of, philox4x32, seed_of
from sentiment_abm.society.segments import Segment
from sentiment_abm.spec import InputError, nearest

type Numbers = NDArray[np.unsignedinteger[Any]]
"""Positions in a list of segments, in the shortest integers that hold them."""

_CHOSEN, _PLACES = 0, 1  # the two decisions of a deal: who changes places, and with whom
_CHUNK = 2**16  # people who draw at a time, in the cache of the processor


def apportioned(quotas: Sequence[float], total: int) -> list[int]:
    """Whole numbers next to the quotas that add up to `total`: largest remainders first, ties in the order given.

    The quotas add up to `total` within one half.

    >>> apportioned([4.6, 3.3, 2.1], 10)
    [5, 3, 2]
    """
    floors = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: floors[i] - quotas[i])
    for i in by_remainder[: total - sum(floors)]:
        floors[i] += 1
    return floors


def head_counts(segments: Sequence[Segment], people: int) -> list[int]:
    """How many people each segment has; their shares add up to 1.

    >>> head_counts([Segment("young", 1 / 3), Segment("old", 2 / 3)], people=100)
    [33, 67]
    """
    shares = [segment.share or 0.0 for segment in segments]
    return apportioned([share / sum(shares) * people for share in shares], people)


def share_faults(segments: Sequence[Segment], people: int) -> Iterator[str]:
    """What is wrong with the shares of segments among which people are to be dealt."""
    missing = [segment.name for segment in segments if segment.share is None]
    total = sum(segment.share or 0.0 for segment in segments)
    if missing:
        yield from (f"segment {name!r} needs a share" for name in missing)
    elif abs(total - 1.0) > 1e-6:
        yield f"segments: the shares add up to {total:g}, not to 1"
    else:
        for segment, heads in zip(segments, head_counts(segments, people), strict=True):
            if heads == 0:
                yield f"segment {segment.name!r}: a share of {segment.share:g} of {people} people is nobody"


def arcs(counts: Sequence[int]) -> Numbers:
    """Segments as contiguous arcs in the order of nodes, [people].

    >>> arcs([2, 3])
    array([0, 0, 1, 1, 1], dtype=uint8)
    """
    return np.repeat(_numbers(range(len(counts)), len(counts)), counts)


def _numbers(given: Sequence[int], segments: int) -> Numbers:
    return np.array(given, np.min_scalar_type(max(segments - 1, 0)))


def dealt(counts: Sequence[int], homophily: float, seed: int) -> Numbers:
    r"""The segment of every citizen, [people]: arcs in which some people have changed places at random.

    A share :math:`1-\sqrt h` of the people change places among themselves.  Two neighbors have both stayed with
    probability h and are otherwise unrelated, so h is the assortativity coefficient (source ``newman2003``) of a
    graph whose contacts are neighbors: h = 0 is a random deal, h = 1 leaves the arcs whole.  Contacts across the
    graph, such as the rewired ones of a small world, are unrelated at every h.

    >>> dealt([2, 3], homophily=1.0, seed=7)
    array([0, 0, 1, 1, 1], dtype=uint8)
    """
    segment_of = arcs(counts)
    people = len(segment_of)
    # Sorting by independent random numbers is a random permutation.
    everyone = np.arange(people, dtype=np.uint32)
    movers = np.sort(_by_luck(everyone, _CHOSEN, seed)[: round((1.0 - sqrt(homophily)) * people)])
    segment_of[movers] = segment_of[_by_luck(movers, _PLACES, seed)]
    return segment_of


def _by_luck(nodes: NDArray[np.uint32], decision: int, seed: int) -> NDArray[np.uint32]:
    """The nodes in the order of what each of them draws, uint32; of equal draws the lower node comes first."""
    key, drawn = key_of(seed_of(seed, "segments")), nodes.astype(np.uint64)
    for low in range(0, len(nodes), _CHUNK):
        part = drawn[low : low + _CHUNK]
        part |= philox4x32(part, 0, Stream.SEGMENT, decision, key)[0] << 32
    drawn.sort()
    return (drawn & LOW).astype(np.uint32)


def marked(marks: Sequence[str], segments: Sequence[Segment] | None) -> tuple[tuple[Segment, ...], Numbers]:
    """Segments and the segment of every citizen, from the name that each node carries.

    Without `segments` the names make the segments, in the order in which the nodes meet them.  A share that is
    given must be that of the nodes; one that is not is filled in.

    >>> found, segment_of = marked(["east", "west", "west", "west"], None)
    >>> [(segment.name, segment.share) for segment in found], segment_of
    ([('east', 0.25), ('west', 0.75)], array([0, 1, 1, 1], dtype=uint8))
    """
    heads = Counter(marks)
    listed = [Segment(name) for name in heads] if segments is None else list(segments)
    names = [segment.name for segment in listed]
    problems = [f"graph: nodes of segment {name!r}, which is not given{nearest(name, names)}"
                for name in heads if name not in names]  # fmt: skip
    for segment in listed:
        problems += _mark_faults(segment, heads[segment.name], len(marks))
    if problems:
        raise InputError(problems)
    number = {name: i for i, name in enumerate(names)}
    filled = tuple(replace(segment, share=heads[segment.name] / len(marks)) for segment in listed)
    return filled, _numbers([number[name] for name in marks], len(names))


def _mark_faults(segment: Segment, heads: int, people: int) -> Iterator[str]:
    if heads == 0:
        yield f"segment {segment.name!r}: no node of the graph belongs to it"
    elif segment.share is not None and abs(segment.share * people - heads) >= 1.0:
        yield f"segment {segment.name!r}: share {segment.share:g}, but the graph has {heads} of {people} people in it"
