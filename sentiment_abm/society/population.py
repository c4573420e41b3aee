"""The people of the first morning: traits drawn around those of their segment, and a first mood."""

from typing import NamedTuple

from sentiment_abm.draws import normal, uniform
from sentiment_abm.psychology import mood
from sentiment_abm.psychology.belief import expectation, kept
from sentiment_abm.psychology.mind import Around, Mind, Person, trusts
from sentiment_abm.psychology.patience import NOTHING_OPEN
from sentiment_abm.rule import exp_portable, rule, select


class Traits(NamedTuple):
    """What the people of one segment have in common: medians, spreads and memories."""

    prior: float
    prior_sd: float
    prior_kept: float
    prior_broken: float
    reach: float
    capacity: float
    capacity_spread: float
    patience: float
    patience_spread: float
    belief_keeps: float
    trust_keeps: float
    affect_keeps: float
    stress_keeps: float


@rule
def traits(p):
    """The traits of a segment from its parameters (those of the population with the segment's own over them)."""
    return Traits(
        prior=p.belief.prior,
        prior_sd=p.belief.prior_sd,
        prior_kept=p.trust.prior_kept,
        prior_broken=p.trust.prior_broken,
        reach=p.attention.reach,
        capacity=p.attention.capacity,
        capacity_spread=p.attention.spread,
        patience=p.patience.rate,
        patience_spread=p.patience.spread,
        belief_keeps=kept(p.belief.memory),
        trust_keeps=kept(p.trust.memory),
        affect_keeps=kept(p.feeling.memory),
        stress_keeps=kept(p.stress.memory),
    )


@rule
def spread_around(median, log_sd, word):
    r"""Log-normal trait, :math:`\text{median}\cdot e^{\text{log-sd}\,Z}`: the population value is the median.

    >>> spread_around(4.0, 0.0, 12345)
    4.0
    """
    return median * exp_portable(log_sd * normal(uniform(word)))


@rule
def newborn(words, t):
    """A citizen of the first morning, before its mood: (mind, person) from four random words and its segment's traits.

    Belief starts at the prior; no evidence, affect or stress; no promise is open.
    """
    prior = t.prior + t.prior_sd * normal(uniform(words[0]))
    mind = Mind(mood.SKEPTICISM, prior, 0.0, 0.0, 0.0, 0.0, 0.0, NOTHING_OPEN, 0.0)
    person = Person(
        prior=prior,
        capacity=spread_around(t.capacity, t.capacity_spread, words[1]),
        patience=spread_around(t.patience, t.patience_spread, words[2]),
        reach=t.reach,
        prior_kept=t.prior_kept,
        prior_broken=t.prior_broken,
        belief_keeps=t.belief_keeps,
        trust_keeps=t.trust_keeps,
        affect_keeps=t.affect_keeps,
        stress_keeps=t.stress_keeps,
    )
    return mind, person


@rule
def first_mood(start, me, luck, p):
    """The mood of the first morning: drawn with the odds of the citizen's own pulls, alone and before any news."""
    alone = Around(0.0, 0.0, 0.0, 0.0, 0.0)
    pull = mood.pulls(expectation(start.belief), trusts(start, me), 0.0, 0.0, 1.0, 0.0, alone, p.mood, p.contagion)
    hope, skepticism = mood.strength(pull.hope), mood.strength(pull.skepticism)
    total = hope + skepticism + mood.strength(pull.disappointment)
    whole = select(total > 0.0, total, 1.0)
    later = select(luck * whole < hope + skepticism, mood.SKEPTICISM, mood.DISAPPOINTMENT)
    drawn = select(luck * whole < hope, mood.HOPE, later)
    # Nothing pulls: nobody has a reason to hope or to be disappointed.
    return select(total > 0.0, drawn, mood.SKEPTICISM)
