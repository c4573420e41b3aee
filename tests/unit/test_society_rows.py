"""The networks drawn straight to rows have the law of those of NetworkX, tested graph by graph where graphs are few."""

import hashlib
import math
from collections import Counter
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sentiment_abm.draws import Key
from sentiment_abm.society import rows
from sentiment_abm.society.contacts import from_graph, to_graph

TRIALS = 1_000


def graph_of(contacts):
    return to_graph(contacts, range(contacts.people))


def edges_of(graph):
    return frozenset(map(frozenset, graph.edges))


def p_of_equal_law(ours, theirs):
    """P-value of the hypothesis that two samples of categories have one law; rare categories are taken together."""
    counts = [Counter(ours), Counter(theirs)]
    both = counts[0] + counts[1]
    rare = {kind for kind in both if both[kind] < 20}
    common = sorted(set(both) - rare, key=repr)
    table = np.array([[count[kind] for kind in common] + [sum(count[kind] for kind in rare)] for count in counts])
    return stats.chi2_contingency(table[:, table.sum(axis=0) > 0]).pvalue


def shape(graph):
    """Degrees and triangles: equal for equal graphs, and few enough to be counted."""
    return tuple(sorted(degree for _, degree in graph.degree)), sum(nx.triangles(graph).values()) // 3


# ------------------------------------------------------------------------------------------- numbers of pairs


@pytest.mark.parametrize("people", range(2, 12))
def test_every_pair_has_one_number(people):
    numbers = np.arange(people * (people - 1) // 2)
    one, other = (column.tolist() for column in rows.seats(numbers, people))
    assert {frozenset(pair) for pair in zip(one, other, strict=True)} == {
        frozenset(pair) for pair in combinations(range(people), 2)
    }
    assert [min((b - a) % people, (a - b) % people) for a, b in zip(one, other, strict=True)] == [
        number // people + 1 for number in numbers.tolist()
    ]


# ------------------------------------------------------------------------------------------- without chance


@pytest.mark.parametrize(("people", "contacts"), [(2, 0), (3, 2), (7, 2), (7, 6), (8, 6), (50, 10)])
def test_the_ring_is_the_circulant_graph(people, contacts):
    expected = nx.watts_strogatz_graph(people, contacts, 0.0)
    assert rows.ring(people, contacts) == from_graph(expected)


def test_distances_on_the_ring():
    # The farthest of 60 people with 4 contacts is 15 steps away: two places a step.
    steps = [math.ceil(places / 2) for places in [*range(1, 31), *range(1, 30)]]
    found = nx.average_shortest_path_length(graph_of(rows.ring(60, 4)))
    assert found == pytest.approx(sum(steps) / 59, abs=1e-12)


def test_clustering_on_the_ring():
    assert nx.average_clustering(graph_of(rows.ring(60, 10))) == pytest.approx(3 * 8 / (4 * 9))


@pytest.mark.parametrize("people", [1, 2, 3, 30])
def test_complete(people):
    assert rows.complete(people) == from_graph(nx.complete_graph(people))


# ------------------------------------------------------------------------------------------- random


@pytest.mark.parametrize(("size", "total"), [(1, 6), (2, 6), (4, 6), (5, 6)])
def test_every_subset_is_equally_likely(size, total):
    counts = Counter(tuple(rows.subset(total, size, 3, Key(seed, 0)).tolist()) for seed in range(TRIALS))
    kinds = list(combinations(range(total), size))
    assert set(counts) <= set(kinds)
    assert stats.chisquare([counts[kind] for kind in kinds]).pvalue > 1e-4


@pytest.mark.parametrize("total", [0, 1, 6])
def test_nothing_and_everything_are_subsets(total):
    assert rows.subset(total, 0, 3, Key(1, 0)).size == 0
    assert rows.subset(total, total, 3, Key(1, 0)).tolist() == list(range(total))


def test_random_network_has_the_law_of_networkx():
    ours = [edges_of(graph_of(rows.blocks([4], 1.5, 0.0, seed))) for seed in range(TRIALS)]
    theirs = [edges_of(nx.gnm_random_graph(4, 3, seed=seed)) for seed in range(TRIALS)]
    assert len(set(ours)) == math.comb(6, 3)
    assert p_of_equal_law(ours, theirs) > 1e-4


def test_random_network_against_known_values():
    graph = graph_of(rows.blocks([3000], 8.0, 0.0, seed=1))
    degrees = np.array([degree for _, degree in graph.degree])
    assert graph.number_of_edges() == 12_000
    assert degrees.var() == pytest.approx(8.0, rel=0.1)  # Poisson, as good as
    assert nx.average_clustering(graph) == pytest.approx(8 / 3000, abs=0.002)


# ------------------------------------------------------------------------------------------- communities

SIZES, CONTACTS = [500, 300, 200], 12.0


def mixing(contacts, sizes):
    """Pairs within and between blocks."""
    block = np.repeat(np.arange(len(sizes)), sizes)
    table = np.zeros((len(sizes), len(sizes)), int)
    np.add.at(table, (block[contacts.owners()], block[contacts.rows]), 1)
    return table


@pytest.mark.parametrize("homophily", [0.0, 0.3, 0.8, 1.0])
def test_communities_have_the_assortativity_that_is_asked_for(homophily):
    contacts = rows.blocks(SIZES, CONTACTS, homophily, seed=5)
    table = mixing(contacts, SIZES)
    assert table.sum(axis=1) / SIZES == pytest.approx([CONTACTS] * 3, rel=1e-3)
    graph = graph_of(contacts)
    nx.set_node_attributes(graph, dict(enumerate(np.repeat(np.arange(len(SIZES)), SIZES).tolist())), "block")
    assert nx.attribute_assortativity_coefficient(graph, "block") == pytest.approx(homophily, abs=0.005)


def test_communities_have_the_pairs_of_a_planted_partition_on_average():
    """NetworkX draws how many pairs two blocks share; ours is the mean of what it draws."""
    within, between = [0.3, 0.5], 0.05
    sizes = [20, 12]
    expected = [190 * within[0], 66 * within[1], 240 * between]
    trials = [
        nx.stochastic_block_model(sizes, [[within[0], between], [between, within[1]]], seed=seed) for seed in range(300)
    ]
    drawn = [mixing(from_graph(graph), sizes) for graph in trials]
    means = np.mean([[table[0, 0] / 2, table[1, 1] / 2, table[0, 1]] for table in drawn], axis=0)
    assert means == pytest.approx(expected, rel=0.05)


def test_pairs_between_blocks_are_equally_likely():
    networks = [rows.blocks([3, 4], 2.0, 0.2, seed) for seed in range(TRIALS)]
    drawn = Counter(pair for net in networks for pair in zip(net.owners().tolist(), net.rows.tolist(), strict=True))
    blocks = [0] * 3 + [1] * 4
    for kind in ({0}, {1}, {0, 1}):
        counts = [drawn[pair] for pair in combinations(range(7), 2) if {blocks[pair[0]], blocks[pair[1]]} == kind]
        # Pairs of one network are not independent, which only makes the counts more equal.
        assert stats.chisquare(counts).pvalue > 1e-4


# ------------------------------------------------------------------------------------------- small world


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 40).flatmap(lambda people: st.tuples(st.just(people), st.integers(0, (people - 1) // 2))),
    st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.1, 1.0])),
    st.integers(0, 2**64 - 1),
)
def test_small_world_is_that_of_networkx(shape_, rewiring, seed):
    """Bit for bit, where some come to know everyone too."""
    people, half = shape_
    expected = nx.watts_strogatz_graph(people, 2 * half, rewiring, seed=seed)
    assert rows.small_world(people, 2 * half, rewiring, seed) == from_graph(expected)


