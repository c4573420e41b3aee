"""Mood: hope, skepticism and disappointment pull at every citizen; the odds of the pulls decide who moves where."""

from enum import IntEnum
from typing import Annotated, NamedTuple

from sentiment_abm.psychology.contagion import exposure
from sentiment_abm.rule import chance, positive, rule, select, truth
from sentiment_abm.spec import Kind, Spec

HOPE, SKEPTICISM, DISAPPOINTMENT = 0, 1, 2


class Mood(IntEnum):
    """The three moods; every citizen is in one of them on every day.

    >>> Mood.HOPE.name, Mood(2).name
    ('HOPE', 'DISAPPOINTMENT')
    """

    HOPE = HOPE
    SKEPTICISM = SKEPTICISM
    DISAPPOINTMENT = DISAPPOINTMENT


class Hopeful(NamedTuple):
    """Allowed moves out of hope."""

    skepticism: Annotated[float, Spec("c_HS", "hope to skepticism allowed", "1", 0, 1, Kind.ASSUMED)] = 1.0
    disappointment: Annotated[float, Spec("c_HD", "hope to disappointment allowed", "1", 0, 1, Kind.ASSUMED)] = 1.0


class Skeptical(NamedTuple):
    """Allowed moves out of skepticism."""

    hope: Annotated[float, Spec("c_SH", "skepticism to hope allowed", "1", 0, 1, Kind.ASSUMED)] = 1.0
    disappointment: Annotated[float, Spec("c_SD", "skepticism to disappointment allowed", "1", 0, 1, Kind.ASSUMED)] = (
        1.0
    )


class Disappointed(NamedTuple):
    """Allowed moves out of disappointment."""

    hope: Annotated[float, Spec("c_DH", "disappointment to hope allowed", "1", 0, 1, Kind.ASSUMED)] = 1.0
    skepticism: Annotated[float, Spec("c_DS", "disappointment to skepticism allowed", "1", 0, 1, Kind.ASSUMED)] = 1.0


class Allowed(NamedTuple):
    """Which moves between moods are possible, from 0 (never) to 1 (as the pulls say)."""

    from_hope: Hopeful = Hopeful()
    from_skepticism: Skeptical = Skeptical()
    from_disappointment: Disappointed = Disappointed()


class MoodParams(NamedTuple):
    """What pulls at people."""

    spontaneous_hope: Annotated[
        float, Spec("a_H", "spontaneous pull of hope", "1/d", 0, 1, Kind.ASSUMED, ("hill2010",))
    ] = 0.01
    spontaneous_skepticism: Annotated[
        float, Spec("a_S", "spontaneous pull of skepticism", "1/d", 0, 1, Kind.ASSUMED, ("hill2010",))
    ] = 0.01
    spontaneous_disappointment: Annotated[
        float, Spec("a_D", "spontaneous pull of disappointment", "1/d", 0, 1, Kind.ASSUMED, ("hill2010",))
    ] = 0.01
    conviction: Annotated[float, Spec("κ_H", "pull of justified hope", "1/d", 0, 0.5, Kind.CALIBRATED)] = 0.10
    distrust: Annotated[float, Spec("κ_S", "pull of distrust", "1/d", 0, 0.5, Kind.CALIBRATED)] = 0.05
    affect: Annotated[float, Spec("κ_M", "pull of affect", "1/d", 0, 1, Kind.CALIBRATED)] = 0.15
    frustration: Annotated[float, Spec("κ_W", "pull of frustrated waiting", "1/d", 0, 1, Kind.ASSUMED)] = 0.08
    exhaustion: Annotated[float, Spec("κ_X", "pull of stress", "1/d", 0, 0.1, Kind.ASSUMED)] = 0.01
    allowed: Allowed = Allowed()


class Motives(NamedTuple):
    """One pull, split by what it comes from, each in 1/d (or as shares of the pull)."""

    spontaneous: float
    judgment: float
    affect: float
    waiting: float
    stress: float
    contagion: float


class Pulls(NamedTuple):
    """The three pulls, each with its motives."""

    hope: Motives
    skepticism: Motives
    disappointment: Motives


@rule
def strength(motives):
    """The whole pull, in 1/d.

    >>> strength(Motives(1.0, 2.0, 0.0, 0.0, 0.0, 0.5))
    3.5
    """
    return (
        motives.spontaneous + motives.judgment + motives.affect + motives.waiting + motives.stress + motives.contagion
    )


