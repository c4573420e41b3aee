"""The results folder under faults: kills, truncated parts, a full disk, two writers; tables made by hand."""

import contextlib
import math
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import UNFINISHED, is_held, sole_writer, whole, write_json
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.parts import Record
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.writer import writing

CASES = {"low": 0.5, "high": 2.0}


def plan(replicates=3, cases=CASES):
    return [
        Planned(f"{case}{replicate:06}".ljust(32, "0"), case, replicate, 2**63 + replicate, {"scenario.hype": hype})
        for replicate in range(replicates)
        for case, hype in cases.items()
    ]


def record(run_id, days=3):
    value = float(int.from_bytes(run_id.encode()) % 1_000_003) / 7
    daily = {"run_id": [run_id] * days, "day": range(days), "segment": ["all"] * days, "hope": [value] * days}
    news = {"run_id": [run_id], "item": [0], "learned": [value], "media": [value], "word_of_mouth": [0.0], "day": [1]}
    summary = {"hope_mean": value, "wave_period": math.nan}
    return Record(run_id, "done", "", 0.1, summary, pa.table(daily), pa.table(news))


def failure(run_id):
    return Record(run_id, "failed", "ValueError: no luck", 0.1, {}, None, None)


def write(folder, planned, made=None, flush_every=None, tidy=True):
    """Write the records of the runs that are still to do; returns their ids."""
    with writing(folder) as writer:
        todo = writer.want(planned)
        for number, run in enumerate(todo, 1):
            writer.add((made or {}).get(run.run_id) or record(run.run_id))
            if flush_every and number % flush_every == 0:
                writer.flush()
        writer.flush()
        if tidy:
            writer.tidy()
        cases = {run.case: {"scenario": {}} for run in planned}
        write_json(folder / "manifest.json", {"study": "by hand", "cases": cases, "status": "finished"})
    return [run.run_id for run in todo]


def contents(folder):
    """Every Parquet file with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_what_is_written_is_read(tmp_path):
    write(tmp_path, plan())
    found = load(tmp_path)
    assert list(found.runs["case"]) == ["low"] * 3 + ["high"] * 3
    assert list(found.runs["replicate"]) == [0, 1, 2] * 2
    assert list(found.runs["scenario.hype"]) == [0.5] * 3 + [2.0] * 3
    assert found.runs["seed"].tolist() == [2**63, 2**63 + 1, 2**63 + 2] * 2
    expected = [record(run_id).summary["hope_mean"] for run_id in found.runs["run_id"]]
    assert found.runs["hope_mean"].tolist() == expected
    assert found.daily["hope"].tolist() == [value for value in expected for _ in range(3)]
    assert found.daily["day"].tolist() == [0, 1, 2] * 6
    assert found.news["learned"].tolist() == expected


def test_the_tables_are_the_same_bytes_in_whatever_order_and_parts_they_came(tmp_path):
    write(tmp_path / "at once", plan())
    write(tmp_path / "one by one", list(reversed(plan())), flush_every=1)
    write(tmp_path / "in two sessions", plan(replicates=1), flush_every=1)
    write(tmp_path / "in two sessions", plan())
    once = contents(tmp_path / "at once")
    assert len(once) == 3
    assert contents(tmp_path / "one by one") == once == contents(tmp_path / "in two sessions")


def test_tidying_what_is_tidy_changes_nothing(tmp_path):
    write(tmp_path, plan())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert write(tmp_path, plan()) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


def test_more_replicates_cost_the_difference(tmp_path):
    write(tmp_path, plan(replicates=2))
    assert write(tmp_path, plan(replicates=3)) == [run.run_id for run in plan(replicates=3)[4:]]
    assert len(load(tmp_path).runs) == 6


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


def test_reading_a_truncated_part_says_which(tmp_path):
    write(tmp_path, plan())
    (path,) = (tmp_path / "daily").iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=f"{path.name} cannot be read, run the study again to repair it"):
        _ = load(tmp_path).daily


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
    with writing(tmp_path) as writer:
        for run in writer.want(plan()):
            writer.add(record(run.run_id, days=2_000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
        try:
            with pytest.raises(OSError, match="File too large"):
                writer.flush()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == before
    assert write(tmp_path, plan()) == [run.run_id for run in plan()[2:]]


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


ENDLESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_store import plan, record
from sentiment_abm.sweep.writer import writing
with writing(Path(sys.argv[1])) as writer:
    for run in writer.want(plan(replicates=100_000)):
        writer.add(record(run.run_id))
        writer.flush()
"""


def test_kill_9_at_any_moment(tmp_path):
    """The ledger lists nothing that cannot be read, and the rest is run again, to the same bytes."""
    root = Path(__file__).parents[2]
    words = [sys.executable, "-c", ENDLESS, str(tmp_path / "killed"), str(Path(__file__).parent)]
    for pause in (0.05, 0.35):
        process = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(root)})
        ledger = tmp_path / "killed" / "ledger.sqlite"
        while not (ledger.exists() and count(ledger) > 3):
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    stored = count(ledger)
    assert len(write(tmp_path / "killed", plan(replicates=300))) == 600 - stored
    write(tmp_path / "undisturbed", plan(replicates=300))
    assert contents(tmp_path / "killed") == contents(tmp_path / "undisturbed")


def count(ledger):
    with contextlib.closing(sqlite3.connect(ledger, timeout=10)) as connection:
        if not connection.execute("select 1 from sqlite_master where name = 'runs'").fetchone():
            return 0
        return connection.execute("select count(*) from runs").fetchone()[0]


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
