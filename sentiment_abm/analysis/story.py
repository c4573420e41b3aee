"""The days of one citizen in words: what it learned, how it took it, and why it moved.

Every number in a line is one that a rule of `psychology` has given, rounded.
"""

from collections.abc import Iterator, Sequence

from sentiment_abm.analysis.lesson import ANNOUNCEMENT, SIGNAL, Lesson, Reading, closes, opens, reading
from sentiment_abm.analysis.witness import Page
from sentiment_abm.news.item import NewsItem
from sentiment_abm.psychology import mood, patience
from sentiment_abm.psychology.mind import Diary, Mind, Params, trusts
from sentiment_abm.psychology.mood import Mood

MINUS, TO = "\N{MINUS SIGN}", "\N{RIGHTWARDS ARROW}"
CAUSES = {"spontaneous": "a spontaneous change of mood"}
"""Motives whose name alone does not say what they are."""

LEAST = 0.2  # share of a move that a second cause needs to be named
SAME = 5e-7  # what differs by less is written as unchanged


def sentence(page: Page, items: Sequence[NewsItem], p: Params) -> str:
    """What happened on a day, in one line; empty when nothing did."""
    parts = [part for lesson in page.lessons for part in _learned(lesson, page.day, items, p)]
    if page.has_given_up:
        parts += _gave_up(page, p)
    if page.after.mood != page.before.mood:
        parts.append(moved(page))
    return "; ".join(parts)


def beginning(first: Mind, diary: Diary) -> str:
    """In what state the citizen starts."""
    name = Mood(first.mood).name.lower()
    return f"starts in {name}, expects peace at {number(diary.expectation)}, trusts at {number(diary.trust)}"


def moved(page: Page) -> str:
    """From which mood to which, and mostly by what: the shares of the pull that was followed."""
    before, after = Mood(page.before.mood), Mood(page.after.mood)
    shares = sorted(page.diary.moves._asdict().items(), key=lambda pair: -pair[1])
    causes = [(name, share) for n, (name, share) in enumerate(shares) if n == 0 or (n == 1 and share >= LEAST)]
    named = sum(share for _, share in causes)
    mostly = "mostly " if 0.5 < named < 0.995 else ""
    told = " and ".join(f"{CAUSES.get(name, name)} ({_percent(share)}{_company(name, page)})" for name, share in causes)
    return f"moved from {before.name.lower()} to {after.name.lower()}, {mostly}by {told}"


def _company(cause: str, page: Page) -> str:
    """How many contacts showed the mood that was caught."""
    if cause != "contagion":
        return ""
    around = page.around
    skeptics = around.contacts - around.hope - around.disappointment
    there = mood.by_mood(page.after.mood, around.hope, skeptics, around.disappointment)
    return f": {there:.0f} of {around.contacts:.0f} contacts"


def _learned(lesson: Lesson, day: int, items: Sequence[NewsItem], p: Params) -> Iterator[str]:
    """What one item did."""
    item, found = items[lesson.position], reading(lesson, p)
    late = day - 1 - item.day
    how = lesson.how if late == 0 else f"{lesson.how}, {late} day{'s' * (late > 1)} late"
    yield f"learned “{item.headline}” ({how})"
    if lesson.kind == ANNOUNCEMENT:
        yield from _promised(lesson, item, found, p)
    elif lesson.kind == SIGNAL:
        yield f"a signal of {number(lesson.item.strength)} from {item.source}, believed at {number(found.credibility)}"
        yield f"expectation {change(found.expectation_before, found.expectation_after)}{_weight(found, p)}"
    else:
        yield from _resolved(lesson, found, p)


def _promised(lesson: Lesson, item: NewsItem, found: Reading, p: Params) -> Iterator[str]:
    caveat = f" with a caveat of {number(item.caveat)}" if item.caveat else ""
    if item.caveat and abs(found.caveat - item.caveat) > SAME:
        caveat += f" (read as {number(found.caveat)} under overload)"
    who = "trusted" if lesson.item.promised else "believed"
    yield f"a promise of hype {number(lesson.item.hype)}{caveat}, {who} at {number(found.credibility)}"
    yield f"expectation {change(found.expectation_before, found.expectation_after)}"
    if not lesson.item.opens:
        return
    yield f"looked forward to it: +{number(found.anticipation)} (anticipation counts {number(p.feeling.anticipation)}×)"
    if opens(lesson):
        yield "began to wait"
    elif lesson.after.hype > lesson.before.hype:
        yield f"more at stake: hype {change(lesson.before.hype, lesson.after.hype)}"


