"""Where the time of a day goes: each pass, measured in compiled loops that give every turn the same morning.

A loop lives one day over and over, up to one pass; a pass costs what the loop that ends with it takes longer than the
one that ends before it.  The first of them only copies the morning, which so counts for nothing.
"""

import time
from statistics import median
from typing import Any

import numba
import numpy as np

import sentiment_abm as sa
from benchmarks.cases import people_of
from sentiment_abm.engine import passes, tellers
from sentiment_abm.engine.compiled import advance, kernel
from sentiment_abm.engine.day import react
from sentiment_abm.engine.observe import record
from sentiment_abm.engine.prepare import params_of
from sentiment_abm.engine.state import LANES, read_notice
from sentiment_abm.engine.world import Situation, situation

PEOPLE = (1_000, 1_000_000)
TURNS = 5
CITIZENS = 2_000_000  # lived in each turn of a loop, as many times a day as it takes
DAY = 8
STAGES = (
    "copy", "gather", "draws", "mornings", "tellers of an item", "draw of an item", "who learns it", "reaction",
    "evenings", "faces", "indicators",
)  # fmt: skip
OF_AN_ITEM = STAGES[4:8]
ITEMS = {
    "announcement": sa.NewsItem(DAY - 1, "announcement", "talks", "leader", coverage=5),
    "signal": sa.NewsItem(DAY - 1, "signal", "a raid", "leader", strength=-0.5, coverage=5),
    "outcome": sa.NewsItem(DAY - 1, "outcome", "no talks", "leader", delivered=0.2, coverage=5),
}


_compile: Any = numba.njit
as_the_kernel = _compile(error_model="numpy", _nrt=False)


@as_the_kernel
def days(stage, times, mornings, count, s, records):  # type: ignore[no-untyped-def]
    """The day up to a stage, so many times, with no item or one; the order is that of `engine.day.live_block`."""
    world, live, desk, p, key = s
    for _ in range(times):
        for b in range(len(mornings)):
            world.blocks[b] = mornings[b]
            block, shared, first = world.blocks[b], world.shared[world.shared_of[b]], b * LANES
            if stage >= 1:
                passes.gather(first, desk, world.yesterday, world.contacts)
            if stage >= 2:
                passes.draw_evening(block, desk, DAY, key)
            if stage >= 3:
                passes.mornings(block, shared, desk, live.stories[0], p)
            if count > 0:
                meet(stage, b, s)
            if stage >= 8:
                passes.evenings(block, shared, desk, p)
            if stage >= 9:
                passes.show(first, block, desk, world.today)
            if stage >= 10:
                record(block, desk, world.sizes[b], records.rows[b])


@passes.step
def meet(stage, b, s):  # type: ignore[no-untyped-def]
    """The one item, as `engine.day.meet` has it."""
    world, live, desk, p, key = s
    block, shared, slot = world.blocks[b], world.shared[world.shared_of[b]], live.order[0]
    news = live.news[live.item_in[slot], world.segments[b]]
    if stage >= 4 and (passes.known_to_all(block) >> slot) & 1 == 0:
        tellers.count_tellers_of(b * LANES, desk, world.yesterday, world.contacts, slot)
    if stage >= 5:
        passes.draw_item(block, desk, DAY, news.id, key)
    if stage >= 6:
        notice = read_notice(live.notices[slot, world.segments[b]], 0)
        learned, _ = passes.spread(block, shared, desk, slot, notice, p)
        if stage >= 7 and learned > 0:
            passes.invite(block, shared, desk)
            react(desk.guests, learned, news, p)
            passes.dismiss(block, desk, learned)


@as_the_kernel
def counts(times, count, s):  # type: ignore[no-untyped-def]
    """Tellers of all items of a day at one time; nothing is changed that a next turn would see."""
    world, live, desk, _, _ = s
    for _ in range(times):
        for b in range(len(world.blocks)):
            digits, _ = tellers.count_tellers(b * LANES, desk, world.yesterday, world.contacts)
            for n in range(count):
                tellers.tellers_of(desk, live.order[n], digits)


