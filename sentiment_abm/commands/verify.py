"""Checks of this machine: random numbers, the same bits from both engines and any number of threads, known answers.

And where compiled code is kept, which changes no result.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sentiment_abm.draws import Key, philox4x32
from sentiment_abm.engine.compiled import kernel
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.psychology.params import OFF
from sentiment_abm.rule import exp_portable, log_portable


class Check(NamedTuple):
    """One check: what is claimed, what was found, and whether they agree."""

    name: str
    claim: str
    found: str
    passed: bool


# The answers that Salmon et al. (2011) publish with their code: counter, key, four words.
PHILOX = (
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), "d16cfe09 94fdcceb 5001e420 24126ea1"),
)


def verified() -> list[Check]:
    """All checks, in order; a check that raises has failed."""
    return [_tried(check) for check in (philox, portable, engines, threads, trust, claim, stillness, code)]


def table_of(checks: list[Check], as_json: bool) -> str:
    """The checks as a table, or as JSON."""
    if as_json:
        return json.dumps([check._asdict() for check in checks], indent=2, ensure_ascii=False)
    lines = [f"{'ok' if check.passed else 'FAILED':<7}{check.name:<20}{check.claim}: {check.found}" for check in checks]
    failed = sum(not check.passed for check in checks)
    return "\n".join([*lines, f"{len(checks) - failed} of {len(checks)} checks passed"])


def philox() -> Check:
    """The generator gives the published words."""
    found = [" ".join(f"{word:08x}" for word in philox4x32(*counter, Key(*key))) for counter, key, _ in PHILOX]
    right = sum(words == published for words, (_, _, published) in zip(found, PHILOX, strict=True))
    return Check("random numbers", "Philox4x32-10 gives the published words", f"{right} of 3", right == 3)


def portable() -> Check:
    """The exponential and the logarithm of the rules are right."""
    points = [n / 4.0 for n in range(-40, 41)]
    error = max(abs(exp_portable(x) / math.exp(x) - 1.0) for x in points)
    error = max(error, *(abs(log_portable(math.exp(x)) - x) for x in points))
    return Check("exp and log", "within 1e-12 of the C library", f"{error:.1e}", error < 1e-12)


def engines() -> Check:
    """Interpreted citizens and the compiled kernel agree in every bit."""
    citizens = simulate("promise_broken", people=60, days=40, seed=11, engine="mesa")
    same = simulate("promise_broken", people=60, days=40, seed=11) == citizens
    return _same_bits("two engines", "Mesa citizens and compiled kernel have the same bits", same)


def threads() -> Check:
    """The number of threads changes nothing."""
    two = simulate("promise_broken", people=500, days=60, seed=12, threads=2)
    same = simulate("promise_broken", people=500, days=60, seed=12) == two
    return _same_bits("threads", "1 and 2 threads have the same bits", same)


def trust() -> Check:
    """T3: prior (1, 1), three promises kept and seven broken, everything else off: trust is 1/3."""
    kept = [1.0] * 3 + [0.0] * 7
    items = [NewsItem(day, "outcome", f"Outcome {day}", "leader", hype=1.0, delivered=r) for day, r in enumerate(kept)]
    learning = {"trust.prior_kept": 1.0, "trust.prior_broken": 1.0, "trust.rate": 1.0, "trust.asymmetry": 1.0}
    run = simulate(Scenario("ten outcomes", tuple(items)), people=50, params={**OFF, **learning}, days=12)
    return _number("T3, trust", "3 of 10 promises kept", 1 / 3, float(run.daily["trust"].iloc[-1]), 1e-12)


def claim() -> Check:
    """T4: a claim of strength ln(7/3) from a source of credibility one half moves belief by .4055."""
    item = NewsItem(0, "announcement", "A claim", "wire")
    scenario = Scenario("one claim", (item,), sources={"wire": 0.5})
    believing = {"belief.claim": math.log(7 / 3), "belief.prior": 0.0}
    run = simulate(scenario, people=50, params={**OFF, **believing}, days=2)
    return _number("T4, belief", "one claim, half believed", 0.4055, float(run.citizens["belief"].mean()), 1e-4)


def stillness() -> Check:
    """T17: with everything off and no news nobody changes."""
    run = simulate(people=50, params=OFF, days=10, seed=3)
    still = run.daily[["hope", "skepticism", "disappointment", "belief", "trust"]].nunique().eq(1).all()
    return _same_bits("T17, stillness", "without mechanisms and news nothing changes", bool(still))


def code() -> Check:
    """Compiled code is kept for the next start where it can be; elsewhere starts take longer, and that is all."""
    simulate("promise_broken", people=50, days=2)
    stats = getattr(kernel().advance, "stats", None)  # it has none where compiling is switched off
    folder = stats.cache_path if stats else None
    if folder and any(Path(folder).glob("*.nbc")):
        return Check("compiled code", "kept for the next start", str(Path(folder).parent), passed=True)
    found = "no folder to keep it in; SENTIMENT_ABM_CACHE can name one"
    return Check("compiled code", "made at every start", found, passed=True)


def _number(name: str, claim: str, expected: float, found: float, tolerance: float) -> Check:
    return Check(name, f"{claim} gives {expected:.4f}", f"{found:.4f}", abs(found - expected) <= tolerance)


def _same_bits(name: str, claim: str, same: bool) -> Check:
    return Check(name, claim, "yes" if same else "no", same)


def _tried(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  # a check that cannot even run must not hide the others
        claim = (check.__doc__ or "").splitlines()[0]
        return Check(check.__name__, claim, f"{type(error).__name__}: {error}", passed=False)
