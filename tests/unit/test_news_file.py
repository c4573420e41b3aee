"""Scenario files read back as written, and say what is wrong by file, key and position."""

import datetime
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.news.clutter import ClutterWindow
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import HEAD, Scenario
from sentiment_abm.news.scenario_file import from_table, load
from sentiment_abm.news.talks import Talks
from sentiment_abm.news.toml_text import toml_text
from sentiment_abm.spec import InputError

GOOD = """
name = "talks"
title = "Talks"
description = "Two sentences. Really."
promiser = "envoy"
start_date = 2025-02-18

[sources]
wire = 0.6
"state tv" = { Ukraine = 0.1, Russia = 0.7 }

[[items]]
day = 3
kind = "announcement"
headline = "Summit"
hype = 2

[[items]]
date = 2025-02-28
kind = "outcome"
headline = "No deal"
delivered = { Ukraine = 0.0, Russia = 0.5 }

[[extra_clutter]]
start = 4
end = 9
stories = 3.5
"""


@pytest.fixture
def file(tmp_path):
    """Writes text to talks.toml and returns the path."""

    def write(text: str) -> Path:
        path = tmp_path / "talks.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems(path: Path, **changes: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        load(path, **changes)
    return caught.value.problems


def test_every_key(file):
    assert load(file(GOOD)) == Scenario(
        "talks",
        (
            NewsItem(3, "announcement", "Summit", "envoy", hype=2.0),
            NewsItem(10, "outcome", "No deal", "envoy", delivered={"Ukraine": 0.0, "Russia": 0.5}),
        ),
        promiser="envoy",
        sources={"wire": 0.6, "state tv": {"Ukraine": 0.1, "Russia": 0.7}},
        start_date=datetime.date(2025, 2, 18),
        title="Talks",
        description="Two sentences. Really.",
        extra_clutter=(ClutterWindow(4, 9, 3.5),),
    )


def test_a_file_with_a_mark_in_front_and_a_date_as_text_is_fine(file):
    scenario = load(file("\ufeff" + GOOD.replace("2025-02-18", '"2025-02-18"')))
    assert scenario.start_date == datetime.date(2025, 2, 18)


def test_the_name_of_the_file_is_the_default_name(file):
    assert load(file("items = []")).name == "talks"


def test_changes_replace_keys_of_the_file(file):
    assert load(file(GOOD), title="Other", start_date=datetime.date(2025, 2, 1)).title == "Other"
    assert problems(file(GOOD), promisor="x") == ("talks.toml: unknown key 'promisor' (did you mean 'promiser'?)",)


def test_news_in_a_table_beside_the_file(file):
    path = file('news = "news.csv"\nsources = { wire = 0.6 }\n')
    news = path.with_name("news.csv")
    news.write_text("day,kind,headline,source,strength\n3,signal,Shelling,wire,-1\n", encoding="utf-8")
    assert load(path).items == (NewsItem(3, "signal", "Shelling", "wire", strength=-1.0),)
    news.write_text(news.read_text(encoding="utf-8").replace("wire", "wier"), encoding="utf-8")
    assert problems(path, title=3) == (
        "talks.toml: title 3 is not text",
        "news.csv line 2 (day 3, 'Shelling'): unknown source 'wier' (did you mean 'wire'?)",
    )


def test_every_problem_is_named_all_at_once(file):
    text = """
    name = 3
    titel = "Talks"
    start_date = "tomorrow"
    items = [
        { day = 3, kind = "announcement", headline = "A", hpye = 2 },
        { kind = "signal", headline = "B", strength = -9.0 },
        { day = 3, date = 2025-02-18, kind = "outcome", headline = "C", delivered = 1 },
        7,
    ]
    [sources]
    wire = 2
    [[extra_clutter]]
    start = 9
    end = 4
    storys = 3
    [[extra_clutter]]
    start = 9
    end = 4
    stories = 3
    """
    assert problems(file(text)) == (
        "talks.toml: unknown key 'titel' (did you mean 'title'?)",
        "talks.toml extra_clutter 1: unknown key 'storys' (did you mean 'stories'?)",
        "talks.toml extra_clutter 1: extra clutter: stories is missing",
        "talks.toml extra_clutter 2: extra clutter: end 4 is not after start 9",
        "talks.toml item 4: 7 is not a table",
        "talks.toml item 1: unknown key 'hpye' (did you mean 'hype'?)",
        "talks.toml item 2: day is missing",
        "talks.toml item 2: source is missing",
        "talks.toml item 2: strength -9.0 is outside -4…4",
        "talks.toml item 3: has both a day and a date",
        "talks.toml: name 3 is not text",
        "talks.toml: credibility of source 'wire' 2 is outside 0…1",
        "talks.toml: start_date 'tomorrow' is not a date",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "talks.toml: needs one of items, news and process, and has none"),
        ('items = []\nnews = "a.csv"', "talks.toml: needs one of items, news and process, and has items and news"),
        ("items = 3", "talks.toml: news is the path of a CSV file, items is a list of tables"),
        ("news = 3", "talks.toml: news is the path of a CSV file, items is a list of tables"),
        ("process = 3", "talks.toml process: 3 is not a table"),
        ("[process]\nled = 3", "talks.toml process: unknown key 'led' (did you mean 'lead'?)"),
        ("[process]\nlead = 0", "talks.toml: lead 0 is outside 1…3650"),
        ("name = ", "talks.toml: Invalid value (at end of document)"),
        ("name = 1\nname = 2", "talks.toml: Cannot overwrite a value"),
        ("items = []\nstart_date = 2025-02-18T00:00:00", "is not a date"),
        ("items = []\nextra_clutter = 3", "talks.toml: extra_clutter 3 is not a list of ClutterWindow"),
        (f"a = {'[' * 5000}", "talks.toml: "),
        (f"a = {'9' * 5000}", "talks.toml: "),
    ],
    ids=lambda text: text[:40],
)
def test_bad_files(file, text, problem):
    assert any(problem in line for line in problems(file(text)))


