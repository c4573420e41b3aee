"""The finished runs of one case that have an outcome: what an analysis of a sweep begins with."""

from collections.abc import Iterator, Sequence

import pandas as pd

from sentiment_abm.spec import InputError, nearest


def finished(
    runs: pd.DataFrame, of: Sequence[str], settings: Sequence[str], case: str | None = None, *, unset: bool = False
) -> pd.DataFrame:
    """The rows of the table of runs of a case that are done and have these outcomes, and the settings unless `unset`.

    `case` has to be given where the table has several, unless "case" is one of the settings.  Raises InputError with
    everything that is wrong: columns that are not there or are no numbers, cases, no finished run.

    >>> runs = pd.DataFrame({"case": "a", "status": ["done", "failed"], "net_mean": [0.1, 0.2], "talk.weight": 0.3})
    >>> len(finished(runs, ["net_mean"], ["talk.weight"]))
    1
    """
    if problems := [*_column_faults(runs, of, settings), *_case_faults(runs, settings, case)]:
        raise InputError(problems)
    mine = runs[runs["case"] == case] if case is not None else runs
    done = mine[mine["status"] == "done"] if "status" in mine else mine
    needed = [*of] if unset else [*of, *settings]
    found = done.dropna(subset=needed)
    if found.empty:
        raise InputError([f"no finished run has {', '.join(needed)}"])
    return found


def _column_faults(runs: pd.DataFrame, of: Sequence[str], settings: Sequence[str]) -> Iterator[str]:
    numeric = [str(name) for name in runs.select_dtypes("number") if "." not in str(name)]
    for name in of:
        if name not in numeric:
            yield f"no indicator {name!r} in the table of runs{nearest(name, numeric)}"
    dotted = [str(name) for name in runs if "." in str(name) or name == "case"]
    for name in settings:
        if name not in runs:
            yield f"no setting {name!r} in the table of runs{nearest(name, dotted)}"
    if len(set(settings)) < len(settings):
        yield f"settings {', '.join(settings)} are not all different"


def _case_faults(runs: pd.DataFrame, settings: Sequence[str], case: str | None) -> Iterator[str]:
    cases = list(dict.fromkeys(runs["case"])) if "case" in runs else []
    if case is not None and case not in cases:
        yield f"no case {case!r}: the cases are {', '.join(cases)}"
    if case is None and len(cases) > 1 and "case" not in settings:
        yield f"case is missing: the cases are {', '.join(cases)}"
