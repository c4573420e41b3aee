"""The literature and the data behind the model: one entry per source, cited everywhere by its key.

A key is the first author's name and the year.  A field that could not be checked is left out rather than guessed;
a title in brackets describes a source that has none of its own.
"""

import difflib
from typing import Protocol

from sentiment_abm.sources.literature import LITERATURE
from sentiment_abm.sources.methods import METHODS
from sentiment_abm.sources.source import Source

__all__ = ["SOURCES", "Referring", "Source", "UnknownSourceError", "cite"]


class UnknownSourceError(KeyError):
    """A key that no source has; all unknown keys at once, each with the nearest valid one."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))

    def __str__(self) -> str:
        return "; ".join(self.problems)


SOURCES: dict[str, Source] = {source.key: source for source in sorted((*LITERATURE, *METHODS))}


class Referring(Protocol):
    """Anything that knows what it stands on: a run, or the results of a study."""

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of sources."""


def cite(*what: str | Referring) -> str:
    """A readable list of sources, one a line, in the order of their keys.

    Parameters
    ----------
    what
        Keys of sources, or a :class:`~sentiment_abm.engine.run.Run` or loaded results for what they stand on: the
        sources of the mechanisms that are switched on in a run, of its network and its defaults.  Nothing: all.

    Returns
    -------
    str
        One line for each source: key, authors, year, title, and venue and DOI where they are known.

    Raises
    ------
    UnknownSourceError
        A KeyError that names every unknown key and the nearest valid one.

    Examples
    --------
    >>> print(cite("slovic1993"))
    [slovic1993] Slovic, P. (1993). Perceived risk, trust, and democracy. Risk Analysis 13(6), 675–682. https://doi...
    """
    keys = [key for each in what for key in ((each,) if isinstance(each, str) else each.references)]
    if what and not keys:
        return ""  # of something that stands on no source, which is not to ask for all of them
    unknown = sorted({key for key in keys if key not in SOURCES})
    if unknown:
        raise UnknownSourceError([f"unknown source '{key}'{_nearest(key)}" for key in unknown])
    return "\n".join(str(SOURCES[key]) for key in sorted(set(keys) or SOURCES))


def _nearest(key: str) -> str:
    # This module is below `spec`, which has the same hint for parameters, so it asks difflib itself.
    close = difflib.get_close_matches(key, SOURCES, n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""
