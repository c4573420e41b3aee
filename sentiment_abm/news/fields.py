"""Checked dataclasses: what may stand in a field is read from its declaration, and written down only there.

A field declared ``Annotated[float, Spec(...)]`` takes numbers of that range, ``int`` whole numbers, ``bool`` truths,
``str`` any text, :data:`Words` text with something in it, ``Annotated[str, (...)]`` one of some words;
``float | Mapping[str, float]`` takes a number or a table of numbers by segment.  A field whose default is None may be
None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from sentiment_abm.news.values import number_fault, shown, text_fault, truth_fault, whole_fault, word_fault
from sentiment_abm.spec import Spec

Words = Annotated[str, "not empty"]


class _Field(NamedTuple):
    """A field of a checked dataclass: name, types it takes, what its declaration notes, and whether None is fine."""

    name: str
    types: tuple[Any, ...]
    note: Any
    optional: bool


@cache
def _declared(kind: type) -> tuple[_Field, ...]:
    """The fields of a dataclass, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_field(f.name, hints[f.name], f.default is None) for f in fields(kind))


def faults(thing: Any) -> Iterator[str]:
    """Everything that is wrong in the declared fields of a dataclass instance, a few words each."""
    for field in _declared(thing.__class__):
        value = getattr(thing, field.name)
        if value is None and field.optional:
            continue
        if isinstance(value, Mapping) and _is_table(field):
            yield from table_faults(field.name, value, field.note)
        elif fault := _fault(value, field):
            yield f"{field.name} {fault}"


def settle(thing: Any) -> None:
    """Store numbers of a faultless instance as plain int, float and bool, so that equal things have equal bits."""
    for field in _declared(thing.__class__):
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


def _field(name: str, hint: Any, optional: bool) -> _Field:
    bare, note = get_args(hint) if get_origin(hint) is Annotated else (hint, None)
    parts = get_args(bare) if isinstance(bare, UnionType) else (bare,)
    return _Field(name, tuple(get_origin(part) or part for part in parts), note, optional)


def _is_table(field: _Field) -> bool:
    return Mapping in field.types and isinstance(field.note, Spec)


def _fault(value: object, field: _Field) -> str | None:
    if bool in field.types:
        return truth_fault(value)
    if int in field.types:
        return whole_fault(value, field.note)
    if float in field.types:
        return number_fault(value, field.note)
    if isinstance(field.note, tuple):
        return word_fault(value, field.note)
    if str in field.types:
        return text_fault(value, empty=field.note is None)
    return None  # a field of another type is checked by its class
