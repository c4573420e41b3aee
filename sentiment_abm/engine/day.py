"""One day of the compiled engine: every block meets the news, and its face and sums are written down.

Nothing here is an entry point; `compiled` and `batch` make those.
"""

from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.engine import passes, tellers
from sentiment_abm.engine.live import close_day, open_day
from sentiment_abm.engine.observe import add_up, record
from sentiment_abm.engine.passes import Contacts, Faces, step
from sentiment_abm.engine.state import LANES, read_item, read_notice
from sentiment_abm.psychology.attention import ANNOUNCEMENT, SIGNAL
from sentiment_abm.psychology.mind import can_meet


class World(NamedTuple):
    """Everybody: state in blocks, where each block belongs, and who knows whom."""

    blocks: Any  # BLOCK [blocks]
    shared: Any  # SHARED [segments, or blocks where a first state gave everyone traits]
    shared_of: Any  # int64 [blocks]: which of these a block has
    sizes: Any  # int64 [blocks]: citizens in a block, the rest of the lanes is padding
    segments: Any  # int64 [blocks]: all citizens of a block belong to one segment
    contacts: Contacts
    yesterday: Faces
    today: Faces


class Records(NamedTuple):
    """What is recorded: the rows of today's blocks, and the sums of every day."""

    rows: Any  # float64 [blocks, columns]
    totals: Any  # float64 [days + 1, segments, columns]


@step
def live_block(b, today, count, told, world, live, desk, p, key):
    """One day of one block; `count` items are live, and `told` of them may be retold.

    Adds to the log what the block learned.
    """
    block, shared, first = world.blocks[b], world.shared[world.shared_of[b]], b * LANES
    if p.talk.bound < np.inf:
        passes.gather_like_minded(first, desk, world.yesterday, world.contacts, p)
    else:
        passes.gather(first, desk, world.yesterday, world.contacts)
    passes.look_ahead(first, 0, told, world.yesterday, world.contacts)
    passes.draw_evening(block, desk, today, key)
    passes.look_ahead(first, 1, told, world.yesterday, world.contacts)
    passes.mornings(block, shared, desk, live.stories[0], p)
    passes.look_ahead(first, 2, told, world.yesterday, world.contacts)
    if count > 0:
        known = passes.known_to_all(block)
        digits, heard = 0, np.int64(0)
        if told > 1:
            digits, heard = tellers.count_tellers(first, desk, world.yesterday, world.contacts)
        for n in range(count):
            slot = live.order[n]
            # What is skipped here and below would change nothing.
            if (known >> slot) & 1 == 0:
                meet(b, slot, told, digits, heard, today, world, live, desk, p, key)
    passes.evenings(block, shared, desk, p)
    passes.look_ahead(first, 3, told, world.yesterday, world.contacts)
    passes.show(first, block, desk, world.today)


@step
def meet(b, slot, told, digits, heard, today, world, live, desk, p, key):
    """A block meets one item, if it can: the media cover it, or a contact tells of it."""
    block, shared, segment = world.blocks[b], world.shared[world.shared_of[b]], world.segments[b]
    notice = read_notice(live.notices[slot, segment], 0)
    if told == 1 and live.heard[slot] > 0:
        telling = tellers.count_tellers_of(b * LANES, desk, world.yesterday, world.contacts, slot)
    else:
        telling = (heard >> slot) & 1
        if telling:
            tellers.tellers_of(desk, slot, digits)
        else:
            tellers.no_tellers(desk)
    if can_meet(notice, telling):
        learn(block, shared, slot, notice, live.news[live.item_in[slot], segment], today, live, desk, p, key)


@step
def learn(block, shared, slot, notice, news, today, live, desk, p, key):
    """A block learns one item, as far as chance and attention let it; those who do react."""
    passes.draw_item(block, desk, today, news.id, key)
    learned, media = passes.spread(block, shared, desk, slot, notice, p)
    if learned > 0:
        passes.invite(block, shared, desk)
        react(desk.guests, learned, news, p)
        passes.dismiss(block, desk, learned)
        live.log_learned[today, slot] += learned
        live.log_media[today, slot] += media


@step
def react(guests, count, news, p):
    """Those who learned the item react to it."""
    item = read_item(news.told, 0)
    if news.kind == ANNOUNCEMENT:
        passes.announce(guests, count, item, p)
    elif news.kind == SIGNAL:
        passes.signal(guests, count, item, p)
    else:
        passes.resolve(guests, count, item, p)


@step
def retold(count, live, p):
    """How many live items somebody learned yesterday and may pass on."""
    told = 0
    for n in range(count):
        told += live.heard[live.order[n]] > 0
    return told if p.talk.retell > 0.0 else 0


@step
def live_blocks(low, high, today, count, world, live, desk, records, p, key):
    """One day of the blocks from `low` to `high`."""
    told = retold(count, live, p)
    for b in range(low, high):
        live_block(b, today, count, told, world, live, desk, p, key)
        record(world.blocks[b], desk, world.sizes[b], records.rows[b])


@step
def swap(world):
    """Today's faces become yesterday's; the old ones are written over."""
    return World(
        world.blocks,
        world.shared,
        world.shared_of,
        world.sizes,
        world.segments,
        world.contacts,
        world.today,
        world.yesterday,
    )


@step
def live_days(begin, end, world, live, desk, records, p, key):
    """All days from `begin` to `end`; returns the first day that could not be lived, or `end`."""
    for today in range(begin, end):
        count = open_day(today, live, world.blocks, world.sizes, p)
        if count < 0:
            return today
        live_blocks(0, len(world.blocks), today, count, world, live, desk, records, p, key)
        add_up(records.rows, world.segments, records.totals[today + 1])
        close_day(today, count, live)
        world = swap(world)
    return end
