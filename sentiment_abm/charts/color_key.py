"""Colors that stand for numbers: the scale, the color of a number, and the key beside a chart."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.colors import Colormap, to_hex
from matplotlib.ticker import MaxNLocator

from sentiment_abm.charts.labels import text_width
from sentiment_abm.charts.panels import Sheet
from sentiment_abm.charts.style import DIVERGING, INK, PAPER, RULE, SEQUENTIAL, Width

BAR = 1.1  # width of the key's bar, in font sizes
STEPS = 64  # of the bar; nobody tells more colors apart


class ColorScale(NamedTuple):
    """Numbers from `low` to `high` as colors; a scale `around_zero` has equal distances from 0 equally strong."""

    low: float
    high: float
    around_zero: bool

    @property
    def colors(self) -> Colormap:
        """The colors."""
        return DIVERGING if self.around_zero else SEQUENTIAL

    def color(self, value: float) -> str:
        """The color of a number, as #rrggbb."""
        if self.around_zero:
            share = 0.5 + value / (2.0 * max(-self.low, self.high))
        else:
            share = (value - self.low) / (self.high - self.low)
        return to_hex(self.colors(float(np.clip(share, 0.0, 1.0))))

    def ink(self, value: float) -> str:
        """The color of words upon the color of a number: whichever of both is easier to read."""
        light = luminance(self.color(value))
        return INK if (light + 0.05) / (luminance(INK) + 0.05) > 1.05 / (light + 0.05) else PAPER

    def marks(self) -> list[tuple[float, str]]:
        """Some round numbers of the scale with what is written at them."""
        for most in (5, 7, 9):
            found = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
            inside = [float(mark) for mark in found if self.low <= mark <= self.high]
            if len(inside) > 2:
                break
        return [(mark, signed(mark)) for mark in inside]


def color_scale(values: Iterable[float], *, signed: bool, least: float) -> ColorScale:
    """A scale for all finite values, over `least` at least, so that noise does not fill it.

    Outcomes that may be negative have their scale around 0, unless all values are so far on one side of it that
    differences between them would not be seen.

    >>> color_scale([-0.2, 0.1], signed=True, least=0.1), color_scale([0.7, 0.8], signed=True, least=0.1)[2]
    (ColorScale(low=-0.2, high=0.1, around_zero=True), False)
    """
    finite = [float(value) for value in values if np.isfinite(value)]
    low, high = min(finite), max(finite)
    if high - low < least or high == low:
        middle, half = (low + high) / 2, (least or max(abs(low) * 0.1, 1e-9)) / 2
        low, high = middle - half, middle + half
    far = max(abs(low), abs(high))
    return ColorScale(low, high, signed and (low < 0.0 < high or high - low > far / 3))


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, 0…1, as WCAG 2 defines it.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def signed(value: float, digits: int | None = None) -> str:
    """A number with a real minus sign, with so many decimals or as few as it needs; never a negative zero.

    >>> signed(-0.25), signed(-0.04, 1), signed(12.0)
    ('−0.25', '0.0', '12')
    """
    text = f"{value:.10g}" if digits is None else f"{round(value, digits) + 0.0:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def key_room(scale: ColorScale, width: Width) -> float:
    """Points that the key needs beside a plot."""
    words = max(text_width(text, width.font * 0.92) for _, text in scale.marks())
    return width.font * (1.2 + BAR + 0.9) + words


def draw_key(made: Sheet, i: int, scale: ColorScale) -> None:
    """A bar of the scale's colors with round numbers, to the right of panel i and as high as it."""
    font, box = made.width.font, made.boxes[i]
    wide, high = made.chart.get_size_inches() * 72
    left = box.left + box.width + font * 1.2
    ax: Any = made.chart.add_axes((left / wide, box.bottom / high, font * BAR / wide, box.height / high))
    edges = np.linspace(scale.low, scale.high, STEPS + 1)
    for lower, upper in pairwise(edges):
        # Each step reaches under the next one, so that no viewer shows seams of paper between them.
        overlap = min(upper + (upper - lower) / 2, scale.high)
        ax.axhspan(lower, overlap, facecolor=scale.color((lower + upper) / 2), linewidth=0)
    ax.set_xlim(0, 1)
    ax.set_ylim(scale.low, scale.high)
    ax.grid(visible=False)
    ax.set_xticks([])
    marks = scale.marks()
    ax.yaxis.tick_right()
    ax.set_yticks([at for at, _ in marks], [text for _, text in marks])
    ax.tick_params(axis="y", length=font * 0.3, width=0.6, color=RULE, pad=font * 0.2)
    if scale.around_zero and scale.low < 0.0 < scale.high:
        ax.axhline(0.0, color=INK, linewidth=1.0)
    for spine in ax.spines.values():
        spine.set_visible(False)
