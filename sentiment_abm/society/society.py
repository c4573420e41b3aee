"""A society: people, their contacts, and the publics they belong to."""

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

import networkx as nx
import numpy as np

from sentiment_abm.society.cache import Cache
from sentiment_abm.society.contacts import Contacts, Graph, from_graph, to_graph
from sentiment_abm.society.graphs import PATTERNS, Ties
from sentiment_abm.society.membership import Numbers, arcs, dealt, head_counts, marked, share_faults
from sentiment_abm.society.network import Network, drawn, taken
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import Segment
from sentiment_abm.spec import InputError, nearest

type Pairs = Sequence[tuple[Hashable, Hashable]]
"""Pairs of nodes."""


class Society:
    """People on an undirected simple graph, each a member of one segment; built once, used in many runs.

    Give one of: `people`, for a network drawn by one of the recipes of
    :data:`~sentiment_abm.society.graphs.PATTERNS`; `graph`, any :class:`networkx.Graph` of one's own; `file`, an
    edge list, GraphML or GML file.

    Parameters
    ----------
    graph
        Undirected and simple, with nodes of any kind; isolated nodes are welcome.  Its node attribute "segment", if
        there is one, says who belongs to which segment.  The graph must not change afterwards.
    people
        Number of citizens, 1 … 2**32 − 1.
    graph_recipe
        "small_world", "scale_free", "random", "lattice" (a ring), "complete" or "communities" (segments as blocks).
    contacts
        Mean number of contacts, below `people`; even for small_world, scale_free and lattice.
    rewiring
        Chance that a contact is rewired across the network, 0 … 1; small_world only.
    homophily
        Assortativity of contacts by segment (source ``newman2003``), 0 … 1; small_world, lattice and communities.
        In a small world only the contacts that are not rewired can be alike: the coefficient is h·(1 − rewiring).
    segments
        :class:`~sentiment_abm.society.segments.Segment` objects or tables of a study file; shares are exact to
        the person.  None is one segment of everyone, or those that the nodes of a graph name.
    seed
        0 … 2**64 − 1; the same arguments make the same society on every machine.
    file
        Path of a network file.
    cache
        Where networks drawn before are kept.

    Raises
    ------
    InputError
        With everything that is wrong, at once.

    Examples
    --------
    >>> west, east = Segment("west", share=0.25), Segment("east", share=0.75)
    >>> society = Society(people=100, contacts=4, segments=[west, east], seed=7)
    >>> len(society.contacts.rows), society.segment_of.tolist().count(1)
    (400, 75)
    >>> Society(nx.karate_club_graph()).segments
    (Segment(name='everyone', share=1.0, overrides={}),)
    """

    contacts: Contacts
    """Who knows whom, by node order."""
    segments: tuple[Segment, ...]
    """The publics, at least one, each with its share."""
    segment_of: Numbers
    """Position in `segments` of everyone's segment, [people], in the shortest unsigned integers that hold it."""
    labels: Sequence[Hashable]
    """The nodes of the graph, in the order in which citizens are numbered; a range where they are 0, 1, 2 …"""
    is_drawn: bool
    """Whether a recipe drew the network, so that its order is as good as any; others may be in disorder."""

    references: tuple[str, ...]
    """Keys of the sources of the recipe that drew the network; none for a network of one's own."""

    def __init__(
        self,
        graph: Graph | None = None,
        *,
        people: int | None = None,
        graph_recipe: str = "small_world",
        contacts: float = Ties().contacts,
        rewiring: float = Ties().rewiring,
        homophily: float = Ties().homophily,
        segments: Iterable[Segment | Mapping[str, Any]] | None = None,
        seed: int = 0,
        file: str | os.PathLike[str] | None = None,
        cache: Cache | None = None,
    ) -> None:
        problems = []
        if (graph is None) == (people is None and file is None):
            problems.append("society: give one of people, graph and file")
        try:
            recipe = Recipe(
                people=people,
                graph=graph_recipe,
                contacts=contacts,
                rewiring=rewiring,
                homophily=homophily,
                segments=segments,
                seed=seed,
                file=file,
            )
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        self._graph, self.is_drawn = graph, people is not None
        self.references = recipe.references
        network = _network(graph, recipe, cache)
        self.contacts, self.labels = network.contacts, network.labels
        self.segments, self.segment_of = _members(recipe, network)

    @property
    def people(self) -> int:
        """Number of citizens."""
        return self.contacts.people

    @cached_property
    def graph(self) -> Graph:
        """The graph as NetworkX has it: one's own, or made now from the contacts, with the segments as attribute."""
        if self._graph is not None:
            return self._graph
        graph = to_graph(self.contacts, self.labels)
        names = [segment.name for segment in self.segments]
        marks = (names[number] for number in self.segment_of.tolist())
        nx.set_node_attributes(graph, dict(zip(self.labels, marks, strict=True)), "segment")
        return graph

    def changed(self, *, add: Pairs = (), remove: Pairs = ()) -> Self:
        """The same people in the same segments, with these pairs of nodes as new contacts and those no longer.

        Raises InputError for a node that is not there, a pair that is or is not acquainted already, and for oneself.

        >>> trio = Society(nx.path_graph(3))
        >>> sorted(trio.changed(add=[(0, 2)], remove=[(1, 2)]).graph.edges)
        [(0, 1), (0, 2)]
        """
        graph = self.graph.copy()
        if problems := [*_misfits(graph, add, False), *_misfits(graph, remove, True)]:
            raise InputError(problems)
        graph.add_edges_from(add)
        graph.remove_edges_from(remove)
        other = copy(self)
        other.__dict__.pop("key", None)
        # `graph` is kept where a property keeps what it has made.
        other.__dict__ |= {"_graph": graph, "graph": graph, "contacts": from_graph(graph)}
        return other

    @cached_property
    def key(self) -> str:
        """A hash of contacts, segments and labels: equal for equal societies, however they were made."""
        digest = blake2b(digest_size=16)
        for array in (self.contacts.start, self.contacts.rows, self.segment_of):
            digest.update(np.ascontiguousarray(array))
        digest.update(repr((self.segments, self.labels)).encode())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Society) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        names = ", ".join(segment.name for segment in self.segments)
        return f"<Society of {self.people} people, {len(self.contacts.rows) // 2} pairs of contacts; segments: {names}>"


