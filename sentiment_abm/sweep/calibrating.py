"""What a calibration asks for, ``[calibrate]``, with everything that is wrong with it at once."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sentiment_abm.news.entries import date_of
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.faults import Faults
from sentiment_abm.sweep.settings import canonical
from sentiment_abm.sweep.vary import axis_of, spread_out

MOST_FREE = 12  # more parameters than this a table of a few thousand runs cannot tell apart


@dataclass(frozen=True)
class Fit:
    """``fit``: how to fit.  `low`…`high` of each number are in `BOUNDS`.

    Parameters
    ----------
    samples
        Runs of each wave, each at a point of its own in the box of the free parameters.
    waves
        How often runs are made: the first time in the whole box, then around the posterior that this gave.
    networks
        Different seeds (network, people, luck) among the runs of a wave; run p has seed p modulo this.
    draws
        Draws of the posterior that are kept.
    design_effect
        Factor on the sampling variance of a poll for weighting and clustering.
    house
        Scale of the sd of house effects, a half-normal prior, as a share (0.03 = 3 points); 0 for none.
    discrepancy
        The same for what the model cannot follow.
    discrepancy_days
        How long such a discrepancy lasts: its correlation is exp(−days apart / this).
    n
        People asked where a poll does not say.
    horizon
        Days over which the hazard of a market price is made into a belief.
    """

    samples: int = 2000
    waves: int = 2
    networks: int = 64
    draws: int = 2000
    design_effect: float = 1.5
    house: float = 0.03
    discrepancy: float = 0.03
    discrepancy_days: float = 30.0
    n: float = 1000.0
    horizon: float = 365.0


BOUNDS: Mapping[str, tuple[float, float]] = {
    "samples": (50, 1_000_000),
    "waves": (1, 5),
    "networks": (8, 10_000),
    "draws": (200, 100_000),
    "design_effect": (1.0, 10.0),
    "house": (0.0, 0.5),
    "discrepancy": (0.0, 0.5),
    "discrepancy_days": (0.1, 10_000.0),
    "n": (1.0, 1e7),
    "horizon": (1.0, 100_000.0),
}


@dataclass(frozen=True, eq=False)
class Request:
    """A calibration: polls, free parameters with their priors, how to fit, and from when on polls are held out.

    With `waves_until`, waves after the first look only where the polls before that date or day are.  Then their
    emulator has not seen later polls, and may serve fits to any of them.
    """

    data: Path | pd.DataFrame
    axes: tuple[Axis, ...]
    fit: Fit = Fit()
    holdout_from: datetime.date | int | None = None
    waves_until: datetime.date | int | None = None

    def first_held_out(self, start: datetime.date | None) -> int | None:
        """The first day that is held out; None if none is.  InputError for a date without a start."""
        return _day("holdout_from", self.holdout_from, start)

    def first_unseen(self, start: datetime.date | None) -> int | None:
        """The first day whose polls waves do not look at; None if they look at all that are fitted."""
        return _day("waves_until", self.waves_until, start)


def _day(name: str, told: datetime.date | int | None, start: datetime.date | None) -> int | None:
    if not isinstance(told, datetime.date):
        return told
    if start is None:
        raise InputError([f"calibrate.{name} {told} needs a scenario with a start_date"])
    return (told - start).days


def request_of(
    data: str | Path | pd.DataFrame | None,
    free: object,
    fit: object = None,
    holdout_from: object = None,
    waves_until: object = None,
) -> Request:
    """The calibration that is told; raises InputError with everything that is wrong with it.

    >>> request = request_of("polls.csv", ["trust.asymmetry"], {"samples": 500})
    >>> request.axes[0].low, request.axes[0].high, request.fit.samples
    (1.0, 5.0, 500)
    """
    faults = Faults()
    if data is None:
        faults.problems.append("calibrate.data is missing: a CSV file of polls")
    axes = free_axes(free, faults)
    made = faults.attempt(lambda: fit_of(fit))
    held = faults.attempt(lambda: _moment("holdout_from", holdout_from))
    until = faults.attempt(lambda: _moment("waves_until", waves_until))
    faults.raise_any()
    assert data is not None
    assert made
    return Request(data if isinstance(data, pd.DataFrame) else Path(data), tuple(axes), made, held, until)


def free_axes(free: object, faults: Faults) -> list[Axis]:
    """The free parameters, each with the range of its uniform prior: a list of names, or a table name → range."""
    if isinstance(free, Mapping):
        told = spread_out(free)
    elif isinstance(free, Sequence) and not isinstance(free, str):
        told = [(str(name), {}) for name in free]
    else:
        told = []
        if free is not None:
            faults.problems.append(f"calibrate.free {shown(free)} is neither a list of names nor a table of ranges")
    if not told and free is not None and not faults.problems:
        faults.problems.append("calibrate.free is empty: name the parameters to fit")
    if free is None:
        faults.problems.append("calibrate.free is missing: name the parameters to fit")
    names = [canonical(name) for name, _ in told]
    faults.problems += [f"calibrate.free: {name} is given twice" for name in {*names} if names.count(name) > 1]
    if len(told) > MOST_FREE:
        faults.problems.append(f"calibrate.free: {len(told)} parameters are more than {MOST_FREE}: fix some of them")
    made = [faults.attempt(partial(_axis, name, values)) for name, values in told]
    return [axis for axis in made if axis]


def _axis(name: str, told: object) -> Axis:
    try:
        axis = axis_of(name, told, sampled=True)
    except InputError as error:
        raise InputError(f"calibrate.free: {problem}" for problem in error.problems) from None
    if axis.kind != "number":
        raise InputError([f"calibrate.free: {name} takes {axis.kind} values, and only a continuous one can be fitted"])
    return axis


def fit_of(told: object) -> Fit:
    """``fit``, checked."""
    if told is None or isinstance(told, Fit):
        return told or Fit()
    if not isinstance(told, Mapping):
        raise InputError([f"calibrate.fit {shown(told)} is not a table"])
    if problems := [*_fit_faults(told)]:
        raise InputError(problems)
    return Fit(**told)


def _fit_faults(told: Mapping[str, Any]) -> Iterator[str]:
    for key, value in told.items():
        if key not in BOUNDS:
            yield f"calibrate.fit.{key}: unknown key{nearest(key, BOUNDS) or f'; known are {", ".join(BOUNDS)}'}"
            continue
        low, high = BOUNDS[key]
        is_whole = isinstance(getattr(Fit, key), int)
        if isinstance(value, bool) or not isinstance(value, int if is_whole else (int, float)):
            yield f"calibrate.fit.{key} {shown(value)} is not a {'whole ' if is_whole else ''}number"
        elif not low <= value <= high:  # nor is NaN
            yield f"calibrate.fit.{key} {value!r} is outside {low:g}…{high:g}"


def _moment(name: str, told: object) -> datetime.date | int | None:
    if told is None or (isinstance(told, int) and not isinstance(told, bool)):
        return told
    if isinstance(told, datetime.date):
        return told.date() if isinstance(told, datetime.datetime) else told
    found = date_of(told) if isinstance(told, str) else None
    if found is None:
        raise InputError([f"calibrate.{name} {shown(told)} is neither a date like 2026-01-01 nor a day"])
    return found
