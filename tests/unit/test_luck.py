"""What luck alone does: right on average, and exceeded once in 20, whether points share their luck or not."""

import math

import numpy as np
import pytest

from sentiment_abm.analysis.luck import luck_alone


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("replicates", [3, 5, 12])
def test_luck_of_all_points_alike_exceeds_its_end_once_in_20(power, replicates):
    # 1,000 samples; a right share is farther off than 0.027 once in 10,000 seeds.
    rng, above, wrong = np.random.default_rng(1), 0, 0
    for _ in range(1_000):
        moves = np.repeat(rng.normal(size=(1, replicates)), 4, axis=0)
        size = abs(moves.mean()) ** power
        high = luck_alone(moves, power)[1]
        above += size > high
        wrong += size > 0.7**power * high
    assert abs(above / 1_000 - 0.05) < 0.027
    assert abs(wrong / 1_000 - 0.05) > 0.027


def test_luck_of_each_point_is_the_variance_of_its_mean_for_sure():
    moves = np.random.default_rng(2).normal(0, 3, (5_000, 6))
    mean, high = luck_alone(moves, power=2)
    assert mean == pytest.approx(9 / 6, rel=0.05)
    assert high == pytest.approx(mean, rel=0.1)
    assert luck_alone(moves, power=1)[0] == pytest.approx(3 / math.sqrt(6) * math.sqrt(2 / math.pi), rel=0.05)


def test_a_mean_effect_is_no_luck_and_the_same_move_in_all_replicates_has_none():
    moves = np.random.default_rng(3).normal(size=(100, 5))
    assert luck_alone(moves + 7, 2) == pytest.approx(luck_alone(moves, 2))
    assert luck_alone(np.full((10, 4), 3.0), 2) == (0.0, 0.0)


def test_missing_replicates_count_less_and_single_ones_not_at_all():
    moves = np.random.default_rng(4).normal(size=(4_000, 4))
    moves[:, 3] = np.nan
    assert luck_alone(moves, 2)[0] == pytest.approx(1 / 3, rel=0.1)
    assert np.isnan(luck_alone(moves[:, 2:], 2)).all()


def test_two_replicates_cannot_tell_whose_luck_it_is():
    # The end is that of Student's t with one degree of freedom: 12.7 standard errors.
    mean, high = luck_alone(np.array([[1.0, -1.0], [1.0, -1.0]]), 1)
    assert high / mean == pytest.approx(12.706, rel=1e-3)
