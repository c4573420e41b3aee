"""The numbers that a report is about: what each case came to, and how cases differ replicate by replicate."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sentiment_abm.analysis.contrast import Contrast, paired
from sentiment_abm.charts.indicators import indicator


class Measure(NamedTuple):
    """A column of the table of runs, as it is shown."""

    column: str
    title: str
    unit: str
    factor: float = 1.0
    digits: int = 1
    signed: bool = False


POINTS, PERCENT = "points", "% of people"
NET = Measure("net_mean", "Net sentiment, mean over the run", POINTS, 100, signed=True)
HOPE_PEAK = Measure("hope_peak", "Highest share of hope", PERCENT, 100)
HOPE_PEAK_DAY = Measure("hope_peak_day", "Day of that peak", "day", digits=0)
DISILLUSION = Measure("disillusion_day", "First day with more disappointment than hope", "day", digits=0)
DISAPPOINTMENT = Measure("disappointment_mean", f"{indicator('disappointment').title}, mean over the run", PERCENT, 100)
TRUST = Measure("trust_last", f"{indicator('trust').title} in the promiser at the end", "0–1", digits=3)
MEASURES = (
    NET,
    HOPE_PEAK,
    HOPE_PEAK_DAY,
    DISILLUSION,
    Measure("hope_mean", f"{indicator('hope').title}, mean over the run", PERCENT, 100),
    DISAPPOINTMENT,
    TRUST,
    Measure("stress_mean", f"{indicator('stress').title}, mean over the run", "model units", digits=3),
)


class Outcome(NamedTuple):
    """What one measure came to in one case: median and middle 95 % of the `known` runs out of `runs`."""

    case: str
    measure: Measure
    median: float
    low: float
    high: float
    known: int
    runs: int


def outcome(done: pd.DataFrame, case: str, measure: Measure) -> Outcome:
    """Median and range of a measure over the replicates of a case; a range takes two runs at least."""
    values = done.loc[done["case"] == case, measure.column].astype(float)
    known = values.dropna()
    low, median, high = (float(known.quantile(level)) for level in (0.025, 0.5, 0.975))
    if len(known) < 2:
        low = high = float("nan")
    scale = measure.factor
    return Outcome(case, measure, median * scale, low * scale, high * scale, len(known), len(values))


def finished(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs that came to an end."""
    return runs[runs["status"] == "done"] if "status" in runs else runs


def contrasts(done: pd.DataFrame, cases: Sequence[str]) -> list[tuple[Measure, Contrast]]:
    """Every measure of every case against the first one, paired by replicate."""
    present = [case for case in cases if case in set(done["case"])]
    return [
        (measure, paired(done, of=measure.column, a=present[0], b=case)) for measure in MEASURES for case in present[1:]
    ]


def contrast_table(found: Sequence[tuple[Measure, Contrast]]) -> pd.DataFrame:
    """The contrasts as stored: one row each, in the units of the table of runs."""
    return pd.DataFrame([contrast._asdict() for _, contrast in found], columns=list(Contrast._fields))


def outcome_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """The outcomes as stored: one row per case and measure, in the unit shown."""
    rows = [
        {"case": o.case, "of": o.measure.column, "unit": o.measure.unit, "median": o.median, "low95": o.low,
         "high95": o.high, "known": o.known, "runs": o.runs}
        for o in outcomes
    ]  # fmt: skip
    return pd.DataFrame(rows)
