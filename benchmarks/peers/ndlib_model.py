"""NDlib as its guide for new models has it: a `DiffusionModel` with an `iteration` of its own."""

from typing import Any

import numpy as np
from ndlib.models.DiffusionModel import DiffusionModel
from ndlib.models.ModelConfig import Configuration

from benchmarks.peers.contagion import Case, Moods

STATUSES = {"Hope": 0, "Infected": 1, "Disappointment": 2}  # NDlib insists that one status is called Infected


class Cycle(DiffusionModel):
    """Three statuses in a cycle."""

    def __init__(self, case: Case, seed: int) -> None:
        super().__init__(case.graph, seed)
        self.status: dict[int, int]
        self.available_statuses, self.name, self.rates = STATUSES, "Cycle", case.rates
        # Contacts are looked up once: NDlib's own graph makes a list on every call.
        self.contacts = {node: list(self.graph.neighbors(node)) for node in self.graph.nodes}
        configuration = Configuration()
        for name, status in STATUSES.items():
            configuration.add_model_initial_configuration(name, np.flatnonzero(case.moods == status).tolist())
        self.set_initial_status(configuration)

    def iteration(self, node_status: bool = True) -> dict[str, Any]:
        """One day; the first iteration is the start itself, as in every model of NDlib."""
        now = dict(self.status)
        if self.actual_iteration > 0:
            for node in self.graph.nodes:
                now[node] = self._after(node)
        delta, count, change = self.status_delta(now)
        self.status = now
        self.actual_iteration += 1
        status = delta if node_status else {}
        return {
            "iteration": self.actual_iteration - 1, "status": status, "node_count": count, "status_delta": change,
        }  # fmt: skip

    def _after(self, node: int) -> int:
        mood, status, contacts = self.status[node], self.status, self.contacts[node]
        following = (mood + 1) % 3
        seen = [status[contact] for contact in contacts].count(following)
        chance = self.rates.spontaneous[mood] + self.rates.contagious[mood] * seen / len(contacts)
        return following if np.random.random_sample() < chance else mood  # noqa: NPY002  # the generator of NDlib


class Contagion:
    """The model on its graph."""

    def __init__(self, case: Case, seed: int) -> None:
        self.days, self.model = case.days, Cycle(case, seed)
        self.model.iteration(node_status=False)

    def run(self) -> None:
        """All days."""
        self.model.iteration_bunch(self.days, node_status=False)

    def moods(self) -> Moods:
        """Everybody's mood, by node."""
        return np.array([self.model.status[node] for node in sorted(self.model.status)])
