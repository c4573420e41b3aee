"""Study files: what they come to, and what is said about every way to get one wrong; small real runs."""

import json
import os
import signal
import textwrap
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.engine.simulate import simulate
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.manifest import manifest
from sentiment_abm.sweep.reading import read_tables
from sentiment_abm.sweep.settings import names
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

SMALL = """
[study]
name = "small"
seed = 5
replicates = 3
days = 12

[society]
people = 40
contacts = 4

[scenario]
use = "promise_broken"
"""
NEWS = "day,kind,headline,source,delivered\n1,announcement,Summit to end the war,leader,\n5,outcome,No deal,,0\n"


@pytest.fixture
def study(tmp_path):
    """A function from the text of a study file to the study."""

    def made(text, changes=None, **files):
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
        (tmp_path / "study.toml").write_text(textwrap.dedent(text), encoding="utf-8")
        return Study.from_file(tmp_path / "study.toml", changes)

    return made


@pytest.fixture
def problems(study):
    """A function from the text of a study file to what is wrong with it."""

    def found(*words, **more):
        with pytest.raises(InputError) as caught:
            study(*words, **more)
        return caught.value.problems

    return found


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


# -- what a study file comes to


def test_one_scenario_is_one_case_of_its_name(study):
    made = study(SMALL)
    assert [case.name for case in made.cases] == ["promise_broken"]
    assert (made.replicates, made.days, made.cases[0].recipe.people) == (3, 12, 40)


def test_cases_are_the_study_as_it_stands_and_what_differs_from_it(study):
    made = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5\nset.trust.asymmetry = 3')
    assert [case.name for case in made.cases] == ["baseline", "low"]
    base, low = made.cases
    assert [item.hype for item in base.scenario.items] == [1.5, None]
    assert [item.hype for item in low.scenario.items] == [0.5, None]
    assert [item.id for item in base.scenario.items] == [item.id for item in low.scenario.items]
    assert (base.changed, low.changed) == ({}, {"trust.asymmetry": 3.0})


def test_a_named_case_may_be_the_baseline(study):
    made = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5\n[[compare]]\nname = "as it was"')
    assert [case.name for case in made.cases] == ["low", "as it was"]


def test_without_a_scenario_every_case_has_its_own(study):
    text = SMALL.replace('[scenario]\nuse = "promise_broken"', "")
    cases = [f'[[compare]]\nname = "{name}"\nset."scenario.use" = "{name}"' for name in ("promise_kept", "quiet")]
    assert [case.scenario.name for case in study(text + "\n".join(cases)).cases] == ["promise_kept", "quiet"]


@pytest.mark.parametrize(
    ("setting", "read"),
    [
        ('"scenario.delivered" = 0.7', lambda case: case.scenario.items[1].delivered == 0.7),
        ('"scenario.coverage" = 9', lambda case: {item.coverage for item in case.scenario.items} == {9}),
        ('"scenario.news" = "news.csv"', lambda case: case.scenario.items[1].headline == "No deal"),
        ('"scenario.sources" = {wire = 0.5}', lambda case: case.scenario.sources == {"wire": 0.5}),
        ("scenario.process = {lead = 9}", lambda case: case.scenario.lead == 9.0),
        ('"society.people" = 30', lambda case: case.recipe.people == 30),
        ('"society.file" = "edges.csv"', lambda case: str(case.recipe.file).endswith("edges.csv")),
        ("talk.weight = 0.2", lambda case: case.params["talk.weight"] == 0.2),
    ],
)
def test_a_setting_changes_what_it_names(study, setting, read):
    text = SMALL.replace("contacts = 4", "") + f'[[compare]]\nname = "x"\nset.{setting}'
    assert read(study(text, news_csv=NEWS, edges_csv="source,target\na,b\nb,c\n").cases[1])


def test_a_setting_of_the_talks_process(study):
    text = SMALL.replace('use = "promise_broken"', "process = {lead = 10}")
    made = study(text + '[[compare]]\nname = "x"\nset."scenario.success" = 0.4\nset."scenario.deadlock" = 0')
    with pytest.raises(InputError, match="add up"):
        study(text + '[[compare]]\nname = "x"\nset."scenario.success" = 0.5')
    assert (made.cases[1].scenario.success, made.cases[1].scenario.lead) == (0.4, 10.0)


def test_settings_over_a_file_reach_every_case(study):
    changes = {"study.days": 7, "society.people": 20, "trust.asymmetry": 4}
    made = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5', changes)
    assert made.days == 7
    assert {(case.recipe.people, case.params["trust.asymmetry"]) for case in made.cases} == {(20, 4.0)}


