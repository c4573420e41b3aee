"""Whether a fitted model froze: how much of what it predicts is the last poll again.

Moor-Smith and Carpentras (source ``moorsmith2026``) fitted opinion dynamics to waves of a survey and found that most
models learned to copy the last wave.  A model with news has something else to go by; this measures which one it uses.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]


class Freeze(NamedTuple):
    """How a forecaster uses the last poll.

    copied
        The freeze index: share of the variance of the predictions that the last poll accounts for, 0…1: 1 for a
        copy, 0 for a forecaster who ignores it.  NaN without predictions.
    last, driven
        Weights of the last poll and of the news-driven part in the least-squares line of the predictions.
    moved
        Mean absolute predicted change over the mean absolute change that came, both from the last poll: 0 for a copy.
    """

    copied: float
    last: float
    driven: float
    moved: float


def freeze(prediction: ArrayLike, last: ArrayLike, driven: ArrayLike, value: ArrayLike, series: ArrayLike) -> Freeze:
    """The freeze index of predictions, one number per poll in each argument.

    Parameters
    ----------
    prediction, last
        What was expected, and the last poll known then.
    driven
        What the model with the news expects without being set back to the last polls.
    value
        What came.
    series
        Which series a poll belongs to: levels of different questions say nothing about freezing and are taken out.

    The predictions p are written as a + w·last + v·driven; the index is w·cov(last, p)/var(p), the share that Pratt's
    measure gives the last poll, kept within 0…1.

    >>> last, news = np.array([0.1, 0.4, 0.2, 0.5]), np.array([0.3, 0.3, 0.1, 0.4])
    >>> [round(freeze(told, last, news, news, np.zeros(4)).copied, 6) for told in (last, news)]
    [1.0, 0.0]
    """
    names = ("prediction", "last", "driven", "value")
    given = zip(names, (prediction, last, driven, value), strict=True)
    table = pd.DataFrame({name: np.asarray(numbers, dtype=np.float64) for name, numbers in given})
    if table.empty:
        return Freeze(*[math.nan] * 4)
    came, predicted = (float((table[name] - table["last"]).abs().mean()) for name in ("value", "prediction"))
    centered = table - table.groupby(np.asarray(series)).transform("mean")
    p, inputs = centered["prediction"].to_numpy(), centered[["last", "driven"]].to_numpy()
    weights = np.linalg.lstsq(inputs, p, rcond=1e-9)[0]
    total = float(p @ p)
    copied = float(weights[0] * (inputs[:, 0] @ p) / total) if total > 1e-18 else 0.0
    moved = predicted / came if came > 0.0 else math.nan
    return Freeze(min(max(copied, 0.0), 1.0), float(weights[0]), float(weights[1]), moved)


def freeze_table(forecasts: pd.DataFrame, driven: pd.Series) -> pd.DataFrame:
    """By forecaster, its :class:`Freeze`; `driven` has the news-driven part by origin, day, segment and indicator."""
    keys = [str(key) for key in driven.index.names]
    joined = forecasts.join(driven.rename("driven"), on=keys).dropna(subset="driven")
    rows = {}
    for name, mine in joined.groupby("forecaster", sort=False):
        series = mine.groupby(["segment", "indicator"], sort=False).ngroup()
        rows[name] = freeze(mine["mean"], mine["last"], mine["driven"], mine["value"], series)
    return pd.DataFrame.from_dict(rows, orient="index", columns=Freeze._fields).rename_axis("forecaster")


def freeze_words(found: Freeze, model: str = "model") -> str:
    """The index in a sentence.

    >>> freeze_words(Freeze(0.9, 0.95, 0.1, 0.2))
    'The model froze: the last poll accounts for 90 % of what it predicts (freeze index 0.90).'
    """
    if math.isnan(found.copied):
        return f"Whether the {model} froze cannot be said: it predicted nothing."
    word = "froze" if found.copied >= 0.8 else "froze in part" if found.copied >= 0.4 else "did not freeze"
    share = f"{100 * found.copied:.0f} % of what it predicts"
    return f"The {model} {word}: the last poll accounts for {share} (freeze index {found.copied:.2f})."
