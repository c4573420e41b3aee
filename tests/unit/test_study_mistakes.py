"""Study files with mistakes: every one is named with its place, all of them at once, and none is a traceback."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import DESIGNS
from sentiment_abm.sweep.manifest import manifest
from sentiment_abm.sweep.reading import read_tables
from sentiment_abm.sweep.settings import names
from sentiment_abm.sweep.study import Study
from tests.studies import NEWS, SMALL


def test_everything_that_is_wrong_is_said_at_once(problems):
    text = """
    [study]
    nam = "x"
    days = 0
    engine = "mesaa"
    [society]
    people = "many"
    [sweep]
    design = "gird"
    [sweep.vary]
    trust.rate = [1, 9]
    [stop]
    max_replicates = 1
    precision = {of = "net_men", half_width = 0}
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
        f"study.toml: scenario: use 'promise_kpt': {unknown} (did you mean 'promise_kept'?)",
        "study.toml: params: unknown parameter 'trust.asymetry' (did you mean 'trust.asymmetry'?)",
        "study.toml: params: talk.weight nan is outside 0…1",
        "study.toml: case 'a': unknown setting 'scenario.hipe' (did you mean 'scenario.hype'?)",
        f"study.toml: sweep.design 'gird' is not one of {', '.join(DESIGNS)} (did you mean 'grid'?)",
        "study.toml: stop.precision.of 'net_men' is no summary indicator (did you mean 'net_mean'?)",
        "study.toml: stop.precision.half_width 0.0 is not a number above 0",
        "study.toml: stop.max_replicates 1 is not a whole number 2…1000000",
    )


def test_a_calibration_is_checked_with_the_rest(problems):
    assert problems(f"{SMALL}\n[calibrate]\nfree = ['trust.asymetry']\nholdout_from = 'soon'") == (
        "study.toml: calibrate.data is missing: a CSV file of polls",
        "study.toml: calibrate.free: unknown setting 'trust.asymetry' (did you mean 'trust.asymmetry'?)",
        "study.toml: calibrate.holdout_from 'soon' is neither a date like 2026-01-01 nor a day",
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
        ("[society]", "[report]\noutputs = ['html', 'docx']\n[society]", "'docx' is not one of html, pdf, md"),
        ("[society]", "[report]\ncharts = ['mods']\n[society]", "(did you mean 'moods'?)"),
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
    ("text", "problem"),
    [
        ("sweep = 3", "study.toml: sweep 3 is not a table"),
        ('[sweep]\ndesing = "grid"', "study.toml: sweep.desing: unknown key (did you mean 'design'?)"),
        ("[sweep.vary]\ntrust.rate = [1, 2]", "study.toml: sweep.design is missing: give one of grid"),
        ("[sweep]\ndesign = 3", "study.toml: sweep.design 3 is not one of grid"),
        (
            '[[compare]]\nname = "low"\nset."talk.weight" = 0.5\n[sweep]\nvary."talk.weight" = [0, 1]\ndesign = "grid"',
            "study.toml: case 'low' sets talk.weight, which the sweep varies: leave one of them out",
        ),
        (
            '[sweep]\ndesign = "grid"\n[sweep.vary]\n"society.contacts" = [4, 5]',
            "study.toml: sweep, first at point 1 (society.contacts = 5): society: contacts 5 must be an even",
        ),
        ("[stop]\nmax_replicates = 9", "study.toml: stop.precision is missing"),
        ("[stop]\nprecision = 3", "study.toml: stop.precision 3 is not a table"),
        ("[stop]\nprecision = {of = 'net_mean'}", "study.toml: stop.precision.half_width is missing"),
        ("[stop]\nprecision = {off = 'net_mean'}", "study.toml: stop.precision.off: unknown key (did you mean 'of'?)"),
        ("[stop]\nprecision = {of = 3}", "study.toml: stop.precision.of 3 is not text"),
        (
            "[stop]\nprecision = {of = 'net_mean', half_width = 1}\nmax_replicates = 2",
            "study.toml: stop.max_replicates 2 is below study.replicates 3, with which every point begins",
        ),
    ],
)
def test_mistakes_in_sweep_and_stop_are_named_with_their_place(problems, text, problem):
    said = problems(f"{text}\n{SMALL}" if text.startswith("sweep =") else f"{SMALL}\n{text}")
    assert any(each.startswith(problem) for each in said), said


