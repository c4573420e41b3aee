"""Writing TOML: Python reads it but does not write it, and a scenario needs only a corner of the format."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def toml_text(table: Mapping[str, Any]) -> str:
    """A table as a TOML document.

    Values may be text, numbers, truths, dates, tables of these, and lists of tables; None is not TOML.

    >>> print(toml_text({"name": "quiet", "sources": {"wire": 0.7}, "items": [{"day": 3, "delivered": {"US": 1.0}}]}))
    name = "quiet"
    <BLANKLINE>
    [sources]
    wire = 0.7
    <BLANKLINE>
    [[items]]
    day = 3
    delivered = {US = 1.0}
    <BLANKLINE>
    """
    plain = {key: value for key, value in table.items() if not _is_section(value)}
    blocks = ["".join(_lines(plain))]
    for key, value in table.items():
        if _is_section(value):
            head = f"[{_key(key)}]\n" if isinstance(value, Mapping) else f"[[{_key(key)}]]\n"
            rows = [value] if isinstance(value, Mapping) else value
            blocks += [head + "".join(_lines(row)) for row in rows]
    return "\n".join(block for block in blocks if block)


def _is_section(value: object) -> bool:
    # An empty list has no row to stand for it, so it stays a plain value.
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str) and len(value) > 0)


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {_value(value)}\n"


def _key(key: str) -> str:
    is_bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_bare else _string(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _string(value)
        case datetime.date():
            return value.isoformat()
        case Mapping():
            return "{" + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + "}"
        case Sequence() if not value:
            return "[]"
    raise TypeError(f"{value!r} has no place in a scenario file")


def _string(text: str) -> str:
    # JSON escapes what TOML wants escaped, but for the delete character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
