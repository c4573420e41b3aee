"""Lists for people, or as JSON for scripts: scenarios, parameters, and how far a study is."""

import json
from pathlib import Path
from typing import Any

from sentiment_abm.news.shelf import scenarios
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import InputError, declared, nearest
from sentiment_abm.sweep.durable import is_held
from sentiment_abm.sweep.manifest import outcome, plain
from sentiment_abm.sweep.store import load


def scenario_list(as_json: bool) -> str:
    """The scenarios of the library with what they tell."""
    found = [
        {"name": name, "title": scenario.title, "items": len(scenario.items), "description": scenario.description}
        for name, scenario in scenarios.items()
    ]
    if as_json:
        return _json(found)
    width = max(len(str(each["name"])) for each in found)
    return "\n".join(f"{each['name']:<{width}}  {each['items']:>2} news items  {each['title']}" for each in found)


def parameter_list(as_json: bool, part: str = "") -> str:
    """Every parameter whose name contains `part`, with everything that is declared about it."""
    found: list[dict[str, Any]] = [
        {
            "name": item.name,
            "symbol": item.spec.symbol,
            "default": item.default,
            "low": item.spec.low,
            "high": item.spec.high,
            "unit": item.spec.unit,
            "kind": str(item.spec.kind),
            "meaning": item.spec.meaning,
            "sources": list(item.spec.sources),
        }
        for item in declared(Params)
        if part in item.name
    ]
    if not found:
        raise InputError([f"no parameter with {part!r} in its name{nearest(part, (p.name for p in declared(Params)))}"])
    if as_json:
        return _json(found)
    lines = [f"{'name':<48}{'symbol':<9}{'default':>8}  {'range':<12}{'unit':<8}{'kind':<11}meaning"]
    for each in found:
        span = f"{each['low']:g}…{each['high']:g}"
        origin = f" [{', '.join(each['sources'])}]" if each["sources"] else ""
        default = each["default"] if isinstance(each["default"], bool) else f"{each['default']:.4g}"
        head = f"{each['name']:<48}{each['symbol']:<9}{default!s:>8}  {span:<12}"
        lines.append(f"{head}{each['unit']:<8}{each['kind']:<11}{each['meaning']}{origin}")
    return "\n".join(lines)


def status_of(folder: Path, as_json: bool) -> str:
    """How far a study is: counts, failures, and whether somebody is at it."""
    results = load(folder)
    status = results.manifest["status"]
    if is_held(folder):
        status = "running"
    elif status == "running":
        status = "interrupted"  # killed before it could say so
    now = outcome(results.plan, results.stored, status)
    known: dict[str, Any] = {name: results.manifest[name] for name in ("study", "started", "finished")}
    known |= {"status": status, **now["counts"], "failures": now["failures"]}
    if as_json:
        return _json(known)
    lines = [
        f"{known['study']}: {status}, {known['done']} of {known['wanted']} runs done, {known['failed']} failed",
        f"started {known['started']}" + (f", finished {known['finished']}" if known["finished"] else ""),
    ]
    failed = (
        f"failed: case {each['case']!r}, replicate {each['replicate']}: {each['error']}" for each in now["failures"]
    )
    return "\n".join([*lines, *failed])


def _json(content: object) -> str:
    return json.dumps(plain(content), indent=2, ensure_ascii=False, allow_nan=False)
