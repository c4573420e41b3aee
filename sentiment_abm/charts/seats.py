"""Where everybody stands in a picture of a society: each citizen, or each community where there are many."""

from typing import Any, NamedTuple

import networkx as nx
import numpy as np

MOST_NODES = 1_500  # more citizens than this are drawn as communities
MOST_BUBBLES = 40
SEED = 1  # of the layout: one society has one picture


class Seats(NamedTuple):
    """Places in the unit square, and what stands there."""

    of: Any  # int64 [people]: seat of each citizen, −1 for those of communities that are too small to show
    places: Any  # float64 [seats, 2]
    sizes: Any  # int64 [seats]: citizens on each seat
    ties: Any  # int64 [pairs of seats, 3]: two seats, and how many pairs of contacts lie between them


def seats(people: int, contacts: Any, *, most: int = MOST_NODES) -> Seats:
    """Seats for `people` citizens who know each other by `contacts` (int64 [pairs, 2]).

    Up to `most` citizens have a seat each, more share one with their community (Louvain).  The same for the same
    contacts, always.

    >>> found = seats(4, np.array([[0, 1], [1, 2], [2, 3]]))
    >>> found.sizes.tolist(), float(found.places.min()), float(found.places.max())
    ([1, 1, 1, 1], 0.0, 1.0)
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(contacts.tolist())
    of = np.arange(people) if people <= most else _communities(graph)
    sizes = np.bincount(of[of >= 0])
    ties = _ties(of[contacts])
    return Seats(of, _places(len(sizes), ties), sizes, ties)


def _communities(graph: "nx.Graph[int]") -> Any:
    """The number of each citizen's community, the largest first; of equal ones that with the first citizen."""
    found = nx.community.louvain_communities(graph, seed=SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))[:MOST_BUBBLES]
    of = np.full(len(graph), -1)
    for number, members in enumerate(ordered):
        of[list(members)] = number
    return of


def _ties(pairs: Any) -> Any:
    """Pairs of seats with the number of contacts between them."""
    between = np.sort(pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])], axis=1)
    found, counts = np.unique(between.reshape(-1, 2), axis=0, return_counts=True)
    return np.column_stack([found, counts])


def _places(count: int, ties: Any) -> Any:
    """Places by springs, from a circle in the order of the seats: neighbors in a ring start as neighbors."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(ties.tolist())
    circle = nx.circular_layout(graph)
    found = nx.spring_layout(graph, pos=circle, iterations=50, seed=SEED, weight="weight" if count < 100 else None)
    places = np.array([found[seat] for seat in range(count)]).reshape(count, 2)
    # Single strays must not press all others into a corner.
    low, high = np.quantile(places, [0.01, 0.99], axis=0) if count > 50 else (places.min(axis=0), places.max(axis=0))
    wide = np.where(high - low > 1e-9, high - low, 1.0)
    return np.where(high - low > 1e-9, np.clip((places - low) / wide, 0.0, 1.0), 0.5)
