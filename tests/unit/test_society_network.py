"""A graph of one's own: any simple NetworkX graph is taken as it is, anything else is refused with the reason."""

import networkx as nx
import numpy as np
import pytest

from sentiment_abm.society.segments import EVERYONE, Segment
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError

TWO = (Segment("west", 0.25), Segment("east", 0.75))


def problems_of(*arguments, **settings):
    with pytest.raises(InputError) as caught:
        Society(*arguments, **settings)
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


def test_the_karate_club():
    graph = nx.karate_club_graph()
    society = Society(graph)
    assert society.graph is graph
    assert (society.people, society.segments) == (34, (EVERYONE,))
    assert society.contacts.of(0).tolist() == sorted(graph[0])


def test_nodes_of_any_kind_come_back_as_labels():
    nodes = ["b", 3, (1, 2), frozenset({4}), None.__class__, 2.5]
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edge(nodes[5], nodes[0])
    society = Society(graph)
    assert society.labels == nodes
    assert society.contacts.of(0).tolist() == [5]
    assert society.contacts.degrees.tolist() == [1, 0, 0, 0, 0, 1]


def test_a_disconnected_graph_and_a_single_node():
    graph = nx.disjoint_union(nx.path_graph(3), nx.complete_graph(4))
    assert Society(graph).contacts.degrees.tolist() == [1, 2, 1, 3, 3, 3, 3]
    assert Society(nx.empty_graph(["only"])).contacts.rows.size == 0


def test_nodes_may_name_their_segments():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: "b", 1: "b", 2: "a", 3: "b"}, "segment")
    society = Society(graph)
    assert society.segments == (Segment("b", 0.75), Segment("a", 0.25))
    assert society.segment_of.tolist() == [0, 0, 1, 0]
    own = Society(graph, segments=[{"name": "a", "belief": {"prior": -2}}, Segment("b")])
    assert own.segments == (Segment("a", 0.25, {"belief.prior": -2}), Segment("b", 0.75))
    assert own.segment_of.tolist() == [1, 1, 0, 1]


def test_segments_are_dealt_over_nodes_that_name_none():
    society = Society(nx.path_graph(101), segments=TWO, seed=3)
    assert np.bincount(society.segment_of).tolist() == [25, 76]
    assert society != Society(nx.path_graph(101), segments=TWO, seed=4)


def test_a_society_survives_its_own_graph():
    society = Society(people=200, graph_recipe="communities", homophily=0.5, segments=TWO)
    assert Society(society.graph).contacts == society.contacts
    assert np.array_equal(Society(society.graph, segments=TWO).segment_of, society.segment_of)


SIMPLE = "contacts are mutual and single, so make it a networkx.Graph(…)"
LOOPED = nx.Graph([(i, i) for i in range(7)])


@pytest.mark.parametrize(
    ("graph", "problem"),
    [
        (nx.DiGraph([(0, 1)]), f"graph is a DiGraph: {SIMPLE}"),
        (nx.MultiGraph([(0, 1)]), f"graph is a MultiGraph: {SIMPLE}"),
        (nx.Graph(), "graph has no nodes"),
        (nx.Graph([("a", "a")]), "graph has 1 self-loops, at the nodes 'a'"),
        (LOOPED, "graph has 7 self-loops, at the nodes 0, 1, 2, 3, 4, …"),
        ("edges.csv", "graph is a str, not a networkx.Graph (a path goes to `file`)"),
    ],
)
def test_graphs_that_are_refused(graph, problem):
    assert problems_of(graph) == [problem]


def test_all_nodes_name_a_segment_or_none():
    graph = nx.path_graph(3)
    graph.nodes[1]["segment"] = "a"
    assert problems_of(graph) == ["graph has 2 nodes without a segment, though others have one: the nodes 0, 2"]


def test_shares_over_a_graph_are_checked():
    assert problems_of(nx.path_graph(3), segments=TWO[:1]) == ["segments: the shares add up to 0.25, not to 1"]
    assert problems_of(nx.path_graph(1), segments=TWO) == ["segment 'west': a share of 0.25 of 1 people is nobody"]


def test_one_source_of_people():
    one_of = "society: give one of people, graph and file"
    assert problems_of() == [one_of]
    assert problems_of(nx.path_graph(3), people=3, graph_recipe="complete") == [one_of]
    assert problems_of(nx.path_graph(3), file="edges.csv") == [one_of]
    assert problems_of(people=100, file="edges.csv") == ["society: give people or a file, not both"]
    assert problems_of(nx.path_graph(3), seed=-1) == ["society: seed -1 is not a whole number 0…2**64 - 1"]
    assert problems_of(nx.path_graph(3), homophily=0.5) == [
        "society: homophily 0.5 means nothing for a graph of your own, leave it out"
    ]
