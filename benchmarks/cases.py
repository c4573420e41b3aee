"""The named cases: what is run, and how its cost is measured."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import sentiment_abm as sa
from sentiment_abm.engine.compiled import advance
from sentiment_abm.engine.prepare import params_of
from sentiment_abm.engine.world import Situation, situation

NS = 1e9
DAYS = 180


class Cost(NamedTuple):
    """One line of the table."""

    case: str
    people: int
    contacts: int
    ns_per_citizen_day: float
    bytes_per_citizen: float


def talks(every: int = 20) -> sa.Scenario:
    """An announcement and an outcome every so many days, each live for at least five."""
    items = []
    for day in range(0, DAYS, every):
        items.append(sa.NewsItem(day, "announcement", f"round {day}", "leader", coverage=5))
        items.append(sa.NewsItem(day + every // 2, "outcome", f"end {day}", "leader", delivered=0.4, coverage=5))
    return sa.Scenario("talks", tuple(items))


def crowded(live: int = 8) -> sa.Scenario:
    """So many items live on every day."""
    items = [sa.NewsItem(day, "announcement", f"story {day}", "leader", hype=0.2, coverage=live) for day in range(DAYS)]
    return sa.Scenario("crowded", tuple(items))


SCENARIOS: dict[str, Callable[[], sa.Scenario]] = {
    "quiet": lambda: sa.Scenario("quiet", ()),
    "talks": talks,
    "eight live": crowded,
}


def morning(name: str, society: sa.Society, days: int) -> Situation:
    """A run before its first day."""
    return situation(society, SCENARIOS[name](), params_of(None), None, days, seed=7)


def kernel_time(name: str, society: sa.Society, days: int, repeats: int) -> float:
    """Seconds of the best of several runs, the first morning not counted."""
    best = float("inf")
    for _ in range(repeats):
        state = morning(name, society, days)
        began = time.perf_counter()
        advance(state, 0, days)
        best = min(best, time.perf_counter() - began)
    return best


def held(society: sa.Society) -> float:
    """Bytes per citizen: state, faces and contacts."""
    state = morning("quiet", society, 1)
    world = state.world
    faces = [*world.yesterday, *world.today]
    arrays = [world.blocks, *faces, world.contacts.start, world.contacts.rows]
    return float(sum(array.nbytes for array in arrays) / society.people)


def sizes(people: tuple[int, ...], contacts: tuple[int, ...]) -> Iterator[Cost]:
    """Cost of one citizen-day by size of the society, number of contacts and amount of news, one thread."""
    for n in people:
        for k in contacts if n == people[0] else contacts[1:2]:
            society = sa.Society(people=n, contacts=k, seed=1)
            days = max(6, min(DAYS, 40_000_000 // n))
            for name in SCENARIOS:
                seconds = kernel_time(name, society, days, repeats=3 if n > 50_000 else 7)
                yield Cost(name, n, k, seconds / n / days * NS, held(society))


def side_by_side(people: int = 2_000, runs: int = 40) -> float:
    """How many times faster two threads live many whole runs than one does."""
    society = sa.Society(people=people, seed=1)

    def one(_: int) -> None:
        advance(morning("talks", society, DAYS), 0, DAYS)

    seconds = {}
    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            began = time.perf_counter()
            list(pool.map(one, range(runs)))
            seconds[threads] = time.perf_counter() - began
    return seconds[1] / seconds[2]


def engines(people: int = 1_000, days: int = DAYS) -> float:
    """How many times faster the compiled engine is than Mesa citizens, same bits, in one run."""
    society = sa.Society(people=people, seed=1)
    seconds = []
    for engine in ("compiled", "mesa"):
        model = sa.SentimentModel("promise_broken", society=society, rng=1, engine=engine)  # type: ignore[arg-type]
        len(model.agents)  # made before the clock starts, on both
        began = time.perf_counter()
        model.run_for(days)
        seconds.append(time.perf_counter() - began)
    return seconds[1] / seconds[0]
