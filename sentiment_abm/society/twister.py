"""The generator of Python's `random`, the Mersenne Twister, in a form that loops can be compiled with.

NetworkX draws its small worlds from it; who wants the same networks needs the same numbers.
"""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

_SIZE, _SHIFT = 624, 397
_TOP, _REST = 0x80000000, 0x7FFFFFFF


def part[Function: Callable[..., Any]](function: Function) -> Function:
    """A function that becomes a part of each compiled loop that calls it: passing arrays costs more than most do."""
    made: Function = register_jitable(error_model="numpy", forceinline=True)(function)
    return made


class Twister(NamedTuple):
    """A generator between two draws; the loops change it in place."""

    state: Any  # int64 [624]: words of 32 bits
    words: Any  # int64 [624]: the same words, ready to be drawn
    used: Any  # int64 [1]: how many of them have been


def twister(seed: int) -> Twister:
    """The generator that ``random.Random(seed)`` is.

    >>> twister(7).used
    array([624])
    """
    *state, used = Random(seed).getstate()[1]
    return Twister(np.array(state, np.int64), np.zeros(_SIZE, np.int64), np.array([used], np.int64))


@part
def _twisted(one: Any, next_one: Any) -> Any:
    both = (one & _TOP) | (next_one & _REST)
    return (both >> 1) ^ (0x9908B0DF * (both & 1))


@register_jitable(error_model="numpy", no_cfunc_wrapper=True)  # called rarely, and long: it stays a function
def _refill(luck: Twister) -> None:
    """The next 624 words.  The ranges are such that none reads what another iteration of its own writes."""
    state, words = luck.state, luck.words
    for i in range(_SIZE - _SHIFT):
        state[i] = state[i + _SHIFT] ^ _twisted(state[i], state[i + 1])
    for i in range(_SIZE - _SHIFT, _SIZE - 1):
        state[i] = state[i + _SHIFT - _SIZE] ^ _twisted(state[i], state[i + 1])
    state[_SIZE - 1] = state[_SHIFT - 1] ^ _twisted(state[_SIZE - 1], state[0])
    for i in range(_SIZE):
        word = state[i] ^ (state[i] >> 11)
        word ^= (word << 7) & 0x9D2C5680
        word ^= (word << 15) & 0xEFC60000
        words[i] = word ^ (word >> 18)
    luck.used[0] = 0


@part
def next_word(luck: Twister) -> Any:
    """32 random bits."""
    if luck.used[0] == _SIZE:
        _refill(luck)
    luck.used[0] += 1
    return luck.words[np.uint64(luck.used[0] - 1)]  # unsigned: one that cannot count from the end


@part
def fraction(luck: Twister) -> Any:
    """A number in [0, 1): what ``random()`` gives."""
    high, low = next_word(luck) >> 5, next_word(luck) >> 6
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0)


@part
def below(limit: int, luck: Twister) -> Any:
    """A whole number in 0 … limit − 1, for limits below 2**32: what ``choice(range(limit))`` gives."""
    spare, left = 32, limit
    while left > 0:
        spare, left = spare - 1, left >> 1
    found = next_word(luck) >> spare
    while found >= limit:
        found = next_word(luck) >> spare
    return found
