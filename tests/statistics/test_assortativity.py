"""Assortativity of moods against chance: the coefficient of NetworkX, and false alarms at the rate that is stated.

The test of false alarms deals moods that depend on the number of contacts, in networks where popular people know each
other, 400 times.  At the level 0.05 at most 20 false alarms are expected; the test fails a right procedure (at most a
binomial count with p = 0.05) above 37, with a chance of 1e-4.  Moods dealt without regard to contacts, as a careless
procedure would deal them, are the negative control.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.analysis import assortativity as module
from sentiment_abm.analysis.assortativity import assortativity
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.psychology.params import OFF
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError

TRIALS, LEVEL = 400, 0.05
MOST = int(stats.binom.ppf(1 - 1e-4, TRIALS, LEVEL))
MOODS = np.array(["hope", "skepticism", "disappointment"])


@dataclass
class Faces:
    """A society whose moods are given."""

    society: Society
    citizens: pd.DataFrame


@pytest.fixture(scope="module")
def society():
    """Two crowds, one with many contacts and one with few, that keep to themselves."""
    crowd = nx.disjoint_union(nx.gnp_random_graph(40, 0.5, seed=1), nx.gnp_random_graph(80, 0.05, seed=2))
    crowd.add_edges_from((n, n + 40) for n in range(10))
    return Society(crowd)


def dealt(society, trial):
    """Moods by chance, hope being likelier the more contacts one has."""
    luck = np.random.default_rng(trial)
    hopeful = luck.random(society.people) < society.contacts.degrees / society.contacts.degrees.max()
    moods = np.where(hopeful, "hope", luck.choice(MOODS, society.people))
    return Faces(society, pd.DataFrame({"mood": moods, "crowd": np.arange(society.people) < 40}))


def alarms(society, **options):
    runs = [dealt(society, trial) for trial in range(TRIALS)]
    return int((assortativity(runs, permutations=99, **options)["p"] <= LEVEL).sum())


def test_the_coefficient_is_that_of_networkx(society):
    run = dealt(society, 7)
    graph = society.graph.copy()
    nx.set_node_attributes(graph, run.citizens["mood"].to_dict(), "mood")
    found = assortativity(run, permutations=1)["coefficient"].iloc[0]
    assert found == pytest.approx(nx.attribute_assortativity_coefficient(graph, "mood"))


def test_false_alarms_are_as_rare_as_stated(society):
    assert alarms(society) <= MOST


def test_dealing_without_regard_to_contacts_raises_false_alarms(society, monkeypatch):
    careful = module._dealings
    monkeypatch.setattr(module, "_dealings", lambda moods, strata, *rest: careful(moods, strata * 0, *rest))
    assert alarms(society) > 4 * MOST


def test_contagion_is_seen_and_its_absence_is_not():
    spontaneous = {**OFF, **{f"mood.spontaneous_{mood}": 0.05 for mood in MOODS}}
    contagious = {f"contagion.rate_{mood}": 1.0 for mood in MOODS}
    without = [simulate(people=400, days=60, seed=seed, params=spontaneous) for seed in range(20)]
    with_it = [simulate(people=400, days=60, seed=seed, params=spontaneous | contagious) for seed in range(5)]
    found = assortativity(without, permutations=199)
    assert (found["p"] <= LEVEL).sum() <= stats.binom.ppf(1 - 1e-4, 20, LEVEL)
    assert (assortativity(with_it, permutations=199)["p"] <= 0.01).all()


def test_what_segments_explain_is_no_excess_within_them():
    """Two segments that never meet, each in a mood of its own: assortative altogether, and not at all inside."""
    two = nx.disjoint_union(nx.complete_graph(20), nx.complete_graph(20))
    segments = ["a"] * 20 + ["b"] * 20
    moods = ["hope"] * 20 + ["disappointment"] * 20
    run = Faces(Society(two), pd.DataFrame({"mood": moods, "segment": segments}))
    assert assortativity(run)["coefficient"].iloc[0] == pytest.approx(1.0)
    assert assortativity(run)["p"].iloc[0] == pytest.approx(0.001)
    inside = assortativity(run, within=["segment"]).iloc[0]
    assert (inside["excess"], inside["p"]) == (pytest.approx(0.0), 1.0)


def test_where_there_is_nothing_to_tell():
    lonely = Faces(Society(nx.empty_graph(5)), pd.DataFrame({"mood": ["hope", "skepticism", "hope", "hope", "hope"]}))
    alike = Faces(Society(nx.path_graph(5)), pd.DataFrame({"mood": ["hope"] * 5}))
    assert assortativity([lonely, alike]).isna().all(axis=None)


def test_mistakes(society):
    with pytest.raises(InputError, match=r"no column 'crowds' of citizens \(did you mean 'crowd'\?\)"):
        assortativity(dealt(society, 0), within=["crowds"])
    with pytest.raises(InputError, match="permutations 0"):
        assortativity(dealt(society, 0), permutations=0)
