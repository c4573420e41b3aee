"""Arrays of one's own: one product of the sparse contacts with the coded moods, one draw and one comparison a day."""

import numpy as np

from benchmarks.peers.contagion import Case, Moods, rows

DISAPPOINTMENT = 4096  # how many times a contact in disappointment counts, so that one product counts two moods


class Days:
    """One day of the contagion as array code, here and wherever a package lets its user write arrays."""

    def __init__(self, case: Case, luck: np.random.Generator) -> None:
        self.luck, self.people = luck, len(case.moods)
        self.contacts = rows(case.graph)
        self.degree = np.diff(self.contacts.indptr).astype(np.float32)
        self.spontaneous, self.contagious = (np.array(rate, dtype=np.float32) for rate in case.rates)
        self.codes, self.following = np.array([1, 0, DISAPPOINTMENT], dtype=np.float32), np.array([1, 2, 0])

    def after(self, mood: Moods) -> Moods:
        """Everybody's mood a day later."""
        counted = (self.contacts @ self.codes.take(mood)).astype(np.int32)
        hope, disappointment = counted % DISAPPOINTMENT, counted // DISAPPOINTMENT
        seen = np.choose(mood, [self.degree - hope - disappointment, disappointment, hope]) / self.degree
        chance = self.spontaneous.take(mood) + self.contagious.take(mood) * seen
        return np.where(self.luck.random(self.people, dtype=np.float32) < chance, self.following.take(mood), mood)


class Contagion:
    """Nothing but NumPy and SciPy."""

    def __init__(self, case: Case, seed: int) -> None:
        self.days, self.day = case.days, Days(case, np.random.default_rng(seed))
        self.mood = case.moods

    def run(self) -> None:
        """All days."""
        for _ in range(self.days):
            self.mood = self.day.after(self.mood)

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        return self.mood
