"""Asking for memory ahead of time is in the machine code, and changes nothing."""

import numba
import numpy as np
import pytest

from sentiment_abm.engine import passes
from sentiment_abm.engine.passes import Contacts, Faces
from sentiment_abm.engine.state import LANES
from sentiment_abm.machine_code.prefetch import prefetch


@numba.njit
def total(values, order):
    found = 0.0
    for place in order:
        prefetch(values, place)
        found += values[place]
    prefetch(values, np.uint32(4_000_000_000))  # far outside: asked for, never read
    return found


@pytest.mark.parametrize("values", [np.arange(12.0), np.arange(24.0)[::2], np.arange(12, dtype=np.uint8)])
def test_the_instruction_is_there_and_changes_nothing(values):
    order = np.array([3, 11, 0], np.uint32)
    assert total(values, order) == total.py_func(values, order) == values[[3, 11, 0]].sum()
    assert "prefetch" in total.inspect_asm(total.signatures[-1])


@pytest.mark.parametrize("ahead", [True, False])
def test_looking_ahead_of_the_last_block_asks_for_nothing_beyond(ahead):
    """Rows end with the last block; the one before it looks ahead up to that end, the last one not at all."""

    @numba.njit
    def look(far, faces, contacts):
        for block in range(len(faces.belief) // LANES):
            for quarter in range(4):
                passes.look_ahead(block * LANES, quarter, int(far), faces, contacts)

    people = (passes.FAR // LANES + 2) * LANES
    faces = Faces(np.zeros(people), np.zeros(people, np.uint8), np.zeros(people, np.int64))
    contacts = Contacts(np.arange(people + 1), np.arange(people, dtype=np.uint32))
    look(ahead, faces, contacts)
    look.py_func(ahead, faces, contacts)  # interpreted, a place outside of the rows is an IndexError
    assert "prefetch" in look.inspect_asm(look.signatures[-1])
