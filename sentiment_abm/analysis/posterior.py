"""Draws of the posterior of an emulated model, by affine-invariant ensembles (emcee), with their diagnostics."""

from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.calibrating import Fit

type Floats = NDArray[np.float64]

WALKERS = 48
FIRST = 4_000  # draws of the prior that the walkers are chosen from
BURN, LONGEST = 300, 4_000  # steps
CHECK = 500  # steps between two looks at convergence
GROUPS = 4  # of walkers, whose halves are compared
LENGTHS = 40  # autocorrelation times that a chain should have
SMALLEST = 1e-4  # of an sd of errors, as a share: below it nothing changes any more


class Draws(NamedTuple):
    """Draws of a posterior: `cube` [draws, parameters] in 0…1, sds of errors [draws], and how far to trust them."""

    cube: Floats
    house: Floats
    discrepancy: Floats
    log_likelihood: Floats
    effective: float  # independent draws that the chain was worth, of the worst quantity
    r_hat: float  # of the worst quantity; 1 where all walkers agree

    def take(self, chosen: NDArray[np.int64]) -> "Draws":
        """Some of the draws."""
        parts = (part[chosen] for part in self[:4])
        return Draws(*parts, self.effective, self.r_hat)


def check_installed() -> None:
    """Raise InputError where the sampler is not installed."""
    try:
        is_there = find_spec("emcee") is not None
    except ValueError:
        is_there = False  # somebody has blocked it in sys.modules
    if not is_there:
        raise InputError(["calibrate needs the extra calibrate: pip install 'sentiment-abm[calibrate]'"])


class Target:
    """The posterior density over coordinates: shares of the priors in the emulator's box, then ln of the sds."""

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
        sds = np.zeros((len(at), 2))
        sds[:, self.is_free] = np.exp(at[:, len(self.box) :])
        return at[:, : len(self.box)], sds

    def prior(self, count: int, rng: np.random.Generator) -> Floats:
        """Draws of the prior, as coordinates."""
        low, high = self.box.T
        cube = low + (high - low) * rng.random((count, len(self.box)))
        sds = np.abs(rng.standard_normal((count, 2))) * self.scales
        return np.hstack([cube, np.log(sds[:, self.is_free].clip(min=SMALLEST))])

    def __call__(self, at: Floats) -> Floats:
        """The logarithm of the density, up to a constant; [points]."""
        cube, sds = self.split(at)
        logs = at[:, len(self.box) :]
        inside = ((cube >= self.box[:, 0]) & (cube <= self.box[:, 1])).all(axis=1)
        inside &= (logs >= np.log(SMALLEST)).all(axis=1) & (logs <= 0.0).all(axis=1)
        found = np.full(len(at), -np.inf)
        if inside.any():
            found[inside] = self.likelihood.of(cube[inside], *sds[inside].T)
            half_normal = -0.5 * (sds[inside][:, self.is_free] / self.scales[self.is_free]) ** 2
            found[inside] += (half_normal + logs[inside]).sum(axis=1)  # the latter since ln sd is the coordinate
        return found


def draws_of(likelihood: Likelihood, fit: Fit, seed: int) -> Draws:
    """Draws of the posterior: uniform priors inside the emulator's box, half-normal ones for the sds of errors."""
    check_installed()
    target, rng = Target(likelihood, fit), np.random.default_rng(seed)
    chain = _chain(target, rng)
    steps, walkers, count = chain.shape
    times = _times(chain)
    flat = chain.reshape(-1, count)
    chosen = np.linspace(0, len(flat) - 1, fit.draws).astype(np.int64)
    cube, sds = target.split(flat[chosen])
    likely = np.concatenate([likelihood.of(part[0], *part[1].T) for part in _blocks(cube, sds)])
    return Draws(cube, sds[:, 0], sds[:, 1], likely, steps * walkers / float(times.max()), _r_hat(chain))


def _blocks(cube: Floats, sds: Floats, size: int = 100) -> list[tuple[Floats, Floats]]:
    """Draws few at a time, as each needs a matrix."""
    return [(cube[k : k + size], sds[k : k + size]) for k in range(0, len(cube), size)]


def _chain(target: Target, rng: np.random.Generator) -> Floats:
    """Steps of the walkers once they have forgotten their start, [steps, walkers, coordinates]."""
    import emcee

    walkers = max(WALKERS, 2 * target.size + 2)
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.1)]
    sampler = emcee.EnsembleSampler(walkers, target.size, target, moves=moves, vectorize=True)
    sampler._random = np.random.RandomState(rng.integers(2**32))  # noqa: SLF001  # it takes no other seed
    state: Any = sampler.run_mcmc(_start(target, walkers, rng), BURN, skip_initial_state_check=True)
    sampler.reset()
    for _ in range(LONGEST // CHECK):
        state = sampler.run_mcmc(state, CHECK, skip_initial_state_check=True)
        chain: Floats = sampler.get_chain()
        if len(chain) > LENGTHS * _times(chain).max():
            break
    return chain


def _start(target: Target, walkers: int, rng: np.random.Generator) -> Floats:
    """Draws of the prior, chosen by how well they fit; tempered, so that they are many different ones."""
    first = target.prior(FIRST, rng)
    log = np.concatenate([target(part) for part in np.array_split(first, FIRST // 100)])
    order = np.argsort(-log)[: 4 * walkers]
    return first[rng.choice(order, walkers, replace=False)]


def _times(chain: Floats) -> Floats:
    """Integrated autocorrelation times of all coordinates, in steps."""
    from emcee.autocorr import integrated_time

    return np.asarray(integrated_time(chain, quiet=True, tol=0))


def _r_hat(chain: Floats) -> float:
    """The largest split R-hat (Gelman and Rubin 1992), of halves of the ensemble's history and groups of walkers.

    Walkers of an ensemble depend on each other, so that single ones are no chains: groups of them in two halves of
    the time are compared.
    """
    steps = len(chain) // 2
    groups = [group for half in (chain[:steps], chain[-steps:]) for group in np.array_split(half, GROUPS, axis=1)]
    pooled = [group.reshape(-1, group.shape[-1]) for group in groups]
    within = np.mean([group.var(axis=0, ddof=1) for group in pooled], axis=0)
    between = np.var([group.mean(axis=0) for group in pooled], axis=0, ddof=1)
    return float(np.sqrt((steps - 1) / steps + between / within).max())
