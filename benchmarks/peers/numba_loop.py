"""A compiled loop of one's own: the floor, what the contagion alone costs where nothing else is modeled."""

from typing import Any

import numpy as np
from numba import njit

from benchmarks.peers.contagion import Case, Moods, rows


@njit(cache=False)
def live(days: int, mood: Any, start: Any, contacts: Any, spontaneous: Any, contagious: Any, seed: int) -> Any:
    """All days; two arrays of moods change places."""
    np.random.seed(seed)  # noqa: NPY002  # inside numba this is numba's own generator
    tomorrow = mood.copy()
    for _ in range(days):
        end = start[0]
        for i in range(len(mood)):
            begin, end = end, start[i + 1]
            following = mood[i] + 1 if mood[i] < 2 else 0
            seen = 0
            for e in range(begin, end):
                seen += mood[contacts[e]] == following
            chance = spontaneous[mood[i]] + contagious[mood[i]] * seen / (end - begin)
            tomorrow[i] = following if np.random.random() < chance else mood[i]  # noqa: NPY002
        mood, tomorrow = tomorrow, mood
    return mood


class Contagion:
    """One loop over everybody."""

    def __init__(self, case: Case, seed: int) -> None:
        matrix = rows(case.graph)
        self.days, self.seed, self.mood = case.days, seed, case.moods.astype(np.int8)
        self.start, self.contacts = matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32)
        self.rates = [np.array(rate) for rate in case.rates]
        self._live(0)  # compiled before the clock starts

    def _live(self, days: int) -> Any:
        spontaneous, contagious = self.rates
        return live(days, self.mood, self.start, self.contacts, spontaneous, contagious, self.seed)

    def run(self) -> None:
        """All days."""
        self.mood = self._live(self.days)

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        return self.mood.astype(np.int64)
