"""Inner states and paired differences: the lines are what the table says."""

import numpy as np
import pandas as pd
import pytest

from sentiment_abm import charts
from sentiment_abm.spec import InputError
from tests.chart_tables import daily, line, results, written


def test_states_are_lines_of_cases_with_names() -> None:
    made = results(("a", "b"), replicates=3)
    chart = charts.states(made, of=["trust", "waiting"])
    trust = made.daily[made.daily["case"] == "b"].groupby("day")["trust"].median()
    np.testing.assert_allclose(line(chart.axes[0], "b").get_ydata(), trust)
    assert max(line(chart.axes[1], "a").get_ydata()) > 1  # a share, in percent
    assert written(chart).count("a") == 1


def test_signed_states_have_a_line_at_zero() -> None:
    affect, trust = charts.states(results(), of=["affect", "trust"]).axes
    at_zero = [all(np.asarray(drawn.get_ydata()) == 0) for drawn in affect.lines]
    assert any(at_zero)
    assert not any(all(np.asarray(drawn.get_ydata()) == 0) for drawn in trust.lines)


def test_noise_does_not_fill_a_panel() -> None:
    table = pd.DataFrame({"day": range(9), "trust": 0.4 + 1e-4 * np.arange(9)})
    low, high = charts.states(table, of=["trust"]).axes[0].get_ylim()
    assert high - low >= 0.1


def test_many_cases_have_lines_without_bands() -> None:
    chart = charts.states(results(tuple("abcde"), replicates=3), of=["trust"])
    assert len(chart.axes[0].collections) == 0
    assert "in the data" in chart.caption
    assert chart.data["low95"].notna().any()


def test_differences_are_medians_of_pairs() -> None:
    made = results(("a", "b"), replicates=5)
    chart = charts.differences(made, "a", "b", of=["net"])
    wide = made.daily.pivot_table(index=["day", "replicate"], columns="case", values="net")
    median = (wide["b"] - wide["a"]).groupby("day").median() * 100
    np.testing.assert_allclose(line(chart.axes[0], "net").get_ydata(), median)
    assert any("b minus a" in text for text in written(chart))


def test_only_replicates_of_both_cases_are_compared() -> None:
    table = daily(("a", "b"), replicates=3, days=5)
    table = table[(table["case"] == "a") | (table["replicate"] > 0)]
    assert set(charts.differences(table, of=["net"]).data["replicates"]) == {2}


def test_differences_need_two_cases_with_pairs() -> None:
    with pytest.raises(InputError, match="two cases are needed"):
        charts.differences(results())
    table = daily(("a", "b"), replicates=2, days=5)
    table = table[(table["case"] == "a") == (table["replicate"] == 0)]
    with pytest.raises(InputError, match="no replicate and day in common"):
        charts.differences(table, of=["net"])
