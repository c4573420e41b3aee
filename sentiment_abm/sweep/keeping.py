"""How much of the daily series a study keeps: ``[study] daily``."""

from collections.abc import Iterator, Mapping
from typing import Any

from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.columns import daily_columns
from sentiment_abm.sweep.daily import Daily

MODES = ("whole", "quantiles", "none")
KEYS = ("every", "indicators")
MANY_RUNS = 2_000  # above which the days of each run are not kept unless the study asks for it …
MANY_POINTS = 2_000  # … nor their quantiles, where they would be as many rows as the runs had


def kept(told: object, *, runs: int, points: int) -> Daily:
    """What to keep of the days, as the study says it, or as its size suggests if it says nothing (None).

    ``"whole"`` keeps every day of every run; ``"quantiles"`` for each case, point, day, segment and indicator how its
    replicates are spread; ``"none"`` no days; ``{every = 7, indicators = ["hope"]}`` some days of some indicators of
    every run.  By default a study of up to 2,000 runs keeps them whole, a larger one quantiles, and one of more than
    2,000 points nothing.

    >>> kept(None, runs=60, points=3).mode, kept(None, runs=10_000, points=20).mode
    ('whole', 'quantiles')
    >>> kept({"every": 7}, runs=60, points=3)
    Daily(mode='thinned', every=7, indicators=())

    Raises InputError with everything that is wrong.
    """
    if isinstance(told, Daily):
        return told
    if told is None:
        return Daily("whole" if runs <= MANY_RUNS else "quantiles" if points <= MANY_POINTS else "none")
    if isinstance(told, str) and told in MODES:
        return Daily(told)
    if not isinstance(told, Mapping):
        hint = nearest(told, MODES)
        raise InputError([f"study.daily {shown(told)} is not one of {', '.join(MODES)}, nor a table{hint}"])
    if problems := [*_faults(told)]:
        raise InputError(problems)
    return Daily("thinned", told.get("every", 1), tuple(told.get("indicators", ())))


def _faults(told: Mapping[str, Any]) -> Iterator[str]:
    for key in told:
        if key not in KEYS:
            yield f"study.daily.{key}: unknown key{nearest(key, KEYS) or f'; known are {", ".join(KEYS)}'}"
    every, names = told.get("every", 1), told.get("indicators", ())
    if isinstance(every, bool) or not isinstance(every, int) or every < 1:
        yield f"study.daily.every {shown(every)} is not a whole number from 1 on"
    if isinstance(names, str) or not isinstance(names, (list, tuple)):
        yield f"study.daily.indicators {shown(names)} is not a list of names"
        return
    for name in names:
        if name not in daily_columns():
            yield f"study.daily.indicators: unknown indicator {shown(name)}{nearest(name, daily_columns())}"
    if len(set(map(str, names))) < len(names):
        yield "study.daily.indicators: a name is given twice"
