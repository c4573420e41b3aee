"""Results folders that somebody changed: right answers, or a refusal; nothing outside of them is touched."""

import json
import os
import random
import shutil
import sqlite3
import tarfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from sentiment_abm.news.item import NewsItem
from sentiment_abm.report.bundle import bundle
from sentiment_abm.report.report import write
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.durable import digest, is_held
from sentiment_abm.sweep.export import export
from sentiment_abm.sweep.ledger import TABLES as LEDGER
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study
from tests.fuzzing import ANYTHING, answered, fuzzed, mutated, spoil, within
from tests.made_by_hand import plan
from tests.made_by_hand import write as write_by_hand

HEADLINE = "=cmd|' /C calc'!A0 <script>alert(1)</script> 🕊️"
PLAIN = [each for each in ANYTHING if not isinstance(each, (bytes, set, tuple))]  # what JSON can say


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A small study with its report."""
    folder = tmp_path_factory.mktemp("results") / "small"
    news = [NewsItem(2, "announcement", HEADLINE, "leader"), NewsItem(6, "outcome", "No deal", "press", delivered=0)]
    study = Study(
        name="small",
        scenario=news,
        society={"people": 40, "contacts": 4},
        compare={"=1+1": {"scenario.hype": 0.5}},
        replicates=2,
        days=9,
    )
    study.run(folder, workers=1)
    write(folder)
    return folder


@pytest.fixture(scope="module")
def copied(honest, tmp_path_factory):
    """A function that makes a copy to be spoilt, always in the same place."""
    place = tmp_path_factory.mktemp("spoilt") / "small"

    def made():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(honest, place, symlinks=True)
        return place

    return made


def read_all(folder):
    """Everything that one gets out of a folder without carrying out runs."""
    from sentiment_abm.commands.status import status_of

    results = load(folder)
    status_of(folder, as_json=True)
    status_of(folder, as_json=False)
    return [getattr(results, name) for name in ("runs", "daily", "news", "quantiles")] + [*results.items.values()]


def same(honest, folder):
    """The tables of a spoilt folder, if it is accepted at all, are those of the honest one."""
    found = answered("results folders", lambda: read_all(folder))
    if found is None:
        return False
    for mine, right in zip(found, read_all(honest), strict=True):
        pd.testing.assert_frame_equal(mine, right)
    return True


def test_an_untouched_copy_is_the_same(honest, copied):
    assert same(honest, copied())


def files_of(folder):
    parts = [path for path in sorted(folder.rglob("*.parquet")) if path.is_file()]
    return [folder / "ledger.sqlite", *parts]


@fuzzed(st.integers(0, 2**40), examples=30)
def test_bytes_changed_at_random_are_never_read_as_results(honest, copied, seed):
    """One byte or eight places of a part or of the ledger: as before, or refused."""
    folder = copied()
    path = files_of(folder)[seed % len(files_of(folder))]
    content = mutated(path, seed, seed % 8 + 1)[1]
    path.write_bytes(content)
    if path.name != "ledger.sqlite":
        assert same(honest, folder) == (content == (honest / path.relative_to(folder)).read_bytes())
    else:
        found = answered("ledgers", lambda: read_all(folder))
        assert found is None or not found[0].isna().all(axis=None)


@fuzzed(st.integers(0, 2**40), examples=30)
def test_manifests_changed_at_random(copied, seed):
    folder = copied()
    path = folder / "manifest.json"
    path.write_bytes(mutated(path, seed, seed % 6 + 1)[1])
    answered("manifests", lambda: read_all(folder))


@fuzzed(st.integers(0, 2**40), examples=20)
def test_manifests_of_other_shapes(copied, seed):
    """A key that is gone or holds something else: a report, an export and a look all say so, or do without."""
    folder, luck = copied(), random.Random(seed)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    spoil(manifest, luck, PLAIN)
    path.write_bytes(json.dumps(manifest).encode(errors="surrogatepass"))
    answered("manifests", lambda: read_all(folder))
    answered("manifests, exported", lambda: export(folder, "rocrate", force=True))
    if seed % 10 == 0:
        answered("manifests, reported", lambda: write(folder), seconds=60)


# -- by hand


def refused(act, *words):
    with pytest.raises(InputError) as caught, within(60):
        act()
    told = " ".join(caught.value.problems)
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"3",
        b'"x"',
        b"null",
        b"[" * 10**6,
        b'{"a":' * 10**5,
        b"\xff\xfe",
        b"{",
        b"",
        b'{"study": NaN}',
        b"1" * 5000,
    ],
)
def test_manifests_that_are_none(copied, content):
    folder = copied()
    (folder / "manifest.json").write_bytes(content)
    refused(lambda: load(folder), "manifest.json")


@pytest.mark.parametrize("name", ["manifest.json", "ledger.sqlite", "checksums.txt", "lock"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_things_that_are_no_file(copied, name, kind):
    folder = copied()
    (folder / name).unlink()
    match kind:
        case "folder":
            (folder / name).mkdir()
        case "pipe":
            os.mkfifo(folder / name)
        case _:
            (folder / name).symlink_to("/dev/zero")
    act = {"checksums.txt": lambda: bundle(folder), "lock": lambda: is_held(folder)}.get(name, lambda: load(folder))
    refused(act, name)


def changed(folder, *statements):
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


ENDLESS = "with recursive t(n) as (select 1 union all select n + 1 from t) select n, n, n, n, n from t"


@pytest.mark.parametrize(
    "statements",
    [
        ["drop table plan"],
        ["drop table plan", f"create view plan as {ENDLESS}"],
        ["create trigger t after delete on parts begin delete from files; end"],
        ["create table more (x)"],
        ["alter table plan add column x"],
    ],
)
def test_a_ledger_of_other_tables(copied, statements):
    folder = copied()
    changed(folder, *statements)
    refused(lambda: load(folder), "ledger.sqlite has other tables than a ledger")


@pytest.mark.parametrize(
    "statement",
    [
        "update plan set seed = 'x'",
        "update plan set point = 99",
        "update plan set replicate = 'x'",
        "update points set varied = '[1'",
        "update points set varied = '3'",
        "update points set varied = replace(hex(zeroblob(50000)), '0', '[')",
        "update files set part = '../../up' where folder = 'runs'",
        "update files set folder = '../up' where folder = 'runs'",
        "update files set part = null",
        "update parts set part = '/abs'",
        "update parts set part = x'00'",
        "update files set digest = 'x'",
        "update files set bytes = -1",
    ],
)
def test_a_ledger_with_a_wrong_cell(copied, statement):
    folder = copied()
    changed(folder, statement)
    refused(lambda: read_all(folder), str(folder.name))


def forged(folder, path, table):
    """Another table in place of a part, with its hash in the ledger."""
    pq.write_table(table, path)
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        told = (path.stat().st_size, digest(path), path.stem, path.parent.name)
        connection.execute("update files set bytes = ?, digest = ? where part = ? and folder = ?", told)
    connection.close()


@pytest.mark.parametrize("column", ["run_id", "status", "error"])
def test_a_part_without_a_column(copied, column):
    folder = copied()
    path = next((folder / "runs").glob("*.parquet"))
    forged(folder, path, pq.read_table(path).drop_columns([column]))
    refused(lambda: read_all(folder), path.name)


def test_a_part_without_its_labels(copied):
    folder = copied()
    path = next((folder / "runs").glob("*.parquet"))
    forged(folder, path, pq.read_table(path).replace_schema_metadata({}))
    refused(lambda: read_all(folder), path.name)


def test_days_without_runs(copied):
    folder = copied()
    path = next((folder / "daily").glob("*.parquet"))
    forged(folder, path, pq.read_table(path).drop_columns(["run_id"]))
    refused(lambda: read_all(folder), path.name)


LINKED = [
    "runs",
    "daily",
    "tables",
    "figures",
    "lock",
    "report.html",
    "manifest.json",
    "tables/moods.csv",
    "figures/moods.svg",
]


@pytest.mark.parametrize("name", LINKED)
def test_links_that_lead_out_are_neither_followed_nor_given_away(copied, tmp_path, name):
    """Writing to them would destroy, and packing them would publish, what lies elsewhere."""
    folder = copied()
    target = tmp_path / "precious"
    path = folder / name
    if path.is_dir():
        shutil.copytree(path, target)
        (target / "part-of-another.parquet").write_text("precious")
        (target / "x.unfinished").write_text("precious")
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
        target.write_text("precious" if name != "manifest.json" else (folder / "ledger.sqlite").name)
        if name == "manifest.json":
            shutil.copy(folder.parent / "small" / "checksums.txt", target)
    path.symlink_to(target)
    before = {each: each.read_bytes() for each in [target, *target.rglob("*")] if each.is_file()}
    study = Study(name="small", scenario="quiet", society={"people": 40, "contacts": 4}, replicates=1, days=3)
    for act in (
        lambda: study.run(folder, workers=1),
        lambda: write(folder),
        lambda: export(folder, "rocrate", force=True),
        lambda: bundle(folder, tmp_path / "x.tar.gz"),
    ):
        refused(act)
    assert {each: each.read_bytes() for each in [target, *target.rglob("*")] if each.is_file()} == before
    assert not (tmp_path / "x.tar.gz").exists()
    assert not (folder / "export").exists()


def test_nothing_is_left_of_an_export_or_bundle_that_fails(copied, tmp_path):
    folder = copied()
    part = next((folder / "daily").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-100])
    refused(lambda: export(folder, "csv", tmp_path / "out"), part.name)
    refused(lambda: bundle(folder, tmp_path / "out.tar.gz"), part.name)
    assert [*tmp_path.iterdir()] == []


def test_a_bundle_holds_no_path_that_leads_out(copied, tmp_path):
    with tarfile.open(bundle(copied(), tmp_path / "x.tar.gz")) as archive:
        names = archive.getnames()
    assert names
    assert all(name.startswith("small/") and ".." not in name.split("/") for name in names)


def test_an_export_keeps_formulas_as_text_and_numbers_as_numbers(copied, tmp_path):
    """As they were told, to the letter: who opens a table in a spreadsheet imports texts as texts (docs/files.md)."""
    export(copied(), "csv", tmp_path / "out")
    news, runs = pd.read_csv(tmp_path / "out" / "news.csv"), pd.read_csv(tmp_path / "out" / "runs.csv")
    assert set(news["headline"]) == {HEADLINE, "No deal"}
    assert set(runs["case"]) == {"small", "=1+1"} or "=1+1" in set(runs["case"])
    stored = load(copied()).runs
    for name in stored.select_dtypes("number"):
        assert pd.api.types.is_numeric_dtype(runs[name]), name


def test_a_report_shows_markup_as_text(honest):
    page = (honest / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_damaged_folder_is_repaired_by_running_the_study_again(copied, honest):
    folder = copied()
    part = next((folder / "daily").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    refused(lambda: read_all(folder), "run the study again to repair it")
    news = [NewsItem(2, "announcement", HEADLINE, "leader"), NewsItem(6, "outcome", "No deal", "press", delivered=0)]
    society, compare = {"people": 40, "contacts": 4}, {"=1+1": {"scenario.hype": 0.5}}
    Study(name="small", scenario=news, society=society, compare=compare, replicates=2, days=9).run(folder, workers=1)
    assert same(honest, folder)


@pytest.mark.parametrize("words", [["status"], ["report"], ["export"], ["bundle"], ["verify"], ["sensitivity"]])
def test_commands_on_folders_that_hold_nothing(tmp_path, command, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("empty", "file", "none", "../none"):
        done = command(*words, name)
        assert (done.code, done.out) == (2, ""), name
        assert len(done.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file"]


def test_the_format_of_the_ledger_is_the_one_that_is_checked():
    """Tables that change their text have to change the number of the format, too."""
    assert LEDGER.count("create table") == 4


@pytest.mark.parametrize("kind", ["runs", "daily", "news"])
def test_a_part_that_says_something_else_is_refused(tmp_path, kind):
    """A file that is sound in itself, with other numbers than those that were written."""
    write_by_hand(tmp_path, plan())
    (path,) = (tmp_path / kind).iterdir()
    table = pq.read_table(path)
    name = next(field.name for field in table.schema if pa.types.is_floating(field.type))
    changed_column = pa.array([0.5] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index(name), name, changed_column), path)
    refused(lambda: getattr(load(tmp_path), kind), f"{path.name} cannot be read", "changed since it was written")
