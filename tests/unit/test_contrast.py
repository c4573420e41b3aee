"""Paired contrasts, intervals and bands against textbook formulas and scipy; coverage on samples of known law."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.analysis.comparison import compare
from sentiment_abm.analysis.contrast import paired
from sentiment_abm.analysis.statistics import bands, interval, replicates_needed
from sentiment_abm.spec import InputError


def runs(a, b, name="net_mean"):
    cases = ["a"] * len(a) + ["b"] * len(b)
    return pd.DataFrame({"case": cases, "replicate": [*range(len(a)), *range(len(b))], name: [*a, *b]})


def test_the_difference_is_that_of_the_pairs():
    found = paired(runs([1.0, 2.0, 4.0], [2.0, 5.0, 5.0]), of="net_mean", a="a", b="b")
    assert found.estimate == pytest.approx(5 / 3)
    assert (found.of, found.a, found.b, found.n) == ("net_mean", "a", "b", 3)


def test_pairs_are_matched_by_replicate_and_not_by_row():
    table = runs([1.0, 2.0, 3.0], [1.5, 2.5, 3.5])
    shuffled = table.sample(frac=1.0, random_state=1)
    assert paired(shuffled, "net_mean", "a", "b") == paired(table, "net_mean", "a", "b")


def test_turning_the_question_around_turns_the_answer_around():
    table = runs([0.1, 0.5, 0.2, 0.9], [0.3, 0.4, 0.6, 1.4])
    one, other = paired(table, "net_mean", "a", "b"), paired(table, "net_mean", "b", "a")
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.probability == pytest.approx(1 - other.probability)
    assert one.low < one.estimate < one.high


def test_the_interval_of_normal_data_is_near_that_of_the_t_test():
    rng = np.random.default_rng(3)
    a = rng.normal(size=60)
    b = a + rng.normal(0.5, 0.3, size=60)
    found = paired(runs(a, b), "net_mean", "a", "b")
    expected = stats.ttest_rel(b, a).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.01)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    # 300 samples of a skewed law with mean 1; a share of 0.9 covered has a standard error of 0.017.
    rng = np.random.default_rng(4)
    found = [interval(rng.exponential(size=40), confidence=0.9) for _ in range(300)]
    assert 0.84 < np.mean([each.low < 1.0 < each.high for each in found]) < 0.94
    assert np.mean([each.low < 1.3 < each.high for each in found]) < 0.7  # and notices what is not the truth


def test_variance_reduction_is_the_share_of_the_variance_that_pairing_saves():
    # var(b - a) = var a + var b - 2 cov: with equal variances and correlation r the share saved is r.
    rng = np.random.default_rng(5)
    common, r = rng.normal(size=20_000), 0.8
    a, b = (math.sqrt(r) * common + math.sqrt(1 - r) * rng.normal(size=20_000) for _ in range(2))
    table = runs(a[:5_000], b[:5_000])
    assert paired(table, "net_mean", "a", "b").variance_reduction == pytest.approx(r, abs=0.02)


def test_equal_differences_leave_no_doubt():
    found = paired(runs([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]), "net_mean", "a", "b")
    assert (found.low, found.estimate, found.high, found.probability) == (1.0, 1.0, 1.0, 1.0)


def test_ties_count_half():
    assert paired(runs([1.0, 1.0], [1.0, 1.0]), "net_mean", "a", "b").probability == 0.5


def test_one_pair_has_an_estimate_and_no_interval():
    found = paired(runs([1.0], [2.0]), "net_mean", "a", "b")
    assert (found.estimate, found.n) == (1.0, 1)
    assert math.isnan(found.low)
    assert math.isnan(found.variance_reduction)


def test_pairs_in_which_something_never_happened_are_left_out():
    found = paired(runs([10.0, math.nan, 30.0], [12.0, 20.0, math.nan], "decay_days"), "decay_days", "a", "b")
    assert (found.estimate, found.n) == (2.0, 1)
    assert paired(runs([math.nan], [1.0]), "net_mean", "a", "b").n == 0


def test_names_that_are_not_there_are_said_with_the_nearest():
    with pytest.raises(InputError) as caught:
        paired(runs([1.0], [2.0]), of="net_meen", a="a", b="c")
    assert caught.value.problems == (
        "no indicator 'net_meen' in the table of runs (did you mean 'net_mean'?)",
        "no case 'c': the cases are a, b",
    )


def test_bands_are_quantiles_between_replicates():
    values = np.arange(101.0)
    table = pd.DataFrame({"case": "a", "segment": "all", "day": 3, "replicate": range(101), "hope": values})
    found = bands(table, "hope").loc[("a", "all", 3)]
    assert found.to_dict() == {"low95": 2.5, "low50": 25.0, "median": 50.0, "high50": 75.0, "high95": 97.5}


def test_as_many_replicates_as_needed_are_just_enough():
    sample = np.random.default_rng(6).normal(0, 0.1, 50)
    needed = replicates_needed(sample, half_width=0.01)
    spread = sample.std(ddof=1)

    def half(n):
        return stats.t.interval(0.95, n - 1, scale=spread / math.sqrt(n))[1]

    assert half(needed) <= 0.01 < half(needed - 1)


def test_one_value_says_nothing_about_how_many_are_needed():
    with pytest.raises(ValueError, match="need two values"):
        replicates_needed([1.0], half_width=0.1)


def test_a_scenario_differs_from_itself_in_nothing():
    found = compare("promise_broken", "promise_broken", replicates=3, people=60, days=30)
    contrast = found.contrast("hope_mean")
    assert (contrast.estimate, contrast.low, contrast.high) == (0.0, 0.0, 0.0)
    assert (found.a, found.b) == ("promise_broken (a)", "promise_broken (b)")


def test_a_broken_promise_costs_trust():
    found = compare("promise_kept", "promise_broken", replicates=5, people=100, days=60, of="trust_last")
    assert found.contrast("trust_last").high < 0.0
    assert found.daily.groupby(["case", "replicate"]).size().unique() == [61]
    assert "promise_broken minus promise_kept, 5 paired replicates" in repr(found)
    assert list(found.table.index) == ["trust_last"]


def test_everything_that_is_wrong_with_a_comparison_is_said_at_once():
    with pytest.raises(InputError) as caught:
        compare("promise_kpt", "promise_broken", replicates=0, people=0, seed=-1, params={"trust.asymmetry": 9})
    text = str(caught.value)
    for part in ("replicates 0", "promise_kept", "people 0", "seed -1", "9 is outside 1…5"):
        assert part in text


def test_two_parameter_values_and_publics_can_be_compared():
    segments = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]
    settings = [{"patience.rate": 0.0}, {"patience.rate": 0.2}]
    found = compare(
        "talks_stall",
        "talks_stall",
        replicates=3,
        people=100,
        days=60,
        segments=segments,
        params=settings,
        of="net_mean",
    )
    assert found.contrast("net_mean").estimate < 0
    assert set(found.daily["segment"]) == {"all", "a", "b"}
    with pytest.raises(InputError, match="3 sets of parameters for two sides"):
        compare("quiet", "quiet", params=[{}, {}, {}])
