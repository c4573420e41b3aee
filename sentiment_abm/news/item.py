"""One news item: an announcement, a signal or an outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, cast

from sentiment_abm.draws import LOW, seed_of
from sentiment_abm.news.fields import Words, faults, settle, told
from sentiment_abm.news.values import is_same, shown
from sentiment_abm.spec import InputError, Kind, Spec

KINDS = ("announcement", "signal", "outcome")  # in the order in which the items of a day act
LAST_DAY = 2**31 - 1

# Elsewhere these fields would be accepted and ignored, so there they are refused.
MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "hype": ("announcement", "outcome"),
    "caveat": ("announcement",),
    "delivered": ("outcome",),
    "external": ("outcome",),
    "deception": ("outcome",),
    "closes": ("outcome",),
    "size": ("outcome",),
    "strength": ("signal",),
}
_NEEDED_BY = {"outcome": "delivered", "signal": "strength"}


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One piece of news about the talks.

    It acts on the step that turns row `day` of a run into row `day` + 1.  An *announcement* promises something
    (`hype`, `caveat`).  An *outcome* shows what came of it (`delivered`, `external`, `deception`, `closes`, `size`).
    A *signal* speaks for or against the talks (`strength`).  A field that means nothing for the kind is refused.

    `hype` None stands for 1 in an announcement, and in an outcome for the hype of the last announcement before it.
    `delivered` is one number or a table {segment: number}: the same ceasefire is a success to one public and a
    failure to another.  `id` keys the random draws about the item: two items with one id in two scenarios meet the
    same luck.  `place` says where the item was read (``news.csv line 7``) and takes no part in comparisons.

    Raises :class:`~sentiment_abm.spec.InputError` with everything that is wrong.

    >>> NewsItem(10, "announcement", "Leaders promise peace by spring", "leader", hype=1.5).hype
    1.5
    >>> NewsItem(31, "outcome", "No deal", "press", delivered=3.2)
    Traceback (most recent call last):
    sentiment_abm.spec.InputError: day 31, 'No deal': delivered 3.2 is outside 0…1
    """

    day: Annotated[int, Spec("t", "day on which it becomes news", "d", 0, LAST_DAY, Kind.ASSUMED)]
    kind: Annotated[str, KINDS]
    headline: Words
    source: Words
    hype: Annotated[float | None, Spec("h", "size of the promise", "1", 0, 4, Kind.ASSUMED)] = None
    caveat: Annotated[float, Spec("c", "doubt stated in the small print", "1", 0, 1, Kind.ASSUMED)] = 0.0
    delivered: Annotated[
        float | Mapping[str, float] | None, Spec("r", "share of the promise that is kept", "1", 0, 1, Kind.ASSUMED)
    ] = field(default=None, hash=False)
    external: Annotated[float, Spec("x", "part of outsiders in a failure", "1", 0, 1, Kind.ASSUMED)] = 0.0
    deception: bool = False
    closes: bool = True
    size: Annotated[float, Spec("z", "size of the outcome", "1", 0, 2, Kind.ASSUMED)] = 1.0
    strength: Annotated[float | None, Spec("g", "signed strength of a signal", "1", -4, 4, Kind.ASSUMED)] = None
    coverage: Annotated[int, Spec("cov", "days in the media", "d", 1, 30, Kind.CALIBRATED, ("gradus2025",))] = 3
    # None until the constructor has filled in the hash, so whoever reads an item finds a number.
    id: Annotated[int, Spec("id", "key of the random draws", "", 0, LOW, Kind.ASSUMED)] = cast("int", None)
    place: str = field(default="", kw_only=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        if problems := [*faults(self), *self._misplaced()]:
            place = self.place or self.where
            raise InputError(f"{place}: {problem}" for problem in problems)
        settle(self)
        if cast("int | None", self.id) is None:
            object.__setattr__(self, "id", self._hash())

    @property
    def where(self) -> str:
        """How messages name the item: by file and line if it came from a file, by day and headline.

        >>> NewsItem(5, "signal", "Drones hit the port", "wire", strength=-1, place="news.csv line 7").where
        "news.csv line 7 (day 5, 'Drones hit the port')"
        """
        what = f"day {shown(self.day)}, {shown(self.headline)}"
        return f"{self.place} ({what})" if self.place else what

    def as_table(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as they stand in a scenario file.

        >>> NewsItem(31, "outcome", "No deal", "press", delivered=0).as_table()
        {'day': 31, 'kind': 'outcome', 'headline': 'No deal', 'source': 'press', 'delivered': 0.0}
        """
        return {name: value for name, value in told(self).items() if name != "id" or value != self._hash()}

    def _misplaced(self) -> Iterator[str]:
        if str(self.kind) not in KINDS:
            return  # reported already, and nobody knows what was meant
        defaults = {f.name: f.default for f in fields(self)}
        for name, kinds in MEANT_FOR.items():
            if self.kind not in kinds and not is_same(getattr(self, name), defaults[name]):
                yield f"{name} means nothing for {_a(self.kind)}, only for {' and '.join(map(_a, kinds))}"
        needed = _NEEDED_BY.get(self.kind)
        if needed and getattr(self, needed) is None:
            yield f"{needed} is missing, {_a(self.kind)} needs it"

    def _hash(self) -> int:
        return seed_of(self.day, self.kind, self.source, self.headline) & LOW


def _a(kind: str) -> str:
    return f"a {kind}" if kind == "signal" else f"an {kind}"
