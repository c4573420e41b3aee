"""What each setting of a sweep does to an outcome: how far it moves it from its lowest to its highest value."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sentiment_abm.charts.curves import MOST_BINS, MOST_VALUES, PER_BIN
from sentiment_abm.charts.groups import FEW_NAMES, Groups, bins, each_value, is_numeric, numbers
from sentiment_abm.charts.swept import Swept, swept
from sentiment_abm.report.changes import Change, apart, paired_points, paired_replicates
from sentiment_abm.report.measures import NET, Measure
from sentiment_abm.spec import InputError

EXACT, WALKS, SHARED = ("grid", "list"), ("morris", "sobol"), ("grid", "latin_hypercube")
WHOLE_RANGE = ("trajectories", "base points")  # units of changes that are not between two groups


class Effect(NamedTuple):
    """The mean change of an outcome, in its own unit, between two values of a setting in one case.

    The values are the lowest and the highest one; for names those with the lowest and the highest mean.  `low` and
    `high` are the ends of the 95 % interval (NaN with one observation), from `n` independent observations of a `unit`.
    `share`: how much of the variance between points goes with the setting alone, 0…1; NaN where the design does not
    say.
    """

    setting: str
    case: str
    of: str
    start: str
    end: str
    estimate: float
    low: float
    high: float
    n: int
    unit: str
    share: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out no difference."""
        return self.low > 0.0 or self.high < 0.0


def effects(
    done: pd.DataFrame, sweep: Mapping[str, Any], measures: Sequence[Measure], cases: Sequence[str]
) -> list[Effect]:
    """The effects of all settings of a sweep, as its manifest tells it, on these measures in these cases."""
    return [
        each
        for axis in sweep["settings"]
        for case in cases
        for each in _effects(done[done["case"] == case], sweep, axis, [measure.column for measure in measures], case)
    ]


def ranked(found: Sequence[Effect], of: str) -> list[str]:
    """The settings, those first that matter most for an outcome: by share of variance, else by size."""
    sizes: dict[str, list[float]] = {}
    for each in found:
        if each.of == of:
            sizes.setdefault(each.setting, []).append(abs(each.estimate) if math.isnan(each.share) else each.share)
    return sorted(sizes, key=lambda name: -sum(sizes[name]) / len(sizes[name]))


def effect_table(found: Sequence[Effect]) -> pd.DataFrame:
    """The effects as stored, in the units of the table of runs."""
    return pd.DataFrame(found, columns=list(Effect._fields))


def share_of(points: pd.DataFrame, of: str) -> float:
    """How much of the variance between points goes with their `group`, less what chance would give (ε² of Kelley).

    >>> points = pd.DataFrame({"group": [0, 0, 0, 1, 1, 1], "net": [1.0, 2.0, 3.0, 5.0, 6.0, 7.0]})
    >>> round(share_of(points, "net"), 3)
    0.821
    """
    whole = float(((points[of] - points[of].mean()) ** 2).sum())
    within = float(((points[of] - points.groupby("group")[of].transform("mean")) ** 2).sum())
    groups = points["group"].nunique()
    free = len(points) - groups
    chance = within / free * (groups - 1) if free else 0.0
    return max(0.0, (whole - within - chance) / whole) if whole else 0.0


def _effects(
    runs: pd.DataFrame, sweep: Mapping[str, Any], axis: Mapping[str, Any], columns: Sequence[str], case: str
) -> Iterator[Effect]:
    """The effects of one setting in one case; none where the finished runs do not say."""
    name = axis["name"]
    try:
        told = swept(runs.assign(row=runs["point"]), NET.column, {"x": name})
    except InputError:  # it does not vary in the runs that came to an end
        return
    groups = _groups(told, name)
    if groups.named and len(groups) > FEW_NAMES:
        return
    table = told.runs.assign(group=groups.of)
    for of in columns:
        known = table.dropna(subset=[of])
        if known["group"].nunique() == len(groups):
            yield _effect(known, of, told, groups, sweep, axis, case)


def _effect(
    table: pd.DataFrame,
    of: str,
    told: Swept,
    groups: Groups,
    sweep: Mapping[str, Any],
    axis: Mapping[str, Any],
    case: str,
) -> Effect:
    name, means = axis["name"], table.groupby("group")[of].mean()
    by_name = groups.named and len(groups) > 2
    ends = (int(means.to_numpy().argmin()), int(means.to_numpy().argmax())) if by_name else (0, len(groups) - 1)
    change = _change(table, of, told, ends, sweep, axis)
    start, end = (groups.labels[end] for end in ends)
    if change.unit in WHOLE_RANGE:
        start, end = numbers([axis["low"], axis["high"]])
    # The ends of names are chosen by the runs that they are judged by, so the intervals of all pairs hold at once.
    half = change.half_width(math.comb(len(groups), 2) if groups.named else 1)
    points = table.groupby(["row", "group"])[of].mean().reset_index()
    share = share_of(points, of) if sweep["design"] in SHARED else math.nan
    low, high = change.estimate - half, change.estimate + half
    return Effect(name, case, of, start, end, change.estimate, low, high, change.n, change.unit, share)


def _change(
    table: pd.DataFrame,
    of: str,
    told: Swept,
    ends: tuple[int, int],
    sweep: Mapping[str, Any],
    axis: Mapping[str, Any],
) -> Change:
    """The change that the design knows best."""
    if sweep["design"] in WALKS and (found := paired_points(table, of, sweep, axis)):
        return found
    if sweep["design"] in EXACT and (found := paired_replicates(table, of, told.others, ends)):
        return found
    return apart(table, of, ends)


def _groups(told: Swept, name: str) -> Groups:
    """The groups that the curve of the setting shows."""
    column = told.runs[name]
    if told.is_continuous(name) or (is_numeric(column) and column.nunique() > MOST_VALUES):
        return bins(column, int(np.clip(told.points / PER_BIN, 3, MOST_BINS)))
    return each_value(column)
