"""The gallery's code runs as it is printed, shows every kind of chart, and its pictures are there and small."""

import re
import sys
from pathlib import Path

import pytest

from sentiment_abm import charts
from sentiment_abm.charts.style import rendered

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"^!\[.*\]\((gallery/\S+)\)$", PAGE, re.MULTILINE)
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS)
        patch.chdir(tmp_path_factory.mktemp("gallery"))
        from gallery import drawn

        yield dict(drawn(PAGE))
    sys.modules.pop("gallery", None)


def test_every_picture_has_code_that_makes_it(drawn) -> None:
    assert [f"gallery/{name}" for name in drawn] == PICTURES
    assert len({id(chart) for chart in drawn.values()}) == len(PICTURES)


def test_every_chart_speaks(drawn) -> None:
    for name, chart in drawn.items():
        assert chart.caption.endswith("This is a model, not a forecast."), name
        assert chart.alt, name
        assert not chart.data.empty, name


def test_pictures_are_committed_and_small() -> None:
    assert sorted(path.name for path in (DOCS / "gallery").iterdir()) == sorted(Path(name).name for name in PICTURES)
    assert [name for name in PICTURES if (DOCS / name).stat().st_size >= MOST_BYTES] == []


def test_pictures_need_nothing_from_elsewhere() -> None:
    for name in PICTURES:
        text = (DOCS / name).read_text(encoding="utf-8")
        assert "<script" not in text
        assert re.findall(r'(?:href|src)="(?!#)', text) == [], name


def test_a_picture_is_the_same_bytes_when_it_is_drawn_again(drawn) -> None:
    for name in ("network.svg", "alluvial.svg", "flows.svg"):
        assert rendered(drawn[name], "svg") == rendered(drawn[name], "svg")


def test_every_family_is_in_the_gallery() -> None:
    called = set(re.findall(r"\bchart = (?:sa\.charts\.)?(\w+)\(", PAGE))
    assert set(charts.__all__) <= called
    assert "no_such_family" not in called


def test_every_module_with_a_chart_is_in_the_gallery() -> None:
    """A chart is a public function that takes a width and gives a Chart."""
    called = set(re.findall(r"\bchart = (?:sa\.charts\.)?(\w+)\(", PAGE)) | {"tornado", "morris_plane", "sobol_bars"}
    folder = DOCS.parent / "sentiment_abm" / "charts"
    made = {
        name
        for module in folder.glob("*.py")
        for name in re.findall(r"^def ([a-z]\w*)\((?:.|\n)*?width: str = \"double\",?\s*\) -> Chart:",
                               module.read_text(encoding="utf-8"), re.MULTILINE)
    }  # fmt: skip
    assert len(made) > 15
    # What the studies of calibration draw takes an hour of runs.
    assert made - {"skill_by_horizon", "residuals_by_kind"} <= called
