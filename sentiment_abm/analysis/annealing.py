"""Draws of a posterior that is too narrow for importance sampling: populations that are cooled, and moved.

Sequential Monte Carlo (Del Moral, Doucet and Jasra 2006): the power of the likelihood grows from 0 to 1, at each step
as far as half of the points survive; they are resampled, and moved by Metropolis steps along the difference of two
others (ter Braak 2006), which has the shape of the posterior whatever that is.  Several populations never meet: how
far their means are apart says how many independent draws all of them are worth.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.analysis.target import Target

type Floats = NDArray[np.float64]

GROUPS, EACH = 8, 128  # populations, and points of each
SURVIVING = 0.5  # share of the points that those of a step are worth
ACCEPTED, MOST_MOVES = 2.0, 15  # steps that a point takes after each resampling, and the most tries
BETWEEN, LEAST, MOST = 6, 10, 50  # moves from one kept population to the next at power 1, and how many are kept
WANTED = 1_000  # independent draws
WHOLE = 0.1  # share of steps that are as long as the difference itself: from one ridge to another


class Swarm(NamedTuple):
    """Points of all populations: coordinates [groups, points, size], log likelihoods and log priors."""

    at: Floats
    log_likelihood: Floats
    log_prior: Floats


class Annealed(NamedTuple):
    """Draws of equal weight [draws, size], their log likelihoods, and how many independent ones they are worth."""

    at: Floats
    log_likelihood: Floats
    effective: float


def annealed(target: Target, rng: np.random.Generator) -> Annealed:
    """Draws of the posterior."""
    swarm, power = _seen(target, target.prior(GROUPS * EACH, rng).reshape(GROUPS, EACH, -1)), 0.0
    while power < 1.0:
        step = _step(swarm.log_likelihood, 1.0 - power)
        power = min(power + step, 1.0)
        swarm, taken, tries = _resampled(swarm, step, rng), 0.0, 0
        while taken < ACCEPTED and tries < MOST_MOVES:
            swarm, share = _moved(target, swarm, power, rng)
            taken, tries = taken + share, tries + 1
    at, logs = np.empty((GROUPS, 0, target.size)), np.empty((GROUPS, 0))
    for number in range(MOST):
        for _ in range(BETWEEN):
            swarm, _ = _moved(target, swarm, 1.0, rng)
        at, logs = np.concatenate([at, swarm.at], axis=1), np.concatenate([logs, swarm.log_likelihood], axis=1)
        if number >= LEAST and independent(at) >= WANTED:
            break
    return Annealed(at.reshape(-1, target.size), logs.ravel(), independent(at))


def independent(at: Floats) -> float:
    """How many independent draws populations [groups, points, size] are worth, in the worst coordinate.

    A mean of k independent draws varies as the draws do, divided by k.

    >>> independent(np.random.default_rng(1).standard_normal((8, 500, 1))) > 1_000
    True
    """
    spread = at.reshape(-1, at.shape[-1]).var(axis=0)
    apart = at.mean(axis=1).var(axis=0, ddof=1)
    return float(min(np.min(len(at) * spread / apart.clip(min=1e-300)), at.shape[0] * at.shape[1]))


def _seen(target: Target, at: Floats) -> Swarm:
    """Points with their densities; where the prior has none, the likelihood is not asked for."""
    flat = at.reshape(-1, at.shape[-1])
    prior = target.log_prior(flat)
    likelihood, inside = np.full(len(flat), -np.inf), np.isfinite(prior)
    likelihood[inside] = target.log_likelihood(flat[inside])
    return Swarm(at, likelihood.reshape(at.shape[:-1]), prior.reshape(at.shape[:-1]))


def _step(logs: Floats, most: float) -> float:
    """The largest step of the power after which the points are still worth enough."""
    if _worth(most * logs) >= SURVIVING:
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(middle * logs) >= SURVIVING else (low, middle)
    return max(low, 1e-9)


def _worth(logs: Floats) -> float:
    """The share of points that weighed ones are worth, on average over the populations."""
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return float((weights.sum(axis=1) ** 2 / (weights**2).sum(axis=1)).mean() / logs.shape[1])


def _resampled(swarm: Swarm, step: float, rng: np.random.Generator) -> Swarm:
    """As many points of each population, by their weights (systematic resampling), in any order."""
    logs = step * swarm.log_likelihood
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    sums = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    places = (np.arange(EACH) + rng.random((GROUPS, 1))) / EACH
    found = [rng.permutation(np.searchsorted(*each).clip(max=EACH - 1)) for each in zip(sums, places, strict=True)]
    chosen = np.stack(found)
    rows = np.arange(GROUPS)[:, None]
    return Swarm(*(part[rows, chosen] for part in swarm))


def _moved(target: Target, swarm: Swarm, power: float, rng: np.random.Generator) -> tuple[Swarm, float]:
    """One Metropolis step of every point, and the share that was accepted.

    One half moves along differences within the other half, which stands still, and then the other way round: so the
    posterior stays what it is.
    """
    found, shares = Swarm(*(part.copy() for part in swarm)), []
    for first in (0, 1):
        mine, others = slice(first, None, 2), found.at[:, 1 - first :: 2]
        here = Swarm(*(part[:, mine] for part in found))
        there = _seen(target, here.at + _steps(others, target.size, rng))
        with np.errstate(invalid="ignore"):  # a point without a density is never moved to
            gain = power * (there.log_likelihood - here.log_likelihood) + there.log_prior - here.log_prior
        taken = np.log(rng.random(gain.shape)) < np.nan_to_num(gain, nan=-np.inf)
        for part, new in zip(found, there, strict=True):
            part[:, mine][taken] = new[taken]
        shares.append(taken.mean())
    return found, float(np.mean(shares))


def _steps(others: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Differences of two points of the same population, of many lengths; [groups, points, size]."""
    groups, count = others.shape[:2]
    rows, one = np.arange(groups)[:, None], rng.integers(count, size=(groups, count))
    two = (one + rng.integers(1, count, size=(groups, count))) % count  # never the same
    length = 2.38 / np.sqrt(2.0 * size) * np.exp(0.7 * rng.standard_normal((groups, count)))
    length = np.where(rng.random((groups, count)) < WHOLE, 1.0, length)
    jitter = 1e-5 * rng.standard_normal(others.shape)
    return np.asarray(length[:, :, None] * (others[rows, one] - others[rows, two]) + jitter)
