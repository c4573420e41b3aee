"""Runs carried out in batches: what a run leaves behind is what it would leave alone, on either engine."""

import pickle
from itertools import accumulate

import numpy as np
import pandas as pd
import pytest

from sentiment_abm.engine.batch import PARAMETERS
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.engine.state import SLOTS
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.society import build
from sentiment_abm.spec import flat
from sentiment_abm.sweep import job as module
from sentiment_abm.sweep.daily import Daily
from sentiment_abm.sweep.job import SLICED, Job, carry_out
from sentiment_abm.sweep.records import Records, in_order, joined

SEGMENTS = ({"name": "west", "share": 0.3}, {"name": "east", "share": 0.7, "belief": {"prior": 0.5}})
ASYMMETRY = PARAMETERS.index("trust.asymmetry")


def job(runs=3, seed=1, *, scenario=None, days=15, engine="compiled", daily=None, **society) -> Job:
    """Runs that differ in one parameter."""
    params = np.tile([float(value) for value in flat(Params()).values()], (runs, 1))
    params[:, ASYMMETRY] = np.linspace(1.0, 5.0, runs)
    return Job(
        run_ids=tuple(f"{seed:08}{run:024}" for run in range(runs)),
        scenario=scenario or scenarios["promise_broken"],
        params=params,
        recipe=Recipe(**{"people": 40, "contacts": 4, "segments": SEGMENTS, "seed": seed, **society}),
        days=days,
        seed=seed,
        engine=engine,
        daily=daily or Daily(),
    )


def frames(records: Records) -> dict[str, pd.DataFrame]:
    return {"runs": records.runs.to_pandas(), "daily": records.daily.table.to_pandas()} | {
        "news": records.news.table.to_pandas()
    }


def assert_same(one: Records, other: Records) -> None:
    for name, frame in frames(one).items():
        pd.testing.assert_frame_equal(frame, frames(other)[name], check_exact=True)
    for name in ("daily", "news"):
        np.testing.assert_array_equal(getattr(one, name).counts, getattr(other, name).counts)


@pytest.mark.parametrize(
    "scenario", [None, Talks(lead=2, pause=1), Scenario("quiet", ())], ids=["script", "talks", "quiet"]
)
def test_tables_of_a_batch_are_those_of_each_run(scenario):
    made = job(scenario=scenario)
    found = carry_out(made)
    for n, row in enumerate(made.params.tolist()):
        settings = dict(zip(PARAMETERS, row, strict=True))
        run = simulate(made.scenario, society=build(made.recipe), params=settings, days=15, seed=1)
        expected = pd.DataFrame([{"run_id": made.run_ids[n], "status": "done", "error": "", **run.summary}])
        pd.testing.assert_frame_equal(found.take([n]).runs.to_pandas(), expected, check_exact=True)
        days = found.daily.take(np.array([n])).table.to_pandas()
        everyone = days[days["segment"] == "all"].set_index("day")
        pd.testing.assert_frame_equal(everyone[run.daily.columns], run.daily, check_exact=True)
        by_segment = days[days["segment"] != "all"].set_index(["segment", "day"])
        columns = [name for name in run.segments if name != "people"]
        pd.testing.assert_frame_equal(
            by_segment[columns], run.segments[columns], check_exact=True, check_index_type=False
        )
        news = found.news.take(np.array([n])).table.to_pandas()
        assert len(news) == len(run.items)
        if len(news):
            pd.testing.assert_frame_equal(news[list(run.items)], run.items, check_exact=True, check_dtype=False)


def test_a_run_does_not_depend_on_its_company(monkeypatch):
    """In one batch or alone, in one job or several, however many runs go through the tables together."""
    jobs = [job(5, seed) for seed in (1, 2)]
    together = carry_out(*jobs)
    alone = [
        carry_out(each._replace(run_ids=(run_id,), params=each.params[n : n + 1]))
        for each in jobs
        for n, run_id in enumerate(each.run_ids)
    ]
    assert_same(joined(alone), together)
    monkeypatch.setattr(module, "ROWS", 100)  # two runs of sixteen days and three groups
    assert_same(carry_out(*jobs), together)


