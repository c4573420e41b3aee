"""Compare two scenarios, or two sides of a results folder, replicate by replicate."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.analysis.comparison import Comparison, compare
from sentiment_abm.analysis.stored import contrast
from sentiment_abm.commands.drawn import check_kind, draw
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, flat, nearest
from sentiment_abm.sweep.manifest import plain
from sentiment_abm.sweep.rerun import MANIFEST

DAYS, REPLICATES = 120, 50  # of runs made for the purpose, if nobody says how many


class Making(NamedTuple):
    """How to make runs of two scenarios; None is what was not said."""

    people: int | None = None
    days: int | None = None
    seed: int | None = None
    replicates: int | None = None
    params: Mapping[str, Any] | None = None


def told(
    targets: Sequence[str], of: Sequence[str], making: Making, as_json: bool, chart: Path | None, workers: int | None
) -> str:
    """The comparison as text, or as JSON; its chart goes to the path `chart`."""
    check_kind(chart)
    found = compared(targets, list(of) or None, making, workers)
    if chart is not None:
        if not len(found.daily):
            raise InputError(["--chart needs the days of each run, and this study keeps none: [study] daily"])
        from sentiment_abm.charts.differences import differences  # slow to import, and words do without

        draw(differences(found.daily, found.a, found.b), chart)
    return json.dumps(plain(table_of(found)), indent=2, ensure_ascii=False, allow_nan=False) if as_json else str(found)


def compared(targets: Sequence[str], of: list[str] | None, making: Making, workers: int | None) -> Comparison:
    """The comparison that the words of the command ask for."""
    if (Path(targets[0]) / MANIFEST).exists():
        if given := [name for name, value in making._asdict().items() if value]:
            names = ", ".join(f"--{'set' if name == 'params' else name}" for name in given)
            raise InputError([f"{names} belongs to runs that are made now, and {targets[0]} holds stored ones"])
        if len(targets) not in (1, 3):
            raise InputError(["of a results folder give two sides: cases, points, or CASE@POINT"])
        return contrast(targets[0], *targets[1:], of=of)
    problems = [f"{name!r} is neither a results folder nor a scenario{_hint(name)}" for name in _strange(targets)]
    if not problems and len(targets) != 2:
        problems = ["give two scenarios, or a results folder and two of its cases or points"]
    if problems:
        raise InputError(problems)
    return compare(
        *targets, people=making.people, days=making.days or DAYS, seed=1 if making.seed is None else making.seed,
        replicates=making.replicates or REPLICATES, params=_params(making.params or {}), of=of, workers=workers,
    )  # fmt: skip


def table_of(found: Comparison) -> dict[str, Any]:
    """The comparison in plain data."""
    rows = [
        {name: None if value != value else value for name, value in found.contrast(of)._asdict().items()}
        for of in found.of
    ]
    return {"a": found.a, "b": found.b, "replicates": int(found.runs["replicate"].nunique()), "contrasts": rows}


def _strange(targets: Sequence[str]) -> list[str]:
    return [name for name in targets if name not in scenarios and Path(name).suffix.lower() not in (".toml", ".csv")]


def _hint(name: str) -> str:
    return nearest(name, scenarios) or f"; the library has {', '.join(scenarios)}"


def _params(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    known = flat(Params())
    if problems := [f"--set {name}: not a parameter{nearest(name, known)}" for name in settings if name not in known]:
        raise InputError(problems)
    return settings
