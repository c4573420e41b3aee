"""modelly-abm with a `Column` for the mood and array code of the user's own over it."""

from modelly import Agent, Column, Model

from benchmarks.peers.contagion import Case, Moods
from benchmarks.peers.numpy_scipy import Days


class Person(Agent):
    """Someone whose mood stands in the column of all moods."""

    mood = Column("int64", default=0)


class Contagion(Model):
    """The model; agents are there, but nobody calls them."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__(rng=seed)
        self.days, self.day = case.days, Days(case, self.rng)
        Person.create_agents(self, len(case.moods))
        self.columns[Person].mood = case.moods

    def step(self) -> None:
        """One day."""
        table = self.columns[Person]
        table.mood = self.day.after(table.mood)

    def run(self) -> None:
        """All days."""
        for _ in range(self.days):
            self.step()

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        mood: Moods = self.columns[Person].mood
        return mood
