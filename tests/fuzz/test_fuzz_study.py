"""Study files: whatever stands in one, the answer is a study that can be run, or every problem in a line of its own."""

import math
import os
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, declared, fault
from sentiment_abm.sweep.calibrating import request_of
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.reading import read_tables
from sentiment_abm.sweep.study import Study
from tests.fuzzing import ROOT, answered, fuzzed, mutated, mutations, spoil, within
from tests.studies import SMALL

SHIPPED = sorted([*ROOT.glob("experiments/*/study.toml"), *ROOT.glob("sentiment_abm/commands/starter/*.toml")])
DECLARED = {item.name: item for item in declared(Params)}
EVERYTHING = """
[study]
name = "everything"
title = "All sections"
seed = 5
replicates = 3
days = 12
daily = {every = 2, indicators = ["hope"]}
[society]
people = 40
contacts = 4
homophily = 0.2
[[society.segment]]
name = "west"
share = 0.5
belief.prior = -1.0
[[society.segment]]
name = "east"
share = 0.5
[scenario]
promiser = "leader"
sources = {wire = 0.5, press = {west = 0.3, east = 0.4}}
[[scenario.items]]
day = 1
kind = "announcement"
headline = "Summit"
hype = 2.0
[[scenario.items]]
day = 5
kind = "outcome"
headline = "No deal"
delivered = {west = 0.2, east = 0.7}
[[scenario.extra_clutter]]
start = 2
end = 4
stories = 3.0
[params]
trust.asymmetry = 2.0
talk.weight = 0.1
[[compare]]
name = "calm"
set."trust.rate" = 0.5
[sweep]
design = "sobol"
points = 8
[sweep.vary]
"belief.memory" = [10.0, 60.0]
"scenario.hype" = {low = 0.5, high = 2.0, scale = "log"}
[stop]
max_replicates = 6
precision = {of = "net_mean", half_width = 0.05}
[report]
outputs = ["html"]
"""


