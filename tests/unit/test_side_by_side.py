"""Work shared among forks: the same answers whatever becomes of them.

Each case is a process of its own, because a process that has threads, as one of a parallel test run has, does not fork.
"""

import subprocess
import sys
from collections.abc import Sequence

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here")

HEAD = """
import os, sys, time
from sentiment_abm.report import side_by_side as shared
from sentiment_abm.sweep.signals import raise_on_signal
HERE, shared.processors = os.getpid(), lambda: 2
def where(thing):
    return thing, os.getpid() == HERE
"""


def said(*lines: str) -> Sequence[str]:
    """What a process prints that does this."""
    code = HEAD + "\n".join(lines)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert not done.returncode, done.stderr
    assert not done.stderr
    return done.stdout.splitlines()


def test_answers_stand_in_the_order_of_the_things_and_come_from_two_processes() -> None:
    found = said("print(shared.side_by_side(where, [5, 6, 7]))")
    assert found == ["[(5, True), (6, False), (7, True)]"]


def test_a_process_with_threads_does_not_fork() -> None:
    found = said(
        "import threading",
        "end = threading.Event(); threading.Thread(target=end.wait).start()",
        "print(shared.side_by_side(where, [5, 6])); end.set()",
    )
    assert found == ["[(5, True), (6, True)]"]


FATES = (
    "os._exit(0)",
    "os.kill(os.getpid(), 9)",
    "raise ValueError",
    "raise_on_signal(); os.kill(os.getpid(), 15)",
    "time.sleep(100)",
)


@pytest.mark.parametrize("fate", FATES)
def test_what_a_fork_does_not_do_is_done_here(fate: str) -> None:
    found = said(
        "shared.PATIENCE, shared.LEAST = 0.0, 0.5",
        "def lost(thing):",
        f"    if os.getpid() != HERE: {fate}",
        "    return where(thing)",
        "print(shared.side_by_side(lost, [5, 6, 7, 8]))",
    )
    assert found == ["[(5, True), (6, True), (7, True), (8, True)]"]


def test_an_error_is_raised_here_and_no_fork_is_left() -> None:
    found = said(
        "import multiprocessing",
        "def wrong(thing):",
        "    if thing == 6: raise ValueError(f'{thing} is wrong')",
        "    return where(thing)",
        "try: shared.side_by_side(wrong, [5, 6, 7])",
        "except ValueError as error: print(error)",
        "print(multiprocessing.active_children())",
    )
    assert found == ["6 is wrong", "[]"]


def test_forks_end_when_they_are_interrupted_here() -> None:
    found = said(
        "import multiprocessing, signal",
        "def interrupted(thing):",
        "    if os.getpid() != HERE: time.sleep(100)",
        "    signal.raise_signal(signal.SIGINT)",
        "try: shared.side_by_side(interrupted, [5, 6])",
        "except KeyboardInterrupt: print('interrupted')",
        "print(multiprocessing.active_children())",
    )
    assert found == ["interrupted", "[]"]
