"""Phase diagrams and tipping lines on made-up sweeps whose regimes and crossings are known in closed form."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sentiment_abm.analysis.regimes import crossing, phases, tipping_line
from sentiment_abm.spec import InputError

X, Y = "talk.weight", "trust.asymmetry"
ACROSS, UP = np.linspace(0.0, 1.0, 6), np.array([1.0, 2.0, 4.0])


def sweep(seed: int, replicates: int = 20, noise: float = 0.1, slope: float = 1.0) -> pd.DataFrame:
    """Net sentiment is slope · (x − y / 10) plus luck, half of it shared by all points of a replicate."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0.0, noise, (replicates, 1, 1))
    own = rng.normal(0.0, noise, (replicates, len(UP), len(ACROSS)))
    net = slope * (ACROSS[None, None, :] - UP[None, :, None] / 10) + common + own
    replicate, row, column = np.indices(net.shape)
    table = {"case": "a", "replicate": replicate.ravel(), X: ACROSS[column.ravel()], Y: UP[row.ravel()]}
    return pd.DataFrame({**table, "net_last": net.ravel(), "status": "done"})


def with_moods(table: pd.DataFrame) -> pd.DataFrame:
    """Moods that give this net sentiment, with a constant share of skepticism."""
    net = table["net_last"].clip(-0.7, 0.7)
    return table.assign(net_last=net, skepticism_last=0.3, hope_last=0.35 + net / 2, disappointment_last=0.35 - net / 2)


def test_the_mood_with_the_highest_mean_leads():
    table = phases(with_moods(sweep(1, noise=0.0)), X, Y)
    assert len(table) == 18
    for row in table.to_dict("records"):
        net = min(row[X] - row[Y] / 10, 0.7)
        if abs(net) < 1e-9:
            continue
        assert row["leader"] == ("hope" if net > 0 else "disappointment")
        assert row["lead"] == pytest.approx(min(abs(net), 0.05 + abs(net) / 2))
        assert (row["agreement"], row["units"], row["net"]) == (1.0, 20, pytest.approx(net))


def test_the_sign_is_0_where_the_interval_holds_0():
    table = phases(with_moods(sweep(2)), X, Y)
    each = with_moods(sweep(2)).groupby([X, Y])["net_last"]
    for (x, y), values in each:
        low, high = stats.t.interval(0.95, 19, values.mean(), stats.sem(values))
        row = table[(table[X] == x) & (table[Y] == y)].iloc[0]
        assert row["sign"] == (1 if low > 0 else -1 if high < 0 else 0)
        assert (row["low95"], row["high95"]) == pytest.approx((low, high))
    assert set(table["sign"]) == {-1, 0, 1}


def test_agreement_is_the_share_of_replicates_that_the_leader_leads():
    table = with_moods(sweep(3, replicates=4, noise=0.0)).query(f"`{X}` == 1.0 and `{Y}` == 1.0")
    table.loc[table["replicate"] == 0, ["hope_last", "disappointment_last"]] = [0.0, 0.7]
    found = phases(table, X, Y).iloc[0]
    assert (found["leader"], found["agreement"]) == ("hope", 0.75)


def test_one_replicate_has_no_sign():
    assert phases(with_moods(sweep(4, replicates=1)), X, Y)["sign"].eq(0).all()


def test_the_tipping_line_is_where_the_mean_is_0():
    table = tipping_line(sweep(5, noise=0.0), X, Y)
    assert table[Y].tolist() == UP.tolist()
    assert table[X].tolist() == pytest.approx((UP / 10).tolist())
    assert table["low"].tolist() == table["high"].tolist() == pytest.approx(table[X].tolist())
    assert table[["way", "share", "crossings", "replicates"]].iloc[0].tolist() == ["up", 1.0, 1, 20]
    falling = tipping_line(sweep(5, noise=0.0, slope=-1.0), X, Y)
    assert falling[X].tolist() == pytest.approx((UP / 10).tolist())
    assert falling["way"].eq("down").all()
    other = tipping_line(sweep(5, noise=0.0), X, Y, level=0.3)
    assert other[X].tolist() == pytest.approx((UP / 10 + 0.3).tolist())


def test_the_interval_holds_the_true_crossing_in_95_of_100_cases():
    # 300 sweeps; a right interval is farther off once in 10,000 seeds.  One row, so that all of them are independent.
    covered, missed = 0, 0
    for seed in range(300):
        row = tipping_line(sweep(seed).query(f"`{Y}` == 4.0"), X, Y).iloc[0]
        covered += row["low"] <= 0.4 <= row["high"]
        missed += row["low"] <= 0.45 <= row["high"]
    slack = 3.9 * math.sqrt(0.95 * 0.05 / 300)
    assert abs(covered / 300 - 0.95) < slack
    assert abs(missed / 300 - 0.95) > slack  # another place is noticed


def test_a_crossing_that_chance_may_move_off_the_sweep_has_an_open_end():
    table = sweep(20, replicates=10, noise=0.3).query(f"`{Y}` == 1.0")
    row = tipping_line(table, X, Y).iloc[0]
    assert row["share"] < 1.0
    assert row["low"] == -math.inf
    assert math.isfinite(row["high"])


def test_rows_without_a_crossing_say_so():
    row = tipping_line(sweep(7, noise=0.0), X, Y, level=5.0).iloc[0]
    assert math.isnan(row[X])
    assert (row["way"], row["crossings"]) == ("", 0)
    assert tipping_line(sweep(7, replicates=1), X, Y)["low"].isna().all()


def test_the_first_of_several_crossings_is_told_with_their_number():
    found = crossing(np.array([0.0, 1.0, 2.0, 4.0]), np.array([-1.0, 1.0, -1.0, 3.0]), 0.0)
    assert (found.at, found.rising, found.times) == (0.5, True, 3)
    assert crossing(np.array([0.0, 1.0]), np.array([-1.0, 0.0]), 0.0).at == 1.0


def test_replicates_with_gaps_and_failed_runs_stay_out():
    table = sweep(8, replicates=5)
    table.loc[(table["replicate"] == 2) & (table[X] == 0.4), "status"] = "failed"
    assert tipping_line(table, X, Y)["replicates"].tolist() == [4, 4, 4]


def test_mistakes_are_said_all_at_once():
    table = pd.concat([sweep(9), sweep(9).assign(case="b")])
    with pytest.raises(InputError) as caught:
        tipping_line(table, "talk.wieght", Y, "net_lost")
    assert caught.value.problems == (
        "no indicator 'net_lost' in the table of runs (did you mean 'net_last'?)",
        "no setting 'talk.wieght' in the table of runs (did you mean 'talk.weight'?)",
        "case is missing: the cases are a, b",
    )
    with pytest.raises(InputError, match="no case 'c'"):
        tipping_line(table, X, Y, case="c")
    with pytest.raises(InputError, match="are not all different"):
        tipping_line(sweep(9), X, X)
    with pytest.raises(InputError, match="two different numbers"):
        tipping_line(sweep(9).query(f"`{X}` == 0"), X, Y)
    with pytest.raises(InputError, match="when 'first' is not one of last, mean"):
        phases(sweep(9), X, Y, when="first")
    with pytest.raises(InputError, match="no finished run has net_last"):
        tipping_line(sweep(9).assign(status="failed"), X, Y)
