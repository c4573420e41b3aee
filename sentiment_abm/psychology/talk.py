"""Talk: citizens move toward the mean belief of those contacts whose belief is near enough to theirs."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import exp_portable, log_portable, rule, select, truth
from sentiment_abm.spec import Kind, Spec


class TalkParams(NamedTuple):
    """How much citizens listen to each other."""

    weight: Annotated[
        float, Spec("w_S", "weight of contacts' beliefs", "1/d", 0, 1, Kind.ASSUMED, ("degroot1974",))
    ] = 0.05
    bound: Annotated[
        float,
        Spec("ε", "confidence bound", "nats", 0.1, float("inf"), Kind.ASSUMED, ("hegselmann2002", "deffuant2000")),
    ] = float("inf")
    retell: Annotated[float, Spec("q", "chance that a contact passes an item on", "1", 0, 1, Kind.ASSUMED)] = 0.15
    include_self: Annotated[
        bool, Spec("self", "citizens count in their own mean", "", 0, 1, Kind.ASSUMED, ("hegselmann2002",))
    ] = False


@rule
def talked(belief, heard, listened, p):
    r"""Belief after talking to the contacts within the confidence bound.

    .. math:: l \leftarrow (1-w_S)\,l + w_S\,\mathrm{mean}\{\,l_j : j \text{ contact}, |l_j - l| \le \varepsilon\}

    =====================  ==================  ============  ============================================
    symbol                 name                unit, range   meaning
    =====================  ==================  ============  ============================================
    :math:`l`              ``belief``          nats          yesterday's belief
    :math:`\sum l_j`       ``heard``           nats          sum of the beliefs listened to
    :math:`|\{j\}|`        ``listened``        count         how many contacts lie within the bound
    :math:`w_S`            ``p.weight``        1/d           weight of the contacts
    =====================  ==================  ============  ============================================

    Nobody within the bound: unchanged.  With ``include_self`` the citizen is one of those it listens to
    (Hegselmann and Krause).  Sources: ``degroot1974``, ``hegselmann2002``, ``deffuant2000``.

    >>> talked(0.0, 3.0, 3.0, TalkParams(weight=0.5))
    0.5
    >>> talked(0.0, 0.0, 0.0, TalkParams(weight=0.5))
    0.0
    """
    own = truth(p.include_self)
    mean = (heard + own * belief) / select(listened > 0.0, listened + own, 1.0)
    return select(listened > 0.0, (1.0 - p.weight) * belief + p.weight * mean, belief)


@rule
def like_minded(belief, other, p):
    r"""Whether a contact's belief lies within the confidence bound, :math:`|l_j - l| \le \varepsilon`.

    >>> like_minded(0.0, 0.4, TalkParams(bound=0.4)), like_minded(0.0, 0.5, TalkParams(bound=0.4))
    (True, False)
    """
    return (other - belief <= p.bound) & (belief - other <= p.bound)


@rule
def untold(tellers, p):
    r"""Chance that none of the contacts who learned an item yesterday passes it on, :math:`(1-q)^f`.

    =========  ============  ============  ==========================================
    symbol     name          unit, range   meaning
    =========  ============  ============  ==========================================
    :math:`f`  ``tellers``   count         contacts who learned the item yesterday
    :math:`q`  ``p.retell``  1, [0, 1]     chance that each of them passes it on
    =========  ============  ============  ==========================================

    >>> untold(0.0, TalkParams())
    1.0
    >>> abs(untold(2.0, TalkParams(retell=0.5)) - 0.25) < 1e-12
    True
    """
    return exp_portable(tellers * log_portable(1.0 - p.retell))
