"""Stress: changing one's mind, waiting in uncertainty and too much news wear people down; rest restores them."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import rule, select, truth
from sentiment_abm.spec import Kind, Spec


class StressParams(NamedTuple):
    """What loads and what unloads."""

    memory: Annotated[float, Spec("τ_s", "stress memory", "d", 3, 90, Kind.ASSUMED)] = 14.0
    updating: Annotated[float, Spec("c_u", "stress per nat of belief change a day", "d", 0, 20, Kind.ASSUMED)] = 6.0
    uncertainty: Annotated[
        float, Spec("c_v", "stress per unit of uncertainty while waiting", "1", 0, 5, Kind.ASSUMED, ("deberker2016",))
    ] = 0.5
    overload: Annotated[float, Spec("c_o", "stress per unit of overload", "1", 0, 5, Kind.ASSUMED, ("eppler2004",))] = (
        1.0
    )


@rule
def strain(change, expectation, waiting, overload, p):
    r"""Load of one day, :math:`c_u|\Delta l| + c_v\,4e(1-e)\,[w \ge 0] + c_o\,o`.

    ==================  =================  ============  ==========================================
    symbol              name               unit, range   meaning
    ==================  =================  ============  ==========================================
    :math:`\Delta l`    ``change``         nats          change of belief since yesterday
    :math:`e`           ``expectation``    1, (0, 1)     expectation; uncertainty is highest at ½
    :math:`w`           ``waiting``        d             a promise is open when ≥ 0
    :math:`o`           ``overload``       1, [0, 1]     share of stories that did not fit
    ==================  =================  ============  ==========================================

    Source: ``deberker2016`` (uncertainty is stressful, most at even odds), ``eppler2004`` (overload).

    >>> strain(0.0, 0.5, 3.0, 0.0, StressParams())
    0.5
    """
    size = select(change < 0.0, -change, change)
    uncertainty = 4.0 * expectation * (1.0 - expectation) * truth(waiting >= 0.0)
    return p.updating * size + p.uncertainty * uncertainty + p.overload * overload


@rule
def stressed(stress, keeps, strain):
    r"""Stress at the end of the day, :math:`s \leftarrow s\,r_s + (1-r_s)\,\text{strain}`.

    ===========  ===========  ============  ====================================
    symbol       name         unit, range   meaning
    ===========  ===========  ============  ====================================
    :math:`s`    ``stress``   1, ≥ 0        stress yesterday
    :math:`r_s`  ``keeps``    1, [0, 1]     share kept for a day, e^(−1/τ_s)
    ===========  ===========  ============  ====================================

    A constant strain is the level that stress settles at.

    >>> stressed(0.7, 0.9, 0.7)
    0.7
    """
    return stress * keeps + (1.0 - keeps) * strain
