"""How every chart looks, and how it is saved: the only place for a color, a font or a size.

The colors are those of Okabe and Ito, which color-blind readers tell apart.  The three moods also differ in
lightness (hope, skepticism and disappointment print as three different greys) and in line style, and no other
thing in any chart wears a mood's color.  Text uses a darker ink of the same hue, readable at 4.5:1 on white.
"""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from sentiment_abm.charts.paths import lightened
from sentiment_abm.spec import InputError, nearest

PAPER, INK, MUTED, RULE, GRID = "#ffffff", "#1a1a1a", "#595959", "#8c8c8c", "#e3e3e3"

Dash = tuple[float, tuple[float, ...] | None]
SOLID: Dash = (0.0, None)
DASHED: Dash = (0.0, (4.5, 1.6))
DOTTED: Dash = (0.0, (1.1, 1.3))
DASH_DOT: Dash = (0.0, (6.0, 1.5, 1.1, 1.5))


class Look(NamedTuple):
    """How one thing is drawn: `color` for lines and areas, `ink` for words about it, `dash` for its lines."""

    color: str
    ink: str
    dash: Dash


MOODS: Mapping[str, Look] = MappingProxyType(
    {
        "hope": Look("#009E73", "#00704f", SOLID),
        "skepticism": Look("#E69F00", "#8a5a00", DASHED),
        "disappointment": Look("#0072B2", "#005f94", DOTTED),
    }
)

# The rest of the Okabe-Ito colors, for compared cases.  Later lines have wider gaps, through which an equal
# earlier line is seen; after four cases the colors return with another dash.
CASES: tuple[Look, ...] = (
    Look("#000000", "#000000", SOLID),
    Look("#D55E00", "#a84a00", DASHED),
    Look("#56B4E9", "#1b6a99", DASH_DOT),
    Look("#CC79A7", "#96487a", DOTTED),
    Look("#000000", "#000000", DOTTED),
    Look("#D55E00", "#a84a00", DOTTED),
    Look("#56B4E9", "#1b6a99", DOTTED),
    Look("#CC79A7", "#96487a", DASHED),
)
INNER, OUTER = 0.30, 0.15  # opacity of the 50 % and of the 95 % band

# The colors of numbers: equal steps of a number are equal steps for the eye, and more is darker, in grey too.
SEQUENTIAL: Colormap = mpl.colormaps["cividis"].reversed()
# Evenly spaced in OKLab (``ottosson2020``), from brown below 0 over near-white to violet above; in grey the line at 0,
# which every chart with these colors draws, tells the sides apart.
DIVERGING: Colormap = LinearSegmentedColormap.from_list(
    "below and above 0",
    "#7e3307 #97593d #af7f69 #c7a495 #ddcbc4 #f3f3f3 #d1cce0 #b0a6cc #9081b7 #725da2 #56388c".split(),
    N=257,
)


class Width(NamedTuple):
    """One printed size: page size (inches; no height = as tall as needed), font and line (points), and room."""

    inches: float
    height: float | None
    font: float
    line: float
    columns: int
    most_events: int
    dpi: int

    @property
    def points(self) -> float:
        """The page's width in points, 72 to the inch."""
        return self.inches * 72


WIDTHS: Mapping[str, Width] = MappingProxyType(
    {
        "single": Width(3.5, None, 7.0, 1.2, 2, 12, 300),  # one column of a journal, 89 mm
        "double": Width(7.2, None, 8.0, 1.4, 4, 40, 200),  # the full page, 183 mm
        "slide": Width(12.0, 6.75, 14.0, 2.6, 4, 12, 160),  # 16:9, 1920 × 1080 pixels
    }
)


def width_named(name: str) -> Width:
    """The printed size with this name; InputError for any other.

    >>> width_named("slide").height
    6.75
    """
    if name not in WIDTHS:
        raise InputError([f"width: {name!r} is not one of {', '.join(WIDTHS)}{nearest(name, WIDTHS)}"])
    return WIDTHS[name]


@contextmanager
def look(width: Width = WIDTHS["double"]) -> Iterator[None]:
    """Matplotlib with the project's settings and nothing of the reader's, for the time of a `with` block."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(width))
        yield


def _settings(width: Width) -> dict[Any, Any]:
    thin = width.line * 0.5
    return {
        # DejaVu Sans comes with matplotlib, so every machine has it; letters become paths, so no reader needs it.
        "font.family": ["DejaVu Sans"],
        "font.size": width.font,
        "text.color": INK,
        "text.parse_math": False,  # a headline may cost $5
        "text.hinting": "none",  # letters as wide as they were measured
        "axes.edgecolor": RULE,
        "axes.labelcolor": INK,
        "axes.linewidth": thin,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": GRID,
        "grid.linewidth": thin,
        "lines.linewidth": width.line,
        "lines.dash_capstyle": "butt",
        "patch.linewidth": 0.0,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.width": thin,
        "ytick.major.width": 0.0,
        "ytick.major.size": 0.0,
        "xtick.major.size": width.font * 0.35,
        "xtick.labelsize": width.font * 0.92,
        "ytick.labelsize": width.font * 0.92,
        "savefig.facecolor": PAPER,
        "svg.fonttype": "path",
        "svg.hashsalt": "sentiment_abm",  # without it the names inside an SVG are random
    }


# What matplotlib would write about time and program; None leaves the entry out.
UNSIGNED: Mapping[str, Mapping[str, None]] = MappingProxyType(
    {
        "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
)


def rendered(fig: Figure, kind: str, *, words: bool = False) -> bytes:
    """The figure as a file of this kind (svg, png or pdf), byte for byte the same on every call.

    In an SVG letters are drawn, so that no reader needs the font; with `words` they are text, for a page that has it.
    """
    target = io.BytesIO()
    with look(), mpl.rc_context({"svg.fonttype": "none"} if words else {}):
        Figure.savefig(fig, target, format=kind, metadata=dict(UNSIGNED.get(kind, {})))
    return lightened(target.getvalue().decode()).encode() if kind == "svg" else target.getvalue()


def save(
    fig: Figure,
    path_without_suffix: str | Path,
    formats: Sequence[str] = ("svg", "png"),
    *,
    caption: str | None = None,
    alt: str | None = None,
    data: pd.DataFrame | None = None,
    command: str = "",
) -> list[Path]:
    """Write the figure in each format and, beside it, NAME.json: caption, alt text, command and content hashes.

    Caption, alt text and data default to the chart's own.  Two saves of one figure write the same bytes.
    Returns the paths, the JSON file last.
    """
    stem = Path(path_without_suffix)
    stem.parent.mkdir(parents=True, exist_ok=True)
    files = {f"{stem.name}.{kind}": rendered(fig, kind) for kind in formats}
    table = getattr(fig, "data", None) if data is None else data
    sidecar = {
        "caption": getattr(fig, "caption", "") if caption is None else caption,
        "alt": getattr(fig, "alt", "") if alt is None else alt,
        "command": command,
        "data_sha256": None if table is None else hashlib.sha256(csv(table)).hexdigest(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files[f"{stem.name}.json"] = (json.dumps(sidecar, indent=2, ensure_ascii=False) + "\n").encode()
    for name, content in files.items():
        (stem.parent / name).write_bytes(content)
    return [stem.parent / name for name in files]


def csv(table: pd.DataFrame) -> bytes:
    """A table as the bytes of a CSV file: twelve digits are more than any chart shows and survive rounding noise."""
    return table.to_csv(index=False, lineterminator="\n", float_format="%.12g").encode()
