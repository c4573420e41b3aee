"""The same tables, byte for byte, on threads, processes and a cluster, also when workers are killed meanwhile."""

import os
import signal
import struct
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.execute import LostError
from sentiment_abm.sweep.store import load
from sentiment_abm.sweep.study import Study

# Two networks in every case, some runs of them in every batch.
STUDY = Study(
    name="anywhere",
    scenario="promise_broken",
    society={"people": 60, "contacts": 4},
    compare={"caveats": {"scenario.caveat": 0.7}},
    sweep=Sweep(design="grid", vary={"trust.asymmetry": [1.0, 2.0, 3.0], "talk.weight": [0.1, 0.3]}),
    replicates=4,
    days=20,
    seed=9,
)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts that one thread leaves."""
    folder = tmp_path_factory.mktemp("one thread")
    STUDY.run(folder, workers=1)
    return bytes_of(folder)


def processes(count: int) -> ProcessPoolExecutor:
    # Started afresh: a fork may inherit the locks of threads that it does not have.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


class Killer:
    """Kills one worker when the first runs are back; `victims` says who they are."""

    def __init__(self, victims) -> None:
        self.victims, self.killed = victims, 0

    def __call__(self, done: int, total: int, _failed: int) -> None:
        if 0 < done < total and not self.killed:
            self.killed = next(iter(self.victims()))
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.parametrize("workers", [2, 5])
def test_threads(expected, tmp_path, workers):
    STUDY.run(tmp_path, workers=workers)
    assert bytes_of(tmp_path) == expected
    assert len(expected) == 3


def test_processes_one_of_which_is_killed(expected, tmp_path):
    made = []

    def factory():
        made.append(processes(2))
        return made[-1]

    killer = Killer(lambda: list(made[-1]._processes))
    STUDY.run(tmp_path, executor=factory, progress=killer)
    assert killer.killed
    assert len(made) == 2  # the pool broke, and there was a new one
    assert bytes_of(tmp_path) == expected


def test_a_process_that_is_killed_in_the_middle_of_its_answer(expected, tmp_path):
    """It has the turn to answer, and has sent the beginning: all others wait, Python's own thread for the rest."""
    made, torn = [], []

    def factory():
        made.append(processes(2))
        return made[-1]

    def tear(done: int, total: int, _failed: int) -> None:
        if 0 < done < total and not torn:
            torn.append(done)
            answers = made[0]._result_queue
            answers._wlock.acquire()
            os.write(answers._writer.fileno(), struct.pack("!i", 10_000) + b"the beginning")
            os.kill(next(iter(made[0]._processes)), signal.SIGKILL)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(120)  # without help it would wait for ever
    try:
        STUDY.run(tmp_path, executor=factory, progress=tear)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert torn
    assert len(made) == 2
    assert bytes_of(tmp_path) == expected


@pytest.mark.slow  # a cluster takes seconds to start
def test_a_cluster_a_worker_of_which_is_killed(expected, tmp_path):
    import distributed

    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        killer = Killer(lambda: client.run(os.getpid).values())
        STUDY.run(tmp_path, executor=client.get_executor(), progress=killer)
    assert killer.killed
    assert bytes_of(tmp_path) == expected


def test_workers_that_die_over_and_over_end_the_session_with_a_clear_error(tmp_path):
    def stillborn():
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os._exit, initargs=(1,))

    with pytest.raises(LostError, match="workers died 3 times over the same 1 runs"):
        STUDY.run(tmp_path, executor=stillborn)
    assert load(tmp_path).manifest["status"] == "running"  # the same command goes on from here


def test_an_executor_that_was_given_and_breaks_cannot_be_replaced_and_what_came_back_is_kept(expected, tmp_path):
    with processes(1) as pool, pytest.raises(BrokenExecutor):
        STUDY.run(tmp_path, executor=pool, progress=Killer(lambda: list(pool._processes)))
    stored = len(load(tmp_path).runs)
    assert 0 < stored < 48
    seen = []
    STUDY.run(tmp_path, workers=1, progress=lambda done, *_: seen.append(done))
    assert seen[0] == stored
    assert bytes_of(tmp_path) == expected


def test_elsewhere_than_in_the_main_thread_nobody_listens_to_signals(expected, tmp_path):
    thread = threading.Thread(target=STUDY.run, args=(tmp_path,))
    thread.start()
    thread.join()
    assert bytes_of(tmp_path) == expected
