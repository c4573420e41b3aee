"""One digest for every way of computing a run (T18)."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import sentiment_abm as sa

sys.path.insert(0, str(Path(__file__).parent))
import cases

SMALL = {"people": 90, "days": 12}  # what an interpreted kernel lives in seconds


class Shuffled(sa.SentimentModel):
    """Visits its citizens in another order every time."""

    def visit(self, citizens: Any, phase: str) -> None:
        order = list(citizens)
        Random(f"{self.day} {phase}").shuffle(order)
        for citizen in order:
            getattr(citizen, phase)()


def by_shuffled_citizens(case: str, people: int, days: int) -> sa.Run:
    request = cases.request(case, people, days)
    model = Shuffled(
        cases.scenario(), society=request["society"], params=request["params"], rng=request["seed"], engine="mesa",
        horizon=days,
    )  # fmt: skip
    model.run_for(days)
    return model.run()


ASK_AHEAD = """
import runpy, sys
from sentiment_abm.engine import passes
passes.FAR = 0
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def elsewhere(engine: str, people: int, days: int, *before: str, **environment: str) -> dict[str, str]:
    """The digests as another process sees them, with arguments for Python before the script."""
    command = [sys.executable, *before, cases.__file__, str(people), str(days), engine]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("case", cases.CASES)
def test_threads_and_shuffled_citizens_give_the_same_bits(case: str) -> None:
    whole = sa.simulate(cases.scenario(), **cases.request(case))
    for threads in (2, 7):
        assert sa.simulate(cases.scenario(), **cases.request(case), threads=threads) == whole
    assert cases.digest(by_shuffled_citizens(case, 500, 20)) == cases.digest(whole)


def test_the_bits_are_those_of_the_last_release() -> None:
    """Frozen in digests.json; after a wanted change of the model: python tests/identity/cases.py --freeze."""
    assert cases.digests() == json.loads(cases.FROZEN.read_text())


def test_interpreted_kernel_and_another_process_give_the_same_bits() -> None:
    here = cases.digests(**SMALL)
    with ThreadPoolExecutor(2) as pool:
        compiled = pool.submit(elsewhere, "compiled", **SMALL)
        interpreted = pool.submit(elsewhere, "mesa", **SMALL, NUMBA_DISABLE_JIT="1")
        assert compiled.result() == here
        assert interpreted.result() == here


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{"NUMBA_CPU_NAME": "generic"}, {"NUMBA_OPT": "0"}, {"NUMBA_DISABLE_JIT": "1"}])
def test_other_code_generation_gives_the_same_bits(setting: dict[str, str], tmp_path: Path) -> None:
    here = cases.digests(**SMALL)
    assert elsewhere("compiled", **SMALL, **setting, SENTIMENT_ABM_CACHE=str(tmp_path)) == here


def test_asking_ahead_for_memory_gives_the_same_bits(tmp_path: Path) -> None:
    """As large societies do, here at a size that tests can afford."""
    here = cases.digests(people=300, days=12)
    assert elsewhere("compiled", 300, 12, "-c", ASK_AHEAD, SENTIMENT_ABM_CACHE=str(tmp_path)) == here


def test_steps_one_by_one_equal_all_days_in_one_call() -> None:
    request = cases.request("defaults")
    model = sa.SentimentModel(cases.scenario(), society=request["society"], rng=5)
    for _ in range(7):
        model.step()
    model.run_for(13)
    assert model.run() == sa.simulate(cases.scenario(), **request)


def test_the_digest_notices_one_bit() -> None:
    """A belief that differs in its last bit at the start is another run."""
    request = cases.request("defaults", days=1)
    belief = sa.simulate(cases.scenario(), **request).citizens["belief"].to_numpy(copy=True)
    before = sa.simulate(cases.scenario(), **request, start={"belief": belief})
    belief[17] = np.nextafter(belief[17], 0.0)
    after = sa.simulate(cases.scenario(), **request, start={"belief": belief})
    assert cases.digest(before) != cases.digest(after)
