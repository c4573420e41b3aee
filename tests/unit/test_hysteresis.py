"""Loops and recoveries against closed forms: polygons, circles, a play operator, exponential relaxation."""

import math

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.hysteresis import area, hysteresis, recovery_days
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.spec import InputError


def daily(rows: np.ndarray, case: str = "a") -> pd.DataFrame:
    replicate, day = np.indices(rows.shape)
    table = pd.DataFrame({"replicate": replicate.ravel(), "day": day.ravel(), "net": rows.ravel()})
    return table.assign(case=case, segment="all")


def test_the_area_of_polygons_is_that_of_the_textbook():
    assert area([0, 4, 4, 0], [0, 0, 3, 3]) == -12.0  # counterclockwise
    assert area([0, 0, 4, 4], [0, 3, 3, 0]) == 12.0
    assert area([0, 2, 1], [0, 0, 5]) == -5.0
    assert area([0, 1, 2, 1], [0, 1, 2, 1]) == 0.0  # there and back on one line


def test_the_area_of_an_ellipse_nears_pi_a_b_from_inside():
    angle = -np.linspace(0.0, 2 * math.pi, 400, endpoint=False)
    polygon = area(3 * np.cos(angle), 0.5 * np.sin(angle))
    assert polygon == pytest.approx(400 / 2 * math.sin(2 * math.pi / 400) * 1.5)  # of the inscribed polygon, exactly
    assert polygon == pytest.approx(math.pi * 1.5, rel=1e-4)


def play(values, width):
    """A backlash of some width: the simplest memory.  It follows its input only when the input pushes it."""
    state, path = values[0] + width, []
    for value in values:
        state = min(max(state, value - width), value + width)
        path.append(state)
    return np.array(path)


def test_a_backlash_encloses_the_area_that_its_width_says():
    # From −1 to 1 and back with half-width w the play operator encloses 2 w (2 − 2 w), counterclockwise.
    values = np.concatenate([np.linspace(-1, 1, 201), np.linspace(1, -1, 201)[1:], np.linspace(-1, 1, 201)[1:]])
    for width in (0.0, 0.1, 0.4):
        cycle = slice(200, None)  # the first way up is not yet on the loop
        found = area(values[cycle], play(values, width)[cycle])
        assert found == pytest.approx(-2 * width * (2 - 2 * width), abs=1e-9)


def test_a_loop_is_the_mean_over_replicates_with_its_interval():
    rng = np.random.default_rng(1)
    drops = rng.normal(0.5, 0.1, 30)
    rows = np.array([[0.0, 1.0, 1.0 - drop, 0.0 - drop] for drop in drops])
    found = hysteresis(daily(rows), "net", [(0, 0.0), (1, 2.0), (2, 2.0), (3, 0.0)])
    expected = interval(2 * drops)
    assert (found.estimate, found.low, found.high) == pytest.approx(expected)
    assert found.gap == pytest.approx(drops.mean())
    assert (found.n, found.table["units"].tolist()) == (30, [30] * 4)
    assert found.table["mean"].tolist() == pytest.approx(rows.mean(axis=0).tolist())
    assert found.table[["day", "setting", "way"]].to_numpy().tolist() == [
        [0, 0.0, "up"],
        [1, 2.0, "up"],
        [2, 2.0, "down"],
        [3, 0.0, "down"],
    ]


def test_without_memory_there_is_no_area_and_the_other_sense_has_the_other_sign():
    schedule = [(0, 0.0), (1, 0.5), (2, 1.0), (3, 0.5), (4, 0.0)]
    line = np.array([[0.1, 0.2, 0.6, 0.2, 0.1]])
    assert hysteresis(daily(line), "net", schedule).estimate == pytest.approx(0.0, abs=1e-12)
    lower = np.array([[0.1, 0.3, 0.6, 0.1, 0.1]])
    assert hysteresis(daily(lower), "net", schedule).estimate == pytest.approx(0.1)
    # Down first: where the setting falls the indicator is higher now, so the sign is the other one.
    down = [(day, 1.0 - value) for day, value in schedule]
    other = hysteresis(daily(lower), "net", down)
    assert other.estimate == pytest.approx(-0.1)
    assert other.table["way"].tolist() == ["down", "down", "down", "up", "up"]


def test_replicates_that_lack_a_day_and_other_cases_and_segments_stay_out():
    rows = np.array([[0.0, 1.0, 0.0], [0.0, math.nan, 0.0]])
    table = pd.concat([daily(rows), daily(rows + 9, "b"), daily(rows + 99).assign(segment="x")])
    found = hysteresis(table, "net", [(0, 0.0), (1, 1.0), (2, 0.0)], case="a")
    assert (found.n, found.table["mean"].tolist()) == (1, [0.0, 1.0, 0.0])


def test_relaxation_takes_as_long_as_its_rate_says():
    # b − d e^(−t/τ): a tenth is left after τ ln 10 days, on the next whole day.
    days = np.arange(200.0)
    taus = np.array([2.0, 5.0, 20.0])
    after = 0.4 - 0.3 * np.exp(-days[None, :] / taus[:, None])
    series = np.column_stack([np.full((3, 1), 0.4), after])
    expected = np.floor(taus * math.log(10)) + 2  # the shock falls into row 1
    assert recovery_days(series, shock_day=0).tolist() == expected.tolist()
    assert recovery_days(1 - series, shock_day=0).tolist() == expected.tolist()  # up or down is all the same
    half = np.floor(taus * math.log(2)) + 2
    assert recovery_days(series, shock_day=0, share=0.5).tolist() == half.tolist()


def test_what_never_comes_back_or_never_left_has_no_recovery():
    assert np.isnan(recovery_days([[0.5, 0.1, 0.1, 0.1], [0.5, 0.5, 0.5, 0.5]], 0)).all()
    assert recovery_days([0.5, 0.1, 0.9], 0).tolist() == [2.0]  # shot past its place
    assert recovery_days([0.2, 0.5, 0.1, 0.5], 1).tolist() == [2.0]


def test_mistakes_are_said_all_at_once():
    table = pd.concat([daily(np.zeros((2, 4))), daily(np.zeros((2, 4)), "b")])
    with pytest.raises(InputError) as caught:
        hysteresis(table, "nett", [(9, 1.0), (1, 1.0)])
    assert caught.value.problems == (
        "no indicator 'nett' in the daily table (did you mean 'net'?)",
        "case is missing: the cases are a, b",
        "schedule: no day 9 in the daily table",
        "schedule: days are not in order of time",
        "schedule: 3 steps and two different values are needed to enclose an area",
    )
    with pytest.raises(InputError, match="no case 'c': the cases are a, b"):
        hysteresis(table, "net", [(0, 0.0), (1, 1.0), (2, 0.0)], case="c")
    with pytest.raises(InputError) as caught:
        recovery_days([0.0, 1.0], 2, share=0.0)
    assert len(caught.value.problems) == 2
