"""News from files: every line becomes one item, as it stands, or is refused with its line."""

import csv
import datetime
import io
import math
import resource

import pytest
from hypothesis import strategies as st

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import find, scenarios
from sentiment_abm.news.talks import Talks
from sentiment_abm.spec import InputError
from tests.fuzzing import ROOT, TOKENS, answered, fuzzed, mutations, within

LIBRARY = sorted(ROOT.glob("sentiment_abm/news/library/*.toml"))
TABLES = sorted([*ROOT.glob("experiments/*/data/*.csv"), *ROOT.glob("sentiment_abm/commands/starter/*.csv")])
TABLES = [path for path in TABLES if path.name != "polls.csv"]
SOURCES = {"wire": 0.5, "press": 0.7}
HEAD = "day,kind,headline,source,hype,caveat,delivered,external,deception,closes,size,strength,coverage"


def check_news(scenario):
    """News that was accepted says numbers only, and reads back as the same news."""
    if isinstance(scenario, Talks):
        scenario = scenario.realize(60, 1)
    told = [*(item.delivered for item in scenario.items), *scenario.sources.values()]
    segments = {name: None for table in told if isinstance(table, dict) for name in table} or {"everyone": None}
    if not all(table.keys() == segments.keys() for table in told if isinstance(table, dict)):
        return  # tables of different segments, which no society fits
    line = scenario.timeline([*segments])
    assert len(line.day) == len(scenario.items)
    assert all(math.isfinite(value) for numbers in line for value in numbers.ravel().tolist())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("news")


def rows_of(text):
    return [cells for cells in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, cells))]


def made_of(folder, content, suffix):
    path = folder / f"news{suffix}"
    path.write_bytes(content)
    more = {"sources": SOURCES} if suffix == ".csv" else {}
    scenario = answered(f"news files ({suffix})", lambda: Scenario.from_file(path, **more), "")
    if scenario is None:
        return
    if suffix == ".csv":
        # Nothing of the table is lost: as many items as lines below the header.
        assert len(scenario.items) == len(rows_of(content.decode("utf-8-sig"))) - 1
    check_news(scenario)
    back = folder / "back.toml"
    back.write_text(scenario.to_toml(), encoding="utf-8")
    assert Scenario.from_file(back) == scenario


@fuzzed(mutations(LIBRARY), examples=80)
def test_the_library_changed_at_random(folder, changed):
    made_of(folder, changed[1], ".toml")


@fuzzed(mutations(TABLES), examples=80)
def test_tables_changed_at_random(folder, changed):
    made_of(folder, changed[1], ".csv")


cells = st.sampled_from(TOKENS) | st.text(st.characters(codec="utf-8"), max_size=12) | st.floats().map(str)
whole = st.integers(-1, 40).map(str)
rows = st.tuples(
    *[whole | cells, st.sampled_from(["announcement", "outcome", "signal"]) | cells, cells],
    *[st.sampled_from(["leader", "wire", "press", ""]) | cells, *[st.just("") | whole | cells] * 9],
)


def table(lines):
    text = io.StringIO()
    csv.writer(text).writerows([HEAD.split(","), *lines])
    return text.getvalue().encode()


@fuzzed(st.lists(rows, min_size=1, max_size=5), examples=80)
def test_honest_tables_with_hostile_cells(folder, lines):
    made_of(folder, table(lines), ".csv")


@fuzzed(st.text(st.characters(codec="utf-8")) | st.binary(), st.sampled_from([".csv", ".toml"]), examples=40)
def test_anything_at_all(folder, content, suffix):
    made_of(folder, content if isinstance(content, bytes) else content.encode(), suffix)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), min_size=1, max_size=30).map(str.strip)


@fuzzed(texts.filter(bool), examples=60)
def test_headlines_are_kept_to_the_letter(folder, headline):
    """Formulas, markup, any script and any direction of writing: a headline is text, whatever it says."""
    path = folder / "headline.csv"
    path.write_bytes(table([["1", "signal", headline, "wire", *[""] * 7, "0.5", ""]]))
    found = answered("headlines", lambda: Scenario.from_file(path, sources=SOURCES), "headline.csv")
    assert found is not None
    assert found.items[0].headline == headline


# -- by hand


def problems_of(path, **changes):
    with pytest.raises(InputError) as caught:
        Scenario.from_file(path, **changes)
    return caught.value.problems


