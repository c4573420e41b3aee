"""Every recipe runs as it is printed."""

import re
from pathlib import Path

import mesa
import networkx as nx
import pytest

import sentiment_abm as sa

TEXT = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = [
    (title, code)
    for section in TEXT.split("\n## ")[1:]
    for title in [section.splitlines()[0]]
    for code in re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL)
]
OUTSIDE = {"EMA workbench"}  # recipes with packages that the tests of the day do without; `make ema` runs them


def test_every_section_has_a_recipe() -> None:
    assert len(RECIPES) == TEXT.count("\n## ") > 5
    assert {title for title, _ in RECIPES} > OUTSIDE


MARKED = [pytest.param(code, id=title, marks=[pytest.mark.ema] * (title in OUTSIDE)) for title, code in RECIPES]


@pytest.mark.parametrize("code", MARKED)
def test_a_recipe_runs(code: str) -> None:
    assert "assert" in code  # and says what comes out
    exec(code, {"__name__": "recipe", "mesa": mesa, "nx": nx, "sa": sa})  # noqa: S102  # the page is ours
