"""Light paths: no point of a drawing moves by more than nobody sees."""

import re

import numpy as np
import pytest

from sentiment_abm.charts.paths import TENTHS, TOLERANCE, lightened, shortened, thinned


def wiggly(count: int) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.column_stack([np.linspace(0.0, 150.0, count), 40 + rng.normal(0.0, 0.3, count).cumsum()])


def distance(point: np.ndarray, line: np.ndarray) -> float:
    """From a point to the nearest place of a line of several parts."""
    starts, along = line[:-1], np.diff(line, axis=0)
    share = np.clip(((point - starts) * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    return float(np.hypot(*(point - starts - share[:, None] * along).T).min())


def test_no_point_is_farther_off_than_the_tolerance() -> None:
    points = wiggly(405)
    found = thinned(points)
    assert len(found) < len(points) * 0.8
    assert max(distance(point, found) for point in points) <= TOLERANCE
    assert max(distance(point, thinned(points, 0.5)) for point in points) > TOLERANCE  # it can be seen


def test_corners_stay() -> None:
    zigzag = np.array([[k, 5.0 * (k % 2)] for k in range(20)])
    assert thinned(zigzag).tolist() == zigzag.tolist()


@pytest.mark.parametrize("closed", [True, False])
def test_a_short_path_ends_where_the_long_one_ended(closed: bool) -> None:
    points = wiggly(300)
    path = "M " + " \nL ".join(f"{x:f} {y:f}" for x, y in points) + (" \nz\n" if closed else " ")
    short = shortened(path)
    steps = np.array(re.findall(r"-?\d*\.?\d+", short), dtype=float).reshape(-1, 2)
    drawn = steps.cumsum(axis=0)
    assert np.abs(drawn[[0, -1]] - points[[0, -1]]).max() <= 0.5 / TENTHS + 1e-9
    assert max(distance(point, drawn) for point in points) <= TOLERANCE + 0.5 / TENTHS * 2**0.5
    assert short.endswith("z") is closed
    assert len(short) < len(path) / 3


def test_several_strokes_and_bars_keep_their_corners() -> None:
    bars = "".join(f"M {x} 0 L {x + 2} 0 L {x + 2} 5.5 L {x} 5.5 L {x} 0 z " for x in range(0, 100, 4))
    short = shortened(bars)
    assert short.startswith("M0 0l2 0 0 5.5-2 0 0-5.5zM4 0l")
    assert short.count("z") == 25


def test_curves_and_what_is_short_already_stay() -> None:
    for path in ("M 0 0 Q 1 1 2 2", shortened("M 0 0 L 9 9 L 0 9 z")):
        assert shortened(path) == path
    svg = f'<path d="{shortened("M " + " L ".join(f"{x:f} {y:f}" for x, y in wiggly(300)))}"/>'
    assert lightened(svg) == svg
