"""The posterior density of an emulated model, over coordinates that samplers can move in."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.sweep.calibrating import Fit

type Floats = NDArray[np.float64]

AT_ONCE = 100  # points whose covariances are in memory
SMALLEST = 1e-4  # of an sd of errors, as a share: below it nothing changes any more


class Target:
    """The posterior density over coordinates without edges: log-odds of the place in the box, then ln of the sds.

    A posterior piled up at an end of the box, as one is whose truth is near none, has only a tail in these.
    """

    def __init__(self, likelihood: Likelihood, fit: Fit) -> None:
        self.likelihood, self.box = likelihood, likelihood.emulator.box
        self.scales = np.array([fit.house, fit.discrepancy])
        self.is_free = self.scales > 0.0

    @property
    def size(self) -> int:
        """Number of coordinates."""
        return len(self.box) + int(self.is_free.sum())

    def split(self, at: Floats) -> tuple[Floats, Floats]:
        """Coordinates as shares [points, parameters] and sds [points, 2]."""
        sds, (low, high) = np.zeros((len(at), 2)), self.box.T
        sds[:, self.is_free] = np.exp(at[:, len(self.box) :])
        return low + (high - low) * expit(at[:, : len(self.box)]), sds

    def prior(self, count: int, rng: np.random.Generator) -> Floats:
        """Draws of the prior, as coordinates."""
        odds = rng.logistic(size=(count, len(self.box)))
        sds = np.abs(rng.standard_normal((count, 2))) * self.scales
        return np.hstack([odds, np.log(sds[:, self.is_free].clip(min=SMALLEST, max=1.0))])

    def log_prior(self, at: Floats) -> Floats:
        """The logarithm of the prior density of coordinates: [points], −∞ for sds out of bounds."""
        odds, logs = at[:, : len(self.box)], at[:, len(self.box) :]
        inside = (logs >= np.log(SMALLEST)).all(axis=1) & (logs <= 0.0).all(axis=1)
        scales = self.scales[self.is_free]
        # Half-normal sds; the last term since their logarithms are the coordinates.
        normal = 0.5 * np.log(2.0 / np.pi) - np.log(scales) - 0.5 * (np.exp(logs) / scales) ** 2 + logs
        # A place that is uniform in the box has log-odds of the logistic distribution.
        found = normal.sum(axis=1) + (log_expit(odds) + log_expit(-odds)).sum(axis=1)
        return np.where(inside, found, -np.inf)

    def log_likelihood(self, at: Floats) -> Floats:
        """Of coordinates inside the prior: [points]."""
        cube, sds = self.split(at)
        parts = [slice(k, k + AT_ONCE) for k in range(0, len(at), AT_ONCE)]
        return np.concatenate([self.likelihood.of(cube[part], *sds[part].T) for part in parts])
