"""The ledger while somebody reads it: a reader who is slow neither ends a session nor leaves a transaction open."""

import sqlite3
import threading

import pytest

from sentiment_abm.sweep.ledger import Ledger, PartFile

FILES = [PartFile("part-1", "runs", 10, "0")]


@pytest.fixture
def ledger(tmp_path):
    made = Ledger(tmp_path / "ledger.sqlite", create=True)
    yield made
    made.close()


@pytest.fixture
def reader(ledger):
    """Somebody who is in the middle of reading, and so keeps commits out."""
    place = ledger.connection.execute("pragma database_list").fetchone()[2]
    found = sqlite3.connect(place, check_same_thread=False, autocommit=True)
    found.execute("begin")
    found.execute("select * from parts").fetchall()
    yield found
    found.close()


def test_a_commit_waits_for_a_reader_longer_than_sqlite_does_by_itself(ledger, reader):
    timer = threading.Timer(6.0, lambda: reader.execute("commit"))  # SQLite's own patience ends after five seconds
    timer.start()
    ledger.exchange({"part-1": "none"}, FILES)
    timer.join()
    assert ledger.parts() == {"part-1": "none"}


def test_a_commit_that_fails_leaves_a_ledger_that_can_be_written(ledger, reader):
    ledger.connection.execute("pragma busy_timeout = 50")
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        ledger.exchange({"part-1": "none"}, FILES)
    reader.execute("commit")
    assert ledger.parts() == {}
    ledger.exchange({"part-1": "none"}, FILES)
    assert ledger.files() == FILES
