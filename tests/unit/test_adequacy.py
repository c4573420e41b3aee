"""Replicate adequacy against textbook sample sizes, SciPy's intervals and simulated tests; error rates stated."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.analysis.adequacy import Adequacy, adequacy
from sentiment_abm.spec import InputError


def of_spread(spread: float, n: int = 100) -> Adequacy:
    values = np.tile([-1.0, 1.0], n // 2)
    return Adequacy("net_mean", "a", None, values * spread / values.std(ddof=1), math.nan)


def pairs(n: int = 50, seed: int = 1) -> pd.DataFrame:
    """Two cases that share most of their luck."""
    rng = np.random.default_rng(seed)
    luck = rng.normal(size=n)
    own = rng.normal(0.0, 0.5, (2, n))
    return pd.DataFrame(
        {"case": ["a"] * n + ["b"] * n, "replicate": [*range(n)] * 2, "net_mean": [*(luck + own[0]), *(luck + own[1])]}
    )


@pytest.mark.parametrize(
    ("effect", "power", "expected"), [(0.5, 0.8, 34), (0.2, 0.8, 199), (0.8, 0.8, 15), (0.5, 0.9, 44), (0.5, 0.95, 54)]
)
def test_replicates_to_see_are_those_of_the_tables_for_a_paired_t_test(effect, power, expected):
    # What G*Power 3.1 gives for "means: difference between two dependent means", two-sided, alpha 0.05.
    assert of_spread(1.0).replicates_to_see(effect, power) == expected


def test_power_is_the_share_of_simulated_intervals_that_leave_out_0():
    # 20,000 samples: a right power is off by more than 0.0137 once in 10,000 seeds.
    rng, found = np.random.default_rng(2), of_spread(1.0)
    for n, difference in ((2, 3.0), (10, 1.0), (40, -0.3)):
        values = rng.normal(difference, 1.0, (20_000, n))
        half = stats.t.ppf(0.975, n - 1) * values.std(axis=1, ddof=1) / math.sqrt(n)
        share = (np.abs(values.mean(axis=1)) > half).mean()
        assert abs(found.power(n, difference) - share) < 0.0137
        assert abs(found.power(n, 1.3 * difference) - share) > 0.0137  # a wrong one is noticed


def test_power_of_no_difference_is_the_false_alarm_rate_and_of_a_large_one_is_certain():
    found = of_spread(0.1)
    assert found.power(20, 0.0) == pytest.approx(0.05)
    assert [found.power(n, 50.0) for n in (3, 10, 100, 10**6)] == pytest.approx([1.0] * 4)
    assert of_spread(0.0).power(2, 1e-9) == 1.0


def test_the_smallest_difference_seen_is_seen_by_so_many_replicates():
    found = of_spread(0.3)
    for row in found.table.iloc[[0, 5, -1]].itertuples():
        assert found.power(row.replicates, row.seen) == pytest.approx(0.8, abs=1e-6)
        assert found.replicates_to_see(row.seen * 1.000001) == row.replicates


def test_the_row_of_the_present_number_is_the_present_interval():
    table = pairs()
    found = adequacy(table, "net_mean", "a", "b")
    difference = table["net_mean"].to_numpy()[50:] - table["net_mean"].to_numpy()[:50]
    row = found.table.set_index("replicates").loc[50]
    half = stats.t.interval(0.95, 49, scale=stats.sem(difference))[1]
    assert row["half_width"] == pytest.approx(half) == pytest.approx(row["measured"])
    first = stats.t.interval(0.95, 1, scale=stats.sem(difference[:2]))[1]
    assert found.table["measured"].iloc[0] == pytest.approx(first)
    assert found.table.query("replicates > 50")["measured"].isna().all()


def test_shared_luck_is_worth_what_it_saves():
    found = adequacy(pairs(), "net_mean", "a", "b").table.set_index("replicates").loc[50]
    alone = [adequacy(pairs(), "net_mean", case).spread ** 2 for case in "ab"]
    assert found["unpaired"] == pytest.approx(stats.t.ppf(0.975, 98) * math.sqrt(sum(alone) / 50))
    assert found["unpaired"] > 1.5 * found["half_width"]
    assert adequacy(pairs(), "net_mean", "a").table["unpaired"].isna().all()


def test_the_range_of_the_expected_half_width_holds_the_true_one_in_95_of_100_cases():
    # 2,000 samples: a right range is off by more than 0.019 once in 10,000 seeds.
    rng, n, held, narrow = np.random.default_rng(3), 12, 0, 0
    true = stats.t.ppf(0.975, n - 1) / math.sqrt(n)
    for _ in range(2_000):
        found = Adequacy("net_mean", "a", None, rng.normal(size=n), math.nan)
        low, high = (found.spread * factor for factor in np.sqrt((n - 1) / stats.chi2.ppf([0.975, 0.025], n - 1)))
        held += low * true <= true <= high * true
        narrow += low * 1.2 * true <= true <= high * 0.8 * true
    assert abs(held / 2_000 - 0.95) < 0.019
    assert abs(narrow / 2_000 - 0.95) > 0.019
    row = found.table.set_index("replicates").loc[n]
    assert (row["low"], row["high"]) == pytest.approx((low * true, high * true))


def test_replicates_with_several_points_count_once():
    one = pairs(10)
    twice = pd.concat([one.assign(point=0), one.assign(point=1)])
    assert adequacy(twice, "net_mean", "a", "b").values.tolist() == adequacy(one, "net_mean", "a", "b").values.tolist()


def test_replicates_without_a_value_are_left_out():
    table = pairs(5)
    table.loc[[1, 7], "net_mean"] = math.nan
    assert len(adequacy(table, "net_mean", "a", "b").values) == 3
    assert len(adequacy(table, "net_mean", "a").values) == 4


def test_values_that_do_not_vary_need_no_more_replicates():
    table = pd.DataFrame({"case": "a", "replicate": range(3), "net_mean": 0.5})
    found = adequacy(table, "net_mean", "a")
    assert found.replicates_for(0.01) == 2
    assert found.table["half_width"].eq(0.0).all()
    assert "half of that takes 3" in repr(found)


def test_mistakes_are_said():
    with pytest.raises(InputError) as caught:
        adequacy(pairs(), "net_meen", "a", "c")
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="two replicates have to have a value, and there are 1"):
        adequacy(pairs(1), "net_mean", "a")
    with pytest.raises(InputError, match="two pairs of replicates have to have a value, and there are 0"):
        adequacy(pairs(3).assign(net_mean=math.nan), "net_mean", "a", "b")
    with pytest.raises(InputError) as caught:
        of_spread(1.0).replicates_to_see(0.0, power=1.0)
    assert caught.value.problems == (
        "difference 0 cannot be told from 0 by any number of replicates",
        "power 1.0 is not between 0.05 and 1",
    )
    with pytest.raises(InputError, match="more than 1,000,000,000 replicates"):
        of_spread(1.0).replicates_to_see(1e-6)
