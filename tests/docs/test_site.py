"""The site is built without a warning, its notebook runs, and its tables hold what is declared."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sentiment_abm as sa
from sentiment_abm.psychology.params import Params
from sentiment_abm.sources import SOURCES
from sentiment_abm.spec import declared

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--doctree-dir", str(out / "doctrees")]
    command = [sys.executable, "-m", "sphinx", *options, "--builder", "html", "docs", str(out / "html")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / "html"


def text_of(page: Path) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_every_declared_thing_is_in_its_table(site: Path) -> None:
    parameters, references, api = (text_of(site / f"{name}.html") for name in ("parameters", "references", "api"))
    assert [item.name for item in declared(Params) if item.name not in parameters] == []
    assert [key for key in SOURCES if key not in references] == []
    assert [name for name in sa.__all__ if name not in api] == []
    scenarios = text_of(site / "scenarios.html")
    assert [name for name in sa.scenarios if name not in scenarios] == []


def test_the_notebook_has_been_run(site: Path) -> None:
    page = (site / "tutorial.html").read_text(encoding="utf-8")
    assert "hope_peak_day" in text_of(site / "tutorial.html")
    assert "<img" in page  # the chart


def test_a_page_fetches_nothing_when_it_is_read(site: Path) -> None:
    fetched = re.compile(r"""<(?:script|link|img)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""")
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 15
    assert [page.name for page in pages if fetched.search(page.read_text(encoding="utf-8"))] == []
    assert fetched.search('<script async src="https://somewhere/mathjax.js">')  # negative control
