"""The mind of a citizen and the order of its day: talk, attend, believe, resolve, wait, feel, move.

Both engines run these rules: `morning`, one of `announcement`, `signal`, `outcome` per item learned, `evening`.
All that a citizen sees of others is of yesterday, so the order in which citizens are visited cannot matter.
"""

from typing import NamedTuple

from sentiment_abm.psychology import attention, belief, feeling, mood, patience, stress, talk, trust
from sentiment_abm.psychology.mood import Motives
from sentiment_abm.psychology.params import OFF, Params
from sentiment_abm.rule import larger, rule, select, truth

__all__ = [
    "OFF", "Around", "Diary", "Item", "Mind", "Notice", "Params", "Person", "Today",
    "announcement", "evening", "first_diary", "learns", "morning", "outcome", "reads", "signal", "trusts",
]  # fmt: skip


class Mind(NamedTuple):
    """What a citizen carries to tomorrow."""

    mood: int
    belief: float  # log-odds that the talks bring peace
    trust_kept: float  # evidence of kept promises
    trust_broken: float  # evidence of broken promises
    trust_scar: float  # evidence of deception, never forgotten
    affect: float
    stress: float
    waiting: float  # days since the open promise was noticed; -1 none open, -2 given up
    hype: float  # hype at stake in the open promise


class Person(NamedTuple):
    """What makes citizens different, fixed for a run; the four memories are shares kept for a day."""

    prior: float
    capacity: float
    patience: float
    reach: float
    prior_kept: float
    prior_broken: float
    belief_keeps: float
    trust_keeps: float
    affect_keeps: float
    stress_keeps: float


class Today(NamedTuple):
    """What the day has done so far; forgotten overnight."""

    belief: float  # this morning's belief, before talk
    capacity: float
    overload: float
    anticipation: float
    verdict: float


class Around(NamedTuple):
    """What the contacts showed yesterday."""

    heard: float  # sum of the beliefs within the confidence bound
    listened: float  # how many they were
    contacts: float
    hope: float  # contacts in hope
    disappointment: float


class Item(NamedTuple):
    """One piece of news as one segment sees it."""

    hype: float
    caveat: float
    delivered: float
    external: float
    magnitude: float  # z, the size of an outcome
    strength: float
    credibility: float
    deception: float
    closes: bool
    promised: bool  # the source is the promiser: its credibility is the citizen's own trust
    opens: bool  # an announcement of the promiser whose closing outcome is not out yet


class Notice(NamedTuple):
    """How visible an item is to one segment today."""

    loudness: float
    crowd: float  # weight of all stories of the day
    covered: float  # 1 while the media cover it


class Wait(NamedTuple):
    """What another day of waiting does."""

    waiting: float
    hype: float  # at stake after today
    blame: float
    verdict: float  # booked
    worth: float  # D


class Diary(NamedTuple):
    """What the evening of a citizen leaves for the records."""

    expectation: float
    trust: float
    overload: float
    moves: Motives  # why the citizen moved, all zero if it did not


@rule
def trusts(mind, me):
    """Trust of this citizen in the promiser, see :func:`sentiment_abm.psychology.trust.trust`."""
    return trust.trust(mind.trust_kept, mind.trust_broken, mind.trust_scar, me.prior_kept, me.prior_broken)


@rule
def morning(mind, me, around, stories, p):
    """TALK and ATTEND: what yesterday's contacts, a night of forgetting and today's crowd of stories do."""
    talked = talk.talked(mind.belief, around.heard, around.listened, p.talk)
    capacity = attention.capacity(me.capacity, mind.stress, p.attention)
    overload = attention.overload(capacity, stories)
    return (
        Mind(
            mood=mind.mood,
            belief=belief.remembered(talked, me.prior, me.belief_keeps),
            trust_kept=mind.trust_kept * me.trust_keeps,
            trust_broken=mind.trust_broken * me.trust_keeps,
            trust_scar=mind.trust_scar,
            affect=mind.affect,
            stress=mind.stress,
            waiting=mind.waiting,
            hype=mind.hype,
        ),
        Today(mind.belief, capacity, overload, 0.0, 0.0),
    )


@rule
def meets(me, notice, tellers, p):
    """Chance to meet an item today, in the media while they cover it or from a contact who learned it yesterday."""
    return 1.0 - (1.0 - me.reach * notice.covered) * talk.untold(tellers, p.talk)


@rule
def can_meet(notice, tellers):
    """Whether anybody can meet an item today: where not, the chance :func:`meets` is 0 for everyone."""
    return (notice.covered > 0.0) | (tellers > 0)


@rule
def learns(today, me, notice, tellers, luck, p):
    """Whether a citizen who does not know an item learns it today: it must be met and it must fit."""
    return luck < meets(me, notice, tellers, p) * attention.noticed(today.capacity, notice.loudness, notice.crowd)


@rule
def reads(today, me, notice, luck):
    """Whether it is the media that brought an item that is learned today (same draw, so no new luck is needed)."""
    return luck < me.reach * notice.covered * attention.noticed(today.capacity, notice.loudness, notice.crowd)


@rule
def judged(today, verdict):
    """The day after one more surprise."""
    return Today(today.belief, today.capacity, today.overload, today.anticipation, today.verdict + verdict)


@rule
def listens(mind, me, item, evidence, p):
    """BELIEVE: a statement moves belief as far as its source is credible and biases allow."""
    credibility = select(item.promised, trusts(mind, me), item.credibility)
    before = belief.expectation(mind.belief)
    return mind.belief + belief.weighed(belief.testimony(evidence, credibility), before, p.belief)


