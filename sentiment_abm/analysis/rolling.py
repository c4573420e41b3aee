"""Rolling origin: everybody forecasts the polls after a day from those before it, again and again."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.baselines import BASELINES, LEAST, Baseline, Past

type Floats = NDArray[np.float64]
type Forecaster = Callable[[pd.DataFrame, NDArray[np.bool_], float], Floats]
"""From the polls, which of them are past, and the day of the origin: draws of all others [draws, polls]."""

SERIES = ["segment", "indicator"]
GRID = 199  # draws that stand for a normal distribution: its quantiles at even steps
QUANTILES = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}


def rolling_origin(
    polls: pd.DataFrame, origins: Sequence[float], models: Mapping[str, Forecaster], *, farthest: float = np.inf
) -> pd.DataFrame:
    """What models and baselines expected, and what came: one row per origin, poll to come and forecaster.

    Parameters
    ----------
    polls
        One row each in order of time: day, segment, indicator, value (0…1), sampling_sd (with the design effect).
    origins
        Days; polls before such a day are known, later ones are not.
    models
        By name, what they expect; the baselines are added.
    farthest
        Days that a poll may lie after the origin.

    Columns: origin, day, horizon, segment, indicator, forecaster, value, last (the last poll of that series), mean,
    quantiles `low90` … `high90`, crps (continuous ranked probability score, source ``gneiting2007``).  Series with
    fewer than three past polls at an origin are left out there, for everybody alike.
    """
    parts = []
    for origin in origins:
        is_past = (polls["day"] < origin).to_numpy()
        wanted = ~is_past & (polls["day"] < origin + farthest).to_numpy() & _is_known(polls, is_past)
        if not wanted.any():
            continue
        chosen = wanted[~is_past]
        told = {name: model(polls, is_past, origin)[:, chosen] for name, model in models.items()}
        told |= {name: _of_baseline(polls, is_past, wanted, baseline) for name, baseline in BASELINES.items()}
        rows = polls[wanted].assign(origin=origin, horizon=polls["day"] - origin, last=_last(polls, is_past)[wanted])
        parts += [_scored(rows, name, draws) for name, draws in told.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def of_quantiles(mean: Floats, sd: Floats) -> Floats:
    """Draws that stand for normal distributions: [GRID, polls]."""
    from scipy import stats  # slow to import

    steps = stats.norm.ppf((np.arange(GRID) + 0.5) / GRID)
    return np.asarray(mean + sd * (steps / steps.std())[:, None])


def crps(values: Floats, draws: Floats) -> Floats:
    """The continuous ranked probability score of draws [draws, polls]: mean |x − y| less half of mean |x − x'|.

    In units of the polls; of a forecast without spread it is the absolute error (source ``gneiting2007``).

    >>> crps(np.array([0.5]), np.array([[0.25], [0.75]])).tolist()
    [0.125]
    """
    count, ordered = len(draws), np.sort(draws, axis=0)
    # Of ordered draws, the k-th is above 2k + 1 − count more of the others than it is below.
    ranks = (2.0 * np.arange(count) + 1.0 - count)[:, None]
    return np.asarray(np.abs(draws - values).mean(axis=0) - (ranks * ordered).sum(axis=0) / count**2)


def _scored(rows: pd.DataFrame, name: str, draws: Floats) -> pd.DataFrame:
    kept = rows[["origin", "day", "horizon", *SERIES, "value", "last"]].assign(forecaster=name, mean=draws.mean(axis=0))
    for column, level in QUANTILES.items():
        kept[column] = np.quantile(draws, level, axis=0)
    kept["crps"] = crps(rows["value"].to_numpy(dtype=np.float64), draws)
    return kept


def _groups(polls: pd.DataFrame) -> list[NDArray[np.bool_]]:
    codes = polls.groupby(SERIES, sort=False).ngroup().to_numpy()
    return [codes == code for code in range(codes.max() + 1)]


def _is_known(polls: pd.DataFrame, is_past: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a poll belongs to a series with enough of a past."""
    found = np.zeros(len(polls), dtype=bool)
    for mine in _groups(polls):
        found[mine] = (mine & is_past).sum() >= LEAST
    return found


def _last(polls: pd.DataFrame, is_past: NDArray[np.bool_]) -> Floats:
    found = np.full(len(polls), np.nan)
    for mine in _groups(polls):
        if (known := polls["value"][mine & is_past]).size:
            found[mine] = known.iloc[-1]
    return found


def _of_baseline(
    polls: pd.DataFrame, is_past: NDArray[np.bool_], wanted: NDArray[np.bool_], baseline: Baseline
) -> Floats:
    draws = np.empty((GRID, len(polls)))
    for mine in _groups(polls):
        if not (mine & wanted).any():
            continue
        past = Past(
            *(polls[name][mine & is_past].to_numpy(dtype=np.float64) for name in ("day", "value", "sampling_sd"))
        )
        future = polls[mine & wanted]
        expected = baseline(past, future["day"].to_numpy(np.float64), future["sampling_sd"].to_numpy(np.float64))
        draws[:, mine & wanted] = of_quantiles(*expected)
    return draws[:, wanted]
