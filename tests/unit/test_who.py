"""Outcomes by kind of people: groups as pandas would make them, and communities that everybody sees."""

import networkx as nx
import numpy as np
import pytest

from sentiment_abm.analysis.kinds import communities, kinds, quantile_classes
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.analysis.who import EVERYONE, OUTCOMES, who
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError

SEGMENTS = [{"name": "near", "share": 0.25}, {"name": "far", "share": 0.75, "belief.prior": 0.5}]


@pytest.fixture(scope="module")
def runs():
    return [simulate("promise_broken", people=80, days=40, seed=seed, segments=SEGMENTS) for seed in range(4)]


def value(table, group, of):
    return float(table[(table["group"] == group) & (table["of"] == of)]["mean"].iloc[0])


def test_groups_have_the_means_of_their_people(runs):
    table = who(runs[0], "segment", of=OUTCOMES)
    by_segment = runs[0].citizens.groupby("segment")
    for group in ("near", "far"):
        assert value(table, group, "trust") == pytest.approx(by_segment["trust"].mean()[group])
        moods = by_segment["mood"].value_counts(normalize=True)[group]
        assert value(table, group, "hope") == pytest.approx(moods.get("hope", 0.0))
        assert value(table, group, "given_up") == pytest.approx(
            (by_segment["waiting"].apply(lambda w: (w == -2).mean()))[group]
        )
    assert table["people"].iloc[-1] == 60


def test_everyone_is_the_last_day_of_the_run(runs):
    table, last = who(runs[1], of=["hope", "net", "trust", "stress", "waiting"]), runs[1].daily.iloc[-1]
    for name in ("hope", "net", "trust", "stress", "waiting"):
        assert value(table, EVERYONE, name) == pytest.approx(last[name])


def test_intervals_are_those_between_runs(runs):
    table = who(runs, of=["stress"])
    near = [float(run.citizens.loc[run.citizens["segment"] == "near", "stress"].mean()) for run in runs]
    row = table[table["group"] == "near"].iloc[0]
    assert (row["mean"], row["low95"], row["high95"]) == pytest.approx(interval(near))
    assert row["runs"] == 4
    assert who(runs[0], of=["stress"])["low95"].isna().all()


def test_classes_are_of_about_equal_counts_over_all_runs(runs):
    found = kinds(runs, "patience", classes=4)
    counts = np.bincount(np.concatenate(found.of))
    assert counts.tolist() == [80, 80, 80, 80]
    patience = np.concatenate([run.citizens["patience"] for run in runs])
    top = patience[np.concatenate(found.of) == 3]
    assert top.min() > patience[np.concatenate(found.of) == 2].max()


def test_equal_values_are_in_one_class(runs):
    assert kinds(runs, "reach").names == ["0.66"]
    found = kinds(runs, "contacts")
    degrees = np.concatenate([run.society.contacts.degrees for run in runs])
    groups = np.concatenate(found.of)
    assert all(len(set(groups[degrees == degree])) == 1 for degree in set(degrees))
    assert len(found.names) == len(set(groups))


@pytest.mark.parametrize("classes", [1, 2, 7, 50])
def test_classes_cover_everybody(classes):
    values = np.random.default_rng(classes).exponential(size=90).round(1)
    names, edges = quantile_classes(values, classes)
    of = np.searchsorted(edges, values, side="left")
    assert len(names) == len(set(of)) <= classes
    assert all(values[of == k].max() < values[of == k + 1].min() for k in range(len(names) - 1))


def test_communities_are_found_where_they_are_obvious():
    graph = nx.connected_caveman_graph(4, 10)
    found = communities(Society(nx.relabel_nodes(graph, str)))
    assert all(len(set(found[10 * k : 10 * k + 10])) == 1 for k in range(4))
    assert len(set(found)) == 4


def test_communities_go_by_size_and_need_one_network(runs):
    found = communities(runs[0].society)
    sizes = np.bincount(found)
    assert sizes.sum() == 80
    assert (np.diff(sizes) <= 0).all()
    with pytest.raises(InputError, match="a network of its own"):
        who(runs, "community")
    shared = [simulate("promise_kept", society=runs[0].society, days=9, seed=seed) for seed in range(2)]
    assert set(who(shared, "community", of=["hope"])["runs"]) == {2}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"by": "degree"}, "by 'degree' is not one of segment, contacts"),
        ({"of": ["hop"]}, r"no outcome 'hop' \(did you mean 'hope'\?\)"),
        ({"by": "patience", "classes": 0}, "classes 0"),
    ],
)
def test_mistakes(runs, given, wrong):
    with pytest.raises(InputError, match=wrong):
        who(runs, **given)
    with pytest.raises(InputError, match="runs: none"):
        who([])