def test_paths_are_seen_from_the_folder_of_the_study(study, monkeypatch, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    made = study(SMALL.replace('use = "promise_broken"', 'news = "news.csv"'), news_csv=NEWS)
    assert made.cases[0].scenario.items[0].headline == "Summit to end the war"


def test_polls_are_read(study):
    polls = "date,indicator,value,segment,n\n2025-03-01,belief,0.25,all,1000\n"
    made = study(SMALL + '[report]\npolls = "polls.csv"', polls_csv=polls)
    assert made.polls == (
        {
            "date": "2025-03-01",
            "indicator": "belief",
            "value": 0.25,
            "segment": "all",
            "label": "",
            "source": "",
            "n": "1000",
        },
    )


# -- what is said about mistakes


def test_everything_that_is_wrong_is_said_at_once(problems):
    text = """
    [study]
    nam = "x"
    days = 0
    engine = "mesaa"
    [society]
    people = "many"
    [sweep]
    design = "grid"
    [scenario]
    use = "promise_kpt"
    [params]
    trust.asymetry = 2
    talk.weight = nan
    [[compare]]
    name = "a"
    set."scenario.hipe" = 2
    """
    unknown = "no scenario 'promise_kpt' in the library, and no .toml or .csv file"
    assert problems(text) == (
        "study.toml: study.name is missing",
        "study.toml: study.days 0 is outside 1…100000",
        "study.toml: study.engine 'mesaa' is not one of compiled, mesa (did you mean 'mesa'?)",
        "study.toml: study.nam: unknown key (did you mean 'name'?)",
        "study.toml: society.people 'many' is not a whole number",
        "study.toml: sweep comes with the next release; leave it out until then",
        f"study.toml: scenario: use 'promise_kpt': {unknown} (did you mean 'promise_kept'?)",
        "study.toml: params: unknown parameter 'trust.asymetry' (did you mean 'trust.asymmetry'?)",
        "study.toml: params: talk.weight nan is outside 0…1",
        "study.toml: case 'a': unknown setting 'scenario.hipe' (did you mean 'scenario.hype'?)",
    )


@pytest.mark.parametrize("section", ["sweep", "stop", "calibrate"])
def test_what_comes_later_is_refused(problems, section):
    assert problems(f"{SMALL}\n[{section}]\nx = 1") == (
        f"study.toml: {section} comes with the next release; leave it out until then",
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[study]", "[study", "study.toml: not TOML: "),
        ("seed = 5", "seed = -1", "study.toml: study.seed -1 is outside 0…18446744073709551615"),
        ("seed = 5", "warmup = 3", "study.toml: study.warmup comes with the next release"),
        ("replicates = 3", "replicates = 2.5", "study.toml: study.replicates 2.5 is not a whole number"),
        ("replicates = 3", "replicates = true", "study.toml: study.replicates True is not a whole number"),
        ('"small"', '"../small"', "study.toml: study.name '../small' cannot name a folder"),
        ("people = 40", "people = 0", "study.toml: society: people 0 is not a whole number 1…"),
        ("people = 40", 'graph = "smal_world"', "(did you mean 'small_world'?)"),
        ("people = 40\ncontacts = 4", 'file = "no.csv"', "no.csv: No such file or directory"),
        ("contacts = 4", "contacts = 5", "society: contacts 5 must be an even whole number"),
        ("contacts = 4", "contacts = nan", "society: contacts nan is outside"),
        ('use = "promise_broken"', "", "study.toml: scenario: say what is in the news"),
        ('use = "promise_broken"', 'uze = "promise_broken"', "scenario: "),
        ('use = "promise_broken"', 'news = "no.csv"', "no.csv' cannot be read: No such file or directory"),
        ("[scenario]", "[scenari]", "study.toml: scenari: unknown section (did you mean 'scenario'?)"),
        ("[scenario]", "[[scenario]]", "study.toml: scenario "),
        ("[society]", "[params]\ntrust.asymmetry = 9\n[society]", "params: trust.asymmetry 9 is outside 1…5"),
        ("[society]", "[report]\npols = 'x'\n[society]", "report.pols: unknown key (did you mean 'polls'?)"),
        ("[society]", "[report]\noutputs = ['pdf']\n[society]", "report.outputs 1 comes with the next release"),
        ("[society]", "[[society.segment]]\nname = 'a'\nshare = 2\n[society]", "share"),
        ("contacts = 4", "contacts = 4\n[[society.segment]]\nname = 'a'\nshare = 0.5", "shares"),
    ],
)
def test_a_mistake_is_named_with_its_place(problems, old, new, problem):
    assert any(problem in said for said in problems(SMALL.replace(old, new)))


@pytest.mark.parametrize(
    ("news", "problem"),
    [
        ("", "news.csv line 1: the file is empty"),
        ("day,kind,headline\n", "news.csv line 1: no news below"),
        (NEWS.replace("deal,,0", "deal,,3.2"), "news.csv line 3: delivered 3.2 is outside 0…1"),
        (NEWS.replace("deal,,0", "deal,,nan"), "news.csv line 3: delivered nan is outside 0…1"),
        (NEWS.replace("5,outcome", "0,outcome"), "outcome comes before its announcement"),
        (NEWS.replace("leader", "laeder"), "unknown source 'laeder' (did you mean 'leader'?)"),
        (
            NEWS.replace("day,", "date,").replace("\n1,", "\n18.02.2025,"),
            "news.csv line 2: date '18.02.2025' is not a date",
        ),
        (NEWS.replace("outcome", "outcom"), "news.csv line 3: kind 'outcom' is not"),
    ],
)
def test_mistakes_in_the_news_are_named_by_line(problems, news, problem):
    said = problems(SMALL.replace('use = "promise_broken"', 'news = "news.csv"'), news_csv=news)
    assert any(problem in each for each in said)
    assert not any(each.startswith("study.toml: news.csv") for each in said)


@pytest.mark.parametrize(
    ("edges", "problem"),
    [("source,target\na,a\n", "self-loop"), ("a,b\n", "header"), ("source,target\na,b\nb,a\n", "contacts already")],
)
def test_mistakes_in_the_network_are_named_by_line(problems, edges, problem):
    text = SMALL.replace("people = 40\ncontacts = 4", 'file = "edges.csv"')
    assert any(problem in each and "edges.csv line" in each for each in problems(text, edges_csv=edges))


@pytest.mark.parametrize(
    ("compare", "problem"),
    [
        (
            'name = "a"\nset."trust.asymmetry" = 2.0\n[[compare]]\nname = "b"\nset."trust.rate" = 1',
            "cases 'a' and 'b' are the same",
        ),
        (
            'name = "a"\nset."trust.rate" = 2\n[[compare]]\nname = "a"\nset."trust.rate" = 3',
            "case 'a' is given 2 times",
        ),
        ('name = "baseline"\nset."trust.rate" = 2', "case 'baseline' differs from the study as it stands"),
        ('nam = "a"', "compare 1.nam: unknown key (did you mean 'name'?)"),
        ('name = "a"\nset."scenario.strength" = 1', "changes nothing: 'promise_broken' has no signal"),
        ('name = "a"\nset."scenario.hype" = 9', "case 'a': scenario.hype 9 is outside 0…4"),
        ('name = "a"\nset."scenario.lead" = 9', "means something for talks as a process only"),
        ('name = "a"\nset."study.days" = 9', "unknown setting 'study.days'"),
        ('name = "a"\nset."scenario.delivered" = {Ukraine = 0.5}', "unknown segment 'Ukraine'"),
    ],
)
def test_mistakes_in_a_case_are_named_with_the_case(problems, compare, problem):
    assert any(problem in each for each in problems(f"{SMALL}\n[[compare]]\n{compare}"))


def test_a_mistake_of_the_whole_study_is_said_once(problems):
    text = SMALL.replace("people = 40", "people = 0") + '[[compare]]\nname = "a"\nset."trust.rate" = 2'
    assert len(problems(text)) == 1


@pytest.mark.parametrize(
    ("polls", "problem"),
    [
        ("date,indicator,valu\n2025-01-01,hope,1\n", "polls.csv line 1: no column 'value'"),
        ("date,indicator,value,segmnt\n2025-01-01,hope,1,a\n", "unknown column 'segmnt' (did you mean 'segment'?)"),
        ("date,indicator,value\n01/02/2025,hope,1\n", "polls.csv line 2: date '01/02/2025' is not a date"),
        ("day,indicator,value\n3,hope,25\n", "polls.csv line 2: value '25' is not a number in 0…1"),
        ("day,indicator,value\n3,hope,0,5\n", "polls.csv line 2: more cells than columns"),
        ("day,date,indicator,value\n", "polls.csv line 1: needs a column 'date' or a column 'day'"),
        ("day,indicator,value\n", "polls.csv: no polls in it"),
    ],
)
def test_mistakes_in_the_polls_are_named_by_line(problems, polls, problem):
    assert any(problem in each for each in problems(SMALL + '[report]\npolls = "polls.csv"', polls_csv=polls))


# -- running


def test_a_run_of_a_study_can_be_repeated_alone(study, tmp_path):
    found = study(SMALL + "[params]\ntrust.asymmetry = 3").run(tmp_path / "out")
    row = found.runs.iloc[1]
    society = Society(people=40, contacts=4, seed=int(row["seed"]))
    run = simulate("promise_broken", society=society, params={"trust.asymmetry": 3}, days=12, seed=int(row["seed"]))
    assert {name: row[name] for name in run.summary} == pytest.approx(run.summary, rel=0, abs=0, nan_ok=True)
    daily = found.daily[found.daily["run_id"] == row["run_id"]].set_index("day")
    pd.testing.assert_frame_equal(daily[run.daily.columns], run.daily, check_exact=True)
    pd.testing.assert_frame_equal(
        found.items["promise_broken"][["headline", "hype"]], run.items[["headline", "hype"]], check_dtype=False
    )


def test_replicates_share_their_seed_between_cases_and_differ_among_themselves(study):
    made = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5')
    seeds = {(run.case, run.replicate): run.seed for run in made.plan()}
    assert all(seeds["baseline", r] == seeds["low", r] for r in range(3))
    assert len(set(seeds.values())) == 3
    recipes = [job.recipe.seed for job in made.jobs(made.plan())]
    assert sorted(set(recipes)) == sorted(set(seeds.values()))


def test_an_id_depends_on_what_can_change_a_run_and_on_nothing_else(study):
    def ids(text, changes=None):
        return {run.run_id for run in study(text, changes).plan()}

    same = ids(SMALL)
    assert len(same) == 3
    assert ids(SMALL.replace('"small"', '"other"')) == same
    assert ids(SMALL, {"scenario.name": "another", "scenario.title": "name"}) == same
    assert ids(SMALL, {"study.engine": "mesa"}) == same
    assert ids(SMALL, {"trust.asymmetry": 2.0}) == same  # its default
    assert ids(SMALL, {"study.replicates": 5}) > same
    changes = {"study.seed": 6, "study.days": 13, "society.people": 50, "scenario.hype": 1.4, "trust.rate": 0.9}
    for name, value in changes.items():
        assert not ids(SMALL, {name: value}) & same, name


def test_workers_and_executors_change_no_byte(study, tmp_path):
    made = study(SMALL)
    made.run(tmp_path / "one", workers=1)
    made.run(tmp_path / "three", workers=3)
    made.run(tmp_path / "process", executor=lambda: ProcessPoolExecutor(1, mp_context=get_context("spawn")))
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "three") == bytes_of(tmp_path / "process")
    assert len(bytes_of(tmp_path / "one")) == 3


