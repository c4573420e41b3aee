"""What the dashboard is made of, as far as it needs no browser."""

import pytest

import sentiment_abm as sa
from sentiment_abm.app.pictures import DARK, LIGHT, moods_over_time, network
from sentiment_abm.app.played import PlayedModel
from sentiment_abm.app.serve import check_installed
from sentiment_abm.app.sliders import SHOWN, settings
from sentiment_abm.spec import declared


def test_sliders_are_the_declarations_and_start_where_the_model_starts():
    found, known = settings(), {item.name: item for item in declared(sa.Params)}
    assert set(SHOWN) < found.keys()
    for name in SHOWN:
        spec = known[name].spec
        assert (found[name]["min"], found[name]["max"], found[name]["value"]) == (
            spec.low,
            spec.high,
            known[name].default,
        )
        assert spec.low < spec.high < float("inf")
        assert found[name]["label"].startswith(spec.meaning)
    made = PlayedModel(**{name: told["value"] for name, told in found.items()})
    made.run_for(12)
    assert made.run() == sa.simulate("promise_broken", people=300, days=12, seed=7)


@pytest.mark.parametrize(
    ("press", "kinds"),
    [
        (PlayedModel.announce, ["announcement"]),
        (lambda m: m.resolve(0.0), ["outcome"]),
        (lambda m: m.resolve(1.0), ["outcome"]),
        (PlayedModel.attack, ["signal"] * 5),
    ],
)
def test_a_button_is_news_of_today_and_a_second_click_is_none(press, kinds):
    played, quiet = PlayedModel(story="quiet", people=100), PlayedModel(story="quiet", people=100)
    for model in (played, quiet):
        model.run_for(3)
    press(played)
    press(played)
    assert [item.kind for item in played.news.items] == kinds
    assert [item.day for item in played.news.items] == list(range(3, 3 + len(kinds)))
    for model in (played, quiet):
        model.run_for(6)
    assert played.run().daily.loc[:3].equals(quiet.run().daily.loc[:3])
    is_good = played.news.items[0].kind == "announcement" or played.news.items[0].delivered == 1.0
    assert (played.indicator("belief") > quiet.indicator("belief")) == is_good


def test_pictures_have_the_paper_of_the_page():
    model = PlayedModel(people=100)
    model.run_for(2)
    daily = model.datacollector.get_model_vars_dataframe()
    moods = model.run().citizens["mood"].tolist()
    for page in (LIGHT, DARK):
        chart, people = moods_over_time(daily, {1: 1}, page), network(model.society.graph, moods, page)
        assert [line.get_ydata().tolist() for line in chart.axes[0].lines[:3]] == [
            daily[mood].tolist() for mood in ("hope", "skepticism", "disappointment")
        ]
        assert sum(len(dots.get_offsets()) for dots in people.axes[0].collections[1:]) == 100
        assert chart.get_facecolor() == people.get_facecolor()
    assert LIGHT.paper != DARK.paper


def test_a_missing_extra_is_named():
    with pytest.raises(sa.InputError, match=r"needs nothing_like_it: pip install 'sentiment-abm\[viz\]'"):
        check_installed(["nothing_like_it"])
