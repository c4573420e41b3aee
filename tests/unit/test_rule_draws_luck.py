"""Draws are uniform and independent over citizens, days, streams, items, seeds and words.

Every statistic has a negative control: a generator with a flaw of that kind, which it must refuse.  Counters are fixed,
so nothing here can fail by chance; the limits would be exceeded once in a million fresh tries.
"""

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from sentiment_abm.draws import LOW, Key, Stream, key_of, normal, philox4x32, uniform

CITIZENS = np.arange(100_000, dtype=np.uint64)
RARE = 1e-6
SIX_SIGMA = 5.0  # two-sided, below one in a million


def words(citizens=CITIZENS, day=3, stream=Stream.EVENING, item=0, seed=7):
    return np.stack(philox4x32(citizens, day, int(stream), item, key_of(seed)))


def one_round(citizens=CITIZENS, day=3, stream=Stream.EVENING, item=0, seed=7):
    """A generator with the flaw of a single round: it hardly mixes."""
    key = key_of(seed)
    left, right = 0xD2511F53 * citizens, np.full_like(citizens, 0xCD9E8D57 * int(stream))
    return np.stack(
        [
            (right >> 32) ^ np.uint64(day) ^ np.uint64(key.low),
            right & LOW,
            (left >> 32) ^ np.uint64(item) ^ np.uint64(key.high),
            left & LOW,
        ]
    )


def is_uniform(numbers, cells=256):
    """Chi-square of equal cells; too even is as suspicious as too uneven."""
    seen = np.bincount((numbers * cells).astype(int), minlength=cells)
    expected = len(numbers) / cells
    statistic = float(((seen - expected) ** 2 / expected).sum())
    return RARE < chi2.sf(statistic, cells - 1) < 1 - RARE


def is_uncorrelated(one, other):
    return abs(np.corrcoef(one, other)[0, 1]) * np.sqrt(len(one)) < SIX_SIGMA


def has_fair_bits(numbers):
    bits = (numbers[:, None] >> np.arange(32, dtype=np.uint64)) & 1
    return bool((abs(bits.mean(axis=0) - 0.5) * 2 * np.sqrt(len(numbers)) < SIX_SIGMA).all())


@pytest.mark.parametrize("stream", Stream)
def test_words_are_uniform(stream):
    for word in words(stream=stream):
        assert is_uniform(uniform(word))
        assert has_fair_bits(word)


def test_uniform_words_can_be_refused():
    even = CITIZENS / len(CITIZENS)  # every cell equally full: no luck in it
    assert not is_uniform(even)
    assert not is_uniform(uniform(words()[0]) ** 1.1)
    assert not has_fair_bits(words()[0] | np.uint64(words()[1] % 20 == 0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"day": 3}, {"day": 4}),
        ({"day": 3}, {"day": 3 + 2**16}),
        ({"stream": Stream.LEARN}, {"stream": Stream.EVENING}),
        ({"item": 1}, {"item": 2}),
        ({"item": 0x80000000}, {"item": 0}),
        ({"seed": 1}, {"seed": 2}),
        ({"seed": 1}, {"seed": 1 + 2**32}),
        ({"day": 3, "item": 4}, {"day": 4, "item": 3}),
        ({"citizens": CITIZENS}, {"citizens": CITIZENS + np.uint64(1)}),
        ({"citizens": CITIZENS}, {"citizens": CITIZENS + np.uint64(10)}),
    ],
    ids=str,
)
def test_whoever_differs_in_one_key_draws_independently(one, other):
    for first in words(**one):
        for second in words(**other):
            assert is_uncorrelated(first, second)


def test_the_four_words_of_a_moment_are_independent():
    four = words()
    for i, j in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]:
        pairs = (uniform(four[i]) * 16).astype(int) * 16 + (uniform(four[j]) * 16).astype(int)
        assert is_uniform((pairs + 0.5) / 256)
        assert is_uncorrelated(four[i], four[j])


def test_dependence_can_be_seen():
    """Negative control: one round leaves citizens, days and words alike."""
    assert not is_uncorrelated(one_round()[3], one_round(day=4)[3])
    assert not is_uncorrelated(one_round()[2], one_round(citizens=CITIZENS + np.uint64(1))[2])
    first, second = uniform(words()[0]), uniform(words()[1])
    assert not is_uncorrelated(first, second + 0.03 * first)


@pytest.mark.parametrize("place", range(6))
def test_one_bit_of_a_key_changes_half_of_the_bits(place):
    """Avalanche: a flipped bit of any of the six words in flips 64 of the 128 bits that come out."""
    rng = np.random.default_rng(5)
    before = [rng.integers(0, 2**32, 4000).astype(np.uint64) for _ in range(6)]
    after = list(before)
    after[place] = before[place] ^ (np.uint64(1) << rng.integers(0, 32, 4000).astype(np.uint64))
    here, there = (np.stack(philox4x32(*six[:4], Key(*six[4:]))) for six in (before, after))
    flipped = np.bitwise_count(here ^ there).sum(axis=0)
    assert abs(flipped.mean() - 64) < SIX_SIGMA * np.sqrt(32 / 4000)
    assert flipped.var() == pytest.approx(32, rel=0.15)


def test_an_avalanche_can_fail_to_come():
    flipped = np.bitwise_count(one_round() ^ one_round(day=2)).sum(axis=0)
    assert abs(flipped.mean() - 64) > SIX_SIGMA


def test_normal_draws_are_normal():
    draws = [normal(u) for u in uniform(words(CITIZENS[:20_000])[0]).tolist()]
    assert kstest(draws, "norm").pvalue > RARE
    assert kstest([1.1 * z for z in draws], "norm").pvalue < RARE  # negative control
    assert kstest([z + 0.1 for z in draws], "norm").pvalue < RARE
