"""Run the model and get tables."""

from collections.abc import Iterable, Mapping
from operator import index
from typing import Any, Literal

import networkx as nx

from sentiment_abm.engine.compiled import advance
from sentiment_abm.engine.prepare import News, Settings, is_count, prepare
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.world import situation
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, nearest

ENGINES = ("compiled", "mesa")


def simulate(
    scenario: News = None,
    *,
    people: int | None = None,
    graph: "nx.Graph[Any] | None" = None,
    society: Society | None = None,
    segments: Iterable[Segment | Mapping[str, Any]] | None = None,
    params: Settings = None,
    start: Mapping[str, object] | None = None,
    days: int = 120,
    seed: int = 0,
    engine: Literal["compiled", "mesa"] = "compiled",
    threads: int = 1,
) -> Run:
    """One run of the model, from day 0 to the evening of day `days`.

    Parameters
    ----------
    scenario
        Name of a library scenario, path of a scenario TOML or a news CSV, a `Scenario`, a `Talks` process, a list of
        `NewsItem`, or None for a world without news.
    people, graph, society
        One of: a number of citizens (default 2,000 on a small world of ten contacts), a NetworkX graph, a `Society`.
        Citizens are numbered, and have their luck, by the order of the graph's nodes.
    segments
        The publics, with their shares and their own parameters.
    params
        ``{"talk.weight": 0.1}`` over the defaults, or a whole `Params`; ranges in ``sentiment-abm params``.
    start
        First state: ``{column: number, array by node order or Series by node label}``, columns as in ``Run.citizens``;
        `known` is 1 for who learned the scenario's first item on the day before; also the memories
        ``belief_memory``, ``trust_memory``, ``feeling_memory``, ``stress_memory`` in days, one for each citizen.
    days
        How many days to live, from 1 on; a day is the step of the model.
    seed
        A whole number from 0 to 2**64 − 1; the same seed gives the same bits on every machine and engine.
    engine
        "compiled", or "mesa" for interpreted citizens (some thousand times slower, the same bits).
    threads
        Threads of one run on the compiled engine; they pay from about 50,000 people.

    Returns
    -------
    Run
        The tables of :class:`~sentiment_abm.engine.run.Run`: `daily` has days + 1 rows, `citizens` one per node.

    Raises
    ------
    InputError
        With everything that is wrong with the request: an unknown name, a value outside its range, a file.
    ValueError
        More than 62 news items are live on one day.

    The rules and their sources are those of ``docs/model.md``; ``run.cite()`` names the sources of a run.

    >>> run = simulate("promise_broken", people=200, days=60, seed=7)
    >>> len(run.daily), round(float(run.daily.loc[60, ["hope", "skepticism", "disappointment"]].sum()), 9)
    (61, 1.0)
    """
    if engine not in ENGINES:
        raise InputError([f"unknown engine {engine!r}{nearest(engine, ENGINES)}"])
    if not is_count(threads):
        raise InputError([f"threads {threads!r} is not a whole number from 1 on"])
    if engine == "mesa" and threads > 1:
        raise InputError([f"threads {threads!r}: Mesa citizens live on one thread, leave it out"])
    if engine == "mesa":
        return _by_citizens(scenario, people, graph, society, segments, params, start, days, seed)
    request = prepare(
        scenario, people=people, graph=graph, society=society, segments=segments, params=params, days=days, seed=seed
    )
    days, seed, threads = index(days), index(seed), index(threads)
    state = situation(request.society, request.scenario, request.params, start, days, seed)
    advance(state, 0, days, threads)
    return Run(request, state, days=days, seed=seed, engine=engine)


def _by_citizens(
    scenario: News, people: Any, graph: Any, society: Any, segments: Any, params: Any, start: Any, days: int, seed: int
) -> Run:
    from sentiment_abm.engine.model import SentimentModel  # Mesa is slow to import and most runs do without

    model = SentimentModel(
        scenario,
        people=people,
        graph=graph,
        society=society,
        segments=segments,
        params=params,
        start=start,
        rng=seed,
        engine="mesa",
        horizon=days,
    )
    model.run_for(days)
    return model.run()
