"""Exports: the same bytes however a study came about, numbers to the bit, whole or not there, packages by the book."""

import csv
import datetime
import hashlib
import json
import math
import resource
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pandas as pd
import pytest
from typer.testing import CliRunner

from sentiment_abm.cli import app
from sentiment_abm.spec import InputError
from sentiment_abm.sweep import export as export_module
from sentiment_abm.sweep.durable import UNFINISHED
from sentiment_abm.sweep.export import export
from sentiment_abm.sweep.manifest import PACKAGES
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.writer import writing

STUDY = """
[study]
name = "hype, twice"
question = "Does it matter?"
seed = 3
replicates = 3
days = 10
[society]
people = 40
contacts = 4
[[society.segment]]
name = "one"
share = 0.5
[[society.segment]]
name = "two"
share = 0.5
[scenario]
use = "promise_broken"
[[compare]]
name = 'low, "quoted"'
set."scenario.hype" = 0.5
set."trust.memory" = inf
"""


@pytest.fixture
def folder(study, tmp_path: Path) -> Path:
    """A finished study of six runs."""
    study(STUDY).run(tmp_path / "results", workers=1)
    return tmp_path / "results"


def contents(path: Path) -> dict[str, bytes]:
    return {str(each.relative_to(path)): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}


# -- the tables


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_one_session_or_several_the_files_are_the_same_bytes(study, folder, tmp_path, kind) -> None:
    def stop(done: int, _total: int, _failed: int) -> None:
        if done == 2:
            raise RuntimeError("the lid is closed")

    with pytest.raises(RuntimeError, match="the lid"):
        study(STUDY).run(tmp_path / "resumed", workers=2, progress=stop)
    assert 0 < len(load(tmp_path / "resumed").runs) < 6
    study(STUDY).run(tmp_path / "resumed", workers=2)
    undisturbed, resumed = (contents(export(each, kind).path) for each in (folder, tmp_path / "resumed"))
    assert sorted(undisturbed) == [f"{name}.{kind}" for name in ("daily", "news", "runs")]
    assert undisturbed == resumed


@pytest.mark.parametrize("name", ["runs", "daily", "news"])
def test_csv_reads_back_to_the_same_bits(folder, name) -> None:
    path = export(folder, "csv").path / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = getattr(load(folder), name)
    keys = [key for key in ("run_id", "day", "item") if key in frame]
    frame = frame.sort_values(keys, kind="stable")
    assert list(rows[0]) == list(frame)
    for column in frame:
        for text, value in zip([row[column] for row in rows], frame[column], strict=True):
            assert same(text, value), (column, text, value)


def same(text: str, value: Any) -> bool:
    """Whether a cell of a CSV file says exactly this value."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return text == ""
    if isinstance(value, float):
        if not text:
            return False
        return struct.pack("d", float(text)) == struct.pack("d", value)
    return text == (str(value).lower() if isinstance(value, bool) else str(value))


def test_a_changed_bit_would_be_noticed() -> None:
    assert same("0.1", 0.1)
    assert not same("0.1", math.nextafter(0.1, 1.0))
    assert not same("0", -0.0)
    assert not same("", 0.0)


@pytest.mark.parametrize("name", ["runs", "daily", "news"])
def test_parquet_has_the_tables(folder, name) -> None:
    found = pd.read_parquet(export(folder, "parquet").path / f"{name}.parquet")
    frame = getattr(load(folder), name)
    keys = [key for key in ("run_id", "day", "item") if key in frame]
    expected = frame.sort_values(keys, kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


def test_rows_are_in_the_order_of_runs_and_days(folder) -> None:
    daily = pd.read_csv(export(folder, "csv").path / "daily.csv")
    assert list(daily["run_id"].unique()) == sorted(load(folder).runs["run_id"])
    assert daily.groupby("run_id")["day"].is_monotonic_increasing.all()
    assert daily["segment"].tolist()[:3] == ["all", "one", "two"]


def test_how_many_rows_are_in_memory_changes_no_byte(folder, tmp_path, monkeypatch) -> None:
    at_once = contents(export(folder, "csv", tmp_path / "a").path)
    monkeypatch.setattr(export_module, "BATCH", 7)
    assert contents(export(folder, "csv", tmp_path / "b").path) == at_once


def test_failed_runs_are_rows_and_a_table_without_rows_is_no_file(study, tmp_path) -> None:
    # More items live at a time than the engine can hold.
    items = "".join(f"{day // 64},signal,Signal {day},wire,1\n" for day in range(128))
    flood = STUDY[: STUDY.index("[[compare]]")].replace(
        'use = "promise_broken"', 'news = "news.csv"\nsources = {wire = 0.5}'
    )
    study(flood, news_csv=f"day,kind,headline,source,strength\n{items}").run(tmp_path / "failed")
    done = export(tmp_path / "failed", "csv")
    assert done.rows == {"runs": 3}
    assert sorted(contents(done.path)) == ["runs.csv"]
    runs = pd.read_csv(done.path / "runs.csv")
    assert runs["status"].tolist() == ["failed"] * 3
    assert runs["error"].tolist() == load(tmp_path / "failed").runs["error"].tolist()


SWEEP = (
    STUDY[: STUDY.index("[[compare]]")]
    + """
