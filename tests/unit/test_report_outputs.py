"""The report as PDF and Markdown: what the page says, every text of the study as text, the same bytes every time."""

import json
import sys
from pathlib import Path

import pytest
import typst
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from sentiment_abm import report
from sentiment_abm.cli import app
from sentiment_abm.report.blocks import blocks
from sentiment_abm.report.checksums import listed
from sentiment_abm.report.markdown import markdown
from sentiment_abm.report.pdf import setting
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study
from tests.pages import Elements, Faults

HEADLINE = "#1 <script>alert('x')</script> & a *$5* `deal` | #let x = [1] \\ _now_ @you // no"
TITLE = "1. *Hope* & <b>after</b> $x$ #pagebreak()"
TABLES = {
    "study": {"name": "small", "title": TITLE, "replicates": 2, "days": 2, "engine": "mesa"},
    "society": {"people": 30},
    "scenario": {"items": [{"day": 0, "kind": "announcement", "headline": HEADLINE, "source": "leader"}]},
    "report": {"outputs": ["html", "pdf", "md"], "charts": ["news", "moods"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "small"
    Study.from_tables(TABLES).run(folder, workers=1)
    report.write(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def texts(found: object) -> list[str]:
    """Every text in what a query of Typst has found."""
    if isinstance(found, dict):
        own = [found["text"]] if isinstance(found.get("text"), str) else []
        return own + [text for each in found.values() for text in texts(each)]
    return [text for each in found for text in texts(each)] if isinstance(found, list) else []


def test_the_files_that_the_study_asks_for_are_there_and_the_same_every_time(folder: Path) -> None:
    names = ("report.html", "report.pdf", "report.md", "checksums.txt")
    before = {name: (folder / name).read_bytes() for name in names}
    assert {"report.html", "report.pdf", "report.md"} <= listed(folder).keys()
    assert before["report.pdf"].startswith(b"%PDF-")
    report.write(folder)
    assert {name: (folder / name).read_bytes() for name in names} == before


def test_only_the_figures_that_the_study_asks_for(folder: Path, page: str) -> None:
    assert {path.stem for path in (folder / "figures").iterdir()} == {"news", "moods"}
    sections = [each["id"] for each in Elements(page).of("section")]
    assert "trajectories" in sections
    assert "flows" not in sections


def test_texts_of_the_study_are_texts_on_the_page(page: str) -> None:
    assert {HEADLINE, TITLE} <= {*Elements(page).words}


def test_texts_of_the_study_are_texts_in_markdown(folder: Path) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse((folder / "report.md").read_text(encoding="utf-8"))
    parts = [part for token in tokens for part in token.children or ()]
    told = ["".join(part.content for part in token.children or ()) for token in tokens]
    assert {HEADLINE, TITLE} <= {*told}
    assert {part.content for part in parts if part.type == "html_inline"} <= {"<br>"}
    assert not [token for token in tokens if token.type == "html_block"]
    assert [part.attrs["src"] for part in parts if part.type == "image"] == ["figures/news.svg", "figures/moods.svg"]


def test_texts_of_the_study_are_texts_in_the_pdf(folder: Path, page: str) -> None:
    told = setting(blocks(page), TITLE, folder)
    told["input"] = told["input"].encode()
    assert TITLE in texts(json.loads(typst.query(selector="heading", **told)))
    assert HEADLINE in texts(json.loads(typst.query(selector="table", **told)))


def test_all_forms_say_the_same(folder: Path, page: str) -> None:
    told = blocks(page)
    assert markdown(told) == (folder / "report.md").read_text(encoding="utf-8")
    headings = ["".join(text for text, _ in each["text"]) for each in told if each["kind"] == "heading"]
    assert headings[0] == TITLE
    assert {"Answer", "News", "Run health", "Limits and ethics", "Glossary"} <= {*headings}
    words = " ".join(text for each in told if each["kind"] == "paragraph" for text, _ in each["text"])
    assert "net sentiment (hope minus disappointment) averaged" in words


def test_without_the_extra_all_else_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: (folder / name).read_bytes() for name in ("report.html", "report.pdf", "report.md")}
    (folder / "report.html").unlink()
    monkeypatch.setitem(sys.modules, "typst", None)  # as where it is not installed
    done = CliRunner().invoke(app, ["report", str(folder)])
    assert done.exit_code == 2
    assert "pip install 'sentiment-abm[pdf]'" in done.stderr
    assert (folder / "report.html").read_bytes() == before["report.html"]
    assert (folder / "report.md").read_bytes() == before["report.md"]
    assert "report.pdf" not in listed(folder)
    monkeypatch.undo()
    report.write(folder)
    assert (folder / "report.pdf").read_bytes() == before["report.pdf"]


def test_the_command_line_chooses_the_files(folder: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(folder), "--to", "html,md"])
    assert done.stdout == f"report: {folder / 'report.html'}, {folder / 'report.md'}\n"
    assert not (folder / "report.pdf").exists()
    with pytest.raises(InputError, match="'docx' is not one of html, pdf, md"):
        report.write(folder, ["docx"])
    report.write(folder)
    assert load(folder).manifest["report"] == {"charts": ["news", "moods"], "outputs": ["html", "pdf", "md"]}


def test_the_form_of_the_page_is_right(page: str) -> None:
    assert Faults(page).found == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("<p><b>x</p>", "b in p"),
        ("<p>x</div>", "div ends inside p"),
        ("<ul><p>x</p></ul><li>x</li>", "li in "),
        ("<p class='a' class='b'>x</p>", "p has class twice"),
        ("<div>x", "div is left open"),
    ],
)
def test_faults_of_form_are_found(wrong: str, fault: str) -> None:
    assert fault in Faults(f"<!doctype html>{wrong}").found
