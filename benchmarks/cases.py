"""The named cases: the full model, all mechanisms and all indicators on, with three amounts of news."""

import time
from collections.abc import Callable

import sentiment_abm as sa
from sentiment_abm.engine.compiled import advance
from sentiment_abm.engine.prepare import params_of
from sentiment_abm.engine.world import Situation, situation

DAYS = 180
LIVE = 8


def talks(every: int = 20) -> sa.Scenario:
    """An announcement and an outcome every so many days, each live for at least five."""
    items = []
    for day in range(0, DAYS, every):
        items.append(sa.NewsItem(day, "announcement", f"round {day}", "leader", coverage=5))
        items.append(sa.NewsItem(day + every // 2, "outcome", f"end {day}", "leader", delivered=0.4, coverage=5))
    return sa.Scenario("talks", tuple(items))


def crowded(live: int = LIVE) -> sa.Scenario:
    """So many items live on every day."""
    items = [sa.NewsItem(day, "announcement", f"story {day}", "leader", hype=0.2, coverage=live) for day in range(DAYS)]
    return sa.Scenario("crowded", tuple(items))


SCENARIOS: dict[str, Callable[[], sa.Scenario]] = {
    "quiet": lambda: sa.Scenario("quiet", ()),
    "talks": talks,
    "eight live": crowded,
}


def people_of(people: int, contacts: int = 10) -> sa.Society:
    """A small world of so many people; the same on every call."""
    return sa.Society(people=people, contacts=contacts, seed=1)


def days_of(people: int) -> int:
    """Days that take a second or less, but not so few that the first ones decide."""
    return max(6, min(DAYS, 20_000_000 // people))


def morning(name: str, society: sa.Society, days: int) -> Situation:
    """A run before its first day; never counted."""
    return situation(society, SCENARIOS[name](), params_of(None), None, days, seed=7)


def live(state: Situation, days: int, threads: int = 1) -> float:
    """Seconds that these days take, from the first morning on."""
    began = time.perf_counter()
    advance(state, 0, days, threads)
    return time.perf_counter() - began
