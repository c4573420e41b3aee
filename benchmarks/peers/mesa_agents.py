"""Mesa 3.5 by a careful user: plain attributes, contacts looked up once, two rounds of `do` a day."""

from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import FixedAgent, Network

from benchmarks.peers.contagion import Case, Moods, Rates


class Person(FixedAgent):
    """Someone on a node of the network."""

    def __init__(self, model: "Contagion", cell: Any, mood: int) -> None:
        super().__init__(model)
        self.cell = cell
        self.mood = self.tomorrow = mood
        self.contacts: list[Person] = []
        self.luck, self.rates = model.random.random, model.rates

    def meet(self) -> None:
        """Look up the contacts once, not every day."""
        self.contacts = [agent for cell in self.cell.connections.values() for agent in cell.agents]

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


class Contagion(mesa.Model):
    """The model, with its network."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__(rng=seed)
        self.days, self.rates = case.days, Rates(*case.rates)
        self.grid = Network(case.graph, random=self.random, layout=None)
        self.people = [
            Person(self, self.grid[node], mood) for node, mood in zip(case.graph, case.moods.tolist(), strict=True)
        ]
        self.agents.do("meet")

    def step(self) -> None:
        """One day."""
        self.agents.do("look")
        self.agents.do("turn")

    def run(self) -> None:
        """All days."""
        self.run_for(self.days)

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        return np.array([person.mood for person in self.people])
