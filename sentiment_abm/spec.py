"""How a parameter is declared, listed and checked; and the one kind of error that bad input raises.

A parameter is one field of a NamedTuple: ``rate: Annotated[float, Spec(...)] = 0.05``.  Everything else that is
said about it anywhere (validation, command-line help, sweep bounds, tables in the docs, chart labels) is read
from that declaration by :func:`declared`.
"""

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints


class Kind(StrEnum):
    """Where a default comes from."""

    MEASURED = "measured"
    CALIBRATED = "calibrated"  # chosen so that the model meets a measured fact
    ASSUMED = "assumed"  # sweep it


class Spec(NamedTuple):
    """What is declared about one parameter; `low` and `high` are both allowed values."""

    symbol: str
    meaning: str
    unit: str
    low: float
    high: float
    kind: Kind
    sources: tuple[str, ...] = ()


class Declared(NamedTuple):
    """One parameter as declared: dotted name, spec, type (float or bool) and default."""

    name: str
    spec: Spec
    type: type
    default: float | bool


class InputError(ValueError):
    """Bad input, with all its problems at once; each is one line that names place, value and what is allowed.

    `problems` is the tuple of these lines, in the order in which they were found; the text of the error is the only
    line, or all of them under their number.  A ValueError, so that ``except ValueError`` catches it too.

    >>> print(InputError(["a.csv line 2: hype 9 is outside 0…4", "a.csv line 3: no headline"]))
    2 problems
      a.csv line 2: hype 9 is outside 0…4
      a.csv line 3: no headline
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        many = f"{len(self.problems)} problems\n  " + "\n  ".join(self.problems)
        super().__init__(self.problems[0] if len(self.problems) == 1 else many)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


def nearest(word: object, words: Iterable[str]) -> str:
    """A hint with the nearest valid name, ready to append to a message; empty when nothing is near.

    >>> nearest("trust.asymetry", ["trust.asymmetry", "trust.rate"])
    " (did you mean 'trust.asymmetry'?)"
    """
    close = difflib.get_close_matches(str(word), list(words), n=1, cutoff=0.6)
    return f" (did you mean '{close[0]}'?)" if close else ""


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Annotations with their specs; cached, because a sweep asks a million times."""
    return get_type_hints(kind, include_extras=True)


def declared(kind: type, prefix: str = "") -> Iterator[Declared]:
    """All parameters of a NamedTuple of parameters, groups inside it included, in order of declaration."""
    for name, hint in _hints(kind).items():
        if get_origin(hint) is Annotated:
            type_, spec = get_args(hint)
            yield Declared(prefix + name, spec, type_, kind._field_defaults[name])  # type: ignore[attr-defined]
        else:
            yield from declared(hint, f"{prefix}{name}.")


def fault(item: Declared, value: object) -> str | None:
    """What is wrong with a value of a parameter, or None."""
    low, high = item.spec.low, item.spec.high
    if item.type is bool:
        return None if isinstance(value, bool) or value in (0, 1) else f"{value!r} is not true or false"
    if isinstance(value, (bool, str)):
        return f"{value!r} is not a number"
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return f"{value!r} is not a number of this range"
    if math.isnan(number) or not low <= number <= high:
        return f"{value!r} is outside {low:g}…{high:g}"
    return None


def faults(kind: type, values: Mapping[str, object], where: str = "params") -> list[str]:
    """Everything that is wrong with a mapping of dotted parameter names to values."""
    known = {item.name: item for item in declared(kind)}
    found = []
    for name, value in values.items():
        if name not in known:
            found.append(f"{where}: unknown parameter '{name}'{nearest(name, known)}")
        elif wrong := fault(known[name], value):
            found.append(f"{where}: {name} {wrong}")
    return found


def build(kind: type, values: Mapping[str, object], prefix: str = "") -> Any:
    """The NamedTuple of parameters with these values over the defaults; values must be free of faults."""
    fields: dict[str, object] = {}
    for name, hint in _hints(kind).items():
        if get_origin(hint) is Annotated:
            type_ = get_args(hint)[0]
            # An int where a float is declared would be a new compiled signature: convert here, at the border.
            fields[name] = type_(values.get(prefix + name, kind._field_defaults[name]))  # type: ignore[attr-defined]
        else:
            fields[name] = build(hint, values, f"{prefix}{name}.")
    return kind(**fields)


def flat(params: Any, prefix: str = "") -> dict[str, float | bool]:
    """A NamedTuple of parameters as a mapping of dotted names to values."""
    found: dict[str, float | bool] = {}
    for name, value in params._asdict().items():
        found.update(flat(value, f"{prefix}{name}.") if hasattr(value, "_asdict") else {prefix + name: value})
    return found