[sweep]
design = "latin_hypercube"
points = 5
[sweep.vary]
"trust.asymmetry" = {low = 1, high = 5}
"scenario.hype" = {low = 0.5, high = 2}
"""
)


@pytest.mark.parametrize(
    ("daily", "rows"),
    [
        ("whole", {"runs": 15, "daily": 15 * 3 * 11, "news": 30}),
        ("none", {"runs": 15, "news": 30}),
        ("quantiles", {"runs": 15, "quantiles": 0, "news": 30}),
    ],
)
def test_a_sweep_has_the_tables_that_it_keeps(study, tmp_path, daily, rows) -> None:
    study(SWEEP, {"study.daily": daily}).run(tmp_path / "out")
    study(SWEEP, {"study.daily": daily, "study.replicates": 2}).run(tmp_path / "other")
    study(SWEEP, {"study.daily": daily}).run(tmp_path / "other")
    rows = rows | {name: len(load(tmp_path / "out").quantiles) for name in rows if name == "quantiles"}
    found = export(tmp_path / "out", "rocrate")
    assert found.rows == rows
    assert all(found.rows.values())
    assert crate_faults(found.path) == []
    once, twice = (contents(export(tmp_path / name, "csv").path) for name in ("out", "other"))
    assert once == twice
    table = pd.read_csv(found.path / "runs.csv")
    assert table["point"].nunique() == 5
    named = {entity["@id"] for entity in json.loads((found.path / "ro-crate-metadata.json").read_text())["@graph"]}
    assert {"#trust.asymmetry", "#scenario.hype"} <= named


# -- whole or not there


def test_an_export_is_not_overwritten_without_force(folder) -> None:
    path = export(folder, "csv").path
    assert path == folder / "export" / "csv"
    before = contents(path)
    with pytest.raises(InputError, match="exists already: --force replaces it"):
        export(folder, "csv")
    (path / "news.csv").unlink()
    export(folder, "csv", force=True)
    assert contents(path) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["csv"]


@pytest.mark.parametrize("name", ["notes.txt", "ledger.sqlite"])
def test_force_replaces_nothing_but_an_export(folder, tmp_path, name) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / name).write_text("years of work")
    with pytest.raises(InputError, match=f"is no export, it holds '{name}'"):
        export(folder, "csv", out, force=True)
    assert (out / name).read_text() == "years of work"
    with pytest.raises(InputError, match="is no export"):
        export(folder, "csv", out / name, force=True)


def test_a_full_disk_leaves_what_was_there(folder, tmp_path) -> None:
    before = contents(export(folder, "csv").path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        for out in (None, tmp_path / "new"):
            with pytest.raises(OSError, match="File too large"):
                export(folder, "csv", out, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(folder / "export" / "csv") == before
    assert not [each for each in tmp_path.rglob("*") if each.name.endswith(UNFINISHED)]
    assert not (tmp_path / "new").exists()


def test_what_a_crash_left_is_cleared_away(folder) -> None:
    leftover = folder / "export" / f"csv{UNFINISHED}"
    leftover.mkdir(parents=True)
    (leftover / "half.csv").write_text("half")
    assert sorted(contents(export(folder, "csv").path)) == ["daily.csv", "news.csv", "runs.csv"]
    assert not leftover.exists()


# -- mistakes


def test_everything_that_is_wrong_is_said(folder, tmp_path) -> None:
    for words, told in (
        ((folder, "cvs"), r"to: 'cvs' is not one of csv, parquet, rocrate \(did you mean 'csv'\?\)"),
        ((tmp_path / "nothing", "csv"), "holds no results"),
    ):
        with pytest.raises(InputError, match=told):
            export(*words)
    with pytest.raises(InputError, match="license 'MIT' means nothing for csv"):
        export(folder, "csv", license_id="MIT")
    with pytest.raises(InputError, match="license 'a b' is not an SPDX identifier"):
        export(folder, "rocrate", license_id="a b")
    with writing(folder), pytest.raises(InputError, match="is in use by a session"):
        export(folder, "csv")


def test_the_command(folder, monkeypatch) -> None:
    monkeypatch.chdir(folder.parent)
    run = CliRunner().invoke
    done = run(app, ["export", "results"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "results/export/csv: runs (6 rows), daily (198 rows), news (12 rows)\n"
    again = run(app, ["export", "results"])
    assert (again.exit_code, again.stdout) == (2, "")
    assert run(app, ["export", "results", "--force", "--to", "csv"]).exit_code == 0
    assert run(app, ["export", "results", "--to", "parquet", "--out", "tables"]).exit_code == 0
    assert sorted(contents(Path("tables"))) == ["daily.parquet", "news.parquet", "runs.parquet"]
    assert run(app, ["export", "results", "--to", "xls"]).exit_code == 2


def test_an_unfinished_study_says_so(study, tmp_path) -> None:
    def stop(done: int, _total: int, _failed: int) -> None:
        if done == 2:
            raise RuntimeError("the lid is closed")

    with pytest.raises(RuntimeError):
        study(STUDY).run(tmp_path / "results", workers=1, progress=stop)
    missing = 6 - len(load(tmp_path / "results").runs)
    done = CliRunner().invoke(app, ["export", str(tmp_path / "results")])
    assert done.exit_code == 0
    assert done.stderr == f"the study is not finished: {missing} runs are missing\n"


# -- packages: what RO-Crate 1.2 demands


def crate_faults(root: Path) -> list[str]:
    """Everything in which a folder is not an RO-Crate 1.2 that describes all of its files.

    The rules are the MUSTs of the specification's pages on structure, root data entity, data entities, contextual
    entities, JSON-LD and software, and two of our own: all files are listed, with their hashes.
    """
    document = json.loads((root / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    graph = document["@graph"]
    entities = {entity.get("@id"): entity for entity in graph}
    found = [] if document["@context"] == "https://w3id.org/ro/crate/1.2/context" else ["context"]
    found += ["an id is missing or given twice"] if None in entities or len(entities) < len(graph) else []
    found += [f"{name}: no type" for name, entity in entities.items() if not entity.get("@type")]
    found += [*_head_faults(entities), *_flatness_faults(graph), *_file_faults(root, entities)]
    for name, entity in entities.items():
        if entity.get("@type") == "SoftwareApplication":
            found += [f"{name}: no {key}" for key in ("name", "url", "version") if not entity.get(key)]
    return found


def _head_faults(entities: dict[str, Any]) -> Iterator[str]:
    descriptor = entities.get("ro-crate-metadata.json", {})
    if (descriptor.get("@type"), descriptor.get("about")) != ("CreativeWork", {"@id": "./"}):
        yield "descriptor"
    if descriptor.get("conformsTo") != {"@id": "https://w3id.org/ro/crate/1.2"}:
        yield "conformsTo"
    root = entities.get("./", {})
    if root.get("@type") != "Dataset":
        yield "root: type"
    yield from (f"root: no {key}" for key in ("name", "description", "datePublished", "license") if not root.get(key))
    try:
        datetime.date.fromisoformat(root.get("datePublished", ""))
    except ValueError:
        yield "root: datePublished is no date"
    terms = entities.get(root.get("license", {}).get("@id"), {})
    if not (terms.get("name") and terms.get("description")):
        yield "license: not described"


def _flatness_faults(graph: list[Any]) -> Iterator[str]:
    """References are {"@id": …} alone, to something that the graph has; nothing else is nested."""
    known = {entity["@id"] for entity in graph}
    for entity in graph:
        for key, value in entity.items():
            if isinstance(value, list) and len(value) == 1:
                yield f"{entity['@id']}: {key} is a list of one"
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict) and (
                    set(each) != {"@id"} or (key != "conformsTo" and each["@id"] not in known)
                ):
                    yield f"{entity['@id']}: {key} refers to {each}"
                if not isinstance(each, (dict, str, int, float)):
                    yield f"{entity['@id']}: {key} is {each!r}"


def _file_faults(root: Path, entities: dict[str, Any]) -> Iterator[str]:
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    listed = {each["@id"] for each in entities.get("./", {}).get("hasPart", [])}
    files = {name for name, entity in entities.items() if entity.get("@type") == "File"}
    if listed != files:
        yield "hasPart does not list the files"
    if {unquote(name) for name in files} != there - {"ro-crate-metadata.json"}:
        yield "files are not all described"
    for name in files:
        if urlparse(name).scheme or " " in name or ".." in name:
            yield f"{name}: not a relative URI"
        elif unquote(name) in there:
            data, entity = (root / unquote(name)).read_bytes(), entities[name]
            if entity.get("sha256") != hashlib.sha256(data).hexdigest() or entity.get("contentSize") != str(len(data)):
                yield f"{name}: hash or size"
            yield from (f"{name}: no {key}" for key in ("name", "description", "encodingFormat") if not entity.get(key))


@pytest.mark.parametrize("license_id", ["", "CC-BY-4.0"])
def test_a_package_is_an_ro_crate(folder, license_id) -> None:
    (folder / "figures").mkdir()
    (folder / "figures" / "a chart, 50%.svg").write_text("<svg/>")
    (folder / "report.html").write_text("<html></html>")
    path = export(folder, "rocrate", license_id=license_id).path
    assert crate_faults(path) == []
    names = {name for name in contents(path) if name != "ro-crate-metadata.json"}
    assert names == {"manifest.json", "report.html", "runs.csv", "daily.csv", "news.csv", "figures/a chart, 50%.svg"}


def test_a_package_tells_settings_software_and_how_it_was_made(folder) -> None:
    graph = json.loads((export(folder, "rocrate").path / "ro-crate-metadata.json").read_text(encoding="utf-8"))[
        "@graph"
    ]
    entities = {entity["@id"]: entity for entity in graph}
    memory = entities["#trust.memory"]
    assert (memory["description"], memory["unitText"], memory["minValue"]) == ("trust memory", "d", 30)
    assert "maxValue" not in memory  # there is none
    assert {entity["name"] for entity in graph if entity["@type"] == "SoftwareApplication"} == {
        "sentiment_abm", "python", *PACKAGES,
    }  # fmt: skip
    action = entities["#simulation"]
    assert action["endTime"] == load(folder).manifest["finished"]
    assert {"@id": "runs.csv"} in action["result"]
    assert "Does it matter?" in entities["./"]["description"]


def test_two_packages_of_one_folder_are_the_same_bytes(folder, tmp_path) -> None:
    one, two = (contents(export(folder, "rocrate", tmp_path / name).path) for name in ("one", "two"))
    assert one == two


BREAK: dict[str, Callable[[dict[str, Any]], object]] = {
    "context": lambda document: document.update({"@context": "https://schema.org"}),
    "root: no license": lambda document: document["@graph"][1].pop("license"),
    "root: datePublished is no date": lambda document: document["@graph"][1].update(datePublished="yesterday"),
    "conformsTo": lambda document: document["@graph"][0].pop("conformsTo"),
    "an id is missing or given twice": lambda document: document["@graph"].append(document["@graph"][2]),
    "hasPart does not list the files": lambda document: document["@graph"][1]["hasPart"].pop(),
    "files are not all described": lambda document: document["@graph"].pop(2),
    "daily.csv: hash or size": lambda document: document["@graph"][2].update(sha256="0" * 64),
}


@pytest.mark.parametrize("fault", BREAK)
def test_the_checks_of_a_package_can_fail(folder, tmp_path, fault) -> None:
    path = shutil.copytree(export(folder, "rocrate").path, tmp_path / "broken")
    document = json.loads((path / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    BREAK[fault](document)
    (path / "ro-crate-metadata.json").write_text(json.dumps(document), encoding="utf-8")
    assert fault in crate_faults(path)
