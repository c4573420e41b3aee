"""Many runs in one call are the same runs, bit for bit."""

import sys
from pathlib import Path

import numpy as np
import pytest

import sentiment_abm as sa
from sentiment_abm.engine.batch import PARAMETERS, live_many
from sentiment_abm.spec import InputError, flat

sys.path.insert(0, str(Path(__file__).parent))
import cases

DAYS, SEED, PEOPLE = 20, 5, 200
DEFAULTS = np.array([float(value) for value in flat(sa.Params()).values()])


def rows(*changes: dict[str, float]) -> np.ndarray:
    """One row of parameters for each set of changes."""
    found = np.tile(DEFAULTS, (len(changes), 1))
    for row, change in zip(found, changes, strict=True):
        for name, value in change.items():
            row[PARAMETERS.index(name)] = value
    return found


CHANGES = [{}, cases.BIASED, cases.STRANGE, {"attention.gist": False, "clutter.rate": 0.0}, sa.OFF, {}]


@pytest.mark.parametrize("case", ["defaults", "blocks"])  # two segments with parameters of their own
def test_a_batch_is_its_runs_one_by_one(case: str) -> None:
    society, scenario = cases.society(case, PEOPLE), cases.scenario()
    lived = live_many(society, scenario, rows(*CHANGES), DAYS, SEED)
    for r, change in enumerate(CHANGES):
        run = sa.simulate(scenario, society=society, params=change, days=DAYS, seed=SEED)
        np.testing.assert_array_equal(lived.totals[r], run._situation.records.totals)
        np.testing.assert_array_equal(lived.clutter[r], run.daily["clutter"][1:])
        np.testing.assert_array_equal(lived.rates[r], run.daily["clutter_rate"][1:])
        np.testing.assert_array_equal(lived.media[r], np.rint(run.items["media"] * PEOPLE))
        np.testing.assert_array_equal(lived.learned[r], np.rint(run.items["learned"] * PEOPLE))
    np.testing.assert_array_equal(lived.totals[0], lived.totals[-1])  # nothing of the runs in between stays behind
    assert not np.array_equal(lived.totals[0], lived.totals[1])
    assert (lived.reached == DAYS).all()


def test_slices_make_no_difference() -> None:
    request = (cases.society("defaults", PEOPLE), cases.scenario(), rows({}, cases.STRANGE), DAYS, SEED)
    for one, sliced in zip(live_many(*request), live_many(*request, threads=2), strict=True):
        np.testing.assert_array_equal(one, sliced)


def test_a_run_with_too_much_news_says_where_it_stopped() -> None:
    """Seven new items a day, each live for thirty days, are too many on the tenth day."""
    crowd = [sa.NewsItem(day, "signal", f"rumor {day}-{k}", "leader", strength=0.1, coverage=30)
             for day in range(10) for k in range(7)]  # fmt: skip
    society = sa.Society(people=64, seed=1)
    lived = live_many(society, sa.Scenario("crowd", tuple(crowd)), rows({}), 12, SEED)
    assert lived.reached.tolist() == [9]  # 70 items are live on day 9, and there are 63 slots
    with pytest.raises(ValueError, match="on day 9"):
        sa.simulate(crowd, society=society, days=12, seed=SEED)


def test_trust_needs_a_prior_in_every_segment() -> None:
    society = sa.Society(people=64, segments=[{"name": "west", "share": 1.0, "trust": {"prior_kept": 0.0}}])
    with pytest.raises(InputError, match="trust needs a prior"):
        live_many(society, sa.Scenario("quiet", ()), rows({}, {"trust.prior_broken": 0.0}), 3, SEED)
