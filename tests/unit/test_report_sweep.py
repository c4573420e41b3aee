"""The report of a sweep: it says what its runs say, safely, from the store alone, the same on every write."""

import hashlib
import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sentiment_abm import report
from sentiment_abm.analysis.sensitivity import sensitivity
from sentiment_abm.report.changes import mean_of
from sentiment_abm.report.indices import indexed
from sentiment_abm.report.measures import NET
from sentiment_abm.report.numbers import number, span
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import Results, load
from sentiment_abm.sweep.study import Study
from tests.pages import Elements, Faults

HEAD = """
[study]
name = "{name}"
title = "Hope <script>alert(1)</script> & after"
question = "What is \\"worse\\" than <b>hope</b>?"
replicates = {replicates}
days = 25
[society]
people = 40
contacts = 4
"""
CROWDED = """
[scenario]
news = "news.csv"
[[compare]]
name = "as <told>"
[[compare]]
name = "it's half"
set."scenario.caveat" = 0.9
[sweep]
design = "grid"
[sweep.vary]
"scenario.hype" = [0.5, 4.0]
"society.graph" = ["random", "small_world"]
"scenario.coverage" = [1, 30]
"""
SAMPLED = """
[scenario]
use = "promise_broken"
[sweep]
design = "{design}"
points = {points}
[sweep.vary]
"scenario.hype" = [0.5, 4.0]
"trust.asymmetry" = [1, 5]
"""
# With thirty days of coverage more news are live at a time than a run can hold.
NEWS = "day,kind,headline,source,hype,delivered\n" + "".join(
    f'{day},announcement,"Summit </script><script>x({k})</script> & $5",leader,1,\n'
    for day in range(24)
    for k in (0, 1, 2)
)