@pytest.mark.parametrize(
    "headline", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202eabc", "שלום 🕊️", "{{x}}"]
)
def test_markup_and_formulas_stay_text(tmp_path, headline):
    path = tmp_path / "news.csv"
    path.write_bytes(table([["1", "announcement", headline, *[""] * 10]]))
    assert Scenario.from_file(path).items[0].headline == headline


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_ends_of_lines(tmp_path, ends, mark):
    path = tmp_path / "news.csv"
    path.write_bytes((mark + ends.join(["day,kind,headline", "1,announcement,Ça va", "2,announcement,Да"])).encode())
    assert [item.headline for item in Scenario.from_file(path).items] == ["Ça va", "Да"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "news.csv line 1: the file is empty; its first line has to name the columns"),
        (
            b"day,kind,headline\n1,announcement,\xff",
            "news.csv line 2: not UTF-8 text; save the file with encoding UTF-8",
        ),
        ("day,kind,headline\n1,announcement,x".encode("utf-16"), "news.csv line 1: not UTF-8 text; save the file"),
        (b'day,kind,headline\n1,announcement,"open', "news.csv line 2: unexpected end of data"),
        (b"day,kind,headline\n1,announcement," + b"x" * 200_000, "news.csv line 2: field larger than field limit"),
        (b"day,kind,headline,delivered:A,delivered: A\n", "news.csv line 1: column 'delivered:A' appears twice"),
        (b"day,kind,headline\n" + b"9" * 400 + b",announcement,x", " is outside 0…2147483647"),
        (b"day,kind,headline\n" + b"9" * 5000 + b",announcement,x", "day inf is outside 0…2147483647"),
        (b"day,kind,headline,hype\n1,announcement,x,1e999", "hype inf is outside 0…4"),
        (b"day,kind,headline,hype\n1,announcement,x,nan", "hype nan is outside 0…4"),
        (b"date,kind,headline\n2025-02-30,announcement,x", "date '2025-02-30' is not a date like 2025-02-18"),
        (b"date,kind,headline\n10000-01-01,announcement,x", "is not a date like 2025-02-18"),
        (b"day," * 5000 + b"kind,headline\n", "news.csv line 1: 5,002 columns are more than 1,000"),
    ],
)
def test_tables_with_one_mistake(tmp_path, content, problem):
    (tmp_path / "news.csv").write_bytes(content)
    [found] = problems_of(tmp_path / "news.csv")
    assert found.startswith("news.csv")
    assert problem in found


def test_dates_at_both_ends_of_the_calendar(tmp_path):
    """A day before the start and a hundred thousand after it have to have dates as well."""
    (tmp_path / "news.csv").write_text("date,kind,headline\n0002-01-01,announcement,x\n9999-12-31,announcement,y\n")
    assert Scenario.from_file(tmp_path / "news.csv").items[1].day == 3_651_693
    for text in ("0001-01-01", "9999-12-31"):
        (tmp_path / "news.csv").write_text(f"date,kind,headline\n{text},announcement,x\n")
        assert problems_of(tmp_path / "news.csv") == (f"news.csv: start_date {text} is outside 0002-01-01…9000-12-31",)


def test_a_day_that_no_calendar_has(tmp_path):
    (tmp_path / "news.csv").write_text("day,kind,headline\n2147483647,announcement,x\n")
    assert Scenario.from_file(tmp_path / "news.csv").items[0].day == 2**31 - 1
    [problem] = problems_of(tmp_path / "news.csv", start_date=datetime.date(2025, 1, 1))
    assert problem.endswith("day 2147483647 is after the year 9999, counted from 2025-01-01")


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


@pytest.mark.parametrize("line", ["{0},signal,a{0},wire,1\n", "x,y\n"], ids=["right", "wrong"])
def test_a_million_lines_are_refused_at_once(tmp_path, line):
    path = tmp_path / "news.csv"
    path.write_text("day,kind,headline,source,strength\n" + "".join(line.format(n) for n in range(10**6)))
    before = peak()
    with within(20):
        [problem] = problems_of(path, sources=SOURCES)
    assert problem == "news.csv line 100002: more than 100,000 news items; the rest was not read"
    assert peak() - before < 500  # MB


def test_a_file_too_large_to_be_news_is_not_read(tmp_path):
    path = tmp_path / "news.csv"
    with path.open("wb") as file:
        file.truncate(2**40)  # a terabyte of zeros that takes no place on the disk
    with within(5):
        [problem] = problems_of(path)
    assert problem.endswith("cannot be read: it is larger than 34 MB")


def test_twenty_thousand_items_are_put_in_order_in_seconds(tmp_path):
    """Looking for the promise of each outcome among all the others would take a minute, and for more of them hours."""
    lines = (f"{n},{'outcome' if n % 2 else 'announcement'},h,{n},{'1' if n % 2 else ''}\n" for n in range(20_000))
    (tmp_path / "news.csv").write_text("day,kind,headline,id,delivered\n" + "".join(lines))
    with within(10):
        found = Scenario.from_file(tmp_path / "news.csv").timeline(["everyone"])
    assert len(found.day) == 20_000
    assert found.closing_day[:2].tolist() == [1, 3]


def test_the_library_is_not_left_by_its_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("../library/quiet", "..", "quiet/../quiet", "\x00", "quiet\n", ""):
        assert name not in scenarios
        with pytest.raises(InputError):
            find(name)
