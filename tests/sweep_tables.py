"""Tables of runs for the tests of charts of sweeps: real runs, small ones, at the points of small designs."""

import itertools
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.sweep.settings import edited

ASYMMETRY, HYPE, GRAPH, SELF = "trust.asymmetry", "scenario.hype", "society.graph", "talk.include_self"
LONG = "mood.allowed.from_disappointment.skepticism"
PEOPLE, DAYS = 60, 20


def runs(
    points: Iterable[Mapping[str, Any]], replicates: int, cases: Iterable[str] = ("promise_broken",)
) -> pd.DataFrame:
    """One row per run, as the table of runs of a sweep: every case at every point."""
    return pd.DataFrame(
        {"run_id": f"{case}-{point}-{replicate}", "case": case, "replicate": replicate, "seed": replicate}
        | {**settings, "point": point, **_run(case, replicate, settings), "status": "done", "error": ""}
        for case in cases
        for point, settings in enumerate(points)
        for replicate in range(replicates)
    )


def _run(case: str, replicate: int, settings: Mapping[str, Any]) -> dict[str, float]:
    """The summary of one run; whatever is not about scenario or society is a parameter."""
    scenario, society = (_group(settings, name) for name in ("scenario.", "society."))
    params = {name: value for name, value in settings.items() if not name.startswith(("scenario.", "society."))}
    return simulate(
        edited(scenarios[case], scenario),
        society=build(Recipe(people=PEOPLE, seed=replicate, **society)),
        params=params,
        days=DAYS,
        seed=replicate,
    ).summary


def _group(settings: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in settings.items() if name.startswith(prefix)}


@cache
def grid() -> pd.DataFrame:
    """Three values of a parameter by four of the hype, the latter in a geometric series; four replicates."""
    values = itertools.product([1.0, 3.0, 5.0], [0.5, 1.0, 2.0, 4.0])
    return runs([{ASYMMETRY: a, HYPE: h} for a, h in values], replicates=4)


@cache
def sampled() -> pd.DataFrame:
    """A Latin hypercube of 80 points in three settings, one of them with a long name; one replicate."""
    shares = qmc.LatinHypercube(d=3, rng=np.random.default_rng(1)).random(80)
    points = [{HYPE: 0.2 + 3 * a, LONG: b, "feeling.memory": 3 + 60 * c} for a, b, c in shares.tolist()]
    return runs(points, replicates=1)


@cache
def crossed() -> pd.DataFrame:
    """Two cases at every combination of a number, a text and a truth value; three replicates."""
    values = itertools.product([1.0, 2.0, 5.0], ["small_world", "scale_free", "random"], [True, False])
    points = [{ASYMMETRY: a, GRAPH: g, SELF: s} for a, g, s in values]
    return runs(points, replicates=3, cases=("promise_broken", "promise_kept"))
