"""The passes of a day over one block of citizens; each is a short loop around a rule of `psychology.mind`.

Nothing here knows any psychology: what a loop calls is the very function that a Mesa citizen calls.
"""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from sentiment_abm.draws import Stream, philox4x32, uniform
from sentiment_abm.engine.state import (
    LANES,
    read_around,
    read_guest,
    read_mind,
    read_person,
    read_today,
    write_diary,
    write_guest,
    write_mind,
    write_person,
    write_today,
)
from sentiment_abm.machine_code.prefetch import prefetch
from sentiment_abm.psychology import mind as day
from sentiment_abm.psychology.mood import DISAPPOINTMENT, HOPE
from sentiment_abm.psychology.talk import like_minded
from sentiment_abm.rule import select
from sentiment_abm.society.population import first_mood, newborn

step = register_jitable(
    error_model="numpy", no_cfunc_wrapper=True
)  # a pass: compiled, not inlined, callable from the kernel only

START, LEARN, EVENING = int(Stream.START), int(Stream.LEARN), int(Stream.EVENING)

# One addition counts hope and disappointment: a face has the place of the bit that its mood adds to, hope in the low
# 31 bits of the sum and disappointment in the next 31; skepticism is lost at the top.  A face is a byte, because what
# everybody shows should fit into a small cache.
HOPE_CODE, DISAPPOINTMENT_CODE, SKEPTICISM_CODE = 0, 31, 62
LOW_31 = (1 << 31) - 1

FAR = 100_000  # faces of more people than this do not fit into a near cache
AHEAD = 2 * LANES  # so far ahead is asked for them: they are there in time, and still in the near cache


class Faces(NamedTuple):
    """What everyone shows to contacts, by position: belief, coded mood, mask of the items learned on the day."""

    belief: Any  # float64
    mood: Any  # uint8
    learned: Any  # int64


class Contacts(NamedTuple):
    """Compressed rows by position; neighbors in ascending node order."""

    start: Any  # int64 [positions + 1]
    rows: Any  # uint32 [twice the edges]


@step
def births(block, shared, traits, key):
    """Everyone's traits and first belief."""
    for i in range(LANES):
        words = philox4x32(int(block.number[i]), 0, START, 0, key)
        mind, person = newborn(words, traits)
        write_mind(block.mind, i, mind)
        write_person(block.own, shared, i, person)


@step
def first_moods(block, shared, key, p):
    """Everyone's first mood."""
    for i in range(LANES):
        luck = uniform(philox4x32(int(block.number[i]), 0, START, 0, key)[3])
        block.mind.mood[i] = first_mood(read_mind(block.mind, i), read_person(block.own, shared, i), luck, p)


@step
def first_diary(block, shared, desk):
    """What there is to record of the first morning, so that day 0 is observed like every other day."""
    for i in range(LANES):
        mind, me = read_mind(block.mind, i), read_person(block.own, shared, i)
        desk.before[i] = mind.mood
        write_diary(desk.diary, i, day.first_diary(mind, me))


@step
def gather(first, desk, faces, contacts):
    """What the contacts of a block showed yesterday, summed in ascending node order."""
    end = np.uint64(contacts.start[first])
    for i in range(LANES):
        begin, end = end, np.uint64(contacts.start[first + i + 1])
        heard = 0.0
        codes = np.uint64(0)
        for e in range(begin, end):
            other = contacts.rows[e]
            heard += faces.belief[other]
            codes += np.uint64(1) << np.uint64(faces.mood[other])
        store_around(desk, i, heard, np.float64(end - begin), np.float64(end - begin), codes)


