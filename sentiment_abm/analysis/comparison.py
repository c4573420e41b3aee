"""Two scenarios compared fairly: the same people, networks and luck in both, many times over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sentiment_abm.analysis.contrast import Contrast, check_names, paired
from sentiment_abm.sweep.compare import tables, two_cases

SHOWN = ("hope_peak", "hope_last", "disappointment_last", "net_mean", "trust_last", "stress_mean")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Runs of two cases, paired by replicate.

    `runs` has one row per run (case, replicate, seed, summary indicators), `daily` one row per run, segment and day
    (case, replicate, segment, day, indicators); charts take either this object or its tables.
    """

    a: str
    b: str
    runs: pd.DataFrame
    daily: pd.DataFrame
    of: tuple[str, ...] = SHOWN

    def contrast(self, of: str, confidence: float = 0.95) -> Contrast:
        """How much higher an indicator is in `b` than in `a`; see :func:`~sentiment_abm.analysis.contrast.paired`."""
        return paired(self.runs, of, self.a, self.b, confidence)

    @property
    def table(self) -> pd.DataFrame:
        """The contrasts of the indicators `of`, one row each."""
        return pd.DataFrame([self.contrast(of)._asdict() for of in self.of]).set_index("of")

    def __repr__(self) -> str:
        pairs = self.runs["replicate"].nunique()
        head = f"{self.b} minus {self.a}, {pairs} paired replicates, mean difference with its 95 % interval"
        width = max(len(of) for of in self.of)
        lines = [
            f"  {found.of:<{width}}  {found.estimate:+9.4f}  [{found.low:+.4f}, {found.high:+.4f}]"
            f"  higher in {found.probability:.0%}{_cut(found)}"
            for found in map(self.contrast, self.of)
        ]
        return "\n".join([head, *lines])


def _cut(found: Contrast) -> str:
    """What common luck did to the variance of a difference; nothing where that cannot be told."""
    if math.isnan(found.cut):
        return ""
    if math.isinf(found.cut):
        return "  variance all gone by pairing"
    return f"  variance {'cut' if found.cut >= 1.0 else 'not cut, but'} {found.cut:.3g}-fold by pairing"


def compare(
    a: Any,
    b: Any,
    *,
    replicates: int = 50,
    people: int | None = None,
    days: int = 120,
    seed: int = 1,
    segments: Any = None,
    params: Any = None,
    of: str | Sequence[str] | None = None,
    workers: int | None = None,
) -> Comparison:
    """Run two scenarios side by side with common random numbers.

    Replicate r has the same seed, network, people and luck in both, so that a difference between its two runs comes
    from the scenarios alone.

    Parameters
    ----------
    a, b
        Names of library scenarios, paths of scenario files, `Scenario` or `Talks`, lists of `NewsItem`, or None.
    replicates
        How many pairs, from 1 on; an interval takes two.
    people
        Citizens in each run, 2,000 if not given.
    days
        Length of each run, from 1 on.
    seed
        Of the whole comparison, 0 … 2**64 − 1; that of replicate r is derived from it.
    segments
        The publics, as in :func:`~sentiment_abm.engine.simulate.simulate`; None is one public of everyone.
    params
        ``{"talk.weight": 0.1}`` over the defaults, or `Params`, in both; a list of two gives each side its own.
    of
        The indicators to show, names of summary indicators.
    workers
        Threads, as many as there are processors if not given.

    Returns
    -------
    A :class:`Comparison`, which prints as mean differences b − a with their BCa intervals (source ``efron1987``).

    Networks of one's own and more than two cases are for a study file.  Raises InputError with everything that is
    wrong with the request.

    >>> found = compare("promise_kept", "promise_broken", replicates=3, people=100, days=40, of="hope_last")
    >>> found.contrast("hope_last").n
    3
    """
    study = two_cases(
        a, b, replicates=replicates, people=people, days=days, seed=seed, segments=segments, params=params
    )
    runs, daily = tables(study, workers)
    shown = SHOWN if of is None else (of,) if isinstance(of, str) else tuple(of)
    first, second = (case.name for case in study.cases)
    for name in shown:
        check_names(runs, name, (first, second))
    return Comparison(first, second, runs, daily, shown)
