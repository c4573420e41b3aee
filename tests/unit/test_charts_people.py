"""Charts of one life and of kinds of people: what is drawn is what the tables say, and all words fit."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sentiment_abm.analysis.explain import explain
from sentiment_abm.analysis.who import EVERYONE, who
from sentiment_abm.charts.citizen import _spells, citizen
from sentiment_abm.charts.style import MOODS, rendered
from sentiment_abm.charts.who import who as who_chart
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.spec import InputError
from tests.chart_tables import HEADLINES, line, overlaps, words, written

WIDTHS = ["single", "double", "slide"]
SEGMENTS = [
    {"name": name, "share": 0.25} for name in ("Ukraine", "Russia", "United States", "<b>the rest</b> of us all")
]


@pytest.fixture(scope="module")
def life():
    items = [NewsItem(3 * n, "announcement", f"{HEADLINES[n % 5]} {n}", "leader", hype=1.0 + n % 3) for n in range(25)]
    run = simulate(Scenario("awkward", tuple(items)), people=60, days=90, seed=3, params={"patience.write_off": 0.5})
    return explain(run, 5)


@pytest.fixture(scope="module")
def runs():
    return [simulate("promise_broken", people=80, days=40, seed=seed, segments=SEGMENTS) for seed in range(4)]


def check_words(chart):
    found, page = words(chart), chart.bbox.padded(1.0)
    assert found
    assert [text for text, box in found if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))] == []
    assert overlaps(found) == []


# -- one citizen


def test_bars_are_the_moods_of_the_days(life):
    ax = citizen(life).axes[0]
    drawn = dict.fromkeys(MOODS, 0.0)
    for bars in ax.collections:
        for mood, style in MOODS.items():
            if len(bars.get_edgecolor()) and to_hex(bars.get_edgecolor()[0]) == style.color.lower():
                drawn[mood] += sum(path.vertices[-1][0] - path.vertices[0][0] for path in bars.get_paths())
    counts = life.days["mood"].value_counts()
    assert sum(drawn.values()) == pytest.approx(90)
    for mood, length in drawn.items():
        assert length == pytest.approx(counts.get(mood, 0), abs=1.0), mood  # half a day is cut off at each end


def test_lines_are_the_columns_of_the_table(life):
    chart = citizen(life)
    for ax, names in zip(chart.axes[1:], (("expectation", "trust"), ("affect", "stress")), strict=True):
        for name in names:
            np.testing.assert_array_equal(line(ax, name).get_ydata(), life.days[name])
    data = chart.data.set_index(["of", "day"])["value"]
    assert data.loc["trust", 7] == life.days.loc[7, "trust"]
    assert data.loc["mood", 7] == life.days.loc[7, "mood"]


def test_numbers_stand_at_the_days_of_learning(life):
    chart = citizen(life.during(0, 30))
    learned = life.learned[life.learned["day"] <= 30]
    numbers = [text for text in chart.texts if (text.get_gid() or "").startswith("event-")]
    assert len(numbers) == len(learned)
    assert f"{len(life.learned)} of 25 items" in citizen(life).caption


def test_crosses_are_where_it_gave_up(life):
    gave_up = life.days.index[life.days["gave_up"]]
    assert len(gave_up) > 0
    (crosses,) = [drawn for drawn in citizen(life).axes[0].collections if len(drawn.get_offsets()) == len(gave_up)]
    np.testing.assert_array_equal(crosses.get_offsets()[:, 0], gave_up)


def test_spells():
    assert _spells([]) == []
    assert _spells(np.array([False, True, True])) == [(1, 2)]


@pytest.mark.parametrize("width", WIDTHS)
def test_words_of_a_life_fit(life, width):
    check_words(citizen(life, width=width))
    check_words(citizen(life.during(40, 40), width=width))


def test_a_quiet_life_has_no_news():
    chart = citizen(explain(simulate("quiet", people=20, days=10), 0))
    check_words(chart)
    assert not [text for text in chart.texts if text.get_gid()]


def test_a_slide_stays_a_slide(life):
    wide, high = citizen(life, width="slide").get_size_inches()
    assert wide / high == pytest.approx(16 / 9)


def test_a_life_is_drawn_the_same_twice(life):
    assert rendered(citizen(life), "svg") == rendered(citizen(life), "svg")


# -- kinds of people


def test_dots_and_bars_are_the_rows_of_the_table(runs):
    table = who(runs, ["segment", "patience"], of=["hope", "trust"])
    chart = who_chart(table)
    for ax, name, factor in zip(chart.axes, ("hope", "trust"), (100.0, 1.0), strict=True):
        mine = table[table["of"] == name].set_index(["by", "group"])
        dot = line(ax, "Russia")
        assert dot.get_xdata()[0] == pytest.approx(mine.loc[("segment", "Russia"), "mean"] * factor)
        bars = [path.vertices[:, 0] for drawn in ax.collections for path in drawn.get_paths()]
        ends = mine.loc[("segment", "Russia"), ["low95", "high95"]].to_numpy(dtype=float) * factor
        assert any(np.allclose(bar, ends) for bar in bars)
        line_of_all = [drawn for drawn in ax.lines if len(set(drawn.get_xdata())) == 1 and len(drawn.get_xdata()) == 2]
        assert line_of_all[0].get_xdata()[0] == pytest.approx(mine.loc[("segment", EVERYONE), "mean"] * factor)
    assert "4 replicates" in chart.caption
    assert "95\xa0% intervals" in chart.caption


def test_groups_stand_under_their_titles(runs):
    texts = written(who_chart(who(runs, ["segment", "patience"], of=["hope"])))
    assert texts.index("By segment") < texts.index("Ukraine") < texts.index("By impatience, per day")


@pytest.mark.parametrize("width", WIDTHS)
def test_words_about_kinds_fit(runs, width):
    check_words(who_chart(who(runs, ["segment", "contacts", "capacity"]), width=width))
    check_words(who_chart(who(runs[0], "segment", of=["net", "expectation", "waiting", "given_up"]), width=width))


def test_one_run_says_that_it_is_one(runs):
    assert "One run, so nothing is known about luck." in who_chart(who(runs[0])).caption


def test_tables_that_cannot_be_shown(runs):
    table = who(runs[0], of=["hope"])
    with pytest.raises(InputError, match="no column 'mean'"):
        who_chart(table.drop(columns="mean"))
    with pytest.raises(InputError, match="no groups to show"):
        who_chart(table[table["group"] == EVERYONE])
    many = pd.concat([table.assign(group=[f"{name} {n}" for name in table["group"]]) for n in range(15)])
    with pytest.raises(InputError, match="groups are too many"):
        who_chart(many)
