"""What each news item contributed: the same people with the same luck, who never hear of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.statistics import Interval, interval
from sentiment_abm.engine.prepare import News
from sentiment_abm.news.item import NewsItem
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.timeline import action_order
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.columns import daily_columns
from sentiment_abm.sweep.compare import tables, two_cases
from sentiment_abm.sweep.study import Study

WHOLE, QUIET = "everything", "no news"
AT_ONCE = 2_000_000  # days of runs in memory at one time, some hundred megabytes

type Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Attribution:
    """What each item of a scenario contributed to a daily indicator: with all news minus without that item.

    ``table`` has one row per item, in order of time:

    =========================== =============================================================================
    item                        position in the scenario, counted from 0
    day, kind, headline, source what it is
    along                       positions of the items left out with it: what refers to an announcement
    estimate, low, high         mean contribution over the simulated days, with its BCa interval
    probability                 share of the replicates in which it is above 0; none at all counts half
    largest, largest_day        the largest mean contribution on one day, up or down, and that day
    n                           pairs of runs
    =========================== =============================================================================

    ``daily`` has one row per item and day: item, day, mean, low95, high95 (Student's t on each day by itself), units.

    Items work together and against each other: a failure hurts more after a great promise.  So contributions need not
    add up to `together`, what all news contributed.  An item that says nothing still takes up attention.
    """

    of: str
    scenario: Scenario
    table: pd.DataFrame
    daily: pd.DataFrame
    together: Interval

    @property
    def sum(self) -> float:
        """The contributions added up, to be compared with what all news contributed together."""
        return float(self.table["estimate"].sum())

    def __repr__(self) -> str:
        head = f"{self.of} with all news minus without the item, mean over the days with its 95 % interval"
        lines = [
            f"  day {row['day']:>3}  {row['estimate']:+9.4f}  [{row['low']:+.4f}, {row['high']:+.4f}]"
            f"  {row['headline']}" + (f" (with {row['along']})" if row["along"] else "")
            for row in self.table.to_dict("records")
        ]
        all_news = f"{self.together.estimate:+.4f} [{self.together.low:+.4f}, {self.together.high:+.4f}]"
        foot = f"all news together {all_news}; the items add up to {self.sum:+.4f}, and need not add up"
        return "\n".join([head, *lines, foot])


def attribution(
    scenario: News,
    *,
    people: int | None = None,
    days: int = 120,
    replicates: int = 50,
    seed: int = 1,
    of: str = "net",
    segments: Any = None,
    params: Any = None,
    workers: int | None = None,
) -> Attribution:
    """Leave out one news item at a time and see what changes, with common random numbers.

    Parameters
    ----------
    scenario
        As in :func:`~sentiment_abm.analysis.comparison.compare`, but a script: talks as a process have other news in
        every replicate.
    people, days, replicates, seed, segments, params, workers
        As in :func:`~sentiment_abm.analysis.comparison.compare`.
    of
        A column of the daily table.

    Returns
    -------
    An :class:`Attribution`, in the unit of the indicator.

    An outcome without a hype of its own speaks of the last announcement before it.  When that announcement is left
    out, so is the outcome, or it would be the outcome of another promise.  Items that come after the last day are
    not in the table.  Raises InputError with everything that is wrong.

    >>> found = attribution("promise_broken", people=100, days=40, replicates=3)
    >>> found.table[["item", "kind", "along"]].values.tolist()
    [[0, 'announcement', '1'], [1, 'outcome', '']]
    """
    study, news = _asked(scenario, people, days, replicates, seed, of, segments, params)
    places = sorted((n for n, item in enumerate(news.items) if item.day < days), key=lambda n: news.items[n].day)
    groups = {n: left_out(n, news.items) for n in places}
    scenarios = {WHOLE: news, QUIET: replace(news, items=())}
    scenarios |= {f"without item {n}": _without(news, group) for n, group in groups.items()}
    series = _series(study, scenarios, of, workers)
    effects = np.stack([series[WHOLE] - series[f"without item {n}"] for n in places])
    together = interval((series[WHOLE] - series[QUIET])[:, 1:].mean(axis=1))
    gone = {n: [each for each in groups[n] if each in groups and each != n] for n in places}
    table = pd.DataFrame([_row(news, n, gone[n], effect) for n, effect in zip(places, effects, strict=True)])
    return Attribution(of, news, table, _daily(places, effects), together)


def left_out(item: int, items: Sequence[NewsItem]) -> tuple[int, ...]:
    """The positions of the items that go when one goes: itself, and of an announcement the outcomes that refer to it.

    >>> promise = NewsItem(1, "announcement", "Peace by spring", "leader")
    >>> items = [promise, NewsItem(9, "outcome", "No deal", "press", delivered=0)]
    >>> left_out(0, items), left_out(1, items)
    ((0, 1), (1,))
    """
    if items[item].kind != "announcement":
        return (item,)
    return (item, *(n for n, each in enumerate(items) if _refers_to(each, items) is items[item]))


def _refers_to(item: NewsItem, items: Sequence[NewsItem]) -> NewsItem | None:
    """The announcement whose hype an outcome takes over: the last one in the order of action up to its day."""
    if item.kind != "outcome" or item.hype is not None:
        return None
    earlier = [each for each in action_order(items) if each.kind == "announcement" and each.day <= item.day]
    return earlier[-1] if earlier else None


def _without(news: Scenario, group: Sequence[int]) -> Scenario:
    return replace(news, items=tuple(item for n, item in enumerate(news.items) if n not in group))


def _asked(
    scenario: News, people: int | None, days: int, replicates: int, seed: int, of: str, segments: Any, params: Any
) -> tuple[Study, Scenario]:
    """The request as a study of the scenario, checked, with everything that is wrong in one InputError."""
    problems = [] if of in daily_columns() else [f"of: no daily indicator {of!r}{nearest(of, daily_columns())}"]
    try:
        asked: dict[str, Any] = {"replicates": replicates, "people": people, "days": days, "seed": seed}
        study = two_cases(scenario, scenario, **asked, segments=segments, params=params)
        news = study.cases[0].scenario
        if not isinstance(news, Scenario):
            hint = "draw one script from them with Talks.realize(days, seed)"
            problems.append(f"scenario {news.name!r}: talks as a process have other news in every replicate; {hint}")
        elif not any(item.day < days for item in news.items):
            problems.append(f"scenario {news.name!r} has no news in {days} days, so that nothing can be left out")
    except InputError as error:
        problems += dict.fromkeys(error.problems)  # both cases are the same
    if problems:
        raise InputError(problems)
    assert isinstance(news, Scenario)
    return study, news


def _series(study: Study, scenarios: dict[str, Scenario], of: str, workers: int | None) -> dict[str, Floats]:
    """The indicator of the population in each case, [replicates, days + 1]."""
    cases = [replace(study.cases[0], name=name, scenario=scenario) for name, scenario in scenarios.items()]
    rows = study.replicates * (study.days + 1) * (1 + len(study.cases[0].recipe.publics))
    step = max(1, AT_ONCE // rows)
    found: dict[str, Floats] = {}
    for start in range(0, len(cases), step):
        part = replace(study, cases=tuple(cases[start : start + step]), daily={"every": 1, "indicators": [of]})
        daily = tables(part, workers).daily
        for name, rows_of in daily[daily["segment"] == "all"].groupby("case"):
            found[str(name)] = rows_of.pivot_table(index="replicate", columns="day", values=of).to_numpy(np.float64)
    return found


def _row(news: Scenario, item: int, along: Sequence[int], effect: Floats) -> dict[str, Any]:
    """One row of the table; `effect` [replicates, days + 1]."""
    told, means = news.items[item], effect[:, 1:].mean(axis=1)
    course = effect.mean(axis=0)
    day = int(np.abs(course).argmax())
    wins = (means > 0.0) + 0.5 * (means == 0.0)
    return {
        "item": item,
        **{name: getattr(told, name) for name in ("day", "kind", "headline", "source")},
        "along": ", ".join(map(str, along)),
        **interval(means)._asdict(),
        "probability": float(wins.mean()),
        "largest": float(course[day]),
        "largest_day": day,
        "n": len(means),
    }


def _daily(places: Sequence[int], effects: Floats) -> pd.DataFrame:
    """The mean contribution on each day with its interval; `effects` [items, replicates, days + 1]."""
    from scipy import stats  # slow to import, and charts of other things do without

    items, replicates, days = effects.shape
    mean = effects.mean(axis=1)
    half = np.full_like(mean, math.nan)
    if replicates > 1:
        half = stats.t.ppf(0.975, replicates - 1) * effects.std(axis=1, ddof=1) / math.sqrt(replicates)
    columns = {"mean": mean, "low95": mean - half, "high95": mean + half}
    return pd.DataFrame(
        {"item": np.repeat(places, days), "day": np.tile(np.arange(days), items)}
        | {name: values.ravel() for name, values in columns.items()}
        | {"units": replicates}
    )
