"""AMBER as its guide has it: the view of all agents, and Polars for what contacts are in."""

import ambr
import polars as pl

from benchmarks.peers.contagion import Case, Moods


class Talking(ambr.Model):
    """One column, `mood`; the network is a table of pairs."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__({"steps": case.days, "seed": seed, "show_progress": False})
        self.case = case

    def setup(self) -> None:
        """Everybody's first mood, and all pairs of contacts in the order of the first."""
        self.add_agents(len(self.case.moods), mood=self.case.moods)
        pairs = [(node, other) for node in range(len(self.case.moods)) for other in self.case.graph.neighbors(node)]
        self.pairs = pl.DataFrame(pairs, schema=["id", "contact"], orient="row")
        self.degree = self.pairs["id"].value_counts().sort("id")["count"]
        self.last = self.degree.cum_sum() - 1  # pair of each person
        self.rates = pl.DataFrame({"following": [1, 2, 0], **self.case.rates._asdict()})

    def step_vectorized(self) -> None:
        """One day: what everyone may turn to, how many contacts are there already, who moves."""
        mood = self.agents.mood
        of = self.rates[mood]  # the row of a mood is its number
        ahead = mood.gather(self.pairs["contact"]) == of["following"].gather(self.pairs["id"])
        counted = ahead.cast(pl.Int32).cum_sum().gather(self.last)
        seen = (counted - counted.shift(1, fill_value=0)) / self.degree
        moves = pl.Series(self.rng.random(len(mood))) < of["spontaneous"] + of["contagious"] * seen
        self.agents.mood = of["following"].zip_with(moves, mood)


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
