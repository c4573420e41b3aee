"""Skill: whether a model foresees polls better than a forecaster who knows no news, with an interval, in words."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

RESAMPLES = 4_999
CELLS = ["origin", "day", "segment", "indicator"]  # of a table of forecasts: what was forecast, and when
COLUMNS = ["model", "baseline", "skill", "low", "high", "chance_better", "polls", "origins", "block"]


def skill(
    forecasts: pd.DataFrame, model: str, *, within: tuple[float, float] = (0.0, math.inf), seed: int = 0
) -> pd.DataFrame:
    """How much better `model` is than each other forecaster: 1 − CRPS(model)/CRPS(other), over the same polls.

    Parameters
    ----------
    forecasts
        What :func:`~sentiment_abm.analysis.rolling.rolling_origin` gives.
    model
        The forecaster to judge.
    within
        Horizons from … to below, in days.
    seed
        Of the bootstrap.

    Columns: model, baseline, skill, low, high (95 %), chance_better (share of resamples above 0), polls, origins,
    block.  1 is perfect, 0 no better, below 0 worse.  The interval comes from a circular block bootstrap over origins,
    paired, with blocks as long as forecasts overlap: the same poll is foreseen from several origins.  With fewer than
    eight origins it is too narrow and means little.
    """
    near, far = within
    chosen = forecasts[(forecasts["horizon"] >= near) & (forecasts["horizon"] < far)]
    scores = chosen.pivot_table(index=CELLS, columns="forecaster", values="crps", sort=False)
    if model not in scores:
        return pd.DataFrame(columns=COLUMNS)
    origins = scores.index.get_level_values("origin")
    names = [name for name in dict.fromkeys(forecasts["forecaster"]) if name != model]
    sums = scores.groupby(origins).sum()
    block = block_length(sums.index.to_numpy(dtype=np.float64), float(chosen["horizon"].max()))
    picks = blocks(len(sums), block, RESAMPLES, np.random.default_rng(seed))
    rows = []
    for name in names:
        found = 1.0 - sums[model].sum() / sums[name].sum()
        again = 1.0 - sums[model].to_numpy()[picks].sum(axis=1) / sums[name].to_numpy()[picks].sum(axis=1)
        low, high = np.quantile(again, [0.025, 0.975])
        rows.append((model, name, found, low, high, (again > 0.0).mean(), len(scores), len(sums), block))
    return pd.DataFrame(rows, columns=COLUMNS)


def by_horizon(forecasts: pd.DataFrame, model: str, edges: Sequence[float], seed: int = 0) -> pd.DataFrame:
    """The same for horizons from edge to edge, in days; with the columns `near` and `far`."""
    parts = [
        skill(forecasts, model, within=(near, far), seed=seed).assign(near=near, far=far)
        for near, far in itertools.pairwise(edges)
    ]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def coverage(forecasts: pd.DataFrame) -> pd.DataFrame:
    """By forecaster: mean crps, mean absolute error, and how many polls fell into the 50 % and 90 % intervals."""
    value = forecasts["value"]
    told = forecasts.assign(
        error=(value - forecasts["mean"]).abs(),
        in50=(value >= forecasts["low50"]) & (value <= forecasts["high50"]),
        in90=(value >= forecasts["low90"]) & (value <= forecasts["high90"]),
    )
    found = told.groupby("forecaster", sort=False)
    columns = {"crps": "crps", "error": "error", "in50": "in50", "in90": "in90"}
    return found.agg(**{name: (column, "mean") for name, column in columns.items()}, polls=("value", "size"))


def verdict(table: pd.DataFrame) -> list[str]:
    """What a table of skill says, a sentence for each baseline and one that sums up, whoever wins.

    >>> table = pd.DataFrame({"model": "model", "baseline": ["persistence"], "skill": [-0.2], "low": [-0.3],
    ...                       "high": [-0.1], "origins": [20]})
    >>> verdict(table)[-1]
    'No baseline is beaten; persistence beats the model.'
    """
    lines, beaten, beating = [], [], []
    for row in table.to_dict("records"):
        name, model = row["baseline"], row["model"]
        numbers = f"skill {row['skill']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}]".replace("-", "\N{MINUS SIGN}")
        if row["low"] > 0.0:
            beaten.append(name)
            lines.append(f"The {model} is better than {name}: {numbers}.")
        elif row["high"] < 0.0:
            beating.append(name)
            lines.append(f"The {model} is worse than {name}: {numbers}.")
        else:
            lines.append(f"The {model} and {name} cannot be told apart: {numbers}.")
    return [*lines, _sum(table, beaten, beating)] if len(table) else ["Nothing could be compared."]


def _sum(table: pd.DataFrame, beaten: list[str], beating: list[str]) -> str:
    model = table["model"].iloc[0]
    if len(beaten) == len(table):
        return f"The {model} beats every baseline."
    parts = [f"The {model} beats {_listed(beaten)}" if beaten else "No baseline is beaten"]
    parts += [f"{_listed(beating)} {'beats' if len(beating) == 1 else 'beat'} the {model}"] if beating else []
    left = len(table) - len(beaten) - len(beating)
    parts += [f"{left} cannot be told apart from it"] if left and left < len(table) else []
    return "; ".join(parts) + "."


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def block_length(origins: Floats, farthest: float) -> int:
    """Origins whose forecasts share polls with those of the first; at most a third of all.

    >>> block_length(np.arange(0.0, 300.0, 30.0), 65.0)
    3
    """
    step = float(np.median(np.diff(origins))) if len(origins) > 1 else 1.0
    return max(1, min(math.ceil(farthest / step), len(origins) // 3))


def blocks(count: int, length: int, resamples: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of a circular block bootstrap (source ``politis1992``): [resamples, count]."""
    starts = rng.integers(0, count, (resamples, -(-count // length), 1))
    return ((starts + np.arange(length)) % count).reshape(resamples, -1)[:, :count]
