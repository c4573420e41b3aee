"""What each setting may be: a number of a range, a whole number, true or false, or one of some things.

Nothing is said here that is not declared where the setting belongs: parameters, news items, talks, ties.
"""

import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.graphs import Ties
from sentiment_abm.society.recipe import MOST_PEOPLE
from sentiment_abm.spec import Spec, declared
from sentiment_abm.sweep.settings import EDITABLE, PROCESS, canonical, names

OPEN = 1e6
"""A declared bound beyond this is no range to vary a setting over: whoever varies it says how far."""


class Domain(NamedTuple):
    """The values of a setting; `low` and `high` are both allowed, and NaN where they mean nothing."""

    kind: str  # "number", "whole", "even" (a whole number that can be halved), "truth", "choice"
    low: float = math.nan
    high: float = math.nan

    @property
    def is_number(self) -> bool:
        """Whether a range of it can be sampled."""
        return self.kind in ("number", "whole", "even")


@cache
def domains() -> Mapping[str, Domain]:
    """The domain of every setting, by canonical name.

    >>> domains()["trust.asymmetry"], domains()["scenario.coverage"]
    (Domain(kind='number', low=1.0, high=5.0), Domain(kind='whole', low=1.0, high=30.0))
    >>> domains()["scenario.use"].kind
    'choice'
    """
    found = {canonical(name): Domain("choice") for name in names()}
    for item in declared(Params):
        truth = item.type is bool
        found[item.name] = Domain("truth") if truth else Domain("number", float(item.spec.low), float(item.spec.high))
    for fields, kind in ((PROCESS, Talks), (EDITABLE, NewsItem)):
        hints = get_type_hints(kind, include_extras=True)
        found |= {f"scenario.{name}": _domain(hints[name]) for name in fields}
    found |= {f"society.{item.name}": _domain(Annotated[item.type, item.spec]) for item in declared(Ties)}
    # Every kind of network can have an even number of contacts, and some can have no other.
    found["society.contacts"] = found["society.contacts"]._replace(kind="even")
    found["society.people"] = Domain("whole", 1.0, float(MOST_PEOPLE))
    return found


def _domain(hint: Any) -> Domain:
    """The domain that an annotation declares."""
    bare, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    types = get_args(bare) or (bare,)
    spec = next((note for note in notes if isinstance(note, Spec)), None)
    if spec is None:
        return Domain("truth" if bool in types else "choice")
    return Domain("whole" if int in types else "number", float(spec.low), float(spec.high))
