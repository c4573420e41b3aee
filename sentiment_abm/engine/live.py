"""Which news is live today, how loud it is to each segment, and which bit of the masks it has."""

from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import NEWS, NOTICE, SLOTS
from sentiment_abm.news.timeline import Timeline
from sentiment_abm.psychology.attention import bad_news, loudness, salience
from sentiment_abm.psychology.mind import Item

FIRST_SLOT = 0  # of the scenario's first item, kept for it to the end
FREE = -1


class Live(NamedTuple):
    """News of a run, the slots of the live items, and what was learned; all arrays are written by the kernel."""

    news: Any  # NEWS [items, segments], in order of action
    slot_of: Any  # int64 [items]: slot of a live item, or FREE
    item_in: Any  # int64 [SLOTS]: item in a slot, or FREE
    fresh: Any  # bool [SLOTS]: never used, so nobody's bit is set
    order: Any  # int64 [SLOTS]: slots of today's live items in order of action
    notices: Any  # NOTICE [SLOTS, segments]
    stories: Any  # float64 [1]: live items and clutter of today
    heard: Any  # int64 [SLOTS]: who learned it yesterday
    clutter: Any  # int64 [days]
    log_item: Any  # int64 [days, SLOTS]: item in a slot on a day, or FREE
    log_learned: Any  # int64 [days, SLOTS]
    log_media: Any  # int64 [days, SLOTS]


def live(timeline: Timeline, clutter: Any, first_known: int) -> Live:
    """The news of a run before its first day; `first_known` citizens learned the first item the day before."""
    news = records(timeline)
    items, days = len(news), len(clutter)
    state = Live(
        news=news,
        slot_of=np.full(items, FREE),
        item_in=np.full(SLOTS, FREE),
        fresh=np.ones(SLOTS, bool),
        order=np.zeros(SLOTS, np.int64),
        notices=np.zeros((SLOTS, news.shape[1]), NOTICE),
        stories=np.zeros(1),
        heard=np.zeros(SLOTS, np.int64),
        clutter=np.ascontiguousarray(clutter, np.int64),
        log_item=np.full((days, SLOTS), FREE),
        log_learned=np.zeros((days, SLOTS), np.int64),
        log_media=np.zeros((days, SLOTS), np.int64),
    )
    if items:
        first = int(np.argmin(timeline.day))
        state.slot_of[first], state.item_in[FIRST_SLOT], state.heard[FIRST_SLOT] = FIRST_SLOT, first, first_known
    return state


def longer(state: Live, clutter: Any) -> Live:
    """The same news with room for more days, one for each number in `clutter`."""
    extra = ((0, len(clutter) - len(state.clutter)), (0, 0))
    return state._replace(
        clutter=np.ascontiguousarray(clutter, np.int64),
        log_item=np.pad(state.log_item, extra, constant_values=FREE),
        log_learned=np.pad(state.log_learned, extra),
        log_media=np.pad(state.log_media, extra),
    )


def records(timeline: Timeline) -> Any:
    """The timeline as the kernel reads it, one record per item and segment."""
    news = np.zeros((len(timeline.kind), timeline.delivered.shape[1]), NEWS)
    for name in ("kind", "day", "coverage", "id", "closing_day"):
        news[name] = getattr(timeline, name)[:, None]
    for name in Item._fields:
        if name != "opens":
            column = getattr(timeline, "size" if name == "magnitude" else name)
            news["told"][name] = column if column.ndim == 2 else column[:, None]
    return news


@step
def weigh(news):
    """How much attention each item calls for, and to whom it is bad news."""
    for k in range(news.shape[0]):
        for segment in range(news.shape[1]):
            record = news[k, segment]
            record.salience = salience(record.kind, record.told.hype, record.told.strength)
            record.bad = bad_news(record.kind, record.told.delivered, record.told.strength)


@step
def open_day(today, live, blocks, sizes, p):
    """Settle what is live today; returns how many items, or −1 when there are more than there are slots."""
    retire(today, live)
    count = 0
    for k in range(live.news.shape[0]):
        record = live.news[k, 0]
        covered = (record.day <= today) & (today - record.day < record.coverage)
        if covered and live.slot_of[k] == FREE and not take_slot(k, live, blocks, sizes):
            return -1
        slot = live.slot_of[k]
        if slot != FREE and record.day <= today and (covered or live.heard[slot] > 0):
            live.order[count] = slot
            count += 1
    live.stories[0] = count + live.clutter[today]
    for segment in range(live.news.shape[1]):
        give_notice(today, segment, count, live, p)
    return count


@step
def retire(today, live):
    """Free the slots of items that nobody covers and nobody learned yesterday: they can never come back."""
    for slot in range(SLOTS):
        k = live.item_in[slot]
        if slot != FIRST_SLOT and k != FREE:
            record = live.news[k, 0]
            if today - record.day >= record.coverage and live.heard[slot] == 0:
                live.item_in[slot] = FREE
                live.slot_of[k] = FREE


@step
def take_slot(k, live, blocks, sizes):
    """Give a new item the first free slot and, where it was used before, clear its bit in every mind."""
    for slot in range(SLOTS):
        if slot != FIRST_SLOT and live.item_in[slot] == FREE:
            if not live.fresh[slot]:
                for b in range(len(blocks)):
                    for i in range(sizes[b]):
                        blocks[b].known[i] &= ~(np.int64(1) << slot)
            live.fresh[slot] = False
            live.item_in[slot] = k
            live.slot_of[k] = slot
            live.heard[slot] = 0
            return True
    return False


@step
def give_notice(today, segment, count, live, p):
    """How loud each live item is to a segment, and the crowd that it competes with."""
    crowd = np.float64(live.clutter[today])
    for n in range(count):
        slot = live.order[n]
        record = live.news[live.item_in[slot], segment]
        notice = live.notices[slot, segment]
        age = today - record.day
        notice.loudness = loudness(record.salience, np.float64(age), record.bad, p.attention)
        notice.covered = 1.0 if age < record.coverage else 0.0
        record.told.opens = record.kind == 0 and record.told.promised and today < record.closing_day
        crowd += notice.loudness
    for n in range(count):
        live.notices[live.order[n], segment].crowd = crowd


@step
def close_day(today, count, live):
    """Today's learners become yesterday's."""
    for slot in range(SLOTS):
        live.heard[slot] = 0
    for n in range(count):
        slot = live.order[n]
        live.log_item[today, slot] = live.item_in[slot]
        live.heard[slot] = live.log_learned[today, slot]
