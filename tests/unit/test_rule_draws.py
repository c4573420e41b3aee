"""Draws: the published words of Philox, the uniform cell, the normal quantile, seeds and keys."""

import math

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.special import ndtri

from sentiment_abm.draws import LOW, Key, Stream, key_of, normal, philox4x32, seed_of, uniform
from tests.ranges import for_all, words

ONES = 0xFFFFFFFF

# Random123, kat_vectors, philox4x32 10 rounds: counter, key, words
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
def test_published_words(counter, key, words):
    assert philox4x32(*counter, Key(*key)) == words


@pytest.mark.parametrize("kind", [np.uint64, np.int64])
@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
def test_published_words_from_arrays_of_64_bits(counter, key, words, kind):
    """Compiled code multiplies in 64 signed bits, which wrap around; the words must not notice."""
    columns = [np.full(2, word, kind) for word in counter]
    assert [column.tolist() for column in philox4x32(*columns, Key(*key))] == [[word, word] for word in words]


def test_the_published_words_can_refuse():
    """Negative control: one bit off in the key or in the counter gives other words."""
    counter, key, words = PUBLISHED[2]
    assert philox4x32(*counter, Key(key[0] ^ 1, key[1])) != words
    assert philox4x32(counter[0] ^ 1, *counter[1:], Key(*key)) != words


@for_all(words, words, words, words, words, words)
def test_words_have_32_bits(a, b, c, d, low, high):
    assert all(0 <= word <= LOW for word in philox4x32(a, b, c, d, Key(low, high)))


@for_all(words, words, words, words)
def test_different_counters_give_different_words(a, b, c, d):
    """Philox is a bijection of the counter."""
    here = philox4x32(a, b, c, d, Key(7, 0))
    for i in range(4):
        other = [a, b, c, d]
        other[i] ^= 1
        assert philox4x32(*other, Key(7, 0)) != here


def test_uniform_is_the_middle_of_a_cell():
    assert uniform(0) == 2.0**-33
    assert uniform(1) == 3 * 2.0**-33
    assert uniform(ONES) == 1 - 2.0**-33


@for_all(words)
def test_uniform_lies_strictly_between_its_neighbors(word):
    assert 0.0 < uniform(word) < 1.0
    assert uniform(word) == (2 * word + 1) / 2**33


def quantiles():
    edges = [0.075 - 1e-9, 0.075, 0.075 + 1e-9, 0.925, 0.5]  # 0.425 from the middle the formula changes
    tails = np.logspace(-33 * math.log10(2), -1, 1500)
    return [*np.linspace(0.001, 0.999, 999).tolist(), *tails.tolist(), *(1 - tails).tolist(), *edges]


def test_normal_is_the_quantile_of_the_normal_distribution():
    for u in quantiles():
        assert normal(u) == pytest.approx(float(ndtri(u)), rel=1e-12, abs=1e-12)


def test_normal_known_answers():
    assert normal(0.5) == 0.0
    assert normal(0.8413447460685429) == pytest.approx(1.0, abs=1e-12)
    assert normal(0.9986501019683699) == pytest.approx(3.0, abs=1e-11)
    assert normal(uniform(0)) == pytest.approx(-6.337957754553795, abs=1e-12)


@for_all(words)
def test_normal_is_odd(word):
    assert normal(uniform(word)) == pytest.approx(-normal(uniform(ONES - word)), abs=1e-12)


@for_all(words, st.integers(1, 1000))
def test_normal_rises(word, step):
    assert normal(uniform(word)) <= normal(uniform(min(word + step, ONES))) + 1e-12


def test_streams_never_change_their_number():
    names = "START LEARN EVENING SEGMENT CLUTTER TALKS GRAPH REPLICATE".split()
    assert [(stream.name, stream.value) for stream in Stream][:8] == [(name, i) for i, name in enumerate(names)]


def test_key_of_a_seed_is_its_two_halves():
    assert key_of(0x0123456789ABCDEF) == Key(0x89ABCDEF, 0x01234567)
    assert key_of(2**64 - 1) == Key(ONES, ONES)
    assert key_of(np.int64(5)) == Key(5, 0)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1", None])
def test_what_is_not_a_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"is not a whole number from 0 to 2\*\*64 - 1"):
        key_of(seed)


def test_seeds_of_parts():
    assert seed_of(1, "replicate", 2) == seed_of(1, "replicate", 2)
    seeds = {seed_of(seed, name, n) for seed in range(10) for name in ("a", "b") for n in range(10)}
    assert len(seeds) == 200
    assert seed_of(1, 12) != seed_of(11, 2) != seed_of(1, 1, 2)
    assert all(0 <= seed < 2**64 for seed in seeds)
    assert (
        seed_of(1, "replicate", 0) == 0x143E41720A3D163B
    )  # printf '1\x1freplicate\x1f0' | b2sum -l 64, bytes reversed
