"""Study files: what they come to, and small real runs of them."""

import dataclasses
import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd
import pytest

from sentiment_abm.engine.simulate import simulate
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.manifest import manifest
from sentiment_abm.sweep.stopping import Stop
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study
from tests.studies import NEWS, SMALL

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


SWEEP = """
[sweep]
design = "grid"
[sweep.vary]
trust.asymmetry = [1, 3]
"scenario.hype" = {low = 0.5, high = 1.5, steps = 3}
"""


def test_a_sweep_makes_of_every_case_one_for_each_point(study):
    made = study(SMALL + SWEEP + '[[compare]]\nname = "x"\nset.talk.weight = 0')
    assert (made.point_count, len(made.plan())) == (6, 2 * 6 * 3)
    assert {run.varied["point"]: run.varied["scenario.hype"] for run in made.plan()}[5] == 1.5


def test_points_of_a_list_have_tables_of_their_own(study):
    points = '[sweep]\ndesign = "list"\n[[sweep.points]]\ntrust.rate = 0.5\n[[sweep.points]]\n"scenario.hype" = 2\n'
    assert study(SMALL + points).point_count == 2
    inline = '[sweep]\ndesign = "list"\npoints = [{"trust.rate" = 0.5}, {"scenario.hype" = 2}]'
    assert study(SMALL + inline).plan() == study(SMALL + points).plan()


def test_sweep_and_stop_can_be_changed_over_a_file(study):
    sampled = SMALL + '[sweep]\ndesign = "sobol"\npoints = 2\nvary."trust.rate" = [0, 1]\n'
    changes = {"sweep.points": 8, "stop.precision.of": "net_mean", "stop.precision.half_width": 0.1}
    made = study(sampled, changes | {"stop.max_replicates": 9})
    assert made.point_count == 8 * 3
    assert (made.stop.of, made.stop.half_width, made.stop.max_replicates) == ("net_mean", 0.1, 9)


def test_code_can_say_all_that_a_file_can(study):
    stop = '[stop]\nprecision = {of = "hope_last", half_width = 0.1}\nmax_replicates = 8\n'
    text = SMALL.replace("days = 12", "days = 12\ndaily = {every = 3}") + SWEEP + stop
    text += '[[compare]]\nname = "x"\nset."scenario.caveat" = 0.5\n[params]\ntalk.weight = 0.2\n'
    code = Study(
        name="small",
        seed=5,
        replicates=3,
        days=12,
        daily={"every": 3},
        society={"people": 40, "contacts": 4},
        scenario="promise_broken",
        params={"talk.weight": 0.2},
        compare={"x": {"scenario.caveat": 0.5}},
        sweep=Sweep(vary={"trust.asymmetry": [1, 3], "scenario.hype": {"low": 0.5, "high": 1.5, "steps": 3}}),
        stop=Stop(of="hope_last", half_width=0.1, max_replicates=8),
    )
    file = study(text)
    assert code.plan() == file.plan()
    assert manifest(code, "")["hash"] == manifest(file, "")["hash"]
    news = Study(name="n", scenario=file.cases[0].scenario, society={"people": 40, "contacts": 4})
    assert news.cases[0].scenario == file.cases[0].scenario


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        (
            {"society": 3, "params": "x", "compare": [1]},
            ["society 3 is not", "params 'x' is not", "compare [1] is not"],
        ),
        ({"compare": {"x": 3}}, ["compare 'x' 3 is not a table"]),
        ({"scenario": 3}, ["scenario 3 is not a name, a file"]),
        ({"scenario": "quiett"}, ["scenario: use 'quiett': no scenario"]),
        ({"name": "a/b", "days": 0, "seed": -1}, ["study.name 'a/b' cannot", "study.seed -1 is", "study.days 0 is"]),
        ({"engine": "turbo"}, ["study.engine 'turbo' is not one of"]),
        ({"sweep": {"design": "grid"}, "stop": 3}, ["sweep {'design': 'grid'} is not a Sweep", "stop 3 is not a Stop"]),
        ({"society": {"peple": 3}}, ["society.peple: unknown key (did you mean 'people'?)"]),
    ],
)
def test_what_code_says_is_checked_as_a_file_is(words, problems):
    with pytest.raises(InputError) as caught:
        Study(**{"name": "s", "scenario": "quiet", **words})
    assert len(caught.value.problems) == len(problems)
    for said, problem in zip(caught.value.problems, problems, strict=True):
        assert said.startswith(problem)


def test_cases_that_are_made_already_take_nothing_else(study):
    cases = study(SMALL).cases
    assert Study(name="s", cases=cases).cases == cases
    with pytest.raises(InputError, match="cases and scenario and params are given: cases have these already"):
        Study(name="s", cases=cases, scenario="quiet", params={})
    with pytest.raises(InputError, match="case 'promise_broken' is given 2 times"):
        Study(name="s", cases=cases * 2)


def test_a_study_can_be_changed_in_code(study):
    made = dataclasses.replace(study(SMALL + SWEEP), replicates=5)
    assert len(made.plan()) == 6 * 5


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


# -- running


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


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
    recipes = [job.recipe.seed for job in made.jobs(made.plan(), lambda: 1)]
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
    """Carries out a batch at once; after so many runs somebody types Ctrl-C."""

    _max_workers = 1

    def __init__(self, until):
        self.until, self.done = until, 0

    def submit(self, work, /, *jobs):
        future = Future()
        future.set_result(work(*jobs))
        before, self.done = self.done, self.done + sum(len(job.run_ids) for job in jobs)
        if before < self.until <= self.done:
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


def test_a_study_that_stops_by_itself_continues_where_it_was(study, tmp_path):
    sweep = '[sweep]\ndesign = "grid"\nvary."society.people" = [10, 300]\n'
    made = study(f"{SMALL}{sweep}[stop]\nprecision = {{of = 'net_mean', half_width = 0.02}}\nmax_replicates = 30")
    whole = made.run(tmp_path / "whole", workers=1)
    counts = whole.runs["society.people"].value_counts()
    assert 3 <= counts[300] < counts[10] <= 30
    assert whole.manifest["counts"] == {"wanted": counts.sum(), "done": counts.sum(), "failed": 0}
    with pytest.raises(KeyboardInterrupt):
        made.run(tmp_path / "out", executor=Counted(until=3))
    made.run(tmp_path / "out", workers=1)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")
    idle = Counted(until=0)
    made.run(tmp_path / "out", executor=idle)
    assert idle.done == 0


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
