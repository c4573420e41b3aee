"""Trust: known answers by hand, edges, and what holds over the declared ranges."""

import pytest
from hypothesis import strategies as st

from sentiment_abm.psychology.trust import TrustParams, blame, credit, excuse, trust
from tests.ranges import counts, for_all, params, shares

P = TrustParams(rate=1.5, asymmetry=3.0, discount=0.7)
trusting = params(TrustParams)
priors = st.floats(0.01, 20)
stakes = st.floats(0, 8)


def test_trust_is_the_mean_of_a_beta_distribution():
    assert trust(1.5, 2.5, 0.5, 2.0, 3.5) == pytest.approx(0.35, rel=1e-15)  # 3.5/10
    assert trust(0.0, 0.0, 0.0, 2.0, 3.0) == 0.4
    assert trust(3.0, 7.0, 0.0, 1.0, 1.0) == pytest.approx(1 / 3, rel=1e-15)  # T3 of MODEL.md
    assert trust(0.0, 1.0, 0.0, 0.0, 1.0) == 0.0


@pytest.mark.parametrize("odds", [4, 9])
def test_as_many_kept_promises_as_the_odds_of_trust_times_the_asymmetry_mend_one_failure(odds):
    """T3c of MODEL.md: m = κ·τ0/(1−τ0)."""
    p = TrustParams(rate=1.0, asymmetry=2.0)
    before = trust(0.0, 0.0, 0.0, float(odds), 1.0)
    broken = blame(1.0, 1.0, p)
    mended = [trust(m * credit(1.0, 1.0, p), broken, 0.0, float(odds), 1.0) for m in range(2 * odds + 1)]
    assert mended[-1] == pytest.approx(before, rel=1e-15)
    assert all(value < before for value in mended[:-1])


def test_outside_interference_excuses():
    assert excuse(0.6, P) == pytest.approx(0.58, rel=1e-14)  # 1 − .7·.6
    assert excuse(0.0, P) == 1.0
    assert excuse(1.0, P._replace(discount=1.0)) == 0.0


def test_evidence_is_weighted_by_what_was_promised():
    assert credit(2.5, 0.4, P) == pytest.approx(1.5, rel=1e-14)  # 1.5·2.5·.4
    assert blame(2.5, 0.4, P) == pytest.approx(4.5, rel=1e-14)  # 3·1.5·2.5·.4
    assert credit(0.0, 0.4, P) == blame(0.0, 0.4, P) == credit(2.5, 0.0, P) == blame(2.5, 0.0, P) == 0.0


@for_all(counts, counts, counts, priors, priors, st.floats(0, 100))
def test_trust_is_a_share_that_rises_with_kept_and_falls_with_broken_promises(kept, broken, scar, good, bad, more):
    here = trust(kept, broken, scar, good, bad)
    assert 0.0 < here < 1.0
    assert trust(kept + more, broken, scar, good, bad) >= here - 1e-12
    assert trust(kept, broken + more, scar, good, bad) <= here + 1e-12
    assert trust(kept, broken, scar + more, good, bad) == pytest.approx(
        trust(kept, broken + more, scar, good, bad), abs=1e-12
    )


@for_all(stakes, shares, trusting)
def test_a_failure_weighs_at_least_as_much_as_a_success(stake, part, p):
    assert 0.0 <= credit(stake, part, p) <= blame(stake, part, p) <= 5.0 * 3.0 * stake * part + 1e-12


@for_all(shares, shares, trusting)
def test_an_excuse_leaves_a_share_and_less_the_more_outsiders_did(one, other, p):
    low, high = sorted((one, other))
    assert 0.0 <= excuse(high, p) <= excuse(low, p) <= 1.0
