"""The model as a `mesa.Model`: the compiled engine underneath, ordinary Mesa agents when they are asked for."""

import secrets
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Literal

import networkx as nx
import numpy as np
from mesa import DataCollector, Model
from mesa.discrete_space import Cell, Network

from sentiment_abm.draws import Key
from sentiment_abm.engine import observe
from sentiment_abm.engine.addition import meet, tell
from sentiment_abm.engine.choice import engine_for
from sentiment_abm.engine.citizen import Citizen
from sentiment_abm.engine.compiled import advance, kernel
from sentiment_abm.engine.day import swap
from sentiment_abm.engine.prepare import News, Settings, is_count, news_of, prepare
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.state import DESK
from sentiment_abm.engine.world import column, extend, situation
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.talks import Talks
from sentiment_abm.news.timeline import Credibility
from sentiment_abm.psychology.mind import Diary, Item, Mind, Notice, Person
from sentiment_abm.psychology.mood import Mood, Motives
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, nearest

_VIEWS = ("minds", "known", "persons", "_desks", "_diaries")
REPORTED = ("hope", "skepticism", "disappointment", "support", "net", "belief", "trust", "affect", "stress", "waiting")


class SentimentModel(Model):
    """Public sentiment about peace talks as a Mesa model; takes the arguments of :func:`simulate`, `rng` for `seed`.

    `engine` None means: compiled, unless `citizen` overrides a rule.  Citizens and the grid are made when `agents`,
    `agents_by_type` or `grid` is first touched; a model that is only run never pays for them.  `horizon` is how
    many days a talks process is drawn for.  A step is a day.

    Raises InputError with everything that is wrong with the arguments; a step raises ValueError when more than 62 items
    are live at one time, or beyond the horizon of a talks process.  Sources: ``model.run().cite()``.

    >>> model = SentimentModel("promise_broken", people=200, rng=7)
    >>> model.run_for(30)
    >>> len(model.agents.select(lambda c: c.mood is Mood.HOPE)) / 200 == model.indicator("hope")
    True
    """

    def __init__(
        self,
        scenario: News = None,
        *,
        people: int | None = None,
        graph: "nx.Graph[Any] | None" = None,
        society: Society | None = None,
        segments: Iterable[Segment | Mapping[str, Any]] | None = None,
        params: Settings = None,
        start: Mapping[str, object] | None = None,
        rng: int | None = None,
        engine: Literal["compiled", "mesa"] | None = None,
        citizen: type[Citizen] = Citizen,
        threads: int = 1,
        horizon: int = 366,
    ) -> None:
        seed = secrets.randbits(32) if rng is None else rng
        if not is_count(threads):
            raise InputError([f"threads {threads!r} is not a whole number from 1 on"])
        request = prepare(
            scenario, people=people, graph=graph, society=society, segments=segments, params=params,
            days=horizon, seed=seed,
        )  # fmt: skip
        super().__init__(rng=int(seed))
        self._request, self._seed, self._threads = request, int(seed), int(threads)
        self._last_day = int(horizon) if isinstance(news_of(scenario), Talks) else None
        self.citizen = citizen
        self.engine = engine_for(citizen, engine)
        self.situation = situation(request.society, request.scenario, request.params, start, horizon, self._seed)
        self._look()
        self._lived = 0  # days that the engine has lived; Mesa's clock follows
        self._indicators: dict[str, list[float]] = {}
        self._grid: Network | None = None
        self._desks: Any = None
        self.datacollector = DataCollector(model_reporters={name: partial(_indicator, name=name) for name in REPORTED})
        self.datacollector.collect(self)

    # --- time ------------------------------------------------------------------------------------------------

    @property
    def day(self) -> int:
        """Days lived so far; in a citizen's `reflect` the number of the day being lived, from 0."""
        return self._lived

    def step(self) -> None:
        """Live one day."""
        if self.time > self._lived:
            self._live(1)
        self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """Live several days; on the compiled engine in one call, unless something else happens in between.

        Raises ValueError when `duration` is not a whole number of days.
        """
        if (days := int(duration)) != duration or days < 0:
            raise ValueError(f"duration {duration!r} is not a whole number of days")
        if self.engine == "compiled" and type(self).step is SentimentModel.step and len(self._event_list) == 1:
            self._live(days)
        super().run_for(days)

    def _live(self, days: int) -> None:
        if self._last_day is not None and self._lived + days > self._last_day:
            need = self._lived + days
            raise ValueError(f"the talks were drawn for {self._last_day} days: give a horizon of at least {need}")
        extend(self.situation, self._lived + days)
        if self.engine == "compiled":
            advance(self.situation, self._lived, self._lived + days, self._threads)
            self._lived += days
        else:
            for _ in range(days):
                self._live_by_citizens()

    def _live_by_citizens(self) -> None:
        """One day in two phases, in whatever order Mesa visits the citizens."""
        state, compiled = self.situation, kernel()
        self._count = compiled.open_day(self._lived, state.world, state.live, state.p)
        if self._count < 0:
            raise ValueError(f"more than 62 news items are live at one time on day {self._lived}")
        for phase in ("reflect", "commit"):
            self.visit(self.agents.select(agent_type=Citizen), phase)
        for block in range(len(state.world.blocks)):
            compiled.observe(block, state.world, self._desks[block], state.records)
        compiled.close_day(self._lived, self._count, state.world, state.live, state.records)
        state.world = swap(state.world)
        self._lived += 1

    def visit(self, citizens: Any, phase: str) -> None:
        """Visit every citizen once; the order cannot matter."""
        citizens.do(phase)

    # --- what citizens see -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Views of the arrays, through which the citizens read and write."""
        blocks = self.situation.world.blocks
        self.minds = [blocks["mind"][name] for name in Mind._fields]  # [blocks, lanes]
        self.known = blocks["known"]

    @cached_property
    def persons(self) -> list[Any]:
        """Everybody's traits, an array [blocks, lanes] for each field of `Person`."""
        return [column(self.situation.world, name) for name in Person._fields]

    @property
    def params(self) -> Params:
        """All parameters."""
        return self.situation.p

    @property
    def key(self) -> Key:
        """Key of all random draws."""
        return self.situation.key

    @property
    def society(self) -> Society:
        """Who lives here and who knows whom."""
        return self._request.society

    @property
    def news(self) -> Any:
        """The scenario that is played; Mesa uses the name `scenario` for something of its own."""
        return self._request.scenario

    @property
    def stories(self) -> float:
        """Live items and clutter of today."""
        return float(self.situation.live.stories[0])

    def live_news(self, segment: int) -> Iterator[tuple[int, Item, int, int, Notice]]:
        """Today's live items as a segment sees them, in order of action: slot, item, kind, id, notice."""
        live = self.situation.live
        for slot in live.order[: self._count].tolist():
            record = live.news[live.item_in[slot], segment]
            item, notice = record["told"].item(), live.notices[slot, segment].item()
            yield slot, Item(*item), int(record["kind"]), int(record["id"]), Notice(*notice)

    def write_diary(self, where: tuple[int, int], before: Mood, diary: Diary) -> None:
        """One citizen's diary onto the desk of its block, from which the records are made."""
        for row, value in zip(self._diaries, (before, *diary[:-1], *diary.moves), strict=True):
            row[where] = value

    def add_news(self, *items: NewsItem, sources: Mapping[str, Credibility] | None = None) -> None:
        """Bring news into the running model, for today or a later day; `sources` are credibilities of new sources.

        The numbers are those of a run that had the items from the start, on either engine.  Raises InputError for
        news of a day that has passed, and for whatever does not fit the scenario.

        >>> model = SentimentModel(people=100, rng=7)
        >>> model.add_news(NewsItem(model.day, "announcement", "Talks to begin", "leader"))
        """
        if late := [item for item in items if item.day < self._lived]:
            raise InputError(f"{item.where}: the day has passed, today is day {self._lived}" for item in late)
        before = self._request.scenario
        after = replace(before, items=(*before.items, *items), sources={**before.sources, **(sources or {})})
        if items:
            tell(self.situation, after, self.society)
        self._request = self._request._replace(scenario=after)

    def add_contacts(self, *pairs: tuple[Hashable, Hashable]) -> None:
        """Make pairs of nodes acquainted from today on, on either engine; InputError for a pair that cannot be."""
        self._meet(self.society.changed(add=pairs), pairs, Cell.connect)

    def remove_contacts(self, *pairs: tuple[Hashable, Hashable]) -> None:
        """Part pairs of nodes from today on, on either engine; InputError for a pair that is none."""
        self._meet(self.society.changed(remove=pairs), pairs, Cell.disconnect)

    def _meet(self, society: Society, pairs: Iterable[tuple[Hashable, Hashable]], change: Any) -> None:
        meet(self.situation, society)
        self._request = self._request._replace(society=society)
        if self._grid is not None:
            self._grid.G = society.graph
            for a, b in pairs:
                change(self._grid[a], self._grid[b])
                change(self._grid[b], self._grid[a])

    # --- Mesa's side -----------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        """All but the views: in a copy they have to be views of the copied arrays."""
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name not in _VIEWS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _desks=None)
        self.situation.desk = np.zeros(1, DESK)[0]  # scratch; what is written into a pickled record is lost
        self._look()
        if self._all_agents:
            self._open_desks()

    def _materialize(self) -> None:
        """Make the citizens; draws no random number."""
        if self._desks is None:
            self._open_desks()
            for number in range(self.society.people):
                self.citizen(self, number)

    def _open_desks(self) -> None:
        desks = self._desks = np.zeros(len(self.situation.world.blocks), DESK)
        diary = desks["diary"]
        self._diaries = [desks["before"], *(diary[name] for name in Diary._fields[:-1])]
        self._diaries += [diary["moves"][name] for name in Motives._fields]

    @property
    def agents(self) -> Any:
        """All citizens, as Mesa's AgentSet."""
        self._materialize()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """All citizens by class."""
        self._materialize()
        return super().agents_by_type

    @property
    def grid(self) -> Network:
        """The social graph as Mesa's Network, without a layout; the NetworkX graph is `grid.G`."""
        if self._grid is None:
            self._grid = Network(self.society.graph, random=self.random, layout=None)
            for citizen in self.agents.select(agent_type=Citizen):
                citizen.cell.add_agent(citizen)
        return self._grid

    def indicator(self, name: str) -> float:
        """Today's value of a column of `Run.daily`."""
        # The compiled engine lives days ahead of Mesa's clock; in a step of one's own the clock is ahead of the day.
        day = min(int(self.time), self._lived)
        have = len(self._indicators.get("hope", ()))
        if have <= day:
            totals = self.situation.records.totals[have : self._lived + 1]
            for column, values in observe.indicators(observe.everyone(totals), self.society.people).items():
                self._indicators.setdefault(column, []).extend(values.tolist())
        if name not in self._indicators:
            raise InputError([f"unknown indicator {name!r}{nearest(name, self._indicators)}"])
        return self._indicators[name][day]

    def run(self) -> Run:
        """What has happened so far, as tables."""
        world = self.situation.world._replace(blocks=self.situation.world.blocks.copy())
        snapshot = replace(self.situation, world=world)
        return Run(self._request, snapshot, days=self._lived, seed=self._seed, engine=self.engine)


def _indicator(model: SentimentModel, name: str) -> float:  # of the module: a copy of the model takes it along
    return model.indicator(name)
