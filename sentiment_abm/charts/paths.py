"""The paths of an SVG with as few points and digits as nobody sees missing: long ones come down to a third and less."""

import re
from functools import lru_cache

import numpy as np

from sentiment_abm.charts.groups import Floats

LONG = 400  # characters; the lines and bands of daily series are longer, markers and letters are not
TOLERANCE = 0.1  # points, 0.04 mm: less than a dot of a printer or of a screen
FEW = 8  # points that a path keeps in any case: the corners of a bar are no noise
TENTHS = 10  # steps in a point
_PATH = re.compile(r' d="([^"]{%d,})"' % LONG)  # noqa: UP031  # braces count here
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")


def lightened(svg: str) -> str:
    """The same drawing, lighter: its long paths of straight lines are :func:`shortened`.

    >>> svg = '<path d="M 0 0 L 1 1"/>'
    >>> lightened(svg) == svg
    True
    """
    return _PATH.sub(lambda found: f' d="{shortened(found[1])}"', svg)


@lru_cache(maxsize=500)  # a page has the bands of the files beside it
def shortened(path: str) -> str:
    """A path of straight lines in steps of a tenth of a point, without points that lie between their neighbors.

    Other paths, with curves or relative steps, are as they were.

    >>> shortened("M 10.0312 20 L 10.51 19.98 L 10.6 25 z")
    'M10 20l.5 0 .1 5z'
    """
    if re.search("[a-df-yCQAHVST]", path):
        return path
    return "".join(_part(part) for part in re.findall("M[^M]*", path))


def thinned(points: Floats, tolerance: float = TOLERANCE) -> Floats:
    """The points [n, 2] that a line needs to stay within `tolerance` of all of them (source ``douglas1973``).

    All stretches between two points that are kept are split at once where they are farthest off, until none is.

    >>> thinned(np.array([[0.0, 0.0], [1.0, 0.05], [2.0, 0.0], [3.0, 1.0]])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [3.0, 1.0]]
    """
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    while True:
        ends = np.flatnonzero(kept)
        of = np.minimum(np.cumsum(kept) - 1, len(ends) - 2)  # the stretch that each point belongs to
        starts = points[ends[:-1]]
        along, away = (points[ends[1:]] - starts)[of], points - starts[of]
        share = (along * away).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-12)
        off = np.hypot(*(away - np.clip(share, 0.0, 1.0)[:, None] * along).T)
        far = (off > tolerance) & (off == np.maximum.reduceat(off, ends[:-1])[of])
        if not far.any():
            return points[kept]
        kept |= far


def _part(part: str) -> str:
    """One stroke of the pen, from an M to the next one."""
    points = np.array(_NUMBER.findall(part), dtype=np.float64).reshape(-1, 2)
    if len(points) > FEW:
        points = thinned(points)
    first, *_ = steps = np.diff(np.rint(points * TENTHS).astype(np.int64), axis=0, prepend=0).tolist()
    line = "".join(_joined(number) for step in steps[1:] for number in step).removeprefix(" ")
    return f"M{_tenths(first[0])}{_joined(first[1])}{f'l{line}' if line else ''}{'z' if 'z' in part else ''}"


def _joined(count: int) -> str:
    """The number as it follows another one: a minus sign separates as well as a blank."""
    text = _tenths(count)
    return text if text.startswith("-") else f" {text}"


@lru_cache(maxsize=2048)  # nearly all steps are short
def _tenths(count: int) -> str:
    """So many tenths.

    >>> _tenths(5), _tenths(-12), _tenths(30)
    ('.5', '-1.2', '3')
    """
    return re.sub(r"^(-?)0\.", r"\1.", f"{count / TENTHS:.1f}".removesuffix(".0"))
