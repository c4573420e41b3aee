"""A finished run as tables."""

import json
import platform
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from sentiment_abm.engine import observe
from sentiment_abm.engine.compiled import digest, kernel
from sentiment_abm.engine.live import FREE
from sentiment_abm.engine.prepare import Prepared
from sentiment_abm.engine.waves import summary
from sentiment_abm.engine.world import Situation, columns
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.psychology.mind import Mind
from sentiment_abm.psychology.params import behind
from sentiment_abm.society.society import Society
from sentiment_abm.sources import cite
from sentiment_abm.spec import flat

_ITEM = (
    "day", "kind", "headline", "source", "hype", "caveat", "delivered", "external", "deception", "closes", "size",
    "strength", "coverage", "id",
)  # fmt: skip
_TRAITS = ("prior", "capacity", "patience", "reach")


def told(scenario: Scenario, society: Society) -> dict[str, Any]:
    """What each news item says, by column, items as in the scenario; `delivered` is the mean over the population."""
    items = scenario.items
    table: dict[str, Any] = {name: [getattr(item, name) for item in items] for name in _ITEM}
    shares = np.bincount(society.segment_of, minlength=len(society.segments)) / society.people
    timeline = scenario.timeline([segment.name for segment in society.segments])
    position = {item.id: n for n, item in enumerate(items)}
    order = np.array([position[int(id_)] for id_ in timeline.id], dtype=np.int64)  # it stands in order of action
    for name, column in (("hype", timeline.hype), ("delivered", timeline.delivered @ shares)):
        table[name] = np.empty(len(items))
        table[name][order] = column
    table["delivered"][[item.kind != "outcome" for item in items]] = np.nan
    table["strength"] = np.array([np.nan if item.strength is None else item.strength for item in items])
    return table