@rule
def pulls(expectation, trust, affect, stress, worth, frustration, around, a, b):
    r"""Hope needs trust, faith and patience; doubt feeds on distrust; disappointment on bad feeling and waiting.

    .. math::

        \text{pull}_H &= a_H + \kappa_H\,\tau e D + \kappa_M\max(u,0) + \beta_H x_H \\
        \text{pull}_S &= a_S + \kappa_S(1-\tau) + \beta_S x_S \\
        \text{pull}_D &= a_D + \kappa_M\max(-u,0) + \kappa_W F + \kappa_X s + \beta_D x_D

    =============  ===============  ============  ================================================
    symbol         name             unit, range   meaning
    =============  ===============  ============  ================================================
    :math:`e`      ``expectation``  1, (0, 1)     expectation of peace
    :math:`\tau`   ``trust``        1, (0, 1)     trust in the promiser
    :math:`u`      ``affect``       1             affect
    :math:`s`      ``stress``       1, ≥ 0        stress
    :math:`D`      ``worth``        1, (0, 1]     what waiting has left of the hope
    :math:`F`      ``frustration``  1, [0, 1)     what waiting has taken, e·(1−D)
    :math:`x_b`    ``around``       1, [0, 1]     exposure to the moods of contacts
    a, b           ``a``, ``b``     1/d           see :class:`MoodParams`, ``ContagionParams``
    =============  ===============  ============  ================================================

    Sources: ``hill2010`` (spontaneous and contagious moves); the judgment terms are this model's.
    """
    skeptics = around.contacts - around.hope - around.disappointment
    return Pulls(
        hope=Motives(
            spontaneous=a.spontaneous_hope,
            judgment=a.conviction * trust * expectation * worth,
            affect=a.affect * positive(affect),
            waiting=0.0,
            stress=0.0,
            contagion=b.rate_hope * exposure(around.hope, around.contacts, b),
        ),
        skepticism=Motives(
            spontaneous=a.spontaneous_skepticism,
            judgment=a.distrust * (1.0 - trust),
            affect=0.0,
            waiting=0.0,
            stress=0.0,
            contagion=b.rate_skepticism * exposure(skeptics, around.contacts, b),
        ),
        disappointment=Motives(
            spontaneous=a.spontaneous_disappointment,
            judgment=0.0,
            affect=a.affect * positive(-affect),
            waiting=a.frustration * frustration,
            stress=a.exhaustion * stress,
            contagion=b.rate_disappointment * exposure(around.disappointment, around.contacts, b),
        ),
    )


@rule
def by_mood(mood, hope, skepticism, disappointment):
    """The value that belongs to a mood.

    >>> by_mood(SKEPTICISM, 1.0, 2.0, 3.0)
    2.0
    """
    return select(mood == HOPE, hope, select(mood == SKEPTICISM, skepticism, disappointment))


@rule
def moved(mood, pull, luck, c):
    r"""Tomorrow's mood: a citizen reconsiders Λ times a day, and the odds of the pulls decide where to.

    .. math:: P(m \to b) = (1 - e^{-\Lambda})\,c_{mb}\,\text{pull}_b/\Lambda, \qquad \Lambda = \sum_b \text{pull}_b

    ===============  ========  ============  ====================================================
    symbol           name      unit, range   meaning
    ===============  ========  ============  ====================================================
    :math:`m`        ``mood``  3 states      mood
    pull             ``pull``  1/d           see :func:`pulls`
    :math:`U`        ``luck``  (0, 1)        one uniform number decides whether and where to
    :math:`c_{mb}`   ``c``     1, [0, 1]     allowed moves
    ===============  ========  ============  ====================================================

    With constant pulls and all moves allowed the step is exactly exp(Q·1 d) of the Markov chain.  Λ = 0: nobody moves.

    >>> none = Motives(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    >>> moved(HOPE, Pulls(none, none, none._replace(affect=40.0)), 0.5, Allowed()) == DISAPPOINTMENT
    True
    """
    hope, skepticism, disappointment = strength(pull.hope), strength(pull.skepticism), strength(pull.disappointment)
    total = hope + skepticism + disappointment
    share = chance(total) / select(total > 0.0, total, 1.0)
    to_hope = share * hope * by_mood(mood, 1.0, c.from_skepticism.hope, c.from_disappointment.hope)
    to_doubt = to_hope + share * skepticism * by_mood(
        mood, c.from_hope.skepticism, 1.0, c.from_disappointment.skepticism
    )
    to_despair = to_doubt + share * disappointment * by_mood(
        mood, c.from_hope.disappointment, c.from_skepticism.disappointment, 1.0
    )
    # A move "to" the present mood is no move; its band only keeps the three bands of luck apart.
    stay = select(luck < to_despair, DISAPPOINTMENT, mood)
    return select(luck < to_hope, HOPE, select(luck < to_doubt, SKEPTICISM, stay))


@rule
def followed(before, after, pull):
    """Why a citizen moved: the shares of the pull that it followed; all zero if it did not move.

    >>> hope = Motives(0.01, 0.02, 0.0, 0.0, 0.0, 0.01)
    >>> followed(SKEPTICISM, HOPE, Pulls(hope, hope, hope)).judgment
    0.5
    """
    whole = by_mood(after, strength(pull.hope), strength(pull.skepticism), strength(pull.disappointment))
    share = truth(before != after) / select(whole > 0.0, whole, 1.0)
    return Motives(
        share * by_mood(after, pull.hope.spontaneous, pull.skepticism.spontaneous, pull.disappointment.spontaneous),
        share * by_mood(after, pull.hope.judgment, pull.skepticism.judgment, pull.disappointment.judgment),
        share * by_mood(after, pull.hope.affect, pull.skepticism.affect, pull.disappointment.affect),
        share * by_mood(after, pull.hope.waiting, pull.skepticism.waiting, pull.disappointment.waiting),
        share * by_mood(after, pull.hope.stress, pull.skepticism.stress, pull.disappointment.stress),
        share * by_mood(after, pull.hope.contagion, pull.skepticism.contagion, pull.disappointment.contagion),
    )
