"""The declaration of every setting that a study may vary, by dotted name: what tables, charts and exports call it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args, get_type_hints

from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.graphs import Ties
from sentiment_abm.spec import Spec, declared


@cache
def specs() -> Mapping[str, Spec]:
    """The declared settings; those without declaration, a file for instance, are missing.

    >>> specs()["trust.asymmetry"].meaning, specs()["society.homophily"].high
    ('weight of failure over success', 1)
    """
    found = {item.name: item.spec for item in declared(Params)}
    for kind, group in ((Talks, "scenario"), (NewsItem, "scenario"), (Ties, "society")):
        found |= {f"{group}.{name}": spec for name, spec in _noted(kind)}
    return found


def _noted(kind: type) -> Iterator[tuple[str, Spec]]:
    for name, hint in get_type_hints(kind, include_extras=True).items():
        yield from ((name, note) for note in get_args(hint)[1:] if isinstance(note, Spec))
