"""The recipes of networks by name: what each is made of, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, NamedTuple

import networkx as nx

from sentiment_abm.society import loops, rows
from sentiment_abm.society.contacts import Contacts, from_graph
from sentiment_abm.spec import Kind, Spec

LARGE = 100_000
"""People above which a recipe goes straight to rows that is not the same, bit for bit, as that of NetworkX."""


class Ties(NamedTuple):
    """What shapes a network; each recipe reads those that its :class:`Pattern` lists."""

    contacts: Annotated[float, Spec("k", "mean number of contacts", "people", 0, 65_535, Kind.ASSUMED)] = 10.0
    rewiring: Annotated[
        float, Spec("p", "chance that a contact is rewired across the network", "1", 0, 1, Kind.ASSUMED, ("watts1998",))
    ] = 0.1
    homophily: Annotated[
        float, Spec("h", "assortativity of contacts by segment", "1", 0, 1, Kind.ASSUMED, ("newman2003",))
    ] = 0.0


class Pattern(NamedTuple):
    """One kind of network: how it is drawn from (sizes of the segments, ties, seed), and what it reads."""

    draw: Callable[[Sequence[int], Ties, int], Contacts]
    reads: tuple[str, ...] = ()
    fewest: int = 0  # contacts
    needs_even: bool = False  # as many contacts to the left as to the right, or one half brought by each newcomer
    is_random: bool = True
    has_blocks: bool = False  # the segments shape the network; elsewhere they are dealt over it
    sources: tuple[str, ...] = ()


def _small_world(sizes: Sequence[int], ties: Ties, seed: int) -> Contacts:
    people, contacts = sum(sizes), int(ties.contacts)
    # The same network either way: NetworkX takes 5 µs a citizen, our loops .2 µs, once they are compiled or loaded.
    if loops.pay(people * contacts):
        return rows.small_world(people, contacts, ties.rewiring, seed)
    return from_graph(nx.watts_strogatz_graph(people, contacts, ties.rewiring, seed=seed))


def _scale_free(sizes: Sequence[int], ties: Ties, seed: int) -> Contacts:
    people, contacts = sum(sizes), int(ties.contacts)
    if people > LARGE:
        return rows.scale_free(people, contacts, seed)
    return from_graph(nx.barabasi_albert_graph(people, contacts // 2, seed=seed))


def _random(sizes: Sequence[int], ties: Ties, seed: int) -> Contacts:
    return rows.blocks([sum(sizes)], ties.contacts, 0.0, seed)


def _communities(sizes: Sequence[int], ties: Ties, seed: int) -> Contacts:
    return rows.blocks(sizes, ties.contacts, ties.homophily, seed)


def _lattice(sizes: Sequence[int], ties: Ties, _seed: int) -> Contacts:
    return rows.ring(sum(sizes), int(ties.contacts))


def _complete(sizes: Sequence[int], _ties: Ties, _seed: int) -> Contacts:
    return rows.complete(sum(sizes))


PATTERNS: Mapping[str, Pattern] = {
    "small_world": Pattern(
        _small_world, ("contacts", "rewiring", "homophily"), needs_even=True, sources=("watts1998",)
    ),
    "scale_free": Pattern(_scale_free, ("contacts",), fewest=2, needs_even=True, sources=("barabasi1999",)),
    "random": Pattern(_random, ("contacts",), sources=("erdos1959",)),
    "lattice": Pattern(_lattice, ("contacts", "homophily"), needs_even=True, is_random=False),
    "complete": Pattern(_complete, is_random=False),
    "communities": Pattern(_communities, ("contacts", "homophily"), has_blocks=True, sources=("holland1983",)),
}
"""The recipes by name.

small_world
    A ring in which a share of the contacts is rewired across it (Watts–Strogatz, source ``watts1998``).
scale_free
    Newcomers prefer the well connected (Barabási–Albert, source ``barabasi1999``).
random
    N·k/2 pairs, every set of so many equally likely (the G(N, M) of Erdős and Rényi, source ``erdos1959``).
lattice
    The ring: everyone knows the k nearest in the order of nodes.
complete
    Everyone knows everyone.
communities
    The segments as blocks of random networks, joined as far as the homophily lets them (source ``holland1983``).
"""