@pytest.mark.parametrize(("people", "contacts", "rewiring"), [(3000, 10, 0.1), (2048, 6, 1.0), (300, 298, 0.9)])
def test_a_larger_small_world_is_that_of_networkx(people, contacts, rewiring):
    expected = from_graph(nx.watts_strogatz_graph(people, contacts, rewiring, seed=7))
    assert (
        rows.small_world(people, contacts, rewiring, 7) == expected != rows.small_world(people, contacts, rewiring, 8)
    )


def test_small_world_without_rewiring_is_the_ring():
    assert rows.small_world(50, 6, 0.0, seed=1) == rows.ring(50, 6)


@pytest.mark.parametrize("rewiring", [0.1, 0.5])
def test_small_world_against_known_values(rewiring):
    graph = graph_of(rows.small_world(3000, 10, rewiring, seed=1))
    assert graph.number_of_edges() == 15_000
    # Barrat & Weigt 2000: a triangle stands as long as none of its three pairs was rewired.
    assert nx.transitivity(graph) == pytest.approx(2 / 3 * (1 - rewiring) ** 3, abs=0.02)


# ------------------------------------------------------------------------------------------- scale-free


def test_scale_free_has_the_law_of_networkx():
    ours = [shape(graph_of(rows.scale_free(9, 4, seed))) for seed in range(TRIALS)]
    theirs = [shape(nx.barabasi_albert_graph(9, 2, seed=seed)) for seed in range(TRIALS)]
    without_preference = [shape(nx.gnm_random_graph(9, 14, seed=seed)) for seed in range(TRIALS)]
    assert p_of_equal_law(ours, theirs) > 1e-4
    assert p_of_equal_law(ours, without_preference) < 1e-8


@pytest.mark.parametrize("m", [1, 2, 5])
def test_scale_free_against_known_degrees(m):
    """The share of degree k is 2m(m+1)/(k(k+1)(k+2)) (Dorogovtsev, Mendes & Samukhin 2000)."""
    degrees = rows.scale_free(20_000, 2 * m, seed=3).degrees
    for k in (m, m + 1, m + 2):
        assert np.mean(degrees == k) == pytest.approx(2 * m * (m + 1) / (k * (k + 1) * (k + 2)), rel=0.05)


def test_newcomers_who_know_everyone():
    assert rows.scale_free(5, 8, seed=1) == from_graph(nx.star_graph(4))


# ------------------------------------------------------------------------------------------- the same everywhere

NETWORKS = {
    "random": lambda seed: rows.blocks([300], 7.5, 0.0, seed),
    "communities": lambda seed: rows.blocks([200, 100], 8.0, 0.6, seed),
    "small world": lambda seed: rows.small_world(300, 8, 0.2, seed),
    "scale-free": lambda seed: rows.scale_free(300, 6, seed),
}
DIGESTS = {
    "random": "afba06c91d307787",
    "communities": "91960f6b3cd5da50",
    "small world": "e0cdcc01672471ea",
    "scale-free": "27c06e38c4f658d8",
}


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_are_functions_of_the_seed(name):
    draw = NETWORKS[name]
    assert draw(7) == draw(7) != draw(8)
    # Integers alone decide, so every machine has these bits.
    assert hashlib.sha256(draw(7).rows.astype("<u4")).hexdigest()[:16] == DIGESTS[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_rows_are_those_of_a_simple_graph(name):
    contacts = NETWORKS[name](7)
    assert contacts == from_graph(graph_of(contacts))
    assert not np.any(contacts.owners() == contacts.rows)
