"""Reading TOML that somebody else wrote: what Python's reader says yes to may still be too much for everybody else."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

MOST_PARTS = 100  # of a dotted key; the reader takes the square of their number in time
DEEPEST = 50  # tables and lists within each other
SMALLEST, LARGEST = -(2**63), 2**64 - 1  # TOML asks for the first; seeds go up to the second

_LONG_KEY = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}""" % MOST_PARTS,  # noqa: UP031
    re.MULTILINE,
)
_LONG_NUMBER = re.compile(r"(?<!\w)\d[\d_]{4000}")  # Python refuses it without a word about where it stands


def toml_tables(text: str) -> dict[str, Any]:
    r"""The tables of a TOML document; ValueError, in one line, for anything that is none or is out of all proportion.

    >>> toml_tables("[study]\nseed = 3")
    {'study': {'seed': 3}}
    >>> toml_tables("seed = 0x10000000000000000")
    Traceback (most recent call last):
    ValueError: seed: a whole number beyond 64 bits
    """
    if found := _LONG_KEY.search(text):
        raise ValueError(f"a key of more than {MOST_PARTS} parts{_place(found)}")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise ValueError(f"tables or lists nested more than {DEEPEST} deep") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise ValueError(f"a number too long{_place(_LONG_NUMBER.search(text))}") from None
    _check(tables)
    return tables


def _place(found: re.Match[str] | None) -> str:
    return f" (at line {found.string.count('\n', 0, found.start()) + 1})" if found else ""


def _check(tables: dict[str, Any]) -> None:
    """Raise ValueError for numbers that no other program could hold, and for depths that no other could follow."""
    left: list[tuple[str, int, Any]] = [("", 0, tables)]
    while left:
        name, depth, value = left.pop()
        if depth > DEEPEST:
            raise ValueError(f"{name[:80]}: tables or lists nested more than {DEEPEST} deep")
        if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
            raise ValueError(f"{name}: a whole number beyond 64 bits")
        if isinstance(value, Mapping):
            left += [(f"{name}.{key}".removeprefix("."), depth + 1, each) for key, each in value.items()]
        elif isinstance(value, list):
            left += [(f"{name} {position}", depth + 1, each) for position, each in enumerate(value, start=1)]
