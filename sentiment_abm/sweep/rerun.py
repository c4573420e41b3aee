"""One stored run lived once more: what a results folder says of it, made into a Run that is checked against its row."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sentiment_abm.engine.compiled import digest
from sentiment_abm.engine.run import Run
from sentiment_abm.engine.simulate import simulate
from sentiment_abm.news.scenario_file import from_table
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import EVERYONE, Segment
from sentiment_abm.society.society import build
from sentiment_abm.spec import InputError, nearest
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.settings import canonical, sorted_out
from sentiment_abm.sweep.store import Results

MANIFEST = "manifest.json"


def rerun(
    results: Results,
    case: str | None = None,
    replicate: int = 0,
    *,
    point: int | None = None,
    network: str | Path | None = None,
) -> Run:
    """The run of this case and replicate (and of this point, in a sweep), in the same bits as when it was stored.

    `case` None is the first one.  `network` is the network file, for a study that has one: results name it but do not
    hold it.  Raises InputError for a run that the results do not have, that failed, or that comes out otherwise today.
    """
    planned = wanted(results, case, replicate, point)
    told = case_of(results.manifest, planned.case, network)
    settings = settings_told(results.manifest, planned)
    run = simulate(
        told.scenario_with(settings),
        society=build(_seeded(told, settings, planned.seed)),
        params={**told.params, **sorted_out(settings)[0].params},
        days=results.manifest["days"],
        seed=planned.seed,
    )
    _compare(run, results, planned)
    return run


def wanted(results: Results, case: str | None, replicate: int, point: int | None) -> Planned:
    """The stored run with these names; raises InputError with what is wrong."""
    cases = [*results.manifest["cases"]]
    name = cases[0] if case is None else case
    if name not in cases:
        raise InputError([f"no case {name!r}{nearest(name, cases)}; the cases are {', '.join(cases)}"])
    is_swept = "sweep" in results.manifest
    if is_swept != (point is not None):
        count = results.manifest["sweep"]["count"] if is_swept else 0
        raise InputError(
            [f"this study is a sweep: which point, 0…{count - 1}?" if is_swept else "this study has no points"]
        )
    mine = [run for run in results.plan if run.case == name and run.varied.get("point") == point]
    found = [run for run in mine if run.replicate == replicate]
    if not found:
        what = f"point {point} has" if is_swept and mine else f"case {name!r} has"
        have = f"replicates 0…{max(run.replicate for run in mine)}" if mine else f"no point {point}"
        raise InputError([f"no replicate {replicate}: {what} {have}" if mine else f"{what} {have}"])
    stored = results.stored.get(found[0].run_id)
    if stored is None or stored.status != "done":
        why = f"failed: {stored.error}" if stored else "is not finished"
        raise InputError([f"the run of case {name!r}, replicate {replicate}, {why}"])
    return found[0]


def case_of(manifest: Mapping[str, Any], name: str, network: str | Path | None = None) -> Case:
    """A case as the manifest tells it."""
    told = manifest["cases"][name]
    scenario = from_table(told["scenario"], MANIFEST, Path())
    return Case(name, scenario, params_told(told), _recipe(told["society"], network), told["settings"])


def params_told(case: Mapping[str, Any]) -> dict[str, float | bool]:
    """The parameters of a case of the manifest; JSON has no infinity, so it stands there as a word."""
    resolved = case["params_resolved"]
    return {key: float(value) if isinstance(value, str) else value for key, value in resolved.items()}


def settings_told(manifest: Mapping[str, Any], planned: Planned) -> dict[str, Any]:
    """What the point of a run sets over its case; None there means that it sets nothing."""
    names = [axis["name"] for axis in manifest.get("sweep", {}).get("settings", ())]
    values = {name: planned.varied[name] for name in names if planned.varied[name] is not None}
    return {canonical(name): _value(value) for name, value in values.items()}


def _recipe(told: Mapping[str, Any], network: str | Path | None) -> Recipe:
    publics = tuple(Segment(**segment) for segment in told["segments"])
    segments = None if publics == (EVERYONE,) else publics
    if "file" not in told:
        ties = {key: value for key, value in told.items() if key != "segments"}
        return Recipe(**ties, segments=segments)
    if network is None:
        raise InputError(
            [f"this study has a network of its own, which its results do not hold: where is {told['file']}?"]
        )
    recipe = Recipe(file=network, segments=segments)
    if recipe.network_key != told["content"]:
        raise InputError([f"{network} is not the network of this study, {told['file']}, any more"])
    return recipe


def _value(value: Any) -> Any:
    """A value as a setting; a table stands in its cell as JSON."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def _seeded(told: Case, settings: Mapping[str, Any], seed: int) -> Recipe:
    return Case("", told.scenario, told.params, told.recipe_with(settings)).society(seed)


def _compare(run: Run, results: Results, planned: Planned) -> None:
    """Raise InputError unless every summary indicator is the one stored."""
    row = replace(results, plan=[planned]).runs.to_dict("records")[0]  # of all the parts only its own is read
    shared = [name for name in run.summary if name in row]
    wrong = [name for name in shared if not _same(run.summary[name], row[name])]
    if wrong or not shared:
        changed = (
            "the rules or engines have changed since" if results.manifest["rules"] != digest() else "nobody knows why"
        )
        what = f"{wrong[0]} was {row[wrong[0]]!r} and is {run.summary[wrong[0]]!r}" if wrong else "nothing to compare"
        raise InputError([f"this run does not come out as it was stored, {changed}: {what}; run the study again"])


def _same(value: float, stored: float) -> bool:
    return value == stored or (math.isnan(value) and math.isnan(stored))