def test_other_files_are_refused(tmp_path):
    assert "a scenario is a .toml file" in problems(tmp_path / "talks.txt")[0]
    assert "cannot be read" in problems(tmp_path / "absent.toml")[0]


def test_a_process(file):
    talks = load(file('name = "talks"\ntitle = "T"\n[sources]\noutsiders = 0.2\n[process]\nlead = 30\nrounds = 2'))
    assert talks == Talks(name="talks", title="T", sources={"outsiders": 0.2}, lead=30.0, rounds=2)


NAMES = st.text(min_size=1, max_size=12).filter(str.strip)
SHARES = st.floats(0, 1)
TABLES = st.dictionaries(NAMES, SHARES, min_size=1, max_size=3)
WINDOWS = st.builds(lambda a, n, x: ClutterWindow(a, a + n, x), st.integers(0, 99), st.integers(1, 9), st.floats(0, 50))


@st.composite
def scenarios(draw):
    sources = draw(st.dictionaries(NAMES.filter(lambda name: name != "the promiser"), SHARES | TABLES, max_size=3))
    about = {"headline": NAMES, "day": st.integers(0, 400), "coverage": st.integers(1, 30)}
    source = st.sampled_from(["the promiser", *sources])
    announced = {"kind": st.just("announcement"), "source": source, **about}
    announcement = st.fixed_dictionaries(announced, optional={"hype": st.none() | st.floats(0, 4)})
    told = {"closes": st.booleans(), "size": st.floats(0, 2), "external": SHARES, "id": st.integers(0, 2**32 - 1)}
    outcome = st.fixed_dictionaries(
        {"kind": st.just("outcome"), "source": NAMES, "delivered": SHARES | TABLES, "hype": st.floats(0, 4), **about},
        optional=told,
    )
    signal = st.fixed_dictionaries({"kind": st.just("signal"), "source": source, "strength": st.floats(-4, 4), **about})
    items = [NewsItem(**fields) for fields in draw(st.lists(announcement | outcome | signal, max_size=5))]
    return Scenario(
        name=draw(NAMES),
        items=tuple({item.id: item for item in items}.values()),
        promiser="the promiser",
        sources=sources,
        start_date=draw(st.none() | st.dates()),
        title=draw(st.text()),
        description=draw(st.text(alphabet=st.characters(exclude_categories=("Cs",)))),
        extra_clutter=tuple(draw(st.lists(WINDOWS, max_size=2))),
    )


@settings(deadline=None)  # a busy machine is no failure
@given(scenarios())
def test_scenarios_survive_toml(scenario):
    assert from_table(tomllib.loads(scenario.to_toml()), "x.toml", Path()) == scenario


@settings(deadline=None)  # a busy machine is no failure
@given(st.floats(1, 3650), SHARES, st.none() | st.integers(1, 9), st.none() | TABLES, st.text(), st.none() | st.dates())
def test_talks_survive_toml(lead, caveat, rounds, table, title, start_date):
    sources = {} if table is None else {"outsiders": table}
    talks = Talks(
        lead=lead, caveat=caveat, rounds=rounds, title=title, start_date=start_date,
        interference=0.0 if table is None else 0.2, sources=sources, extra_clutter=(ClutterWindow(1, 2, 3.0),),
    )  # fmt: skip
    assert from_table(tomllib.loads(talks.to_toml()), "x.toml", Path()) == talks


SCALARS = st.text() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.booleans() | st.dates()


@settings(deadline=None)  # a busy machine is no failure
@given(st.dictionaries(st.text(), SCALARS | st.dictionaries(st.text(), SCALARS), max_size=5))
def test_any_table_survives_toml(table):
    assert tomllib.loads(toml_text(table)) == table


KEYS = st.sampled_from([*HEAD, "items", "news", "process"])
FIELDS = st.sampled_from(["day", "kind", "headline", "delivered", "start", "lead"])
VALUES = st.recursive(
    SCALARS | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)  # a busy machine is no failure
@given(st.dictionaries(KEYS | st.text(alphabet=string.ascii_lowercase), VALUES, max_size=5))
def test_whatever_is_in_a_table_there_is_a_scenario_or_an_input_error(table):
    found = ["one"]
    try:
        assert from_table(table, "x.toml", Path("absent")).name
    except InputError as error:
        found = list(error.problems)
    assert found
    assert not any("\n" in line for line in found)
