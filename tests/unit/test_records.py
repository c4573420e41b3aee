"""Rows that belong to runs: taking, joining and ordering runs never tears a run apart."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sentiment_abm.sweep.records import Records, Rows, failures, in_order, joined, together

COUNTS = st.lists(st.integers(0, 4), max_size=8)


def rows_of(counts, first=0) -> Rows:
    """Rows that say to which run they belong, and where they stand in it."""
    table = pa.table(
        {
            "run": [run for run, count in enumerate(counts, first) for _ in range(count)],
            "row": [row for count in counts for row in range(count)],
        },
        schema=pa.schema({"run": pa.int64(), "row": pa.int64()}),
    )
    return Rows(table, np.array(counts, dtype=np.int64))


def records_of(ids, counts) -> Records:
    ends = {"run_id": ids, "status": ["done"] * len(ids), "error": [""] * len(ids), "value": [len(i) for i in ids]}
    return Records(pa.table(ends), rows_of(counts), rows_of([1] * len(ids)), seconds=1.0)


@given(COUNTS, st.data())
def test_taken_runs_have_their_rows_in_the_order_asked(counts, data):
    places = data.draw(st.lists(st.integers(0, len(counts) - 1), unique=True)) if counts else []
    found = rows_of(counts).take(np.array(places, dtype=np.int64))
    expected = [(run, row) for run in places for row in range(counts[run])]
    assert list(zip(found.table["run"].to_pylist(), found.table["row"].to_pylist(), strict=True)) == expected
    assert found.counts.tolist() == [counts[run] for run in places]


@given(COUNTS, COUNTS)
def test_together_is_one_after_the_other(one, other):
    found = together([rows_of(one), rows_of(other, len(one))])
    assert found.table.equals(rows_of(one + other).table)
    assert found.counts.tolist() == one + other


def test_runs_are_put_in_order_and_of_a_run_that_is_there_twice_the_later_one_counts():
    early, late = records_of(["d", "b"], [2, 1]), records_of(["a", "bb", "d"], [1, 0, 3])
    found = in_order(joined([early, late]))
    assert found.ids == ["a", "b", "bb", "d"]
    assert found.daily.counts.tolist() == [1, 1, 0, 3]
    assert found.daily.table["row"].to_pylist() == [0, 0, 0, 1, 2]
    assert joined([early, late]).seconds == 2.0


def test_what_is_in_order_is_not_copied():
    records = records_of(["a", "b", "c"], [2, 1, 3])
    assert in_order(records) is records
    taken = records.take([1, 2])
    assert (
        taken.daily.table["row"].chunk(0).buffers()[1].address
        == records.daily.table["row"].chunk(0).buffers()[1].address
    )


def test_failed_runs_have_no_values_and_no_rows():
    found = joined([failures(["x"], "no luck"), records_of(["y"], [2])])
    assert found.runs["value"].to_pylist() == [None, 1]
    assert found.runs["error"].to_pylist() == ["no luck", ""]
    assert found.daily.counts.tolist() == [0, 2]
    assert joined([]).ids == []