def on_the_day(society: sa.Society, items: list[sa.NewsItem]) -> tuple[Situation, int]:
    """A run on the morning of the day, and how many items are live."""
    state = situation(society, sa.Scenario("day", tuple(items)), params_of(None), None, DAY + 1, seed=7)
    advance(state, 0, DAY)
    return state, kernel().open_day(DAY, state.world, state.live, state.p)


def parts(state: Situation) -> Any:
    """What the loops need of a run."""
    return state.world, state.live, state.desk, state.p, state.key


def measure(*, small: bool = False) -> dict[str, Any]:
    """Nanoseconds per citizen of each pass by number of people, and the share that learns the item on the day."""
    found: dict[str, dict[str, float]] = {}
    for people in PEOPLE[:1] if small else PEOPLE:
        society = people_of(people)
        ns = of_passes(society, [])
        table = {name: ns[name] for name in STAGES[1:] if name not in OF_AN_ITEM}
        for kind, item in ITEMS.items():
            ns = of_passes(society, [item])
            table |= {name: ns[name] for name in OF_AN_ITEM[:3]} | {f"reaction to it: {kind}": ns["reaction"]}
        table["tellers of eight items at once"] = of_eight(society)
        found[str(people)] = table
    return {"ns": found, "learn_share": learn_share(people_of(PEOPLE[0]))}


def of_passes(society: sa.Society, items: list[sa.NewsItem]) -> dict[str, float]:
    """Nanoseconds per citizen of each stage on a day with these items, none or one."""
    state, count = on_the_day(society, items)
    mornings, times = state.world.blocks.copy(), max(1, CITIZENS // society.people)
    agree(state, mornings, count)
    turns = []
    for _ in range(TURNS):
        ends = []
        for stage in range(len(STAGES)):
            began = time.perf_counter()
            days(stage, times, mornings, count, parts(state), state.records)
            ends.append((time.perf_counter() - began) / times / society.people * 1e9)
        turns.append(ends)
    # The fastest turn of each loop: what disturbs one of them would count against the pass that follows.
    fastest = np.min(turns, axis=0)
    return {name: float(ns) for name, ns in zip(STAGES, np.diff(fastest, prepend=fastest[0]), strict=True)}


def agree(state: Situation, mornings: Any, count: int) -> None:
    """Raise AssertionError unless the loops live the day as the kernel does, bit for bit."""
    days(len(STAGES), 1, mornings, count, parts(state), state.records)
    ours = [state.world.blocks.copy(), state.records.rows.copy(), *(face.copy() for face in state.world.today)]
    state.world.blocks[:] = mornings
    blocks = len(mornings)
    kernel().live_blocks(0, blocks, DAY, count, state.world, state.live, state.desk, state.records, state.p, state.key)
    theirs = [state.world.blocks, state.records.rows, *state.world.today]
    if not all(np.array_equal(a.view(np.uint8), b.view(np.uint8)) for a, b in zip(ours, theirs, strict=True)):
        raise AssertionError("benchmarks/phases.py does not live a day as engine/day.py does")


def of_eight(society: sa.Society) -> float:
    """Nanoseconds per citizen to count who tells of each of eight live items."""
    items = [sa.NewsItem(day, "announcement", f"story {day}", "leader", coverage=DAY + 1) for day in range(8)]
    state, count = on_the_day(society, items)
    times = max(1, CITIZENS // society.people)
    counts(1, count, parts(state))
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        counts(times, count, parts(state))
        taken.append((time.perf_counter() - began) / times / society.people * 1e9)
    return median(taken)


def learn_share(society: sa.Society) -> float:
    """Share of the people who learn the announcement on the day."""
    run = sa.simulate(sa.Scenario("day", (ITEMS["announcement"],)), society=society, days=DAY + 1, seed=7)
    return float(run.news.loc[run.news["day"] == DAY, ["media", "word_of_mouth"]].sum().sum())
