"""A citizen as a Mesa agent: the readable form of the model, one day in two methods.

A citizen is a thin view of the arrays that the compiled engine works on: reading gives Python numbers, writing
goes through.  All that a citizen sees of others in `reflect` is of yesterday; `commit` then makes today public.
"""

from typing import TYPE_CHECKING, Any

from mesa import Agent

from sentiment_abm.draws import Stream, philox4x32, uniform
from sentiment_abm.engine.passes import DISAPPOINTMENT_CODE, HOPE_CODE, SKEPTICISM_CODE
from sentiment_abm.engine.state import LANES
from sentiment_abm.psychology import mind as day
from sentiment_abm.psychology.attention import ANNOUNCEMENT, OUTCOME, SIGNAL
from sentiment_abm.psychology.belief import expectation
from sentiment_abm.psychology.mind import Around, Mind, Person
from sentiment_abm.psychology.mood import Mood
from sentiment_abm.psychology.talk import like_minded
from sentiment_abm.spec import InputError

if TYPE_CHECKING:
    from sentiment_abm.engine.model import SentimentModel

_CODES = {Mood.HOPE: HOPE_CODE, Mood.SKEPTICISM: SKEPTICISM_CODE, Mood.DISAPPOINTMENT: DISAPPOINTMENT_CODE}

_FIXED = "shares are of a fixed number of people"