class Counted(Executor):
    """Runs a job at once; after so many of them somebody types Ctrl-C."""

    _max_workers = 1

    def __init__(self, until):
        self.until, self.done = until, 0

    def submit(self, work, /, *args, **kwargs):
        future = Future()
        future.set_result(work(*args, **kwargs))
        self.done += 1
        if self.done == self.until:
            os.kill(os.getpid(), signal.SIGINT)
        return future


def test_ctrl_c_stores_what_is_in_hand_and_the_same_command_continues(study, tmp_path):
    made = study(SMALL, {"study.replicates": 8})
    with pytest.raises(KeyboardInterrupt):
        made.run(tmp_path / "out", executor=Counted(until=2))
    stored = load(tmp_path / "out")
    assert 2 <= len(stored.runs) < 8
    assert stored.manifest["status"] == "interrupted"
    assert stored.manifest["counts"] == {"wanted": 8, "done": len(stored.runs), "failed": 0}
    rest = Counted(until=99)
    found = made.run(tmp_path / "out", executor=rest)
    assert rest.done == 8 - len(stored.runs)
    assert found.manifest["status"] == "finished"
    made.run(tmp_path / "undisturbed", workers=1)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "undisturbed")


def test_nothing_is_run_twice(study, tmp_path):
    made = study(SMALL)
    made.run(tmp_path / "out")
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    idle = Counted(until=0)
    made.run(tmp_path / "out", executor=idle)
    assert idle.done == 0
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before


