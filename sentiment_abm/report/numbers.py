"""Numbers as people read them: rounded, with a real minus sign, ranges in words."""

import math

MISSING = "–"


def number(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """A number with this many decimals; a dash for NaN, and never a negative zero.

    >>> number(-3.14159), number(0.04, signed=True), number(float("nan"))
    ('−3.1', '0.0', '–')
    """
    if math.isnan(value):
        return MISSING
    rounded = round(value, digits) + 0.0
    text = f"{rounded:+.{digits}f}" if signed and rounded else f"{rounded:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def span(low: float, high: float, digits: int = 1, *, signed: bool = False) -> str:
    """Both ends of a range; a dash when there is none.

    >>> span(-1.25, 2.0)
    '−1.2 to 2.0'
    """
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{number(low, digits, signed=signed)} to {number(high, digits, signed=signed)}"


def counted(count: int, thing: str) -> str:
    """A count with its noun.

    >>> counted(1, "run"), counted(3, "run")
    ('1 run', '3 runs')
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def listed(parts: list[str]) -> str:
    """A list in words.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
