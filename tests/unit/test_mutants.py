"""The mutation run makes the mutants that it claims to make, sees them die, and leaves the rules as they were."""

from collections import Counter

from sentiment_abm.psychology.contagion import exposure
from sentiment_abm.psychology.trust import excuse
from tests.mutants import FILES, PACKAGE, mutants
from tests.mutation import KILLED, SURVIVED, Trial, explained, fate

EXCUSES = [mutant for mutant in mutants(PACKAGE / "psychology/trust.py") if mutant.rule == "excuse"]


def test_a_rule_is_broken_in_every_place():
    """1 − disc·x: both operations turned, one side left out, one percent more; and the 1."""
    assert sorted(mutant.change.partition(" → ")[2] for mutant in EXCUSES) == sorted(
        [
            "`1.0 + p.discount * external`",
            "`1.0`",
            "`p.discount * external`",
            "`(1.0 - p.discount * external) * 1.01`",
            "`1.01`",
            "`p.discount / external`",
            "`p.discount`",
            "`external`",
            "`p.discount * external * 1.01`",
        ]
    )


def test_comparisons_and_conditions_are_broken_too():
    found = {mutant.change for mutant in mutants(PACKAGE / "psychology/contagion.py")}
    assert "`select(p.threshold > 0.0, reached, share)` → `select(p.threshold >= 0.0, reached, share)`" in found
    assert "`select(p.threshold > 0.0, reached, share)` → `select(p.threshold <= 0.0, reached, share)`" in found
    assert "`count >= p.threshold * contacts - 1e-09` → `count >= p.threshold * contacts + 1e-09`" in found


def test_mutants_live_only_while_they_are_met():
    right = excuse.__code__
    tests = [Trial("test_rule_trust", lambda: check(excuse(0.6, Discount) == 1 - 0.7 * 0.6), {})]
    assert {fate(mutant, tests, Counter()) for mutant in EXCUSES} == {KILLED}
    assert excuse.__code__ is right


def test_a_blind_test_lets_mutants_live():
    blind = [Trial("test_rule_trust", lambda: check(0.0 <= excuse(0.0, Discount) <= 2.0), {})]
    assert SURVIVED in {fate(mutant, blind, Counter()) for mutant in EXCUSES}
    assert exposure.__code__.co_filename != "<mutant>"


def test_explained_mutants_are_mutants():
    made = {mutant.name for path in FILES for mutant in mutants(path)}
    assert len(made) > 1500
    assert set(explained()) <= made


class Discount:
    discount = 0.7


def check(condition):
    assert condition
