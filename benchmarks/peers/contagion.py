"""The one problem that every package solves: a bare contagion of three moods, with nothing else in it.

Hope turns into skepticism, skepticism into disappointment, disappointment into hope.  Each day everybody in mood m
moves on to the next mood m' with chance

    spontaneous[m] + contagious[m] · (share of the contacts that were in m' yesterday),

all at once (everyone sees yesterday).  The rates differ, so that no two moods can be mixed up unnoticed.
"""

from typing import Any, NamedTuple, Protocol

import networkx as nx
import numpy as np
from numpy.typing import NDArray

CONTACTS, REWIRING, GRAPH_SEED = 10, 0.1, 1
FIRST_SHARES = (0.6, 0.3, 0.1)

type Moods = NDArray[np.int64]


class Rates(NamedTuple):
    """Chances of a day to move on from hope, skepticism and disappointment."""

    spontaneous: tuple[float, float, float] = (0.05, 0.03, 0.06)
    contagious: tuple[float, float, float] = (0.20, 0.10, 0.15)


RATES = Rates()


class Case(NamedTuple):
    """People on a small world with their first moods (0, 1, 2 by node), the rates, and how many days to live."""

    graph: "nx.Graph[int]"
    moods: Moods
    rates: Rates
    days: int


class Contagion(Protocol):
    """What each file of this folder offers under this name: a population that is ready to live days.

    Construction is not timed.  `run` lives all days of the case and is called once.
    """

    def __init__(self, case: Case, seed: int) -> None: ...

    def run(self) -> None:
        """Live the days of the case: what is timed."""

    def moods(self) -> Moods:
        """Everybody's mood, by node."""


def small_world(people: int, days: int, rates: Rates = RATES) -> Case:
    """The case with this many people, the same on every call.

    >>> case = small_world(1_000, days=1)
    >>> len(case.graph), shares(case.moods)
    (1000, [0.6, 0.3, 0.1])
    """
    graph: nx.Graph[int] = nx.watts_strogatz_graph(people, CONTACTS, REWIRING, seed=GRAPH_SEED)
    counts = np.round(np.array(FIRST_SHARES) * people).astype(int)
    counts[0] += people - counts.sum()
    moods = np.random.default_rng(GRAPH_SEED).permutation(np.repeat(np.arange(3), counts))
    return Case(graph, moods, rates, days)


def shares(moods: Moods) -> list[float]:
    """Shares of the three moods."""
    found: list[float] = (np.bincount(moods, minlength=3) / len(moods)).tolist()
    return found


def rows(graph: "nx.Graph[int]") -> Any:
    """The contacts as compressed rows, a SciPy matrix of ones."""
    return nx.to_scipy_sparse_array(graph, nodelist=range(len(graph)), dtype=np.dtype(np.float32), format="csr")
