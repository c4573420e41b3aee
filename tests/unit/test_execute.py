"""How runs are dealt out: every run once, neighbors together, as many at a time as the clock says."""

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import chain

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment_abm.society.recipe import Recipe
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.batches import FASTER, MOST_ROWS, MOST_RUNS, Pace, batches
from sentiment_abm.sweep.crew import ELSEWHERE, ON_THREADS, Crew, crew_of, processors
from sentiment_abm.sweep.execute import AHEAD, execute
from sentiment_abm.sweep.job import Job
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.records import Records, Rows
from tests.studies import SMALL


def planned(seeds, runs):
    return [Planned(f"{seed:08}{run:08}", "a", seed, seed, {}) for seed in range(seeds) for run in range(runs)]


def jobs(runs, most):
    """Neighbors as the study makes them: as many as may go together, of one seed."""
    runs = list(runs)
    while runs:
        count = most()
        ids = tuple(run.run_id for run in runs[:count])
        yield Job(ids, None, np.zeros((len(ids), 1)), Recipe(people=20), 1, runs[0].seed, "compiled")
        runs = runs[count:]


def came_back(runs, seconds, rows=0):
    """Records of so many runs that took so long."""
    days = Rows(pa.table({"day": np.zeros(rows)}), np.zeros(runs, np.int64))
    return Records(pa.table({"run_id": [""] * runs}), days, days, seconds)


@given(st.integers(1, 12), st.integers(1, 7), st.integers(1, 5), st.integers(1, 40))
def test_every_run_is_dealt_out_once_in_batches_of_neighbors(seeds, runs, lanes, fitting):
    plan = planned(seeds, runs)
    pace = Pace(1.0, len(plan), lambda: 1)
    pace.fitting = fitting
    dealt = [[run_id for job in batch for run_id in job.run_ids] for batch in batches(plan, jobs, pace, lanes)]
    assert sorted(chain.from_iterable(dealt)) == [run.run_id for run in plan]
    assert all(batch == sorted(batch) and len(batch) <= fitting + runs - 1 for batch in dealt)
    assert pace.left == 0


def test_workers_begin_with_networks_of_their_own():
    pace = Pace(1.0, 40, lambda: 2)
    pace.fitting = 5
    dealt = [{job.seed for job in batch} for batch in batches(planned(4, 10), jobs, pace, lanes=2)]
    assert dealt[:4] == [{0}, {1}, {0}, {1}]


def test_short_runs_of_several_networks_make_one_batch():
    pace = Pace(1.0, 4_000, lambda: 2)
    pace.fitting = 100
    first = next(batches(planned(400, 10), jobs, pace, lanes=2))
    assert [job.seed for job in first] == list(range(10))


def test_batches_grow_step_by_step_to_what_fits_into_the_time():
    pace = Pace(10.0, 10**9, lambda: 4)
    assert pace.most() == 1
    pace.heard(came_back(1, 20.0))  # it had to be compiled
    assert pace.most() == 1
    pace.heard(came_back(1, 0.01))
    assert pace.most() == FASTER
    pace.heard(came_back(FASTER, FASTER * 0.01))
    assert pace.most() == FASTER**2
    pace.heard(came_back(FASTER**2, FASTER**2 * 0.01))
    assert pace.most() == 1_000
    pace.heard(came_back(1_000, 40.0))  # the machine has become slower
    assert pace.most() == 250


def test_batches_stay_small_enough_for_memory_and_post():
    pace = Pace(10.0, 10**9, lambda: 4)
    pace.fitting = 10_000
    pace.heard(came_back(100, 0.001, rows=100 * 500))
    assert pace.most() == MOST_ROWS // 500
    pace.heard(came_back(10_000, 0.001))
    assert pace.most() == MOST_RUNS


def test_the_last_batches_are_small_so_that_all_workers_end_together():
    pace = Pace(10.0, 100, lambda: 4)
    pace.fitting = 1_000
    assert pace.most() == 13
    pace.left = 3
    assert pace.most() == 1


class Eager(Executor):
    """Runs what it is given at once, and notes how much of it nobody has looked at yet."""

    _max_workers = 2

    def __init__(self):
        self.given = 0

    def submit(self, work, /, *args):
        future = Future()
        future.set_result(work(*args))
        self.given += 1
        return future


def test_no_more_is_handed_out_than_is_needed_to_keep_workers_busy(study):
    made = study(SMALL, {"study.replicates": 20})
    pool = Eager()
    left_behind = execute(sorted(made.plan()), made.jobs, Crew(pool, None), threading.Event())
    next(left_behind)
    assert pool.given == AHEAD * 2
    left_behind.close()


def test_a_stop_finishes_the_batches_in_hand(study):
    made = study(SMALL, {"study.replicates": 20})
    stop, pool = threading.Event(), Eager()
    left_behind = execute(sorted(made.plan()), made.jobs, Crew(pool, None), stop)
    runs = len(next(left_behind).runs)
    stop.set()
    runs += sum(len(records.runs) for records in left_behind)
    assert runs < 20
    assert pool.given == AHEAD * 2


def test_a_crew_of_threads_is_closed_and_a_given_executor_is_not():
    with crew_of(3, None) as crew:
        assert (crew.size(), crew.seconds) == (3, ON_THREADS)
    with pytest.raises(RuntimeError, match="shutdown"):
        crew.executor.submit(pow, 2, 2)
    with ThreadPoolExecutor(1) as pool, crew_of(None, pool) as crew:
        pass
    with Eager() as pool, crew_of(None, pool) as crew:
        assert (crew.size(), crew.seconds) == (2, ELSEWHERE)
        pool.submit(pow, 2, 2)
    with crew_of(None, None) as crew:
        assert crew.size() == processors()


@pytest.mark.parametrize("workers", [0, -1, 1.5, True])
def test_workers_are_counted_from_one_on(workers):
    with pytest.raises(InputError, match="is not a whole number from 1 on"), crew_of(workers, None):
        raise AssertionError
