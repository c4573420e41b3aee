"""Networks straight to rows and those of NetworkX have the same degrees, clustering and distances.

Two samples of 24 networks of 2,000 people with ten contacts, one value for each network, are compared by the rank
test of Mann and Whitney.  Each test fails a right recipe with a chance of 1e-4, the 16 of them together with one of
1/600.  As many values of a recipe that is slightly wrong must be told apart at the same level.
"""

from collections.abc import Callable
from functools import cache

import networkx as nx
import numpy as np
import pytest
from scipy import sparse, stats

from sentiment_abm.society import rows
from sentiment_abm.society.contacts import Contacts, from_graph

PEOPLE, CONTACTS, SEEDS, LEVEL = 2_000, 10, 24, 1e-4
SIZES, HOMOPHILY = [1_000, 600, 400], 0.6


def planted(seed: int, homophily: float = HOMOPHILY) -> nx.Graph:
    """NetworkX draws how many pairs two blocks share; ours is the mean of that number."""
    among_all = CONTACTS * (1 - homophily) / PEOPLE
    chances = [[among_all + (a == b) * CONTACTS * homophily / SIZES[a] for b in range(3)] for a in range(3)]
    return nx.stochastic_block_model(SIZES, chances, seed=seed)


OURS: dict[str, Callable[[int], Contacts]] = {
    "small world": lambda seed: rows.small_world(PEOPLE, CONTACTS, 0.1, seed),
    "scale-free": lambda seed: rows.scale_free(PEOPLE, CONTACTS, seed),
    "random": lambda seed: rows.blocks([PEOPLE], CONTACTS, 0.0, seed),
    "communities": lambda seed: rows.blocks(SIZES, CONTACTS, HOMOPHILY, seed),
}
# Other seeds than ours, because with the same seed the small world is the same.
THEIRS: dict[str, Callable[[int], nx.Graph]] = {
    "small world": lambda seed: nx.watts_strogatz_graph(PEOPLE, CONTACTS, 0.1, seed=1_000 + seed),
    "scale-free": lambda seed: nx.barabasi_albert_graph(PEOPLE, CONTACTS // 2, seed=1_000 + seed),
    "random": lambda seed: nx.gnm_random_graph(PEOPLE, PEOPLE * CONTACTS // 2, seed=1_000 + seed),
    "communities": lambda seed: planted(1_000 + seed),
}
WRONG: dict[str, Callable[[int], Contacts]] = {
    "small world": lambda seed: rows.small_world(PEOPLE, CONTACTS, 0.12, seed),
    "scale-free": lambda seed: rows.scale_free(PEOPLE, CONTACTS - 2, seed),
    "random": lambda seed: rows.small_world(PEOPLE, CONTACTS, 0.8, seed),
    "communities": lambda seed: rows.blocks(SIZES, CONTACTS, HOMOPHILY + 0.2, seed),
}


def measures(contacts: Contacts) -> dict[str, float]:
    """Two numbers for degrees, one for clustering, one for distances."""
    graph = sparse.csr_array(
        (np.ones(len(contacts.rows)), contacts.rows.astype(np.int32), contacts.start), shape=(PEOPLE, PEOPLE)
    )
    degrees = contacts.degrees
    steps = sparse.csgraph.shortest_path(graph, unweighted=True, indices=np.arange(0, PEOPLE, 20))
    return {
        "variance of degrees": float(degrees.var()),
        "share at the mean degree": float(np.mean(degrees == CONTACTS)),
        "clustering": float((graph @ graph).multiply(graph).sum() / (degrees * (degrees - 1)).sum()),
        # Somebody who knows nobody is infinitely far away: the mean of 1/distance has no trouble with that.
        "nearness": float(np.mean(1 / steps[steps > 0])),
    }


@cache
def sample(whose: str, recipe: str) -> dict[str, list[float]]:
    """The measures of 24 networks."""
    draw = {"ours": OURS, "theirs": THEIRS, "wrong": WRONG}[whose][recipe]
    drawn = [draw(seed) for seed in range(SEEDS)]
    found = [measures(graph if isinstance(graph, Contacts) else from_graph(graph)) for graph in drawn]
    return {name: [values[name] for values in found] for name in found[0]}


def p_of_equal_law(one: str, other: str, recipe: str, measure: str) -> float:
    return float(
        stats.mannwhitneyu(sample(one, recipe)[measure], sample(other, recipe)[measure], method="exact").pvalue
    )


MEASURES = ("variance of degrees", "share at the mean degree", "clustering", "nearness")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("recipe", OURS)
def test_recipes_have_the_law_of_networkx(recipe, measure):
    assert p_of_equal_law("ours", "theirs", recipe, measure) > LEVEL


@pytest.mark.parametrize("measure", MEASURES[2:])
@pytest.mark.parametrize("recipe", OURS)
def test_a_recipe_that_is_slightly_wrong_is_told_apart(recipe, measure):
    """Negative control: .12 rewired for .1, homophily .8 for .6, eight contacts for ten, a rewired ring for chance."""
    assert p_of_equal_law("wrong", "theirs", recipe, measure) < LEVEL
