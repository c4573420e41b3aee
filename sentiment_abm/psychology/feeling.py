"""Feeling: a leaky sum of anticipation and of good and bad surprises; losses loom larger than gains."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import rule
from sentiment_abm.spec import Kind, Spec


class FeelingParams(NamedTuple):
    """What moves affect and how long it lasts."""

    loss_aversion: Annotated[
        float, Spec("λ_loss", "weight of a loss over an equal gain", "1", 1, 2.5, Kind.MEASURED, ("brown2024",))
    ] = 1.955
    anticipation: Annotated[
        float, Spec("w_EV", "weight of anticipation in affect", "1", 0, 3, Kind.CALIBRATED, ("rutledge2014",))
    ] = 1.5
    surprise: Annotated[
        float, Spec("w_R", "weight of surprise in affect", "1", 0, 3, Kind.CALIBRATED, ("rutledge2014",))
    ] = 1.0
    memory: Annotated[float, Spec("τ_u", "affect memory", "d", 3, 70, Kind.CALIBRATED, ("mueller1970", "pos2011"))] = (
        12.0
    )


@rule
def value(surprise, p):
    r"""Felt value of a surprise: :math:`\delta` if :math:`\delta \ge 0`, else :math:`\lambda_{loss}\,\delta`.

    ======================  ===================  ============  ==================================
    symbol                  name                 unit, range   meaning
    ======================  ===================  ============  ==================================
    :math:`\delta`          ``surprise``         1, [-1, 1]    outcome minus expectation
    :math:`\lambda_{loss}`  ``p.loss_aversion``  1             losses over gains
    ======================  ===================  ============  ==================================

    Sources: ``bell1985``, ``loomes1986`` (disappointment), ``brown2024`` (size of loss aversion).

    >>> value(0.5, FeelingParams()), value(-0.5, FeelingParams())
    (0.5, -0.9775)
    """
    # An early return, not a guard: that a loss is not a small gain is the psychology.
    if surprise >= 0.0:
        return surprise
    return p.loss_aversion * surprise


@rule
def felt(affect, keeps, anticipation, verdict, p):
    r"""Affect at the end of a day, :math:`u \leftarrow u\,e^{-1/\tau_u} + w_{EV}\,EV + w_R\,V`.

    ===================  ==================  ============  ==========================================
    symbol               name                unit, range   meaning
    ===================  ==================  ============  ==========================================
    :math:`u`            ``affect``          1             affect yesterday
    :math:`e^{-1/τ_u}`   ``keeps``           1, [0, 1]     share kept for a day
    :math:`EV`           ``anticipation``    1, ≥ 0        hope raised by today's announcements
    :math:`V`            ``verdict``         1             felt value of today's surprises
    :math:`w_{EV}, w_R`  ``p.anticipation``, ``p.surprise``  1  weights
    ===================  ==================  ============  ==========================================

    Source: ``rutledge2014``, ``blain2020``.

    >>> felt(0.0, 1.0, 0.0, -0.5, FeelingParams())
    -0.5
    """
    return affect * keeps + p.anticipation * anticipation + p.surprise * verdict
