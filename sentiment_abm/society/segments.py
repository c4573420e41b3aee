"""Segments: the publics of a society (Ukraine, Russia, US, Europe …) and how each differs from the population."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sentiment_abm.psychology.mind import Params
from sentiment_abm.spec import Declared, InputError, Kind, Spec, declared, fault, nearest

OVERRIDABLE = (
    "belief.prior",
    "belief.prior_sd",
    "trust.prior_kept",
    "trust.prior_broken",
    "attention.reach",
    "patience.rate",
)
"""The parameters that a segment may have of its own."""

_DECLARED = {item.name: item for item in declared(Params) if item.name in OVERRIDABLE}
_SHARE = Declared("share", Spec("", "share of the people", "1", 0, 1, Kind.ASSUMED), float, 1.0)
_RESERVED = "all"  # in every table this word stands for the whole population


@dataclass(frozen=True, init=False)
class Segment:
    """One public: a name, its share of the people, and the parameters in which it differs from the population.

    `share` is above 0 and at most 1, or None where the graph itself says who belongs to the segment.  `overrides`
    maps names of :data:`OVERRIDABLE` to numbers; nested tables do as well, so a table of a study file fits as it is.

    Raises :class:`~sentiment_abm.spec.InputError` with everything that is wrong.

    >>> Segment("Ukraine", share=0.4, overrides={"belief.prior": -1.1})
    Segment(name='Ukraine', share=0.4, overrides={'belief.prior': -1.1})
    >>> Segment("Ukraine", share=0.4, belief={"prior": -1.1}).overrides
    {'belief.prior': -1.1}
    """

    name: str
    share: float | None
    overrides: Mapping[str, float] = field(hash=False)

    def __init__(
        self, name: str, share: float | None = None, overrides: Mapping[str, Any] | None = None, **groups: Any
    ) -> None:
        if not isinstance(overrides or {}, Mapping):
            raise InputError([f"segment {name!r}: overrides {overrides!r} is not a table of parameters"])
        own = {**_flattened(overrides or {}), **_flattened(groups)}
        if problems := list(_faults(name, share, own)):
            raise InputError(problems)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "share", None if share is None else float(share))
        object.__setattr__(self, "overrides", {key: float(own[key]) for key in sorted(own)})


def collected(given: Iterable[Segment | Mapping[str, Any]]) -> tuple[Segment, ...]:
    """Segments from segments or from tables of a study file; raises InputError with the problems of all of them.

    >>> [segment.name for segment in collected([EVERYONE, {"name": "diaspora", "share": 0.1}])]
    ['everyone', 'diaspora']
    """
    if not isinstance(given, Iterable):
        raise InputError([f"segments: {given!r} is not a list of segments"])
    found: list[Segment] = []
    problems: list[str] = []
    for number, entry in enumerate(given, 1):
        try:
            found.append(_from_entry(entry, number))
        except InputError as error:
            problems += error.problems
    for name, times in Counter(segment.name for segment in found).items():
        if times > 1:
            problems.append(f"segment {name!r} is given {times} times")
    if problems:
        raise InputError(problems)
    return tuple(found)


def _from_entry(entry: Any, number: int) -> Segment:
    if isinstance(entry, Segment):
        return entry
    if not isinstance(entry, Mapping):
        raise InputError([f"segment number {number} is {entry!r}, not a Segment or a table"])
    if "name" not in entry:
        raise InputError([f"segment number {number} has no name"])
    return Segment(**{str(key): value for key, value in entry.items()})


def _flattened(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables with dotted names: {"belief": {"prior": 0}} as {"belief.prior": 0}."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= _flattened(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return flat


def _faults(name: object, share: object, overrides: Mapping[str, object]) -> Iterator[str]:
    where = f"segment {name!r}"
    if not isinstance(name, str) or not name.strip():
        yield f"{where}: the name must be a text"
    elif name == _RESERVED:
        yield f"{where}: this name stands for the whole population, choose another"
    if share is not None and (wrong := fault(_SHARE, share)):
        yield f"{where}: share {wrong}"
    elif share == 0:
        yield f"{where}: share 0 leaves nobody in it"
    for key, value in overrides.items():
        if key not in _DECLARED:
            yield f"{where}: {key!r} cannot differ by segment{nearest(key, OVERRIDABLE)}; {', '.join(OVERRIDABLE)} can"
        elif wrong := fault(_DECLARED[key], value):
            yield f"{where}: {key} {wrong}"
    if overrides.get("trust.prior_kept") == 0 == overrides.get("trust.prior_broken"):
        yield f"{where}: trust.prior_kept and trust.prior_broken cannot both be 0"


EVERYONE = Segment("everyone", share=1)
"""The one segment of a society that names none."""
