"""Starsim: a module of one's own over its network and its arrays, with its plain (faster) random numbers."""

from typing import ClassVar

import numpy as np
import starsim as ss

from benchmarks.peers.contagion import Case, Moods

ss.options(verbose=0)


class Ties(ss.Network):
    """A network that stays as it is; Starsim keeps each pair once."""

    def step(self) -> None:
        """Nothing changes."""


class Talking(ss.Module):
    """Three moods in a cycle."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.define_states(ss.IntArr("mood", default=0))
        self.luck, self.first = ss.random(), case.moods
        self.spontaneous, self.contagious = (np.array(rate) for rate in case.rates)
        self.degree = np.array([degree for _, degree in case.graph.degree(range(len(case.moods)))])

    def init_post(self) -> None:
        """Everybody's first mood."""
        super().init_post()
        self.mood[:] = self.first

    def step(self) -> None:
        """One day."""
        mood, ties = self.mood.values, self.sim.networks.ties
        following = (mood + 1) % 3
        one, other, people = ties.p1, ties.p2, len(mood)
        seen = np.bincount(one, mood[other] == following[one], people)
        seen += np.bincount(other, mood[one] == following[other], people)
        chance = self.spontaneous[mood] + self.contagious[mood] * seen / self.degree
        moves = self.luck.rvs(self.sim.people.auids) < chance
        self.mood[:] = np.where(moves, following, mood)


class Contagion:
    """The simulation, initialized; its first step is day 1."""

    common: ClassVar[bool] = False  # whether runs share their luck, which Starsim does unless told otherwise

    def __init__(self, case: Case, seed: int) -> None:
        ss.options(crn=self.common)
        one, other = np.array(case.graph.edges).T
        self.sim = ss.Sim(
            people=ss.People(len(case.moods)), networks=Ties(name="ties", p1=one, p2=other, beta=np.ones(len(one))),
            modules=Talking(case), start=ss.days(1), stop=ss.days(case.days),
            dt=ss.days(1), rand_seed=seed,
        )  # fmt: skip
        self.sim.init()

    def run(self) -> None:
        """All days."""
        self.sim.run()

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        mood: Moods = self.sim.custom["talking"].mood.values
        return mood
