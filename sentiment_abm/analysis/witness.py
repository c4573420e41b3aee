"""One citizen under observation: the compiled engine lives the days, its readable form lives them once more.

The kernel carries the whole population; for one citizen the day is replayed from the faces of yesterday by the
methods of :class:`~sentiment_abm.engine.citizen.Citizen`, which write down what they were told and what they made
of it.  Every day the two are compared bit for bit.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.analysis.lesson import MEDIA, WORD_OF_MOUTH, Lesson
from sentiment_abm.engine.citizen import Citizen
from sentiment_abm.engine.compiled import kernel
from sentiment_abm.engine.day import swap
from sentiment_abm.engine.model import SentimentModel
from sentiment_abm.news.item import KINDS
from sentiment_abm.psychology import mind as day
from sentiment_abm.psychology.belief import expectation
from sentiment_abm.psychology.mind import Around, Diary, Item, Mind, Person, Today, Wait


class Page(NamedTuple):
    """One day of one citizen."""

    day: int  # the row of the daily table that it ends in: 1 is the first
    me: Person
    before: Mind  # yesterday evening
    around: Around  # what the contacts showed
    lessons: tuple[Lesson, ...]  # in the order in which they acted
    dusk: Mind  # before the evening
    today: Today
    wait: Wait
    after: Mind
    diary: Diary

    @property
    def has_given_up(self) -> bool:
        """Whether the citizen gave up waiting in the evening."""
        return self.wait.waiting != self.dusk.waiting and self.wait.waiting < 0.0


class Witness(Citizen):
    """A citizen that writes down what its rules were given and what they made of it."""

    model: "Stage"

    around: Around
    lessons: list[Lesson]
    evening_given: tuple[Mind, Today, Wait]

    def morning(self, mind: Mind, me: Person, around: Around, stories: float, p: Any) -> Any:
        """Begin a page."""
        self.around, self.lessons = around, []
        return day.morning(mind, me, around, stories, p)

    def announcement(self, mind: Mind, today: Today, me: Person, item: Item, p: Any) -> Any:
        """Note what a promise did."""
        return self._noted(day.announcement, mind, today, me, item, p)

    def signal(self, mind: Mind, today: Today, me: Person, item: Item, p: Any) -> Any:
        """Note what a signal did."""
        return self._noted(day.signal, mind, today, me, item, p)

    def outcome(self, mind: Mind, today: Today, me: Person, item: Item, p: Any) -> Any:
        """Note what an outcome did."""
        return self._noted(day.outcome, mind, today, me, item, p)

    def evening(
        self, mind: Mind, today: Today, me: Person, around: Around, wait_luck: float, move_luck: float, p: Any
    ) -> Any:
        """Note the state before the evening, and what another day of waiting does."""
        wait = day.waits(mind, me, expectation(mind.belief), wait_luck, p)
        self.evening_given = (mind, today, wait)
        return day.evening(mind, today, me, around, wait_luck, move_luck, p)

    def _noted(self, react: Any, mind: Mind, today: Today, me: Person, item: Item, p: Any) -> Any:
        after, later = react(mind, today, me, item, p)
        slot = self._learned[-1]  # `reflect` appends to both lists before anybody reacts
        how = MEDIA if slot in self._media else WORD_OF_MOUTH
        position, kind = self.model.told(slot)
        told = (position, kind, how, int(self._tellers(slot)), item, me, mind, after, today, later)
        self.lessons.append(Lesson(*told))
        return after, later

    def page(self) -> Page:
        """The day that was just reflected on; to be asked for before the kernel lives it."""
        self.reflect()
        day_, me = self.model.day + 1, self.person
        return Page(day_, me, self.mind, self.around, tuple(self.lessons), *self.evening_given, *self._tomorrow)

    def check(self, page: Page) -> None:
        """Raise RuntimeError unless the kernel has made the same of this day, bit for bit."""
        if _bits(self.mind) != _bits(page.after):
            pairs = zip(Mind._fields, self.mind, page.after, strict=True)
            wrong = ", ".join(
                f"{name} {mine!r} is not {replayed!r}" for name, mine, replayed in pairs if mine != replayed
            )
            raise RuntimeError(f"day {page.day}: the kernel and the replayed citizen {self.number} differ: {wrong}")
        learned = sum(1 << slot for slot in self._learned)
        if self.model.situation.world.today.learned.item(self._position) != learned:
            raise RuntimeError(f"day {page.day}: the kernel and the replayed citizen {self.number} learned other news")


class Stage(SentimentModel):
    """A model on the compiled engine that lives its days one at a time around a witness."""

    def told(self, slot: int) -> tuple[int, str]:
        """Which item of the scenario is in a slot, and its kind."""
        record = self.situation.live.news[self.situation.live.item_in[slot], 0]
        return self._positions[int(record["id"])], KINDS[int(record["kind"])]

    def watch(self, number: int, days: int) -> Iterator[Page]:
        """The life of the citizen with this number, day by day, checked against the kernel."""
        self._positions = {item.id: position for position, item in enumerate(self.news.items)}
        witness = Witness(self, number)
        for _ in range(days):
            yield self._day_of(witness)

    def _day_of(self, witness: Witness) -> Page:
        state, compiled, today = self.situation, kernel(), self._lived
        world, live, records, p = state.world, state.live, state.records, state.p
        self._count = compiled.open_day(today, world, live, p)
        page = witness.page()
        compiled.live_blocks(0, len(world.blocks), today, self._count, world, live, state.desk, records, p, state.key)
        witness.check(page)
        compiled.close_day(today, self._count, world, live, records)
        state.world = swap(world)
        self._lived += 1
        return page


def _bits(mind: Mind) -> bytes:
    return np.array(mind, np.float64).tobytes()
