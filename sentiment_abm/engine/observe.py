"""What is recorded of a day: sums over each block, added block by block in order, and the tables made of them."""

from typing import Any

import numpy as np
import pandas as pd

from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import read_diary, read_mind
from sentiment_abm.psychology.mood import HOPE, SKEPTICISM, Mood, Motives
from sentiment_abm.rule import select, smaller

MOODS = tuple(mood.name.lower() for mood in Mood)
FLOWS = tuple(f"{a}_to_{b}" for a in MOODS for b in MOODS)
MOVES = tuple(f"moves_{name}" for name in Motives._fields)

# Powers of (e − ½) rather than of e: less is lost when the moments are centered.
SUMS = ("e1", "e2", "e3", "e4", "trust1", "trust2", "affect1", "affect2", "stress1", "stress2", "overload")
COUNTS = ("support", "real_effort", "waiting")
BINS = tuple(f"bin{k}" for k in range(10))
COLUMNS = SUMS + MOVES + COUNTS + FLOWS + BINS
FIRST_MOVE, FIRST_COUNT = len(SUMS), len(SUMS) + len(MOVES)
FIRST_FLOW = FIRST_COUNT + len(COUNTS)
FIRST_BIN = FIRST_FLOW + len(FLOWS)


@step
def record(block, desk, size, row):
    """The sums of a block's first `size` citizens, in order, into one row."""
    e1, e2, e3, e4, t1, t2, u1, u2, s1, s2, o = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    counts, flows, bins = np.int64(0), np.int64(0), np.int64(0)
    for i in range(size):
        mind, diary = read_mind(block.mind, i), read_diary(desk.diary, i)
        x = diary.expectation - 0.5
        xx = x * x
        e1, e2, e3, e4 = e1 + x, e2 + xx, e3 + xx * x, e4 + xx * xx
        t1, t2 = t1 + diary.trust, t2 + diary.trust * diary.trust
        u1, u2 = u1 + mind.affect, u2 + mind.affect * mind.affect
        s1, s2 = s1 + mind.stress, s2 + mind.stress * mind.stress
        o += diary.overload
        real = diary.trust >= 0.5
        supports = (mind.mood == HOPE) | ((mind.mood == SKEPTICISM) & real)
        # Counts of a block stay below 128, so several share one word.
        counts += select(supports, 1, 0) + select(real, 1 << 20, 0) + select(mind.waiting >= 0.0, 1 << 40, 0)
        flows += np.int64(1) << (7 * (3 * desk.before[i] + mind.mood))
        tenth = np.int64(diary.expectation * 10.0)
        bins += select(tenth < 9, np.int64(1) << (7 * smaller(tenth, 8)), 0)
    store_sums(row, (e1, e2, e3, e4, t1, t2, u1, u2, s1, s2, o))
    store_counts(row, counts, flows, bins, size)
    store_moves(row, desk, size)


@step
def store_sums(row, sums):
    """Eleven sums into a row."""
    for k in range(len(sums)):
        row[k] = sums[k]


@step
def store_counts(row, counts, flows, bins, size):
    """Unpack the words of counts; the last of the ten bins is what is left."""
    for k in range(3):
        row[FIRST_COUNT + k] = (counts >> (20 * k)) & 127
    for k in range(9):
        row[FIRST_FLOW + k] = (flows >> (7 * k)) & 127
    left = size
    for k in range(9):
        count = (bins >> (7 * k)) & 127
        row[FIRST_BIN + k] = count
        left -= count
    row[FIRST_BIN + 9] = left


@step
def store_moves(row, desk, size):
    """Moves by cause; a block in which nobody moved has nothing to add."""
    moved = size - row[FIRST_FLOW] - row[FIRST_FLOW + 4] - row[FIRST_FLOW + 8]
    a, b, c, d, e, f = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if moved > 0:
        moves = desk.diary.moves
        for i in range(size):
            a += moves.spontaneous[i]
            b += moves.judgment[i]
            c += moves.affect[i]
            d += moves.waiting[i]
            e += moves.stress[i]
            f += moves.contagion[i]
    row[FIRST_MOVE] = a
    row[FIRST_MOVE + 1] = b
    row[FIRST_MOVE + 2] = c
    row[FIRST_MOVE + 3] = d
    row[FIRST_MOVE + 4] = e
    row[FIRST_MOVE + 5] = f


@step
def add_up(rows, segments, totals):
    """Blocks into segments, in order of the blocks, whoever computed them."""
    for b in range(rows.shape[0]):
        for k in range(rows.shape[1]):
            totals[segments[b], k] += rows[b, k]


def everyone(totals: Any) -> Any:
    """Sums over the whole population from sums by segment: [..., segments, columns] becomes [..., columns].

    Segments are added in their order, for the same bits on every machine.
    """
    found = totals[..., 0, :]
    for k in range(1, totals.shape[-2]):
        found = found + totals[..., k, :]
    return found


