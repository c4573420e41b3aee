"""Cost of one citizen-day and memory of one citizen, by size of the society, contacts and news."""

from collections.abc import Iterator
from statistics import median
from typing import Any

import sentiment_abm as sa
from benchmarks.cases import SCENARIOS, days_of, live, morning, people_of

PEOPLE = (1_000, 10_000, 100_000, 1_000_000)
LARGE = 10_000_000
CONTACTS = (4, 10, 30)
TURNS = 5


def held(society: sa.Society) -> dict[str, float]:
    """Bytes per citizen of the arrays that the kernel walks: contacts, and all that there is of each citizen."""
    world = morning("quiet", society, 1).world
    contacts = nbytes(world.contacts)
    return {"contacts": contacts / society.people, "people": (nbytes(world) - contacts) / society.people}


def nbytes(value: Any) -> int:
    """Bytes of an array, or of all arrays in a tuple of arrays and tuples."""
    return sum(map(nbytes, value)) if isinstance(value, tuple) else int(value.nbytes)


def costs(society: sa.Society, days: int, turns: int = TURNS) -> dict[str, float]:
    """Median nanoseconds of a citizen-day on one thread by amount of news, measured by turns."""
    seconds: dict[str, list[float]] = {name: [] for name in SCENARIOS}
    for _ in range(turns):
        for name, found in seconds.items():
            found.append(live(morning(name, society, days), days))
    return {name: median(found) / society.people / days * 1e9 for name, found in seconds.items()}


def cases(*, small: bool, large: bool) -> Iterator[tuple[int, int]]:
    """People and contacts of each line of the table."""
    for people in [*(PEOPLE[:2] if small else PEOPLE), *([LARGE] if large else [])]:
        for contacts in CONTACTS if people != LARGE else CONTACTS[1:2]:
            yield people, contacts


def measure(*, small: bool = False, large: bool = False) -> list[dict[str, Any]]:
    """One row per case: people, contacts, ns per citizen-day by news, bytes per citizen."""
    rows = []
    live(morning("talks", people_of(64), 1), 1)  # compiled, or read from the cache, before the clock starts
    for people, contacts in cases(small=small, large=large):
        society = people_of(people, contacts)
        rows.append(
            {"people": people, "contacts": contacts, "ns": costs(society, days_of(people)), "bytes": held(society)}
        )
    return rows
