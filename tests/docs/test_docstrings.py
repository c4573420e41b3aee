"""Every public name says what it is, what it takes, what it raises and, with an example that runs, how it is used."""

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sentiment_abm as sa

# Constants: what they are stands in the module that defines them, and on the API page.
DATA = {"OFF", "scenarios", "charts"}
NAMES = [*(name for name in sa.__all__ if name not in DATA), *(f"charts.{name}" for name in sa.charts.__all__)]

DOCS = Path(__file__).parents[2] / "docs"
RUN = ("gallery.md", "analysis.md", "calibration.md")  # pages whose code other tests run: examples that take seconds


def found(name: str) -> Any:
    thing: Any = sa
    for part in name.split("."):
        thing = getattr(thing, part)
    return thing


def unexplained(doc: str, arguments: list[str]) -> list[str]:
    return [name for name in arguments if name not in doc]


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """What a class of ours offers beside what it inherits from others."""
    for name, member in vars(kind).items():
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, (property, classmethod))):
            yield name, member


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_explained(name: str) -> None:
    thing = found(name)
    doc = inspect.getdoc(thing) or ""
    assert doc.strip(), name
    if inspect.isfunction(thing):
        assert unexplained(doc, list(inspect.signature(thing).parameters)) == []
        assert "Raise" in doc or "KeyError" in doc, f"{name} does not say what it raises"


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(found(name), type)])
def test_so_is_every_member(name: str) -> None:
    assert [member for member, thing in members(found(name)) if not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_example(name: str) -> None:
    """That examples run is checked with all doctests, and with the pages."""
    thing = found(name)
    tests = doctest.DocTestFinder().find(thing, name, module=inspect.getmodule(thing))
    assert any(test.examples for test in tests) or is_shown(name.rsplit(".", maxsplit=1)[-1]), name


def is_shown(name: str) -> bool:
    """Whether the code on a page that is run calls this."""
    pages = [(DOCS / page).read_text(encoding="utf-8") for page in RUN]
    code = [block for page in pages for block in re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)]
    return any(re.search(rf"\b{name}\(", block) for block in code)


def test_a_missing_example_is_noticed() -> None:
    """Negative control."""
    assert not is_shown("forecast_the_war")


def test_a_missing_word_is_noticed() -> None:
    """Negative control."""
    assert unexplained("Takes people.", ["people", "days"]) == ["days"]
