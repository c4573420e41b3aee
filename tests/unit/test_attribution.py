"""Leave-one-out attribution: what goes together, exact zeros, and the same numbers as a comparison by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sentiment_abm.analysis.attribution import attribution, left_out
from sentiment_abm.analysis.comparison import compare
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.news.talks import Talks
from sentiment_abm.spec import InputError

SMALL = {"people": 100, "days": 50, "replicates": 4}
BROKEN = scenarios["promise_broken"]
CALM = {"attention.capacity": math.inf}  # nobody is overloaded, so that an item without content changes nothing


def announcement(day: int) -> NewsItem:
    return NewsItem(day, "announcement", f"Talks {day}", "leader")


def outcome(day: int, **more: object) -> NewsItem:
    return NewsItem(day, "outcome", f"End {day}", "press", delivered=0.0, **more)


def test_an_outcome_goes_with_the_announcement_that_it_speaks_of():
    signal = NewsItem(4, "signal", "Shots", "leader", strength=-1.0)
    items = [announcement(1), outcome(5, closes=False), announcement(9), outcome(9), outcome(20, hype=1.0), signal]
    assert [left_out(n, items) for n in range(6)] == [(0, 1), (1,), (2, 3), (3,), (4,), (5,)]
    assert left_out(0, [outcome(0), announcement(3)][::-1]) == (0,)  # what came before refers to nothing


def test_what_stays_keeps_its_meaning():
    # No outcome that stays takes over another hype, whichever announcement goes.
    news = scenarios["repeated_promises"]
    before = dict(zip(*_hypes(news), strict=True))
    for n in range(len(news.items)):
        group = left_out(n, news.items)
        rest = replace(news, items=tuple(item for k, item in enumerate(news.items) if k not in group))
        assert all(before[key] == hype for key, hype in zip(*_hypes(rest), strict=True))


def _hypes(news: Scenario) -> tuple[list[int], list[float]]:
    line = news.timeline(["all"])
    return line.id.tolist(), line.hype.tolist()


def test_it_is_what_a_comparison_of_the_two_says():
    found = attribution(BROKEN, **SMALL)
    without = replace(BROKEN, items=BROKEN.items[:1])
    compared = compare(without, BROKEN, **SMALL)
    row = found.table.set_index("item").loc[1]
    contrast = compared.contrast("net_mean")
    assert row[["estimate", "low", "high", "probability", "n"]].tolist() == pytest.approx(
        [contrast.estimate, contrast.low, contrast.high, contrast.probability, contrast.n]
    )
    daily = compared.daily[compared.daily["segment"] == "all"].pivot_table(index="day", columns="case", values="net")
    expected = daily[compared.b] - daily[compared.a]
    mine = found.daily[found.daily["item"] == 1]
    assert mine["mean"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)
    assert row["largest_day"] == expected.abs().to_numpy().argmax()
    assert row["largest"] == pytest.approx(expected[row["largest_day"]])


def test_news_changes_nothing_before_it_comes():
    found = attribution(BROKEN, **SMALL)
    for row in found.table.itertuples():
        mine = found.daily[(found.daily["item"] == row.item) & (found.daily["day"] <= row.day)]
        assert mine["mean"].eq(0.0).all()
        assert mine[["low95", "high95"]].eq(0.0).all(axis=None)


@pytest.mark.parametrize(
    "empty",
    [
        NewsItem(20, "signal", "Nothing new", "leader", strength=0.0),
        NewsItem(20, "announcement", "Nothing promised", "leader", hype=0.0),
        NewsItem(20, "outcome", "Nothing happened", "press", delivered=1.0, hype=0.0, closes=False),
    ],
    ids=lambda item: item.kind,
)
def test_an_item_without_content_contributes_nothing_exactly(empty):
    news = replace(BROKEN, items=(*BROKEN.items, empty))
    found = attribution(news, **SMALL, params=CALM)
    row = found.table.set_index("item").loc[2]
    assert row[["estimate", "low", "high", "largest"]].tolist() == [0.0] * 4
    assert row["probability"] == 0.5
    assert found.daily.query("item == 2")["mean"].eq(0.0).all()
    # The negative control: with a little content it does contribute.
    full = replace(news, items=(*BROKEN.items, NewsItem(20, "signal", "Shots", "leader", strength=-0.5)))
    assert attribution(full, **SMALL, params=CALM).table.set_index("item").loc[2, "estimate"] != 0.0


def test_contributions_need_not_add_up_to_what_all_news_did():
    found = attribution(BROKEN, **SMALL)
    whole = compare(None, BROKEN, **SMALL).contrast("net_mean")
    assert found.together.estimate == pytest.approx(whole.estimate)
    # Of four values many resamples have the very same mean, and which of them is below it is a matter of rounding.
    assert found.together == pytest.approx((whole.estimate, whole.low, whole.high), abs=0.01)
    # The outcome goes with its announcement, so its own contribution is counted twice.
    assert found.sum == pytest.approx(found.table["estimate"].sum())
    assert found.table["estimate"].iloc[0] == pytest.approx(found.together.estimate)
    assert "need not add up" in repr(found)


def test_the_table_is_in_order_of_time_and_says_what_went_along():
    items = (outcome(30), announcement(10), NewsItem(40, "signal", "Shots", "leader", strength=-1.0), outcome(99))
    found = attribution(Scenario("mixed", items), **SMALL)
    assert found.table[["item", "day", "along"]].values.tolist() == [[1, 10, "0"], [0, 30, ""], [2, 40, ""]]
    assert found.daily.groupby("item").size().to_dict() == {0: 51, 1: 51, 2: 51}


def test_another_indicator_and_publics():
    segments = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]
    found = attribution(BROKEN, **SMALL, of="trust", segments=segments)
    assert found.table.set_index("item").loc[1, "estimate"] < 0.0
    assert found.of == "trust"


def test_many_cases_are_run_in_parts_with_the_same_numbers(monkeypatch):
    whole = attribution(BROKEN, **SMALL)
    monkeypatch.setattr("sentiment_abm.analysis.attribution.AT_ONCE", 500)
    parts = attribution(BROKEN, **SMALL)
    np.testing.assert_array_equal(whole.daily.to_numpy(), parts.daily.to_numpy())


def test_one_replicate_has_no_interval():
    found = attribution(BROKEN, **{**SMALL, "replicates": 1})
    assert found.table[["low", "high"]].isna().all(axis=None)
    assert found.daily["low95"].isna().all()


def test_mistakes_are_said_all_at_once():
    with pytest.raises(InputError) as caught:
        attribution("promise_brokn", people=2, replicates=0, of="nett")
    text = str(caught.value)
    for part in ("no daily indicator 'nett' (did you mean 'net'?)", "promise_broken", "replicates 0", "people 2"):
        assert part in text
    assert text.count("people 2") == 1
    with pytest.raises(InputError, match=r"talks as a process have other news .* Talks\.realize"):
        attribution(Talks(), **SMALL)
    with pytest.raises(InputError, match="has no news in 5 days"):
        attribution(BROKEN, **{**SMALL, "days": 5})
