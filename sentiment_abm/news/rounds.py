"""The rounds of talks: what is drawn for each, and the news it makes."""

from collections.abc import Iterator
from enum import IntEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from sentiment_abm.draws import Key
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.luck import Decision, geometric, luck

if TYPE_CHECKING:
    from sentiment_abm.news.talks import Talks

OUTSIDERS = "outsiders"  # the source of the hostile signals
ENDS = ("success", "partial", "failure", "deadlock")

_RESULTS = {
    "success": "peace agreement signed",
    "partial": "partial deal leaves key questions open",
    "failure": "talks end without a deal",
}


class Role(IntEnum):
    """What an item is to its round; its id is made of round and role, so no change of the process touches its luck."""

    ANNOUNCEMENT = 0
    FIRST_STEP = 1
    HOSTILE_SIGNAL = 2
    END = 3


class Round(NamedTuple):
    """One round as drawn; days are days of the run."""

    number: int
    start: int
    end: int
    result: str  # one of ENDS
    has_first_step: bool
    hostile_day: int | None


def drawn_rounds(talks: "Talks", days: int, key: Key) -> Iterator[Round]:
    """The rounds that begin before day `days`."""
    number, start = 0, talks.first_day
    while start < days and (talks.rounds is None or number < talks.rounds):
        end = start + geometric(luck(number, Decision.LEAD, key), talks.lead)
        hostile_day = None
        if luck(number, Decision.INTERFERENCE, key) < talks.interference:
            hostile_day = start + int(luck(number, Decision.HOSTILE_DAY, key) * (end - start))
        result = _result(luck(number, Decision.END, key), end, talks)
        has_first_step = luck(number, Decision.FIRST_STEP, key) < talks.first_step
        yield Round(number, start, end, result, has_first_step, hostile_day)
        start = end + geometric(luck(number, Decision.PAUSE, key), talks.pause)
        number += 1


def news_of(drawn: Round, talks: "Talks") -> Iterator[NewsItem]:
    """The items of a round."""

    def item(role: Role, day: int, kind: str, words: str, source: str = talks.promiser, **given: Any) -> NewsItem:
        headline, unique = f"Round {drawn.number + 1}: {words}", len(Role) * drawn.number + role
        return NewsItem(day, kind, headline, source, coverage=talks.coverage, id=unique, **given)

    words = "leaders promise a peace agreement"
    yield item(Role.ANNOUNCEMENT, drawn.start, "announcement", words, hype=talks.hype, caveat=talks.caveat)
    if drawn.has_first_step:
        day, size = (drawn.start + drawn.end) // 2, talks.first_step_size
        words = "prisoners exchanged as a first step"
        yield item(Role.FIRST_STEP, day, "outcome", words, delivered=1.0, closes=False, size=size)
    if drawn.hostile_day is not None:
        words, strength = "attack on a city overshadows the talks", -talks.hostility
        yield item(Role.HOSTILE_SIGNAL, drawn.hostile_day, "signal", words, OUTSIDERS, strength=strength)
    if drawn.result != "deadlock":
        is_excused = drawn.result == "failure" and drawn.hostile_day is not None
        delivered = {"success": 1.0, "partial": talks.partial_delivered, "failure": 0.0}[drawn.result]
        words = _RESULTS[drawn.result]
        yield item(Role.END, drawn.end, "outcome", words, delivered=delivered, external=float(is_excused))


def _result(u: float, day: int, talks: "Talks") -> str:
    means = max(0.0, 1.0 - talks.attrition * day)
    limits = list(accumulate((talks.success, talks.partial, talks.failure * means, talks.deadlock * means)))
    return next(result for result, limit in zip(ENDS, limits, strict=True) if u * limits[-1] < limit)
