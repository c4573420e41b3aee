"""The recipe of a society in plain data: what a study file says, and what a sweep sends to its workers."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from operator import index
from typing import Any

from sentiment_abm.society import files
from sentiment_abm.society.graphs import PATTERNS, Pattern, Ties
from sentiment_abm.society.membership import head_counts, share_faults
from sentiment_abm.society.segments import EVERYONE, Segment, collected
from sentiment_abm.spec import InputError, faults, nearest

MOST_PEOPLE = 2**32 - 1  # a citizen's number has 32 bits
MOST_CONTACTS = 2**32  # entries of the rows, 16 GB


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that determines a society: the same recipe is the same society, on every machine.

    `people` (1 … 2**32 − 1) draws the network named `graph`, one of :data:`~sentiment_abm.society.graphs.PATTERNS`,
    with these :class:`~sentiment_abm.society.graphs.Ties`; `file` reads it instead; with neither, the recipe says
    how segments are dealt over a graph that its owner has.  `segments` takes tables of a study file as well; None
    is one segment of everyone.  `seed` is in [0, 2**64).  A setting that the network does not read must keep its
    default.

    Raises :class:`~sentiment_abm.spec.InputError` with everything that is wrong.

    >>> Recipe(people=100, contacts=4).ties
    Ties(contacts=4.0, rewiring=0.1, homophily=0.0)
    >>> Recipe(people=5)
    Traceback (most recent call last):
    sentiment_abm.spec.InputError: society: contacts 10 must be below people 5
    """

    people: int | None = None
    graph: str = "small_world"
    contacts: float = Ties().contacts
    rewiring: float = Ties().rewiring
    homophily: float = Ties().homophily
    segments: Iterable[Segment | Mapping[str, Any]] | None = None
    seed: int = 0
    file: str | os.PathLike[str] | None = None
    publics: tuple[Segment, ...] = field(init=False, repr=False, compare=False, default=(EVERYONE,))

    def __post_init__(self) -> None:
        problems = [*_value_faults(self)]
        try:
            segments = None if self.segments is None else collected(self.segments)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        people = None if self.people is None else index(self.people)
        self._settle(graph=str(self.graph), people=people, seed=index(self.seed))
        self._settle(**self.ties._asdict(), segments=segments, publics=segments or (EVERYONE,))
        if clashes := [*_clashes(self)]:
            raise InputError(clashes)

    def _settle(self, **values: Any) -> None:
        """Equal settings must make equal recipes, down to the hash: 10, 10.0 and np.int64(10) become one."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def ties(self) -> Ties:
        """Contacts, rewiring and homophily together."""
        return Ties(float(self.contacts), float(self.rewiring), float(self.homophily))

    @property
    def sizes(self) -> list[int]:
        """How many people each of the `publics` gets, for a recipe with `people`."""
        return head_counts(self.publics, self.people or 0)

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of the sources behind the network that is drawn.

        >>> Recipe(people=100, graph="scale_free", contacts=4).references
        ('barabasi1999',)
        """
        alike = ("newman2003",) if self.homophily else ()
        return () if self.people is None else (*PATTERNS[self.graph].sources, *alike)

    @property
    def network_key(self) -> str:
        """A key that two recipes share when they draw the same contacts, whoever belongs to which segment."""
        if self.file is not None:
            return files.fingerprint(self.file)
        pattern = PATTERNS[self.graph]
        blocks = (self.homophily, *self.sizes) if pattern.has_blocks else ()
        seed = self.seed if pattern.is_random else None
        return repr((self.graph, self.people, self.contacts, self.rewiring, blocks, seed))

    @property
    def key(self) -> str:
        """A hash of the recipe's content, for the ids of runs; a file counts by what it contains."""
        content = repr((replace(self, file=None), self.file and self.network_key))
        return blake2b(content.encode(), digest_size=16).hexdigest()


