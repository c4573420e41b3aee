"""What a poll question measures: the one table from the words of a question to a column of the daily table.

A poll reports the per cent that answered one way.  Where the model has people who do one thing or another (mood,
support), the share of them is that column.  Where it has a strength in every person (belief, trust), the share that
says yes is taken to be the mean: each person says yes as often as it believes, the probability matching of surveys.
The price of a contract that pays at a fixed deadline falls as the deadline nears although nobody changed their mind,
so it is read as a hazard, ln(survival) per day, and that hazard over a common horizon is what the belief is.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np


class Question(NamedTuple):
    """One kind of question: the column it measures, whether the answer counted is the opposite one, and why."""

    column: str
    meaning: str
    is_opposite: bool = False
    is_price: bool = False


_BELIEF = "mean belief that a promise is kept; people say yes as often as they believe"
_TRUST = "mean trust in the promiser; people say yes as often as they trust"
_SUPPORT = "share that is hopeful, or skeptical with trust of at least one half"

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "believe": Question("belief", _BELIEF),
        "disbelieve": Question("belief", f"one minus: {_BELIEF}", is_opposite=True),
        "approve": Question("support", _SUPPORT),
        "disapprove": Question("support", f"one minus: {_SUPPORT}", is_opposite=True),
        "support": Question("support", _SUPPORT),
        "oppose": Question("support", f"one minus: {_SUPPORT}", is_opposite=True),
        "trust": Question("trust", _TRUST),
        "distrust": Question("trust", f"one minus: {_TRUST}", is_opposite=True),
        "real_effort": Question("real_effort", "share whose trust is at least one half"),
        "hope": Question("hope", "share in hope"),
        "skepticism": Question("skepticism", "share in skepticism"),
        "disappointment": Question("disappointment", "share in disappointment"),
        "criticism": Question("support", f"one minus: {_SUPPORT}", is_opposite=True),
        "belief": Question("belief", _BELIEF),
        "market": Question("belief", "price of a contract with a deadline, as a hazard", is_price=True),
    }
)
"""By the word in the column `indicator` of a file of polls."""


def belief_of_price(price: Any, left: Any, horizon: float) -> Any:
    """The belief that a price 0…1 with `left` days to its deadline comes to, over `horizon` days at the same hazard.

    With hazard h = −ln(1 − price)/left it is 1 − exp(−h · horizon).

    >>> round(float(belief_of_price(0.19, 60, 120)), 9), float(belief_of_price(0.5, 90, 90))
    (0.3439, 0.5)
    """
    return -np.expm1(np.log1p(-np.asarray(price, dtype=np.float64)) * horizon / left)


def slope_of_price(price: Any, left: Any, horizon: float) -> Any:
    """How much that belief moves per unit of the price: what turns an error of the price into one of the belief."""
    ratio = horizon / np.asarray(left, dtype=np.float64)
    return ratio * (1.0 - np.asarray(price, dtype=np.float64)) ** (ratio - 1.0)
