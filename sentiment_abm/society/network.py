"""A network before anyone belongs to a segment: drawn from a recipe, read from a file or taken from its owner."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from sentiment_abm.draws import seed_of
from sentiment_abm.society import files
from sentiment_abm.society.contacts import Contacts, Graph, from_graph, from_pairs
from sentiment_abm.society.graphs import PATTERNS
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.spec import InputError

_NAMED = 5  # nodes that a message names


class Network(NamedTuple):
    """Contacts, the labels of the nodes in the same order, and the segment that each node names (None: none does)."""

    contacts: Contacts
    labels: Sequence[Hashable]
    marks: list[str] | None

    @property
    def nbytes(self) -> int:
        """Memory that it takes, in bytes; labels are taken to be short."""
        return self.contacts.nbytes + (0 if isinstance(self.labels, range) else 64 * len(self.labels))


def drawn(recipe: Recipe) -> Network:
    """The network of a recipe with `people` or a `file`.

    >>> drawn(Recipe(people=4, graph="lattice", contacts=2)).contacts.of(0)
    array([1, 3], dtype=uint32)
    """
    if recipe.file is not None:
        return taken(files.read(recipe.file), str(recipe.file))
    if recipe.people == 1:
        return Network(from_pairs(np.empty(0, np.int64), np.empty(0, np.int64), 1), range(1), None)
    seed = seed_of(recipe.seed, "graph", recipe.graph)
    contacts = PATTERNS[recipe.graph].draw(recipe.sizes, recipe.ties, seed)
    return Network(contacts, range(contacts.people), None)


def taken(graph: Graph, where: str = "graph") -> Network:
    """The network of a NetworkX graph: undirected, simple, without self-loops, with at least one node.

    The node attribute "segment" names the segment of a node; every node has it or none.  Other attributes, weights
    of edges among them, are not read.  Raises :class:`~sentiment_abm.spec.InputError`.

    >>> taken(nx.path_graph(["a", "b", "c"])).labels
    ['a', 'b', 'c']
    """
    if problems := list(_faults(graph, where)):
        raise InputError(problems)
    marks = [mark for _, mark in graph.nodes(data="segment")]
    is_marked = any(mark is not None for mark in marks)
    return Network(from_graph(graph), _labels(list(graph)), [str(mark) for mark in marks] if is_marked else None)


def _labels(nodes: list[Hashable]) -> Sequence[Hashable]:
    """The nodes; the numbers from 0 on as a range, which takes no memory."""
    counted = range(len(nodes))
    # True and 1.0 equal 1, but a reader would see the difference.
    return counted if nodes == list(counted) and set(map(type, nodes)) == {int} else nodes


def _faults(graph: Any, where: str) -> Iterator[str]:
    if not isinstance(graph, nx.Graph):
        yield f"{where} is a {type(graph).__name__}, not a networkx.Graph (a path goes to `file`)"
        return
    if graph.is_directed() or graph.is_multigraph():
        yield f"{where} is a {type(graph).__name__}: contacts are mutual and single, so make it a networkx.Graph(…)"
    if graph.number_of_nodes() == 0:
        yield f"{where} has no nodes"
    loops = [node for node, around in graph.adjacency() if node in around]
    if loops:
        yield f"{where} has {len(loops)} self-loops, at the nodes {_first(loops)}"
    bare = [node for node, mark in graph.nodes(data="segment") if mark is None]
    if 0 < len(bare) < graph.number_of_nodes():
        yield f"{where} has {len(bare)} nodes without a segment, though others have one: the nodes {_first(bare)}"


def _first(nodes: list[Hashable]) -> str:
    """The first few nodes, as a message names them."""
    return ", ".join(map(repr, nodes[:_NAMED])) + (", …" if len(nodes) > _NAMED else "")
