"""Tell the life of one citizen: of a run in a results folder, or of a run made for the purpose."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.analysis.explain import explain
from sentiment_abm.analysis.life import Life
from sentiment_abm.commands.drawn import check_kind, draw
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, flat, nearest
from sentiment_abm.sweep.manifest import plain
from sentiment_abm.sweep.rerun import MANIFEST, rerun
from sentiment_abm.sweep.store import load

DAYS = 120  # of a run made for the purpose, if nobody says how many


class Span(NamedTuple):
    """The days to tell; `last` None is the end."""

    first: int
    last: int | None


class Which(NamedTuple):
    """Which of the stored runs; None is what was not said."""

    case: str | None = None
    replicate: int | None = None
    point: int | None = None
    network: Path | None = None


class Making(NamedTuple):
    """How to make a run; None is what was not said."""

    people: int | None = None
    seed: int | None = None
    params: Mapping[str, Any] | None = None


def told(target: str, citizen: str, which: Which, making: Making, days: str, as_json: bool, chart: Path | None) -> str:
    """The life of a citizen as text, or as JSON; its chart goes to the path `chart`."""
    span = span_of(days)
    check_kind(chart)
    life = explain(run_of(target, which, making, span), citizen)
    last = len(life.days) - 1
    if span.first > last:
        raise InputError([f"days {days!r} begins after the last day of the run, {last}"])
    part = life.during(span.first, last if span.last is None else span.last)
    if chart is not None:
        from sentiment_abm.charts.citizen import citizen as drawn  # slow to import, and words do without

        draw(drawn(part), chart)
    return json.dumps(plain(table_of(part)), indent=2, ensure_ascii=False, allow_nan=False) if as_json else str(part)


def span_of(days: str) -> Span:
    """The days that ``--days`` asks for: first and last, either of which may be left out.

    >>> span_of("20:40"), span_of(":40"), span_of("40"), span_of("")
    (Span(first=20, last=40), Span(first=0, last=40), Span(first=0, last=40), Span(first=0, last=None))
    """
    first, colon, last = days.replace(" ", "").partition(":")
    if not colon:
        first, last = "", first
    if not all(part.isdecimal() or part == "" for part in (first, last)) or (last and int(last) < int(first or 0)):
        raise InputError([f"days {days!r} is not first:last, two days of the run such as 20:40"])
    return Span(int(first or 0), int(last) if last else None)


def table_of(life: Life) -> dict[str, Any]:
    """The life in plain data."""
    return {
        "citizen": life.citizen,
        "number": life.number,
        "people": life.people,
        "scenario": life.scenario,
        "seed": life.seed,
        "start_date": life.start_date,
        "traits": dict(life.traits),
        "story": [{"day": line.day, "text": line.text} for line in life.story],
        "days": _rows(life.days.reset_index()),
        "learned": _rows(life.learned),
    }


def _rows(frame: Any) -> list[dict[str, Any]]:
    """A table as JSON has it: no number is null."""
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def run_of(target: str, which: Which, making: Making, span: Span) -> Run:
    """The run that a folder holds, or one made of a scenario."""
    if (Path(target) / MANIFEST).exists():
        _refuse(making, f"belongs to a run that is made now, and {target} holds stored ones")
        return rerun(load(target), which.case, which.replicate or 0, point=which.point, network=which.network)
    if target in scenarios or Path(target).suffix.lower() in (".toml", ".csv"):
        if _is_study(Path(target)):
            raise InputError([f"{target} is a study, of many runs: run it, and then explain its results folder"])
        _refuse(which, f"belongs to a results folder, and {target} is a scenario")
        return _made(target, making, span)
    hint = nearest(target, scenarios) or f"; the library has {', '.join(scenarios)}"
    raise InputError([f"{target!r} is neither a results folder nor a scenario{hint}"])


def _is_study(path: Path) -> bool:
    """Whether a TOML file is a study; whoever reads it as a scenario says what else is wrong."""
    try:
        return path.suffix.lower() == ".toml" and "study" in tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _made(target: str, making: Making, span: Span) -> Run:
    settings = dict(making.params or {})
    known = flat(Params())
    if problems := [f"--set {name}: not a parameter{nearest(name, known)}" for name in settings if name not in known]:
        raise InputError(problems)
    days = DAYS if span.last is None else max(span.last, 1)
    return simulate(target, people=making.people, params=settings, days=days, seed=making.seed or 0)


def _refuse(options: Which | Making, why: str) -> None:
    """Options that would be ignored are mistakes."""
    given = [name for name, value in options._asdict().items() if value is not None and value != {}]
    if given:
        raise InputError(f"--{'set' if name == 'params' else name} {why}" for name in given)
