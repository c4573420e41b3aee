"""How many contacts of each citizen of a block learned each item yesterday and may pass it on.

Where several items are live they are counted together: one word holds a binary digit of all 63 counts, and adding a
contact is the carry of a pencil and paper sum.
"""

import numpy as np

from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import LANES, PLANES

LOW_DIGITS = 4  # of a number of tellers, kept in registers; citizens with more than 15 contacts may need others


@step
def count_tellers(first, desk, faces, contacts):
    """How many contacts of each citizen learned each item yesterday: binary digits, all items at one time.

    Returns how many digits the largest of these numbers may have, and the mask of the items that anybody tells.
    """
    end = np.uint64(contacts.start[first])
    digits, told = LOW_DIGITS, np.int64(0)
    for i in range(LANES):
        begin, end = end, np.uint64(contacts.start[first + i + 1])
        ones, twos, fours, eights = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        if end - begin > 15 and digits == LOW_DIGITS:
            digits = PLANES
            clear_high(desk)
        for e in range(begin, end):
            one = faces.learned[contacts.rows[e]]
            two, ones = ones & one, ones ^ one
            four, twos = twos & two, twos ^ two
            eight, fours = fours & four, fours ^ four
            carry, eights = eights & eight, eights ^ eight
            if carry != 0:
                told |= carry
                carry_on(desk, i, carry)
        told |= ones | twos | fours | eights
        desk.planes[0, i], desk.planes[1, i], desk.planes[2, i], desk.planes[3, i] = ones, twos, fours, eights
    return digits, told


@step
def count_tellers_of(first, desk, faces, contacts, slot):
    """How many contacts of each citizen learned one item yesterday; the faster way where it is the only one.

    Returns the sum over the block.
    """
    end = np.uint64(contacts.start[first])
    total = np.int64(0)
    for i in range(LANES):
        begin, end = end, np.uint64(contacts.start[first + i + 1])
        tellers = np.int64(0)
        for e in range(begin, end):
            tellers += (faces.learned[contacts.rows[e]] >> slot) & 1
        desk.tellers[i] = np.float64(tellers)
        total += tellers
    return total


@step
def clear_high(desk):
    """No digits yet beyond the low ones."""
    for k in range(LOW_DIGITS, PLANES):
        for i in range(LANES):
            desk.planes[k, i] = 0


@step
def carry_on(desk, i, carry):
    """Sixteen more tellers of the items in `carry`."""
    k = LOW_DIGITS
    while carry != 0:
        before = desk.planes[k, i]
        desk.planes[k, i] = before ^ carry
        carry &= before
        k += 1


@step
def tellers_of(desk, slot, digits):
    """How many contacts of each citizen learned one item yesterday, from the digits counted for all items."""
    for i in range(LANES):
        low = (desk.planes[0, i] >> slot) & 1
        low += ((desk.planes[1, i] >> slot) & 1) << 1
        low += ((desk.planes[2, i] >> slot) & 1) << 2
        low += ((desk.planes[3, i] >> slot) & 1) << 3
        desk.tellers[i] = np.float64(low)
    for k in range(LOW_DIGITS, digits):
        for i in range(LANES):
            desk.tellers[i] += np.float64(((desk.planes[k, i] >> slot) & 1) << k)


@step
def no_tellers(desk):
    """Nobody learned the item yesterday, so there is nothing to count."""
    for i in range(LANES):
        desk.tellers[i] = 0.0