def test_a_run_that_fails_is_a_row_and_the_others_go_on(study, tmp_path):
    # 64 items live at a time are more than the engine can hold, and nobody knows before the talks are drawn.
    items = "".join(f"{day // 64},signal,Signal {day},wire,,1\n" for day in range(128))
    news = f"day,kind,headline,source,delivered,strength\n{items}"
    text = SMALL + '[[compare]]\nname = "flood"\nset."scenario.news" = "news.csv"\nset.scenario.sources = {wire = 0.5}'
    found = study(text, news_csv=news).run(tmp_path / "out")
    assert found.runs["status"].tolist() == ["done"] * 3 + ["failed"] * 3
    assert found.manifest["counts"] == {"wanted": 6, "done": 3, "failed": 3}
    assert found.manifest["failures"][0]["error"] == found.runs["error"].iloc[3] != ""
    assert set(found.daily["case"]) == {"baseline"}


def test_segments_are_rows_of_their_own(study, tmp_path):
    segments = "[[society.segment]]\nname = 'a'\nshare = 0.25\n[[society.segment]]\nname = 'b'\nshare = 0.75\n"
    found = study(SMALL.replace("[scenario]", segments + "[scenario]"), {"study.replicates": 1}).run(tmp_path / "out")
    shares = found.daily.pivot_table(index="day", columns="segment", values="hope")
    assert list(shares) == ["a", "all", "b"]
    assert (0.25 * shares["a"] + 0.75 * shares["b"]).tolist() == pytest.approx(shares["all"].tolist())


