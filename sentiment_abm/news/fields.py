"""Checked dataclasses: what may stand in a field is read from its declaration, and written down only there.

A field declared ``Annotated[float, Spec(...)]`` takes numbers of that range, ``int`` whole numbers, ``bool`` truths,
``str`` any text, :data:`Words` text with something in it; ``float | Mapping[str, float]`` takes a number or a table of
numbers by segment.  A field whose default is None may be None.
"""

import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np

from sentiment_abm.spec import Spec

Words = Annotated[str, "not empty"]

_NUMBERS = (int, float, np.integer, np.floating)
_SHORT = reprlib.Repr(maxstring=80, maxother=80, maxlong=40)


class Declared(NamedTuple):
    """A field of a checked dataclass: name, types it takes, what its declaration notes, and whether None is fine."""

    name: str
    types: tuple[Any, ...]
    note: Any
    optional: bool


@cache
def declared(kind: type) -> tuple[Declared, ...]:
    """The fields of a dataclass, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_declared(f.name, hints[f.name], f.default is None) for f in fields(kind))


def faults(thing: object) -> Iterator[str]:
    """Everything that is wrong in the declared fields of a dataclass instance, a few words each."""
    for field in declared(type(thing)):
        value = getattr(thing, field.name)
        if value is None and field.optional:
            continue
        if isinstance(value, Mapping) and _is_table(field):
            yield from table_faults(field.name, value, field.note)
        elif fault := _fault(value, field):
            yield f"{field.name} {fault}"


def settle(thing: object) -> None:
    """Store numbers of a faultless instance as plain int, float and bool, so that equal things have equal bits."""
    for field in declared(type(thing)):
        value = getattr(thing, field.name)
        if isinstance(value, Mapping) and _is_table(field):
            object.__setattr__(thing, field.name, {name: float(number) for name, number in value.items()})
        elif value is not None and (kind := next((t for t in (bool, int, float) if t in field.types), None)):
            object.__setattr__(thing, field.name, kind(value))


def told(thing: Any) -> dict[str, Any]:
    """The fields of a dataclass instance that differ from their defaults and count when instances are compared."""
    found = {}
    for f in fields(thing):
        default = f.default if f.default_factory is MISSING else f.default_factory()
        if f.compare and getattr(thing, f.name) != default:
            found[f.name] = getattr(thing, f.name)
    return found


def table_faults(name: str, table: Mapping[Any, object], spec: Spec) -> Iterator[str]:
    """Everything that is wrong in a table of numbers by segment.

    >>> from sentiment_abm.spec import Kind
    >>> delivered = Spec("r", "share of the promise that is kept", "1", 0, 1, Kind.ASSUMED)
    >>> list(table_faults("delivered", {"Ukraine": 0.2, "Russia": 7}, delivered))
    ["delivered of segment 'Russia' 7 is outside 0…1"]
    """
    if not table:
        yield f"{name} is an empty table"
    for segment, value in table.items():
        if fault := text_fault(segment) or number_fault(value, spec):
            yield f"{name} of segment {shown(segment)} {fault}"


def number_fault(value: object, spec: Spec) -> str | None:
    """What keeps a value from being a number in the declared range, or None.

    >>> from sentiment_abm.spec import Kind
    >>> hype = Spec("h", "size of the promise", "1", 0, 4, Kind.ASSUMED)
    >>> number_fault(4, hype), number_fault(9.5, hype), number_fault(True, hype)
    (None, '9.5 is outside 0…4', 'True is not a number')
    """
    if value is None:
        return "is missing"
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return f"{shown(value)} is not a number"
    # NaN fails every comparison, so it is outside of every range.
    if not spec.low <= value <= spec.high:
        return f"{shown(value)} is outside {_bound(spec.low)}…{_bound(spec.high)}"
    return None


def text_fault(value: object, empty: bool = False) -> str | None:
    """What keeps a value from being text, with something in it unless `empty` is fine; formulas and markup are text.

    >>> text_fault("=1+1 <b>"), text_fault("  "), text_fault(3)
    (None, 'is empty', '3 is not text')
    """
    if value is None:
        return "is missing"
    if not isinstance(value, str):
        return f"{shown(value)} is not text"
    if not value.strip() and not empty:
        return "is empty"
    # Half of a surrogate pair: no file and no hash could hold it.
    is_whole = not any("\ud800" <= letter <= "\udfff" for letter in value)
    return None if is_whole else f"{shown(value)} is not valid Unicode"


def shown(value: object) -> str:
    """A value as it is quoted in a message: on one line, and short.

    >>> shown("Summit ends without a deal"), shown(3.2), len(shown("x" * 1000))
    ("'Summit ends without a deal'", '3.2', 80)
    """
    return _SHORT.repr(value.item() if isinstance(value, np.generic) else value)


def _declared(name: str, hint: Any, optional: bool) -> Declared:
    bare, note = get_args(hint) if get_origin(hint) is Annotated else (hint, None)
    parts = get_args(bare) if isinstance(bare, UnionType) else (bare,)
    return Declared(name, tuple(get_origin(part) or part for part in parts), note, optional)


def _is_table(field: Declared) -> bool:
    return Mapping in field.types and isinstance(field.note, Spec)


def _fault(value: object, field: Declared) -> str | None:
    if bool in field.types:
        return _truth_fault(value)
    if int in field.types:
        return _whole_fault(value, field.note)
    if float in field.types:
        return number_fault(value, field.note)
    if str in field.types:
        return text_fault(value, empty=field.note is None)
    return None  # a field of another type is checked by its class


def _whole_fault(value: object, spec: Spec) -> str | None:
    if fault := number_fault(value, spec):
        return fault
    is_whole = isinstance(value, _NUMBERS) and value == int(value)
    return None if is_whole else f"{shown(value)} is not a whole number"


def _truth_fault(value: object) -> str | None:
    is_truth = isinstance(value, (bool, np.bool_)) or (isinstance(value, _NUMBERS) and value in (0, 1))
    return None if is_truth else f"{shown(value)} is not true or false"


def _bound(limit: float) -> str:
    return str(int(limit)) if float(limit).is_integer() else f"{limit:g}"