def build(recipe: Recipe, cache: Cache | None = None) -> Society:
    """The society of a recipe with `people` or a `file`.

    >>> build(Recipe(people=100, contacts=4, seed=7)) == Society(people=100, contacts=4, seed=7)
    True
    """
    return Society(
        people=recipe.people,
        graph_recipe=recipe.graph,
        **recipe.ties._asdict(),
        segments=recipe.segments,
        seed=recipe.seed,
        file=recipe.file,
        cache=cache,
    )


def _misfits(graph: Graph, pairs: Pairs, acquainted: bool) -> Iterator[str]:
    for a, b in pairs:
        if strangers := [node for node in (a, b) if node not in graph]:
            yield f"contacts: no citizen {strangers[0]!r}{nearest(strangers[0], map(str, graph))}"
        elif a == b:
            yield f"contacts: {a!r} cannot be a contact of itself"
        elif graph.has_edge(a, b) != acquainted:
            yield f"contacts: {a!r} and {b!r} {'are no' if acquainted else 'are already'} contacts"


def _network(graph: Graph | None, recipe: Recipe, cache: Cache | None) -> Network:
    if graph is not None:
        return taken(graph)
    return drawn(recipe) if cache is None else cache.network(recipe)


def _members(recipe: Recipe, network: Network) -> tuple[tuple[Segment, ...], Numbers]:
    """The segments and the segment of everyone: as the nodes say, as blocks, or dealt."""
    if network.marks is not None:
        return marked(network.marks, recipe.publics if recipe.segments else None)
    # The shares of a recipe with people are checked already; of any other it is known only now how many they are.
    if problems := list(share_faults(recipe.publics, network.contacts.people)):
        raise InputError(problems)
    sizes = head_counts(recipe.publics, network.contacts.people)
    if len(sizes) == 1 or PATTERNS[recipe.graph].has_blocks:
        return recipe.publics, arcs(sizes)
    return recipe.publics, dealt(sizes, recipe.homophily, recipe.seed)
