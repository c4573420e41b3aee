"""Sessions of studies that decide as they go: rounds of replicates, whatever interrupts them."""

import os

import pytest

from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study
from tests.faulty import overrides_modes

TABLES = {
    "study": {"name": "rounds", "replicates": 4, "days": 10, "seed": 3},
    "society": {"people": 40, "contacts": 4},
    "scenario": {"use": "promise_broken"},
    "sweep": {"design": "grid", "vary": {"trust.asymmetry": [1.0, 3.0]}},
    "stop": {"precision": {"of": "net_mean", "half_width": 0.02}, "max_replicates": 30},
}


def study(daily):
    return Study.from_tables(TABLES, {"study.daily": daily})


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


class LidClosedError(Exception):
    """Somebody closed the laptop."""


@pytest.mark.parametrize("daily", ["whole", "quantiles", "none"])
def test_another_session_decides_the_same(tmp_path, daily):
    undisturbed = study(daily).run(tmp_path / "undisturbed", workers=1)
    counts = undisturbed.runs.groupby("point")["replicate"].count()
    assert (counts > 4).all()  # more than one round
    for closed_at in (3, 9, 14):

        def close(done, _total, _failed, closed_at=closed_at):
            if done >= closed_at:
                raise LidClosedError

        with pytest.raises(LidClosedError):
            study(daily).run(tmp_path / "interrupted", workers=1, progress=close)
        assert len(load(tmp_path / "interrupted").runs) >= closed_at
    found = study(daily).run(tmp_path / "interrupted", workers=2)
    assert found.runs.equals(undisturbed.runs)
    assert bytes_of(tmp_path / "interrupted") == bytes_of(tmp_path / "undisturbed")


@pytest.mark.parametrize("daily", ["whole", "quantiles"])
def test_a_finished_study_is_left_as_it_is(tmp_path, daily):
    study(daily).run(tmp_path, workers=1)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("*.parquet")}
    manifest = (tmp_path / "manifest.json").read_bytes()
    seen = []
    found = study(daily).run(tmp_path, workers=1, progress=lambda *told: seen.append(told))
    assert seen == [(len(found.runs), len(found.runs), 0)]
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("*.parquet")} == before
    assert (tmp_path / "manifest.json").read_bytes() == manifest
    assert len(load(tmp_path).runs) == len(found.runs) > 8


@pytest.fixture
def read_only(tmp_path):
    """A folder, and what makes it and everything in it readable and no more, for whoever runs this."""
    is_root = os.geteuid() == 0

    def closed():
        for path in (tmp_path, *tmp_path.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        if is_root:
            overrides_modes(allowed=False)

    yield tmp_path, closed
    if is_root:
        overrides_modes(allowed=True)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


def test_a_folder_that_cannot_be_written_says_so(read_only):
    folder, closed = read_only
    rounds = study("none")
    closed()
    with pytest.raises(PermissionError, match=str(folder)):
        rounds.run(folder / "rounds", workers=1)


def test_results_that_cannot_be_written_can_be_read(read_only):
    folder, closed = read_only
    rounds = study("whole")
    found = rounds.run(folder, workers=1)
    closed()
    assert load(folder).runs.equals(found.runs)
    assert load(folder).daily.equals(found.daily)
    with pytest.raises(PermissionError, match=str(folder)):
        rounds.run(folder, workers=1)
