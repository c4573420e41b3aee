"""Common random numbers: one change in the world changes only what it can reach."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sentiment_abm as sa
from sentiment_abm.analysis.contrast import variance_reduction
from sentiment_abm.sweep.compare import tables

DAYS = 6


def differing(before: sa.Run, after: sa.Run) -> set[object]:
    """Citizens, among those who live in both runs, with any field of their final state not the same bit for bit."""
    a, b = before.citizens, after.citizens.loc[before.citizens.index]
    return {label for label in a.index if not a.loc[label].equals(b.loc[label])}


def chain_of(people: int) -> "nx.Graph[int]":
    return nx.path_graph(people)


def with_newcomer(friend: int, people: int = 60) -> "nx.Graph[int]":
    graph = chain_of(people)
    graph.add_edge(people, friend)
    return graph


def test_a_newcomer_changes_only_those_whom_word_of_it_can_reach() -> None:
    before = sa.simulate("promise_broken", graph=chain_of(60), days=DAYS, seed=4)
    after = sa.simulate("promise_broken", graph=with_newcomer(friend=30), days=DAYS, seed=4)
    # On day d yesterday's faces carry news of the newcomer one step further than the day before.
    reachable = {n for n in range(60) if abs(n - 30) < DAYS}
    assert differing(before, after) <= reachable
    assert {29, 30, 31} <= differing(before, after)


def test_another_seed_changes_everybody() -> None:
    """Negative control: the comparison above would notice a run with other random numbers."""
    before = sa.simulate("promise_broken", graph=chain_of(60), days=DAYS, seed=4)
    after = sa.simulate("promise_broken", graph=with_newcomer(friend=30), days=DAYS, seed=5)
    assert len(differing(before, after)) > 50


def world(*items: sa.NewsItem, **params: float) -> sa.Run:
    quiet = {"clutter.rate": 0.0, "clutter.branching": 0.0, "attention.capacity": np.inf, "talk.retell": 0.0}
    return sa.simulate(items, people=400, days=12, seed=2, params=quiet | params)


SUMMIT = sa.NewsItem(3, "announcement", "Summit", "leader")
EARLIER = sa.NewsItem(1, "announcement", "Talks about talks", "leader")
LATER = sa.NewsItem(7, "announcement", "Second summit", "leader")


def learned(run: sa.Run, headline: str) -> pd.DataFrame:
    position = list(run.items["headline"]).index(headline)
    return run.news[run.news["item"] == position].drop(columns="item").reset_index(drop=True)


def test_an_inserted_item_leaves_the_luck_of_the_others_alone() -> None:
    """With room for everything and no retelling, who learns the summit when does not depend on other items."""
    assert learned(world(SUMMIT), "Summit").equals(learned(world(EARLIER, SUMMIT, LATER), "Summit"))


def test_an_inserted_item_changes_nothing_before_its_day() -> None:
    before, after = world(SUMMIT), world(SUMMIT, LATER)
    assert before.daily.loc[:7].equals(after.daily.loc[:7])
    assert not before.daily.loc[8].equals(after.daily.loc[8])


def test_keys_by_position_would_be_noticed() -> None:
    """Negative control: an id that follows the position, as a counter would, gives the summit other luck."""
    moved = sa.NewsItem(3, "announcement", "Summit", "leader", id=1)
    with pytest.raises(AssertionError):
        assert learned(world(SUMMIT), "Summit").equals(learned(world(EARLIER, moved, LATER), "Summit"))


def test_two_outcomes_of_one_promise_share_their_luck() -> None:
    """The library's kept and broken promise differ by what is delivered, so all days before the outcome are equal."""
    kept, broken = (sa.simulate(name, people=300, days=60, seed=1) for name in ("promise_kept", "promise_broken"))
    outcome = int(kept.items.loc[kept.items["kind"] == "outcome", "day"].iloc[0])
    assert kept.daily.loc[:outcome].equals(broken.daily.loc[:outcome])
    assert kept.daily.loc[outcome + 1, "net"] > broken.daily.loc[outcome + 1, "net"]


# -- what common luck is worth


def hyped(seed: int, hype: float) -> np.ndarray:
    """Mean net sentiment of 40 runs of a broken promise of this size."""
    study = sa.Study(
        name="hype", scenario="promise_broken", society={"people": 200}, days=60, replicates=40, seed=seed,
        compare={"hyped": {"scenario.hype": hype}},
    )  # fmt: skip
    runs = tables(study).runs
    return runs[runs["case"] == "hyped"].sort_values("replicate")["net_mean"].to_numpy()


def test_it_cuts_the_variance_of_a_hype_contrast_at_least_threefold() -> None:
    usual, doubled, others = hyped(1, 0.9), hyped(1, 2.0), hyped(2, 2.0)
    paired, apart = (doubled - usual).var(ddof=1), (others - usual).var(ddof=1)
    assert 3.0 * paired < apart
    told = 1.0 / (1.0 - variance_reduction(usual, doubled))
    assert told > 3.0
    # Runs of another seed have nothing in common, and are told so.
    assert 1.0 / (1.0 - variance_reduction(usual, others)) < 2.0
