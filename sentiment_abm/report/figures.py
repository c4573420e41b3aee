"""The figures of a report: which there are, the command that makes each, and their files."""

import json
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from sentiment_abm import charts
from sentiment_abm.charts import style
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.indicators import INDICATORS, indicator
from sentiment_abm.charts.sensitivity import sensitivity
from sentiment_abm.charts.style import MOODS
from sentiment_abm.charts.trajectories import MOST_CASES
from sentiment_abm.report.inline import inlined
from sentiment_abm.sweep.store import Results

if TYPE_CHECKING:
    from sentiment_abm.analysis.sensitivity import Sensitivity  # brings scipy along, which is slow to import

DRAW: Mapping[str, Callable[..., Chart]] = {
    **{name: getattr(charts, name) for name in charts.__all__},
    "sensitivity": sensitivity,
}


class Plan(NamedTuple):
    """A figure to be drawn: the section it belongs to, its name and title, and how a chart function is called."""

    section: str
    name: str
    title: str
    family: str
    options: Mapping[str, Any]
    polls: str = ""  # the polls among the options as Python source: they are long and stand in the manifest
    found: "Sensitivity | None" = None  # what is drawn in place of the results


class Shown(NamedTuple):
    """A figure in the page: wide for screens and print, narrow for phones."""

    section: str
    name: str
    title: str
    caption: str
    wide: Markup
    narrow: Markup
    command: str


def planned(results: Results, cases: Sequence[str], polls: Sequence[Mapping[str, Any]]) -> Iterator[Plan]:
    """The figures for these results; `polls` are those that can be shown."""
    chosen: dict[str, Any] = {} if len(cases) == len(results.manifest["cases"]) else {"cases": list(cases)}
    yield Plan("news", "news", "News timeline", "news", chosen)
    yield Plan("trajectories", "moods", "The three moods", "moods", chosen)
    yield Plan("trajectories", "states", "Inside people", "states", chosen)
    for k, case in enumerate(cases[1:], start=1):
        name = "differences" if k == 1 else f"differences_{k}"
        title = f"Paired differences: {case} minus {cases[0]}"
        yield Plan("trajectories", name, title, "differences", {"a": cases[0], "b": case})
    of = "moods" if len(cases) == 1 else "net"
    asked = list(dict.fromkeys(str(poll["indicator"]) for poll in polls))
    shown = [of, *(name for name in asked if name != of and not (of == "moods" and name in MOODS))]
    if results.daily["segment"].nunique() > 2 or asked:  # "all" and one segment are the same people
        for name in shown:
            with_polls = name in asked or (name == "moods" and set(asked) & set(MOODS))
            options = {"of": name, **chosen, **({"polls": polls} if with_polls else {})}
            title = "Moods by segment" if name == "moods" else f"{indicator(name).title} by segment"
            source = _poll_source(results, polls)
            yield Plan("segments", f"segments_{name}", title, "segments", options, source)
    yield Plan("flows", "flows", "Moves between moods", "flows", chosen)


def drawn(plan: Plan, results: Results, folder: Path) -> Shown:
    """Draw a figure, store its files and its table, and make it ready for the page."""
    told, source = command(plan, folder.name), plan.found or results
    chart = DRAW[plan.family](source, **plan.options)
    narrow = DRAW[plan.family](source, **plan.options, width="single")
    style.save(chart, folder / "figures" / plan.name, ("svg", "png"), command=told)
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / f"{plan.name}.csv").write_bytes(style.csv(chart.data))
    return Shown(
        plan.section,
        plan.name,
        plan.title,
        chart.caption,
        inlined(style.rendered(chart, "svg", words=True).decode(), f"w-{plan.name}", chart.alt),
        inlined(style.rendered(narrow, "svg", words=True).decode(), f"n-{plan.name}", chart.alt),
        told,
    )


def chosen_of(plans: Iterable[Plan], results: Results) -> list[Plan]:
    """The figures that the study asks for in ``[report] charts``; all of them where it does not."""
    wanted = (results.manifest.get("report") or {}).get("charts")
    return [plan for plan in plans if not wanted or plan.family in wanted]


def forget_others(folder: Path, names: Collection[str]) -> None:
    """Remove the figures that an earlier report left here and this one does not have: only those with a sidecar."""
    for sidecar in (folder / "figures").glob("*.json"):
        if sidecar.stem not in names:
            for path in (sidecar, sidecar.with_suffix(".svg"), sidecar.with_suffix(".png")):
                path.unlink(missing_ok=True)
            (folder / "tables" / f"{sidecar.stem}.csv").unlink(missing_ok=True)


def command(plan: Plan, study: str) -> str:
    """A shell command that draws the figure again, run in the folder that holds `results`.

    >>> print(command(Plan("", "moods", "", "moods", {}), "demo"))
    python -c 'import sentiment_abm as sa; r = sa.load("results/demo"); sa.charts.moods(r).savefig("moods.svg")'
    """
    if plan.found:
        return _analysis_command(plan, plan.found, study)
    words = {name: plan.polls if name == "polls" else _literal(value) for name, value in plan.options.items()}
    arguments = "".join(f", {name}={value}" for name, value in words.items())
    code = (
        f"import sentiment_abm as sa; r = sa.load({_literal(f'results/{study}')}); "
        f"sa.charts.{plan.family}(r{arguments}).savefig({_literal(f'{plan.name}.svg')})"
    )
    return f"python -c {shlex.quote(code)}"


def _analysis_command(plan: Plan, found: "Sensitivity", study: str) -> str:
    """The same for a chart of a sensitivity analysis."""
    code = (
        "from sentiment_abm.analysis.sensitivity import sensitivity; "
        "from sentiment_abm.charts.sensitivity import sensitivity as chart; "
        f"chart(sensitivity({_literal(f'results/{study}')}, {_literal(found.of)}, case={_literal(found.case)}))"
        f".savefig({_literal(f'{plan.name}.svg')})"
    )
    return f"python -c {shlex.quote(code)}"


def _poll_source(results: Results, polls: Sequence[Mapping[str, Any]]) -> str:
    """Python source for these polls of the manifest."""
    known = results.manifest.get("polls") or ()
    places = [place for place, poll in enumerate(known) if poll in polls]
    return 'r.manifest["polls"]' if len(places) == len(known) else f'[r.manifest["polls"][i] for i in {places}]'


def _literal(value: object) -> str:
    """A text or a list of texts as Python source; JSON's quotes leave the shell's to the shell."""
    return json.dumps(value, ensure_ascii=False)


def few(cases: Sequence[str]) -> list[str]:
    """The cases that fit into the charts."""
    return list(cases)[:MOST_CASES]


def showable_polls(results: Results) -> list[Mapping[str, Any]]:
    """The polls of the study whose segment and indicator the results have, and whose day is known."""
    segments = {"all", *(str(name) for name in results.daily["segment"].unique())}
    indicators = {name for name in INDICATORS if name in results.daily}
    dated = results.start_date is not None
    return [
        poll
        for poll in results.manifest.get("polls") or ()
        if poll.get("segment", "all") in segments
        and poll.get("indicator") in indicators
        and ("day" in poll or (dated and "date" in poll))
    ]
