"""The report: one page that needs nothing else, says what the tables say, and is the same on every write."""

import hashlib
import json
import re
import shlex
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sentiment_abm import report
from sentiment_abm.analysis.contrast import paired
from sentiment_abm.report.figures import showable_polls
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import Results, load
from sentiment_abm.sweep.study import Study
from tests.pages import Elements, Faults, contrast

STUDY = """
[study]
name = "talks"
title = "Hope <script>alert(1)</script> & after"
question = "What is \\"worse\\" than <b>hope</b>?"
replicates = 3
days = 12
engine = "mesa"
[society]
people = 40
[[society.segment]]
name = "North & South"
share = 0.5
[[society.segment]]
name = "East"
share = 0.5
[scenario]
news = "news.csv"
start_date = 2025-01-20
[report]
polls = "polls.csv"
[[compare]]
name = "as <told>"
[[compare]]
name = "it's half"
set."scenario.hype" = 0.5
"""
NEWS = """day,kind,headline,source,hype,delivered
1,announcement,"Summit </script><script>alert(""x"")</script> & a $5 deal",leader,2,
6,outcome,Talks end without a deal,leader,,0.1
"""
POLLS = """day,segment,indicator,value,label,source
4,East,belief,0.3,Expect <peace>,KIIS
4,West,belief,0.3,Expect peace,KIIS
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study, run and reported."""
    home = tmp_path_factory.mktemp("home")
    for name, text in (("study.toml", STUDY), ("news.csv", NEWS), ("polls.csv", POLLS)):
        (home / name).write_text(text, encoding="utf-8")
    target = home / "results" / "talks"
    Study.from_file(home / "study.toml").run(target, workers=1)
    assert report.write(target) == target.resolve() / "report.html"
    return target


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return load(folder)


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


# ------------------------------------------------------------------------------------------------- one safe page


def written(folder: Path) -> dict[str, str]:
    """A hash of everything that a report writes."""
    paths = [folder / "report.html", *sorted((folder / "tables").iterdir()), *sorted((folder / "figures").iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_second_write_gives_the_same_bytes_and_only_old_figures_go(folder: Path) -> None:
    before = written(folder)
    for name in ("figures/old.json", "figures/old.svg", "figures/old.png", "tables/old.csv"):
        (folder / name).write_text("{}", encoding="utf-8")
    mine = [folder / "figures" / "mine.svg", folder / "tables" / "mine.csv"]
    for path in mine:
        path.write_text("mine", encoding="utf-8")
    report.write(folder)
    assert not list(folder.rglob("old.*"))
    for path in mine:
        path.unlink()  # it is still there
    assert written(folder) == before
    assert {"report.html", "moods.csv", "moods.svg", "moods.png", "moods.json", "answer.csv"} <= before.keys()


def test_texts_of_the_study_are_texts(page: str, elements: Elements) -> None:
    assert page.count("<script") == len(elements.of("script")) == 1  # our own
    assert not elements.of("b")
    for text in ("Hope <script>alert(1)</script> & after", 'Summit </script><script>alert("x")</script> & a $5 deal'):
        assert text in elements.text
    assert 'What is "worse" than <b>hope</b>?' in elements.text


def test_the_page_refers_to_nothing_outside(page: str, elements: Elements) -> None:
    page = re.sub(r"url\(data:font/woff;base64,[A-Za-z0-9+/=]+\)", "", page)
    assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)", page)
    for tag, attributes in elements.found:
        for name in ("src", "href", "xlink:href", "data", "action", "poster", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", "data:,")), (tag, attributes)
    assert "default-src 'none'" in page


def test_the_form_of_the_page_is_right(page: str) -> None:
    assert Faults(page).found == []


def test_ids_are_unique_and_every_reference_has_a_target(page: str, elements: Elements) -> None:
    ids = [attributes["id"] for _, attributes in elements.found if attributes.get("id")]
    targets = {
        reference.removeprefix("#") for a in elements.found if (reference := a[1].get("href") or "").startswith("#")
    }
    assert len(ids) == len(set(ids))
    assert targets | set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert len(targets) > 20


def test_the_page_can_be_read_by_all(elements: Elements) -> None:
    assert elements.of("html") == [{"lang": "en"}]
    assert any("width=device-width" in (meta.get("content") or "") for meta in elements.of("meta"))
    drawings = elements.of("svg")
    assert len(drawings) == 2 * len(elements.of("figure"))
    assert all(svg["role"] == "img" and len(svg["aria-label"] or "") > 40 for svg in drawings)
    assert len(elements.of("figcaption")) == len(elements.of("figure"))
    assert all(div.get("tabindex") == "0" and div.get("aria-label") for div in elements.of("div") if div.get("role"))
    assert elements.of("a")[0] == {"class": "skip", "href": "#answer"}


def test_contents_list_every_section_in_order(elements: Elements) -> None:
    sections = [attributes["id"] for attributes in elements.of("section")]
    links = [(a.get("href") or "").removeprefix("#") for a in elements.of("a")]
    assert links[1 : len(sections) + 1] == sections
    assert {"answer", "setup", "news", "contrasts", "health", "provenance", "limits", "glossary"} <= set(sections)


@pytest.mark.parametrize("scheme", [0, 1])
def test_words_of_the_page_are_readable_in_light_and_dark(page: str, scheme: int) -> None:
    block = re.findall(r":root \{([^}]*)\}", page)[scheme]
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    for ink, ground in product(("ink", "soft", "link", "mark"), ("paper", "tint")):
        assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground)


# ------------------------------------------------------------------------------------------------ what it says


def test_the_answer_is_what_the_runs_say(results: Results, elements: Elements) -> None:
    net = results.runs.loc[results.runs["case"] == "as <told>", "net_mean"] * 100
    low, middle, high = (f"{net.quantile(level):+.1f}".replace("-", "−") for level in (0.025, 0.5, 0.975))
    assert f"averaged {middle} points ({low} to {high}) in “as <told>”" in elements.text
    found = paired(results.runs, of="net_mean", a="as <told>", b="it's half")
    mean = f"{found.estimate * 100:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")
    assert f"“it's half” differs from “as <told>” by {mean} points" in elements.text
    assert "3 replicates of each case" in elements.text


