"""Polls from files: every line becomes one result, or is refused with its line."""

import csv
import io
import math
from datetime import date

import pytest
from hypothesis import strategies as st

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.observations import Frame, observations
from sentiment_abm.sweep.polls import read_polls
from sentiment_abm.sweep.questions import QUESTIONS
from tests.fuzzing import ROOT, TOKENS, answered, fuzzed, mutated, mutations, within

SHIPPED = sorted(ROOT.glob("experiments/*/data/polls.csv"))
SHARES = b"day,indicator,value,segment,label,source\n1,hope,0.31,all,Gallup,press\n40,belief,0.25,,,\n"
FRAME = Frame(None, 100, ("west", "east"))
DATED = Frame(date(2017, 1, 1), 10_000, ("Ukraine", "Russia"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("polls")
    (made / "shares.csv").write_bytes(SHARES)
    return made


def made_of(folder, content):
    """The same file as polls to show, and as results to fit."""
    path = folder / "polls.csv"
    path.write_bytes(content)
    polls = answered("polls to show", lambda: read_polls(path), "polls.csv")
    if polls is not None:
        rows = [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)]
        assert len(polls) == sum(
            1 for cells in rows[1:] if cells
        )  # a result for each line, and none in silence left out
        assert all(0.0 <= poll["value"] <= 1.0 for poll in polls)
        assert all(isinstance(poll["day"], int) and poll["day"] >= 0 for poll in polls if "day" in poll)
    frame = DATED if content[:40].lstrip(b"\xef\xbb\xbf").startswith(b"date") else FRAME
    found = answered("polls to fit", lambda: observations(path, frame), "polls.csv")
    if found is not None:
        numbers = found[["day", "value", "sampling_sd"]].to_numpy(dtype=float)
        assert all(map(math.isfinite, numbers.ravel().tolist()))


@fuzzed(mutations(SHIPPED), examples=30)
def test_shipped_polls_changed_at_random(folder, changed):
    made_of(folder, changed[1])


@fuzzed(st.integers(0, 2**40), examples=80)
def test_a_short_table_changed_at_random(folder, seed):
    made_of(folder, mutated(folder / "shares.csv", seed, seed % 5)[1])


cells = st.sampled_from(TOKENS) | st.floats().map(str) | st.text(st.characters(codec="utf-8"), max_size=8)
honest = st.tuples(
    st.integers(0, 100).map(str),
    st.sampled_from([name for name, question in QUESTIONS.items() if not question.is_price]),
    st.floats(0, 100).map(str),
    st.sampled_from(["", "all", "west"]),
    st.just("") | st.integers(1, 3000).map(str),
    *[st.just("")] * 3,
)
hostile = st.tuples(
    st.integers(-1, 120).map(str) | cells,
    st.sampled_from([*QUESTIONS, "hope"]) | cells,
    st.floats(0, 1).map(str) | cells,
    *[st.just("") | st.integers(0, 3000).map(str) | cells] * 5,
)


@fuzzed(st.lists(honest, min_size=3, max_size=6) | st.lists(honest | hostile, min_size=1, max_size=6), examples=80)
def test_honest_tables_with_hostile_cells(folder, lines):
    text = io.StringIO()
    csv.writer(text).writerows([["day", "indicator", "value", "segment", "n", "pollster", "deadline", "label"], *lines])
    made_of(folder, text.getvalue().encode())


@fuzzed(st.text(st.characters(codec="utf-8")) | st.binary(), examples=40)
def test_anything_at_all(folder, content):
    made_of(folder, content if isinstance(content, bytes) else content.encode())


# -- by hand


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "polls.csv line 1: no column 'indicator'"),
        (b'day,indicator,value\n1,hope,"0.3\n2,hope,0.4\n', "polls.csv line 2: unexpected end of data"),
        (b"day,indicator,value\n1,hope," + b"3" * 200_000, "polls.csv line 2: field larger than field limit"),
        (b"day,indicator,value,value\n1,hope,0.3,0.4\n", "polls.csv line 1: column 'value' appears 2 times"),
        (b"day,indicator,value\n" + b"9" * 5000 + b",hope,0.3\n", "is not a whole number 0…100000"),
        (b"day,indicator,value\n100001,hope,0.3\n", "polls.csv line 2: day '100001' is not a whole number 0…100000"),
        (b"day,indicator,value\n1,hope,0.3_1\n", "polls.csv line 2: value '0.3_1' is not a number in 0…1"),
        (b"day,indicator,value\n1,hope,nan\n", "polls.csv line 2: value 'nan' is not a number in 0…1"),
        (b"day,indicator,value\n1,hope,1e999\n", "polls.csv line 2: value '1e999' is not a number in 0…1"),
        (b"date,indicator,value\n2025-02-30,hope,0.3\n", "date '2025-02-30' is not a date like 2025-02-18"),
        (b"day,indicator,value\n1, ,0.3\n", "polls.csv line 2: indicator is missing"),
        (
            b"day,indicator,value\n1,hope,0.3\xff\n",
            "polls.csv line 2: not UTF-8 text; save the file with encoding UTF-8",
        ),
        (b"day,indicator,value\n" + b"1,hope,0.3\n" * 100_001, "polls.csv line 100002: more than 100,000 polls"),
        (b"a," * 5000 + b"day,indicator,value\n", "polls.csv line 1: 5,003 columns are more than 1,000"),
    ],
)
def test_tables_with_one_mistake(tmp_path, content, problem):
    (tmp_path / "polls.csv").write_bytes(content)
    with pytest.raises(InputError) as caught, within(20):
        read_polls(tmp_path / "polls.csv")
    assert problem in caught.value.problems[0]


def test_a_deadline_of_thousands_of_digits(tmp_path):
    price = next(name for name, question in QUESTIONS.items() if question.is_price)
    (tmp_path / "polls.csv").write_text(f"day,indicator,value,deadline\n1,{price},30,{'9' * 5000}\n")
    with pytest.raises(InputError) as caught:
        observations(tmp_path / "polls.csv", FRAME)
    assert "is neither a date" in caught.value.problems[0]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_any_ends_of_lines(tmp_path, mark, ends):
    (tmp_path / "polls.csv").write_bytes(mark + SHARES.replace(b"\n", ends))
    assert [poll["value"] for poll in read_polls(tmp_path / "polls.csv")] == [0.31, 0.25]