def test_talks_are_drawn_anew_for_every_replicate(study, tmp_path):
    text = SMALL.replace('use = "promise_broken"', "process = {lead = 2, pause = 1}")
    found = study(text).run(tmp_path / "out")
    days = found.news.groupby("replicate")["day"].agg(tuple)
    assert len(set(days)) > 1
    assert tuple(found.items["talks"]["day"]) == days[0]


def test_the_manifest_is_plain_json_and_says_what_was_asked(study):
    made = study(SMALL + '[[compare]]\nname = "low"\nset."scenario.hype" = 0.5')
    found = manifest(made, "sentiment-abm run study.toml")
    assert found["cases"]["low"]["settings"] == {"scenario.hype": 0.5}
    assert found["cases"]["baseline"]["params_resolved"]["talk.bound"] == "inf"
    assert found["cases"]["baseline"]["scenario"]["items"][0]["hype"] == 1.5
    assert found["seeds"]["first"] == [made.replicate_seed(r) for r in range(3)]
    assert found["source"] == "study.toml"


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"workers": 1.5}, {"workers": 1, "executor": Counted(0)}])
def test_workers_that_cannot_be_leave_no_folder_behind(study, tmp_path, wrong):
    with pytest.raises(InputError, match="workers"):
        study(SMALL).run(tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


# -- whatever somebody writes

LEAVES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=5),
    st.sampled_from(["", "quiet", "small_world", "no.csv", "..", "/", "\x00", "leader"]),
)
WORDS = st.sampled_from(["name", "share", "belief", "prior", "day", "kind", "headline", "delivered", "lead", "leader"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=5
)
SECTIONS = {
    "study": ["name", "seed", "replicates", "days", "warmup", "engine", "title"],
    "society": ["people", "graph", "contacts", "rewiring", "homophily", "file", "segment"],
    "scenario": ["use", "news", "items", "process", "promiser", "sources", "start_date", "extra_clutter"],
    "params": ["trust", "belief.prior", "mood", "trust.asymmetry"],
    "report": ["polls", "outputs"],
}


def tables():
    """Study files of which one part is anything at all."""
    sections = [
        st.dictionaries(st.sampled_from(keys), VALUES, max_size=3).map(lambda table, name=name: {name: table})
        for name, keys in SECTIONS.items()
    ]
    changes = st.dictionaries(st.sampled_from(names()), VALUES, min_size=1, max_size=2)
    compared = changes.map(lambda found: {"compare": [{"name": "x", "set": found}]})
    anything = st.dictionaries(st.sampled_from([*SECTIONS, "compare", "sweep", "sttudy"]), VALUES, max_size=2)
    return st.one_of(*sections, compared, anything)


@given(tables())
@settings(max_examples=300, deadline=None)
def test_any_tables_are_a_study_or_a_message(given_tables):
    sound = {"study": {"name": "s"}, "society": {"people": 30, "contacts": 4}, "scenario": {"use": "promise_broken"}}
    said: tuple[str, ...] = ()
    try:
        made = Study(**read_tables({**sound, **given_tables}, "study.toml", Path(), {}))
        said = (json.dumps(manifest(made, ""), allow_nan=False),)
    except InputError as error:
        said = error.problems
    assert said
    assert not any("\n" in each for each in said)
