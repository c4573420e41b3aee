"""The luck of the talks: one draw for every decision of every round."""

from enum import IntEnum

from sentiment_abm.draws import Key, Stream, philox4x32, uniform
from sentiment_abm.rule import log_portable


class Decision(IntEnum):
    """What is drawn in a round; the numbers are part of every result: add new members at the end."""

    LEAD = 0
    FIRST_STEP = 1
    END = 2
    INTERFERENCE = 3
    HOSTILE_DAY = 4
    PAUSE = 5


def luck(number: int, decision: Decision, key: Key) -> float:
    """A uniform number in (0, 1) for one decision of one round, whatever was decided before.

    >>> luck(0, Decision.LEAD, Key(1, 0)) == luck(0, Decision.LEAD, Key(1, 0)) != luck(1, Decision.LEAD, Key(1, 0))
    True
    """
    word, _, _, _ = philox4x32(number, int(decision), int(Stream.TALKS), 0, key)
    return float(uniform(word))


def geometric(u: float, mean: float) -> int:
    r"""A geometric number of days, 1 or more, with this mean: the quantile of u under :math:`P(K > k) = (1 - 1/m)^k`.

    >>> geometric(0.5, 21.0), geometric(0.5, 1.0)
    (15, 1)
    """
    if mean <= 1.0:
        return 1
    return 1 + int(log_portable(u) / log_portable(1.0 - 1.0 / mean))
