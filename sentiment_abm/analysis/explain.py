"""Why a citizen moved: a run lived once more around one of its citizens."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from sentiment_abm.analysis.diary import days_of, learned_by
from sentiment_abm.analysis.life import Life, Line
from sentiment_abm.analysis.story import beginning, sentence
from sentiment_abm.analysis.witness import Page, Stage
from sentiment_abm.engine.run import Run, told
from sentiment_abm.psychology.mind import first_diary
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, nearest


def explain(run: Run, citizen: Hashable, *, start: Mapping[str, object] | None = None) -> Life:
    """What one citizen of a run lived through, day by day, and why it moved.

    Parameters
    ----------
    run
        What :func:`~sentiment_abm.engine.simulate.simulate` gave.  The run is lived once more, and the citizen
        beside it by the rules in their readable form; every day both have to agree in every bit.
    citizen
        The node, as in the index of ``run.citizens``; a number counts nodes from 0 where no node is a number itself.
    start
        The first state, if `run` was given one.

    Returns
    -------
    A :class:`~sentiment_abm.analysis.life.Life`, which prints as a story.

    Raises InputError for an unknown citizen, or a run that these rules do not repeat: one with citizens of one's own.

    >>> from sentiment_abm.engine.simulate import simulate
    >>> life = explain(simulate("promise_broken", people=100, days=60, seed=7), 17)
    >>> len(life.days), life.learned["how"].tolist()
    (61, ['word of mouth', 'media'])
    """
    number = number_of(run.society, citizen)
    stage = _stage(run, start)
    pages = [*stage.watch(number, run.manifest["days"])]
    if not np.array_equal(stage.situation.records.totals[: len(pages) + 1], run.totals, equal_nan=True):
        raise InputError(
            ["this run is not repeated by the rules as they are: it had citizens of its own, or other code"]
        )
    return life(stage, run, number, pages)


def life(stage: Stage, run: Run, number: int, pages: Sequence[Page]) -> Life:
    """The pages of a citizen as tables and words."""
    society, scenario, p = run.society, run.scenario, stage.params
    me, first = pages[0].me, pages[0].before
    diary = first_diary(first, me)
    lines = [Line(0, beginning(first, diary)), *(Line(page.day, sentence(page, scenario.items, p)) for page in pages)]
    segment = society.segments[int(society.segment_of[number])].name
    items = pd.DataFrame(told(scenario, society))
    return Life(
        citizen=society.labels[number],
        number=number,
        people=society.people,
        scenario=scenario.name,
        seed=run.manifest["seed"],
        start_date=run.start_date,
        traits={"segment": segment, "contacts": len(society.contacts.of(number)), **me._asdict()},
        days=days_of(first, diary, pages),
        learned=learned_by(pages, items, p),
        story=tuple(line for line in lines if line.text),
        items=items,
    )


def number_of(society: Society, citizen: Hashable) -> int:
    """The number of a citizen given by its node, or by its number where no node is a number.

    Raises InputError for a node that is not there.  A text also finds the node that is written so.
    """
    labels = society.labels
    if not isinstance(citizen, bool | np.bool_):
        if citizen in labels:
            return labels.index(citizen)
        written = [str(label) for label in labels] if isinstance(citizen, str) else []
        if citizen in written:
            return written.index(str(citizen))
        counts = isinstance(citizen, int | np.integer) or (isinstance(citizen, str) and citizen.isdecimal())
        if counts and not any(isinstance(label, int) for label in labels) and 0 <= int(str(citizen)) < len(labels):
            return int(str(citizen))
    if isinstance(labels, range):
        raise InputError([f"citizen {citizen!r} is outside 0…{len(labels) - 1}"])
    raise InputError([f"no citizen {citizen!r} in this society{nearest(citizen, map(str, labels))}"])


def _stage(run: Run, start: Mapping[str, object] | None) -> Stage:
    made = run.manifest
    stage = Stage(
        run.scenario,
        society=run.society,
        params=made["params"],
        start=start,
        rng=made["seed"],
        engine="compiled",
        horizon=made["days"],
    )
    if stage.situation.start != made["start"]:
        what = "began from another first state" if made["start"] else "began without a first state of its own"
        raise InputError([f"this run {what}: give explain the `start` that it was given"])
    return stage
