"""How charts read a sweep: what else varies, and what an interval is made of."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sentiment_abm import charts
from sentiment_abm.charts.swept import swept


def two_cases() -> pd.DataFrame:
    """Two cases that differ in a caveat, at six points."""
    rows = itertools.product(("plain", "careful"), (0.5, 1.0, 2.0), (0.0, 0.1), range(3))
    table = pd.DataFrame(rows, columns=["case", "scenario.hype", "talk.weight", "replicate"])
    caveat = table["case"].map({"plain": np.nan, "careful": 0.7})
    return table.assign(**{"scenario.caveat": caveat, "net_mean": 0.1 * table["scenario.hype"]}, status="done")


def test_what_sets_cases_apart_is_told_by_their_names() -> None:
    table = two_cases()
    assert swept(table, "net_mean", {"x": "scenario.hype", "by": "case"}).others == ("talk.weight",)
    assert "doubt" not in charts.curves(table, "scenario.hype").caption
    together = table.assign(**{"scenario.caveat": table["replicate"] * 0.1})
    assert "scenario.caveat" in swept(together, "net_mean", {"x": "scenario.hype", "by": "case"}).others


@pytest.mark.parametrize("setting", ["society.contacts", "trust.memory"])
def test_means_over_sampled_points_have_intervals_over_points(setting: str) -> None:
    """Whether a sampled setting is a whole number or any number: the others were drawn at random either way."""
    rng = np.random.default_rng(2)
    points = pd.DataFrame({"society.contacts": rng.integers(2, 6, 80) * 2.0, "trust.memory": rng.uniform(30, 900, 80)})
    table = points.loc[points.index.repeat(3)].reset_index(names="point").assign(case="a", status="done")
    table["replicate"] = table.groupby("point").cumcount()
    table["net_mean"] = 0.01 * table["society.contacts"] + 0.3 * table["replicate"]  # luck that all points share
    chart = charts.curves(table, setting)
    assert "sampled points" in chart.caption
    assert float((chart.data["high95"] - chart.data["low95"]).max()) < 0.1
