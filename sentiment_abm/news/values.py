"""What may stand in one field of the news, and what is said about a value that may not.

Each check takes a value and returns what is wrong with it, a few words on one line, or None.
"""

import reprlib

import numpy as np

from sentiment_abm.spec import Spec, nearest

_NUMBERS = (int, float, np.integer, np.floating)
_SHORT = reprlib.Repr(maxstring=80, maxother=80, maxlong=40)


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


def whole_fault(value: object, spec: Spec) -> str | None:
    """What keeps a value from being a whole number in the declared range; 3.0 is whole."""
    if fault := number_fault(value, spec):
        return fault
    is_whole = isinstance(value, _NUMBERS) and value == int(value)
    return None if is_whole else f"{shown(value)} is not a whole number"


def truth_fault(value: object) -> str | None:
    """What keeps a value from being true or false; 1 and 0 are taken as such.

    >>> truth_fault(1), truth_fault("no")
    (None, "'no' is not true or false")
    """
    is_truth = isinstance(value, (bool, np.bool_)) or (isinstance(value, _NUMBERS) and value in (0, 1))
    return None if is_truth else f"{shown(value)} is not true or false"


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


def word_fault(value: object, words: tuple[str, ...]) -> str | None:
    """What keeps a value from being one of some words, with the nearest of them.

    >>> word_fault("outcom", ("announcement", "signal", "outcome"))
    "'outcom' is not announcement, signal or outcome (did you mean 'outcome'?)"
    """
    if not isinstance(value, str):
        return text_fault(value)
    choice = f"{', '.join(words[:-1])} or {words[-1]}"
    return None if value in words else f"{shown(value)} is not {choice}{nearest(value, words)}"


def is_same(value: object, default: object) -> bool:
    """Whether a value, which need not be checked yet, says the same as a default."""
    return value is default or (isinstance(value, (*_NUMBERS, np.bool_)) and bool(value == default))


def shown(value: object) -> str:
    """A value as it is quoted in a message: on one line, and short.

    >>> shown("Summit ends without a deal"), shown(3.2), len(shown("x" * 1000))
    ("'Summit ends without a deal'", '3.2', 80)
    """
    return _SHORT.repr(value.item() if isinstance(value, np.generic) else value).replace("\n", " ")


def _bound(limit: float) -> str:
    return str(int(limit)) if float(limit).is_integer() else f"{limit:g}"
