"""Who knows whom, in the form that the kernel reads: compressed rows."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sentiment_abm.society import loops

type Integers = NDArray[np.int64]
type Pairs = tuple[NDArray[Any], NDArray[Any]]
"""Integers a and b of one length: a[n] and b[n] know each other."""
type Graph = nx.Graph[Any]
"""A NetworkX graph with nodes of any kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """The contacts of everyone: those of citizen i are ``rows[start[i]:start[i + 1]]``, in ascending order.

    `start` is int64 [people + 1]; `rows` is uint32 [2 · pairs], every pair of contacts stands in two rows.  The
    arrays stay writable because a read-only array is another type to the compiler: treat them as constants.

    >>> contacts = from_pairs(np.array([2, 0]), np.array([0, 1]), people=4)
    >>> contacts.of(0), contacts.degrees
    (array([1, 2], dtype=uint32), array([2, 1, 1, 0]))
    """

    start: Integers
    rows: NDArray[np.uint32]

    @property
    def people(self) -> int:
        """How many citizens there are, those without contacts included."""
        return len(self.start) - 1

    @property
    def degrees(self) -> Integers:
        """How many contacts each citizen has, int64 [people]."""
        return np.diff(self.start)

    @property
    def nbytes(self) -> int:
        """Memory that the two arrays take, in bytes."""
        return self.start.nbytes + self.rows.nbytes

    def of(self, citizen: int) -> NDArray[np.uint32]:
        """The contacts of one citizen, ascending."""
        return self.rows[self.start[citizen] : self.start[citizen + 1]]

    def owners(self) -> Integers:
        """The citizen in whose row each entry of `rows` stands, int64 [2 · pairs]."""
        return np.repeat(np.arange(self.people), self.degrees)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Contacts):
            return NotImplemented
        return np.array_equal(self.start, other.start) and np.array_equal(self.rows, other.rows)

    __hash__ = None  # type: ignore[assignment]  # arrays can change


def from_pairs(a: NDArray[Any], b: NDArray[Any], people: int) -> Contacts:
    """Contacts from pairs: a[n] and b[n] know each other.  Every pair stands there once, in either direction.

    >>> from_pairs(np.array([1]), np.array([0]), people=2).rows
    array([1, 0], dtype=uint32)
    """
    return from_chunks(lambda: [(a, b)], len(a), people)


def from_chunks(chunks: Callable[[], Iterable[Pairs]], pairs: int, people: int) -> Contacts:
    """Contacts from so many pairs in at least one chunk; `chunks` is called twice, so that none need be kept.

    >>> from_chunks(lambda: ((np.array([i]), np.array([i + 1])) for i in range(2)), pairs=2, people=3).of(1)
    array([0, 2], dtype=uint32)
    """
    if not loops.pay(2 * pairs):
        a, b = (np.concatenate(side).astype(np.int64) for side in zip(*chunks(), strict=True))
        return _sorted_rows(np.concatenate((a, b)), np.concatenate((b, a)), people)
    start, run = np.zeros(people + 1, np.int64), loops.compiled()
    for a, b in chunks():
        run.tally(_short(a), _short(b), start)
    rows = np.empty(np.cumsum(start, out=start)[-1], np.uint32)
    for a, b in chunks():
        run.place(_short(a), _short(b), start, rows)
    run.sort(start, rows)
    return Contacts(start, rows)


def _short(numbers: NDArray[Any]) -> NDArray[np.uint32]:
    return np.ascontiguousarray(numbers, np.uint32)


def from_graph(graph: Graph) -> Contacts:
    """Contacts from an undirected simple NetworkX graph, numbered in the order of its nodes.

    >>> from_graph(nx.Graph([("b", "a"), ("b", "c")])).of(0)
    array([1, 2], dtype=uint32)
    """
    # `adjacency` yields the dictionaries themselves: everything per contact below runs inside C.
    nodes, everyone = list(graph), [around for _, around in graph.adjacency()]
    degrees = np.fromiter(map(len, everyone), np.int64, len(nodes))
    others: Iterable[Any] = chain.from_iterable(everyone)
    if nodes != list(range(len(nodes))):
        number: dict[Hashable, int] = {node: i for i, node in enumerate(nodes)}
        others = map(number.__getitem__, others)
    rows = np.fromiter(others, np.uint32, int(degrees.sum()))
    start = np.concatenate(([0], np.cumsum(degrees)))
    if loops.pay(len(rows)):
        loops.compiled().sort(start, rows)
        return Contacts(start, rows)
    return _sorted_rows(np.repeat(np.arange(len(nodes)), degrees), rows.astype(np.int64), len(nodes))


def to_graph(contacts: Contacts, labels: Sequence[Hashable]) -> Graph:
    """The NetworkX graph of these contacts; `labels` are its nodes, in order.

    >>> to_graph(from_pairs(np.array([0]), np.array([1]), people=3), "abc").edges
    EdgeView([('a', 'b')])
    """
    graph: Graph = nx.Graph()
    graph.add_nodes_from(labels)
    owners = contacts.owners()
    once = owners < contacts.rows
    pairs = zip(owners[once].tolist(), contacts.rows[once].tolist(), strict=True)
    graph.add_edges_from((labels[a], labels[b]) for a, b in pairs)
    return graph


def _sorted_rows(owners: Integers, others: Integers, people: int) -> Contacts:
    """Rows from directed pairs in any order: one sort of one integer per entry puts owners and contacts in order."""
    entries = np.sort(owners * people + others)
    degrees = np.bincount(owners, minlength=people)
    entries -= np.repeat(np.arange(people) * people, degrees)
    return Contacts(np.concatenate(([0], np.cumsum(degrees))), entries.astype(np.uint32))
