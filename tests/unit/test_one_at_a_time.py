"""One setting at a time, on designs whose outcome is a known sum of what settings do."""

import math

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.one_at_a_time import one_at_a_time
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.spec import InputError

W, T, G = "talk.weight", "trust.asymmetry", "society.graph"


def listed(replicates: int = 6, seed: int = 1) -> pd.DataFrame:
    """A list around talk.weight 0.1, trust.asymmetry as the case has it, a random graph; luck is shared."""
    points = [(0.1, None, "random"), (0.0, None, "random"), (0.3, None, "random"), (0.1, 4.0, "random"),
              (0.1, None, "lattice"), (0.3, 4.0, "lattice")]  # fmt: skip
    rng = np.random.default_rng(seed)
    rows = []
    for replicate in range(replicates):
        luck = rng.normal()
        for weight, asymmetry, graph in points:
            effect = 2 * weight - (0.5 if asymmetry else 0.0) + (0.1 if graph == "lattice" else 0.0)
            rows.append((replicate, weight, asymmetry, graph, effect + luck + rng.normal(0, 0.01)))
    table = pd.DataFrame(rows, columns=["replicate", W, T, G, "net_mean"])
    return table.assign(case="a", status="done")


def test_each_setting_is_compared_with_the_base_point_within_replicates():
    table = one_at_a_time(listed(), "net_mean")
    assert table.groupby("name", sort=False)["value"].agg(list).to_dict() == {
        W: [0.0, 0.1, 0.3],
        T: [None, 4.0],
        G: ["random", "lattice"],
    }
    found = table.set_index(["name", "is_base"])["estimate"]
    assert found[W, False].tolist() == pytest.approx([-0.2, 0.4], abs=0.02)
    assert (found[T, False].item(), found[G, False].item()) == pytest.approx((-0.5, 0.1), abs=0.02)
    assert table[table["is_base"]][["estimate", "low", "high"]].eq(0.0).all(axis=None)
    assert table["n"].eq(6).all()


def test_the_interval_is_that_of_the_paired_differences():
    runs = listed()
    row = one_at_a_time(runs, "net_mean").query(f"name == '{T}' and not is_base").iloc[0]
    by_point = runs.pivot_table(index="replicate", columns=[W, G, runs[T].fillna(0)], values="net_mean")
    difference = by_point[0.1, "random", 4.0] - by_point[0.1, "random", 0.0]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(list(interval(difference)))
    assert row["mean"] == pytest.approx(by_point[0.1, "random", 4.0].mean())
    assert row["high"] - row["low"] < 0.1  # luck of variance 1 is shared


def test_a_grid_has_its_rows_through_the_base_point():
    points = [(w, t) for w in (0.0, 0.1, 0.2) for t in (1.0, 2.0)]
    runs = pd.DataFrame(points, columns=[W, T]).assign(case="a", replicate=0)
    runs["net_mean"] = runs[W] * runs[T]
    table = one_at_a_time(runs, "net_mean", base={W: 0.2, T: 2.0})
    moved = table[~table["is_base"]]
    assert moved[["name", "value"]].values.tolist() == [[W, 0.0], [W, 0.1], [T, 1.0]]
    assert moved["estimate"].tolist() == pytest.approx([-0.4, -0.2, -0.2])
    other = one_at_a_time(runs, "net_mean", base={W: 0.2, T: 1.0}, settings=[W, T])
    assert other[~other["is_base"]]["estimate"].tolist() == pytest.approx([-0.2, -0.1, 0.2])


def test_failed_runs_and_missing_outcomes_leave_fewer_pairs():
    runs = listed()
    runs.loc[(runs["replicate"] == 0) & (runs[W] == 0.0), "status"] = "failed"
    runs.loc[(runs["replicate"] == 1) & (runs[W] == 0.0), "net_mean"] = math.nan
    table = one_at_a_time(runs, "net_mean").set_index(["name", "value"])
    assert table.loc[(W, 0.0), "n"] == 4
    assert table.loc[(W, 0.3), "n"] == 6


def test_mistakes_are_said_all_at_once():
    with pytest.raises(InputError) as caught:
        one_at_a_time(listed(), "net_maen", settings=["talk.wieght"], case="b")
    assert len(caught.value.problems) == 3
    with pytest.raises(InputError) as caught:
        one_at_a_time(listed(), "net_mean", base={W: 0.2, G: "small_world"})
    assert caught.value.problems == (
        "base: talk.weight is never 0.2, but 0.1, 0.0, 0.3",
        "base: society.graph is never 'small_world', but random, lattice",
    )
    with pytest.raises(InputError, match="no finished run is at the base point"):
        one_at_a_time(listed(), "net_mean", base={W: 0.0, G: "lattice"})
    diagonal = pd.DataFrame({"case": "a", "replicate": 0, W: [0.1, 0.2], T: [1.0, 2.0], "net_mean": [0.0, 1.0]})
    with pytest.raises(InputError, match="no setting was moved alone"):
        one_at_a_time(diagonal, "net_mean")
