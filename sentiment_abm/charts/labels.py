"""Words that fit: text is measured, shortened, wrapped and moved apart before anything is drawn."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.font_manager import findfont as find_font
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in points of one line of text at a font size in points.

    >>> 20 < text_width("hope", 10) < 30
    True
    """
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    return frozenset(get_font(find_font(FontProperties(family=FONT))).get_charmap())


def readable(text: object) -> str:
    r"""One line of letters that the font has: white space becomes one blank, an unknown letter the sign for it.

    >>> readable("Talks\n resume")
    'Talks resume'
    """
    line = re.sub(r"[^\S\xa0]+", " ", str(text)).strip()  # a no-break space may stay
    return "".join(letter if ord(letter) in _letters() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def shortened(text: str, room: float, size: float, weight: str = "normal") -> str:
    """The text, or as much of it as fits into `room` points with an ellipsis at the end.

    >>> shortened("hope and despair", 40, 10)
    'hope…'
    """
    if text_width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits, by halving
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle].rstrip() + "…", size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def wrapped(text: str, room: float, size: float, most: int = 2, weight: str = "normal") -> list[str]:
    """The text in at most `most` lines of `room` points; what does not fit ends in an ellipsis.

    >>> wrapped("slow diplomacy drags on", 80, 10)
    ['slow diplomacy', 'drags on']
    """
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        lines.append(shortened(" ".join(words[:taken]), room, size, weight))
        words = words[taken:]
    return [*lines, shortened(" ".join(words), room, size, weight)] if words else lines


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centers for labels of these sizes, as near to the wanted ones as possible, in order, without overlap.

    `wanted` ascends.  All labels stay inside low…high; if they need more room than there is, they start at `low`.

    >>> spread([5.0, 5.0], [4.0, 4.0], 0.0, 20.0)
    [3.0, 7.0]
    >>> spread([0.0, 9.0], [4.0, 4.0], 0.0, 20.0)
    [2.0, 9.0]
    """
    if not len(wanted):
        return []
    size = np.asarray(sizes, dtype=float)
    # Measured from the place that label would have if all stood shoulder to shoulder, order is all that is asked.
    packed = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2)])
    free = np.asarray(ascending(np.asarray(wanted, dtype=float) - packed))
    first, last = low + size[0] / 2, high - size[-1] / 2 - packed[-1]
    return [float(center) for center in np.maximum(np.minimum(free, last), first) + packed]


def ascending(values: Iterable[float]) -> list[float]:
    """The ascending numbers nearest to these by squared distance: neighbors in the wrong order meet at their mean.

    >>> ascending([1.0, 3.0, 2.0, 4.0])
    [1.0, 2.5, 2.5, 4.0]
    """
    pools: list[tuple[float, int]] = []  # sum and count of numbers that have met
    for value in values:
        total, count = float(value), 1
        while pools and pools[-1][0] * count >= total * pools[-1][1]:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
