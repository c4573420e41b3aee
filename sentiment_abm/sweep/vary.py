"""What ``[sweep.vary]`` says about a setting, made into an axis, with everything that is wrong with it."""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sentiment_abm.news.values import shown
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, declared, fault, nearest
from sentiment_abm.sweep.axes import Axis, same, tried
from sentiment_abm.sweep.domains import OPEN, Domain, domains
from sentiment_abm.sweep.settings import canonical, names

KEYS = ("values", "low", "high", "steps", "scale")
SCALES = ("linear", "log")
_PARAMS = {item.name: item for item in declared(Params)}


def spread_out(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The entries of ``[sweep.vary]`` with dotted names, however they are nested; a name may come twice.

    >>> spread_out({"trust": {"asymmetry": [1, 3], "rate": {"low": 0, "high": 1}}})
    [('trust.asymmetry', [1, 3]), ('trust.rate', {'low': 0, 'high': 1})]
    """
    found: list[tuple[str, Any]] = []
    for key, told in table.items():
        name = f"{prefix}{key}"
        is_group = isinstance(told, Mapping) and told and canonical(name) not in domains() and not told.keys() & {*KEYS}
        found += spread_out(told, f"{name}.") if is_group else [(name, told)]
    return found


def axis_of(name: str, told: object, *, sampled: bool) -> Axis:
    """The axis of a setting as ``[sweep.vary]`` tells it; raises InputError with everything that is wrong.

    `told` is a list of values, or a table with `values`, or with `low`, `high`, `steps` and `scale` ("linear" or
    "log").  For a `sampled` design a list of two numbers is a range, and bounds that are not given are those of the
    declaration; elsewhere a range needs `steps`.

    >>> axis_of("trust.asymmetry", [1, 5], sampled=True)
    Axis(name='trust.asymmetry', kind='number', values=(), low=1.0, high=5.0, scale='linear')
    >>> axis_of("trust.asymmetry", {"steps": 3}, sampled=False).values
    (1.0, 3.0, 5.0)
    """
    domain = domains().get(canonical(name))
    if domain is None:
        raise InputError([f"unknown setting {name!r}{nearest(name, names())}"])
    told = told.tolist() if isinstance(told, np.ndarray) else told
    if isinstance(told, Mapping):
        if problems := [*_key_faults(name, told, sampled)]:
            raise InputError(problems)
        if "values" not in told:
            return _range(name, told, domain, sampled)
        told = told["values"]
    if isinstance(told, str) or not isinstance(told, Sequence):
        raise InputError([f"{name} {shown(told)} is neither a list of values nor a table with {', '.join(KEYS)}"])
    if sampled and domain.is_number and len(told) == 2:
        return _range(name, {"low": told[0], "high": told[1]}, domain, sampled)
    if sampled:
        return _range(name, {"values": told}, domain, sampled)
    if problems := [*value_faults(name, told)]:
        raise InputError(problems)
    return tried(name, told)


def value_fault(name: str, value: object) -> str | None:
    """What is wrong with a value of a parameter, or with a number; the rest is checked by whoever it belongs to."""
    if name in _PARAMS:
        return fault(_PARAMS[name], value)
    domain = domains()[canonical(name)]
    is_number = domain.is_number and isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and not domain.low <= value <= domain.high:  # type: ignore[operator]  # a number
        return f"{value!r} is outside {domain.low:g}…{domain.high:g}"
    return None


def value_faults(name: str, values: Sequence[Any]) -> Iterator[str]:
    """What is wrong with values to try: a value that the parameter cannot have, or one given twice."""
    if not values:
        yield f"{name} has no values"
    seen = set()
    for value in values:
        if wrong := value_fault(name, value):
            yield f"{name} {wrong}"
        if same(value) in seen:
            yield f"{name}: value {shown(value)} is given twice"
        seen.add(same(value))


def _key_faults(name: str, told: Mapping[str, Any], sampled: bool) -> Iterator[str]:
    for key in told:
        if key not in KEYS:
            yield f"{name}: unknown key {key!r}{nearest(key, KEYS) or f'; known are {", ".join(KEYS)}'}"
    if "values" in told and len(told) > 1:
        yield f"{name}: give values or a range, not both"
    elif "values" in told and sampled:
        yield f"{name}: values are for a grid; a sampled design needs low and high"


def _range(name: str, told: Mapping[str, Any], domain: Domain, sampled: bool) -> Axis:
    """The axis of a range, as a grid tries it or as a sampled design draws from it."""
    if domain.kind == "truth" and not sampled and not told:
        return Axis(name, "truth", (False, True))
    if problems := [*_range_faults(name, told, domain, sampled)]:
        raise InputError(problems)
    low, high = float(told.get("low", domain.low)), float(told.get("high", domain.high))
    if domain.kind != "number":
        step = 2 if domain.kind == "even" else 1
        low, high = float(step * math.ceil(low / step)), float(step * math.floor(high / step))
    if low >= high:
        raise InputError([f"{name}: between low {told['low']:g} and high {told['high']:g} is no {domain.kind} number"])
    axis = Axis(name, domain.kind, (), low, high, told.get("scale", "linear"))
    if sampled:
        return axis
    values = axis.steps(told["steps"])
    if len(set(values)) < len(values):
        raise InputError([f"{name}: {low:g}…{high:g} has fewer than {told['steps']} {domain.kind} numbers"])
    return tried(name, values)


def _range_faults(name: str, told: Mapping[str, Any], domain: Domain, sampled: bool) -> Iterator[str]:
    if not domain.is_number:
        what = f"{name} is true or false" if domain.kind == "truth" else f"{name} is no number"
        yield f"{what}, and cannot be sampled: use a grid or a list" if sampled else f"{what}: give values"
        return
    if "values" in told:
        yield f"{name} {shown(told['values'])} is no range: a sampled design needs [low, high]"
        return
    wrong = [*_bound_faults(name, told, domain)]
    yield from wrong
    low, high = told.get("low", domain.low), told.get("high", domain.high)
    if not wrong and not low < high:
        yield f"{name}: low {low:g} is not below high {high:g}"
    scale, steps = told.get("scale", "linear"), told.get("steps")
    if scale not in SCALES:
        yield f"{name}: scale {shown(scale)} is not one of {', '.join(SCALES)}{nearest(scale, SCALES)}"
    elif scale == "log" and not wrong and low <= 0:
        yield f"{name}: a log scale needs a low above 0, and low is {low:g}"
    if sampled and steps is not None:
        yield f"{name}: steps are for a grid; a sampled design has sweep.points"
    elif not sampled and steps is None:
        yield f"{name}: a grid needs values, or steps for the range"
    elif not sampled and (isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= OPEN):
        yield f"{name}: steps {shown(steps)} is not a whole number from 2 on"


def _bound_faults(name: str, told: Mapping[str, Any], domain: Domain) -> Iterator[str]:
    for key in ("low", "high"):
        bound = told.get(key, getattr(domain, key))
        allowed = f"{domain.low:g}…{domain.high:g}"
        if isinstance(bound, bool) or not isinstance(bound, (int, float)):
            yield f"{name}: {key} {shown(bound)} is not a number"
        elif not domain.low <= bound <= domain.high:
            yield f"{name}: {key} {bound!r} is outside {allowed}"
        elif key in told and abs(bound) > sys.float_info.max:  # infinite, or a whole number beyond all others
            yield f"{name}: {key} {bound!r} cannot be an end of a range: give a number"
        elif key not in told and abs(bound) > OPEN:
            yield f"{name} may be {allowed}, too far for a range: give {key}"
