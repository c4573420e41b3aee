"""Attention: news competes for a limited capacity, and an overloaded mind keeps only the main point."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import exp_portable, positive, rule, select, smaller
from sentiment_abm.spec import Kind, Spec


class AttentionParams(NamedTuple):
    """What reaches a citizen and how much of it fits."""

    capacity: Annotated[
        float, Spec("C0", "stories a citizen can take in", "items/d", 1, float("inf"), Kind.MEASURED, ("cowan2001",))
    ] = 4.0
    spread: Annotated[float, Spec("sd ln C0", "log-sd of the capacity", "1", 0, 2, Kind.ASSUMED)] = 0.3
    reach: Annotated[
        float,
        Spec("reach", "chance to meet an item on a day of its coverage", "1/d", 0, 1, Kind.CALIBRATED, ("gradus2025",)),
    ] = 0.66
    stress_cost: Annotated[
        float, Spec("k_C", "capacity lost per unit of stress", "1", 0, 1, Kind.ASSUMED, ("moran2016",))
    ] = 0.25
    negativity: Annotated[float, Spec("ν", "salience of bad news", "1", 1, 3, Kind.ASSUMED, ("soroka2019",))] = 1.5
    gist: Annotated[
        bool, Spec("gist", "overload keeps only the main point", "", 0, 1, Kind.ASSUMED, ("reyna1995",))
    ] = True
    coverage_decay: Annotated[
        float, Spec("τ_cov", "decay of coverage", "d", 1, 14, Kind.CALIBRATED, ("wu2007", "candia2019"))
    ] = 3.5


class ClutterParams(NamedTuple):
    """Background news, the other stories of a day (source ``ferland2006``)."""

    rate: Annotated[float, Spec("μ", "background stories, base rate", "1/d", 0, 20, Kind.ASSUMED)] = 4.0
    branching: Annotated[
        float, Spec("n_b", "stories that each story sets off", "1", 0, 0.8, Kind.ASSUMED, ("ferland2006",))
    ] = 0.4
    memory: Annotated[float, Spec("ρ", "day-to-day memory of the news rate", "1", 0, 1, Kind.CALIBRATED)] = (
        0.7514772930752859  # e^(-1/3.5): stories of seven days
    )


@rule
def capacity(own, stress, p):
    r"""Stories a citizen can take in today, :math:`C = C_{0i}\,e^{-k_C s}`.

    ==============  =================  ==============  =====================================
    symbol          name               unit, range     meaning
    ==============  =================  ==============  =====================================
    :math:`C_{0i}`  ``own``            items/d, (0,∞]  capacity of this citizen at rest
    :math:`s`       ``stress``         1, ≥ 0          stress
    :math:`k_C`     ``p.stress_cost``  1               capacity lost per unit of stress
    ==============  =================  ==============  =====================================

    Sources: ``cowan2001`` (about four), ``moran2016`` (anxiety takes capacity).

    >>> capacity(4.0, 0.0, AttentionParams())
    4.0
    """
    return own * exp_portable(-p.stress_cost * stress)


@rule
def overload(capacity, stories):
    r"""Share of the day's stories that does not fit, :math:`o = \max(0, 1 - C/n)`; 0 on a day without stories.

    >>> overload(4.0, 8.0), overload(4.0, 0.0)
    (0.5, 0.0)
    """
    return positive(1.0 - capacity / select(stories > 0.0, stories, capacity))


ANNOUNCEMENT, SIGNAL, OUTCOME = 0, 1, 2  # kinds of news, in the order in which a day's items act


@rule
def salience(kind, hype, strength):
    """How much attention an item calls for on its first day: 2h announcement, 3h outcome, size of g for a signal.

    >>> salience(ANNOUNCEMENT, 1.0, 0.0), salience(OUTCOME, 1.0, 0.0), salience(SIGNAL, 1.0, -0.5)
    (2.0, 3.0, 0.5)
    """
    promise = select(kind == OUTCOME, 3.0, 2.0) * hype
    return select(kind == SIGNAL, select(strength < 0.0, -strength, strength), promise)


@rule
def bad_news(kind, delivered, strength):
    """Whether an item is bad news to a reader: a hostile signal, or an outcome of less than half.

    >>> bad_news(SIGNAL, 0.0, -1.0), bad_news(OUTCOME, 0.4, 0.0), bad_news(ANNOUNCEMENT, 0.0, 0.0)
    (True, True, False)
    """
    return ((kind == SIGNAL) & (strength < 0.0)) | ((kind == OUTCOME) & (delivered < 0.5))


@rule
def loudness(base, age, bad, p):
    r"""Weight of a live item among the stories of a day, :math:`\omega = \text{base}\cdot e^{-a/\tau_{cov}}\,[\nu]`.

    ====================  ====================  ============  ==========================================
    symbol                name                  unit, range   meaning
    ====================  ====================  ============  ==========================================
    base                  ``base``              1, ≥ 0        2h announcement, 3h outcome, abs(g) signal
    :math:`a`             ``age``               d, ≥ 0        age of the item
    :math:`\nu`           ``p.negativity``      1             factor for bad news (``bad`` is true)
    :math:`\tau_{cov}`    ``p.coverage_decay``  d             decay of coverage
    ====================  ====================  ============  ==========================================

    Sources: ``soroka2019`` (bad news), ``wu2007``, ``candia2019`` (decay).

    >>> loudness(2.0, 0.0, False, AttentionParams()), loudness(2.0, 0.0, True, AttentionParams())
    (2.0, 3.0)
    """
    return base * exp_portable(-age / p.coverage_decay) * select(bad, p.negativity, 1.0)


@rule
def noticed(capacity, loudness, crowd):
    r"""Chance that a story met today is taken in, :math:`\min(1,\; C\,\omega_k / (\sum\omega + N_t))`.

    ======================  ============  ==============  ============================================
    symbol                  name          unit, range     meaning
    ======================  ============  ==============  ============================================
    :math:`C`               ``capacity``  items/d, (0,∞]  stories that fit today
    :math:`\omega_k`        ``loudness``  1, ≥ 0          weight of the item; 0 is never noticed
    :math:`\sum\omega+N_t`  ``crowd``     1, ≥ 0          weight of all stories of the day
    ======================  ============  ==============  ============================================

    Sources: ``weng2012`` (competition for limited attention), ``hodas2012``.

    >>> noticed(2.0, 1.0, 4.0), noticed(float("inf"), 1.0, 4.0)
    (0.5, 1.0)
    """
    # Without the inner guard an item of weight zero and an infinite capacity would make a NaN.
    weight = select(loudness > 0.0, loudness, 1.0)
    share = smaller(1.0, capacity * weight / select(crowd > 0.0, crowd, 1.0))
    return select(loudness > 0.0, share, 0.0)


@rule
def blur(overload, p):
    """Share of the detail that is lost: the overload, or nothing where the gist is switched off.

    >>> blur(0.4, AttentionParams()), blur(0.4, AttentionParams(gist=False))
    (0.4, 0.0)
    """
    return select(p.gist, overload, 0.0)


@rule
def caveat_read(caveat, blur):
    r"""What an overloaded reader keeps of the small print, :math:`c\,(1-o)` (source ``reyna1995``).

    >>> caveat_read(0.5, 0.5)
    0.25
    """
    return caveat * (1.0 - blur)


@rule
def gist(delivered, blur):
    r"""How a result is read, :math:`r' = (1-o)\,r + o\,[r \ge \tfrac12]`: overload makes it all or nothing.

    ==========  ==============  ============  ==============================
    symbol      name            unit, range   meaning
    ==========  ==============  ============  ==============================
    :math:`r`   ``delivered``   1, [0, 1]     what was delivered
    :math:`o`   ``blur``        1, [0, 1]     share of the detail lost
    ==========  ==============  ============  ==============================

    Source: ``reyna1995`` (fuzzy-trace theory).

    >>> gist(0.4, 0.5), gist(0.6, 0.5)
    (0.2, 0.8)
    """
    return (1.0 - blur) * delivered + blur * select(delivered >= 0.5, 1.0, 0.0)
