"""Networks straight to compressed rows, where NetworkX has no generator, or too slow a one.

A pair of people has a number: pair n of N people are ``n % N`` and the one who sits ``n // N + 1`` places further
around the table.  The numbers 0 … N(N−1)/2 − 1 are all pairs, each once; the first N·k/2 of them are the ring in
which everyone knows the k nearest.  So a ring is a range of numbers and a random network is a random set of them.

Random numbers are those of :mod:`sentiment_abm.draws`, reduced from 64 bits: the bias is below 1e-6.
"""

from collections.abc import Sequence
from itertools import combinations_with_replacement, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.draws import LOW, Key, Stream, key_of, philox4x32, uniform
from sentiment_abm.society.contacts import Contacts, Integers, from_pairs
from sentiment_abm.society.membership import apportioned

_MOVES, _TARGETS, _ENDS, _PAIRS = 0, 1, 2, 3  # random decisions; those from _PAIRS on belong to pairs of blocks
_CHUNK = 2**16  # random words are made so many at a time, in the cache of the processor


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
    return from_pairs(*seats(np.arange(people * contacts // 2), people), people)


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
    left, right = [], []
    for decision, ((a, b), drawn) in enumerate(zip(both, pairs, strict=True), _PAIRS):
        numbers = subset(_possible(sizes, a, b), drawn, decision, key_of(seed))
        one, other = seats(numbers, sizes[a]) if a == b else np.divmod(numbers, sizes[b])
        left.append(first[a] + one)
        right.append(first[b] + other)
    return from_pairs(np.concatenate(left), np.concatenate(right), int(first[-1]))


def _expected(sizes: Sequence[int], a: int, b: int, contacts: float, homophily: float) -> float:
    """Pairs between blocks a and b (within a, if they are one)."""
    among_all = contacts * (1.0 - homophily) / (sum(sizes) - 1)
    if a != b:
        return among_all * sizes[a] * sizes[b]
    return sizes[a] / 2 * (contacts * homophily + among_all * (sizes[a] - 1))


def _possible(sizes: Sequence[int], a: int, b: int) -> int:
    return sizes[a] * (sizes[a] - 1) // 2 if a == b else sizes[a] * sizes[b]


def small_world(people: int, contacts: int, rewiring: float, seed: int) -> Contacts:
    """A ring in which each pair is rewired with chance `rewiring` (source ``watts1998``), equal in law to NetworkX.

    Only for networks in which nobody can come to know everyone: `contacts` far below `people`.

    >>> small_world(1000, 4, rewiring=0.1, seed=7).rows.size
    4000
    """
    key, size = key_of(seed), people * contacts // 2
    moves = uniform(_words(np.arange(size), _MOVES, key) & LOW) < rewiring
    movers = np.flatnonzero(moves)
    targets = _words(movers, _TARGETS, key) % people
    added: set[int] = set()

    def is_new(person: int, target: int, now: int) -> bool:
        """Whether these two do not know each other when it is the turn of pair `now` to move."""
        pair = pair_number(person, target, people)
        return person != target and pair not in added and (pair >= size or (moves[pair] and pair < now))

    for old, first in zip(movers.tolist(), targets.tolist(), strict=True):
        person, target, attempts = old % people, first, count(1)
        while not is_new(person, target, old):
            target = _bits(old, next(attempts), _TARGETS, key) % people
        added.add(pair_number(person, target, people))
    stayed = np.flatnonzero(~moves)
    return from_pairs(*seats(np.concatenate((stayed, np.fromiter(added, np.int64, len(added)))), people), people)


def scale_free(people: int, contacts: int, seed: int) -> Contacts:
    """Newcomers prefer the well connected (source ``barabasi1999``), equal in law to NetworkX; `contacts` is even.

    >>> bool(scale_free(1000, 4, seed=7).degrees.max() > 20)
    True
    """
    key, m = key_of(seed), contacts // 2
    newcomers = np.arange(m + 1, people)
    choices = np.repeat(2 * m * (newcomers - m), m).astype(np.uint64)
    picks = (_words(np.arange(len(choices)), _ENDS, key) % choices).reshape(-1, m)
    # Everyone stands here once per contact, so that a random entry is a person in proportion to contacts.
    ends = [0] * m + list(range(1, m + 1))
    for newcomer, pick in zip(newcomers.tolist(), picks.tolist(), strict=True):
        met, attempts = dict.fromkeys(ends[i] for i in pick), count(1)
        while len(met) < m:
            met[ends[_bits(newcomer, next(attempts), _ENDS, key) % len(ends)]] = None
        ends += met
        ends += [newcomer] * m
    pairs = np.array(ends, np.int64).reshape(-1, 2, m)
    return from_pairs(pairs[:, 0].ravel(), pairs[:, 1].ravel(), people)


def seats(numbers: Integers, people: int) -> tuple[Integers, Integers]:
    """The two people of each numbered pair.

    >>> seats(np.arange(6), people=4)
    (array([0, 1, 2, 3, 0, 1]), array([1, 2, 3, 0, 2, 3]))
    """
    one = numbers % people
    return one, (one + numbers // people + 1) % people


def pair_number(a: int, b: int, people: int) -> int:
    """The number of a pair, whichever of the two comes first.

    >>> pair_number(3, 1, people=4)
    5
    """
    places = (b - a) % people
    if 2 * places > people or (2 * places == people and b < a):
        a, places = b, people - places
    return (places - 1) * people + a


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
        more = _words(np.arange(drawn, drawn + missing), decision, key) % total
        drawn += missing
        found = np.sort(np.concatenate((found, more.astype(np.int64))))
        found = found[np.diff(found, prepend=-1) > 0]  # `unique` hashes, which takes ten times as long
    return found


def _words(counters: Integers, decision: int, key: Key) -> NDArray[np.uint64]:
    """64 random bits for each counter."""
    found = np.empty(len(counters), np.uint64)
    for low in range(0, len(counters), _CHUNK):
        found[low : low + _CHUNK] = _bits(counters[low : low + _CHUNK].astype(np.uint64), 0, decision, key)
    return found


def _bits(counter: Any, attempt: int, decision: int, key: Key) -> Any:
    low, high, _, _ = philox4x32(counter, attempt, Stream.GRAPH, decision, key)
    return (high << 32) | low