def test_a_setting_over_a_study_that_its_sweep_varies_is_refused(problems):
    text = f'{SMALL}[sweep]\ndesign = "grid"\nvary."trust.rate" = [1, 2]'
    said = problems(text, {"trust.rate": 1.5})
    assert said == ("study.toml: trust.rate is set over the study, and the sweep varies it: leave one of them out",)


def test_too_many_runs_are_refused_with_what_they_come_to(problems):
    sweep = '[sweep]\ndesign = "latin_hypercube"\npoints = 1000000\nvary."trust.rate" = [0, 1]'
    (said,) = problems(SMALL.replace("replicates = 3", "replicates = 1000") + sweep)
    assert said.startswith(
        "study.toml: study: cases × points × replicates = 1 × 1,000,000 × 1,000 = 1,000,000,000 runs"
    )


@pytest.mark.parametrize(
    ("polls", "problem"),
    [
        ("date,indicator,valu\n2025-01-01,hope,1\n", "polls.csv line 1: no column 'value'"),
        ("date,indicator,value,segmnt\n2025-01-01,hope,1,a\n", "unknown column 'segmnt' (did you mean 'segment'?)"),
        ("date,indicator,value\n01/02/2025,hope,1\n", "polls.csv line 2: date '01/02/2025' is not a date"),
        (
            "day,indicator,value\n3,hope,25\n",
            "polls.csv line 2: value '25' is not a number in 0…1 (only polls of [calibrate] are per cent)",
        ),
        ("day,indicator,value\n3,hope,0,5\n", "polls.csv line 2: more cells than columns"),
        ("day,date,indicator,value\n", "polls.csv line 1: needs a column 'date' or a column 'day'"),
        ("day,indicator,value\n", "polls.csv: no polls in it"),
    ],
)
def test_mistakes_in_the_polls_are_named_by_line(problems, polls, problem):
    assert any(problem in each for each in problems(SMALL + '[report]\npolls = "polls.csv"', polls_csv=polls))


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
    "report": ["polls", "charts", "outputs"],
    "sweep": ["design", "vary", "points"],
    "stop": ["precision", "max_replicates"],
}


def tables():
    """Study files of which one part is anything at all."""
    sections = [
        st.dictionaries(st.sampled_from(keys), VALUES, max_size=3).map(lambda table, name=name: {name: table})
        for name, keys in SECTIONS.items()
    ]
    changes = st.dictionaries(st.sampled_from(names()), VALUES, min_size=1, max_size=2)
    compared = changes.map(lambda found: {"compare": [{"name": "x", "set": found}]})
    anything = st.dictionaries(st.sampled_from([*SECTIONS, "compare", "sttudy"]), VALUES, max_size=2)
    return st.one_of(*sections, compared, swept(), anything)


def swept():
    """Sweeps of which the axes or the points are anything at all."""
    settings_ = st.dictionaries(st.sampled_from(names()), VALUES, max_size=2)
    ranges = st.dictionaries(st.sampled_from(["low", "high", "steps", "scale", "values"]), LEAVES, max_size=3)
    axes = st.dictionaries(st.sampled_from(names()), ranges | st.lists(LEAVES, max_size=3), max_size=2)
    designs = st.sampled_from([design for design in DESIGNS if design != "list"])
    points = st.sampled_from([None, 0, 2, 3, 10**9]) | LEAVES
    varied = st.fixed_dictionaries({"design": designs, "vary": axes, "points": points})
    listed = st.fixed_dictionaries({"design": st.just("list"), "points": st.lists(settings_, max_size=3)})
    return (varied | listed).map(lambda sweep: {"sweep": sweep})


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
