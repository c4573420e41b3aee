"""The compiled loops do what numpy does, only faster, and nobody waits for them who does not need them."""

import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.draws import Key
from sentiment_abm.society import loops
from sentiment_abm.society.cache import Cache
from sentiment_abm.society.contacts import _sorted_rows, from_chunks, from_graph, from_pairs
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build


@pytest.fixture(autouse=True)
def compiled():
    return loops.compiled()


def by_numpy(a, b, people):
    return _sorted_rows(np.concatenate((a, b)), np.concatenate((b, a)), people)


def pairs_of(graph):
    return np.array(graph.edges, np.int64).reshape(-1, 2).T


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**32))
def test_rows_are_those_of_numpy(people, density, seed):
    graph = nx.gnp_random_graph(people, density, seed=seed)
    a, b = pairs_of(graph)
    swapped = np.random.default_rng(seed).random(len(a)) < 0.5
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    expected = by_numpy(a, b, people)
    assert from_pairs(a, b, people) == expected == from_graph(graph)
    halves = [(a[:7], b[:7]), (a[7:], b[7:])]
    assert from_chunks(lambda: halves, len(a), people) == expected
    assert (expected.start.dtype, expected.rows.dtype) == (np.int64, np.uint32)


def test_long_rows_are_sorted_too():
    """Rows of 100,000 entries in disorder: sorting them entry by entry would take minutes."""
    others = np.random.default_rng(1).permutation(np.arange(2, 100_000))
    contacts = from_pairs(np.concatenate((others * 0, others * 0 + 1)), np.concatenate((others, others)), 100_000)
    assert contacts.of(0).tolist() == contacts.of(1).tolist() == list(range(2, 100_000))


def test_random_words_are_those_of_numpy(compiled):
    found = np.empty(1000, np.uint64)
    compiled.words(70_000, found, 5, Key(2**32 - 1, 3))
    counters = np.arange(70_000, 71_000, dtype=np.uint64)
    assert np.array_equal(found, loops.bits(counters, 0, 5, Key(2**32 - 1, 3)))
    assert not np.array_equal(found, loops.bits(counters, 0, 6, Key(2**32 - 1, 3)))


def test_small_societies_compile_nothing():
    """In a process of their own, because here the loops are loaded."""
    program = """
import networkx as nx
from sentiment_abm.society.loops import compiled
from sentiment_abm.society.society import Society
for graph_recipe in ("small_world", "random", "lattice", "scale_free", "complete"):
    Society(people=500, graph_recipe=graph_recipe)
Society(nx.karate_club_graph())
assert compiled.cache_info().currsize == 0
Society(people=200_000)
assert compiled.cache_info().currsize == 1
"""
    subprocess.run([sys.executable, "-c", program], check=True)


RECIPES = ("small_world", "random", "lattice", "scale_free", "communities")


def test_networks_are_the_same_whether_the_loops_are_loaded_or_not():
    program = f"""
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.society.society import build
print(*(build(Recipe(people=300, graph=graph, contacts=6, seed=5)).key for graph in {RECIPES}))
"""
    made = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert made == [build(Recipe(people=300, graph=graph, contacts=6, seed=5)).key for graph in RECIPES]
    assert len(set(made)) == len(RECIPES)


def test_a_cache_loads_the_loops_when_it_has_drawn_much():
    loops.compiled.cache_clear()
    cache = Cache()
    for number in range(5):
        cache.network(Recipe(people=25_000 + number, graph="lattice"))
        assert loops.compiled.cache_info().currsize == (number == 4)
