"""Words measured, shortened and moved apart; ticks that are round and few; events that get a number."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from sentiment_abm.charts.dates import MONTHS, ticks
from sentiment_abm.charts.events import numbered
from sentiment_abm.charts.labels import ascending, readable, shortened, spread, text_width, wrapped
from tests.chart_tables import items


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 20)), max_size=12))
def test_spread_labels_keep_apart_and_in_order(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = sorted(at for at, _ in labels), [size for _, size in labels]
    centers = spread(wanted, sizes, 0.0, 100.0)
    for i in range(1, len(centers)):
        assert centers[i] - centers[i - 1] >= (sizes[i] + sizes[i - 1]) / 2 - 1e-9
    if sizes and sum(sizes) <= 100.0:
        assert centers[0] - sizes[0] / 2 >= -1e-9
        assert centers[-1] + sizes[-1] / 2 <= 100.0 + 1e-9


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9, unique=True))
def test_labels_with_room_stay_where_they_are(places: list[int]) -> None:
    wanted = [10.0 * place + 5 for place in sorted(places)]
    assert spread(wanted, [9.0] * len(wanted), 0.0, 100.0) == pytest.approx(wanted)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30))
def test_ascending_is_isotonic_regression(values: list[float]) -> None:
    assert ascending(values) == pytest.approx(isotonic_regression(values).x, abs=1e-9)


@given(st.text(max_size=80), st.floats(10, 200))
def test_shortened_text_fits(text: str, room: float) -> None:
    line = readable(text)
    short = shortened(line, room, 8)
    assert text_width(short, 8) <= room or short == "…"
    assert short == line or short.endswith("…")


@given(st.text(alphabet="abc $<&é", max_size=120), st.integers(1, 3))
def test_wrapped_text_fits(text: str, most: int) -> None:
    lines = wrapped(readable(text), 60, 8, most)
    assert len(lines) <= most
    assert all(text_width(line, 8) <= 60 for line in lines)


def test_letters_without_a_picture_are_replaced() -> None:
    assert readable("a\tb\x00\U0001f54a和") == "a b\ufffd\ufffd\ufffd"


@given(st.integers(0, 1500), st.integers(2, 12), st.none() | st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_ticks_are_few_ascending_and_inside(length: int, most: int, start: date | None) -> None:
    found = ticks(0, length, start, most)
    days = [tick.day for tick in found]
    assert days == sorted(set(days)) or length == 0
    assert all(0 <= day <= length for day in days)
    assert 1 <= len(found) <= max(most * 3 // 2, 2)


def test_ticks_of_months_are_their_first_days() -> None:
    start = date(2024, 11, 20)
    found = ticks(0, 400, start, 5)
    when = [start + timedelta(days=tick.day) for tick in found]
    assert all(day.day == 1 for day in when)
    assert [tick.label.split("\n")[0] for tick in found] == [MONTHS[day.month - 1] for day in when]
    assert [tick.label.split("\n")[1].strip() for tick in found if tick.label.split("\n")[1].strip()] == ["2025"]


def test_as_many_events_as_fit_get_numbers_in_order_of_time() -> None:
    found = numbered({"a": items(50)}, (0, 60), room=10, most=40)
    assert sorted(found.numbers.values()) == list(range(1, 11))
    assert sorted(found.numbers, key=lambda event: event.day) == sorted(found.numbers, key=found.numbers.__getitem__)


def test_an_event_of_two_cases_has_one_number() -> None:
    news = items(4)
    found = numbered({"a": news, "b": news.iloc[:2]}, (0, 60), room=10, most=40)
    assert len(found.numbers) == 4
    assert [number for _, number in found.with_number("b")] == [1, 2]


def test_loud_news_go_first() -> None:
    news = pd.DataFrame({"day": [5, 5], "kind": "announcement", "headline": ["soft", "loud"], "hype": [1.0, 3.0]})
    found = numbered({"a": news}, (0, 60), room=1, most=40)
    assert [event.headline for event in found.numbers] == ["loud"]


def test_news_after_the_end_are_not_shown() -> None:
    assert numbered({"a": items(9)}, (0, 0), room=9, most=9).total == sum(items(9)["day"] == 0)
