"""A scenario: what happens in the news, when, and who says it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sentiment_abm.news import coherence
from sentiment_abm.news.clutter import ClutterWindow
from sentiment_abm.news.fields import Words, faults, told
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.timeline import Credibility, Timeline, timeline
from sentiment_abm.news.toml_text import toml_text
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError

if TYPE_CHECKING:
    from sentiment_abm.news.talks import Talks

HEAD = ("name", "title", "description", "promiser", "sources", "start_date", "extra_clutter")  # all but the items


@dataclass(frozen=True, slots=True)
class Scenario:
    """News items with their sources; one source, the promiser, is believed as far as each citizen has learned to.

    `sources` gives every other source a fixed credibility in 0…1, one number or a table {segment: number}.
    `start_date` is the date of day 0, where the days have dates.  `extra_clutter` adds other stories to the
    background for some days.  `items` stay in the order given; without items the world is quiet.

    Raises :class:`~sentiment_abm.spec.InputError` with everything that does not fit together: unknown sources,
    the same item twice, an outcome before its announcement …

    >>> Scenario("hope", [NewsItem(10, "announcement", "Summit to end the war", "leader")]).items[0].day
    10
    >>> Scenario("hope", [NewsItem(10, "announcement", "Summit to end the war", "laeder")])
    Traceback (most recent call last):
    sentiment_abm.spec.InputError: day 10, 'Summit to end the war': unknown source 'laeder' (did you mean 'leader'?)
    """

    name: Words
    items: tuple[NewsItem, ...]
    promiser: Words = "leader"
    sources: Mapping[str, Credibility] = field(default_factory=dict, hash=False)
    start_date: datetime.date | None = None
    title: str = ""
    description: str = ""
    extra_clutter: tuple[ClutterWindow, ...] = ()
    place: str = field(default="", kw_only=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("items", "extra_clutter"):
            value = getattr(self, name)
            if isinstance(value, Iterable):
                object.__setattr__(self, name, tuple(value))
        label = self.place or f"scenario {shown(self.name)}"
        if problems := [*(f"{label}: {fault}" for fault in self._faults()), *self._misfits()]:
            raise InputError(problems)
        object.__setattr__(self, "sources", {name: _plain(value) for name, value in self.sources.items()})

    @classmethod
    def from_file(cls, path: str | Path, **changes: Any) -> "Scenario | Talks":
        """The scenario in a TOML file or a news CSV; a file with a [process] gives the talks process.

        `changes` replace keys of the file: ``from_file("news.csv", sources={"wire": 0.6})``.
        """
        from sentiment_abm.news.scenario_file import load

        return load(path, **changes)

    def timeline(self, segments: Sequence[str]) -> Timeline:
        """All items as arrays in the order of action, for these segments.

        Raises InputError when a table by segment lacks a segment or names an unknown one.
        """
        return timeline(self.items, self.promiser, self.sources, segments)

    def realize(self, days: int, seed: int) -> Self:  # noqa: ARG002  # the signature of Talks.realize
        """Itself: in a script nothing is left to chance."""
        return self

    def as_table(self) -> dict[str, Any]:
        """The scenario as it stands in a scenario file, keys at their defaults left out."""
        table = told(self) | {"items": [item.as_table() for item in self.items]}
        if self.extra_clutter:
            table["extra_clutter"] = [asdict(window) for window in self.extra_clutter]
        return table

    def to_toml(self) -> str:
        """The text of a scenario file that reads back as an equal scenario.

        >>> print(Scenario("quiet", ()).to_toml())
        name = "quiet"
        items = []
        <BLANKLINE>
        """
        return toml_text(self.as_table())

    def _faults(self) -> Iterator[str]:
        yield from faults(self)
        sources: Any = self.sources
        if not isinstance(sources, Mapping):
            yield f"sources {shown(sources)} is not a table of credibilities"
        else:
            yield from coherence.source_faults(sources, self.promiser)
        if self.start_date is not None and (fault := coherence.start_fault(self.start_date)):
            date = self.start_date
            yield f"start_date {date if type(date) is datetime.date else shown(date)} {fault}"
        for name, kind in (("items", NewsItem), ("extra_clutter", ClutterWindow)):
            value = getattr(self, name)
            if not isinstance(value, tuple):
                yield f"{name} {shown(value)} is not a list of {kind.__name__}"
                continue
            for position, each in enumerate(value, start=1):
                if not isinstance(each, kind):
                    yield f"{name}, number {position}: {shown(each)} is not a {kind.__name__}"

    def _misfits(self) -> Iterator[str]:
        # Whatever is no item or no source has been reported; the others are checked all the same.
        given, sources, promiser = (getattr(self, name) for name in ("items", "sources", "promiser"))
        items = [item for item in given if isinstance(item, NewsItem)] if isinstance(given, tuple) else []
        if isinstance(sources, Mapping) and isinstance(promiser, str):
            yield from coherence.strangers(items, promiser, sources)
        yield from coherence.twins(items)
        yield from coherence.early_outcomes(items)
        if self.start_date is not None and not coherence.start_fault(self.start_date):
            yield from coherence.undated(items, self.start_date)


def _plain(credibility: Credibility) -> Credibility:
    """Floats in place of whatever numbers were given, so that equal scenarios have equal content."""
    if isinstance(credibility, Mapping):
        return {segment: float(number) for segment, number in credibility.items()}
    return float(credibility)
