"""A recipe is checked whole before anything is drawn, and equal recipes have equal keys."""

import pickle

import numpy as np
import pytest

from sentiment_abm.society.graphs import PATTERNS
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import Segment
from sentiment_abm.spec import InputError

TWO = (Segment("west", 0.25), Segment("east", 0.75))
ALL = "small_world, scale_free, random, lattice, complete, communities"


def problems_of(**settings):
    with pytest.raises(InputError) as caught:
        Recipe(**settings)
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"people": 0}, "people 0 is not a whole number 1…4294967295"),
        ({"people": 2.5}, "people 2.5 is not a whole number 1…4294967295"),
        ({"people": True}, "people True is not a whole number 1…4294967295"),
        ({"people": "many"}, "people 'many' is not a whole number 1…4294967295"),
        ({"seed": -1}, "seed -1 is not a whole number 0…2**64 - 1"),
        ({"seed": 2**64}, f"seed {2**64} is not a whole number 0…2**64 - 1"),
        ({"contacts": -2}, "contacts -2 is outside 0…65535"),
        ({"contacts": float("nan")}, "contacts nan is outside 0…65535"),
        ({"contacts": "ten"}, "contacts 'ten' is not a number"),
        ({"contacts": 7}, "contacts 7 must be an even whole number for small_world"),
        ({"contacts": 7.5}, "contacts 7.5 must be an even whole number for small_world"),
        ({"contacts": 3, "graph": "scale_free"}, "contacts 3 must be an even whole number for scale_free"),
        ({"contacts": 0, "graph": "scale_free"}, "contacts 0 must be at least 2 for scale_free"),
        ({"contacts": 100}, "contacts 100 must be below people 100"),
        ({"contacts": 99.5, "graph": "random"}, None),
        ({"contacts": 98, "graph": "lattice"}, None),
        ({"rewiring": 1.5}, "rewiring 1.5 is outside 0…1"),
        ({"rewiring": 0.2, "graph": "random"}, "rewiring 0.2 means nothing for random, leave it out"),
        ({"contacts": 4, "graph": "complete"}, "contacts 4 means nothing for complete, leave it out"),
        ({"homophily": -0.1}, "homophily -0.1 is outside 0…1"),
        ({"homophily": 0.5}, "homophily 0.5 needs at least two segments"),
        (
            {"homophily": 0.5, "segments": TWO, "graph": "scale_free"},
            "homophily 0.5 cannot be had in a scale_free network: use small_world or lattice or communities",
        ),
        (
            {"homophily": 0.9, "segments": (Segment("a", 0.08), Segment("b", 0.92)), "graph": "communities"},
            "homophily 0.9 gives people of segment 'a' 9.07 contacts among themselves, but they are only 8",
        ),
        ({"graph": "small_word"}, f"graph 'small_word' is not one of {ALL} (did you mean 'small_world'?)"),
        ({"graph": [1]}, f"graph [1] is not one of {ALL}"),
        (
            {"graph": "complete", "people": 10**6},
            "contacts 999999 of 1000000 people are 1e+12 in all, above the limit of 4.3e+09",
        ),
        ({"file": "edges.csv"}, "give people or a file, not both"),
    ],
)
def test_what_a_recipe_refuses(settings, problem):
    settings = {"people": 100} | settings
    if problem is None:
        assert Recipe(**settings).people == 100
    else:
        assert problems_of(**settings) == [f"society: {problem}"]


def test_five_people_with_ten_contacts():
    assert problems_of(people=5) == ["society: contacts 10 must be below people 5"]
    assert Recipe(people=1).people == 1  # alone, with no contacts


def test_everything_that_is_wrong_at_once():
    segments = [{"name": "a", "share": 2}, {"name": "b", "share": 0.5, "talk": {"weight": 1}}]
    problems = problems_of(
        people=-1, graph="random?", contacts=-1, rewiring=2, homophily=3, segments=segments, seed="x"
    )
    assert len(problems) == 8
    assert len(problems_of(people=100, contacts=7, homophily=0.5, segments=[{"name": "a", "share": 0.5}])) == 3


def test_shares_are_checked_against_people():
    assert problems_of(people=100, segments=[Segment("a", 0.5)]) == ["segments: the shares add up to 0.5, not to 1"]
    assert problems_of(people=1, segments=TWO) == ["segment 'west': a share of 0.25 of 1 people is nobody"]


def test_without_people_only_segments_and_seed_matter():
    assert Recipe(segments=TWO, seed=3).publics == TWO
    assert problems_of(graph="random", contacts=4, rewiring=0.2, homophily=0.5, file="edges.csv") == [
        f"society: {what} means nothing for a graph of your own, leave it out"
        for what in ("graph 'random'", "contacts 4", "rewiring 0.2", "homophily 0.5")
    ]


def test_equal_settings_make_equal_recipes():
    one = Recipe(people=100, contacts=10, segments=[{"name": "a", "share": 1}], seed=3)
    same = Recipe(people=np.int64(100), contacts=np.float64(10), segments=(Segment("a", 1.0),), seed=np.uint64(3))
    assert one == same == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(same)
    assert one.key == same.key


def test_every_setting_counts_in_the_key():
    base = {"people": 100, "segments": TWO}
    variants = [
        {}, {"people": 102}, {"graph": "lattice"}, {"contacts": 8}, {"rewiring": 0.2}, {"homophily": 0.5}, {"seed": 1},
        {"segments": TWO[::-1]}, {"segments": [Segment("west", 0.25, belief={"prior": 0}), TWO[1]]},
    ]  # fmt: skip
    assert len({Recipe(**base | variant).key for variant in variants}) == len(variants)


def test_the_network_key_leaves_out_what_does_not_shape_the_network():
    def key(**settings):
        return Recipe(people=100, segments=TWO, **settings).network_key

    assert key() == key(homophily=0.5) == Recipe(people=100).network_key != key(seed=1)
    assert key(graph="lattice") == key(graph="lattice", seed=1, homophily=0.5)
    assert key(graph="communities", homophily=0.5) != key(graph="communities")


@pytest.mark.parametrize("graph", PATTERNS)
def test_sizes_add_up(graph):
    assert Recipe(people=101, graph=graph, segments=TWO).sizes == [25, 76]


def test_a_block_without_a_share_is_told():
    with pytest.raises(InputError, match="segment 'a' needs a share"):
        Recipe(people=100, graph="communities", segments=[Segment("a"), Segment("b", share=1.0)])
    with pytest.raises(InputError, match="segment 'a' needs a share"):
        Recipe(people=100, graph="communities", segments=[Segment("a")])
