"""Belief: how likely the talks are to bring peace, held as log-odds and moved by testimony and by facts.

A statement moves belief only as far as its source is credible; an outcome is a fact and moves it directly.
What is not repeated fades back to the prior.
"""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import exp_portable, log_portable, rule, select
from sentiment_abm.spec import Kind, Spec

INFINITE = float("inf")


class BeliefParams(NamedTuple):
    """What evidence is worth and how long it lasts."""

    claim: Annotated[float, Spec("L0", "evidence in a plain announcement", "nats", 0, 2, Kind.ASSUMED)] = (
        0.8472978603872034  # ln(7/3): a fully credible announcement takes even odds to 7 in 10
    )
    evidence: Annotated[float, Spec("LO", "evidence in an outcome", "nats", 0, 4, Kind.ASSUMED)] = 1.5
    prior: Annotated[
        float, Spec("l0", "prior belief, log-odds", "nats", -3, 1, Kind.CALIBRATED, ("gallup2025", "gradus2025"))
    ] = -1.1
    prior_sd: Annotated[
        float, Spec("sd l0", "spread of the prior belief", "nats", 0, 2, Kind.CALIBRATED, ("gallup2025", "gradus2025"))
    ] = 0.5
    memory: Annotated[float, Spec("τ_l", "return of belief to the prior", "d", 7, INFINITE, Kind.ASSUMED)] = 30.0
    optimism: Annotated[
        float, Spec("b_o", "good news weighs more than bad", "1", -0.5, 0.5, Kind.MEASURED, ("garrett2014",))
    ] = 0.0
    confirmation: Annotated[
        float, Spec("b_c", "agreeable news weighs more", "1", -0.5, 0.5, Kind.MEASURED, ("palminteri2017",))
    ] = 0.0


@rule
def expectation(belief):
    r"""Probability that the talks bring peace, from log-odds: :math:`e = 1/(1+e^{-l})`.

    ==========  ==========  ============  =========================
    symbol      name        unit, range   meaning
    ==========  ==========  ============  =========================
    :math:`l`   ``belief``  nats          log-odds of peace
    :math:`e`   returned    1, (0, 1)     expectation of peace
    ==========  ==========  ============  =========================

    >>> expectation(0.0)
    0.5
    """
    return 1.0 / (1.0 + exp_portable(-belief))


@rule
def kept(memory):
    r"""Share of a memory that survives one day, :math:`e^{-1/\tau}`; exactly 1 for an infinite memory.

    ============  ==========  =============  =========================
    symbol        name        unit, range    meaning
    ============  ==========  =============  =========================
    :math:`\tau`  ``memory``  d, (0, ∞]      mean life of the memory
    ============  ==========  =============  =========================

    >>> kept(float("inf"))
    1.0
    """
    return exp_portable(-1.0 / memory)


@rule
def remembered(belief, prior, keeps):
    r"""Belief after a day's return to the prior: :math:`l_0 + (l - l_0)\,e^{-1/\tau_l}`.

    ==================  ==========  ============  ===========================================
    symbol              name        unit, range   meaning
    ==================  ==========  ============  ===========================================
    :math:`l`           ``belief``  nats          belief
    :math:`l_0`         ``prior``   nats          prior belief, the stubborn part of the citizen
    :math:`e^{-1/τ_l}`  ``keeps``   1, [0, 1]     share kept for a day, see :func:`kept`
    ==================  ==========  ============  ===========================================

    With ``keeps = 1`` belief stays bit for bit.  Source: ``friedkin1990`` (stubbornness).

    >>> remembered(1.0, 0.0, 0.5)
    0.5
    """
    return select(keeps == 1.0, belief, prior + (belief - prior) * keeps)


@rule
def testimony(evidence, credibility):
    r"""Log-odds that a statement carries when its source tells the truth only with some probability.

    .. math:: \lambda = \ln\frac{\tau\sigma(L) + (1-\tau)/2}{\tau\sigma(-L) + (1-\tau)/2}
              = 2\,\mathrm{artanh}(\tau\tanh(L/2))

    ===============  ===============  ============  ==========================================
    symbol           name             unit, range   meaning
    ===============  ===============  ============  ==========================================
    :math:`L`        ``evidence``     nats          evidence if the source were fully credible
    :math:`\tau`     ``credibility``  1, [0, 1]     chance that the source reports, not guesses
    :math:`\lambda`  returned         nats          evidence that is left, between 0 and L
    ===============  ===============  ============  ==========================================

    A source without credibility carries nothing, a perfect one all of it.  Sources: ``bovens2003``, ``merdes2021``.

    >>> testimony(1.0, 0.0)
    0.0
    >>> abs(testimony(0.8472978603872034, 0.5) - 0.4055) < 1e-4
    True
    """
    # Both arguments of the logarithm sum to one, so one exponential is enough: z = τ·tanh(L/2).
    z = credibility * (2.0 / (1.0 + exp_portable(-evidence)) - 1.0)
    return log_portable((1.0 + z) / (1.0 - z))


@rule
def weighed(evidence, expectation, p):
    r"""Evidence after valence and confirmation bias: :math:`\lambda(1 \pm b_o)(1 \pm b_c(2e-1))`.

    ===============  ==================  ============  ============================================
    symbol           name                unit, range   meaning
    ===============  ==================  ============  ============================================
    :math:`\lambda`  ``evidence``        nats          evidence of a statement
    :math:`e`        ``expectation``     1, (0, 1)     expectation before it
    :math:`b_o`      ``p.optimism``      1             + for good news, − for bad
    :math:`b_c`      ``p.confirmation``  1             + for news that agrees with the expectation
    ===============  ==================  ============  ============================================

    Sources: ``garrett2014`` (optimistic updating), ``palminteri2017`` (confirmation).

    >>> weighed(1.0, 0.5, BeliefParams(optimism=0.25)), weighed(-1.0, 0.5, BeliefParams(optimism=0.25))
    (1.25, -0.75)
    """
    sign = select(evidence > 0.0, 1.0, -1.0)
    return evidence * (1.0 + sign * p.optimism) * (1.0 + sign * p.confirmation * (2.0 * expectation - 1.0))


@rule
def shown(delivered, size, p):
    r"""Log-odds that an outcome adds: :math:`z\,L_O\,(2r'-1)`.

    ===========  ==============  ============  ======================================
    symbol       name            unit, range   meaning
    ===========  ==============  ============  ======================================
    :math:`r'`   ``delivered``   1, [0, 1]     what was delivered, as it was read
    :math:`z`    ``size``        1, [0, 2]     size of the outcome
    :math:`L_O`  ``p.evidence``  nats          evidence in a full outcome
    ===========  ==============  ============  ======================================

    >>> shown(0.5, 1.0, BeliefParams())
    0.0
    """
    return size * p.evidence * (2.0 * delivered - 1.0)
