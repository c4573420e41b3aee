"""Which parameters the polls tell anything about: posterior against prior, correlations, profiles.

The rule: a parameter is *identified* if its posterior has at most half the variance of its prior and its likelihood
profile excludes, at 90 %, at least one end of the prior's range.  Else it is *not identified*, whatever its median.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.analysis.posterior import Draws

type Floats = NDArray[np.float64]

LEAST_CONTRACTION = 0.5
STRONG = 0.7  # a correlation of this size: only a combination of the two is known
DROP = 1.352772  # of the log likelihood at the ends of a 90 % profile interval: half the 90 % quantile of chi² with 1
WIDE, NARROW = 11, 21  # places of a profile over the whole box, and where the draws are
TRIED = 60  # draws that are tried at each place
EDGE = 0.01  # of the prior's range: a profile that comes so near to an end does not exclude it
UNIFORM = 1.0 / 12.0  # variance of a uniform prior in shares of its range
IDENTIFIED, UNKNOWN = "identified", "not identified"


class Found(NamedTuple):
    """What is known of each parameter; the profile has share (0…1 of the prior), and drop of the log likelihood."""

    table: pd.DataFrame
    correlations: pd.DataFrame
    profile: pd.DataFrame


def identifiability(draws: Draws, names: list[str], likelihood: Likelihood) -> Found:
    """By parameter: contraction, the ends of the profile, the partner it is most correlated with, and the verdict.

    Contraction is 1 − posterior variance / prior variance, on the scale on which the prior is uniform.
    """
    contraction = 1.0 - draws.cube.var(axis=0) / UNIFORM
    correlations = _correlations(draws.cube, names)
    profile = pd.concat([_profile(draws, k, likelihood).assign(name=name) for k, name in enumerate(names)])
    rows = []
    for k, name in enumerate(names):
        inside = profile[(profile["name"] == name) & (profile["drop"] <= DROP)]["share"]
        others = correlations[name].drop(name).abs()
        partner = str(others.idxmax()) if len(others) else ""
        spans = inside.min() <= EDGE and inside.max() >= 1.0 - EDGE
        correlation = float(np.asarray(correlations)[names.index(partner), k]) if partner else np.nan
        is_known = contraction[k] >= LEAST_CONTRACTION and not spans
        rows.append(
            {
                "name": name,
                "contraction": contraction[k],
                "profile_low": inside.min(),
                "profile_high": inside.max(),
                "partner": partner,
                "correlation": correlation,
                "only_combined": abs(correlation) >= STRONG,
                "is_identified": bool(is_known),
                "verdict": IDENTIFIED if is_known else UNKNOWN,
            }
        )
    return Found(pd.DataFrame(rows).set_index("name"), correlations, profile.reset_index(drop=True))


def _correlations(cube: Floats, names: list[str]) -> pd.DataFrame:
    found = np.atleast_2d(np.corrcoef(cube, rowvar=False))
    return pd.DataFrame(found, index=names, columns=names)


def _profile(draws: Draws, k: int, likelihood: Likelihood) -> pd.DataFrame:
    """The best log likelihood at each value of parameter k, the others following it as the posterior says."""
    best = draws.take(np.argsort(-draws.log_likelihood)[:TRIED])
    off = draws.cube - draws.cube.mean(axis=0)
    slope = (off * off[:, [k]]).mean(axis=0) / max(float(off[:, k].var()), 1e-12)
    low, high = likelihood.emulator.box.T
    mine = draws.cube[:, k]
    places = np.union1d(np.linspace(low[k], high[k], WIDE), np.linspace(mine.min(), mine.max(), NARROW))
    top = []
    for place in places:
        # Along the regression line of the posterior and straight across it: the better of the two.
        moved = best.cube + slope * (place - best.cube[:, [k]])
        across = best.cube.copy()
        both = np.clip(np.vstack([moved, across]), low, high)
        both[:, k] = place
        top.append(likelihood.of(both, np.tile(best.house, 2), np.tile(best.discrepancy, 2)).max())
    most = max(*top, float(draws.log_likelihood.max()))
    return pd.DataFrame({"share": places, "drop": most - np.array(top)})
