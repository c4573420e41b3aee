"""Parts: their bytes follow from their runs alone, and what is read back is what was written."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentiment_abm.sweep import parts
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.labels import Labels
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.parts import FOLDERS, part, write_part
from sentiment_abm.sweep.reader import Reader
from sentiment_abm.sweep.records import Records, Rows, failures, joined

RUNS, DAYS = 700, 61  # more rows than a row group, a page and a batch of the Parquet writer have
IDS = [f"{run:032}" for run in range(RUNS)]
PLAN = [Planned(run_id, "a", n, n, {"point": 0}) for n, run_id in enumerate(IDS)]


def recorded(runs=RUNS, days=DAYS) -> Records:
    """Runs with texts, shares, real numbers and gaps; of every seventh nothing but a failure."""
    luck, found = np.random.default_rng(5), []
    for run in range(runs):
        if run % 7 == 3:
            found.append(failures(IDS[run : run + 1], "no luck"))
            continue
        hope = luck.integers(0, 200, days) / 200
        net = np.where(luck.random(days) < 0.1, np.nan, luck.random(days))
        daily = {"day": np.arange(days), "segment": ["all"] * days, "hope": hope, "net": net}
        news = {"item": np.arange(2), "learned": luck.random(2), "headline": ["Talks", "No deal"]}
        ends = pa.table({"run_id": [IDS[run]], "status": ["done"], "error": [""], "net_mean": [np.nanmean(net)]})
        found.append(Records(ends, Rows(pa.table(daily), np.array([days])), Rows(pa.table(news), np.array([2]))))
    return joined(found)


RECORDED = recorded()


def written(folder, pieces) -> dict[str, bytes]:
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    write_part(folder, part("part", Labels(PLAN), IDS, "whole", RECORDED.failed), pieces, lambda path: path)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one part."""
    made = tmp_path_factory.mktemp("whole")
    written(made, [RECORDED])
    return made


def name_of(folder) -> str:
    (name,) = {path.stem for path in folder.rglob("*.parquet")}
    return name


def in_one_chunk(rows) -> Rows:
    return Rows(rows.table.combine_chunks(), rows.counts)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, RUNS), max_size=8), chunked=st.booleans())
def test_the_bytes_do_not_depend_on_the_pieces_that_came(folder, tmp_path, cuts, chunked):
    pieces = [RECORDED.take(range(a, b)) for a, b in pairwise([0, *sorted(cuts), RUNS]) if a < b]
    if not chunked:
        pieces = [piece._replace(daily=in_one_chunk(piece.daily)) for piece in pieces]
    before = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}
    assert written(tmp_path, pieces) == before


def test_row_groups_are_whole_runs_as_many_as_fit(folder):
    with pq.ParquetFile(folder / "daily" / f"{name_of(folder)}.parquet") as file:
        sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert sum(sizes) == 600 * DAYS
    assert all(size % DAYS == 0 for size in sizes)
    assert all(parts.GROUP_ROWS - DAYS < size <= parts.GROUP_ROWS for size in sizes[:-1])


@pytest.mark.parametrize("most", [1, 10, 61, 100])
def test_a_run_longer_than_a_row_group_gets_one_of_its_own(tmp_path, monkeypatch, most):
    monkeypatch.setattr(parts, "GROUP_ROWS", most)
    written(tmp_path, [RECORDED.take(range(12))])
    name = name_of(tmp_path)
    with pq.ParquetFile(tmp_path / "daily" / f"{name}.parquet") as file:
        assert file.num_row_groups == 10
    with Reader(tmp_path, {name: "whole"}, None) as reader:
        assert reader.rows("daily", name, IDS[:12]).counts.tolist() == RECORDED.daily.counts[:12].tolist()


@settings(max_examples=20)
@given(places=st.lists(st.integers(0, RUNS - 1), unique=True, min_size=1, max_size=40), pieces=st.integers(1, 5))
def test_what_is_read_is_what_was_written(folder, places, pieces):
    name, places = name_of(folder), sorted(places)
    with Reader(folder, {name: "whole"}, Daily()) as reader:
        asked = [some.tolist() for some in np.array_split(places, pieces) if len(some)]
        found = joined(reader.records(name, [IDS[n] for n in some]) for some in asked)
    told = RECORDED.take(places)
    assert found.runs.select(told.runs.column_names).to_pandas().equals(told.runs.to_pandas())
    for rows, before in ((found.daily, told.daily), (found.news, told.news)):
        np.testing.assert_array_equal(rows.counts, before.counts)
        if before.counts.any():
            assert rows.table.to_pandas().equals(before.table.to_pandas())


def test_to_go_back_costs_a_fresh_start_and_no_more(folder):
    name = name_of(folder)
    with Reader(folder, {name: "whole"}, None) as reader:
        for run in (600, 5):
            expected = RECORDED.take([run]).daily.table["hope"].to_pylist()
            assert reader.rows("daily", name, [IDS[run]]).table["hope"].to_pylist() == expected


@pytest.mark.parametrize("daily", [Daily("thinned", 10, ("hope",)), Daily("quantiles")], ids=lambda each: each.mode)
def test_days_are_read_as_they_are_wanted(folder, daily):
    name = name_of(folder)
    with Reader(folder, {name: "whole"}, daily) as reader:
        found = reader.records(name, IDS[:9]).daily
    table, kept = daily.series.of(RECORDED.take(range(9)).daily.table)
    assert found.table.to_pandas().equals(table.to_pandas())
    assert found.counts.sum() == kept.sum() > 0


def test_days_that_are_not_wanted_are_not_read(folder):
    name = name_of(folder)
    with Reader(folder, {name: "whole"}, Daily("none")) as reader:
        assert reader.records(name, IDS[:9]).daily.counts.tolist() == [0] * 9


def test_names_differ_where_anything_does():
    labels = Labels(PLAN)
    renamed = Labels([run._replace(case="b") for run in PLAN])
    names = [
        part("part", labels, IDS, "whole", {}).name,
        part("part", labels, IDS[:-1], "whole", {}).name,
        part("part", labels, IDS, "none", {}).name,
        part("part", labels, IDS, "whole", {IDS[0]: "no luck"}).name,
        part("part", renamed, IDS, "whole", {}).name,
        part("spare", Labels(), IDS, "whole", {}).name,
    ]
    assert len(set(names)) == len(names)
    assert part("part", Labels(PLAN), [*IDS], "whole", {}).name == names[0]
