"""Segments are checked when they are made, sized to the person, and dealt with the homophily that is asked for."""

import copy
import pickle
from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment_abm.society.contacts import to_graph
from sentiment_abm.society.membership import apportioned, arcs, dealt, head_counts, marked, share_faults
from sentiment_abm.society.rows import ring
from sentiment_abm.society.segments import EVERYONE, OVERRIDABLE, Segment, collected
from sentiment_abm.spec import InputError


def problems_of(make):
    with pytest.raises(InputError) as caught:
        make()
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


# ------------------------------------------------------------------------------------------- Segment


def test_overrides_in_every_spelling():
    spellings = [
        Segment("Ukraine", 0.4, {"belief.prior": -1, "trust.prior_kept": 2.0}),
        Segment("Ukraine", 0.4, {"belief": {"prior": -1}, "trust": {"prior_kept": 2.0}}),
        Segment("Ukraine", 0.4, belief={"prior": -1}, trust={"prior_kept": 2.0}),
        Segment("Ukraine", share=0.4, **{"trust.prior_kept": 2, "belief.prior": -1}),
        *collected([{"name": "Ukraine", "share": 0.4, "belief": {"prior": -1}, "trust": {"prior_kept": 2.0}}]),
        *collected([{"name": "Ukraine", "share": 0.4, "overrides": {"belief.prior": -1, "trust.prior_kept": 2}}]),
    ]
    assert len(set(spellings)) == 1
    assert spellings[0].overrides == {"belief.prior": -1.0, "trust.prior_kept": 2.0}
    assert {repr(segment) for segment in spellings} == {repr(spellings[0])}


def test_every_overridable_parameter_is_one_of_the_model():
    assert set(Segment("x", 1, dict.fromkeys(OVERRIDABLE, 0.5)).overrides) == set(OVERRIDABLE)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("", 0.5), "segment '': the name must be a text"),
        ((3, 0.5), "segment 3: the name must be a text"),
        (("all", 0.5), "segment 'all': this name stands for the whole population, choose another"),
        (("x", 1.5), "segment 'x': share 1.5 is outside 0…1"),
        (("x", -0.1), "segment 'x': share -0.1 is outside 0…1"),
        (("x", float("nan")), "segment 'x': share nan is outside 0…1"),
        (("x", "half"), "segment 'x': share 'half' is not a number"),
        (("x", 0), "segment 'x': share 0 leaves nobody in it"),
        (("x", 0.5, {"belief.prior": 7}), "segment 'x': belief.prior 7 is outside -3…1"),
        (("x", 0.5, {"belief.prior": True}), "segment 'x': belief.prior True is not a number"),
        (("x", 0.5, ["belief.prior"]), "segment 'x': overrides ['belief.prior'] is not a table of parameters"),
        (
            ("x", 0.5, {"trust.prior_kept": 0, "trust.prior_broken": 0}),
            "segment 'x': trust.prior_kept and trust.prior_broken cannot both be 0",
        ),
    ],
)
def test_what_a_segment_refuses(arguments, problem):
    assert problems_of(lambda: Segment(*arguments)) == [problem]


def test_what_cannot_differ_by_segment_is_named_with_what_can():
    (problem,) = problems_of(lambda: Segment("x", 0.5, {"belief": {"priors": 0}}))
    assert problem.startswith("segment 'x': 'belief.priors' cannot differ by segment (did you mean 'belief.prior'?)")
    assert all(name in problem for name in OVERRIDABLE)


def test_all_problems_of_all_segments_at_once():
    problems = problems_of(
        lambda: collected(
            [{"share": 0.5}, {"name": "b", "share": 2, "talk": {"weight": 1}}, "c", Segment("d"), Segment("d")]
        )
    )
    assert [problem.split(":")[0] for problem in problems] == [
        "segment number 1 has no name",
        "segment 'b'",
        "segment 'b'",
        "segment number 3 is 'c', not a Segment or a table",
        "segment 'd' is given 2 times",
    ]
    assert problems_of(lambda: collected(3)) == ["segments: 3 is not a list of segments"]


def test_segments_are_values():
    segment = Segment("Ukraine", 0.4, {"belief.prior": -1.1})
    assert pickle.loads(pickle.dumps(segment)) == copy.deepcopy(segment) == segment
    assert hash(segment) == hash(Segment("Ukraine", 0.4, {"belief.prior": -1.1}))
    assert segment != Segment("Ukraine", 0.4)
    with pytest.raises(AttributeError):
        segment.share = 0.5


# ------------------------------------------------------------------------------------------- head counts


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=8), st.integers(1, 10_000))
def test_head_counts_are_exact(weights, people):
    shares = [weight / sum(weights) for weight in weights]
    counts = head_counts([Segment(f"{i}", share) for i, share in enumerate(shares)], people)
    assert sum(counts) == people
    assert all(abs(count - share * people) < 1 for count, share in zip(counts, shares, strict=True))


