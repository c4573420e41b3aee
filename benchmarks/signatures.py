"""Whether each entry of the kernel is compiled once, whatever it is given: every further type costs seconds."""

from typing import Any

import networkx as nx
import numpy as np

import sentiment_abm as sa
from sentiment_abm.engine import batch
from sentiment_abm.engine.compiled import kernel
from sentiment_abm.spec import flat

DAYS = 3


def live_everything() -> None:
    """Runs that differ in whatever might change a type: society, news, parameters, first state, threads, engine."""
    segments = [sa.Segment("west", share=0.3, overrides={"belief.prior": -2}), sa.Segment("east", share=0.7)]
    halves = sa.Society(people=300, contacts=4, segments=segments, seed=1)
    sa.simulate(None, graph=nx.empty_graph(3), days=DAYS)
    sa.simulate("promise_broken", society=halves, days=DAYS, threads=2)
    sa.simulate(sa.Talks(), society=halves, days=DAYS, params={"talk.bound": 1, "clutter.rate": 1})
    sa.simulate("promise_kept", people=100, days=DAYS, start={"mood": 1, "capacity": np.arange(100) + 1, "known": 1})
    citizens = sa.simulate("promise_kept", people=20, days=DAYS, engine="mesa").citizens
    sa.simulate("promise_kept", people=20, days=DAYS, start={"belief": citizens["belief"].to_numpy()})
    rows = np.array([list(flat(sa.Params()).values())] * 2, dtype=float)
    batch.live_many(halves, sa.scenarios["promise_kept"], rows, DAYS, 1)


def signatures() -> dict[str, int]:
    """How many signatures each entry has after all that."""
    live_everything()
    entries: dict[str, Any] = {**kernel()._asdict(), "batch": batch._made()}  # noqa: SLF001
    return {name: len(entry.signatures) for name, entry in entries.items()}


def several(found: dict[str, int]) -> list[str]:
    """One line for each entry that was compiled more than once, or never."""
    return [f"kernel: {name} has {count} signatures, not one" for name, count in found.items() if count != 1]
