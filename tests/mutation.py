"""The mutation run: break every rule in every place by a little, and see the unit tests of the rules fail.

    python -m tests.mutation              # all rules, minutes; writes the table of docs/validation.md
    python -m tests.mutation trust mood   # some files, only shown

One process and no copies: the tests are collected once, and each mutant meets the tests of its own file first.  Ends
with 1 if a mutant survives that `equivalent_mutants.toml` does not explain, or if one that it explains is killed.
"""

import sys
import tomllib
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutants import FILES, Mutant, mutants

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "validation.md"
BEGIN, END = "<!-- mutation run: written by tests/mutation.py -->", "<!-- end of mutation run -->"
KILLED, SURVIVED, NO_NUMBER = "killed", "survived", "no number"


class Trial(NamedTuple):
    """A collected test as a plain call."""

    name: str
    call: Callable[..., None]
    values: dict[str, Any]

    def failure(self) -> Exception | None:
        """What the test raises, or None."""
        try:
            self.call(**self.values)
        except Exception as error:  # noqa: BLE001  # whatever it is, the mutant was noticed
            return error
        return None


class Collector:
    """A pytest plugin that keeps what is collected."""

    def __init__(self) -> None:
        self.tests: list[Trial] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            assert isinstance(item, pytest.Function)
            values = item.callspec.params if hasattr(item, "callspec") else {}
            self.tests.append(Trial(item.nodeid, item.obj, values))


def collected() -> list[Trial]:
    """The unit tests of the rules, as `make quick` runs them, but without shrinking: one failure is enough."""
    settings.register_profile(
        "hunt",
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("hunt")
    found = Collector()
    files = sorted(str(path) for path in (TESTS / "unit").glob("test_rule_*.py"))
    pytest.main([*files, "--collect-only", "--assert=plain", "-p", "no:terminal", "-p", "no:cacheprovider"], [found])
    warnings.simplefilter("error")
    return found.tests


def fate(mutant: Mutant, tests: list[Trial], killers: Counter[str]) -> str:
    """What becomes of a mutant; tests that killed one of the same rule before, and those of its file, come first."""
    stem = f"test_rule_{Path(mutant.file).stem}"
    right, mutant.function.__code__ = mutant.function.__code__, mutant.code
    try:
        for test in sorted(tests, key=lambda test: (-killers[test.name], stem not in test.name)):
            if error := test.failure():
                killers[test.name] += 1
                # 1.01 times a named tuple is no mutant of the model, only nonsense.
                return NO_NUMBER if mutant.is_scaled and isinstance(error, TypeError) else KILLED
    finally:
        mutant.function.__code__ = right
    return SURVIVED


def explained() -> dict[str, str]:
    """Reason by mutant."""
    entries = tomllib.loads((TESTS / "equivalent_mutants.toml").read_text(encoding="utf-8"))["equivalent"]
    return {name: entry["reason"] for entry in entries for name in entry["mutants"]}


def section(counts: dict[str, Counter[str]], reasons: dict[str, str]) -> Iterable[str]:
    """The lines of the page."""
    total = sum(counts.values(), Counter())
    yield f"{total[KILLED] + total[SURVIVED]:,} mutants: {total[KILLED]:,} killed, {total[SURVIVED]} survived."
    yield ""
    yield "| file | mutants | killed | survived |"
    yield "|---|--:|--:|--:|"
    for file, count in counts.items():
        yield f"| `{file}` | {count[KILLED] + count[SURVIVED]} | {count[KILLED]} | {count[SURVIVED]} |"
    yield ""
    yield "Who survived, and why no test can tell them from the rules:"
    yield ""
    for reason in dict.fromkeys(reasons.values()):
        yield f"- {reason[0].upper()}{reason[1:]}:"
        yield from (f"  - {name}" for name, why in reasons.items() if why == reason)


def written(lines: Iterable[str]) -> None:
    """Put the section into its place on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([f"{before}{BEGIN}", *lines, f"{END}{after}"]), encoding="utf-8")


def main(stems: list[str]) -> int:
    """Run, show, write; see the top of the file."""
    tests, reasons = collected(), explained()
    if broken := [test.name for test in tests if test.failure()]:
        sys.stdout.write(f"{len(broken)} of {len(tests)} tests fail before anything is broken: {broken[:3]}\n")
        return 1
    counts: dict[str, Counter[str]] = {}
    survivors: Counter[str] = Counter()
    killers: dict[str, Counter[str]] = defaultdict(Counter)
    files = [path for path in FILES if not stems or path.stem in stems]
    for mutant in (mutant for path in files for mutant in mutants(path)):
        end = fate(mutant, tests, killers[f"{mutant.file} {mutant.rule}"])
        counts.setdefault(mutant.file, Counter())[end] += 1
        survivors[mutant.name] += end == SURVIVED
    asked = {name: why for name, why in reasons.items() if name.partition(" ")[0] in counts}
    wrong = [f"survived: {name}" for name in (survivors - Counter(list(asked))).elements()]
    wrong += [f"killed after all: {name}" for name in asked if not survivors[name]]
    sys.stdout.write("\n".join([*section(counts, asked), *wrong, ""]))
    if not stems and not wrong:
        written(section(counts, asked))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
