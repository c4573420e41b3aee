"""An emulator of the model: what a run gives on some days, as a polynomial of the free parameters plus luck.

Least squares on Legendre polynomials (a polynomial chaos expansion), of the degree that predicts runs best that were
left out.  What is left over, the luck of single runs and what the polynomial misses, is kept as a covariance between
days and series, whose size may change with the parameters.
"""

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from sentiment_abm.spec import InputError

type Floats = NDArray[np.float64]

DEGREES = (1, 2, 3, 4, 5, 6)
PER_TERM = 4  # runs that each term of the polynomial needs at least
SCALE_DEGREE = 2  # of the logarithm of the size of what is left over
JITTER = 1e-9  # variance that a share has in any case


@dataclass(frozen=True, eq=False)
class Emulator:
    """Means of outputs by parameters, with the covariance of single runs around them.

    Parameters are coordinates in −1…1 over `box` [parameters, 2], in shares of their prior ranges.
    """

    box: Floats
    powers: NDArray[np.int64]  # [terms, parameters]: degree of each factor of each term
    weights: Floats  # [terms, outputs]
    scale_weights: Floats  # [terms of degree SCALE_DEGREE]: of ln size
    covariance: Floats  # [outputs, outputs]: of runs of size 1
    missed: Floats  # [runs, outputs]: left-one-out errors

    def mean(self, cube: Floats) -> Floats:
        """The mean outputs at points of the cube, [points, parameters] in 0…1: [points, outputs]."""
        return np.asarray(_terms(self._inside(cube), self.powers) @ self.weights)

    def size(self, cube: Floats) -> Floats:
        """The factor on the covariance at these points."""
        powers = powers_of(len(self.box), SCALE_DEGREE)
        return np.asarray(np.exp(np.clip(_terms(self._inside(cube), powers) @ self.scale_weights, -4.0, 4.0)))

    def columns(self, chosen: NDArray[np.int64]) -> "Emulator":
        """The emulator of some of the outputs, in this order; one may come twice."""
        some = self.covariance[np.ix_(chosen, chosen)]
        return Emulator(
            self.box, self.powers, self.weights[:, chosen], self.scale_weights, some, self.missed[:, chosen]
        )

    @property
    def degree(self) -> int:
        """Of the polynomial."""
        return int(self.powers.sum(axis=1).max())

    @cached_property
    def error(self) -> Floats:
        """Root mean square of what it misses of runs that were left out, for each output."""
        return np.asarray(np.sqrt((self.missed**2).mean(axis=0)))

    def _inside(self, cube: Floats) -> Floats:
        low, high = self.box.T
        return np.asarray(2.0 * (cube - low) / (high - low) - 1.0)


def emulator(cube: Floats, outputs: Floats, box: Floats | None = None) -> Emulator:
    """Fit an emulator to runs at points of a cube, [runs, parameters], with `outputs` [runs, outputs].

    Raises InputError where there are too few runs for even a plane.

    >>> rng = np.random.default_rng(1)
    >>> cube = rng.random((200, 1))
    >>> found = emulator(cube, cube**2 + 0.01 * rng.standard_normal((200, 1)))
    >>> found.degree, abs(float(found.mean(np.array([[0.5]]))[0, 0]) - 0.25) < 0.005
    (2, True)
    """
    runs, count = cube.shape
    box = np.tile([0.0, 1.0], (count, 1)) if box is None else box
    low, high = box.T
    inside = 2.0 * (cube - low) / (high - low) - 1.0
    fits = [_Fit(inside, outputs, powers_of(count, d)) for d in DEGREES if PER_TERM * terms(count, d) <= runs]
    if not fits:
        raise InputError([f"calibrate.fit.samples: {runs} runs are too few for {count} free parameters"])
    best = min(fits, key=lambda fit: fit.loss)
    size = _Fit(inside, _log_size(best.missed), powers_of(count, min(SCALE_DEGREE, best.degree)))
    weights = np.zeros((terms(count, SCALE_DEGREE), 1))
    weights[: len(size.weights)] = size.weights
    found = Emulator(box, best.powers, best.weights, weights[:, 0], np.eye(outputs.shape[1]), best.missed)
    scaled = best.missed / np.sqrt(found.size(cube))[:, None]
    covariance = scaled.T @ scaled / runs + JITTER * np.eye(outputs.shape[1])
    return Emulator(box, best.powers, best.weights, weights[:, 0], covariance, best.missed)


def terms(count: int, degree: int) -> int:
    """How many terms a polynomial of so many variables has.

    >>> terms(3, 2)
    10
    """
    return len(powers_of(count, degree))


def powers_of(count: int, degree: int) -> NDArray[np.int64]:
    """The degrees of the factors of all terms up to a total degree, low ones first."""
    found = [
        [chosen.count(k) for k in range(count)]
        for d in range(degree + 1)
        for chosen in itertools.combinations_with_replacement(range(count), d)
    ]
    return np.array(found, dtype=np.int64).reshape(-1, count)


class _Fit:
    """Least squares with one set of terms, and its errors for runs left out."""

    def __init__(self, inside: Floats, outputs: Floats, powers: NDArray[np.int64]) -> None:
        self.powers = powers
        q, r = np.linalg.qr(_terms(inside, powers))
        self.weights: Floats = np.linalg.solve(r, q.T @ outputs)
        leverage = np.minimum((q**2).sum(axis=1), 1.0 - 1e-6)
        self.missed: Floats = (outputs - q @ (q.T @ outputs)) / (1.0 - leverage)[:, None]
        spread = outputs.var(axis=0) + 1e-12
        self.loss = float(((self.missed**2).mean(axis=0) / spread).mean())

    @property
    def degree(self) -> int:
        return int(self.powers.sum(axis=1).max())


def _terms(inside: Floats, powers: NDArray[np.int64]) -> Floats:
    """The values of all terms at points in −1…1: [points, terms]."""
    tables = legendre.legvander(inside, int(powers.max()))  # [points, parameters, degrees]
    found = np.ones((len(inside), len(powers)))
    for k in range(inside.shape[1]):
        found *= tables[:, k, powers[:, k]]
    return found


def _log_size(missed: Floats) -> Floats:
    """The logarithm of how far each run is off, relative to all, up to a constant: [runs, 1]."""
    scaled = (missed**2 / (missed**2).mean(axis=0).clip(min=1e-12)).mean(axis=1)
    return np.asarray(np.log(scaled.clip(min=1e-6)))[:, None]
