"""Whether a calibration can be trusted: sampler, emulator and model each have a check, with what is good."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.analysis.posterior import Draws
from sentiment_abm.analysis.prediction import misfit_p
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.sweep.waves import Sample, shares

type Floats = NDArray[np.float64]

ENOUGH_DRAWS, HEAVY = 400, 0.02
CLOSE = (0.8, 1.25)  # of the sd of standardized errors of the emulator
FITTING = (0.05, 0.99)


def check_of(reference: Reference, simulated: Sample) -> float:
    """The sd of runs around the emulator in units of what it expects, at draws of the posterior; 1 is perfect."""
    emulator, cube = reference.emulator, shares(reference.axes, simulated.values)
    sd = np.sqrt(emulator.size(cube)[:, None] * np.diag(emulator.covariance))
    varies = np.diag(emulator.covariance) > 1e-7  # the start is the same in all runs
    off = (simulated.outputs - emulator.mean(cube)) / sd
    return float(np.sqrt((off[:, varies] ** 2).mean()))


def diagnosis(reference: Reference, part: Likelihood, draws: Draws, check: float | None) -> pd.DataFrame:
    """By check: value, what is good (in words), and whether it is."""
    luck = _sd(part.emulator.covariance) * float(np.sqrt(part.emulator.size(draws.cube).mean()))
    explained = float(1.0 - np.mean(reference.emulator.error**2 / (reference.outputs.var(axis=0) + 1e-9)))
    sampling = _sd(part.errors.sampling)
    others = float(np.sqrt(sampling**2 + (draws.house**2).mean() + (draws.discrepancy**2).mean()))
    p = misfit_p(part, draws)
    edge = _at_edge(draws.cube, reference.box)
    rows = [
        ("effective draws", draws.effective, f"at least {ENOUGH_DRAWS}", draws.effective >= ENOUGH_DRAWS),
        ("largest weight of a draw", draws.heaviest, f"at most {HEAVY}", draws.heaviest <= HEAVY),
        ("degree of the emulator", reference.emulator.degree, "any", True),
        ("variance that the emulator explains", explained, "more is better", True),
        ("luck and emulator error, sd of a share", luck, "at most all other errors", luck <= others),
        ("all other errors, sd of a share", others, "any", True),
        ("sampling error, sd of a share", sampling, "any", True),
        ("misfit p", p, f"{FITTING[0]}…{FITTING[1]}", FITTING[0] <= p <= FITTING[1]),
        ("draws at an inner edge of the box", edge, "at most 0.02", edge <= 0.02),
    ]
    if check is not None:
        good = f"{CLOSE[0]}…{CLOSE[1]}"
        rows.append(("runs around the emulator, sd in its units", check, good, CLOSE[0] <= check <= CLOSE[1]))
    return pd.DataFrame(rows, columns=["check", "value", "good", "is_good"]).set_index("check")


def _sd(covariance: Floats) -> float:
    return float(np.sqrt(np.diag(covariance).mean()))


def _at_edge(cube: Floats, box: Floats) -> float:
    """The share of draws within one percent of an end of the box that is no end of the prior."""
    width = 0.01 * np.diff(box)[:, 0]
    low = (cube < box[:, 0] + width) & (box[:, 0] > 0.0)
    high = (cube > box[:, 1] - width) & (box[:, 1] < 1.0)
    return float((low | high).mean(axis=0).max())
