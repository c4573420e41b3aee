"""Compressed rows say what the NetworkX graph says, in ascending order, whatever its nodes are."""

import pickle
import time

import networkx as nx
import numpy as np
import pytest

from sentiment_abm.society.contacts import Contacts, from_graph, from_pairs, to_graph
from sentiment_abm.society.rows import ring

GRAPHS = {
    "karate": nx.karate_club_graph(),
    "texts": nx.relabel_nodes(nx.karate_club_graph(), lambda node: f"member {node}"),
    "mixed": nx.Graph([(1, "a"), ("a", (2, 3)), ((2, 3), frozenset())]),
    "disordered": nx.Graph([(9, 4), (4, 7), (7, 1), (1, 9), (9, 7)]),
    "isolated": nx.empty_graph(5),
    "alone": nx.empty_graph(1),
    "no one": nx.Graph(),
    "view": nx.karate_club_graph().subgraph(range(3, 20)),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_rows_are_the_neighbors_in_ascending_order(graph):
    contacts, nodes = from_graph(graph), list(graph)
    assert contacts.people == len(nodes)
    for number, node in enumerate(nodes):
        assert contacts.of(number).tolist() == sorted(nodes.index(other) for other in graph[node])


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_there_and_back(graph):
    again = to_graph(from_graph(graph), list(graph))
    assert list(again) == list(graph)
    assert nx.utils.edges_equal(again.edges, graph.edges)
    assert from_graph(again) == from_graph(graph)


def test_types_are_those_of_the_kernel():
    contacts = from_graph(nx.karate_club_graph())
    assert (contacts.start.dtype, contacts.rows.dtype) == (np.int64, np.uint32)
    assert contacts.start.flags.writeable
    assert contacts.rows.flags.writeable
    assert contacts.nbytes == 8 * 35 + 4 * 156


def test_owners_and_degrees():
    contacts = from_pairs(np.array([2, 0]), np.array([0, 1]), people=4)
    assert contacts.owners().tolist() == [0, 0, 1, 2]
    assert contacts.degrees.tolist() == [2, 1, 1, 0]


def test_equality_is_that_of_the_contents():
    one, same, other = (from_graph(nx.path_graph(n)) for n in (4, 4, 5))
    assert one == same != other
    assert one != "contacts"
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(TypeError):
        hash(one)


def test_a_large_graph_is_taken_quickly():
    people = 20_000
    graph = to_graph(ring(people, 10), range(people))

    def seconds() -> float:
        start = time.perf_counter()
        assert isinstance(from_graph(graph), Contacts)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 10e-6 * people
