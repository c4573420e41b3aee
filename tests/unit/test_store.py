"""The results folder under faults: truncated parts, a full disk, two writers, changed studies; tables made by hand."""

import math
import os
import resource

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep import parts, writer
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.durable import UNFINISHED, all_whole, is_held, sole_writer, whole
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.writer import writing
from tests.made_by_hand import contents, failure, plan, record, value, write


@pytest.fixture
def small_parts(monkeypatch):
    """Four runs make a part, ten rows a row group."""
    monkeypatch.setattr(writer, "PART_RUNS", 4)
    monkeypatch.setattr(parts, "GROUP_ROWS", 10)


# -- what is written is read


def test_what_is_written_is_read(tmp_path):
    write(tmp_path, plan())
    found = load(tmp_path)
    assert list(found.runs["case"]) == ["low"] * 3 + ["high"] * 3
    assert list(found.runs["replicate"]) == [0, 1, 2] * 2
    assert list(found.runs["scenario.hype"]) == [0.5] * 3 + [2.0] * 3
    assert found.runs["seed"].tolist() == [2**63, 2**63 + 1, 2**63 + 2] * 2
    expected = [value(run_id) for run_id in found.runs["run_id"]]
    assert found.runs["hope_mean"].tolist() == expected
    assert found.daily["hope"].tolist() == [each + day for each in expected for day in range(3)]
    assert found.daily["day"].tolist() == [0, 1, 2] * 6
    assert found.daily["run_id"].tolist() == [run_id for run_id in found.runs["run_id"] for _ in range(3)]
    assert found.news["learned"].tolist() == expected
    assert list(found.daily) == ["run_id", "case", "replicate", "day", "segment", "hope", "net"]


@pytest.mark.usefixtures("small_parts")
def test_pieces_are_the_tables_in_the_order_of_ids(tmp_path, monkeypatch):
    monkeypatch.setattr("sentiment_abm.sweep.store.AT_ONCE", 3)
    write(tmp_path, list(reversed(plan(5))), flush_every=3, tidy=False)
    found = load(tmp_path)
    for name in ("daily", "news"):
        pieces = [piece.to_pandas() for piece in found.pieces(name)]
        assert [len(set(piece["run_id"])) for piece in pieces] == [3, 3, 3, 1]
        whole_table = getattr(found, name).sort_values("run_id", kind="stable", ignore_index=True)
        pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), whole_table, check_exact=True)


def test_a_study_without_days_has_a_daily_table_without_rows(tmp_path):
    write(tmp_path, plan(), daily=Daily("none"))
    found = load(tmp_path)
    assert found.daily.empty
    assert {"run_id", "case", "replicate", "segment", "day"} <= set(found.daily)
    assert not list((tmp_path / "daily").iterdir())
    assert len(found.news) == 6


# -- the same bytes


@pytest.mark.usefixtures("small_parts")
def test_the_tables_are_the_same_bytes_in_whatever_order_and_parts_they_came(tmp_path):
    planned = plan(replicates=5)
    write(tmp_path / "at once", planned)
    write(tmp_path / "one by one", planned, flush_every=1)
    shuffled = np.random.default_rng(1).permutation(len(planned)).tolist()
    with writing(tmp_path / "shuffled") as open_folder:
        open_folder.want([planned[n] for n in shuffled], Daily())
        for n in shuffled:
            open_folder.add(record(planned[n].run_id))
            open_folder.flush(partly=n % 3 == 0)
        open_folder.tidy()
    write(tmp_path / "in two sessions", plan(replicates=1), flush_every=1)
    write(tmp_path / "in two sessions", planned)
    once = contents(tmp_path / "at once")
    assert len(once) == 9  # ten runs in three parts of three files each
    for other in ("one by one", "shuffled", "in two sessions"):
        assert contents(tmp_path / other) == once, other


@pytest.mark.usefixtures("small_parts")
def test_complete_groups_are_written_once(tmp_path):
    """An undisturbed session leaves nothing for tidying up: its parts stay as they were written."""
    with writing(tmp_path) as open_folder:
        for run in open_folder.want(plan(replicates=4), Daily()):
            open_folder.add(record(run.run_id))
            open_folder.flush(partly=True)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
        open_folder.tidy()
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before
    assert len(before) == 6


@pytest.mark.usefixtures("small_parts")
def test_what_waits_for_its_neighbors_does_not_wait_for_ever(tmp_path):
    with writing(tmp_path) as open_folder:
        todo = open_folder.want(plan(), Daily())
        for run in todo[:2]:
            open_folder.add(record(run.run_id))
        open_folder.flush(partly=True)
        assert not open_folder.stored
        open_folder.flush(partly=True)
        assert set(open_folder.stored) == {run.run_id for run in todo[:2]}


