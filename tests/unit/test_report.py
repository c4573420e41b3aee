"""The report: one page that needs nothing else, says what the tables say, and is the same on every write."""

import hashlib
import json
import re
import shlex
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sentiment_abm import report
from sentiment_abm.analysis.contrast import paired
from sentiment_abm.charts import style
from sentiment_abm.report import answer, health, measures
from sentiment_abm.report.figures import command, planned, showable_polls
from sentiment_abm.report.inline import inlined
from sentiment_abm.report.news_table import news_rows
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import Results, load
from sentiment_abm.sweep.study import Study
from tests.chart_tables import items

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


class Elements(HTMLParser):
    """Start tags with their attributes, and the text of the page without style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


# ------------------------------------------------------------------------------------------------- one safe page


def written(folder: Path) -> dict[str, str]:
    """A hash of everything that a report writes."""
    paths = [folder / "report.html", *sorted((folder / "tables").iterdir()), *sorted((folder / "figures").iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_second_write_gives_the_same_bytes(folder: Path) -> None:
    before = written(folder)
    report.write(folder)
    assert written(folder) == before
    assert {"report.html", "moods.csv", "moods.svg", "moods.png", "moods.json", "answer.csv"} <= before.keys()


def test_texts_of_the_study_are_texts(page: str, elements: Elements) -> None:
    assert not elements.of("script")
    assert not elements.of("b")
    assert "<script" not in page
    for text in ("Hope <script>alert(1)</script> & after", 'Summit </script><script>alert("x")</script> & a $5 deal'):
        assert text in elements.text
    assert 'What is "worse" than <b>hope</b>?' in elements.text


def test_the_page_refers_to_nothing_outside(page: str, elements: Elements) -> None:
    assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)", page)
    for tag, attributes in elements.found:
        for name in ("src", "href", "xlink:href", "data", "action", "poster", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", "data:,")), (tag, attributes)
    assert "default-src 'none'" in page


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


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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


def test_more_cases_than_a_chart_holds() -> None:
    many = SimpleNamespace(
        manifest={"cases": {case: {} for case in "abcdefghij"}},
        daily=pd.DataFrame({"segment": ["all"]}),
        start_date=None,
    )
    plans = list(planned(many, list("abcdefgh"), ()))  # type: ignore[arg-type]
    assert {plan.family for plan in plans} == {"news", "moods", "states", "differences", "flows"}
    assert all(plan.options == {"cases": list("abcdefgh")} for plan in plans if plan.family != "differences")
    assert 'cases=["a", "b"' in command(plans[0], "x")


def test_a_folder_without_results(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        report.write(tmp_path)


# ---------------------------------------------------------------------------------------------------- its parts


def table_of_runs(**columns: list[float]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    base: dict[str, Any] = {measure.column: 0.0 for measure in measures.MEASURES}
    return pd.DataFrame({**base, **columns}, index=range(count)).assign(case="a", replicate=range(count), status="done")


def said(runs: pd.DataFrame) -> list[str]:
    cases = list(dict.fromkeys(runs["case"]))
    outcomes = [measures.outcome(runs, case, measure) for case in cases for measure in measures.MEASURES]
    return answer.sentences(outcomes, measures.contrasts(runs, cases), 30, None)


def test_one_run_has_no_ranges() -> None:
    net, peak, turn = said(table_of_runs(net_mean=[-0.031], hope_peak=[0.5], disillusion_day=[9.0]))
    assert net == "Over 30 days, net sentiment (hope minus disappointment) averaged −3.1\xa0points."
    assert peak == "Hope peaked at 50.0\xa0% of people around day\xa00."
    assert turn == "Disappointment first outnumbered hope on day\xa09."


def test_what_never_happened_is_said() -> None:
    never = table_of_runs(disillusion_day=[float("nan")] * 3)
    assert said(never)[2] == "Disappointment never outnumbered hope."
    mixed = pd.concat([table_of_runs(disillusion_day=[4.0, 6.0, float("nan")]), never.assign(case="b")])
    assert "in “a”, in 2 of 3 runs, and never in “b”" in said(mixed)[2]


def test_of_many_cases_the_first_and_the_extremes_are_named() -> None:
    parts = [
        table_of_runs(net_mean=[value] * 2).assign(case=case)
        for case, value in zip("abcde", (0, 2, 1, -3, 0.5), strict=True)
    ]
    sentence = said(pd.concat(parts))[0]
    assert [f"“{case}”" in sentence for case in "abcde"] == [True, True, False, True, False]


def test_failed_runs_are_told_and_left_out() -> None:
    runs = table_of_runs(net_mean=[0.1, 0.2]).assign(error=["", "ZeroDivisionError: <oops>"])
    runs.loc[1, "status"] = "failed"
    manifest = {"cases": {"a": {}}, "replicates": 3}
    assert len(measures.finished(runs)) == 1
    assert health.failures(runs) == [{"case": "a", "replicate": "1", "error": "ZeroDivisionError: <oops>"}]
    found = health.warnings(manifest, runs, 0)
    assert found[0] == "The study is not finished: 2 of 3 runs are stored."
    assert found[1] == "1 run failed and is missing from every number."
    assert dict(health.counts(manifest, runs)) == {"Runs wanted": "3", "Runs done": "1", "Runs failed": "1"}


def test_a_sound_study_has_no_warnings() -> None:
    runs = table_of_runs(net_mean=[0.1] * health.FEW_REPLICATES)
    assert health.warnings({"cases": {"a": {}}, "replicates": len(runs)}, runs, 0) == []


def test_equal_news_of_two_cases_are_one_row() -> None:
    other = items(6)
    other.loc[5, "delivered"] = 0.77
    rows = news_rows({"a": items(6), "b": other}, dated=False)
    assert len(rows) == 7
    assert sorted(row["cases"] for row in rows) == ["", "", "", "", "", "a", "b"]
    assert {"77 % delivered"} <= {row["size"] for row in rows}


def test_an_inlined_figure_keeps_its_drawing_and_loses_its_surroundings() -> None:
    svg = (
        '<?xml version="1.0"?><!-- <script> --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9pt" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>x</metadata><defs><style>*{color:red}</style>'
        '<path id="p" d="M 0 0 L 1 1"/></defs><g clip-path="url(#p)"><use xlink:href="#p"/></g></svg>'
    )
    assert inlined(svg, "moods", 'hope & "despair"') == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="hope &amp; &quot;despair&quot;" '
        'style="stroke-linejoin:round;stroke-linecap:butt"><defs><path id="moods-p" d="M 0 0 L 1 1" /></defs>'
        '<g clip-path="url(#moods-p)"><use href="#moods-p" /></g></svg>'
    )


def test_csv_is_the_same_for_equal_tables() -> None:
    table = pd.DataFrame({"a": [0.1 + 0.2], "b": ["x, y"]})
    assert style.csv(table) == b'a,b\n0.3,"x, y"\n'
