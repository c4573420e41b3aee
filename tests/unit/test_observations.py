"""Polls to fit: what a line means, and what is done about bad data."""

import datetime

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.analysis.likelihood import errors_of
from sentiment_abm.engine.observe import COLUMNS, indicators
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.calibrating import Fit
from sentiment_abm.sweep.observations import Frame, observations
from sentiment_abm.sweep.questions import QUESTIONS, belief_of_price, slope_of_price

FRAME = Frame(datetime.date(2025, 1, 1), 100, ("east", "west"))
GOOD = "date,indicator,value,n,pollster\n2025-01-05,approve,40,1000,A\n2025-01-15,approve,42,1000,A\n"


def read(tmp_path, text, frame=FRAME):
    path = tmp_path / "polls.csv"
    path.write_text(text, encoding="utf-8")
    return observations(path, frame)


def problems(tmp_path, text, frame=FRAME):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, frame)
    return caught.value.problems


def test_a_share_has_its_day_its_column_and_its_sampling_error(tmp_path):
    found = read(tmp_path, f"{GOOD}2025-02-01,disbelieve,70,500,B\n")
    assert found["day"].tolist() == [4, 14, 31]
    assert found["column"].tolist() == ["support", "support", "belief"]
    assert found["value"].tolist() == pytest.approx([0.4, 0.42, 0.3])
    assert found["sampling_sd"][2] == pytest.approx((0.3 * 0.7 / 500) ** 0.5, rel=0.01)
    assert found.attrs["notes"] == []


def test_every_question_measures_a_column_of_the_daily_table():
    known = indicators(np.ones((1, len(COLUMNS))), 1.0)
    assert {question.column for question in QUESTIONS.values()} <= known.keys()


def test_a_table_is_read_as_a_file_is(tmp_path):
    text = f"{GOOD}2025-02-01,trust,30,,\n"
    table = pd.DataFrame([line.split(",") for line in text.splitlines()[1:]], columns=text.splitlines()[0].split(","))
    pd.testing.assert_frame_equal(read(tmp_path, text), observations(table, FRAME))


def test_a_constant_hazard_is_a_constant_belief_however_near_the_deadline():
    left = np.array([300.0, 100.0, 20.0])
    price = 1.0 - np.exp(-0.002 * left)
    assert belief_of_price(price, left, 365.0) == pytest.approx(1.0 - np.exp(-0.002 * 365.0))
    step = 1e-6
    slope = (belief_of_price(price + step, left, 365.0) - belief_of_price(price - step, left, 365.0)) / (2 * step)
    assert slope_of_price(price, left, 365.0) == pytest.approx(slope, rel=1e-5)


def test_prices_near_the_deadline_are_left_out_and_said_so(tmp_path):
    price = "2025-01-{:02d},market,20,,M,2025-03-01,\n"
    rows = "".join(price.format(day) for day in (5, 10, 15)) + "2025-02-25,market,3,,M,2025-03-01,\n"
    found = read(tmp_path, f"date,indicator,value,n,pollster,deadline,label\n{rows}")
    assert found["day"].tolist() == [4, 9, 14]
    assert found["value"].is_monotonic_increasing  # the same price of a shorter time is a higher hazard
    assert "1 prices of the last 14 days" in found.attrs["notes"][0]


def test_lines_in_any_order_are_sorted_and_said_so(tmp_path):
    found = read(tmp_path, f"{GOOD}2025-01-02,approve,39,1000,A\n")
    assert found["day"].tolist() == [1, 4, 14]
    assert "not in order of time" in found.attrs["notes"][0]


def test_what_is_not_known_is_assumed_and_said_so(tmp_path):
    found = read(tmp_path, f"{GOOD}2025-02-01,approve,41,,\n")
    assert found["n"][2] == 1000.0
    assert [note.split(" do")[0].split(" without")[0] for note in found.attrs["notes"]] == ["1 results", "1 results"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2025-01-15,approve,43,1000,A", "approve of A on day 14 in segment all is given before, in line 3"),
        (
            "2025-02-01,approve,104,1000,A",
            "value '104' is not per cent, 0…100 (only polls of [report] are shares, 0…1)",
        ),
        ("2025-02-01,approve,-1,1000,A", "value '-1' is not per cent, 0…100"),
        ("2025-02-01,approve,lots,1000,A", "value 'lots' is not per cent, 0…100"),
        ("2025-02-01,approve,nan,1000,A", "value 'nan' is not per cent, 0…100"),
        ("2025-02-01,approve,40,0,A", "n '0' is not a number of people from 1 on"),
        ("2025-02-01,approv,40,1000,A", "indicator 'approv' is not a question of the model (did you mean 'approve'?)"),
        ("2024-12-31,approve,40,1000,A", "day -1 (2024-12-31) is outside the study, days 0…100"),
        ("2025-02-30,approve,40,1000,A", "date '2025-02-30' is not a date like 2025-02-18"),
        ("2025-02-01,market,40,1000,A", "deadline '' is neither a date"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(tmp_path, line, told):
    found = problems(tmp_path, f"{GOOD}{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"polls.csv line 4: {told}")


def test_all_bad_lines_are_told_at_once(tmp_path):
    text = f"{GOOD}2025-02-01,approve,104,0,A\n2025-02-02,approve,x,1000,A\n"
    assert [found.split(":")[0] for found in problems(tmp_path, text)] == ["polls.csv line 4"] * 2 + [
        "polls.csv line 5"
    ]


def test_one_point_is_no_series(tmp_path):
    one = "date,indicator,value\n2025-01-05,approve,40\n"
    assert problems(tmp_path, one) == ("polls.csv line: 1 results, and a fit needs 3 at least",)
    assert problems(tmp_path, "date,indicator,value\n")[0].startswith("polls.csv line: 0 results")


def test_shares_in_place_of_per_cent_are_noticed(tmp_path):
    rows = "".join(f"2025-01-0{day},approve,0.4,1000,A\n" for day in (1, 2, 3))
    assert "values are per cent" in problems(tmp_path, f"date,indicator,value,n,pollster\n{rows}")[0]


def test_a_pollster_named_only_once_is_a_house_like_any_other(tmp_path):
    """There is no list of known pollsters: one result of a new house is wrong by that house's effect."""
    found = read(tmp_path, f"{GOOD}2025-02-01,approve,41,1000,Zeta\n")
    assert found["pollster"].tolist() == ["A", "A", "Zeta"]
    assert found.attrs["notes"] == []
    houses = errors_of(found, Fit()).houses
    assert houses.tolist() == [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_the_header_is_checked(tmp_path):
    assert problems(tmp_path, "date,indicator,valu\n2025-01-05,approve,40\n") == (
        "polls.csv line 1: no column 'value'",
        "polls.csv line 1: unknown column 'valu' (did you mean 'value'?)",
    )


def test_dates_need_a_first_day_and_segments_their_names(tmp_path):
    assert "needs a scenario with a start_date" in problems(tmp_path, GOOD, Frame(None, 100))[0]
    text = f"segment,{GOOD.splitlines()[0]}\nnorth,2025-01-05,approve,40,1000,A\n"
    assert "no segment 'north'" in problems(tmp_path, text)[0]
