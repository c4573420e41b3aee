"""Flows: exact sums of the daily moves, in the color of the mood they lead to."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from sentiment_abm import charts
from sentiment_abm.charts import style
from tests.chart_tables import daily, results


def test_flows_are_exact_means_of_the_weeks() -> None:
    made = results(replicates=1, days=56)
    chart = charts.flows(made)
    name = "hope_to_skepticism"
    rows = chart.data[chart.data["indicator"] == name]
    moves = made.daily.loc[made.daily["day"] > 0, name].to_numpy()
    np.testing.assert_allclose(rows["median"], moves.reshape(8, 7).mean(axis=1))
    assert rows["median"].sum() * 7 == pytest.approx(moves.sum())


def test_net_flow_is_there_minus_back() -> None:
    chart = charts.flows(results(replicates=1), every=7)
    wide = chart.data.pivot_table(index="day", columns="indicator", values="median")
    net = wide["skepticism_to_hope"] - wide["hope_to_skepticism"]
    np.testing.assert_allclose(wide["skepticism_to_hope_net"], net)


def test_flows_wear_the_color_of_the_mood_they_lead_to() -> None:
    up, down, _net = charts.flows(results(replicates=1)).axes[0].patches
    assert to_hex(up.get_facecolor()) == style.MOODS["hope"].color.lower()
    assert to_hex(down.get_facecolor()) == style.MOODS["skepticism"].color.lower()
    assert up.get_extents().y0 >= down.get_extents().y0


@pytest.mark.parametrize(("days", "bars"), [(10, 10), (70, 10), (700, 50)])
def test_long_runs_have_longer_bins(days: int, bars: int) -> None:
    table = charts.flows(daily(replicates=1, days=days)).data
    assert table["day"].nunique() == bars
