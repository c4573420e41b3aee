"""Randomness without a generator: every number is a pure function of who decides what, and when.

A draw depends on (key, citizen, day, stream, item) and on nothing else, so the same citizen makes the same draw
in two scenarios with one seed (common random numbers), in any order of visits, on any number of threads.
The bits come from Philox4x32-10 (Salmon et al. 2011), written with plain integers masked after every product:
the same text runs in CPython and in compiled code.
"""

import hashlib
import math
from enum import IntEnum
from operator import index
from typing import Any, NamedTuple

from sentiment_abm.rule import log_portable, rule, select

LOW = 0xFFFFFFFF


class Stream(IntEnum):
    """One stream per random decision; the four words of one call belong to the same moment of one citizen.

    The numbers are part of every result: add new members at the end, never renumber.
    """

    START = 0  # words: prior belief, attention capacity, patience, first mood
    LEARN = 1  # word 0: does this citizen learn this item today
    EVENING = 2  # word 0: give up waiting, word 1: change of mood
    SEGMENT = 3  # word 0: order in which citizens are dealt to the segments
    CLUTTER = 4  # background news of a day
    TALKS = 5  # the stochastic talks process
    GRAPH = 6  # seeds of the network recipes
    REPLICATE = 7  # seeds of the replicates of a study


class Key(NamedTuple):
    """The two 32-bit halves of a 64-bit seed."""

    low: int
    high: int


def key_of(seed: Any) -> Key:
    """The key of a seed in [0, 2**64).

    >>> key_of(7)
    Key(low=7, high=0)

    Raises ValueError for anything but an integer in that range.
    """
    if isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= index(seed) < 2**64:
        raise ValueError(f"seed {seed!r} is not a whole number from 0 to 2**64 - 1")
    return Key(index(seed) & LOW, index(seed) >> 32)


@rule
def philox4x32(a, b, c, d, key):
    """Four 32-bit words from a counter of four 32-bit words (Philox4x32-10, source ``salmon2011``).

    >>> [f"{word:08x}" for word in philox4x32(0, 0, 0, 0, Key(0, 0))]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    k, m = key.low, key.high
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        # Shift, then mask: a product that wrapped around in 64 signed bits still gives the right word.
        a, b, c, d = ((right >> 32) & LOW) ^ b ^ k, right & LOW, ((left >> 32) & LOW) ^ d ^ m, left & LOW
        k, m = (k + 0x9E3779B9) & LOW, (m + 0xBB67AE85) & LOW
    return a, b, c, d


@rule
def uniform(word):
    """A number strictly between 0 and 1, the middle of the word's 1/2**32 wide cell.

    >>> uniform(0x80000000)
    0.5000000001164153
    """
    return (word + 0.5) * 2.3283064365386963e-10


@rule
def normal(u):
    """The standard normal quantile of u in (0, 1): algorithm PPND16 (source ``wichura1988``), error below 1e-12.

    >>> round(normal(0.975), 9)
    1.959963985
    """
    q = u - 0.5
    inside = 0.180625 - q * q
    r = select(inside > 0.0, inside, 0.0)
    centre = q * (
        (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
          + 133.14166789178437745) * r + 3.387132872796366608)
    ) / (
        (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
          + 42.313330701600911252) * r + 1.0)
    )  # fmt: skip
    tail = math.sqrt(-log_portable(select(q < 0.0, u, 1.0 - u)))
    near = tail - 1.6
    middle = (
        (((((((7.7454501427834140764e-4 * near + 0.0227238449892691845833) * near + 0.24178072517745061177) * near
            + 1.27045825245236838258) * near + 3.64784832476320460504) * near + 5.7694972214606914055) * near
          + 4.6303378461565452959) * near + 1.42343711074968357734)
    ) / (
        (((((((1.05075007164441684324e-9 * near + 5.475938084995344946e-4) * near + 0.0151986665636164571966) * near
            + 0.14810397642748007459) * near + 0.68976733498510000455) * near + 1.6763848301838038494) * near
          + 2.05319162663775882187) * near + 1.0)
    )  # fmt: skip
    # Words have 32 bits, so |quantile| stays below 6.4 and the far tail of the algorithm (beyond 8) is never met.
    return select(inside > 0.0, centre, select(q < 0.0, -middle, middle))


def seed_of(seed: int, *parts: object) -> int:
    """A new 64-bit seed from a seed and names or numbers, the same on every machine.

    >>> seed_of(1, "replicate", 0) == seed_of(1, "replicate", 0) != seed_of(1, "replicate", 1)
    True
    """
    text = "\x1f".join(str(part) for part in (seed, *parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
