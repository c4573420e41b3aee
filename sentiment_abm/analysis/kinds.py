"""Kinds of people: citizens grouped by segment, by contacts, by what makes them susceptible, or by community."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.society.contacts import to_graph
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, nearest

TRAITS = ("capacity", "patience", "reach", "prior")
BY = ("segment", "contacts", *TRAITS, "community")
MOST_PEOPLE = 20_000  # in whose network communities are looked for: some seconds


class HasCitizens(Protocol):
    """What is needed of a `Run`: everybody's final state, in the order of the society's nodes."""

    @property
    def citizens(self) -> pd.DataFrame:
        """One row per node."""

    @property
    def society(self) -> Any:
        """Who knows whom, and who belongs to which segment."""


type Runs = HasCitizens | Sequence[HasCitizens]
"""A `Run`, or several."""


class Kinds(NamedTuple):
    """Groups of people in several runs."""

    names: list[str]  # in their order
    of: list[NDArray[np.int64]]  # by run, the number of everybody's group


def listed(runs: Runs) -> list[HasCitizens]:
    """The runs as a list, one alone as well."""
    return [*runs] if isinstance(runs, Sequence) else [runs]


def kinds(runs: Sequence[HasCitizens], by: str, classes: int = 4) -> Kinds:
    """The groups of everybody in several runs.

    `by` is one of `BY`: "segment"; "contacts", "capacity", "patience", "reach" or "prior" in at most so many `classes`
    of about equal counts over all runs, equal values in one class; or "community", found by NetworkX's Louvain method
    in the network that all runs share, the largest first.  Raises InputError for anything else.
    """
    if by not in BY:
        raise InputError([f"by {by!r} is not one of {', '.join(BY)}{nearest(by, BY)}"])
    if by == "segment":
        names = list(dict.fromkeys(segment.name for run in runs for segment in run.society.segments))
        return Kinds(names, [_numbered(run.citizens["segment"].tolist(), names) for run in runs])
    if by == "community":
        found = communities(_shared(runs))
        return Kinds([f"community {n + 1}" for n in range(int(found.max()) + 1)], [found] * len(runs))
    values = [_values(run, by) for run in runs]
    names, edges = quantile_classes(np.concatenate(values), classes)
    return Kinds(names, [np.searchsorted(edges, each, side="left") for each in values])


def communities(society: Society) -> NDArray[np.int64]:
    """The number of everybody's community, from 0 = the largest on; the same on every machine.

    Raises InputError where there are too many people to look for communities.
    """
    if society.people > MOST_PEOPLE:
        what = f"communities are looked for among {MOST_PEOPLE:,} people at most, and here are {society.people:,}"
        raise InputError([f'{what}: take by="segment"'])
    # Nodes by number: the order of other labels may differ from session to session, and with it the communities.
    graph = to_graph(society.contacts, range(society.people))
    parts = sorted((sorted(part) for part in nx.community.louvain_communities(graph, seed=0)), key=_largest_first)
    found = np.empty(society.people, np.int64)
    for number, part in enumerate(parts):
        found[part] = number
    return found


def quantile_classes(values: NDArray[np.float64], classes: int) -> tuple[list[str], NDArray[np.float64]]:
    """Names of at most so many classes of about equal counts, and the largest value of all but the last.

    >>> quantile_classes(np.array([1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0, 9.0]), 4)
    (['1–2', '3–4', '9'], array([2., 4.]))
    """
    if classes < 1:
        raise InputError([f"classes {classes!r} is not a whole number from 1 on"])
    ordered = np.sort(values)
    ends = np.unique(ordered[np.arange(1, classes) * len(ordered) // classes - 1] if classes > 1 else ordered[:0])
    edges = ends[ends < ordered[-1]]
    of = np.searchsorted(edges, ordered, side="left")
    names = []
    for number in range(len(edges) + 1):
        low, high = ordered[of == number][[0, -1]]
        names.append(_span(float(low), float(high)))
    return names, edges


def _span(low: float, high: float) -> str:
    """A class in words, as short as tells sizes."""
    first, last = (f"{end:.0f}" if abs(end) >= 10.0 else f"{end:.2g}" for end in (low, high))
    text = first if first == last else f"{first}–{last}" if low >= 0.0 else f"{first} to {last}"
    return text.replace("-", "\N{MINUS SIGN}")


def _values(run: HasCitizens, by: str) -> NDArray[np.float64]:
    if by == "contacts":
        return run.society.contacts.degrees.astype(np.float64)  # type: ignore[no-any-return]
    return run.citizens[by].to_numpy(dtype=np.float64)


def _shared(runs: Sequence[HasCitizens]) -> Society:
    first: Society = runs[0].society
    if any(run.society.key != first.key for run in runs[1:]):
        raise InputError(['by "community": each of these runs has a network of its own, and so communities of its own'])
    return first


def _numbered(names: list[str], among: list[str]) -> NDArray[np.int64]:
    place = {name: number for number, name in enumerate(among)}
    return np.array([place[name] for name in names], np.int64)


def _largest_first(part: list[int]) -> tuple[int, int]:
    return -len(part), part[0]
