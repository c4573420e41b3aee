"""Where each citizen stands in memory: segment by segment, each from a new block on, in node order.

A large network of one's own may come in disorder; then those who know each other stand together instead.  All
citizens of a block belong to one segment, and what differs by segment is a constant of the block.
"""

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from sentiment_abm.engine.passes import Contacts
from sentiment_abm.engine.state import LANES
from sentiment_abm.society.order import near
from sentiment_abm.society.society import Society

CHUNK = 2**20  # positions laid out at a time, so that a country does not need its contacts in 64 bits


class Layout(NamedTuple):
    """Positions of citizens, and contacts by position."""

    position: Any  # int32 [people]: where the citizen with this node number stands
    number: Any  # int32 [positions]: who stands there; padding repeats the last citizen of its segment
    sizes: Any  # int64 [blocks]
    segments: Any  # int64 [blocks]
    contacts: Contacts


_LAYOUTS: WeakKeyDictionary[Society, Layout] = WeakKeyDictionary()  # a society is laid out once and used by many runs


def layout(society: Society) -> Layout:
    """The layout of a society, made once as long as the society lives."""
    # One look-up: the entry of an equal society may vanish between two, when that society dies in another thread.
    found = _LAYOUTS.get(society)
    if found is None:
        found = _LAYOUTS[society] = _laid_out(society)
    return found


def _laid_out(society: Society) -> Layout:
    numbers, sizes, segments = [], [], []
    rank = None if society.is_drawn else near(society.contacts, society.segment_of)
    for segment in range(len(society.segments)):
        members = np.flatnonzero(society.segment_of == segment)
        if rank is not None:
            members = members[np.argsort(rank[members])]
        if len(members):
            blocks = -(-len(members) // LANES)
            numbers.append(np.pad(members, (0, blocks * LANES - len(members)), mode="edge"))
            sizes += [LANES] * (blocks - 1) + [len(members) - (blocks - 1) * LANES]
            segments += [segment] * blocks
    number, sizes_, segments_ = np.concatenate(numbers).astype(np.int32), np.array(sizes), np.array(segments)
    position, real = np.zeros(society.people, np.int32), occupied(sizes_)
    position[number[real]] = np.flatnonzero(real)
    return Layout(position, number, sizes_, segments_, placed(society.contacts, position, number, real))


def occupied(sizes: Any) -> Any:
    """Which positions hold a citizen and not padding, bool [positions]."""
    return (np.arange(LANES)[None, :] < sizes[:, None]).ravel()


def placed(contacts: Any, position: Any, number: Any, real: Any) -> Contacts:
    """Contacts by position; rows keep the ascending order of node numbers, whatever the positions are."""
    degree = np.where(real, np.diff(contacts.start)[number], 0)
    start = np.zeros(len(number) + 1, np.int64)
    np.cumsum(degree, out=start[1:])
    if np.array_equal(position, np.arange(len(position), dtype=np.int32)):
        return Contacts(start, contacts.rows if len(contacts.rows) else np.zeros(1, np.uint32))
    rows = np.empty(max(start[-1], 1), np.uint32)
    for low in range(0, len(number), CHUNK):
        part = slice(low, low + CHUNK)
        begin, end = start[low], start[min(low + CHUNK, len(number))]
        # The row of each position begins where its citizen's row begins in the society's own arrays.
        shift = contacts.start[number[part]] - start[:-1][part]
        rows[begin:end] = position[contacts.rows[np.repeat(shift, degree[part]) + np.arange(begin, end)]]
    return Contacts(start, rows)
