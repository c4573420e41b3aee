"""A society of any recipe, graph or file: who is there, who knows whom, and who belongs to which public."""

import pickle
import time
import tracemalloc

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.draws import seed_of
from sentiment_abm.society import rows
from sentiment_abm.society.contacts import from_graph
from sentiment_abm.society.graphs import LARGE, PATTERNS
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society, build
from sentiment_abm.spec import InputError

TWO = (Segment("west", 0.25), Segment("east", 0.75))
THREE = (Segment("a", 0.5), Segment("b", 0.3), Segment("c", 0.2))


def problems_of(*arguments, **settings_):
    with pytest.raises(InputError) as caught:
        Society(*arguments, **settings_)
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


# ------------------------------------------------------------------------------------------- recipes


@pytest.mark.parametrize("graph_recipe", PATTERNS)
def test_every_recipe_makes_a_society(graph_recipe):
    society = Society(people=203, graph_recipe=graph_recipe, segments=TWO, seed=7)
    assert society.people == len(society.labels) == len(society.segment_of) == 203
    assert list(society.labels) == list(range(203))
    assert np.bincount(society.segment_of).tolist() == [51, 152]
    assert society.segment_of.dtype == np.uint8
    assert from_graph(society.graph) == society.contacts
    expected = {"complete": 202.0, "scale_free": 2 * 5 * 198 / 203}.get(graph_recipe, 10.0)
    assert society.contacts.degrees.mean() == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("graph_recipe", PATTERNS)
def test_same_arguments_same_society(graph_recipe):
    def make(**changes):
        return Society(**{"people": 200, "graph_recipe": graph_recipe, "segments": TWO, "seed": 7} | changes)

    one, same, other = make(), make(), make(seed=8)
    assert one == same != other
    assert (one.key, hash(one)) == (same.key, hash(same))
    assert one.contacts == same.contacts
    assert (one.contacts != other.contacts) == PATTERNS[graph_recipe].is_random


@pytest.mark.parametrize("graph_recipe", PATTERNS)
def test_one_person_alone(graph_recipe):
    society = Society(people=1, graph_recipe=graph_recipe)
    assert society.contacts.start.tolist() == [0, 0]
    assert society.contacts.rows.size == 0
    assert list(society.graph) == [0]


def test_two_recipes_are_those_of_networkx():
    seed = seed_of(7, "graph", "small_world")
    assert nx.utils.edges_equal(
        Society(people=100, contacts=4, rewiring=0.3, seed=7).graph.edges,
        nx.watts_strogatz_graph(100, 4, 0.3, seed=seed).edges,
    )
    seed = seed_of(7, "graph", "scale_free")
    assert nx.utils.edges_equal(
        Society(people=100, contacts=4, graph_recipe="scale_free", seed=7).graph.edges,
        nx.barabasi_albert_graph(100, 2, seed=seed).edges,
    )


@pytest.mark.parametrize("graph_recipe", ["small_world", "scale_free"])
def test_large_societies_go_straight_to_rows(graph_recipe):
    seed, people = seed_of(7, "graph", graph_recipe), LARGE + 1
    society = Society(people=people, graph_recipe=graph_recipe, contacts=2, seed=7)
    shape = {"small_world": (2, 0.1), "scale_free": (2,)}[graph_recipe]
    assert society.contacts == getattr(rows, graph_recipe)(people, *shape, seed)


def test_contacts_may_be_a_fraction_where_they_are_a_mean():
    for graph_recipe in ("random", "communities"):
        society = Society(people=1000, graph_recipe=graph_recipe, contacts=4.5)
        assert society.contacts.degrees.mean() == 4.5


@pytest.mark.parametrize(
    ("graph_recipe", "highest"), [("small_world", 90), ("lattice", 90), ("scale_free", 110), ("random", 160)]
)
def test_a_large_society_takes_little_memory(graph_recipe, highest):
    """Bytes a citizen with ten contacts: while it is made, and what stays (40 of rows, 8 of starts, 1 of segments)."""
    people = 200_000
    Society(people=people, graph_recipe=graph_recipe)  # compiling takes memory too
    tracemalloc.start()
    society = Society(people=people, graph_recipe=graph_recipe)
    stays, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < highest * people
    assert stays < 49.1 * people
    assert society.contacts.rows.size > 9.9 * people


def test_a_complete_graph_of_5000_is_quick_and_small():
    tracemalloc.start()
    start = time.perf_counter()
    contacts = Society(people=5000, graph_recipe="complete").contacts
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert contacts.rows.size == 5000 * 4999
    assert contacts.nbytes < 101e6
    assert peak < 150e6
    assert seconds < 5


# ------------------------------------------------------------------------------------------- homophily


def assortativity(society):
    return nx.attribute_assortativity_coefficient(society.graph, "segment")


@pytest.mark.parametrize("homophily", [0.0, 0.3, 0.8, 1.0])
@pytest.mark.parametrize(
    ("graph_recipe", "rewiring"), [("communities", 0), ("lattice", 0), ("small_world", 0.1), ("small_world", 0.4)]
)
def test_homophily(graph_recipe, rewiring, homophily):
    """Rewired contacts of a small world are strangers: of its homophily the share 1 − rewiring is left."""
    settings_ = {"rewiring": rewiring} if rewiring else {}
    society = Society(people=4000, graph_recipe=graph_recipe, homophily=homophily, segments=THREE, seed=3, **settings_)
    assert assortativity(society) == pytest.approx(homophily * (1 - rewiring), abs=0.03)
    assert np.bincount(society.segment_of).tolist() == [2000, 1200, 800]


