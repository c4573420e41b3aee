"""The compiled engine: all days of a run in one call, or one day in slices on several threads; the same bits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.engine import passes
from sentiment_abm.engine.day import live_blocks, live_days, swap
from sentiment_abm.engine.live import close_day, open_day, weigh
from sentiment_abm.engine.observe import add_up, record
from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import DESK, LANES, SLOTS, read_traits
from sentiment_abm.machine_code.compiled import compiled as kept
from sentiment_abm.machine_code.sources import sources
from sentiment_abm.news.clutter import fill_days
from sentiment_abm.psychology.belief import expectation

# Asked for here, where all of them have just been imported; the kernel is made of what was read then.
MADE_OF = sources(
    "rule.py",
    "draws.py",
    "spec.py",
    "psychology/*.py",
    "society/population.py",
    "news/clutter.py",
    "engine/*.py",
    "machine_code/prefetch.py",
)


def digest() -> str:
    """Digest of all sources that decide the bits of a run."""
    return MADE_OF.digest


@step
def populate(world, traits, key):
    """Traits and first beliefs of everybody, by the traits of their segments."""
    for b in range(len(world.blocks)):
        shared = world.shared[world.shared_of[b]]
        passes.births(world.blocks[b], shared, read_traits(traits[world.segments[b]], 0), key)


@step
def begin(world, live, desk, records, p, key, draw_moods):
    """First moods, first faces and the record of day 0; `draw_moods` is false where all moods are given."""
    weigh(live.news)
    for b in range(len(world.blocks)):
        block, shared = world.blocks[b], world.shared[world.shared_of[b]]
        if draw_moods:
            passes.first_moods(block, shared, key, p)
        passes.first_diary(block, shared, desk)
        passes.show(b * LANES, block, desk, world.yesterday)
        record(block, desk, world.sizes[b], records.rows[b])
    add_up(records.rows, world.segments, records.totals[0])


def _open(today, world, live, p):
    """Open one day, for days that are lived in slices."""
    return open_day(today, live, world.blocks, world.sizes, p)


def _close(today, count, world, live, records):
    """Close one day that was lived in slices."""
    add_up(records.rows, world.segments, records.totals[today + 1])
    close_day(today, count, live)


def _observe(b, world, desk, records):
    """Record one block, for days that were lived by Mesa citizens."""
    record(world.blocks[b], desk, world.sizes[b], records.rows[b])


def _expect(belief, into):
    """Everybody's expectation from everybody's belief."""
    for i in range(len(belief)):
        into[i] = expectation(belief[i])


class Compiled(NamedTuple):
    """The entry points of the kernel; the parameters of each stand in the functions above."""

    populate: Callable[..., None]
    begin: Callable[..., None]
    advance: Callable[..., int]
    open_day: Callable[..., int]
    live_blocks: Callable[..., None]
    close_day: Callable[..., None]
    observe: Callable[..., None]
    clutter: Callable[..., None]
    expect: Callable[..., None]


def kernel() -> Compiled:
    """The kernel, compiled on first use and cached on disk where a folder can be written."""
    with _MAKING:  # two threads that start together must not compile it twice
        return _kernel()


_MAKING = threading.Lock()


@cache
def _kernel() -> Compiled:
    entries = (populate, begin, live_days, _open, live_blocks, _close, _observe, fill_days, _expect)
    return Compiled(*compiled(*entries))


def compiled(*entries: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Functions as entry points that let go of the GIL, compiled when first called."""
    return kept(entries, MADE_OF)


def advance(situation: Any, begin: int, end: int, threads: int = 1) -> None:
    """Live the days from `begin` up to `end`; with several threads each day is lived in as many slices.

    Raises ValueError when more items are live at one time than there are slots for.
    """
    reached = reach(situation, begin, end, threads)
    if reached < end:
        raise ValueError(f"more than {SLOTS - 1} news items are live at one time on day {reached}")


def reach(s: Any, begin: int, end: int, threads: int) -> int:
    """The same as far as it goes: the day that could not be lived, or `end`."""
    if threads > 1 and len(s.world.blocks) >= threads:
        return _advance_in_slices(s, begin, end, threads)
    reached = kernel().advance(begin, end, s.world, s.live, s.desk, s.records, s.p, s.key)
    if (reached - begin) % 2:
        s.world = swap(s.world)
    return reached


def _advance_in_slices(s: Any, begin: int, end: int, threads: int) -> int:
    """Days in slices of blocks, one desk and one log per slice; sums are added in the order of the blocks."""
    bounds = np.linspace(0, len(s.world.blocks), threads + 1).astype(int).tolist()
    desks = [np.zeros(1, DESK)[0:1] for _ in range(threads)]
    own = [s.live._replace(log_learned=s.live.log_learned * 0, log_media=s.live.log_media * 0) for _ in range(threads)]
    compiled = kernel()
    with ThreadPoolExecutor(threads) as pool:
        for today in range(begin, end):
            count = compiled.open_day(today, s.world, s.live, s.p)
            if count < 0:
                return today

            def part(k: int, today: int = today, count: int = count) -> None:
                low, high = bounds[k], bounds[k + 1]
                compiled.live_blocks(low, high, today, count, s.world, own[k], desks[k][0], s.records, s.p, s.key)

            list(pool.map(part, range(threads)))
            s.live.log_learned[today] = sum(part.log_learned[today] for part in own)
            s.live.log_media[today] = sum(part.log_media[today] for part in own)
            compiled.close_day(today, count, s.world, s.live, s.records)
            s.world = swap(s.world)
    return end
