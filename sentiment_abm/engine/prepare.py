"""From what a user may say to what an engine needs: which scenario, which society, which parameters."""

from collections.abc import Callable, Iterable, Mapping
from operator import index
from pathlib import Path
from typing import Any, NamedTuple, cast

from sentiment_abm.draws import key_of
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.shelf import find, scenarios
from sentiment_abm.news.talks import Talks
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, build, faults, flat

PEOPLE = 2_000

type News = str | Path | Scenario | Talks | Iterable[NewsItem] | None
type Settings = Mapping[str, object] | Params | None


class Prepared(NamedTuple):
    """A checked request."""

    society: Society
    scenario: Scenario
    params: Params


def prepare(
    scenario: News,
    *,
    people: int | None,
    graph: Any,
    society: Society | None,
    segments: Iterable[Segment | Mapping[str, Any]] | None,
    params: Settings,
    days: Any,
    seed: int,
) -> Prepared:
    """Everything checked, with all problems in one InputError."""
    problems: list[str] = []

    def attempt[T](make: Callable[[], T]) -> T | None:
        try:
            return make()
        except InputError as error:
            problems.extend(error.problems)
            return None

    if not is_count(days):
        problems.append(f"days {days!r} is not a whole number from 1 on")
    try:
        key_of(seed)
    except ValueError as error:
        problems.append(str(error))
    found = (
        attempt(lambda: society_of(people, graph, society, segments, seed)),
        attempt(lambda: news_of(scenario)),
        attempt(lambda: params_of(params)),
    )
    if problems:
        raise InputError(problems)
    place, news, settings = found
    # Without problems all three were made.
    return Prepared(cast(Society, place), cast(Scenario, news).realize(days, seed), cast(Params, settings))


def is_count(value: Any) -> bool:
    """Whether a value is a whole number from 1 on, numpy's included."""
    return not isinstance(value, bool) and hasattr(value, "__index__") and index(value) >= 1


def news_of(scenario: News) -> Scenario | Talks:
    """A scenario from a library name, a file, a list of items, or nothing at all (a quiet world)."""
    if isinstance(scenario, (Scenario, Talks)):
        return scenario
    if scenario is None:
        return Scenario("quiet", ())
    if isinstance(scenario, (str, Path)):
        return scenarios[str(scenario)] if str(scenario) in scenarios else find(scenario)
    if not isinstance(scenario, Iterable):
        raise InputError(
            [f"scenario {scenario!r} is not a name, a file, a Scenario, a Talks process or a list of items"]
        )
    return Scenario("news", tuple(scenario))


def params_of(params: Settings) -> Params:
    """Parameters from a mapping of dotted names over the defaults."""
    values = flat(params) if isinstance(params, Params) else dict(params or {})
    wrong = faults(Params, values)
    if values.get("trust.prior_kept") == 0 == values.get("trust.prior_broken"):
        wrong.append("params: trust.prior_kept and trust.prior_broken cannot both be 0")
    if wrong:
        raise InputError(wrong)
    made: Params = build(Params, values)
    return made


def society_of(
    people: int | None,
    graph: Any,
    society: Society | None,
    segments: Iterable[Segment | Mapping[str, Any]] | None,
    seed: int,
) -> Society:
    """The society given, or one made of a graph or of a number of people."""
    given = [name for name, value in (("people", people), ("graph", graph), ("society", society)) if value is not None]
    if len(given) > 1:
        raise InputError([f"{' and '.join(given)} are given: give one of people, graph and society"])
    if society is not None:
        if segments is not None:
            raise InputError(["segments belong to the society that is given: name them there"])
        return society
    if graph is not None:
        return Society(graph=graph, segments=segments, seed=seed)
    return Society(people=PEOPLE if people is None else people, segments=segments, seed=seed)