def _value_faults(recipe: Recipe) -> Iterator[str]:
    """What is wrong with the settings taken one at a time."""
    if str(recipe.graph) not in PATTERNS:
        yield f"society: graph {recipe.graph!r} is not one of {', '.join(PATTERNS)}{nearest(recipe.graph, PATTERNS)}"
    if recipe.people is not None and not _is_whole(recipe.people, 1, MOST_PEOPLE):
        yield f"society: people {recipe.people!r} is not a whole number 1…{MOST_PEOPLE}"
    if not _is_whole(recipe.seed, 0, 2**64 - 1):
        yield f"society: seed {recipe.seed!r} is not a whole number 0…2**64 - 1"
    yield from faults(Ties, {name: getattr(recipe, name) for name in Ties._fields}, where="society")


def _is_whole(value: object, low: int, high: int) -> bool:
    try:
        return not isinstance(value, bool) and low <= index(value) <= high  # type: ignore[arg-type]
    except TypeError:
        return False


def _clashes(recipe: Recipe) -> Iterator[str]:
    """What is wrong with settings that are each right on their own."""
    if recipe.people is None:
        yield from _unread(recipe, ("graph", *Ties._fields), "a graph of your own")
        return
    pattern = PATTERNS[recipe.graph]
    if recipe.file is not None:
        yield "society: give people or a file, not both"
    # Homophily has messages of its own: it is not enough that a network can have it.
    yield from _unread(recipe, sorted({*Ties._fields} - {*pattern.reads, "homophily"}), recipe.graph)
    yield from _homophily_faults(recipe, pattern)
    yield from share_faults(recipe.publics, recipe.people)
    if recipe.people > 1:  # one person alone has no contacts, whatever was asked for
        yield from _contact_faults(recipe, pattern, recipe.people)


def _unread(recipe: Recipe, names: Iterable[str], what: str) -> Iterator[str]:
    default = Recipe.__dataclass_fields__
    for name in names:
        if (value := getattr(recipe, name)) != default[name].default:
            shown = repr(value) if isinstance(value, str) else f"{value:g}"
            yield f"society: {name} {shown} means nothing for {what}, leave it out"


def _homophily_faults(recipe: Recipe, pattern: Pattern) -> Iterator[str]:
    if recipe.homophily == 0:
        return
    if len(recipe.publics) == 1:
        yield f"society: homophily {recipe.homophily:g} needs at least two segments"
    if "homophily" not in pattern.reads:
        able = " or ".join(name for name in PATTERNS if "homophily" in PATTERNS[name].reads)
        yield f"society: homophily {recipe.homophily:g} cannot be had in a {recipe.graph} network: use {able}"


def _contact_faults(recipe: Recipe, pattern: Pattern, people: int) -> Iterator[str]:
    contacts = recipe.contacts if "contacts" in pattern.reads else people - 1
    asked = f"society: contacts {contacts:g}"
    if contacts >= people:
        yield f"{asked} must be below people {people}"
    elif contacts < pattern.fewest:
        yield f"{asked} must be at least {pattern.fewest} for {recipe.graph}"
    elif pattern.needs_even and contacts % 2:
        yield f"{asked} must be an even whole number for {recipe.graph}"
    elif people * contacts > MOST_CONTACTS:
        yield f"{asked} of {people} people are {people * contacts:.2g} in all, above the limit of {MOST_CONTACTS:.2g}"
    elif pattern.has_blocks and all(segment.share for segment in recipe.publics):
        yield from _block_faults(recipe, people)


def _block_faults(recipe: Recipe, people: int) -> Iterator[str]:
    """Segments too small to find within themselves the share of contacts that the homophily asks for."""
    for segment, size in zip(recipe.publics, recipe.sizes, strict=True):
        within = recipe.contacts * (recipe.homophily + (1 - recipe.homophily) * (size - 1) / (people - 1))
        if within > size - 1:
            yield (
                f"society: homophily {recipe.homophily:g} gives people of segment {segment.name!r} "
                f"{within:.3g} contacts among themselves, but they are only {size}"
            )