def check_study(study):
    """A study that was accepted can be carried out: every number is one, and in the range that was declared for it."""
    assert 1 <= study.replicates <= 1_000_000
    assert 1 <= study.days <= 100_000
    for case in study.cases:
        assert [name for name, value in case.params.items() if fault(DECLARED[name], value)] == []
        assert all(not isinstance(value, float) or not math.isnan(value) for value in case.params.values())
        assert case.recipe.file or case.recipe.people >= 1
    if study.sweep:
        assert study.sweep.count >= 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the shipped studies name."""
    made = tmp_path_factory.mktemp("studies")
    (made / "data").mkdir()
    for path in ROOT.glob("experiments/*/data/*.csv"):
        (made / "data" / path.name).write_bytes(path.read_bytes())
    for path in ROOT.glob("sentiment_abm/commands/starter/*.csv"):
        (made / path.name).write_bytes(path.read_bytes())
    (made / "everything.toml").write_text(EVERYTHING)
    return made


def made_of(folder, content):
    path = folder / "study.toml"
    path.write_bytes(content)
    study = answered("study files", lambda: Study.from_file(path), "")
    if study is not None:
        check_study(study)


def test_the_shipped_studies_are_fine(folder):
    """Otherwise everything below would be refused for some other reason."""
    for path in [*SHIPPED, folder / "everything.toml"]:
        check_study(Study.from_file(path))


@fuzzed(mutations(SHIPPED), examples=40)
def test_shipped_studies_changed_at_random(folder, changed):
    made_of(folder, changed[1])


@fuzzed(st.integers(0, 2**32), examples=60)
def test_a_study_of_all_sections_changed_at_random(folder, seed):
    made_of(folder, mutated(folder / "everything.toml", seed, seed % 4 + 1)[1])


@fuzzed(st.text(alphabet=st.characters(codec="utf-8")) | st.binary(), examples=40)
def test_anything_at_all(folder, content):
    made_of(folder, content if isinstance(content, bytes) else content.encode())


@fuzzed(st.integers(0, 2**40), examples=120)
def test_tables_of_the_right_names_and_the_wrong_values(folder, seed):
    """What a program may hand over without a file: numbers without end and things of any type, at some places."""
    luck = random.Random(seed)
    tables = tomllib.loads(luck.choice([EVERYTHING, EVERYTHING, *map(Path.read_text, SHIPPED)]))
    for _ in range(luck.randrange(4)):
        spoil(tables, luck)
    study = answered("study tables", lambda: Study(**read_tables(tables, "study.toml", folder, {})))
    if study is not None:
        check_study(study)


# -- by hand


def mistakes(tmp_path, text):
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Study.from_file(tmp_path / "study.toml")
    return caught.value.problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"seed = {'1' * 5000}", "study.toml: not TOML: a number too long (at line 3)"),
        (f"seed = 0x{'f' * 5000}", "study.toml: not TOML: study.seed: a whole number beyond 64 bits"),
        (f"days = {10**30}", "study.toml: not TOML: study.days: a whole number beyond 64 bits"),
        ("days = 1e999", "study.toml: study.days inf is not a whole number"),
        ("days = nan", "study.toml: study.days nan is not a whole number"),
        ("days = 3\ndays = 4", 'study.toml: not TOML: Cannot overwrite a value (at line 4, column 9)'),
        ("a." * 200 + "a = 1", "study.toml: not TOML: a key of more than 100 parts (at line 3)"),
        (f"a = {'[' * 5000}", "study.toml: not TOML: tables or lists nested more than 50 deep"),
        (f"a = {'[' * 60}{']' * 60}", "tables or lists nested more than 50 deep"),
        ("days = 2025-02-30", "study.toml: not TOML: Invalid date or datetime (at line 3, column 18)"),
    ],
)  # fmt: skip
def test_numbers_and_keys_out_of_all_proportion(tmp_path, line, problem):
    text = f'\n[study]\n{line}\nname = "x"\n[scenario]\nuse = "quiet"\n'
    assert problem.split(" (at line 3, column")[0] in mistakes(tmp_path, text)[0]


@pytest.mark.parametrize("text", ["a." * 500_000 + "a = 1", "[" + "a." * 500_000 + "a]", "{" * 10**6, "[a]\n" * 10**5])
def test_keys_that_would_take_hours(tmp_path, text, command):
    (tmp_path / "study.toml").write_text(text)
    with within(10):
        done = command("check", "study.toml")
    assert done.code == 2
    assert done.err.startswith("study.toml: not TOML: ")


@pytest.mark.parametrize(
    ("vary", "problem"),
    [
        ("[7, 1e999]", "sweep.vary: belief.memory: high inf cannot be an end of a range: give a number"),
        ("{low = 7, high = nan}", "sweep.vary: belief.memory: high nan is outside 7…inf"),
    ],
)
def test_ranges_without_end(tmp_path, vary, problem):
    text = f'{SMALL}\n[sweep]\ndesign = "morris"\npoints = 4\n[sweep.vary]\n"belief.memory" = {vary}\n'
    assert mistakes(tmp_path, text) == (f"study.toml: {problem}",)


def test_what_is_wrong_at_a_thousand_points_is_told_once(tmp_path):
    """Without segments nobody can be alike: one mistake, and not one for each value of the homophily."""
    text = f'{SMALL}\n[sweep]\ndesign = "latin_hypercube"\npoints = 1000\n[sweep.vary]\nsociety.homophily = [0.1, 0.9]'
    [problem] = mistakes(tmp_path, text)
    assert problem.startswith("study.toml: sweep, 1,000 points, first at point 0 (society.homophily = 0.")
    assert problem.endswith("needs at least two segments")


def test_other_mistakes_at_a_point_are_told_as_well(tmp_path):
    """Two mistakes of one point that differ in numbers alone are two."""
    news = "".join(f'[[scenario.items]]\nday = {day}\nkind = "signal"\nsource = "w"\nheadline = "x"\nstrength = 1\n'
                   for day in (1, 2))  # fmt: skip
    head = SMALL.replace('use = "promise_broken"', "sources = {w = 0.5}")
    values = '[{w = 1}, {w = 1, "v 1" = 2, "v 2" = 3}, {w = 1, "v 1" = 4}, {w = 1, x = 7}]'
    sweep = f'[sweep]\ndesign = "grid"\n[sweep.vary]\n"scenario.sources" = {values}'
    found = mistakes(tmp_path, f"{head}{news}{sweep}")
    assert [(problem.split(" (")[0], problem.split("credibility of source")[1]) for problem in found] == [
        ("study.toml: sweep, 2 points, first at point 1", " 'v 1' 2 is outside 0…1"),
        ("study.toml: sweep, first at point 1", " 'v 2' 3 is outside 0…1"),
        ("study.toml: sweep, first at point 3", " 'x' 7 is outside 0…1"),
    ]


@pytest.mark.parametrize("name", ["../up", "a/../b", "/abs", "..", ".hidden", "a\\b", "a\x00b", "a\nb", "", "x" * 300])
def test_a_name_that_would_lead_elsewhere(tmp_path, name, command):
    (tmp_path / "here").mkdir()
    told = "".join(f"\\u{ord(letter):04x}" if letter in '\\\x00\n"' else letter for letter in name)
    (tmp_path / "here" / "study.toml").write_text(SMALL.replace('"small"', f'"{told}"'))
    assert command("run", "here/study.toml").code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_names_in_any_script(tmp_path):
    (tmp_path / "study.toml").write_text(SMALL.replace('"small"', '"мир 🕊️ שלום"'), encoding="utf-8")
    assert Study.from_file(tmp_path / "study.toml").name == "мир 🕊️ שלום"


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"\xff\xfe[\x00", b"\xef\xbb\xbf", b"[study]\nname = '\xe9'\n"]
)
def test_files_that_are_no_text(tmp_path, content, command):
    (tmp_path / "study.toml").write_bytes(content)
    done = command("check", "study.toml")
    assert done.code == 2
    assert "study.toml" in done.err.splitlines()[-1]


@pytest.mark.parametrize("verb", ["check", "run", "calibrate"])
def test_things_that_are_no_file(tmp_path, verb, command):
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    for name in ("folder.toml", "pipe.toml", "zero.toml", "loop.toml", "none.toml"):
        with within(10):
            done = command(verb, name)
        assert (done.code, len(done.err.splitlines())) == (2, 1), name
        assert name in done.err


@pytest.mark.parametrize("section", ["society", "scenario", "report"])
def test_a_device_that_a_study_names(tmp_path, section, command):
    """Files named in a study are read by the same rules as the study itself."""
    for name in ("zero.csv", "zero.toml", "zero.graphml"):
        (tmp_path / name).symlink_to("/dev/zero")
    named = {
        "society": SMALL.replace("people = 40\ncontacts = 4", 'file = "zero.graphml"'),
        "scenario": SMALL.replace('use = "promise_broken"', 'news = "zero.csv"'),
        "report": f'{SMALL}\n[report]\npolls = "zero.csv"',
    }
    (tmp_path / "study.toml").write_text(named[section])
    with within(10):
        done = command("check", "study.toml")
    assert done.code == 2
    assert "device" in done.err


def test_few_of_many_problems_are_told(tmp_path, command):
    text = "".join(f"[params.p{n}]\nx = 1\n" for n in range(500))
    (tmp_path / "study.toml").write_text(SMALL + text)
    done = command("check", "study.toml")
    assert done.code == 2
    assert done.err.splitlines()[0] == "101 problems"
    assert done.err.splitlines()[-1] == "  and 400 more"


@pytest.mark.parametrize("bound", [10**400, -(10**400), math.nan, math.inf])
def test_bounds_that_no_float_can_hold(bound):
    """From Python, where whole numbers have no end."""
    with pytest.raises(InputError):
        Study(name="x", scenario="quiet", sweep=Sweep(design="morris", points=4, vary={"belief.memory": [7, bound]}))
    with pytest.raises(InputError):
        request_of("polls.csv", ["trust.rate"], {"n": bound})
