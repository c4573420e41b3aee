"""A lesson: one news item that a citizen learned, how it was read, and what it did to expectation and trust.

Every number comes from a rule of `psychology`, or is a difference of two such numbers.
"""

from typing import NamedTuple

from sentiment_abm.news.item import KINDS
from sentiment_abm.psychology import attention, patience, trust
from sentiment_abm.psychology.belief import expectation
from sentiment_abm.psychology.mind import Item, Mind, Params, Person, Today, trusts

MEDIA, WORD_OF_MOUTH = "media", "word of mouth"
ANNOUNCEMENT, SIGNAL, OUTCOME = KINDS


class Lesson(NamedTuple):
    """One item as one citizen learned it: the arguments and the result of the rule that reacted."""

    position: int  # in the items of the scenario
    kind: str
    how: str  # "media" or "word of mouth"
    tellers: int  # contacts who learned it the day before
    item: Item  # as the citizen's segment sees it
    me: Person
    before: Mind
    after: Mind
    today: Today  # before it
    later: Today  # after it


class Reading(NamedTuple):
    """What the lesson did, in numbers; NaN where the kind of news has no such number."""

    credibility: float  # how far its source was believed; outcomes are facts
    caveat: float  # what was kept of the small print
    read: float  # an outcome as it was read, overload included
    surprise: float  # outcome read minus expected; for a signal the change of expectation
    booked: float  # share of a failure that is still news
    excuse: float  # what outside interference leaves of blame and loss
    verdict: float  # what it adds to the day's felt value
    anticipation: float  # what it adds to the day's anticipation
    expectation_before: float
    expectation_after: float
    trust_before: float
    trust_after: float

    @property
    def is_loss(self) -> bool:
        """Whether it was a bad surprise."""
        return self.surprise < 0.0


_NAN = float("nan")


def reading(lesson: Lesson, p: Params) -> Reading:
    """The lesson in numbers."""
    item, before = lesson.item, lesson.before
    blur = attention.blur(lesson.today.overload, p.attention)
    expected, expects = expectation(before.belief), expectation(lesson.after.belief)
    trusted = trusts(before, lesson.me)
    is_outcome, is_signal = lesson.kind == OUTCOME, lesson.kind == SIGNAL
    read = attention.gist(item.delivered, blur) if is_outcome else _NAN
    return Reading(
        credibility=_NAN if is_outcome else trusted if item.promised else item.credibility,
        caveat=attention.caveat_read(item.caveat, blur) if lesson.kind == ANNOUNCEMENT else _NAN,
        read=read,
        surprise=expects - expected if is_signal else read - expected,
        booked=patience.booked(before.waiting, p.patience) if is_outcome else _NAN,
        excuse=trust.excuse(item.external, p.trust) if is_outcome else _NAN,
        verdict=lesson.later.verdict - lesson.today.verdict,
        anticipation=lesson.later.anticipation - lesson.today.anticipation,
        expectation_before=expected,
        expectation_after=expects,
        trust_before=trusted,
        trust_after=trusts(lesson.after, lesson.me),
    )


def opens(lesson: Lesson) -> bool:
    """Whether a promise was opened."""
    return lesson.before.waiting < 0.0 <= lesson.after.waiting


def closes(lesson: Lesson) -> bool:
    """Whether an open promise, given up or not, was closed."""
    return lesson.before.waiting != patience.NOTHING_OPEN == lesson.after.waiting
