"""What a second core gives: whole runs side by side, and one large run in slices."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import sentiment_abm as sa
from benchmarks.cases import live, morning, people_of

SIDE_BY_SIDE, RUNS, DAYS = 2_000, 40, 180
LARGE, LARGE_DAYS = 1_000_000, 10
TURNS = 5


def runs(society: sa.Society, threads: int) -> float:
    """Seconds of many whole runs, first mornings included, on so many threads."""

    def one(_: int) -> None:
        live(morning("talks", society, DAYS), DAYS)

    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        list(pool.map(one, range(RUNS)))
        return time.perf_counter() - began


def one_run(society: sa.Society, threads: int) -> float:
    """Seconds of one run in slices on so many threads."""
    return live(morning("talks", society, LARGE_DAYS), LARGE_DAYS, threads)


def measure(*, small: bool = False) -> dict[str, float]:
    """How many times faster two threads are than one, each turn against the turn beside it."""
    many, large = people_of(SIDE_BY_SIDE), people_of(LARGE // 10 if small else LARGE)
    return {
        "side_by_side": median(runs(many, 1) / runs(many, 2) for _ in range(TURNS)),
        "one_run": median(one_run(large, 1) / one_run(large, 2) for _ in range(TURNS)),
        "one_run_people": large.people,
    }
