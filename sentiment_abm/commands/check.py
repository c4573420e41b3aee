"""What a study comes to, for someone about to run it."""

from collections.abc import Iterator

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.crew import processors
from sentiment_abm.sweep.estimate import duration, estimate, people_of, size
from sentiment_abm.sweep.observations import observed
from sentiment_abm.sweep.screen import screening
from sentiment_abm.sweep.study import Study

LISTED = 5  # values of a setting, or settings of a sweep, in one line

KEPT = {
    "whole": "every day of every run",
    "thinned": "some days of every run",
    "quantiles": "quantiles of the days at each point",
    "none": "no days",
}


def report_on(study: Study, file: str) -> list[str]:
    """Lines about a faultless study, read from this file; raises InputError with what is wrong with any other."""
    study.check()
    head = f"{file}: fine. {product(study)}"
    cases = (f"  {_line(case, study)}" for case in study.cases)
    return [head, f"  {guess(study)}", *_design(study), *_fit(study), *cases]


def _fit(study: Study) -> Iterator[str]:
    """What ``[calibrate]`` comes to; its polls are read, so that what is wrong with them is said as well."""
    if request := study.calibrate:
        table, fit = observed(study, request), request.fit
        polls = f"{len(table)} poll results, {table['held_out'].sum()} of them held out"
        yield f"  calibration: {polls}; {len(request.axes)} free parameters; up to {fit.waves} × {fit.samples:,} runs"
        yield from (f"  {note}" for note in table.attrs["notes"])


def product(study: Study) -> str:
    """How many runs there are, and why.

    >>> product(Study(name="s", scenario="quiet", replicates=20, days=60))
    '1 case × 20 replicates = 20 runs of 60 days'
    """
    found = estimate(study, 1)
    cases = f"{len(study.cases)} case{'s' * (len(study.cases) != 1)}"
    points = f" × {study.point_count:,} points" if study.sweep else ""
    replicates, runs = f"{study.replicates:,}", f"{found.runs:,}"
    if study.stop and found.most_runs > found.runs:
        replicates, runs = f"{replicates} to {study.stop.max_replicates:,}", f"{runs} to {found.most_runs:,}"
    return f"{cases}{points} × {replicates} replicates = {runs} runs of {study.days} days"


def guess(study: Study, workers: int | None = None) -> str:
    """Time and disk, as a rough guess."""
    workers = max(1, workers or processors())
    found = estimate(study, workers)
    threads = f"{workers} thread{'s' * (workers != 1)}"
    first = "the first replicates: " if found.most_runs > found.runs else ""
    days = KEPT[study.daily.mode]
    return f"{first}roughly {duration(found.seconds)} on {threads} and {size(found.bytes)} of disk; keeps {days}"


def _design(study: Study) -> Iterator[str]:
    if study.sweep:
        axes = study.sweep.axes
        more = f" and {len(axes) - LISTED} more settings" if len(axes) > LISTED else ""
        yield f"  {study.sweep.design.replace('_', ' ')} of {', '.join(map(_axis, axes[:LISTED]))}{more}"
        if screen := study.sweep.screen:
            first = screening(study).point_count
            yield f"  screened first at {first:,} points of a Morris design; then vary {screen.rule}"
    if study.stop:
        yield f"  more replicates until the mean of {study.stop.of} is known to ±{study.stop.half_width:g}"


def _axis(axis: Axis) -> str:
    if not axis.values:
        return f"{axis.name} {axis.low:g}…{axis.high:g}{' (log)' if axis.scale == 'log' else ''}"
    shown = " ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in axis.values[:LISTED])
    return f"{axis.name} {shown}{' …' if len(axis.values) > LISTED else ''}"


def _line(case: Case, study: Study) -> str:
    mean = people_of(case, study)
    people = f"{mean:.0f}" if case.recipe.people in (None, mean) else f"about {mean:.0f}"
    segments = [segment.name for segment in case.recipe.publics] if case.recipe.segments else []
    line = f"{case.name}: {people} people{' (' + ', '.join(segments) + ')' if segments else ''}, "
    if not isinstance(case.scenario, Scenario):
        return line + "talks as a process"
    late = sum(item.day >= study.days for item in case.scenario.items)
    ends = f", {late} of them after the last day and without effect" if late else ""
    return line + f"{len(case.scenario.items)} news items{ends}"
