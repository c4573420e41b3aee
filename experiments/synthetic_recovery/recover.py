"""Synthetic recovery: fit polls that the model made itself, many times, and count how often intervals are right.

    python experiments/synthetic_recovery/recover.py --data-sets 50

Truths are drawn from the prior, so that the intervals of a sound method hold them as often as they say.  A second
table is the negative control: there the fit believes that polls have neither house effects nor a discrepancy from the
model nor a design effect, though they have, and the count has to sound the alarm.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import sentiment_abm as sa
from sentiment_abm.analysis.recovery import coverage, recovery
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.sweep.calibrating import fit_of, request_of
from sentiment_abm.sweep.observations import Frame, observations, series_of
from sentiment_abm.sweep.waves import Where, box_wave, sampled

FREE = {
    "belief.prior": [-2.0, 0.5],
    "trust.rate": [0.0, 3.0],
    "mood.conviction": [0.02, 0.3],
    "contagion.rate_hope": [0.0, 0.1],
    "stress.memory": [3.0, 90.0],
}
POLLS = [("approve", "support", "A"), ("approve", "support", "B"), ("trust", "trust", "A")]
EVERY = 15  # days between two polls
COLUMNS = ["data_set", "name", "truth", "low90", "high90", "covered", "rank", "contraction", "verdict"]


def polls(days: int) -> pd.DataFrame:
    """When which pollster asks what; the values are to be replaced."""
    rows = [
        {"day": day, "indicator": question, "value": 50.0, "n": 1000, "pollster": pollster}
        for k, (question, _, pollster) in enumerate(POLLS)
        for day in range(5 + 4 * k, days, EVERY)
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Run, print and store the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-sets", type=int, default=50)
    parser.add_argument("--samples", type=int, default=3000)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--controls", type=int, default=25, help="data sets of the negative control")
    parser.add_argument("--out", type=Path, default=Path("results/synthetic_recovery/tables"))
    parser.add_argument("--runs", type=Path, default=Path("build/calibration/synthetic_recovery"))
    parser.add_argument("--workers", type=int, help="threads")
    told = parser.parse_args()
    study = sa.Study(
        name="synthetic_recovery",
        scenario="promise_broken",
        society={"people": told.people},
        days=told.days,
        seed=11,
    )
    fit = fit_of({"samples": told.samples, "draws": 1000})
    axes = request_of("none.csv", FREE, fit).axes
    table = observations(polls(told.days), Frame(None, told.days))
    series, days = series_of(table), sorted({*table["day"].tolist()})
    whole = np.tile([0.0, 1.0], (len(axes), 1))
    told.out.mkdir(parents=True, exist_ok=True)
    where = Where(told.runs, told.workers)
    reference = Reference.of(
        axes, sampled(box_wave(study, axes, series, whole, fit.samples, fit.networks, 1), axes, series, days, where)
    )
    # Truths have networks and luck of their own, one for each.
    truths = sampled(box_wave(study, axes, series, whole, told.data_sets, told.data_sets, 7), axes, series, days, where)
    print(f"{len(reference.cube)} runs, degree {reference.emulator.degree}, {len(table)} polls in each data set")
    careless = replace(fit, house=0.0, discrepancy=0.0, design_effect=1.0)
    for name, believed, count in (("recovery", fit, told.data_sets), ("control", careless, told.controls)):
        begun = time.monotonic()
        some = truths._replace(values=truths.values[:count], outputs=truths.outputs[:count])
        found = recovery(reference, some, table, fit, seed=5, believed=believed)
        rates = coverage(found)
        found[COLUMNS].to_csv(told.out / f"{name}.csv", index=False)
        rates.to_csv(told.out / f"{name}_coverage.csv")
        print(f"\n{name}: {count} data sets, {time.monotonic() - begun:.0f} s")
        print(rates.round(3).to_string())


if __name__ == "__main__":
    main()