@step
def look_ahead(first, quarter, told, faces, contacts):
    """Ask for what a block further on will gather, a quarter of it, while this one thinks.

    Of a million faces most are far away in memory, and a processor that only asks when it needs them waits.
    """
    begin = first + AHEAD + quarter * (LANES // 4)
    if len(faces.belief) > FAR and begin < len(faces.belief):
        for e in range(np.uint64(contacts.start[begin]), np.uint64(contacts.start[begin + LANES // 4])):
            other = contacts.rows[e]
            prefetch(faces.belief, other)
            prefetch(faces.mood, other)
            if told > 0:
                prefetch(faces.learned, other)


@step
def gather_like_minded(first, desk, faces, contacts, p):
    """The same where a confidence bound decides whom one listens to."""
    end = np.uint64(contacts.start[first])
    for i in range(LANES):
        begin, end = end, np.uint64(contacts.start[first + i + 1])
        own = faces.belief[first + i]
        heard = 0.0
        listened = 0.0
        codes = np.uint64(0)
        for e in range(begin, end):
            other = contacts.rows[e]
            belief = faces.belief[other]
            near = like_minded(own, belief, p.talk)
            heard += select(near, belief, 0.0)
            listened += select(near, 1.0, 0.0)
            codes += np.uint64(1) << np.uint64(faces.mood[other])
        store_around(desk, i, heard, listened, np.float64(end - begin), codes)


@step
def store_around(desk, i, heard, listened, degree, codes):
    """One citizen's surroundings onto the desk."""
    desk.around.heard[i] = heard
    desk.around.listened[i] = listened
    desk.around.contacts[i] = degree
    desk.around.hope[i] = np.float64(codes & np.uint64(LOW_31))
    desk.around.disappointment[i] = np.float64((codes >> np.uint64(31)) & np.uint64(LOW_31))


@step
def draw_evening(block, desk, today, key):
    """The luck of the evening: one call decides giving up and the change of mood."""
    for i in range(LANES):
        words = philox4x32(int(block.number[i]), today, EVENING, 0, key)
        desk.luck.wait[i] = uniform(words[0])
        desk.luck.move[i] = uniform(words[1])


@step
def mornings(block, shared, desk, stories, p):
    """TALK and ATTEND for a block."""
    for i in range(LANES):
        mind = read_mind(block.mind, i)
        desk.before[i] = mind.mood
        desk.learned[i] = 0
        mind, today = day.morning(mind, read_person(block.own, shared, i), read_around(desk.around, i), stories, p)
        write_mind(block.mind, i, mind)
        write_today(desk.today, i, today)


@step
def known_to_all(block):
    """Mask of the items that everybody in a block knows."""
    known = np.int64(-1)
    for i in range(LANES):
        known &= block.known[i]
    return known


@step
def draw_item(block, desk, today, id_, key):
    """The luck of learning one item, keyed by the item's own id and not by its position among the others."""
    for i in range(LANES):
        desk.luck.learn[i] = uniform(philox4x32(int(block.number[i]), today, LEARN, int(id_), key)[0])


@step
def spread(block, shared, desk, slot, notice, p):
    """Who learns an item today; returns how many, and how many of them from the media."""
    bit = np.int64(1) << slot
    learned, media = 0, 0
    for i in range(LANES):
        today, me, luck = read_today(desk.today, i), read_person(block.own, shared, i), desk.luck.learn[i]
        new = (block.known[i] & bit == 0) & day.learns(today, me, notice, desk.tellers[i], luck, p)
        desk.new[i] = select(new, 1, 0)
        block.known[i] |= select(new, bit, 0)
        desk.learned[i] |= select(new, bit, 0)
        learned += select(new, 1, 0)
        media += select(new & day.reads(today, me, notice, luck), 1, 0)
    return learned, media


@step
def invite(block, shared, desk):
    """Copy those who learned the item in hand side by side; returns how many they are.

    Usually they are few, and a vector of guests reacts faster than a whole block under a mask.
    """
    guests = desk.guests
    count = 0
    for i in range(LANES):
        guests.lane[count] = i
        count += desk.new[i]
    for k in range(count, whole_vectors(count)):
        guests.lane[k] = guests.lane[count - 1]
    for k in range(whole_vectors(count)):
        i = guests.lane[k]
        write_mind(guests.mind, k, read_mind(block.mind, i))
        write_guest(guests.person, k, read_person(block.own, shared, i))
        write_today(guests.today, k, read_today(desk.today, i))
    return count


@step
def whole_vectors(count):
    """The next multiple of the widest vector of doubles."""
    return (count + 7) & ~7


@step
def dismiss(block, desk, count):
    """Take the guests back to their lanes."""
    guests = desk.guests
    for k in range(count):
        i = guests.lane[k]
        write_mind(block.mind, i, read_mind(guests.mind, k))
        write_today(desk.today, i, read_today(guests.today, k))


def reaction(rule: Any) -> Any:
    """A loop over the guests for one kind of news, so that no loop branches on the kind."""

    @step
    def react(guests, count, item, p):
        for k in range(whole_vectors(count)):
            mind, today = read_mind(guests.mind, k), read_today(guests.today, k)
            mind, today = rule(mind, today, read_guest(guests.person, k), item, p)
            write_mind(guests.mind, k, mind)
            write_today(guests.today, k, today)

    return react


announce, signal, resolve = reaction(day.announcement), reaction(day.signal), reaction(day.outcome)


@step
def evenings(block, shared, desk, p):
    """WAIT, FEEL and MOVE for a block."""
    for i in range(LANES):
        mind, diary = day.evening(
            read_mind(block.mind, i),
            read_today(desk.today, i),
            read_person(block.own, shared, i),
            read_around(desk.around, i),
            desk.luck.wait[i],
            desk.luck.move[i],
            p,
        )
        write_mind(block.mind, i, mind)
        write_diary(desk.diary, i, diary)


@step
def show(first, block, desk, faces):
    """What a block shows tomorrow."""
    for i in range(LANES):
        mood = block.mind.mood[i]
        faces.belief[first + i] = block.mind.belief[i]
        faces.mood[first + i] = np.uint8(
            select(mood == HOPE, HOPE_CODE, select(mood == DISAPPOINTMENT, DISAPPOINTMENT_CODE, SKEPTICISM_CODE))
        )
        faces.learned[first + i] = desk.learned[i]