class Run:
    """What happened in one run, as pandas tables that are made when they are first asked for.

    ========== ======================================================================================
    table      rows and columns
    ========== ======================================================================================
    daily      index `day`, 0 = start; shares, means and sds of the population, moves by cause, flows
    segments   the same by (segment, day), with `people`
    flows      index `day` from 1; nine flows `hope_to_skepticism` …, shares of the population
    news       one row per (day, item) while an item is live: shares that learned it that day
    items      one row per news item, with what became of it
    citizens   final state, one row per node
    summary    scalars: `MEANINGS` in `engine.waves`, and `<indicator>_mean`, `<indicator>_last`
    manifest   what the run was made of: news, parameters, seed, digests of society and start, versions
    ========== ======================================================================================

    Shares, flows and moves are of the population, from 0 to 1, flows and moves a day; belief, trust, overload and what
    is made of them lie between 0 and 1, affect around 0, stress from 0 on, all without a unit; times are days.  In
    `citizens` belief is in log-odds and `expectation` the probability.  Section 2 of the model's page defines them.

    Two runs are equal when every number in these tables is, bit for bit.  Made by :func:`~sentiment_abm.simulate`.

    >>> from sentiment_abm.engine.simulate import simulate
    >>> run = simulate("promise_broken", people=200, days=30, seed=7)
    >>> run.daily.shape[0], run.flows.shape, run.citizens.shape[0], run.items["headline"].size
    (31, (30, 9), 200, 2)
    >>> run == simulate("promise_broken", people=200, days=30, seed=7, engine="mesa")
    True
    """

    def __init__(self, prepared: Prepared, situation: Situation, *, days: int, seed: int, engine: str) -> None:
        self._prepared, self._situation = prepared, situation
        self._days, self._seed, self._engine = days, seed, engine

    @property
    def start_date(self) -> Any:
        """Date of day 0, or None."""
        return self._prepared.scenario.start_date

    @property
    def society(self) -> Any:
        """The society that lived this run."""
        return self._prepared.society

    @property
    def scenario(self) -> Any:
        """The scenario as it was realized."""
        return self._prepared.scenario

    @cached_property
    def daily(self) -> pd.DataFrame:
        """Indicators of the whole population, one row per day."""
        frame = observe.table(observe.everyone(self.totals), self.society.people)
        for name, series in zip(("clutter", "clutter_rate"), self.background, strict=True):
            frame[name] = np.concatenate(([np.nan], series))
        return frame

    @cached_property
    def segments(self) -> pd.DataFrame:
        """Indicators by segment and day."""
        tables = {}
        for k, segment in enumerate(self.society.segments):
            people = int(np.count_nonzero(self.society.segment_of == k))
            if people:
                tables[segment.name] = observe.table(self.totals[:, k], people).assign(people=people)
        table: pd.DataFrame = pd.concat(tables, names=["segment"])
        return table

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Daily flows between moods."""
        return self.daily.loc[1:, list(observe.FLOWS)]

    @cached_property
    def news(self) -> pd.DataFrame:
        """Who learned which item when, and how."""
        day, item, learned, media = self._learners
        people = self.society.people
        columns = {"day": day, "item": item, "media": media / people, "word_of_mouth": (learned - media) / people}
        return pd.DataFrame(columns).sort_values(["day", "item"], kind="stable").reset_index(drop=True)

    @cached_property
    def _learners(self) -> tuple[Any, Any, Any, Any]:
        """Day, position in `items`, how many learned the item that day, and how many of them from the media."""
        state = self._situation.live
        day, slot = np.nonzero(state.log_item[: self._days] != FREE)
        # The timeline stands in order of action.
        position = {item.id: n for n, item in enumerate(self.scenario.items)}
        order = np.array([position[int(id_)] for id_ in state.news["id"][:, 0]], dtype=np.int64)
        item = order[state.log_item[day, slot]] if len(day) else day
        return day, item, state.log_learned[day, slot], state.log_media[day, slot]

    @cached_property
    def items(self) -> pd.DataFrame:
        """The news with what became of it: shares of the population that learned each item, and how."""
        table = told(self.scenario, self.society)
        learned, media = self.learned / self.society.people
        table |= {"media": media, "word_of_mouth": learned - media, "learned": learned}
        if self.start_date is not None:
            days = pd.to_timedelta(np.array(table["day"], dtype=np.int64), unit="D")
            table["date"] = pd.Timestamp(self.start_date) + days
        return pd.DataFrame(table)

    @property
    def learned(self) -> Any:
        """How many people learned each item, and how many of them from the media, int64 [2, items]."""
        _, item, *counts = self._learners
        found = np.zeros((2, len(self.scenario.items)), np.int64)
        for total, count in zip(found, counts, strict=True):
            np.add.at(total, item, count)
        return found

    @property
    def totals(self) -> Any:
        """Sums over the people of each segment, from which the daily tables are made; columns `observe.COLUMNS`.

        float64 [days + 1, segments, columns].
        """
        return self._situation.records.totals[: self._days + 1]

    @property
    def background(self) -> tuple[Any, Any]:
        """Other stories of each day, and the rate at which they came, both [days]."""
        return self._situation.live.clutter[: self._days], self._situation.rates[: self._days]

    @cached_property
    def citizens(self) -> pd.DataFrame:
        """Everybody's final state; index: node label."""
        world, place = self._situation.world, self._situation.layout
        state = columns(world, place, (*Mind._fields, *_TRAITS, "prior_kept", "prior_broken"))
        good = state["prior_kept"] + state["trust_kept"]
        expected = np.empty(self.society.people)
        kernel().expect(state["belief"], expected)
        names = np.array([segment.name for segment in self.society.segments])
        table = {
            "segment": names[self.society.segment_of],
            "mood": np.array(observe.MOODS)[state["mood"]],
            "belief": state["belief"],
            "expectation": expected,
            "trust": good / (good + state["prior_broken"] + state["trust_broken"] + state["trust_scar"]),
            **{name: state[name] for name in (*Mind._fields[2:], *_TRAITS)},
            "known": world.blocks["known"].reshape(-1)[place.position] & 1,
        }
        return pd.DataFrame(table, index=pd.Index(self.society.labels, name="citizen", tupleize_cols=False))

    @cached_property
    def summary(self) -> dict[str, float]:
        """The run in scalars."""
        first = min((item.day for item in self.scenario.items), default=None)
        return summary(self.daily, first)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the run was made of; society and first state are told by their digests."""
        return {
            "scenario": self.scenario.name,
            "news": json.loads(json.dumps(self.scenario.as_table(), default=str)),  # dates as text
            "start": self._situation.start,
            "start_date": None if self.start_date is None else self.start_date.isoformat(),
            "people": self.society.people,
            "society": self.society.key,
            "days": self._days,
            "seed": self._seed,
            "engine": self._engine,
            "params": flat(self._prepared.params),
            "rules": digest(),
            "versions": {"python": platform.python_version()}
            | {name: version(name) for name in ("sentiment-abm", "numpy", "numba", "mesa", "networkx", "pandas")},
        }

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Keys of the sources of what was switched on, of the network and of the random numbers; see :meth:`cite`."""
        own = {name for segment in self.society.segments for name in segment.overrides}
        return tuple(sorted({*behind(self._prepared.params, own), *self.society.references, "salmon2011"}))

    def cite(self) -> str:
        """The references of this run, one a line.

        >>> from sentiment_abm.engine.simulate import simulate
        >>> from sentiment_abm.psychology.params import OFF
        >>> run = simulate(people=20, days=1, params={**OFF, "trust.scar": 0.5})
        >>> "schweitzer2006" in run.cite(), "degroot1974" in run.cite()
        (True, False)
        """
        return cite(*self.references)

    def __eq__(self, other: object) -> bool:
        """Equal in every number, whatever engine and however many threads."""
        if not isinstance(other, Run):
            return NotImplemented
        tables = ("daily", "segments", "news", "citizens")
        return all(getattr(self, name).equals(getattr(other, name)) for name in tables)

    __hash__ = None  # type: ignore[assignment]  # compared by content

    def __repr__(self) -> str:
        last = self.daily.iloc[-1]
        moods = ", ".join(f"{name} {last[name]:.2f}" for name in observe.MOODS)
        return f"<Run {self.scenario.name!r}: {self.society.people:,} people, {self._days} days, at the end {moods}>"
