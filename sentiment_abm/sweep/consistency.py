"""What does not fit together in a study whose sections are each right on their own."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sentiment_abm.news.values import shown
from sentiment_abm.sweep.design import Sweep
from sentiment_abm.sweep.schema import parsed
from sentiment_abm.sweep.settings import canonical
from sentiment_abm.sweep.stopping import Stop

if TYPE_CHECKING:
    from sentiment_abm.sweep.study import Study


def section_faults(study: "Study") -> list[str]:
    """What is wrong with the keys of ``[study]``, and with things of another kind than they should be."""
    keys = ("name", "title", "question", "seed", "replicates", "days", "engine")
    problems = parsed({"study": {key: getattr(study, key) for key in keys}})[1]
    for name, kind in (("sweep", Sweep), ("stop", Stop)):
        if not isinstance(value := getattr(study, name), kind | None):
            problems.append(f"{name} {shown(value)} is not a {kind.__name__}")
    return problems


def clashes(study: "Study") -> Iterator[str]:
    """What is wrong with cases, sweep and stop taken together."""
    varied = {canonical(axis.name) for axis in study.sweep.axes} if study.sweep else set()
    for name, times in Counter(case.name for case in study.cases).items():
        if times > 1:
            yield f"case {name!r} is given {times} times"
    for case in study.cases:
        for name in case.settings:
            if canonical(name) in varied:
                yield f"case {case.name!r} sets {name}, which the sweep varies: leave one of them out"
    for name in dict.fromkeys(name for case in study.cases if case.basis for name in case.basis.settings):
        if canonical(name) in varied:
            yield f"{name} is set over the study, and the sweep varies it: leave one of them out"
    if study.stop and study.stop.max_replicates < study.replicates:
        most, first = study.stop.max_replicates, study.replicates
        yield f"stop.max_replicates {most} is below study.replicates {first}, with which every point begins"