def test_tidying_what_is_tidy_changes_nothing(tmp_path):
    write(tmp_path, plan())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert write(tmp_path, plan()) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


# -- studies that change


@pytest.mark.usefixtures("small_parts")
def test_more_replicates_cost_the_difference(tmp_path):
    write(tmp_path, plan(replicates=2))
    assert write(tmp_path, plan(replicates=3)) == sorted(run.run_id for run in plan(replicates=3)[4:])
    assert len(load(tmp_path).runs) == 6
    write(tmp_path / "undisturbed", plan(replicates=3))
    assert contents(tmp_path / "undisturbed") == {
        name: data for name, data in contents(tmp_path).items() if "undisturbed" not in name
    }


def test_runs_that_are_not_wanted_any_more_are_kept_out_of_sight_and_not_run_again(tmp_path):
    write(tmp_path, plan(replicates=3))
    whole_study = contents(tmp_path)
    write(tmp_path, plan(replicates=1))
    assert len(load(tmp_path).runs) == 2
    (visible,) = (tmp_path / "runs").glob("part-*.parquet")
    assert pq.read_table(visible)["run_id"].to_pylist() == sorted(run.run_id for run in plan(replicates=1))
    assert write(tmp_path, plan(replicates=3)) == []
    assert contents(tmp_path) == whole_study


def test_a_case_may_get_another_name(tmp_path):
    write(tmp_path, plan())
    renamed = [run._replace(case={"low": "modest", "high": "loud"}[run.case]) for run in plan()]
    assert write(tmp_path, renamed) == []
    assert set(load(tmp_path).runs["case"]) == {"modest", "loud"}
    (part,) = (tmp_path / "runs").iterdir()
    assert set(pq.read_table(part)["case"].to_pylist()) == {"modest", "loud"}


def test_what_varies_may_be_of_several_kinds(tmp_path):
    settings = [{"point": 0, "a": True, "b": "x", "c": 1}, {"point": 1, "a": None, "b": 2.5, "c": 0.5}]
    write(tmp_path, [run._replace(varied=settings[run.case == "high"]) for run in plan(1)])
    found = load(tmp_path).runs
    assert found["a"].tolist() == [True, None]
    assert found["b"].tolist() == ["x", "2.5"]
    assert found["c"].tolist() == [1.0, 0.5]


def test_a_failed_run_is_a_row_and_is_tried_again(tmp_path):
    bad = plan()[0].run_id
    write(tmp_path, plan(), {bad: failure(bad)})
    found = load(tmp_path)
    row = found.runs.set_index("run_id").loc[bad]
    assert (row["status"], row["error"]) == ("failed", "ValueError: no luck")
    assert math.isnan(row["hope_mean"])
    assert bad not in set(found.daily["run_id"])
    assert len(found.daily) == 5 * 3
    assert write(tmp_path, plan()) == [bad]
    write(tmp_path / "undisturbed", plan())
    assert {name: data for name, data in contents(tmp_path).items() if "undisturbed" not in name} == contents(
        tmp_path / "undisturbed"
    )


def test_a_study_of_nothing_but_failures_can_be_read(tmp_path):
    write(tmp_path, plan(), {run.run_id: failure(run.run_id) for run in plan()})
    found = load(tmp_path)
    assert (found.runs["status"] == "failed").all()
    assert found.daily.empty


def test_days_that_are_wanted_otherwise_are_taken_from_whole_ones_and_only_others_run_again(tmp_path):
    thinned = Daily("thinned", 2, ("hope",))
    write(tmp_path, plan())
    assert write(tmp_path, plan(), daily=thinned) == []
    assert list(load(tmp_path).daily) == ["run_id", "case", "replicate", "day", "segment", "hope"]
    assert load(tmp_path).daily["day"].tolist() == [0, 2] * 6
    assert write(tmp_path, plan(), daily=Daily("none")) == []
    assert load(tmp_path).daily.empty
    assert len(write(tmp_path, plan())) == 6
    write(tmp_path / "undisturbed", plan())
    assert contents(tmp_path / "undisturbed") == {
        name: data for name, data in contents(tmp_path).items() if "undisturbed" not in name
    }


# -- faults


@pytest.mark.parametrize("folder", ["runs", "daily", "news"])
@pytest.mark.parametrize("damage", ["truncated", "changed", "lost"])
def test_a_damaged_part_is_run_again(tmp_path, folder, damage):
    write(tmp_path, plan())
    before = contents(tmp_path)
    (path,) = (tmp_path / folder).iterdir()
    data = path.read_bytes()
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(data[:-100] if damage == "truncated" else data[:50] + bytes([data[50] ^ 1]) + data[51:])
    assert len(write(tmp_path, plan())) == 6
    assert contents(tmp_path) == before


