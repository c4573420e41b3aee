"""Trust: what kept and broken promises have taught about the one who makes them.

Evidence for and against is counted, weighted by how much was promised, and slowly forgotten; broken promises
count more than kept ones, and part of what a deception teaches is never forgotten.
"""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import rule
from sentiment_abm.spec import Kind, Spec


class TrustParams(NamedTuple):
    """How trust is earned and lost."""

    prior_kept: Annotated[
        float, Spec("α0", "trust prior, kept promises", "counts", 0, 20, Kind.CALIBRATED, ("josang2002", "kiis2022"))
    ] = 2.0
    prior_broken: Annotated[
        float, Spec("β0", "trust prior, broken promises", "counts", 0, 20, Kind.CALIBRATED, ("josang2002", "kiis2022"))
    ] = 3.0
    rate: Annotated[float, Spec("η", "evidence per unit of hype", "counts", 0, 3, Kind.ASSUMED, ("malhotra2014",))] = (
        1.0
    )
    asymmetry: Annotated[
        float, Spec("κ", "weight of failure over success", "1", 1, 5, Kind.ASSUMED, ("slovic1993",))
    ] = 2.0
    memory: Annotated[float, Spec("τ_T", "trust memory", "d", 30, float("inf"), Kind.ASSUMED)] = 365.0
    scar: Annotated[
        float, Spec("χ", "unforgotten share after deception", "1", 0, 1, Kind.ASSUMED, ("schweitzer2006",))
    ] = 0.5
    discount: Annotated[
        float, Spec("disc", "blame and loss taken off by interference", "1", 0, 1, Kind.ASSUMED, ("kelley1971",))
    ] = 0.5


@rule
def trust(kept, broken, scar, prior_kept, prior_broken):
    r"""Expected share of kept promises (mean of a Beta distribution).

    .. math:: \tau = \frac{\alpha_0 + k^+}{\alpha_0 + k^+ + \beta_0 + k^- + k^*}

    ================  ================  ============  ==========================================
    symbol            name              unit, range   meaning
    ================  ================  ============  ==========================================
    :math:`k^+`       ``kept``          counts        evidence of kept promises
    :math:`k^-`       ``broken``        counts        evidence of broken promises
    :math:`k^*`       ``scar``          counts        evidence that is never forgotten
    :math:`\alpha_0`  ``prior_kept``    counts        prior evidence for
    :math:`\beta_0`   ``prior_broken``  counts        prior evidence against
    ================  ================  ============  ==========================================

    Needs α0 + β0 > 0.  Source: ``josang2002``.

    >>> trust(3.0, 7.0, 0.0, 1.0, 1.0) == 1 / 3
    True
    """
    good = prior_kept + kept
    return good / (good + prior_broken + broken + scar)


@rule
def excuse(external, p):
    r"""What outside interference leaves of blame and loss, :math:`1 - \mathrm{disc}\cdot x` (source ``kelley1971``).

    >>> excuse(1.0, TrustParams())
    0.5
    """
    return 1.0 - p.discount * external


@rule
def credit(stake, delivered, p):
    r"""Evidence of a kept promise, :math:`\eta\,zH\,r'`.

    ===========  =============  ============  ============================================
    symbol       name           unit, range   meaning
    ===========  =============  ============  ============================================
    :math:`zH`   ``stake``      1, ≥ 0        size of the outcome times hype at stake
    :math:`r'`   ``delivered``  1, [0, 1]     what was delivered, as it was read
    :math:`η`    ``p.rate``     counts        evidence per unit of hype
    ===========  =============  ============  ============================================

    Source: ``malhotra2014`` (what was raised high counts more).

    >>> credit(2.0, 0.5, TrustParams())
    1.0
    """
    return p.rate * stake * delivered


@rule
def blame(stake, missing, p):
    r"""Evidence of a broken promise, :math:`\kappa\,\eta\,zH\,(1-r')`.

    =============  ===============  ============  ============================================
    symbol         name             unit, range   meaning
    =============  ===============  ============  ============================================
    :math:`zH`     ``stake``        1, ≥ 0        size of the outcome times hype at stake
    :math:`1-r'`   ``missing``      1, [0, 1]     what was not delivered
    :math:`κ`      ``p.asymmetry``  1             failures weigh more than successes
    =============  ===============  ============  ============================================

    Source: ``slovic1993`` (trust is lost faster than earned).

    >>> blame(1.0, 1.0, TrustParams())
    2.0
    """
    return p.asymmetry * p.rate * stake * missing
