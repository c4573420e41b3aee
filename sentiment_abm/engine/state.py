"""The state of a run in memory: blocks of 64 citizens, made from the named tuples that the rules use.

A field is declared once, in `Mind`, `Person`, `Today` …; here it becomes a row of LANES numbers inside one
structured array, so that the compiler knows every offset and can vectorize through the rules.
"""

from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import numpy as np
from numba.extending import register_jitable

from sentiment_abm.psychology.mind import Around, Diary, Item, Mind, Notice, Person, Today
from sentiment_abm.society.population import Traits

LANES = 64
SLOTS = 63  # live items at one time: one bit each in a signed 64-bit mask
PLANES = 32  # binary digits of a number of tellers

OWN = ("prior", "capacity", "patience")
"""Traits drawn for each citizen; the others are those of its segment, unless a first state gives them."""

# All 64 bits wide: a narrower number beside them keeps LLVM from vectorizing (evenings 12 → 65 ns).
_TYPES: dict[type, Any] = {int: np.int64, float: np.float64, bool: np.bool_}


def record(fields: list[Any]) -> np.dtype[Any]:
    """A record type whose fields are attributes in CPython too, so that the kernel also runs interpreted.

    Raises TypeError for a field whose name is taken: the interpreted kernel would read numpy's own attribute.
    """
    if taken := [field[0] for field in fields if hasattr(np.record, field[0])]:
        raise TypeError(f"numpy's records already have attributes {', '.join(taken)}")
    return np.dtype((np.record, fields))


def rows(kind: type, *shape: int) -> np.dtype[Any]:
    """The record type of a named tuple; each field is a number, or a row of numbers, or a record of its own."""
    return record([(name, *_field(hint, shape)) for name, hint in get_type_hints(kind).items()])


def _traits(own: bool) -> np.dtype[Any]:
    """The record type of the traits that are each citizen's own, or of the others."""
    return record([(name, np.float64, LANES) for name in Person._fields if (name in OWN) == own])


def _field(hint: type, shape: tuple[int, ...]) -> tuple[Any, ...]:
    return (_TYPES[hint], shape) if hint in _TYPES else (rows(hint, *shape),)


def reader(kind: type, index: str = "[i]") -> Callable[..., Any]:
    """A compiled function (record, i) → named tuple."""
    names: dict[str, Any] = {}
    source = f"def read(z, i):\n    return {_construct(kind, 'z', index, names)}\n"
    return _define(source, names)


def row_reader(kind: type) -> Callable[..., Any]:
    """A compiled function (row of numbers) → named tuple of parameters, in the order of `spec.flat`."""
    names: dict[str, Any] = {}
    return _define(f"def read(row):\n    return {_from_row(kind, names, iter(range(1_000)))}\n", names)


def _from_row(kind: type, names: dict[str, Any], places: Iterator[int]) -> str:
    names[kind.__name__] = kind
    parts = []
    for hint in get_type_hints(kind).values():
        if hint in _TYPES:
            parts.append(f"row[{next(places)}]" + (" != 0.0" if hint is bool else ""))
        else:
            parts.append(_from_row(hint, names, places))
    return f"{kind.__name__}({', '.join(parts)})"


def person_reader() -> Callable[..., Any]:
    """A compiled function (own traits, shared traits, i) → Person."""
    parts = [f"{'own' if name in OWN else 'shared'}.{name}[i]" for name in Person._fields]
    return _define(f"def read(own, shared, i):\n    return Person({', '.join(parts)})\n", {"Person": Person})


def person_writer() -> Callable[..., None]:
    """A compiled function (own traits, shared traits, i, Person) that stores every trait."""
    lines = [f"    {'own' if name in OWN else 'shared'}.{name}[i] = value.{name}\n" for name in Person._fields]
    return _define(f"def write(own, shared, i, value):\n{''.join(lines)}", {})


def writer(kind: type, index: str = "[i]") -> Callable[..., None]:
    """A compiled function (record, i, named tuple) that stores every field."""
    body = "\n".join(f"    {line}" for line in _assign(kind, "z", "value", index))
    return _define(f"def write(z, i, value):\n{body}\n", {})


def _construct(kind: type, path: str, index: str, names: dict[str, Any]) -> str:
    names[kind.__name__] = kind
    parts = [
        _number(f"{path}.{name}{index}", hint) if hint in _TYPES else _construct(hint, f"{path}.{name}", index, names)
        for name, hint in get_type_hints(kind).items()
    ]
    return f"{kind.__name__}({', '.join(parts)})"


def _number(path: str, hint: type) -> str:
    # A small integer becomes an ordinary one, so that rules have one signature and never overflow.
    return f"int({path})" if hint is int else path


def _assign(kind: type, path: str, value: str, index: str) -> list[str]:
    lines = []
    for name, hint in get_type_hints(kind).items():
        if hint in _TYPES:
            lines.append(f"{path}.{name}{index} = {value}.{name}")
        else:
            lines += _assign(hint, f"{path}.{name}", f"{value}.{name}", index)
    return lines


def _define(source: str, names: dict[str, Any]) -> Callable[..., Any]:
    space = dict(names)
    exec(source, space)  # our own text, made from field names above: what namedtuple itself does
    made: Callable[..., Any] = register_jitable(error_model="numpy", no_cfunc_wrapper=True)(
        space["read" if "read" in space else "write"]
    )
    return made


LUCK = record([("wait", np.float64, LANES), ("move", np.float64, LANES), ("learn", np.float64, LANES)])

BLOCK = record(
    [
        ("mind", rows(Mind, LANES)),
        ("own", _traits(own=True)),
        ("number", np.int32, LANES),  # node number: the key of all draws of this citizen
        ("known", np.int64, LANES),  # which live items it knows, one bit each
    ]
)

SHARED = _traits(own=False)
"""The other traits, a row of lanes each, so that one record serves all blocks of a segment."""

GUESTS = record(
    [
        ("lane", np.int64, LANES),  # where each of them is from
        ("mind", rows(Mind, LANES)),
        ("person", rows(Person, LANES)),
        ("today", rows(Today, LANES)),
    ]
)

DESK = record(
    [
        ("today", rows(Today, LANES)),
        ("around", rows(Around, LANES)),
        ("diary", rows(Diary, LANES)),
        ("luck", LUCK),
        ("tellers", np.float64, LANES),
        ("new", np.int64, LANES),  # 1 where the item in hand is learned
        ("learned", np.int64, LANES),  # mask of all items learned today
        ("before", np.int64, LANES),  # mood of the morning
        ("guests", GUESTS),  # those who learned it, side by side
        ("planes", np.int64, (PLANES, LANES)),  # binary digits of the tellers of all live items, one bit for each item
    ]
)

NEWS = record(
    [
        ("told", rows(Item)),
        ("kind", np.int64),
        ("day", np.int64),
        ("coverage", np.int64),
        ("id", np.int64),
        ("closing_day", np.int64),
        ("salience", np.float64),  # salience on the first day
        ("bad", np.bool_),  # bad news to this segment
    ]
)
"""One news item as one segment sees it."""

NOTICE, TRAITS = rows(Notice), rows(Traits)

read_mind, write_mind = reader(Mind), writer(Mind)
read_person, write_person = person_reader(), person_writer()
read_guest, write_guest = reader(Person), writer(Person)
read_today, write_today = reader(Today), writer(Today)
read_around = reader(Around)
read_diary, write_diary = reader(Diary), writer(Diary)
read_item = reader(Item, "")
read_notice = reader(Notice, "")
read_traits, write_traits = reader(Traits, ""), writer(Traits, "")
