"""Patience: a hope deferred is worth less every day, and some give up waiting."""

from typing import Annotated, NamedTuple

from sentiment_abm.rule import chance, positive, rule, truth
from sentiment_abm.spec import Kind, Spec

NOTHING_OPEN = -1.0  # no promise is open
GIVEN_UP = -2.0  # a promise is open, but this citizen has written it off and booked the failure


class PatienceParams(NamedTuple):
    """The wish for a quick fix."""

    rate: Annotated[float, Spec("k", "impatience", "1/d", 0, 0.5, Kind.ASSUMED, ("mazur1987",))] = 0.05
    spread: Annotated[float, Spec("sd ln k", "log-sd of the impatience", "1", 0, 2, Kind.ASSUMED)] = 0.5
    stress: Annotated[float, Spec("γ", "impatience added per unit of stress", "1", 0, 2, Kind.ASSUMED)] = 0.5
    write_off: Annotated[float, Spec("h_w", "hazard of giving up at full impatience", "1/d", 0, 1, Kind.ASSUMED)] = 0.10
    write_off_weight: Annotated[
        float, Spec("om", "share of the failure booked when giving up", "1", 0, 1, Kind.ASSUMED)
    ] = 1.0


@rule
def another_day(waiting):
    """One day more, if a promise is open (waiting ≥ 0).

    >>> another_day(3.0), another_day(NOTHING_OPEN)
    (4.0, -1.0)
    """
    return waiting + truth(waiting >= 0.0)


@rule
def impatience(own, stress, p):
    r"""Impatience today, :math:`k_i(1 + \gamma s)`: psychological pressure makes impatient.

    >>> impatience(0.05, 2.0, PatienceParams(stress=0.5))
    0.1
    """
    return own * (1.0 + p.stress * stress)


@rule
def worth(waiting, impatience):
    r"""What is left of a hope deferred, :math:`D = 1/(1 + k_i(1+\gamma s)\,w)`; 1 while nothing is awaited.

    ===================  ==============  ============  ================================
    symbol               name            unit, range   meaning
    ===================  ==============  ============  ================================
    :math:`w`            ``waiting``     d             days waited (negative: not waiting)
    :math:`k_i(1+γs)`    ``impatience``  1/d, ≥ 0      impatience today
    ===================  ==============  ============  ================================

    Source: ``mazur1987`` (hyperbolic discounting).

    >>> worth(20.0, 0.05), worth(NOTHING_OPEN, 0.05)
    (0.5, 1.0)
    """
    return 1.0 / (1.0 + impatience * positive(waiting))


@rule
def gives_up(worth, luck, p):
    r"""Whether the citizen gives up today: probability :math:`1 - e^{-h_w(1-D)}`, never while D = 1.

    ===========  ===============  ============  ================================
    symbol       name             unit, range   meaning
    ===========  ===============  ============  ================================
    :math:`D`    ``worth``        1, (0, 1]     what is left of the hope
    :math:`h_w`  ``p.write_off``  1/d           hazard at full impatience
    U            ``luck``         (0, 1)        the citizen's draw of today
    ===========  ===============  ============  ================================

    >>> gives_up(1.0, 1e-9, PatienceParams()), gives_up(0.5, 1e-9, PatienceParams())
    (False, True)
    """
    return luck < chance(p.write_off * (1.0 - worth))


@rule
def booked(waiting, p):
    r"""Share of a failure that is still news: :math:`1 - om` for those who gave up before, else 1.

    >>> booked(GIVEN_UP, PatienceParams()), booked(5.0, PatienceParams())
    (0.0, 1.0)
    """
    return 1.0 - p.write_off_weight * truth(waiting == GIVEN_UP)
