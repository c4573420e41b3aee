"""Talks as a process: rounds of promise, waiting and result, drawn afresh for every seed."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from sentiment_abm.draws import key_of
from sentiment_abm.news.clutter import ClutterWindow
from sentiment_abm.news.fields import Words, faults, settle, told
from sentiment_abm.news.item import LAST_DAY, NewsItem
from sentiment_abm.news.rounds import ENDS, OUTSIDERS, drawn_rounds, news_of
from sentiment_abm.news.scenario import HEAD, Scenario
from sentiment_abm.news.timeline import Credibility
from sentiment_abm.news.toml_text import toml_text
from sentiment_abm.news.values import shown
from sentiment_abm.spec import InputError, Kind, Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """Rounds of talks: announcement, lead time, perhaps a first step half-way, an end, a pause, the next round.

    A round ends in success, partial success, failure (outcomes) or deadlock (no outcome at all) with chances that
    add up to 1.  `attrition` exhausts the sides: on day t failure and deadlock keep the share max(0, 1 - attrition·t)
    of their chances, and all four are rescaled.  With chance `interference` outsiders disturb a round: a hostile
    signal of strength -`hostility` before its end, and a failure then counts as theirs (external 1).

    Every decision has a draw of its own, so another chance or length changes that decision and shifts no other one.
    The fields from `name` on are those of the :class:`~sentiment_abm.news.scenario.Scenario` that comes out.
    Raises :class:`~sentiment_abm.spec.InputError` with everything that is wrong.

    >>> [(item.day, item.kind) for item in Talks(rounds=1).realize(days=60, seed=5).items]
    [(0, 'announcement'), (6, 'signal'), (8, 'outcome')]
    """

    rounds: Annotated[int | None, Spec("n", "number of rounds, at most", "1", 1, LAST_DAY, Kind.ASSUMED)] = None
    first_day: Annotated[int, Spec("t_0", "day of the first announcement", "d", 0, LAST_DAY, Kind.ASSUMED)] = 0
    lead: Annotated[float, Spec("lead", "mean days from announcement to end", "d", 1, 3650, Kind.ASSUMED)] = 21.0
    pause: Annotated[float, Spec("pause", "mean days from end to announcement", "d", 1, 3650, Kind.ASSUMED)] = 24.0
    first_step: Annotated[float, Spec("p_1", "chance of a first step", "1", 0, 1, Kind.ASSUMED)] = 0.2
    success: Annotated[float, Spec("p_s", "chance of success", "1", 0, 1, Kind.ASSUMED)] = 0.2
    partial: Annotated[float, Spec("p_p", "chance of partial success", "1", 0, 1, Kind.ASSUMED)] = 0.3
    failure: Annotated[float, Spec("p_f", "chance of failure", "1", 0, 1, Kind.ASSUMED)] = 0.3
    deadlock: Annotated[float, Spec("p_d", "chance of deadlock", "1", 0, 1, Kind.ASSUMED)] = 0.2
    interference: Annotated[float, Spec("p_x", "chance of interference", "1", 0, 1, Kind.ASSUMED)] = 0.2
    attrition: Annotated[float, Spec("a", "daily loss of the means to go on", "1/d", 0, 1, Kind.ASSUMED)] = 0.0
    hype: Annotated[float, Spec("h", "size of the promise", "1", 0, 4, Kind.ASSUMED)] = 1.0
    caveat: Annotated[float, Spec("c", "doubt stated in the small print", "1", 0, 1, Kind.ASSUMED)] = 0.0
    coverage: Annotated[int, Spec("cov", "days in the media", "d", 1, 30, Kind.CALIBRATED, ("gradus2025",))] = 3
    partial_delivered: Annotated[float, Spec("r_p", "kept in partial success", "1", 0, 1, Kind.ASSUMED)] = 0.4
    first_step_size: Annotated[float, Spec("z_1", "size of a first step", "1", 0, 2, Kind.ASSUMED)] = 0.3
    hostility: Annotated[float, Spec("|g|", "strength of a hostile signal", "1", 0, 4, Kind.ASSUMED)] = 1.0
    name: Words = "talks"
    promiser: Words = "leader"
    sources: Mapping[str, Credibility] = field(default_factory=lambda: {OUTSIDERS: 0.5}, hash=False)
    start_date: datetime.date | None = None
    title: str = ""
    description: str = ""
    extra_clutter: tuple[ClutterWindow, ...] = ()
    place: str = field(default="", kw_only=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        label = self.place or f"scenario {shown(self.name)}"
        problems = [f"{label}: {fault}" for fault in faults(self)]
        try:
            setting = self._scenario([])
        except InputError as error:
            # What both declare, a name for instance, is found twice in the same words.
            problems = list(dict.fromkeys([*problems, *error.problems]))
        if problems := problems or [f"{label}: {fault}" for fault in self._misfits()]:
            raise InputError(problems)
        settle(self)
        object.__setattr__(self, "sources", setting.sources)
        object.__setattr__(self, "extra_clutter", setting.extra_clutter)

    def realize(self, days: int, seed: int) -> Scenario:
        """One course of the talks: the items of days 0 to `days` - 1, the same for the same seed on every machine."""
        drawn = drawn_rounds(self, days, key_of(seed))
        items = [item for each in drawn for item in news_of(each, self) if item.day < days]
        return self._scenario(sorted(items, key=lambda item: item.day))

    def as_table(self) -> dict[str, Any]:
        """The process as it stands in a scenario file, keys at their defaults left out."""
        given = told(self)
        table = {"name": self.name} | {name: given.pop(name) for name in HEAD if name in given}
        if self.extra_clutter:
            table["extra_clutter"] = [asdict(window) for window in self.extra_clutter]
        return table | {"process": given}

    def to_toml(self) -> str:
        """The text of a scenario file that reads back as an equal process.

        >>> print(Talks(lead=30).to_toml())
        name = "talks"
        <BLANKLINE>
        [process]
        lead = 30.0
        <BLANKLINE>
        """
        return toml_text(self.as_table())

    def _scenario(self, items: Iterable[NewsItem]) -> Scenario:
        head = {name: getattr(self, name) for name in HEAD}
        return Scenario(items=tuple(items), place=self.place, **head)

    def _misfits(self) -> Iterator[str]:
        total = sum(getattr(self, name) for name in ENDS)
        if abs(total - 1.0) > 1e-9:
            yield f"{' + '.join(ENDS)} = {total:g}, but chances have to add up to 1"
        elif self.attrition > 0.0 and self.success + self.partial <= 0.0:
            yield "attrition leaves nothing to end a round with: success and partial are 0"
        if self.interference > 0.0 and OUTSIDERS not in self.sources:
            yield f"sources lack {OUTSIDERS!r}, who interfere: give their credibility, or interference 0"
