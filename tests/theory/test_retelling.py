"""Retelling: news that the media never carry spreads from mouth to mouth like a Reed-Frost epidemic (T19, MODEL.md 8).

Law: whoever has learned an item passes it to each contact once, with chance q.  On a random graph of mean degree c the
size S of a large outbreak solves S = 1 − e^(−c·q·S), a large outbreak happens with the same chance S, and below
c·q = 1 there is none.  Sources: `newman2002` (epidemics as percolation), `weng2012`.
"""

from functools import cache
from math import sqrt

import numpy as np
import pytest

import sentiment_abm as sa

PEOPLE, DEGREE, OUTBREAKS = 20_000, 6, 30
LARGE = 0.10
SIZES = {0.5: 0.9405, 0.25: 0.5828}  # large outbreaks by q
RUMOR = [sa.NewsItem(0, "announcement", "They have met in secret", "leader", coverage=1)]


@cache
def societies():
    recipe = {"people": PEOPLE, "graph_recipe": "random", "contacts": DEGREE}
    return [sa.Society(**recipe, seed=seed) for seed in range(OUTBREAKS)]


@cache
def sizes(retell):
    """Share that has learned the item when nobody tells it any more, in independent societies."""
    params = {**sa.OFF, "attention.reach": 0.0, "talk.retell": retell}
    first = np.zeros(PEOPLE)
    first[0] = 1
    found = []
    for seed, society in enumerate(societies()):
        model = sa.SentimentModel(RUMOR, society=society, params=params, start={"known": first}, rng=seed)
        while is_told(model.run()):
            model.run_for(8)
        found.append(model.run().items["learned"][0] + 1 / PEOPLE)
    return np.array(found)


def is_told(run):
    """Whether somebody learned the item on the last day lived (or no day was)."""
    return len(run.daily) == 1 or (run.news["word_of_mouth"][run.news["day"] == len(run.daily) - 2] > 0).any()


def check_size(outbreaks, answer):
    large = outbreaks[outbreaks > LARGE]
    assert len(large) > 0
    assert abs(large.mean() / answer - 1) <= 0.02


def check_chance(outbreaks, answer):
    assert abs((outbreaks > LARGE).mean() - answer) <= 3 * sqrt(answer * (1 - answer) / len(outbreaks))


def check_silence(outbreaks):
    assert outbreaks.max() <= 0.01


@pytest.mark.parametrize("retell", SIZES)
def test_large_outbreaks_have_the_size_of_the_epidemic(retell):
    check_size(sizes(retell), SIZES[retell])


@pytest.mark.parametrize("retell", SIZES)
def test_outbreaks_are_large_as_often_as_theory_says(retell):
    check_chance(sizes(retell), SIZES[retell])


def test_below_the_threshold_rumors_die():
    check_silence(sizes(0.12))


def test_retelling_five_percent_more_often_is_noticed():
    """S = .6282 solves S = 1 − e^(−6·.2625·S)."""
    with pytest.raises(AssertionError):
        check_size(sizes(0.25), 0.6282)


def test_the_chance_of_another_retelling_is_noticed():
    with pytest.raises(AssertionError):
        check_chance(sizes(0.5), SIZES[0.25])


def test_an_outbreak_is_noticed():
    with pytest.raises(AssertionError):
        check_silence(sizes(0.25))
