"""The page of the benchmarks and its charts, made of numbers."""

import doctest

import pytest

from benchmarks import drawings, record, vectorized
from benchmarks.page import PARTS, page, table
from benchmarks.peers import contagion
from sentiment_abm.charts.style import rendered

STAMP = {"machine": "a computer", "versions": "Python 3", "rules": "abc"}
SIZES = [
    {"people": n, "contacts": k, "ns": {"quiet": 30.4 + k, "talks": 41.2 + k}, "bytes": {"contacts": 48, "people": 149}}
    for n in (1_000, 10_000)
    for k in (4, 10, 30)
]
SPEED = {"theirs": 0.612, "ours": 20.9, "ratio": 34.2}
PEERS = [
    {"title": title, "kind": "code", "versions": f"{title} 1", "million_a_second": {"1000": SPEED, "100000": SPEED}}
    for title in ("Mesa", "NDlib")
]
RESULTS = {"sizes": {**STAMP, "found": SIZES}, "peers": {**STAMP, "found": PEERS}}


def test_a_table_aligns_numbers_to_the_right():
    assert table(["pass", "ns"], [["gather", "4.5"]]) == "| pass | ns |\n|---|---:|\n| gather | 4.5 |\n"


def test_the_page_has_what_was_measured_and_says_on_what_machine():
    text = page(RESULTS)
    assert "| 10,000 | 10 | 40 | 51 | 48 | 197 |" in text
    assert "| NDlib | code | NDlib 1 | 0.61 | 0.61 | 34 | 34 |" in text
    assert text.count("*a computer; Python 3; rules abc.*") == 2
    assert [title for title, _ in PARTS.values() if f"## {title}\n" in text] == [PARTS[n][0] for n in RESULTS]


@pytest.mark.parametrize("chart", [lambda: drawings.cost(SIZES), lambda: drawings.peers(PEERS)])
def test_charts_are_the_same_bytes_every_time(chart):
    assert rendered(chart(), "svg") == rendered(chart(), "svg")


def test_charts_show_every_number():
    assert sorted(drawings.peers(PEERS).data["ratio"]) == [34.2] * 4
    cost = drawings.cost(SIZES).data
    assert set(cost["line"]) == {"quiet", "talks", "4 contacts", "10 contacts", "30 contacts"}
    assert len(cost) == 2 * 2 + 3 * 2


def test_parts_are_kept_with_three_digits(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "RESULTS", tmp_path / "results.json")
    assert record.read() == {}
    record.write({"sizes": {**STAMP, "found": [{"ns": 30.4567, "people": 123_456}]}})
    assert record.read()["sizes"]["found"] == [{"ns": 30.5, "people": 123_456}]


@pytest.mark.parametrize("module", [contagion, vectorized])
def test_examples_run(module):
    """The folder as a whole is not searched for examples: most of it needs the packages that it compares."""
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
