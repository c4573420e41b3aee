"""One at a time: what changes when one setting moves away from a base point and all others stay."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.finished import finished
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.axes import same

NOWHERE = -2  # the place of a value that a column does not have


def one_at_a_time(
    runs: pd.DataFrame,
    of: str,
    *,
    base: Mapping[str, Any] | None = None,
    settings: Sequence[str] | None = None,
    case: str | None = None,
) -> pd.DataFrame:
    """The paired change of an outcome at every point that differs from the base point in one setting.

    Parameters
    ----------
    runs
        One row per run with columns case, replicate, the settings and the outcome; a grid, or a list of points.
    of
        Name of the outcome.
    base
        Where to start, by name of the setting; the others start at their most frequent value (the first of several),
        and a setting that was left as the case has it, NaN in the table, is a value too.
    settings
        Which settings were moved; all with a dot in their name that vary if not given.
    case
        Which case to read; needed where there are several.

    Returns
    -------
    One row per value of each setting: name, value, is_base, mean (the outcome), estimate, low, high (the mean
    difference from the base point within replicates with its BCa interval; 0 at the base point), n (pairs).

    Settings that were never moved alone are not there; for interactions take a sampled design.  Raises InputError
    with everything that is wrong: names, a base point without runs, no setting moved alone.

    >>> points = {"talk.weight": [0.1, 0.1, 0.3], "trust.asymmetry": [2.0, 3.0, 2.0], "net_mean": [0.5, 0.2, 0.6]}
    >>> table = one_at_a_time(pd.DataFrame({"case": "a", "replicate": 0, **points}), "net_mean")
    >>> table["name"].unique().tolist(), table["value"].tolist(), table["estimate"].round(3).tolist()
    (['talk.weight', 'trust.asymmetry'], [0.1, 0.3, 2.0, 3.0], [0.0, 0.1, 0.0, -0.3])
    """
    named = _varied(runs) if settings is None else [*settings]
    done = finished(runs, [of], [*dict.fromkeys([*named, *(base or {})])], case, unset=True)
    columns = {name: _coded(done[name]) for name in named}
    if problems := [*_base_faults(columns, base or {})]:
        raise InputError(problems)
    starts = {
        name: coded.place(base[name]) if base and name in base else coded.usual for name, coded in columns.items()
    }
    away = np.array([coded.places != starts[name] for name, coded in columns.items()]).reshape(len(columns), len(done))
    start = _replicates(done, of, away.sum(axis=0) == 0)
    if start.empty:
        raise InputError(["no finished run is at the base point: give another one in base"])
    rows: list[dict[str, Any]] = []
    for k, (name, coded) in enumerate(columns.items()):
        others_stay = away.sum(axis=0) == away[k]
        moved = {*coded.places[others_stay & away[k]].tolist()}
        for place in sorted(moved | {starts[name]}, key=coded.rank) if moved else ():
            there = _replicates(done, of, others_stay & (coded.places == place))
            rows.append(_row(name, coded.value(place), start, there) | {"is_base": place == starts[name]})
    if not rows:
        raise InputError(["no setting was moved alone from the base point, as in a grid or a list of such points"])
    return pd.DataFrame(rows)


class Coded(NamedTuple):
    """A column of settings as places in the list of its values; −1 is a setting left as the case has it."""

    places: NDArray[np.int64]
    values: list[Any]

    @property
    def usual(self) -> int:
        """The place of the most frequent value."""
        return int(np.bincount(self.places + 1).argmax()) - 1

    def value(self, place: int) -> Any:
        """The value at a place."""
        return self.values[place] if place >= 0 else None

    def place(self, value: Any) -> int:
        """The place of a value."""
        return next((place for place, each in enumerate(self.values) if same(each) == same(value)), NOWHERE)

    def rank(self, place: int) -> tuple[bool, Any]:
        """Numbers in their order, texts as they came, no value first."""
        value = self.value(place)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return place >= 0, value if is_number else place


def _coded(column: pd.Series) -> Coded:
    places, values = pd.factorize(column)
    return Coded(np.asarray(places, dtype=np.int64), list(values.tolist()))


def _base_faults(columns: Mapping[str, Coded], base: Mapping[str, Any]) -> Iterator[str]:
    for name, value in base.items():
        if name not in columns:
            yield f"base: {name} does not vary in the table of runs{nearest(name, columns)}"
        elif columns[name].place(value) == NOWHERE:
            known = ", ".join(str(each) for each in columns[name].values[:8])
            yield f"base: {name} is never {value!r}, but {known}"


def _varied(runs: pd.DataFrame) -> list[str]:
    dotted = [str(name) for name in runs if "." in str(name)]
    return [name for name in dotted if len(runs[name].drop_duplicates()) > 1]


def _replicates(done: pd.DataFrame, of: str, chosen: NDArray[np.bool_]) -> pd.Series:
    """The outcome of each replicate in the chosen rows."""
    return done[chosen].groupby("replicate")[of].mean()


def _row(name: str, value: Any, start: pd.Series, there: pd.Series) -> dict[str, Any]:
    difference = (there - start).dropna()
    found = interval(difference.to_numpy())
    told = {"name": name, "value": value, "is_base": False, "mean": float(there.mean())}
    return told | found._asdict() | {"n": len(difference)}
