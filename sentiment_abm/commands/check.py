"""What a study comes to, for someone about to run it."""

from pathlib import Path

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.society.society import build
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.study import Study


def report_on(file: Path) -> list[str]:
    """Lines about a faultless study; raises InputError with everything that is wrong with any other."""
    study = Study.from_file(file)
    runs = study.replicates * len(study.cases)
    head = f"{file}: fine. {len(study.cases)} cases × {study.replicates} replicates = {runs} runs of {study.days} days"
    return [head, *(f"  {_line(case, study)}" for case in study.cases)]


def _line(case: Case, study: Study) -> str:
    people = case.recipe.people or build(case.recipe).people
    segments = [segment.name for segment in case.recipe.publics] if case.recipe.segments else []
    line = f"{case.name}: {people} people{' (' + ', '.join(segments) + ')' if segments else ''}, "
    if not isinstance(case.scenario, Scenario):
        return line + "talks as a process"
    late = sum(item.day >= study.days for item in case.scenario.items)
    ends = f", {late} of them after the last day and without effect" if late else ""
    return line + f"{len(case.scenario.items)} news items{ends}"
