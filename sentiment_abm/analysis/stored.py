"""Two sides of stored results compared: cases, points of a sweep, or a case at a point."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sentiment_abm.analysis.comparison import SHOWN, Comparison
from sentiment_abm.analysis.contrast import check_names
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.store import Results, load


class Side(NamedTuple):
    """A part of the table of runs: a case, a point of the sweep, or both; None is what was not said."""

    case: str | None
    point: int | None

    def __str__(self) -> str:
        if self.point is None:
            return str(self.case)
        return f"point {self.point}" if self.case is None else f"{self.case}, point {self.point}"


def contrast(
    results: Results | str | Path,
    a: str | int | None = None,
    b: str | int | None = None,
    *,
    of: str | Sequence[str] | None = None,
) -> Comparison:
    """Two sides of stored results, paired by replicate: how much higher indicators are in `b` than in `a`.

    Parameters
    ----------
    results
        Loaded results, or their folder.
    a, b
        The name of a case, the number of a point of the sweep, or both as ``"case@point"``.  A case alone stands for
        all points that both sides have; a replicate then counts with its mean over them.  By default the first two
        cases.
    of
        The indicators to show, names of summary indicators.

    The answer is that of :func:`~sentiment_abm.analysis.comparison.compare`, with stored runs; its daily table is
    empty where the study keeps no days of single runs.  Raises InputError with everything that is wrong: names of
    cases, numbers of points, indicators, sides that are the same or have no replicate in common.

    Returns
    -------
    A :class:`~sentiment_abm.analysis.comparison.Comparison`.

    >>> import tempfile
    >>> from sentiment_abm.sweep.study import Study
    >>> cases = {"kept": {"scenario.use": "promise_kept"}, "broken": {"scenario.use": "promise_broken"}}
    >>> study = Study(name="talks", society={"people": 50}, compare=cases, replicates=4, days=60)
    >>> with tempfile.TemporaryDirectory() as out:
    ...     found = contrast(study.run(out), "kept", "broken")
    >>> bool(found.contrast("trust_last").estimate < 0)
    True
    """
    found = results if isinstance(results, Results) else load(results)
    runs = found.runs[found.runs["status"] == "done"]
    one, other = _sides(found.manifest, runs, a, b)
    runs = _both(runs, one, other)
    shown = SHOWN if of is None else (of,) if isinstance(of, str) else tuple(of)
    for name in shown:
        check_names(runs, name, (str(one), str(other)))
    labels = runs.set_index("run_id")["case"]
    daily = found.daily if found.manifest["daily"]["mode"] in ("whole", "thinned") else pd.DataFrame()
    if len(daily):
        daily = daily[daily["run_id"].isin(labels.index)]
        daily = daily.assign(case=daily["run_id"].map(labels).to_numpy())
    return Comparison(str(one), str(other), runs, daily, shown)


def side_of(told: str | int, cases: Sequence[str]) -> Side:
    """A side as it is told: a case, a point, or ``case@point``.

    >>> side_of("kept", ["kept"]), side_of(3, ["kept"]), side_of("kept@3", ["kept"]), side_of("3", ["3"])
    (Side(case='kept', point=None), Side(case=None, point=3), Side(case='kept', point=3), Side(case='3', point=None))
    """
    text = str(told)
    if text in cases and not isinstance(told, int):
        return Side(text, None)
    case, at, point = text.rpartition("@")
    return Side(case if at else None, int(point)) if point.isdecimal() else Side(text, None)


def _sides(
    manifest: Mapping[str, Any], runs: pd.DataFrame, a: str | int | None, b: str | int | None
) -> tuple[Side, Side]:
    cases = list(manifest["cases"])
    if a is None and b is None and len(cases) > 1:
        a, b = cases[:2]
    if a is None or b is None:
        raise InputError([f"two sides are needed; the cases are {', '.join(cases)}{_points(manifest)}"])
    sides = side_of(a, cases), side_of(b, cases)
    if problems := [problem for side in sides for problem in _faults(side, manifest, runs)]:
        raise InputError(dict.fromkeys(problems))
    if sides[0] == sides[1]:
        raise InputError([f"both sides are {sides[0]}"])
    return sides


def _faults(side: Side, manifest: Mapping[str, Any], runs: pd.DataFrame) -> Iterator[str]:
    cases = list(manifest["cases"])
    if side.case is not None and side.case not in cases:
        yield f"no case {side.case!r}{nearest(side.case, cases) or f': the cases are {", ".join(cases)}'}"
        return
    if side.point is None:
        return
    count = (manifest.get("sweep") or {}).get("count", 0)
    if not side.point < count:
        yield f"no point {side.point}: {f'the points are 0…{count - 1}' if count else 'the study has no sweep'}"
    elif side.case is None and len(cases) > 1:
        yield f"point {side.point} of which case? write one of {', '.join(f'{case}@{side.point}' for case in cases)}"
    elif not _mask(runs, side).any():
        yield f"{side} has no finished run"


def _points(manifest: Mapping[str, Any]) -> str:
    count = (manifest.get("sweep") or {}).get("count", 0)
    return f", the points 0…{count - 1}" if count else ""


def _mask(runs: pd.DataFrame, side: Side) -> "pd.Series[bool]":
    found = runs["replicate"] >= 0
    found &= True if side.case is None else runs["case"] == side.case
    return found & (True if side.point is None else runs["point"] == side.point)


def _both(runs: pd.DataFrame, one: Side, other: Side) -> pd.DataFrame:
    """The runs of both sides, labeled; of whole cases only those points and replicates that both have."""
    whole = "point" in runs and one.point is None and other.point is None
    keys = ["replicate", *(["point"] if whole else [])]
    parts = [runs[_mask(runs, side)].assign(case=str(side)) for side in (one, other)]
    shared = parts[0][keys].drop_duplicates().merge(parts[1][keys].drop_duplicates(), on=keys)
    if shared.empty:
        raise InputError([f"{one} and {other} have no replicate in common"])
    return pd.concat([part.merge(shared, on=keys) for part in parts], ignore_index=True)