@rule
def announcement(mind, today, me, item, p):
    """A promise: belief moves, and if it is the promiser's and still open, anticipation and waiting begin."""
    caveat = attention.caveat_read(item.caveat, attention.blur(today.overload, p.attention))
    new = listens(mind, me, item, item.hype * (1.0 - caveat) * p.belief.claim, p)
    return (
        Mind(
            mood=mind.mood,
            belief=new,
            trust_kept=mind.trust_kept,
            trust_broken=mind.trust_broken,
            trust_scar=mind.trust_scar,
            affect=mind.affect,
            stress=mind.stress,
            waiting=select(item.opens & (mind.waiting < 0.0), 0.0, mind.waiting),
            hype=select(item.opens, larger(mind.hype, item.hype), mind.hype),
        ),
        Today(
            today.belief,
            today.capacity,
            today.overload,
            today.anticipation + truth(item.opens) * belief.expectation(new),
            today.verdict,
        ),
    )


@rule
def signal(mind, today, me, item, p):
    """A campaign, an escalation, an endorsement: belief moves, and the change of expectation is felt."""
    new = listens(mind, me, item, item.strength * p.belief.claim, p)
    return (
        Mind(
            mood=mind.mood,
            belief=new,
            trust_kept=mind.trust_kept,
            trust_broken=mind.trust_broken,
            trust_scar=mind.trust_scar,
            affect=mind.affect,
            stress=mind.stress,
            waiting=mind.waiting,
            hype=mind.hype,
        ),
        judged(today, feeling.value(belief.expectation(new) - belief.expectation(mind.belief), p.feeling)),
    )


@rule
def outcome(mind, today, me, item, p):  # noqa: ARG001  # the three reactions share one signature
    """RESOLVE: what came of the promise is compared with what was expected, in feeling, belief and trust."""
    read = attention.gist(item.delivered, attention.blur(today.overload, p.attention))
    surprise = read - belief.expectation(mind.belief)
    excused = patience.booked(mind.waiting, p.patience) * trust.excuse(item.external, p.trust)
    verdict = item.magnitude * select(surprise >= 0.0, 1.0, excused) * feeling.value(surprise, p.feeling)
    is_open = mind.waiting >= 0.0
    stake = item.magnitude * select(is_open, mind.hype, item.hype)
    blame = excused * trust.blame(stake, 1.0 - read, p.trust)
    scar = p.trust.scar * item.deception
    return (
        Mind(
            mood=mind.mood,
            belief=mind.belief + belief.shown(read, item.magnitude, p.belief),
            trust_kept=mind.trust_kept + trust.credit(stake, read, p.trust),
            trust_broken=mind.trust_broken + (1.0 - scar) * blame,
            trust_scar=mind.trust_scar + scar * blame,
            affect=mind.affect,
            stress=mind.stress,
            waiting=select(item.closes, patience.NOTHING_OPEN, select(is_open, 0.0, mind.waiting)),
            hype=select(item.closes, 0.0, mind.hype),
        ),
        judged(today, verdict),
    )


@rule
def waits(mind, me, expectation, luck, p):
    """WAIT: one day more; hope deferred loses worth, and some give up and book the failure."""
    waiting = patience.another_day(mind.waiting)
    worth = patience.worth(waiting, patience.impatience(me.patience, mind.stress, p.patience))
    leaves = patience.gives_up(worth, luck, p.patience)
    weight = truth(leaves) * p.patience.write_off_weight
    return Wait(
        waiting=select(leaves, patience.GIVEN_UP, waiting),
        hype=select(leaves, 0.0, mind.hype),
        blame=weight * trust.blame(mind.hype, 1.0, p.trust),
        verdict=weight * feeling.value(-expectation, p.feeling),
        worth=worth,
    )


@rule
def evening(mind, today, me, around, wait_luck, move_luck, p):
    """WAIT, FEEL and MOVE: what the day leaves in feeling, stress and mood."""
    expectation = belief.expectation(mind.belief)
    wait = waits(mind, me, expectation, wait_luck, p)
    broken = mind.trust_broken + wait.blame
    trusted = trust.trust(mind.trust_kept, broken, mind.trust_scar, me.prior_kept, me.prior_broken)
    affect = feeling.felt(mind.affect, me.affect_keeps, today.anticipation, today.verdict + wait.verdict, p.feeling)
    strain = stress.strain(mind.belief - today.belief, expectation, wait.waiting, today.overload, p.stress)
    tense = stress.stressed(mind.stress, me.stress_keeps, strain)
    frustration = expectation * (1.0 - wait.worth)
    pull = mood.pulls(expectation, trusted, affect, tense, wait.worth, frustration, around, p.mood, p.contagion)
    new = mood.moved(mind.mood, pull, move_luck, p.mood.allowed)
    return (
        Mind(
            mood=new,
            belief=mind.belief,
            trust_kept=mind.trust_kept,
            trust_broken=broken,
            trust_scar=mind.trust_scar,
            affect=affect,
            stress=tense,
            waiting=wait.waiting,
            hype=wait.hype,
        ),
        Diary(expectation, trusted, today.overload, mood.followed(mind.mood, new, pull)),
    )


@rule
def first_diary(mind, me):
    """What there is to record of the first morning: nobody has moved and nothing has been read yet."""
    return Diary(belief.expectation(mind.belief), trusts(mind, me), 0.0, Motives(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
