"""The loops that make networks, compiled when first asked for: integers alone, so the bits are the same everywhere.

They run on one thread.  Whom a pair may be rewired to depends on all pairs before it, and whom a newcomer meets on
all newcomers before; what is left to share costs less than starting threads.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.draws import Key, Stream, philox4x32
from sentiment_abm.machine_code.compiled import compiled as kept
from sentiment_abm.machine_code.sources import sources
from sentiment_abm.society.twister import Twister, below, fraction, part

ENDS = 2  # random decision: whom a newcomer meets

_GRAPH = int(Stream.GRAPH)
_MANY = 2**20  # entries of rows; below, numpy and NetworkX cost less than loading or compiling these loops


class Loops(NamedTuple):
    """The compiled loops; the parameters of each stand in the functions below."""

    tally: Callable[..., None]
    place: Callable[..., None]
    sort: Callable[..., None]
    words: Callable[..., None]
    rewire: Callable[..., None]
    attach: Callable[..., None]


@cache
def compiled() -> Loops:
    """The loops, each compiled or found on disk on its first call."""
    made_of = sources("rule.py", "draws.py", "society/twister.py", "society/loops.py")
    return Loops(*kept((tally, place, sort, words, rewire, attach), made_of))


def pay(entries: int) -> bool:
    """Whether the loops pay for a network with so many entries; loops at hand always do, the bits are the same."""
    return entries > _MANY or compiled.cache_info().currsize > 0


def tally(a: Any, b: Any, ends: Any) -> None:
    """Add one to both people of each pair (a[n], b[n])."""
    for n in range(len(a)):
        ends[a[n]] += 1
        ends[b[n]] += 1


def place(a: Any, b: Any, ends: Any, rows: Any) -> None:
    """Put each pair into the rows of both, from the end of each row down; `ends` becomes where the rows begin."""
    for n in range(len(a) - 1, -1, -1):
        one, other = a[n], b[n]
        ends[one] -= 1
        rows[ends[one]] = other
        ends[other] -= 1
        rows[ends[other]] = one


def sort(start: Any, rows: Any) -> None:
    """Put each row in ascending order, by Shell's method: quick for short rows, and for long ones never slow."""
    for person in range(len(start) - 1):
        low, high, gap = start[person], start[person + 1], 1
        while gap < (high - low) // 9:
            gap = 3 * gap + 1
        while gap > 0:
            for here in range(low + gap, high):
                entry, at = rows[here], here
                while at >= low + gap and rows[at - gap] > entry:
                    rows[at] = rows[at - gap]
                    at -= gap
                rows[at] = entry
            gap //= 3


def words(low: int, found: Any, decision: int, key: Key) -> None:
    """64 random bits for each of the counters from `low` on, into `found`."""
    for n in range(len(found)):
        found[n] = bits(low + n, 0, decision, key)


@part
def bits(counter: Any, attempt: int, decision: int, key: Key) -> Any:
    """64 random bits."""
    low, high, _, _ = philox4x32(counter, attempt, _GRAPH, decision, key)
    return np.uint64((high << 32) | low)


def rewire(rewiring: float, luck: Twister, ends: Any, degrees: Any, table: Any) -> None:
    """Rewire a ring as NetworkX does, draw by draw (source ``watts1998``).

    ``ends[j, i]`` is whom citizen i knows j + 1 places further; with chance `rewiring` it becomes somebody whom i
    does not know.  `degrees` follow.  `table` is full of zeros and longer than the number of pairs that will move.
    """
    half, people = ends.shape
    for j in range(half):
        for person in range(people):
            if fraction(luck) < rewiring:
                other = _stranger(person, luck, ends, degrees, table)
                if other >= 0:
                    degrees[ends[j, person]] -= 1
                    degrees[other] += 1
                    ends[j, person] = other


@part
def _stranger(person: int, luck: Twister, ends: Any, degrees: Any, table: Any) -> Any:
    """Somebody whom this person does not know yet, remembered in the table; −1 if the person knows everyone."""
    people = ends.shape[1]
    other = below(people, luck)
    while other == person or _is_neighbor(person, other, ends) or not _is_new(person, other, people, table):
        other = below(people, luck)
        if degrees[person] >= people - 1:
            return -1
    return other


@part
def _is_neighbor(one: int, other: int, ends: Any) -> Any:
    """Whether these two know each other from the ring and their pair has not moved."""
    half, people = ends.shape
    there, back = (other - one) % people, (one - other) % people
    return (there <= half and ends[there - 1, one] == other) or (back <= half and ends[back - 1, other] == one)


@part
def _is_new(one: int, other: int, people: int, table: Any) -> bool:
    """Whether this pair is not in the table yet; now it is."""
    pair = one * people + other if one < other else other * people + one
    place_ = ((pair * 0x5851F42D4C957F2D) >> 20 & 0xFFFFFFFFFFF) % len(table)
    while table[place_] != 0:
        if table[place_] == pair:
            return False
        place_ = place_ + 1 if place_ + 1 < len(table) else 0
    table[place_] = pair
    return True


def attach(first: int, m: int, luck: Any, key: Key, ends: Any) -> None:
    """Let the newcomers from `first` on meet m people each (source ``barabasi1999``).

    Everyone stands in `ends` once per contact, so that a random entry is a person in proportion to contacts: m
    people met, then m times the one who met them.  `luck` has 64 random bits for each meeting.
    """
    for n in range(len(luck) // m):
        newcomer = first + n
        size, met, drawn = 2 * m * (newcomer - m), 0, 0
        while met < m:
            # Whoever was met already is not met again: another draw.
            word = luck[n * m + drawn] if drawn < m else bits(newcomer, drawn - m + 1, ENDS, key)
            ends[size + met] = ends[word % np.uint64(size)]
            met += _is_last_new(ends, size, met)
            drawn += 1
        ends[size + m : size + 2 * m] = newcomer


@part
def _is_last_new(ends: Any, first: int, last: int) -> bool:
    """Whether the entry at first + last differs from those from `first` on."""
    same = 0
    for i in range(first, first + last):
        same += ends[i] == ends[first + last]
    return same == 0