def test_the_largest_remainder_gets_the_odd_seat():
    assert apportioned([1.5, 1.2, 7.3], 10) == [2, 1, 7]
    assert apportioned([2.5, 2.5], 5) == [3, 2]
    assert head_counts([Segment("a", 0.29), Segment("b", 0.71)], 100) == [29, 71]  # 0.29 * 100 is 28.999999999999996


@pytest.mark.parametrize(
    ("shares", "problems"),
    [
        ([0.5, 0.5], []),
        ([1 / 3, 1 / 3, 1 / 3], []),
        ([0.5, 0.4], ["segments: the shares add up to 0.9, not to 1"]),
        ([0.5, None], ["segment '1' needs a share"]),
        ([0.9999, 0.0001], ["segment '1': a share of 0.0001 of 100 people is nobody"]),
    ],
)
def test_shares_must_make_a_whole(shares, problems):
    assert list(share_faults([Segment(f"{i}", share) for i, share in enumerate(shares)], 100)) == problems


# ------------------------------------------------------------------------------------------- dealing

COUNTS = [4000, 3500, 2500]


def assortativity(contacts, segment_of):
    graph = to_graph(contacts, range(contacts.people))
    nx.set_node_attributes(graph, dict(enumerate(segment_of.tolist())), "segment")
    return nx.attribute_assortativity_coefficient(graph, "segment")


@pytest.mark.parametrize("homophily", [0.0, 0.25, 0.5, 0.8, 1.0])
def test_homophily_is_the_assortativity_of_a_ring(homophily):
    contacts, band = ring(10_000, 10), 0.02
    segment_of = dealt(COUNTS, homophily, seed=11)
    assert np.bincount(segment_of).tolist() == COUNTS
    assert assortativity(contacts, segment_of) == pytest.approx(homophily, abs=band)
    # The measure would notice: the same people in another order have none of it.
    assert abs(assortativity(contacts, np.random.default_rng(1).permutation(segment_of))) < band


def test_the_ends_are_a_random_deal_and_whole_arcs():
    assert dealt(COUNTS, 1.0, seed=1).tolist() == arcs(COUNTS).tolist()
    deal = dealt([5000, 5000], 0.0, seed=1)
    # In a random deal neighbors agree half of the time.
    assert np.mean(deal == np.roll(deal, 1)) == pytest.approx(0.5, abs=4 * 0.5 / 100)


def test_every_place_is_equally_likely():
    """Of 6 people 2 are dealt to the second segment: each pair of places in one of 15 deals."""
    deals = Counter(tuple(np.flatnonzero(dealt([4, 2], 0.0, seed)).tolist()) for seed in range(1500))
    assert len(deals) == 15
    assert max(abs(times - 100) for times in deals.values()) < 5 * np.sqrt(100)


def test_a_deal_is_a_function_of_the_seed():
    assert np.array_equal(dealt(COUNTS, 0.5, seed=1), dealt(COUNTS, 0.5, seed=1))
    assert not np.array_equal(dealt(COUNTS, 0.5, seed=1), dealt(COUNTS, 0.5, seed=2))
    assert np.flatnonzero(dealt([8, 4], 0.0, seed=7)).tolist() == [1, 6, 8, 9]  # the same on every machine


# ------------------------------------------------------------------------------------------- marks


def test_marks_make_segments_in_the_order_of_nodes():
    segments, segment_of = marked(["b", "a", "b", "b"], None)
    assert segments == (Segment("b", 0.75), Segment("a", 0.25))
    assert segment_of.tolist() == [0, 1, 0, 0]


def test_segments_given_fill_in_what_marks_leave_open():
    given_ = [Segment("a", overrides={"belief.prior": -2}), Segment("b", share=0.74)]
    segments, segment_of = marked(["b", "a", "b", "b"], given_)
    assert segments == (Segment("a", 0.25, {"belief.prior": -2}), Segment("b", 0.75))
    assert segment_of.tolist() == [1, 0, 1, 1]


def test_what_marks_refuse():
    assert problems_of(lambda: marked(["west", "west", "east"], [Segment("west", 0.5), EVERYONE])) == [
        "graph: nodes of segment 'east', which is not given (did you mean 'west'?)",
        "segment 'everyone': no node of the graph belongs to it",
    ]
    assert problems_of(lambda: marked(["a"] * 10, [Segment("a", 0.5)])) == [
        "segment 'a': share 0.5, but the graph has 10 of 10 people in it"
    ]
    assert "stands for the whole population" in problems_of(lambda: marked(["all", "b"], None))[0]
