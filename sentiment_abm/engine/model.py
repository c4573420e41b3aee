"""The model as a `mesa.Model`: the compiled engine underneath, ordinary Mesa agents when they are asked for."""

import secrets
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

import networkx as nx
import numpy as np
from mesa import DataCollector, Model
from mesa.discrete_space import Network

from sentiment_abm.draws import Key
from sentiment_abm.engine import observe
from sentiment_abm.engine.citizen import Citizen
from sentiment_abm.engine.compiled import advance, kernel
from sentiment_abm.engine.day import swap
from sentiment_abm.engine.prepare import News, Settings, is_count, news_of, prepare
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.state import DESK
from sentiment_abm.engine.world import column, extend, situation
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.mind import Diary, Item, Mind, Notice, Person
from sentiment_abm.psychology.mood import Mood, Motives
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, nearest

RULES = ("morning", "learns", "announcement", "signal", "outcome", "evening", "reflect", "commit", "mind", "person")
REPORTED = ("hope", "skepticism", "disappointment", "support", "net", "belief", "trust", "affect", "stress", "waiting")


class EngineNotice(UserWarning):
    """Says which engine runs when it is not the one asked for."""


class SentimentModel(Model):
    """Public sentiment about peace talks as a Mesa model; takes the arguments of :func:`simulate`, `rng` for `seed`.

    `engine` None means: compiled, unless `citizen` overrides a rule.  Citizens and the grid are made when `agents`,
    `agents_by_type` or `grid` is first touched; a model that is only run never pays for them.  `horizon` is how
    many days a talks process is drawn for.

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
        self.engine = _engine_for(citizen, engine)
        self.situation = situation(request.society, request.scenario, request.params, start, horizon, self._seed)
        blocks = self.situation.world.blocks
        self.minds = [blocks["mind"][name] for name in Mind._fields]  # views [blocks, lanes], read by the citizens
        self.known = blocks["known"]
        self._lived = 0  # days that the engine has lived; Mesa's clock follows
        self._indicators: dict[str, list[float]] = {}
        self._grid: Network | None = None
        self._desks: Any = None
        self.datacollector = DataCollector(model_reporters={name: _reporter(name) for name in REPORTED})
        self.datacollector.collect(self)

    # --- time ------------------------------------------------------------------------------------------------

    @property
    def day(self) -> int:
        """Days lived so far; in a citizen's `reflect` the number of the day being lived, from 0."""
        return self._lived

    def step(self) -> None:
        """Live one day."""
        if self.steps > self._lived:
            self._live(1)
        self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """Live several days; on the compiled engine in one call, unless something else happens in between.

        Raises ValueError when `duration` is not a whole number of days.
        """
        days = int(duration)
        if days != duration or days < 0:
            raise ValueError(f"duration {duration!r} is not a whole number of days")
        if self.engine == "compiled" and type(self).step is SentimentModel.step and len(self._event_list) == 1:
            self._live(days)
        super().run_for(days)

    def _live(self, days: int) -> None:
        if self._last_day is not None and self._lived + days > self._last_day:
            told = f"the talks were drawn for {self._last_day} days: give a horizon of at least {self._lived + days}"
            raise ValueError(told)
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
        citizens = self.agents.select(agent_type=Citizen)
        self.visit(citizens, "reflect")
        self.visit(citizens, "commit")
        for block in range(len(state.world.blocks)):
            compiled.observe(block, state.world, self._desks[block], state.records)
        compiled.close_day(self._lived, self._count, state.world, state.live, state.records)
        state.world = swap(state.world)
        self._lived += 1

    def visit(self, citizens: Any, phase: str) -> None:
        """Visit every citizen once; the order cannot matter."""
        citizens.do(phase)

    # --- what citizens see -----------------------------------------------------------------------------------

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

    # --- Mesa's side -----------------------------------------------------------------------------------------

    def _materialize(self) -> None:
        """Make the citizens; draws no random number."""
        if self._desks is None:
            desks = self._desks = np.zeros(len(self.situation.world.blocks), DESK)
            diary, moves = desks["diary"], desks["diary"]["moves"]
            self._diaries = [desks["before"], *(diary[name] for name in Diary._fields[:-1])]
            self._diaries += [moves[name] for name in Motives._fields]
            for number in range(self.society.people):
                self.citizen(self, number)

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
            self._grid = Network(self.society.graph, capacity=1, random=self.random, layout=None)
        return self._grid

    def indicator(self, name: str) -> float:
        """Today's value of a column of `Run.daily`."""
        have = len(self._indicators.get("hope", ()))
        if have <= self.steps:
            totals = self.situation.records.totals[have : self._lived + 1]
            table = observe.indicators(np.add.accumulate(totals, axis=1)[:, -1], self.society.people)
            for column, values in table.items():
                self._indicators.setdefault(column, []).extend(values.tolist())
        if name not in self._indicators:
            raise InputError([f"unknown indicator {name!r}{nearest(name, self._indicators)}"])
        return self._indicators[name][self.steps]

    def run(self) -> Run:
        """What has happened so far, as tables."""
        world = self.situation.world
        snapshot = replace(self.situation, world=world._replace(blocks=world.blocks.copy()))
        return Run(self._request, snapshot, days=self._lived, seed=self._seed, engine=self.engine)


def _engine_for(citizen: type[Citizen], engine: str | None) -> str:
    """The engine that can run these citizens."""
    if engine not in (None, "compiled", "mesa"):
        raise InputError([f"unknown engine {engine!r}: compiled or mesa"])
    for name in vars(citizen):
        if callable(getattr(citizen, name)) and not hasattr(Citizen, name) and (hint := nearest(name, RULES)):
            warnings.warn(f"{citizen.__name__}.{name} overrides nothing{hint}", EngineNotice, stacklevel=3)
    own = [name for name in RULES if getattr(citizen, name) is not getattr(Citizen, name)]
    if own and engine != "mesa":
        what = f"{citizen.__name__} overrides {', '.join(own)}: running on the Mesa engine"
        warnings.warn(what, EngineNotice, stacklevel=3)
        return "mesa"
    return engine or "compiled"


def _reporter(name: str) -> Any:
    return lambda model: model.indicator(name)
