"""Pictures of everybody: what was lived is what is drawn, one place for each, the same bytes everywhere."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch, Rectangle

from sentiment_abm.analysis.snapshots import Snapshots, moments, snapshots
from sentiment_abm.charts import alluvial, network
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.seats import MOST_BUBBLES, seats
from sentiment_abm.charts.style import MOODS, rendered
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.spec import InputError
from tests.chart_tables import overlaps, words

WIDTHS = ["single", "double", "slide"]


@cache
def run() -> Run:
    return simulate("promise_broken", people=120, days=60, seed=7)


@cache
def seen() -> Snapshots:
    return snapshots(run(), [0, 20, 60])


@cache
def crowd() -> Snapshots:
    return snapshots(simulate("promise_broken", people=1_600, days=40, seed=7))


@cache
def dated() -> Snapshots:
    found = snapshots(run(), [0, 5, 20, 40, 50, 60])
    return Snapshots(found.people, found.contacts, found.days, found.scenario, found.seed, date(2025, 1, 20))


def hermit() -> Snapshots:
    """One citizen who lives one day."""
    return snapshots(simulate(graph=nx.empty_graph(1), days=1, seed=1))


# -- the tables


def test_snapshots_are_the_days_of_the_run() -> None:
    for day, people in seen().people.groupby("day"):
        shares = people["mood"].value_counts(normalize=True).reindex(list(MOODS), fill_value=0.0)
        lived = run().daily.loc[int(str(day))]
        assert shares.to_numpy() == pytest.approx(lived[list(MOODS)].to_numpy(dtype=float), abs=1e-12)
        assert people["trust"].mean() == pytest.approx(lived["trust"], abs=1e-12)


def test_the_last_snapshot_is_the_final_state_bit_for_bit() -> None:
    last = seen().people.query("day == 60")
    assert last["mood"].tolist() == run().citizens["mood"].tolist()
    assert last["trust"].tolist() == run().citizens["trust"].tolist()


def test_contacts_are_the_edges_of_the_society() -> None:
    assert {tuple(pair) for pair in seen().contacts.tolist()} == {tuple(sorted(e)) for e in run().society.graph.edges}


def test_a_run_with_a_start_needs_it_again() -> None:
    begun = simulate("promise_broken", people=60, days=10, start={"affect": 0.5}, seed=7)
    assert len(snapshots(begun, [0], start={"affect": 0.5}).people) == 60
    with pytest.raises(InputError, match="another first state"):
        snapshots(begun, [0])


@pytest.mark.parametrize(
    ("days", "problem"), [([61], "61 is outside 0…60"), ([], "give at least one"), ([1.5], "1.5 is not a whole number")]
)
def test_wrong_days(days: list[int], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        snapshots(run(), days)


def test_moments_of_a_run_in_which_nothing_happens() -> None:
    assert moments(pd.DataFrame({mood: [0.3] * 5 for mood in MOODS})) == (0, 4)


# -- seats


def test_seats_do_not_depend_on_who_asks_and_fill_the_square() -> None:
    first, second = (seats(120, seen().contacts) for _ in range(2))
    assert np.array_equal(first.places, second.places)
    assert first.places.min() >= 0.0
    assert first.places.max() <= 1.0
    assert len({tuple(place) for place in first.places.round(6)}) > 100


def test_contacts_stand_nearer_than_strangers() -> None:
    pairs = np.array(nx.connected_caveman_graph(8, 6).edges)
    place = seats(48, pairs).places
    near = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1).mean()
    every = np.linalg.norm(place[:, None] - place[None], axis=2).mean()
    assert near < every / 2


def test_caves_are_the_communities_of_cavemen() -> None:
    found = seats(48, np.array(nx.connected_caveman_graph(8, 6).edges), most=10)
    assert sorted(found.sizes.tolist()) == [6] * 8
    assert all(len(set(found.of[cave * 6 : cave * 6 + 6])) == 1 for cave in range(8))


def test_strays_of_a_large_society_are_left_out_and_said() -> None:
    found = seats(3_000, np.zeros((0, 2), np.int64))
    assert len(found.sizes) == MOST_BUBBLES
    assert (found.of < 0).sum() == 3_000 - MOST_BUBBLES


# -- the pictures


def test_a_mark_for_each_citizen_in_the_shape_of_its_mood_and_the_size_of_its_trust() -> None:
    chart = network(seen())
    for ax, (_, people) in zip(chart.axes, seen().people.groupby("day"), strict=True):
        marks = [m for m in ax.collections if isinstance(m, PathCollection)]
        for mood in MOODS:
            of = [m for m in marks if m.get_label() == mood]
            assert sum(len(np.asarray(m.get_offsets())) for m in of) == (people["mood"] == mood).sum()
            assert len({len(np.asarray(m.get_paths()[0].vertices)) for m in of}) <= 1
    corners = {m.get_label(): len(np.asarray(m.get_paths()[0].vertices)) for m in marks}
    assert corners["hope"] == corners["disappointment"] < corners["skepticism"]  # two triangles, a circle


def test_more_trust_is_a_larger_mark() -> None:
    """Marks in the order of their sizes are people in the order of their trust, to a tenth of the scale."""
    low, high = 0.2, 0.4
    assert any("Size: trust, from 0.2 (smallest) to 0.4 (largest)" in text.get_text() for text in network(seen()).texts)
    people = seen().people.query("day == 20")
    marks = [m for m in network(seen()).axes[1].collections if isinstance(m, PathCollection)]
    sizes = np.sort([float(m.get_sizes()[0]) for m in marks for _ in np.asarray(m.get_offsets())])
    steps = ((np.sort(people["trust"].to_numpy()) - low) / (high - low) * 10).round()
    assert np.array_equal(np.unique(sizes, return_counts=True)[1], np.unique(steps, return_counts=True)[1])
    assert len(set(steps)) > 1


def test_everyone_keeps_the_place() -> None:
    table = network(seen()).data
    assert len(table[["seat", "x", "y"]].drop_duplicates()) == 120
    assert len(table) == 3 * 120


def test_many_are_communities_with_pies() -> None:
    chart = network(crowd())
    assert len(chart.data) == len(crowd().days) * chart.data["seat"].nunique()
    assert chart.data[list(MOODS)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert chart.data.groupby("day")["people"].sum().tolist() == [1_600] * len(crowd().days)
    assert "communities" in chart.caption


def test_ribbons_are_the_people_who_went() -> None:
    chart = alluvial(seen())
    before, after = (seen().people.query("day == @day")["mood"].to_numpy() for day in (0, 20))
    row = chart.data.query("day == 0 and mood == 'skepticism' and to_mood == 'disappointment'")
    expected = ((before == "skepticism") & (after == "disappointment")).mean()
    assert row["share"].item() == pytest.approx(expected)
    ribbons = [patch for patch in chart.axes[0].patches if isinstance(patch, PathPatch)]
    assert len(ribbons) == int((chart.data["share"] > 0).sum())


def test_columns_are_shares_and_ribbons_fill_them() -> None:
    chart = alluvial(seen())
    bars = [patch for patch in chart.axes[0].patches if isinstance(patch, Rectangle)]
    for j, day in enumerate(seen().days):
        shares = run().daily.loc[day]
        for bar in bars[j * 3 : j * 3 + 3]:
            assert bar.get_height() == pytest.approx(shares[str(bar.get_label())])
    ends: dict[str, list[float]] = {}
    for ribbon in (patch for patch in chart.axes[0].patches if isinstance(patch, PathPatch)):
        corners = np.asarray(ribbon.get_path().vertices)
        ends.setdefault(str(ribbon.get_gid())[-1], []).append(float(corners[3, 1]))
    assert all(len(found) == len(set(np.round(found, 9))) for found in ends.values())


PICTURES: dict[str, Callable[[str], Chart]] = {
    "network": lambda width: network(seen(), width=width),
    "network of communities": lambda width: network(crowd(), width=width),
    "network of one": lambda width: network(hermit(), width=width),
    "alluvial": lambda width: alluvial(seen(), width=width),
    "alluvial of six dates": lambda width: alluvial(dated(), width=width),
    "alluvial of one": lambda width: alluvial(hermit(), width=width),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PICTURES)
def test_words_fit(name: str, width: str) -> None:
    chart = PICTURES[name](width)
    found, page = words(chart), chart.bbox.padded(1.0)
    assert {"hope", "skepticism", "disappointment"} <= {word for text, _ in found for word in text.split()} | {
        text.split("\xa0")[-1] for text, _ in found
    }
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


@pytest.mark.parametrize("name", PICTURES)
def test_captions(name: str) -> None:
    chart = PICTURES[name]("double")
    assert "One run has no interval" in chart.caption
    assert "seed" in chart.caption
    assert chart.caption.endswith("This is a model, not a forecast.")
    assert "A model, not a forecast." in " ".join(text.get_text() for text in reversed(chart.texts))
    assert len(chart.alt) > 40


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("name", ["network", "network of communities", "alluvial"])
def test_same_bytes_on_every_save(name: str, kind: str) -> None:
    first, second = (rendered(PICTURES[name]("single"), kind) for _ in range(2))
    assert first == second
    assert kind != "svg" or b"<image" not in first


CODE = """
import hashlib, sentiment_abm as sa
from sentiment_abm.charts.style import rendered
seen = sa.snapshots(sa.simulate("promise_broken", people=1_600, days=40, seed=7))
for chart in (sa.charts.network(seen), sa.charts.alluvial(seen)):
    print(hashlib.sha256(rendered(chart, "svg")).hexdigest())
"""


def test_same_bytes_in_every_process() -> None:
    """Sets of texts have another order in each process; pictures must not."""
    asked = [
        subprocess.Popen(
            [sys.executable, "-c", CODE], env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate()[0].split() for process in asked)
    here = [hashlib.sha256(rendered(made(crowd()), "svg")).hexdigest() for made in (network, alluvial)]
    assert first == second == here


def test_too_many_days() -> None:
    with pytest.raises(InputError, match="6 are too many for one chart, choose up to 4"):
        network(dated())