def test_without_homophily_there_is_none():
    """The control: half of .8 is outside the band, and so is a society that ignores the segments."""
    for homophily, graph_recipe in [(0.4, "communities"), (0.4, "lattice"), (0.0, "random"), (0.0, "scale_free")]:
        society = Society(people=4000, graph_recipe=graph_recipe, homophily=homophily, segments=THREE, seed=3)
        assert abs(assortativity(society) - 0.8) > 0.3


def test_homophily_leaves_the_small_world_as_it_is():
    one, other = (Society(people=500, homophily=h, segments=TWO, seed=3) for h in (0.0, 0.8))
    assert one.contacts == other.contacts
    assert one != other


# ------------------------------------------------------------------------------------------- files


def test_a_society_from_a_file(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("source,target\nAnna,Boris\nBoris,Vera\n")
    society = Society(file=path)
    assert society.labels == ["Anna", "Boris", "Vera"]
    assert list(society.graph.edges) == [("Anna", "Boris"), ("Boris", "Vera")]
    assert society == build(Recipe(file=str(path)))
    path.write_text("source,target\n")
    assert problems_of(file=path) == [f"{path} has no nodes"]
    assert problems_of(file=tmp_path / "nowhere.csv") == [f"{tmp_path / 'nowhere.csv'}: No such file or directory"]


def test_directed_files_are_refused(tmp_path):
    path = tmp_path / "x.graphml"
    nx.write_graphml(nx.DiGraph([("a", "b")]), path)
    assert problems_of(file=path)[0].startswith(f"{path} is a DiGraph")


def test_the_key_of_a_recipe_follows_the_content_of_its_file(tmp_path):
    one, same, other = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    one.write_text("source,target\na,b\n")
    same.write_text("source,target\na,b\n")
    other.write_text("source,target\na,c\n")
    assert Recipe(file=one).key == Recipe(file=same).key != Recipe(file=other).key


# ------------------------------------------------------------------------------------------- keys


def test_the_key_is_that_of_the_content():
    drawn = Society(people=50, graph_recipe="lattice", contacts=4)
    given_ = Society(nx.watts_strogatz_graph(50, 4, 0))
    assert drawn == given_
    assert drawn != Society(nx.relabel_nodes(given_.graph, str))
    assert drawn != Society(given_.graph, segments=[Segment("everyone", 1, belief={"prior": 0})])
    assert drawn != "society"
    assert len(drawn.key) == 32


def test_numbers_as_labels_are_a_range_whoever_made_them():
    graph = nx.relabel_nodes(nx.path_graph(3), {0: 0, 1: 1.0, 2: 2})
    assert isinstance(Society(nx.path_graph(3)).labels, range)
    assert repr(Society(graph).labels) == "[0, 1.0, 2]"
    assert Society(nx.path_graph(3)) != Society(graph)


def test_a_society_knows_whether_it_was_drawn(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("source,target\na,b\n")
    assert Society(people=20).is_drawn
    assert not Society(nx.path_graph(3)).is_drawn
    assert not Society(file=path).is_drawn


def test_societies_can_be_sent_to_other_processes():
    society = Society(people=50, contacts=4, segments=TWO)
    assert pickle.loads(pickle.dumps(society)) == society
    assert "50 people, 100 pairs of contacts; segments: west, east" in repr(society)


# ------------------------------------------------------------------------------------------- any arguments


def outcome(make):
    """What a function returns, or the InputError that it raises."""
    try:
        return make()
    except InputError as error:
        return error


@settings(max_examples=200, deadline=None)
@given(
    people=st.one_of(st.integers(-2, 40), st.sampled_from([None, 2.0, "x", 10**400])),
    graph_recipe=st.sampled_from([*PATTERNS, "torus"]),
    contacts=st.one_of(st.integers(-1, 40), st.floats(0, 12), st.sampled_from([float("nan"), "x", None])),
    rewiring=st.sampled_from([0.1, 0.0, 1.0, 2.0]),
    homophily=st.sampled_from([0.0, 0.0, 0.5, 1.0, -1]),
    shares=st.lists(st.sampled_from([0.5, 0.25, 0.001, 1.0, None]), max_size=4),
    seed=st.integers(-1, 2**64),
)
def test_an_input_error_or_a_society_as_described(people, graph_recipe, contacts, rewiring, homophily, shares, seed):
    segments = [{"name": f"{i}", "share": share} for i, share in enumerate(shares)]
    arguments = {"people": people, "graph_recipe": graph_recipe, "contacts": contacts, "rewiring": rewiring}
    society = outcome(lambda: Society(**arguments, homophily=homophily, segments=segments, seed=seed))
    if isinstance(society, InputError):
        assert society.problems
        assert all("\n" not in problem for problem in society.problems)
    else:
        assert society.people == people
        assert from_graph(society.graph) == society.contacts
        assert not np.any(society.contacts.owners() == society.contacts.rows)
        assert set(society.segment_of.tolist()) == set(range(len(society.segments)))
