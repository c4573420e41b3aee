"""Samples of the unit cube: Latin hypercube, the Saltelli scheme on a Sobol sequence, and Morris trajectories.

SALib draws the last two; here they only get their seed.  A sample is a function of (design, points, number of axes,
seed), and its digest tells whether two machines, or two versions of these libraries, agree about it.
"""

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.draws import seed_of
from sentiment_abm.spec import InputError

SAMPLED = ("latin_hypercube", "sobol", "morris")
_DRAWN_BY_SALIB = ("sobol", "morris")
LEVELS = 4  # of a Morris trajectory, what Morris (1991) and SALib use

type Shares = NDArray[np.float64]


def rows_of(design: str, points: int, axes: int, second_order: bool = False) -> int:
    """How many points of the cube a sampled design has, for `points` as the study file gives them.

    latin_hypercube: so many.  sobol: `points` base points N, and N · (axes + 2) in all, what first and total order
    indices need, N · (2 · axes + 2) with the second order.  morris: `points` trajectories of axes + 1 points each.

    >>> rows_of("sobol", 64, 3), rows_of("morris", 10, 3)
    (320, 40)
    """
    mixed = 2 * axes if second_order else axes
    return points * {"latin_hypercube": 1, "sobol": mixed + 2, "morris": axes + 1}[design]


@lru_cache(maxsize=2)
def shares(design: str, points: int, axes: int, seed: int, second_order: bool = False) -> Shares:
    """The sample: one row per point, one column per axis, all in 0…1.

    With the same seed, more `points` of sobol and morris begin with the points there were; those of a Latin hypercube
    are all new.  `second_order` gives a sobol design the points that indices of pairs need.

    >>> shares("sobol", 2, 1, seed=7).shape
    (6, 1)
    """
    # SALib takes a seed of 0 for no seed in places, so it gets a generator; never the study's seed, which draws people.
    generator = np.random.default_rng(seed_of(seed, "sweep", design))
    if design == "latin_hypercube":
        found: Shares = _latin_hypercube(points, axes, generator)
    else:
        problem = {"num_vars": axes, "names": [str(k) for k in range(axes)], "bounds": [[0.0, 1.0]] * axes}
        options = {"calc_second_order": second_order} if design == "sobol" else {"num_levels": LEVELS}
        found = _salib(design)(problem, points, seed=generator, **options)
    if design == "morris":
        # A level of a trajectory is one number, however the library came by it.
        found = np.round(found * (LEVELS - 1)) / (LEVELS - 1)
    found.flags.writeable = False  # it is shared
    return found


def _latin_hypercube(points: int, axes: int, generator: np.random.Generator) -> Shares:
    """In each of so many layers of an axis one point, at random (source ``mckay1979``).

    These are the numbers of `scipy.stats.qmc.LatinHypercube`, which takes longer to import than a finished study takes
    to tell.
    """
    child = generator.spawn(1)[0]
    inside, layers = child.uniform(size=(points, axes)), np.tile(np.arange(1, points + 1), (axes, 1))
    for row in layers:
        child.shuffle(row)
    return np.asarray((layers.T - inside) / points)


def digest_of(sample: Shares) -> str:
    """A hash of a sample, the same on every machine that has drawn the same numbers."""
    return hashlib.blake2b(np.ascontiguousarray(sample, dtype="<f8").tobytes(), digest_size=16).hexdigest()


def check_installed(design: str) -> None:
    """Raise InputError where a design needs a library that is not installed."""
    try:
        is_there = find_spec("SALib") is not None  # looked for, and not imported: that takes seconds
    except ValueError:
        is_there = False  # somebody has blocked it in sys.modules
    if design in _DRAWN_BY_SALIB and not is_there:
        problem = f"sweep: design {design!r} needs the extra sensitivity: pip install 'sentiment-abm[sensitivity]'"
        raise InputError([problem])


def _salib(design: str) -> Any:
    check_installed(design)
    from SALib.sample import morris, sobol

    return {"sobol": sobol, "morris": morris}[design].sample
