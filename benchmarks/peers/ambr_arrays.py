"""AMBER with array code of the user's own: the column is borrowed as an array and committed each day."""

import ambr

from benchmarks.peers.contagion import Case, Moods
from benchmarks.peers.numpy_scipy import Days


class Talking(ambr.Model):
    """One column, `mood`."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__({"steps": case.days, "seed": seed, "show_progress": False})
        self.case = case

    def setup(self) -> None:
        """Everybody's first mood."""
        self.add_agents(len(self.case.moods), mood=self.case.moods)
        self.day = Days(self.case, self.rng)

    def step_vectorized(self) -> None:
        """One day."""
        mood, _ = self.agents.borrow("mood")
        self.agents.commit(mood=self.day.after(mood))


class Contagion:
    """The model after its set-up."""

    def __init__(self, case: Case, seed: int) -> None:
        self.days, self.model = case.days, Talking(case, seed).cpu(mode="vectorized")
        self.model.run(steps=0)  # makes the agents

    def run(self) -> None:
        """All days."""
        self.model.run(steps=self.days)

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        mood: Moods = self.model.agents.mood.to_numpy()
        return mood