def test_jobs_of_different_shapes_go_together():
    """Days, segments and numbers of people may differ from job to job."""
    jobs = [job(2, 1), job(2, 2, segments=None), job(2, 3, people=30), job(2, 4, days=9)]
    assert_same(in_order(carry_out(*jobs)), joined(carry_out(each) for each in jobs))


def test_both_engines_leave_the_same_behind():
    assert_same(carry_out(job(2, people=20, engine="mesa")), carry_out(job(2, people=20)))


FLOOD = Scenario(
    "flood",
    [NewsItem(day // 64, "signal", f"Signal {day}", "wire", strength=1.0) for day in range(128)],
    sources={"wire": 0.5},
)


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_runs_that_cannot_be_lived_are_rows_with_their_reason(engine):
    found = carry_out(job(2, scenario=FLOOD, engine=engine, people=10), job(2, 5, people=10))
    assert sorted(zip(found.ids, found.runs["status"].to_pylist(), strict=True)) == [
        *((run_id, "failed") for run_id in job(2).run_ids),
        *((run_id, "done") for run_id in job(2, 5).run_ids),
    ]
    reasons = {error for error in found.runs["error"].to_pylist() if error}
    assert reasons == {f"ValueError: more than {SLOTS - 1} news items are live at one time on day 0"}
    assert found.daily.counts.tolist() == [0, 0, 48, 48]


def test_one_run_at_fault_does_not_take_the_others_with_it():
    """The engine refuses a batch in which trust has no prior; then each of its runs gets a chance of its own."""
    made = job(5)
    made.params[2, [PARAMETERS.index(f"trust.prior_{side}") for side in ("kept", "broken")]] = 0.0
    found = in_order(carry_out(made))
    assert found.runs["status"].to_pylist() == ["done", "done", "failed", "done", "done"]
    assert found.runs["error"].to_pylist()[2].endswith("trust needs a prior")
    whole = carry_out(job(5))
    others = [0, 1, 3, 4]
    assert_same(found.take(others), whole.take(others))


def test_threads_make_no_difference_to_a_large_run():
    large = job(2, people=SLICED, contacts=2, days=2)
    assert_same(carry_out(large), carry_out(large._replace(threads=3)))


def test_a_society_that_cannot_be_built_is_the_reason(tmp_path):
    missing = job(2)._replace(recipe=Recipe(file=tmp_path / "edges.csv"))
    found = carry_out(missing, job(1, 2))
    assert found.runs["status"].to_pylist() == ["failed", "failed", "done"]
    assert "edges.csv" in found.runs["error"].to_pylist()[0]


@pytest.mark.parametrize("daily", [Daily("thinned", 4), Daily("thinned", 5, ("net", "hope")), Daily("none")], ids=str)
def test_what_is_not_kept_is_left_out(daily):
    whole, kept = carry_out(job()), carry_out(job(daily=daily))
    assert frames(kept)["runs"].equals(frames(whole)["runs"])
    if daily.mode == "none":
        assert kept.daily.counts.tolist() == [0, 0, 0]
        return
    table, rows = daily.of(whole.daily.table)
    pd.testing.assert_frame_equal(frames(kept)["daily"], table.to_pandas(), check_exact=True)
    assert set(kept.daily.table["day"].to_pylist()) == {day for day in range(16) if day % daily.every == 0}
    assert list(accumulate(kept.daily.counts))[-1] == rows.sum()


def test_series_of_quantiles_are_whole_ones_in_single_precision():
    whole, kept = frames(carry_out(job())), frames(carry_out(job(daily=Daily("quantiles"))))
    assert kept["runs"].equals(whole["runs"])
    numbers = [name for name in whole["daily"] if name not in ("day", "segment")]
    pd.testing.assert_frame_equal(kept["daily"], whole["daily"].astype(dict.fromkeys(numbers, np.float32)))


def test_a_job_is_small_and_can_be_sent_away():
    sent = pickle.dumps((job(1_000), job(1_000, 2)))
    assert len(sent) < 2_000 * 700  # its parameters and its id
    again = carry_out(*pickle.loads(sent)[:1])
    assert_same(pickle.loads(pickle.dumps(again)), carry_out(job(1_000)))
