"""Residuals by event kind: after which news a model expected too much or too little."""

import numpy as np
import pandas as pd

NEXT = ["origin", "segment", "indicator"]
QUIET = "no news"


def residuals(forecasts: pd.DataFrame, model: str, news: pd.DataFrame) -> pd.DataFrame:
    """The next poll of each series after each origin: observed minus expected, for each kind of news in between.

    Parameters
    ----------
    forecasts
        What :func:`~sentiment_abm.analysis.rolling.rolling_origin` gives.
    model
        The forecaster to judge.
    news
        One row per item: day, and kind or the user's own kind of event.

    Columns: kind, items (of that kind between origin and poll), day, residual (observed − mean), standard (in sds of
    the forecast, from its 50 % interval).  A poll after news of several kinds has a row for each; one without news has
    the kind "no news".

    >>> told = pd.DataFrame({"origin": 0, "day": [5], "segment": "all", "indicator": "hope", "forecaster": "model",
    ...                      "value": 0.5, "mean": 0.4, "low50": 0.36, "high50": 0.44})
    >>> residuals(told, "model", pd.DataFrame({"day": [2, 9], "kind": ["signal", "outcome"]}))["kind"].tolist()
    ['signal']
    """
    mine = forecasts[forecasts["forecaster"] == model]
    first = mine.loc[mine.groupby(NEXT, sort=False)["day"].idxmin()]
    rows = []
    for row in first.to_dict("records"):
        between = news[(news["day"] >= row["origin"]) & (news["day"] < row["day"])]
        off = row["value"] - row["mean"]
        sd = max((row["high50"] - row["low50"]) / 1.349, 1e-9)  # the middle half of a normal is so many sds wide
        counts = between["kind"].value_counts(sort=False)
        for kind, count in counts.items() if len(counts) else [(QUIET, 0)]:
            rows.append({"kind": kind, "items": int(count), "day": row["day"], "residual": off, "standard": off / sd})
    return pd.DataFrame(rows, columns=["kind", "items", "day", "residual", "standard"])


def by_kind(table: pd.DataFrame) -> pd.DataFrame:
    """Mean residual of each kind with its standard error, and how many polls that is."""
    found = table.groupby("kind", sort=False)["residual"].agg(["mean", "std", "size"])
    return found.assign(error=found["std"] / np.sqrt(found["size"])).drop(columns="std").reset_index()
