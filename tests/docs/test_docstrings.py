"""Every public name says what it is, what it takes, what it raises and, with an example that runs, how it is used."""

import doctest
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

import sentiment_abm as sa

# Constants: what they are stands in the module that defines them, and on the API page.
DATA = {"OFF", "scenarios", "charts"}
NAMES = [*(name for name in sa.__all__ if name not in DATA), *(f"charts.{name}" for name in sa.charts.__all__)]

DOCS = Path(__file__).parents[2] / "docs"
DESCRIBED = (property, cached_property, classmethod)
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
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, DESCRIBED)):
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
    assert any(map(runs, tests)) or is_shown(name.rsplit(".", maxsplit=1)[-1]), name


def runs(test: doctest.DocTest) -> bool:
    """Whether any of it runs; an example that is skipped shows nothing."""
    return any(not example.options.get(doctest.SKIP) for example in test.examples)


def is_shown(name: str) -> bool:
    """Whether the code on a page that is run calls this."""
    pages = [(DOCS / page).read_text(encoding="utf-8") for page in RUN]
    code = [block for page in pages for block in re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)]
    return any(re.search(rf"\b{name}\(", block) for block in code)


def test_a_missing_example_is_noticed() -> None:
    """Negative control."""
    assert not is_shown("forecast_the_war")


def test_an_example_that_is_skipped_is_none() -> None:
    """Negative control."""
    made = doctest.DocTestParser().get_doctest
    assert not runs(made(">>> 1 / 0  # doctest: +SKIP\n", {}, "skipped", None, None))
    assert runs(made(">>> 1 + 1\n2\n", {}, "run", None, None))


def given(name: str) -> Iterator[type]:
    """The classes of this package that a public function gives."""
    told = inspect.signature(found(name)).return_annotation
    if isinstance(told, str):  # the name of a class that is defined further down, or elsewhere
        told = getattr(import_module(found(name).__module__), told, None) or getattr(sa, told)
    for kind in (told, *get_args(told)):
        if isinstance(kind, type) and kind.__module__.startswith("sentiment_abm"):
            yield kind


FUNCTIONS = [name for name in NAMES if inspect.isfunction(found(name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_it_gives_is_explained_and_on_the_page(name: str) -> None:
    page = (DOCS / "generate.py").read_text(encoding="utf-8")
    for kind in given(name):
        place = f"{kind.__module__.removeprefix('sentiment_abm.')}.{kind.__name__}"
        assert kind.__name__ in sa.__all__ or f'"{place}"' in page, place
        assert [member for member, thing in members(kind) if not inspect.getdoc(thing)] == []
        assert (kind.__doc__ or "").strip(), place


def test_functions_that_give_something_of_ours_are_found() -> None:
    """Negative control: annotations were read, and not only those of plain tables."""
    kinds = {kind.__name__ for name in FUNCTIONS for kind in given(name)}
    assert {"Run", "Results", "Chart", "Comparison", "Alarm", "Calibration"} <= kinds


def test_a_missing_word_is_noticed() -> None:
    """Negative control."""
    assert unexplained("Takes people.", ["people", "days"]) == ["days"]