@pytest.mark.usefixtures("small_parts")
def test_only_the_damaged_part_is_run_again(tmp_path):
    write(tmp_path, plan(6))
    before = contents(tmp_path)
    path = sorted((tmp_path / "daily").iterdir())[1]
    path.write_bytes(path.read_bytes()[:-1])
    assert write(tmp_path, plan(6)) == [run.run_id for run in sorted(plan(6))[4:8]]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("folder", ["daily", "news"])
def test_reading_a_truncated_part_says_which(tmp_path, folder):
    write(tmp_path, plan())
    (path,) = (tmp_path / folder).iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=f"{path.name} cannot be read, run the study again to repair it"):
        getattr(load(tmp_path), folder)


def test_a_truncated_table_of_runs_says_so_at_once(tmp_path):
    write(tmp_path, plan())
    (path,) = (tmp_path / "runs").iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=f"{path.name} cannot be read, run the study again to repair it"):
        load(tmp_path)


def test_leftovers_of_a_crash_are_removed_and_other_files_are_not(tmp_path):
    write(tmp_path, plan())
    leftovers = [tmp_path / "daily" / f"part-abc.parquet{UNFINISHED}", tmp_path / "daily" / "part-abc.parquet"]
    kept = [tmp_path / "daily" / "notes.txt", tmp_path / "daily" / "mine.parquet"]
    for path in (*leftovers, *kept):
        path.write_text("something")
    write(tmp_path, plan())
    assert [path.exists() for path in (*leftovers, *kept)] == [False, False, True, True]


def test_a_second_writer_is_kept_out_until_the_first_is_done(tmp_path):
    with writing(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(InputError, match=f"in use by process {os.getpid()} on .*: wait for it"), writing(tmp_path):
            raise AssertionError
    assert not is_held(tmp_path)
    with sole_writer(tmp_path):
        pass


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path):
    write(tmp_path, plan(replicates=1), tidy=False)
    before = contents(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with writing(tmp_path) as open_folder:
        for run in open_folder.want(plan(), Daily()):
            open_folder.add(record(run.run_id, days=2_000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
        try:
            with pytest.raises(OSError, match="File too large"):
                open_folder.flush()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == before
    assert write(tmp_path, plan()) == [run.run_id for run in sorted(plan())[2:]]


@pytest.mark.usefixtures("small_parts")
def test_a_disk_that_is_full_while_tidying_loses_nothing(tmp_path):
    with writing(tmp_path / "full") as open_folder:
        for run in open_folder.want(plan(replicates=9), Daily(), is_settled=False):
            open_folder.add(record(run.run_id, days=500))
        open_folder.flush()
        open_folder.want(plan(replicates=9), Daily())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
        try:
            with pytest.raises(OSError, match="File too large"):
                open_folder.tidy()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert write(tmp_path / "full", plan(replicates=9), days=500) == []
    write(tmp_path / "undisturbed", plan(replicates=9), days=500)
    assert contents(tmp_path / "full") == contents(tmp_path / "undisturbed")


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole(path) as unfinished:
        unfinished.write_text("half of the n") / 0
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_text() == "old"
    with whole(path) as unfinished:
        unfinished.write_text("new")
    assert path.read_text() == "new"


def test_several_files_appear_at_once(tmp_path):
    def half_written():
        with all_whole() as named:
            named(tmp_path / "a").write_text("a")
            assert named(tmp_path / "a").read_text() == "a"
            named(tmp_path / "b").write_text("b") / 0

    with pytest.raises(ZeroDivisionError):
        half_written()
    assert list(tmp_path.iterdir()) == []
    with all_whole() as named:
        for name in "ab":
            named(tmp_path / name).write_text(name)
        assert {path.suffix for path in tmp_path.iterdir()} == {UNFINISHED}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


# -- folders that are no results


@pytest.mark.parametrize("content", [None, "not json", '{"study": "x", "cases": {}}'])
def test_a_folder_without_results_says_so(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(InputError, match=str(tmp_path)):
        load(tmp_path)


def test_a_ledger_that_is_none_says_so(tmp_path):
    write(tmp_path, plan())
    (tmp_path / "ledger.sqlite").write_bytes(b"this is not a database, but long enough to be looked at")
    with pytest.raises(InputError, match=r"ledger\.sqlite cannot be read"):
        load(tmp_path)
