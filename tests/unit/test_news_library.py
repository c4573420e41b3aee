"""The library tells stories that can be compared, each in a file that reads well."""

from dataclasses import replace

import pytest

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import Shelf, chosen, find, scenarios
from sentiment_abm.news.talks import Talks
from sentiment_abm.spec import InputError

NEEDED = {
    "hostile_campaign", "honest_failure", "one_big_summit", "overhyped", "partial_success", "promise_broken",
    "promise_kept", "quiet", "repeated_promises", "small_steps", "talks_stall",
}  # fmt: skip


def test_the_library_has_what_the_questions_need():
    assert set(scenarios) >= NEEDED
    assert len(scenarios) == len(list(scenarios))
    assert list(scenarios) == sorted(scenarios)


@pytest.mark.parametrize("name", scenarios)
def test_every_scenario_reads_well(name):
    scenario = scenarios[name]
    assert isinstance(scenario, Scenario)
    assert scenario.name == name
    assert scenario.title
    assert scenario.description.count(".") == 2, "two sentences"
    assert "\n" not in scenario.description
    assert scenario.promiser == "leader"
    assert [item.day for item in scenario.items if item.kind == "announcement"] == sorted(
        item.day for item in scenario.items if item.kind == "announcement"
    )
    assert Scenario.from_file(scenarios.path(name)) == scenario
    assert len(scenario.timeline(["everyone"]).kind) == len(scenario.items)


def test_the_three_ends_differ_only_in_what_was_delivered():
    stories = [scenarios[name] for name in ("promise_kept", "partial_success", "promise_broken")]
    assert [story.items[1].delivered for story in stories] == [1.0, 0.4, 0.0]
    told_alike = {(story.items[0], replace(story.items[1], delivered=0.0, headline="End")) for story in stories}
    assert len(told_alike) == 1
    assert len({(len(story.items), story.promiser, story.extra_clutter) for story in stories}) == 1
    assert not any(story.sources for story in stories)


def test_the_campaign_is_what_sets_it_apart_from_a_partial_success():
    calm, disturbed = scenarios["partial_success"], scenarios["hostile_campaign"]
    assert tuple(item for item in disturbed.items if item.kind != "signal") == calm.items
    assert disturbed.extra_clutter


def test_small_steps_promise_as_much_as_one_big_summit():
    def promised(name: str) -> float:
        return sum(item.hype or 1.0 for item in scenarios[name].items if item.kind == "announcement")

    assert promised("small_steps") == promised("one_big_summit")
    assert scenarios["small_steps"].items[-1].day == scenarios["one_big_summit"].items[-1].day


def test_repeated_promises_have_the_setting_of_the_independent_version():
    items = scenarios["repeated_promises"].items
    assert [item.day for item in items] == [day for start in range(0, 270, 45) for day in (start, start + 21)]
    assert {item.delivered for item in items if item.kind == "outcome"} == {0.0}
    assert [item.kind for item in items] == ["announcement", "outcome"] * 6


def test_scenarios_are_read_once_and_only_when_asked_for(tmp_path):
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    (tmp_path / "quiet.toml").write_text("items = []", encoding="utf-8")
    shelf = Shelf(tmp_path)
    assert list(shelf) == ["broken", "quiet"]
    assert shelf["quiet"] is shelf["quiet"]
    with pytest.raises(InputError, match=r"broken\.toml"):
        shelf["broken"]


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'promise_broken'"):
        scenarios["promise_broke"]
    assert scenarios.get("nothing") is None
    with pytest.raises(InputError, match="did you mean 'promise_broken'"):
        find("promise_broke")
    with pytest.raises(InputError, match="the library has honest_failure"):
        find("zzz")


def test_find_takes_names_and_files(tmp_path):
    (tmp_path / "mine.toml").write_text("items = []", encoding="utf-8")
    assert find("mine.toml", tmp_path).name == "mine"
    assert find("quiet", tmp_path) == scenarios["quiet"]
    assert find("quiet", title="Silence").title == "Silence"


def test_the_scenario_section_of_a_study(tmp_path):
    (tmp_path / "news.csv").write_text("day,kind,headline\n3,announcement,Talks\n", encoding="utf-8")
    assert chosen({"use": "promise_kept"}, "study.toml", tmp_path) == scenarios["promise_kept"]
    assert chosen({"news": "news.csv"}, "study.toml", tmp_path).name == "news"
    assert chosen({"process": {"lead": 5}}, "study.toml", tmp_path) == Talks(lead=5)
    louder = chosen({"use": "quiet", "extra_clutter": [{"start": 1, "end": 2, "stories": 3}]}, "study.toml", tmp_path)
    assert len(louder.extra_clutter) == 1


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        ({"use": "quite"}, "study.toml: use 'quite': no scenario 'quite' in the library, .* mean 'quiet'"),
        ({"use": 3}, "study.toml: use 3: no scenario '3' in the library"),
        ({"use": "quiet", "promisor": "x"}, "study.toml: use 'quiet': quiet.toml: unknown key 'promisor'"),
        ({"use": "quiet", "news": "a.csv"}, "needs one of items, news and process, and has items and news"),
        ({"sources": {}}, "study.toml: needs one of"),
    ],
    ids=str,
)
def test_bad_scenario_sections(section, problem, tmp_path):
    with pytest.raises(InputError, match=problem):
        chosen(section, "study.toml", tmp_path)
