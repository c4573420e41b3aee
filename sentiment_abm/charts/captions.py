"""The words under a chart: which interval, how many replicates, and that this is a model."""

from collections.abc import Sequence

import pandas as pd

from sentiment_abm.charts.trajectories import Trajectories

NOT_A_FORECAST = "This is a model, not a forecast."
SHORT = "A model, not a forecast."  # for the note on a chart


def counted(replicates: Sequence[int], cases: int = 1) -> str:
    """How many runs there are, in words.

    >>> counted([20, 18], 2), counted([1])
    ('18–20 replicates per case', '1 run')
    """
    low, high = min(replicates), max(replicates)
    number = f"{low}" if low == high else f"{low}–{high}"
    return f"{number} {'run' if high == 1 else 'replicates'}{' per case' if cases > 1 else ''}"


def interval(told: Trajectories, *, banded: bool = True) -> str:
    """The sentence about lines and bands that every caption carries; `banded` says whether bands are drawn."""
    many = counted(told.replicates, len(told.cases))
    if max(told.replicates) == 1:
        return f"Lines show {many}, so there is no band for the play of chance."
    if not banded:
        return f"Lines are medians of {many}; so many bands would hide them, the 50 % and 95 % ranges are in the data."
    return f"Lines are medians of {many}; bands hold the middle 50 % and 95 % of them on each day."


def caption(what: str, told: Trajectories, *more: str, banded: bool = True) -> str:
    """A whole caption: what is shown, the interval, further remarks, and the last word."""
    return " ".join([what, interval(told, banded=banded), *more, NOT_A_FORECAST])


def note(told: Trajectories, *more: str, banded: bool = True) -> str:
    """The same in short, printed on the chart itself."""
    many = counted(told.replicates, len(told.cases))
    if max(told.replicates) == 1:
        shown = f"{many[0].upper()}{many[1:]}."
    else:
        shown = f"Median, 50\xa0% and 95\xa0% range of {many}." if banded else f"Median of {many}."
    return " ".join([shown, *more, SHORT])


def course(rows: pd.DataFrame, factor: float, unit: str) -> str:
    """How one line runs, for readers who cannot see it: "from 27 to 20 %, highest 39 on day 12".

    >>> course(pd.DataFrame({"day": [0, 1, 2], "median": [0.2, 0.4, 0.3]}), 100, "%")
    'from 20 to 30 %, highest 40 on day 1, lowest 20 on day 0'
    """
    rows = rows.dropna(subset=["median"])
    if rows.empty:
        return "no values"
    value, day = rows["median"].to_numpy(dtype=float) * factor, rows["day"].to_numpy()
    top, bottom = value.argmax(), value.argmin()
    ends = f"from {value[0]:.3g} to {value[-1]:.3g} {unit}".rstrip()
    return f"{ends}, highest {value[top]:.3g} on day {day[top]}, lowest {value[bottom]:.3g} on day {day[bottom]}"