def test_stored_contrasts_are_those_of_the_analysis(folder: Path, results: Results) -> None:
    table = pd.read_csv(folder / "tables" / "contrasts.csv").set_index("of")
    found = paired(results.runs, of="hope_peak", a="as <told>", b="it's half")
    assert table.loc["hope_peak", "estimate"] == pytest.approx(found.estimate)
    assert (table.loc["hope_peak", "low"], table.loc["hope_peak", "n"]) == (pytest.approx(found.low), 3)


def test_every_figure_has_its_table_and_its_hash(folder: Path) -> None:
    sidecars = sorted((folder / "figures").glob("*.json"))
    assert {"moods", "news", "states", "flows", "differences", "segments_net", "segments_belief"} == {
        path.stem for path in sidecars
    }
    for path in sidecars:
        told = json.loads(path.read_text(encoding="utf-8"))
        table = (folder / "tables" / f"{path.stem}.csv").read_bytes()
        assert told["data_sha256"] == hashlib.sha256(table).hexdigest()
        assert told["caption"].endswith("This is a model, not a forecast.")


@pytest.mark.parametrize("name", ["moods", "segments_belief", "differences"])
def test_the_command_draws_the_same_figure(name: str, folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    told = json.loads((folder / "figures" / f"{name}.json").read_text(encoding="utf-8"))["command"]
    python, option, code = shlex.split(told)
    assert (python, option) == ("python", "-c")
    (tmp_path / "results").symlink_to(folder.parent)
    monkeypatch.chdir(tmp_path)
    exec(code, {})  # noqa: S102  # the command that the report prints
    assert (tmp_path / f"{name}.svg").read_bytes() == (folder / "figures" / f"{name}.svg").read_bytes()


def test_polls_of_unknown_segments_are_left_out_and_counted(results: Results, elements: Elements) -> None:
    assert [poll["segment"] for poll in showable_polls(results)] == ["East"]
    assert "1 poll cannot be shown" in elements.text


def test_a_folder_without_results(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        report.write(tmp_path)