class Citizen(Agent):
    """One person.  Override a rule in a subclass, hand it to the model, and it runs on the Mesa engine.

    The rules of a day, each with the signature of its namesake in `psychology.mind`: `morning`, `learns`,
    `announcement`, `signal`, `outcome`, `evening`.  Mood, belief, affect and stress can be written between two days;
    `belief` is in log-odds, `affect` around 0, `stress` from 0 on, `waiting` in days.

    Made by the model, one for each node; more are refused, as is their removal, with InputError.

    >>> class Deaf(Citizen):
    ...     def signal(self, mind, today, me, item, p):
    ...         return mind, today  # campaigns leave no trace
    """

    model: "SentimentModel"

    morning = staticmethod(day.morning)
    learns = staticmethod(day.learns)
    announcement = staticmethod(day.announcement)
    signal = staticmethod(day.signal)
    outcome = staticmethod(day.outcome)
    evening = staticmethod(day.evening)

    def __init__(self, model: "SentimentModel", number: int) -> None:
        if not 0 <= number < model.society.people:
            raise InputError([f"citizen {number!r} cannot join: {_FIXED}; begin with a society that has everybody"])
        super().__init__(model)
        self.number = number
        self._position = int(model.situation.layout.position[number])
        self._where = divmod(self._position, LANES)
        self.segment = int(model.situation.layout.segments[self._where[0]])

    def remove(self) -> None:
        """Refused on either engine; part a citizen from the others with ``model.remove_contacts``."""
        raise InputError(
            [f"citizen {self.label!r} cannot leave: {_FIXED}; model.remove_contacts takes its contacts away"]
        )

    # --- the day ---------------------------------------------------------------------------------------------

    def reflect(self) -> None:
        """Live today on what others showed yesterday."""
        model, p = self.model, self.model.params
        me, around = self.person, self._look_around()
        mind, today = self.morning(self.mind, me, around, model.stories, p)
        self._learned, self._media = [], []
        for slot, item, kind, id_, notice in model.live_news(self.segment):
            if self.knows(slot):
                continue
            luck = uniform(philox4x32(self.number, model.day, int(Stream.LEARN), id_, model.key)[0])
            if self.learns(today, me, notice, self._tellers(slot), luck, p):
                self._learned.append(slot)
                if day.reads(today, me, notice, luck):
                    self._media.append(slot)
                react = {ANNOUNCEMENT: self.announcement, SIGNAL: self.signal, OUTCOME: self.outcome}[kind]
                mind, today = react(mind, today, me, item, p)
        words = philox4x32(self.number, model.day, int(Stream.EVENING), 0, model.key)
        self._tomorrow = self.evening(mind, today, me, around, uniform(words[0]), uniform(words[1]), p)

    def commit(self) -> None:
        """Make today public: the mind, the face that contacts see, and the diary for the records."""
        mind, diary = self._tomorrow
        model = self.model
        model.write_diary(self._where, self.mood, diary)
        self._write(mind)
        mask = sum(1 << slot for slot in self._learned)
        model.known[self._where] |= mask
        self._show(model.situation.world.today, mask)
        for slot in self._learned:
            model.situation.live.log_learned[model.day, slot] += 1
        for slot in self._media:
            model.situation.live.log_media[model.day, slot] += 1

    def _look_around(self) -> Around:
        """What the contacts showed yesterday, in ascending node order: float sums depend on it."""
        faces, own = self.model.situation.world.yesterday, self.belief
        heard, listened, hope, disappointment = 0.0, 0.0, 0.0, 0.0
        contacts = self._contacts()
        for other in contacts:
            belief = faces.belief.item(other)
            if like_minded(own, belief, self.model.params.talk):
                heard += belief
                listened += 1.0
            mood = faces.mood.item(other)
            hope += float(mood == HOPE_CODE)
            disappointment += float(mood == DISAPPOINTMENT_CODE)
        return Around(heard, listened, float(len(contacts)), hope, disappointment)

    def _contacts(self) -> list[int]:
        rows = self.model.situation.world.contacts
        begin, end = rows.start.item(self._position), rows.start.item(self._position + 1)
        found: list[int] = rows.rows[begin:end].tolist()
        return found

    def _tellers(self, slot: int) -> float:
        """How many contacts learned an item yesterday."""
        learned = self.model.situation.world.yesterday.learned
        return float(sum(learned.item(other) >> slot & 1 for other in self._contacts()))

    # --- the state -------------------------------------------------------------------------------------------

    def _set(self, name: str, value: float) -> None:
        world = self.model.situation.world
        self.model.minds[Mind._fields.index(name)][self._where] = value
        # Written between two days, so contacts must see it when they look at yesterday.
        self._show(world.yesterday, world.yesterday.learned.item(self._position))

    def _write(self, mind: Mind) -> None:
        for row, value in zip(self.model.minds, mind, strict=True):
            row[self._where] = value

    def _show(self, faces: Any, mask: int) -> None:
        mind = self.mind
        faces.belief[self._position] = mind.belief
        faces.mood[self._position] = _CODES[Mood(mind.mood)]
        faces.learned[self._position] = mask

    def knows(self, slot: int) -> bool:
        """Whether this citizen knows the live item in a slot."""
        return bool(self.model.known.item(self._where) >> slot & 1)

    @property
    def mind(self) -> Mind:
        """All that this citizen carries to tomorrow."""
        return Mind(*[row.item(self._where) for row in self.model.minds])

    @property
    def person(self) -> Person:
        """All that makes this citizen different."""
        return Person(*[row.item(self._where) for row in self.model.persons])

    @property
    def mood(self) -> Mood:
        """Hope, skepticism or disappointment."""
        return Mood(self.mind.mood)

    @mood.setter
    def mood(self, mood: Mood | int) -> None:
        self._set("mood", Mood(mood))

    @property
    def belief(self) -> float:
        """Log-odds that the talks bring peace."""
        return float(self.mind.belief)

    @belief.setter
    def belief(self, belief: float) -> None:
        self._set("belief", belief)

    @property
    def expectation(self) -> float:
        """Probability that the talks bring peace, in (0, 1)."""
        return float(expectation(self.belief))

    @property
    def trust(self) -> float:
        """Trust in the promiser, in (0, 1)."""
        return float(day.trusts(self.mind, self.person))

    @property
    def affect(self) -> float:
        """Affect, negative when disappointed."""
        return float(self.mind.affect)

    @affect.setter
    def affect(self, affect: float) -> None:
        self._set("affect", affect)

    @property
    def stress(self) -> float:
        """Stress, from 0 on."""
        return float(self.mind.stress)

    @stress.setter
    def stress(self, stress: float) -> None:
        self._set("stress", stress)

    @property
    def waiting(self) -> float:
        """Days since the open promise was noticed; −1 none open, −2 given up."""
        return float(self.mind.waiting)

    @property
    def label(self) -> Any:
        """The node of this citizen in the graph."""
        return self.model.society.labels[self.number]

    @property
    def cell(self) -> Any:
        """Where this citizen lives in `model.grid`, its node as a cell; the contacts are `cell.neighborhood`."""
        return self.model.grid[self.label]
