"""What a study comes to before anything runs: runs, time and disk, and a refusal where somebody slipped."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sentiment_abm.society.graphs import PATTERNS
from sentiment_abm.society.society import build
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.design import MOST_POINTS

if TYPE_CHECKING:
    from sentiment_abm.sweep.cases import Case
    from sentiment_abm.sweep.study import Study

MOST_RUNS = MOST_POINTS
"""More runs than this are a slip: a grid of too many settings, or 10⁹ points."""

# Rough figures of an ordinary processor core, in seconds.
CITIZEN_DAY = {"compiled": 60e-9, "mesa": 200e-6}
RUN = 300e-6  # what a run costs besides its days
NODE = 14e-6  # a citizen of a network that has to be drawn
# Rough figures of stored results, in bytes.
CELL = 3.0  # a number of the daily table, which has …
COLUMNS = 40  # … so many indicators
ROW = 1_000.0  # a run with its labels, summary, news and entry in the ledger
QUANTILES = 7  # numbers for each indicator: n, mean and five quantiles


class Estimate(NamedTuple):
    """A rough guess; with ``[stop]`` it is about the first replicates, and `most_runs` says how far it may go."""

    runs: int
    most_runs: int
    seconds: float  # on so many workers as it was asked for
    bytes: float

    def __str__(self) -> str:
        """In words.

        >>> str(Estimate(6_000, 6_000, 250.0, 9e7))
        '6,000 runs: roughly 4 min and 90 MB'
        """
        most = f" to {self.most_runs:,}" if self.most_runs > self.runs else ""
        return f"{self.runs:,}{most} runs: roughly {duration(self.seconds)} and {size(self.bytes)}"


def estimate(study: "Study", workers: int) -> Estimate:
    """What a study comes to on so many threads; from figures that are good to a factor of three or so."""
    points, replicates = study.point_count, study.replicates
    runs = len(study.cases) * points * replicates
    most = len(study.cases) * points * (study.stop.max_replicates if study.stop else replicates)
    people = {case.name: people_of(case, study) for case in study.cases}
    each = runs / len(study.cases)
    work = sum(each * (people[case.name] * study.days * CITIZEN_DAY[study.engine] + RUN) for case in study.cases)
    networks = {case.recipe.key: people[case.name] for case in study.cases if _is_drawn(case)}
    drawn = sum(networks.values()) * replicates * _networks(study) * NODE
    disk = runs * ROW + _days(study, points) * CELL
    return Estimate(runs, most, (work + drawn) / workers, disk)


def check_size(study: "Study") -> None:
    """Raise InputError for a study of more than :data:`MOST_RUNS` runs, with what it would come to."""
    found = estimate(study, 1)
    if found.most_runs > MOST_RUNS:
        each = study.stop.max_replicates if study.stop else study.replicates
        product = f"{len(study.cases):,} × {study.point_count:,} × {each:,} = {found.most_runs:,}"
        times = found.most_runs / found.runs
        cost = f"{duration(found.seconds * times)} on one thread and {size(found.bytes * times)}"
        problem = f"study: cases × points × replicates = {product} runs, more than {MOST_RUNS:,}: roughly {cost}"
        raise InputError([problem])


def people_of(case: "Case", study: "Study") -> float:
    """The mean number of citizens of a case over the points."""
    axis = next((axis for axis in (study.sweep.axes if study.sweep else ()) if axis.name == "society.people"), None)
    if axis and axis.kind != "choice":
        return float(np.mean(axis.values or (axis.low, axis.high)))
    return float(case.recipe.people or build(case.recipe).people)


def duration(seconds: float) -> str:
    """A time in words.

    >>> duration(0.2), duration(90), duration(7_000), duration(3e6), duration(1e9)
    ('1 s', '2 min', '1.9 h', '35 days', '32 years')
    """
    for unit, length in (("years", 31_557_600), ("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 1.5 * length:
            amount = seconds / length
            return f"{amount:.1f} {unit}" if unit == "h" and amount < 10 else f"{amount:,.0f} {unit}"
    return f"{max(1, math.ceil(seconds))} s"


def size(amount: float) -> str:
    """A number of bytes in words.

    >>> size(2e5), size(3.4e7), size(1.2e9), size(4e12)
    ('1 MB', '34 MB', '1.2 GB', '4.0 TB')
    """
    for unit, length in (("TB", 1e12), ("GB", 1e9)):
        if amount >= length:
            return f"{amount / length:,.1f} {unit}"
    return f"{max(1, math.ceil(amount / 1e6))} MB"


def _is_drawn(case: "Case") -> bool:
    return case.recipe.file is None and PATTERNS[case.recipe.graph].is_random


def _networks(study: "Study") -> int:
    """How many different networks a replicate has, at most, for what the sweep varies in the society."""
    axes = [axis for axis in (study.sweep.axes if study.sweep else ()) if axis.name.startswith("society.")]
    combinations = math.prod(len(axis.values) or study.point_count for axis in axes)
    return min(combinations, study.point_count)


def _days(study: "Study", points: int) -> float:
    """How many numbers the daily tables hold at most; quantiles are made of whole series, which stay until the end."""
    every, names = study.daily.every, study.daily.indicators
    cells = math.ceil((study.days + 1) / every) * (len(names) or COLUMNS)
    rows = sum(len(case.recipe.publics) + (len(case.recipe.publics) > 1) for case in study.cases) * points
    per_point = {"none": 0, "quantiles": study.replicates + QUANTILES}.get(study.daily.mode, study.replicates)
    return float(cells * rows * per_point)
