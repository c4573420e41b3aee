"""Runs side by side in memory: what a comparison at the prompt needs, without a study file or a results folder."""

import threading
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from sentiment_abm.engine.prepare import PEOPLE, News, Settings, news_of, params_of
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.spec import flat
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.crew import Pool, crew_of
from sentiment_abm.sweep.execute import execute
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.records import RUN_TYPES, in_order, joined
from sentiment_abm.sweep.study import Study


class Tables(NamedTuple):
    """The table of runs and the long daily table, as :class:`~sentiment_abm.sweep.store.Results` has them."""

    runs: pd.DataFrame
    daily: pd.DataFrame


def two_cases(
    a: News,
    b: News,
    *,
    replicates: int,
    people: int | None,
    days: int,
    seed: int,
    segments: Any = None,
    params: Settings | Sequence[Settings] = None,
) -> Study:
    """The study of two scenarios, with everything else the same; raises InputError with everything that is wrong."""
    faults = Faults()
    for name, value in (("replicates", replicates), ("days", days)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            faults.problems.append(f"{name} {value!r} is not a whole number from 1 on")
    one, other = faults.attempt(lambda: news_of(a)), faults.attempt(lambda: news_of(b))
    sides: list[Any] = (
        list(params) if isinstance(params, list | tuple) and not isinstance(params, Params) else [params, params]
    )
    if len(sides) != 2:
        faults.problems.append(f"params: {len(sides)} sets of parameters for two sides")
    settings = [faults.attempt(partial(params_of, side)) for side in sides]
    recipe = faults.attempt(lambda: _recipe(people, seed, segments))
    faults.raise_any()
    assert one  # without faults all four were made
    assert other
    assert recipe
    mine = [flat(cast(Params, side)) for side in settings]
    names = (one.name, other.name) if one.name != other.name else (f"{one.name} (a)", f"{other.name} (b)")
    sides_of = zip(names, (one, other), mine, strict=True)
    cases = tuple(Case(name, news, own, recipe) for name, news, own in sides_of)
    return Study(name="comparison", cases=cases, seed=seed, replicates=replicates, days=days)


def tables(study: Study, workers: int | None = None, executor: Pool | None = None) -> Tables:
    """All runs of a study, held in memory.  A run that fails raises RuntimeError with its reason."""
    plan = sorted(study.plan())
    with crew_of(workers, executor) as crew, closing(execute(plan, study.jobs, crew, threading.Event())) as made:
        records = in_order(joined(made))
    if reasons := [error for error in records.runs["error"].to_pylist() if error]:
        raise RuntimeError(f"{len(reasons)} runs failed, the first one: {reasons[0]}")
    order = {case.name: n for n, case in enumerate(study.cases)}
    places = sorted(range(len(plan)), key=lambda n: (order[plan[n].case], plan[n].replicate))
    records = records.take(places)
    labels = pd.DataFrame([_label(plan[n]) for n in places])
    runs = pd.concat([labels, _frame(records.runs, *RUN_TYPES)], axis="columns")
    daily = _frame(records.daily.table)
    for position, name in enumerate(("run_id", "case", "replicate")):
        daily.insert(position, name, np.repeat(runs[name].to_numpy(), records.daily.counts))
    return Tables(runs, daily)


def _frame(table: pa.Table, *without: str) -> pd.DataFrame:
    found: pd.DataFrame = table.drop_columns([*without]).to_pandas()
    return found


def _recipe(people: int | None, seed: int, segments: Any) -> Recipe:
    # The seed is checked here and replaced by that of each replicate.
    return Recipe(people=PEOPLE if people is None else people, seed=seed, segments=segments)


def _label(run: Planned) -> dict[str, Any]:
    return {"run_id": run.run_id, "case": run.case, "replicate": run.replicate, "seed": run.seed}
