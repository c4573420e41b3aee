"""Networks straight to compressed rows, where NetworkX has no generator, or too slow a one.

A pair of people has a number: pair n of N people are ``n % N`` and the one who sits ``n // N + 1`` places further
around the table.  The numbers 0 … N(N−1)/2 − 1 are all pairs, each once; the first N·k/2 of them are the ring in
which everyone knows the k nearest.  So a ring is a range of numbers and a random network is a random set of them.

Random numbers are those of :mod:`sentiment_abm.draws`, reduced from 64 bits: the bias is below 1e-6.  Only the small
world has those of NetworkX, and with them its very networks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.draws import Key, key_of
from sentiment_abm.society import loops
from sentiment_abm.society.contacts import Contacts, Integers, Pairs, from_chunks
from sentiment_abm.society.membership import apportioned
from sentiment_abm.society.twister import twister

_PAIRS = 3  # random decisions; those from here on belong to pairs of blocks
_CHUNK = 2**16  # pairs, and random words, are made so many at a time, in the cache of the processor


def complete(people: int) -> Contacts:
    """Everyone knows everyone.

    >>> complete(3).rows
    array([1, 2, 0, 2, 0, 1], dtype=uint32)
    """
    others, own = np.arange(max(people - 1, 0), dtype=np.uint32), np.arange(people)[:, None]
    rows = others + (others >= own)  # the numbers below one's own, then those above it
    return Contacts(np.arange(people + 1, dtype=np.int64) * (people - 1), rows.ravel())


def ring(people: int, contacts: int) -> Contacts:
    """Everyone knows the `contacts` nearest on a ring: the lattice in one dimension, with `contacts` even.

    >>> ring(6, 2).of(0)
    array([1, 5], dtype=uint32)
    """
    return _joined(_places_further(people, contacts // 2))


def small_world(people: int, contacts: int, rewiring: float, seed: int) -> Contacts:
    """A ring in which each pair is rewired with chance `rewiring` (source ``watts1998``): the graph of NetworkX.

    >>> small_world(1000, 4, rewiring=0.1, seed=7).rows.size
    4000
    """
    ends = _places_further(people, contacts // 2)
    # Of as many pairs as will move at the most, ten standard deviations above the mean, two thirds of the table.
    most = min(ends.size, int(ends.size * rewiring + 10 * sqrt(ends.size * rewiring * (1 - rewiring)) + 10))
    table = np.zeros(most * 3 // 2 + 1, np.int64)
    loops.compiled().rewire(rewiring, twister(seed), ends, np.full(people, 2 * len(ends)), table)
    return _joined(ends)


def _places_further(people: int, half: int) -> NDArray[np.uint32]:
    """Whom everyone knows on a ring, uint32 [half, people]: the one who sits j + 1 places further, for each j."""
    ends = np.empty((half, people), np.uint32)
    for places, row in enumerate(ends, 1):
        row[: people - places] = np.arange(places, people, dtype=np.uint32)
        row[people - places :] = np.arange(places)
    return ends


def _joined(ends: NDArray[np.uint32]) -> Contacts:
    """Everyone i knows ends[:, i], and they know i."""
    half, people = ends.shape
    size = max(_CHUNK // max(half, 1), 1)

    def chunks() -> Iterator[Pairs]:
        # Rows are filled from their ends down, so that these leave little to sort.
        for low in reversed(range(0, people, size)):
            own = np.arange(low, min(low + size, people), dtype=np.uint32)
            yield np.repeat(own, half), ends[:, low : low + size].T.ravel()

    return from_chunks(chunks, ends.size, people)


def blocks(sizes: Sequence[int], contacts: float, homophily: float, seed: int) -> Contacts:
    r"""A planted partition: random pairs within and between blocks, as many of each as the homophily says.

    Everyone finds a share h of the contacts within the own block and the rest among all, so the mean degree is
    `contacts` in every block and h is the assortativity coefficient of the blocks (source ``newman2003``; of order
    1/N below it).  The numbers of pairs are exact, not only expected.  A single block is the random network G(N, M).

    >>> blocks([5], contacts=2, homophily=0.0, seed=7).rows.size
    10
    """
    first = np.concatenate(([0], np.cumsum(sizes)))
    both = list(combinations_with_replacement(range(len(sizes)), 2))
    quotas = [_expected(sizes, a, b, contacts, homophily) for a, b in both]
    pairs = apportioned(quotas, round(sum(sizes) * contacts / 2))
    numbers = [
        subset(_possible(sizes, a, b), size, decision, key_of(seed))
        for decision, ((a, b), size) in enumerate(zip(both, pairs, strict=True), _PAIRS)
    ]

    def chunks() -> Iterator[Pairs]:
        for (a, b), drawn in zip(both, numbers, strict=True):
            for part in _parts(drawn):
                one, other = seats(part, sizes[a]) if a == b else np.divmod(part, sizes[b])
                yield first[a] + one, first[b] + other

    return from_chunks(chunks, sum(pairs), int(first[-1]))


def _parts(numbers: Integers) -> Iterable[Integers]:
    """At least one part, so that nothing is a chunk as well."""
    return (numbers[low : low + _CHUNK] for low in range(0, max(len(numbers), 1), _CHUNK))


def _expected(sizes: Sequence[int], a: int, b: int, contacts: float, homophily: float) -> float:
    """Pairs between blocks a and b (within a, if they are one)."""
    among_all = contacts * (1.0 - homophily) / (sum(sizes) - 1)
    if a != b:
        return among_all * sizes[a] * sizes[b]
    return sizes[a] / 2 * (contacts * homophily + among_all * (sizes[a] - 1))


def _possible(sizes: Sequence[int], a: int, b: int) -> int:
    return sizes[a] * (sizes[a] - 1) // 2 if a == b else sizes[a] * sizes[b]


def scale_free(people: int, contacts: int, seed: int) -> Contacts:
    """Newcomers prefer the well connected (source ``barabasi1999``), equal in law to NetworkX; `contacts` is even.

    >>> bool(scale_free(1000, 4, seed=7).degrees.max() > 20)
    True
    """
    key, m = key_of(seed), contacts // 2
    ends = np.zeros((people - m, 2, m), np.uint32)
    ends[0, 1] = np.arange(1, m + 1)  # a star to begin with
    size = max(_CHUNK // m, 1)
    for low in range(m + 1, people, size):
        drawn = (min(low + size, people) - low) * m
        luck = _words((low - m - 1) * m, drawn, loops.ENDS, key)
        loops.compiled().attach(low, m, luck, key, ends.reshape(-1))

    def chunks() -> Iterator[Pairs]:
        for low in reversed(range(0, people - m, size)):
            met, newcomers = ends[low : low + size, 0], ends[low : low + size, 1]
            yield met.ravel(), newcomers.ravel()

    return from_chunks(chunks, ends.size // 2, people)


def seats(numbers: Integers, people: int) -> tuple[Integers, Integers]:
    """The two people of each numbered pair.

    >>> seats(np.arange(6), people=4)
    (array([0, 1, 2, 3, 0, 1]), array([1, 2, 3, 0, 2, 3]))
    """
    one = numbers % people
    return one, (one + numbers // people + 1) % people


def subset(total: int, size: int, decision: int, key: Key) -> Integers:
    """A random set of `size` of the numbers 0 … total − 1, every set equally likely; int64 [size], ascending.

    >>> subset(4, 4, decision=3, key=Key(0, 0))
    array([0, 1, 2, 3])
    """
    if 2 * size > total:
        left = np.ones(total, np.bool_)
        left[subset(total, total - size, decision, key)] = False
        return np.flatnonzero(left)
    # The first `size` different numbers of a random sequence; as many more are drawn as are still missing.
    found, drawn = np.empty(0, np.int64), 0
    while (missing := size - len(found)) > 0:
        more = _different(_words(drawn, missing, decision, key), total)
        drawn += missing
        at = np.searchsorted(found, more)
        is_new = found[np.minimum(at, len(found) - 1)] != more if len(found) else np.ones(len(more), np.bool_)
        found = np.insert(found, at[is_new], more[is_new]) if len(found) else more
    return found


def _different(words: NDArray[np.uint64], total: int) -> Integers:
    """The different numbers below `total` that the words give, ascending; the words are written over."""
    words %= np.uint64(total)
    numbers = words.view(np.int64)
    numbers.sort()
    is_first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])  # `unique` hashes, which takes ten times as long
    return numbers if is_first.all() else numbers[is_first]


def _words(low: int, size: int, decision: int, key: Key) -> NDArray[np.uint64]:
    """64 random bits for each of so many counters from `low` on."""
    found = np.empty(size, np.uint64)
    if loops.pay(size):
        loops.compiled().words(low, found, decision, key)
        return found
    for at in range(0, size, _CHUNK):
        part = found[at : at + _CHUNK]
        part[:] = loops.bits(np.arange(low + at, low + at + len(part), dtype=np.uint64), 0, decision, key)
    return found
