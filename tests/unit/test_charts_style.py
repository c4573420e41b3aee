"""One style: colors told apart in grey, readable words, the same bytes on every save."""

import hashlib
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import Colormap

from sentiment_abm import charts
from sentiment_abm.charts import style
from sentiment_abm.charts.indicators import INDICATORS
from sentiment_abm.spec import InputError
from tests.chart_tables import results
from tests.pages import contrast, luminance

OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}


def lightness(color: str) -> float:
    """L* of CIELAB, 0…100: what a grey copier sees."""
    return float(116 * luminance(color) ** (1 / 3) - 16)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_moods_print_as_three_greys_and_three_dashes() -> None:
    for one, other in combinations(style.MOODS.values(), 2):
        assert abs(lightness(one.color) - lightness(other.color)) > 10
        assert one.dash != other.dash


def test_colors_are_okabe_and_itos_and_moods_own_theirs() -> None:
    moods, cases = ({look.color for look in looks} for looks in (style.MOODS.values(), style.CASES))
    assert moods | cases <= OKABE_ITO
    assert not moods & cases
    assert len({(look.color, look.dash) for look in style.CASES}) == len(style.CASES)


@pytest.mark.parametrize("ink", [style.INK, style.MUTED, *(look.ink for look in (*style.MOODS.values(), *style.CASES))])
def test_words_are_readable_on_paper(ink: str) -> None:
    assert contrast(ink, style.PAPER) >= 4.5


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_same_bytes_on_every_save(kind: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        style.save(charts.moods(results()), tmp_path / name / "moods", (kind,))
    first, second = ((tmp_path / name / f"moods.{kind}").read_bytes() for name in ("a", "b"))
    assert first == second


def test_same_bytes_whatever_the_reader_has_set(tmp_path: Path) -> None:
    charts.moods(results()).savefig(tmp_path / "a.svg")
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "x", "svg.fonttype": "none", "axes.facecolor": "red"}):
        charts.moods(results()).savefig(tmp_path / "b.svg")
        assert mpl.rcParams["font.size"] == 30
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def oklab(colors: np.ndarray) -> np.ndarray:
    """The color space of Ottosson (2020), in which equal distances look equal; `colors` as red, green, blue, 0…1."""
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    cones = linear @ np.array(
        [[0.4122214708, 0.2119034982, 0.0883024619], [0.5363325363, 0.6806995451, 0.2817188376],
         [0.0514459929, 0.1073969566, 0.6299787005]]
    )  # fmt: skip
    return np.cbrt(cones) @ np.array(
        [[0.2104542553, 1.9779984951, 0.0259040371], [0.7936177850, -2.4285922050, 0.7827717662],
         [-0.0040720468, 0.4505937099, -0.8086757660]]
    )  # fmt: skip


def uneven(colors: Colormap) -> float:
    """How much larger the largest of 32 steps of a color map looks than the mean one."""
    steps = np.linalg.norm(np.diff(oklab(colors(np.linspace(0, 1, 33))[:, :3]), axis=0), axis=1)
    return float(steps.max() / steps.mean())


def test_equal_steps_of_numbers_look_equal() -> None:
    assert uneven(style.DIVERGING) < 1.05
    assert uneven(style.SEQUENTIAL) < 1.4
    assert uneven(mpl.colormaps["jet"]) > 1.5  # the check can fail


def test_more_is_darker_and_both_sides_of_zero_are_equally_strong() -> None:
    light = oklab(style.SEQUENTIAL(np.linspace(0, 1, 65))[:, :3])[:, 0]
    assert (np.diff(light) < 0).all()
    both = oklab(style.DIVERGING(np.linspace(0, 1, 65))[:, :3])[:, 0]
    assert (np.diff(both[:33]) > 0).all()
    assert np.abs(both - both[::-1]).max() < 0.01


def test_svg_needs_nothing_and_says_no_date(tmp_path: Path) -> None:
    path, _ = style.save(charts.moods(results()), tmp_path / "moods", ("svg",))
    text = path.read_text(encoding="utf-8")
    assert "<text" not in text  # letters are drawn, no font is asked for
    assert "date" not in text.lower()
    assert "<image" not in text


OF_TWO_FAMILIES = """
import hashlib, sys
from sentiment_abm import charts
from sentiment_abm.charts.style import rendered
from tests.chart_tables import results

made = results(("a", "b"), news=5)
for family in ("moods", "states"):
    for kind in ("svg", "png", "pdf"):
        print(family, kind, hashlib.sha256(rendered(getattr(charts, family)(made), kind)).hexdigest())
"""


def test_same_bytes_in_every_process() -> None:
    """Sets are ordered anew in each process; no chart may show that."""
    said = [
        subprocess.run(
            [sys.executable, "-c", OF_TWO_FAMILIES], env=os.environ | {"PYTHONHASHSEED": seed}, check=True,
            cwd=Path(__file__).parents[2], capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert len({line.split()[-1] for line in said[0].splitlines()}) == 6


def test_png_says_neither_program_nor_date(tmp_path: Path) -> None:
    path, _ = style.save(charts.moods(results()), tmp_path / "moods", ("png",))
    assert b"Software" not in path.read_bytes()
    assert b"tIME" not in path.read_bytes()


def test_sidecar(tmp_path: Path) -> None:
    chart = charts.moods(results())
    paths = style.save(chart, tmp_path / "deep" / "moods", command="make figures")
    told = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert [path.name for path in paths] == ["moods.svg", "moods.png", "moods.json"]
    assert (told["caption"], told["alt"], told["command"]) == (chart.caption, chart.alt, "make figures")
    assert told["data_sha256"] == hashlib.sha256(style.csv(chart.data)).hexdigest()
    assert told["files"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:-1]}


def test_sidecar_takes_other_words(tmp_path: Path) -> None:
    paths = style.save(
        charts.moods(results()), tmp_path / "moods", ("png",), caption="c", alt="a", data=results().daily
    )
    told = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert (told["caption"], told["alt"]) == ("c", "a")
    assert told["data_sha256"] == hashlib.sha256(style.csv(results().daily)).hexdigest()


def test_a_notebook_shows_the_chart() -> None:
    assert charts.moods(results())._repr_svg_().count("<svg") == 1


def test_unknown_width() -> None:
    with pytest.raises(InputError, match="did you mean 'double'"):
        charts.moods(results(), width="doubel")


def test_charts_leave_pyplot_alone() -> None:
    code = "import sys, sentiment_abm.charts; print('matplotlib.pyplot' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


OF_REPLICATES = ("differences", "flows", "moods", "segments", "states")  # the words of others are tested with them


@pytest.mark.parametrize("family", OF_REPLICATES)
def test_every_caption_names_interval_replicates_and_model(family: str) -> None:
    chart = getattr(charts, family)(results(("a", "b"), replicates=4))
    assert "4 replicates" in chart.caption
    assert "95 %" in chart.caption
    assert chart.caption.endswith("This is a model, not a forecast.")
    assert any("A model, not a forecast." in text.get_text().replace("\n", " ") for text in chart.texts)
    assert len(chart.alt) > 40
    assert not chart.data.empty


def test_one_run_claims_no_interval() -> None:
    chart = charts.moods(results(replicates=1))
    assert "Lines show 1 run" in chart.caption
    assert "95 %" not in chart.caption


def test_every_indicator_is_explained() -> None:
    assert all(known.title and known.unit and known.meaning.endswith(".") for known in INDICATORS.values())