def carried_out(home: Path, name: str, text: str, replicates: int) -> Path:
    """The results folder of a study, with its report."""
    (home / "study.toml").write_text(HEAD.format(name=name, replicates=replicates) + text, encoding="utf-8")
    (home / "news.csv").write_text(NEWS, encoding="utf-8")
    target = home / "results" / name
    Study.from_file(home / "study.toml").run(target, workers=1)
    report.write(target)
    return target


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grid of eight points in two cases, half of which fail."""
    return carried_out(tmp_path_factory.mktemp("grid"), "crowded", CROWDED, 3)


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return load(folder)


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


def words(folder: Path) -> str:
    return Elements((folder / "report.html").read_text(encoding="utf-8")).text


# ------------------------------------------------------------------------------------------------- one safe page


def test_a_second_write_gives_the_same_bytes(folder: Path) -> None:
    paths = [folder / "report.html", *folder.glob("tables/*"), *folder.glob("figures/*")]
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    report.write(folder)
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} == before
    assert len(paths) > 15


def test_texts_of_the_study_are_texts_and_nothing_is_outside(page: str, elements: Elements) -> None:
    assert Faults(page).found == []
    assert page.count("<script") == len(elements.of("script")) == 1  # our own
    assert not elements.of("b")
    assert "Hope <script>alert(1)</script> & after" in elements.text
    assert "Summit </script><script>x(2)</script> & $5" in elements.text
    page = re.sub(r"url\(data:font/woff;base64,[A-Za-z0-9+/=]+\)", "", page)
    assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)", page)


def test_ids_are_unique_and_contents_list_every_section(page: str, elements: Elements) -> None:
    ids = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    targets = {ref.removeprefix("#") for _, a in elements.found if (ref := a.get("href") or "").startswith("#")}
    assert len(ids) == len(set(ids))
    assert targets | set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    sections = [attributes["id"] for attributes in elements.of("section")]
    links = [(a.get("href") or "").removeprefix("#") for a in elements.of("a")]
    assert links[1 : len(sections) + 1] == sections
    assert {"answer", "design", "effects", "maps", "contrasts", "points", "adequacy", "health"} <= set(sections)


def test_every_table_and_drawing_has_a_name(elements: Elements) -> None:
    assert len(elements.of("caption")) == len(elements.of("table"))
    assert all(len(svg["aria-label"] or "") > 40 for svg in elements.of("svg"))
    assert all(div.get("tabindex") == "0" and div.get("aria-label") for div in elements.of("div") if div.get("role"))


# ------------------------------------------------------------------------------------------------- what it says


def test_the_answer_is_what_the_runs_say(results: Results, elements: Elements) -> None:
    runs = results.runs[(results.runs["status"] == "done") & (results.runs["case"] == "as <told>")]
    table = runs.pivot_table(index=["replicate", "society.graph"], columns="scenario.hype", values="hope_peak") * 100
    change = mean_of((table[4.0] - table[0.5]).groupby("replicate").mean().to_numpy(), "replicates")
    ends = span(change.estimate - change.half_width(), change.estimate + change.half_width(), 1, signed=True)
    assert f"from 0.5 to 4 it changes by {number(change.estimate, 1, signed=True)} points ({ends})" in elements.text


def test_best_and_worst_points_are_those_of_the_runs(folder: Path, results: Results, elements: Elements) -> None:
    done = results.runs[results.runs["status"] == "done"]
    means = done.groupby(["case", "point"])["net_mean"].mean().sort_values()
    table = pd.read_csv(folder / "tables" / "points.csv")
    assert len(table) == len(means) == 8
    assert table["net_mean"].to_numpy() == pytest.approx(means.to_numpy()[::-1])
    assert f"highest at {number(means.iloc[-1] * 100, 1, signed=True)} points" in elements.text
    assert "Of the 8 of 16 points that have finished runs" in elements.text


def test_failed_runs_are_counted_by_reason(results: Results, elements: Elements) -> None:
    failed = results.runs[results.runs["status"] == "failed"]
    assert len(failed) == 24
    assert "24 runs failed and are missing from every number." in elements.text
    assert "more than 62 news items are live at one time" in elements.text
    assert "days in the media = 30 in “as <told>”, replicate 0" in elements.text
    assert "Runs failed 24" in elements.text


def test_settings_that_say_nothing_are_told(elements: Elements) -> None:
    assert "These runs say nothing about scenario.coverage" in elements.text
    assert "8 points of 16 have no finished run." in elements.text


def test_cases_are_compared_over_all_points(folder: Path, results: Results) -> None:
    done = results.runs[results.runs["status"] == "done"]
    table = done.pivot_table(index="replicate", columns="case", values="trust_last")
    stored = pd.read_csv(folder / "tables" / "contrasts.csv").set_index("of")
    assert stored.loc["trust_last", "estimate"] == pytest.approx((table["it's half"] - table["as <told>"]).mean())


@pytest.mark.parametrize("family", ["curve", "map"])
def test_the_command_draws_the_same_figure(family: str, folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    first, *_ = sorted(path.stem for path in folder.glob(f"figures/{family}_*.json"))
    repeated(first, folder, tmp_path, monkeypatch)


def repeated(name: str, folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    """Run the command that the report prints for a figure, and compare."""
    told = json.loads((folder / "figures" / f"{name}.json").read_text(encoding="utf-8"))["command"]
    assert html.escape(told) in (folder / "report.html").read_text(encoding="utf-8").replace("&#34;", "&quot;").replace(
        "&#39;", "&#x27;"
    )
    (tmp_path / "results").symlink_to(folder.parent)
    monkeypatch.chdir(tmp_path)
    exec(shlex.split(told)[2], {})  # noqa: S102  # the command that the report prints
    assert (tmp_path / f"{name}.svg").read_bytes() == (folder / "figures" / f"{name}.svg").read_bytes()


# ------------------------------------------------------------------------------------------------- other designs


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return carried_out(tmp_path_factory.mktemp("walk"), "walk", SAMPLED.format(design="morris", points=4), 2)


def test_a_walk_has_its_indices_and_their_figure(walk: Path, tmp_path: Path, monkeypatch: Any) -> None:
    found = sensitivity(walk, "trust_last").table.set_index("name")
    stored = pd.read_csv(walk / "tables" / "indices.csv").query("of == 'trust_last'").set_index("name")
    assert stored["mu_star"].to_numpy() == pytest.approx(found["mu_star"].to_numpy())
    first = found["mu_star"].idxmax()
    sentence = re.search(
        rf"Trust in the promiser at the end is moved most by [^.]*\({first}\).*?μ\*, is ([0-9.]+)", words(walk)
    )
    assert sentence is not None
    assert sentence[1] == number(found.loc[first, "mu_star"], 3)
    repeated("sensitivity", walk, tmp_path, monkeypatch)


def test_a_walk_with_a_missing_run_says_why_it_has_no_indices(walk: Path) -> None:
    """A point without a finished run leaves its trajectory without an effect."""
    results = load(walk)
    lost = [run for run in results.plan if run.varied["point"] != 3]
    (found,) = indexed(Results(walk, results.manifest, lost, results.stored), [NET], ["promise_broken"])
    assert found.found is None
    assert "1 of 12 points have no finished run" in found.problem


def test_single_runs_of_sampled_points_are_told_apart_from_luck(tmp_path: Path) -> None:
    folder = carried_out(tmp_path, "once", SAMPLED.format(design="latin_hypercube", points=12), 1)
    assert "hold the choice of points, but not the luck that all points share" in words(folder)
    assert "There is 1 run of each point" in words(folder)
    assert "Latin hypercube" in words(folder)


def test_many_points_are_shown_by_their_ends(tmp_path: Path) -> None:
    folder = carried_out(tmp_path, "many", SAMPLED.format(design="latin_hypercube", points=70), 1)
    assert "The 25 best and the 25 worst of 70 points" in words(folder)
    assert "20 points between these are in tables/points.csv" in words(folder)
    assert len(pd.read_csv(folder / "tables" / "points.csv")) == 70


def test_a_sweep_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(
        HEAD.format(name="none", replicates=1) + CROWDED.replace("[1, 30]", "[28, 30]"), encoding="utf-8"
    )
    (tmp_path / "news.csv").write_text(NEWS, encoding="utf-8")
    Study.from_file(tmp_path / "study.toml").run(tmp_path / "none", workers=1)
    with pytest.raises(InputError, match="no finished run"):
        report.write(tmp_path / "none")
