"""Where citizens stand in memory must not change who they know."""

import networkx as nx
import numpy as np
import pytest

import sentiment_abm as sa
from sentiment_abm.engine.layout import layout, occupied

HALVES = [sa.Segment("a", share=0.5), sa.Segment("b", share=0.5)]
SOCIETIES = {
    "one segment": lambda: sa.Society(people=200, seed=1),
    "mixed": lambda: sa.Society(people=200, segments=HALVES, seed=1),
    "arcs": lambda: sa.Society(people=200, segments=HALVES, homophily=1.0, seed=1),
    "blocks": lambda: sa.Society(people=200, graph_recipe="communities", segments=HALVES, homophily=0.9, seed=1),
    "full blocks": lambda: sa.Society(people=256, graph_recipe="communities", segments=HALVES, homophily=0.9, seed=1),
    "no contacts": lambda: sa.Society(graph=nx.empty_graph(70)),
}


@pytest.fixture(params=SOCIETIES)
def society(request: pytest.FixtureRequest) -> sa.Society:
    return SOCIETIES[request.param]()


def test_everybody_keeps_their_contacts_in_ascending_order(society: sa.Society) -> None:
    place = layout(society)
    for node in range(society.people):
        begin, end = place.contacts.start[place.position[node] : place.position[node] + 2]
        assert place.number[place.contacts.rows[begin:end]].tolist() == society.contacts.of(node).tolist()


def test_everybody_has_one_place_in_a_block_of_their_segment(society: sa.Society) -> None:
    place = layout(society)
    assert sorted(place.number[occupied(place.sizes)]) == list(range(society.people))
    assert (place.number[place.position] == np.arange(society.people)).all()
    assert (place.segments[place.position // 64] == society.segment_of).all()


def test_padding_has_no_contacts_and_nobody_knows_it(society: sa.Society) -> None:
    place = layout(society)
    padding = np.flatnonzero(~occupied(place.sizes))
    assert (np.diff(place.contacts.start)[padding] == 0).all()
    rows = place.contacts.rows[: place.contacts.start[-1]]
    assert not np.isin(rows, padding).any()


def test_talk_along_a_chain_does_not_depend_on_the_segments() -> None:
    chain, marked = nx.path_graph(200), nx.path_graph(200)
    nx.set_node_attributes(marked, {n: "a" if n < 100 else "b" for n in marked}, "segment")
    settings = {"start": {"belief": np.arange(200) / 100}, "params": sa.OFF | {"talk.weight": 0.5}, "days": 9}
    plain, parted = (sa.simulate(graph=graph, **settings).citizens["belief"] for graph in (chain, marked))
    assert plain.equals(parted)


@pytest.mark.parametrize(("people", "is_ordered"), [(100_000, True), (99_999, False)])  # a smaller one would not gain
def test_a_large_network_in_disorder_is_put_in_order_and_nobody_notices(people: int, is_ordered: bool) -> None:
    ring = np.random.default_rng(1).permutation(people)  # everyone knows two others, whose numbers are anything
    left, right = np.roll(ring, 1), np.roll(ring, -1)
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(zip(ring.tolist(), left.tolist(), strict=True))
    society, belief = sa.Society(graph=graph), np.sin(np.arange(people) * 7.0)
    place = layout(society)
    distance = np.abs(place.position[ring].astype(int) - place.position[left])
    assert (np.median(distance) < 100) == is_ordered
    run = sa.simulate(society=society, start={"belief": belief}, days=1, params=sa.OFF | {"talk.weight": 0.5})
    first, second = belief[np.minimum(left, right)], belief[np.maximum(left, right)]  # in ascending order
    assert (run.citizens["belief"].to_numpy()[ring] == 0.5 * belief[ring] + 0.5 * ((first + second) / 2.0)).all()
