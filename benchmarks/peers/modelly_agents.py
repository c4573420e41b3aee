"""modelly-abm with the code in the agents: plain attributes, contacts looked up once, two rounds of `do` a day."""

import numpy as np
from modelly import Agent, Model

from benchmarks.peers.contagion import Case, Moods


class Person(Agent):
    """Someone with contacts."""

    def __init__(self, model: "Contagion", mood: int) -> None:
        super().__init__(model)
        self.mood = self.tomorrow = mood
        self.contacts: list[Person] = []
        self.luck, self.rates = model.random.random, model.rates

    def look(self) -> None:
        """See what the contacts are in, and decide."""
        mood = self.mood
        following = (mood + 1) % 3
        seen = [contact.mood for contact in self.contacts].count(following)
        chance = self.rates.spontaneous[mood] + self.rates.contagious[mood] * seen / len(self.contacts)
        self.tomorrow = following if self.luck() < chance else mood

    def turn(self) -> None:
        """Tomorrow comes for all at once."""
        self.mood = self.tomorrow


class Contagion(Model):
    """The model; its network is the contacts of the agents."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__(rng=seed)
        self.days, self.rates = case.days, case.rates
        self.people = [Person(self, mood) for mood in case.moods.tolist()]
        for node, person in enumerate(self.people):
            person.contacts = [self.people[other] for other in case.graph.neighbors(node)]

    def step(self) -> None:
        """One day."""
        self.agents.do("look")
        self.agents.do("turn")

    def run(self) -> None:
        """All days."""
        for _ in range(self.days):
            self.step()

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        return np.array([person.mood for person in self.people])