def indicators(totals: Any, people: Any) -> dict[str, Any]:
    """The columns of a daily table from sums over people, for one run or for many at once, with the same bits.

    `totals` is [..., days, columns of `COLUMNS`]; `people`, how many they are, is a number or broadcasts against
    [..., days].  Every indicator is [..., days]: shares and means of people, sds, flows.

    >>> undecided = np.zeros((2, len(COLUMNS)))
    >>> undecided[:, COLUMNS.index("skepticism_to_skepticism")] = 5.0
    >>> indicators(undecided, people=5)["skepticism"].tolist()
    [1.0, 1.0]
    """
    # One contiguous row per column, so that what follows runs at the speed of memory.
    columns = totals.reshape(-1, len(COLUMNS)).T.copy().reshape(-1, *totals.shape[:-1])
    mean = dict(zip(COLUMNS, columns, strict=True))
    # Moods are counted before they are divided: the shares of everybody add up to 1.
    shares = {mood: sum(mean[f"{before}_to_{mood}"] for before in MOODS) / people for mood in MOODS}
    for name in COLUMNS:
        mean[name] /= people
    central = _central(mean["e1"], mean["e2"], mean["e3"], mean["e4"])
    table = {
        **shares,
        "support": mean["support"],
        "criticism": 1.0 - mean["support"],
        "net": shares["hope"] - shares["disappointment"],
        "real_effort": mean["real_effort"],
        "belief": mean["e1"] + 0.5,
        "belief_sd": np.sqrt(central[2]),
    }
    for name in ("trust", "affect", "stress"):
        table[name] = mean[f"{name}1"]
        table[f"{name}_sd"] = np.sqrt(np.maximum(mean[f"{name}2"] - mean[f"{name}1"] ** 2, 0.0))
    table |= {"overload": mean["overload"], "waiting": mean["waiting"], "polarization": central[2]}
    table["esteban_ray"] = esteban_ray([mean[name] for name in BINS])
    table["bimodality"] = bimodality(central)
    return table | {name: mean[name] for name in (*MOVES, *FLOWS)}


def since_start(totals: Any, people: Any) -> dict[str, Any]:
    """Indicators of whole runs, day 0 = start; nothing was read on that day, so `overload` is NaN there."""
    found = indicators(totals, people)
    found["overload"][..., 0] = np.nan
    return found


def _central(m1: Any, m2: Any, m3: Any, m4: Any) -> dict[int, Any]:
    """Central moments of order 2, 3 and 4 from raw ones."""
    square = m1 * m1
    second = np.maximum(m2 - square, 0.0)
    third = m3 - 3 * m1 * m2 + 2 * square * m1
    fourth = m4 - 4 * m1 * m3 + 6 * square * m2 - 3 * square * square
    return {2: second, 3: third, 4: fourth}


def esteban_ray(shares: Any) -> Any:
    r"""Polarization :math:`\sum_i\sum_j p_i^2 p_j |y_i - y_j|` of the shares p of people in equal bins of e.

    `shares` are numbers or arrays of one shape, one for each bin from the lowest up.  0 when all share a bin (source
    ``esteban1994``, with exponent α = 1).

    >>> esteban_ray([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5])
    0.225
    """
    below, total = shares[0], sum(shares)
    distance = sum(k * shares[k] for k in range(1, len(shares)))
    polarization = shares[0] * shares[0] * distance
    for k in range(1, len(shares)):
        # One bin further up, those left behind are one bin further away and all others one bin nearer.
        distance = distance + (2.0 * below - total)
        polarization = polarization + shares[k] * shares[k] * distance
        below = below + shares[k]
    return polarization / len(shares)


def bimodality(central: dict[int, Any]) -> Any:
    """Bimodality coefficient (skewness² + 1)/kurtosis; 1 for two equal points, 5/9 for a uniform law.

    NaN where everybody believes almost the same (sd of e below 0.003); at most 1 (source ``pfister2013``).

    >>> two_points = {2: np.array([0.25]), 3: np.array([0.0]), 4: np.array([0.0625])}
    >>> float(bimodality(two_points)[0])
    1.0
    """
    # Moments are differences of numbers up to 1: the fourth, at least the square of the second, is wrong by 1e-15.
    spread = np.where(central[2] > 1e-5, central[2], np.nan)
    square = spread * spread
    return np.minimum((central[3] * central[3] / (square * spread) + 1.0) * square / central[4], 1.0)


def table(totals: Any, people: Any) -> pd.DataFrame:
    """Daily indicators of one run as a table with index `day`, 0 = start."""
    return pd.DataFrame(since_start(totals, people), index=pd.RangeIndex(len(totals), name="day"))
