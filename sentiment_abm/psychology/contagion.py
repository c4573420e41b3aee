"""Contagion: moods spread between contacts, by their share or once enough of them share a mood."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import rule, select, truth
from sentiment_abm.spec import Kind, Spec


class ContagionParams(NamedTuple):
    """How strongly each mood spreads."""

    rate_hope: Annotated[
        float, Spec("β_H", "contagion of hope", "1/d", 0, 100, Kind.ASSUMED, ("hill2010", "kramer2014"))
    ] = 0.03
    rate_skepticism: Annotated[float, Spec("β_S", "contagion of skepticism", "1/d", 0, 100, Kind.ASSUMED)] = 0.03
    rate_disappointment: Annotated[
        float, Spec("β_D", "contagion of disappointment", "1/d", 0, 100, Kind.ASSUMED, ("hill2010",))
    ] = 0.04
    threshold: Annotated[
        float,
        Spec(
            "φ", "share of contacts needed (0: proportional)", "1", 0, 1, Kind.ASSUMED, ("watts2002", "granovetter1978")
        ),
    ] = 0.0


@rule
def exposure(count, contacts, p):
    r"""Exposure to a mood: the share of contacts in it, or whether the share reaches the threshold.

    .. math:: x_b = \frac{n_b}{n} \quad (\varphi = 0), \qquad x_b = [n_b \ge \varphi n] \quad (\varphi > 0)

    ==============  ===============  ============  ====================================
    symbol          name             unit, range   meaning
    ==============  ===============  ============  ====================================
    :math:`n_b`     ``count``        count         contacts in the mood yesterday
    :math:`n`       ``contacts``     count         all contacts; 0 contacts: exposure 0
    :math:`\varphi` ``p.threshold``  1, [0, 1]     threshold
    ==============  ===============  ============  ====================================

    Counts are compared, not shares, so that three of ten reach a threshold of .3 whatever 0.3 is in binary.
    Sources: ``hill2010`` (proportional), ``granovetter1978``, ``watts2002`` (threshold).

    >>> exposure(3.0, 10.0, ContagionParams()), exposure(3.0, 10.0, ContagionParams(threshold=0.3))
    (0.3, 1.0)
    """
    share = count / select(contacts > 0.0, contacts, 1.0)
    reached = truth((contacts > 0.0) & (count >= p.threshold * contacts - 1e-9))
    return select(p.threshold > 0.0, reached, share)
