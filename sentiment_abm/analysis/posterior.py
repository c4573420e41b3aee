"""Draws of the posterior of an emulated model, by adaptive importance sampling, and by annealing where that fails.

An emulated likelihood costs microseconds, so that tens of thousands of points are weighed at once; there is no chain
that could get stuck, and how many draws the weights are worth is known at once.  The proposal is a mixture of Student
kernels around the draws of the round before (``west1993``; population Monte Carlo, ``cappe2004``), at first tempered,
with a part of the prior in it, so that no place is forgotten.  A thin, curved posterior (many precise polls, many
parameters) is no mixture of a few wide kernels: a handful of points would have all the weight.  Then populations are
annealed instead.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from sentiment_abm.analysis.annealing import annealed
from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.analysis.target import Target
from sentiment_abm.sweep.calibrating import Fit

type Floats = NDArray[np.float64]

FIRST, EACH = 4_000, 2_000  # points of the first round, and of every other
KERNELS = 200
PRIOR_PART = 0.1  # of the points of a round
FREEDOM = 5.0  # of the kernels: tails that no posterior here has
TEMPERED = 0.15  # share of a round's points that its tempered weights have to be worth
WANTED, MOST_ROUNDS = 1_500, 20  # effective draws, and rounds after which it is left at that
COOLING = 10  # rounds after which the proposal has to be for the whole posterior
ENOUGH = 600  # effective draws; with fewer, populations are annealed


class Draws(NamedTuple):
    """Draws of a posterior: `cube` [draws, parameters] in 0…1, sds of errors [draws], and how far to trust them."""

    cube: Floats
    house: Floats
    discrepancy: Floats
    log_likelihood: Floats
    effective: float  # independent draws that all points are worth
    heaviest: float  # the largest share of the weights that one point has

    def take(self, chosen: NDArray[np.int64]) -> "Draws":
        """Some of the draws."""
        return self._replace(
            cube=self.cube[chosen],
            house=self.house[chosen],
            discrepancy=self.discrepancy[chosen],
            log_likelihood=self.log_likelihood[chosen],
        )


class Points(NamedTuple):
    """Weighed points: coordinates, log likelihood, log prior, and log density of the proposal that they are from."""

    at: Floats
    log_likelihood: Floats
    log_prior: Floats
    log_proposal: Floats

    def weights(self, power: float = 1.0) -> Floats:
        """Their weights for the posterior with the likelihood to this power; they sum to one."""
        logs = power * self.log_likelihood + self.log_prior - self.log_proposal
        found = np.exp(logs - logs.max())
        return np.asarray(found / found.sum())


def draws_of(likelihood: Likelihood, fit: Fit, seed: int) -> Draws:
    """Draws of the posterior: uniform priors inside the emulator's box, half-normal ones for the sds of errors."""
    target, rng = Target(likelihood, fit), np.random.default_rng(seed)
    points = _weighed(target, rng)
    weights = points.weights()
    if effective(weights) < ENOUGH:
        return _annealed(target, fit.draws, rng)
    # Systematic resampling: as even as weights allow.
    places = (np.arange(fit.draws) + rng.random()) / fit.draws
    chosen = rng.permutation(np.searchsorted(np.cumsum(weights), places).clip(max=len(weights) - 1))
    cube, sds = target.split(points.at[chosen])
    worth = effective(weights)
    return Draws(cube, sds[:, 0], sds[:, 1], points.log_likelihood[chosen], worth, float(weights.max()))


def _annealed(target: Target, count: int, rng: np.random.Generator) -> Draws:
    """Draws of populations that were cooled and moved."""
    found = annealed(target, rng)
    chosen = rng.choice(len(found.at), count, replace=count > len(found.at))
    cube, sds = target.split(found.at[chosen])
    return Draws(cube, sds[:, 0], sds[:, 1], found.log_likelihood[chosen], found.effective, 1.0 / len(found.at))


def effective(weights: Floats) -> float:
    """How many draws of equal weight these are worth (Kish).

    >>> effective(np.array([0.5, 0.5, 0.0]))
    2.0
    """
    return float(1.0 / (weights**2).sum())


def _weighed(target: Target, rng: np.random.Generator) -> Points:
    """Points of the rounds in which the proposal is for the whole posterior."""
    at = target.prior(FIRST, rng)
    prior = target.log_prior(at)
    last, kept = Points(at, target.log_likelihood(at), prior, prior), list[Points]()
    for number in range(MOST_ROUNDS):
        power = _power(last)
        if number >= COOLING and not kept:
            break
        last = _round(target, last, last.weights(power), rng)
        if power == 1.0:
            kept.append(last)
            found = Points(*(np.concatenate(parts) for parts in zip(*kept, strict=True)))
            if effective(found.weights()) >= WANTED:
                return found
    return Points(*(np.concatenate(parts) for parts in zip(*(kept or [last]), strict=True)))


def _power(points: Points) -> float:
    """The largest power of the likelihood, up to 1, at which the weights are worth enough points."""
    least = TEMPERED * len(points.at)
    if effective(points.weights()) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(points.weights(middle)) >= least else (low, middle)
    return max(low, 1e-6)


def _round(target: Target, before: Points, weights: Floats, rng: np.random.Generator) -> Points:
    """Points from kernels around the weighed ones before, and some of the prior."""
    size = target.size
    mean = weights @ before.at
    off = before.at - mean
    spread = np.linalg.cholesky((weights * off.T) @ off + 1e-10 * np.eye(size))
    # Kernels as wide as Silverman's rule has it, and moved towards the mean, so that the mixture is no wider.
    width = (4.0 / (KERNELS * (size + 2.0))) ** (1.0 / (size + 4.0))
    chosen = rng.choice(len(weights), KERNELS, p=weights)
    centers = mean + np.sqrt(1.0 - width**2) * off[chosen]
    scale = width * spread
    count = int(EACH * (1.0 - PRIOR_PART))
    tails = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, count))[:, None]
    steps = rng.standard_normal((count, size)) * tails @ scale.T
    at = np.vstack([centers[rng.integers(KERNELS, size=count)] + steps, target.prior(EACH - count, rng)])
    prior = target.log_prior(at)
    at, prior = at[np.isfinite(prior)], prior[np.isfinite(prior)]
    mixture = np.logaddexp(np.log(1.0 - PRIOR_PART) + _log_mixture(at, centers, scale), np.log(PRIOR_PART) + prior)
    return Points(at, target.log_likelihood(at), prior, mixture)


def _log_mixture(at: Floats, centers: Floats, scale: Floats) -> Floats:
    """The logarithm of the density of equal Student kernels."""
    size = at.shape[1]
    there, here = np.linalg.solve(scale, centers.T), np.linalg.solve(scale, at.T)
    far = (here**2).sum(axis=0)[:, None] + (there**2).sum(axis=0) - 2.0 * here.T @ there
    logs = -0.5 * (FREEDOM + size) * np.log1p(np.maximum(far, 0.0) / FREEDOM)
    constant = gammaln((FREEDOM + size) / 2) - gammaln(FREEDOM / 2) - 0.5 * size * np.log(FREEDOM * np.pi)
    return np.asarray(logsumexp(logs, axis=1) - np.log(len(centers)) + constant - np.log(np.diagonal(scale)).sum())
