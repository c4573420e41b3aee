"""The names of the measured columns: of the daily table, and of the table of runs.

Whoever computes them knows them, and is slow to import, so that they are asked only for a study that names one.
"""

from functools import cache
from typing import Any

import numpy as np


def daily_columns() -> tuple[str, ...]:
    """Every indicator of a day.

    >>> "hope" in daily_columns(), "hope_mean" in daily_columns()
    (True, False)
    """
    return tuple(_days())


@cache
def summary_columns() -> tuple[str, ...]:
    """Every indicator of a whole run.

    >>> {"net_mean", "hope_peak", "trust_lost"} <= {*summary_columns()}
    True
    """
    from sentiment_abm.engine.waves import summaries

    return tuple(summaries(_days()))


@cache
def _days() -> dict[str, Any]:
    """Two days of a run in which nobody ever changes."""
    from sentiment_abm.engine import observe

    people = np.zeros((1, 2, len(observe.COLUMNS)))
    people[..., observe.COLUMNS.index("skepticism_to_skepticism")] = 1.0
    clutter = np.zeros((1, 2))
    return observe.indicators(people, 1) | {"clutter": clutter, "clutter_rate": clutter}