def _resolved(lesson: Lesson, found: Reading, p: Params) -> Iterator[str]:
    delivered = lesson.item.delivered
    blurred = "" if abs(found.read - delivered) <= SAME else f" ({number(delivered)} without the overload)"
    yield (
        f"expected {number(found.expectation_before)}, read {number(found.read)}{blurred} {TO} "
        f"surprise {number(found.surprise, signed=True)}{_weight(found, p)}"
    )
    if lesson.item.magnitude != 1.0:
        yield f"an outcome of size {number(lesson.item.magnitude)}"
    if found.is_loss:
        yield from _excused(found)
    yield f"expectation {change(found.expectation_before, found.expectation_after)}"
    yield f"trust {change(found.trust_before, found.trust_after)}"
    if lesson.after.trust_scar > lesson.before.trust_scar:
        yield f"deceived: {number(p.trust.scar)} of the blame will not be forgotten"
    yield from _ended(lesson)


def _excused(found: Reading) -> Iterator[str]:
    """Why a failure weighs less than it might."""
    if found.booked < 1.0:
        left = "none" if found.booked == 0.0 else f"only {number(found.booked)}"
        yield f"it had given up before, so {left} of the failure was still news"
    if found.excuse < 1.0:
        yield f"outsiders had a part in it: {number(found.excuse)} of blame and loss are left"


def _ended(lesson: Lesson) -> Iterator[str]:
    waited = lesson.before.waiting
    if closes(lesson):
        had = "had given up on it" if waited == patience.GIVEN_UP else f"had waited {_days(waited)}"
        yield f"the promise is closed ({had})"
    elif waited >= 0.0:
        yield "the promise stays open, the wait begins anew"


def _gave_up(page: Page, p: Params) -> Iterator[str]:
    waited = patience.another_day(page.dusk.waiting)
    yield f"gave up after {_days(waited)} of waiting, with {number(page.wait.worth)} of the promise's worth left"
    if page.wait.blame:
        weight = p.patience.write_off_weight
        share = "the failure" if weight == 1.0 else f"{number(weight)} of the failure"
        yield f"booked {share}: felt {number(page.wait.verdict, signed=True)}"
        yield f"trust {change(trusts(page.dusk, page.me), page.diary.trust)}"


def _weight(found: Reading, p: Params) -> str:
    """That losses loom larger than gains."""
    is_felt = found.is_loss and found.verdict != 0.0
    return f" (a loss counts {number(p.feeling.loss_aversion)}×)" if is_felt else ""


def _days(count: float) -> str:
    return f"{count:.0f} day{'' if count == 1.0 else 's'}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f}\xa0%"


def number(value: float, digits: int = 2, *, signed: bool = False) -> str:
    """A number with at most so many decimals and without the zero in front of them.

    >>> number(0.4), number(-0.405), number(1.5), number(1.955), number(0.25, signed=True), number(0.001)
    ('.40', '−.41', '1.5', '1.96', '+.25', '0')
    """
    text = f"{abs(value):.{digits}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0") if whole != "0" or not rest.strip("0") else rest
    text = f"{whole.lstrip('0')}.{rest}" if rest else whole
    sign = MINUS if value < 0.0 else "+" if signed else ""
    return text if text == "0" else sign + text


def change(before: float, after: float) -> str:
    """A change of a number, with as many decimals as show it.

    >>> change(0.4, 0.29), change(0.4, 0.4), change(0.4012, 0.4049)
    ('.40 → .29', 'stays .40', '.401 → .405')
    """
    if abs(after - before) <= SAME:
        return f"stays {number(before)}"
    digits = next(n for n in range(2, 8) if number(before, n) != number(after, n))
    return f"{number(before, digits)} {TO} {number(after, digits)}"
