"""How far a study is: runs, points and replicates, what failed and why, and how to go on."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sentiment_abm.sweep.durable import is_held
from sentiment_abm.sweep.ledger import Planned
from sentiment_abm.sweep.manifest import outcome, plain
from sentiment_abm.sweep.store import Results, load

MOST_REASONS = 5  # told one by one

type Point = tuple[str, int]  # a case and a point of the sweep


def status_of(folder: Path, as_json: bool) -> str:
    """How far the study in a results folder is, in lines or as JSON.

    Raises InputError where there are no results.
    """
    known = facts(folder)
    if as_json:
        return json.dumps(plain(known), indent=2, ensure_ascii=False, allow_nan=False)
    return "\n".join(_lines(known))


def facts(folder: Path) -> dict[str, Any]:
    """Everything that is known about the progress of a study."""
    results = load(folder)
    status = results.manifest["status"]
    if is_held(folder):
        status = "running"
    elif status == "running":
        status = "interrupted"  # killed before it could say so
    now = outcome(results.plan, results.stored, status)
    counts = now["counts"]
    return {
        **{name: results.manifest[name] for name in ("study", "started", "finished")},
        "status": status,
        **counts,
        "left": counts["wanted"] - counts["done"] - counts["failed"],
        **_points(results),
        "reasons": _reasons(results),
        "failures": now["failures"],
        "command": results.manifest.get("command") or "",
    }


def _points(results: Results) -> dict[str, Any]:
    """Cases and points, and between how many and how many replicates each of these has and shall have."""
    wanted, done = Counter(map(_point, results.plan)), Counter[Point]()
    for run in results.wanted:
        done[_point(run)] += results.stored[run.run_id].status == "done"
    return {
        "cases": len({case for case, _ in wanted}),
        "points": len({point for _, point in wanted}),
        "replicates": {"wanted": _span(wanted, wanted), "done": _span(done, wanted)},
        "complete": sum(done[point] == count for point, count in wanted.items()),
    }


def _point(run: Planned) -> Point:
    return run.case, run.varied.get("point", 0)


def _span(counts: Mapping[Point, int], points: Mapping[Point, int]) -> list[int]:
    found = [counts.get(point, 0) for point in points]
    return [min(found, default=0), max(found, default=0)]


def _reasons(results: Results) -> list[dict[str, Any]]:
    """The different errors, the most frequent first, each with the first run that had it."""
    failed = [run for run in results.wanted if results.stored[run.run_id].status == "failed"]
    counts = Counter(results.stored[run.run_id].error for run in failed)
    first = {results.stored[run.run_id].error: run for run in reversed(failed)}
    swept = [setting["name"] for setting in (results.manifest.get("sweep") or {}).get("settings", ())]
    return [
        {"error": error, "runs": count, "first": _told(first[error], swept)} for error, count in counts.most_common()
    ]


def _told(run: Planned, swept: Sequence[str]) -> dict[str, Any]:
    """What a run is, for people; what its case sets is in the study file."""
    settings = {name: run.varied[name] for name in swept if run.varied.get(name) is not None}
    point = {"point": run.varied["point"]} if "point" in run.varied else {}
    return {"run_id": run.run_id, "case": run.case, **point, "replicate": run.replicate, "settings": settings}


def _lines(known: Mapping[str, Any]) -> Iterator[str]:
    runs = f"{known['done']:,} of {known['wanted']:,} runs done, {known['failed']:,} failed"
    yield f"{known['study']}: {known['status']}, {runs}"
    if known["points"] > 1:
        yield f"{_grid(known)}; complete: {known['complete']:,} of {known['cases'] * known['points']:,}"
    ended = f", finished {known['finished']}" if known["status"] == "finished" else ""
    yield f"started {known['started']}{ended}"
    for reason in known["reasons"][:MOST_REASONS]:
        yield _failure(reason)
    if (more := len(known["reasons"]) - MOST_REASONS) > 0:
        yield f"and {more} other reasons, which --json lists"
    yield from _next_step(known)


def _grid(known: Mapping[str, Any]) -> str:
    """Cases, points and replicates in words."""
    low, high = known["replicates"]["wanted"]
    replicates = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    cases = f"{known['cases']:,} cases × " if known["cases"] > 1 else ""
    return f"{cases}{known['points']:,} points × {replicates} {'replicate' if high == 1 else 'replicates'}"


def _failure(reason: Mapping[str, Any]) -> str:
    """An error, how often it came, and where first."""
    run = reason["first"]
    point = f", point {run['point']}" if "point" in run else ""
    settings = ", ".join(f"{name} = {value}" for name, value in run["settings"].items())
    where = f"case {run['case']!r}{point}, replicate {run['replicate']}{f' ({settings})' if settings else ''}"
    times = "" if reason["runs"] == 1 else f"{reason['runs']:,} times, first in "
    return f"failed: {times}{where}: {reason['error']}"


def _next_step(known: Mapping[str, Any]) -> Iterator[str]:
    """How to go on, where there is something to do."""
    if known["status"] == "running" or not known["left"] + known["failed"]:
        return
    what = f"{known['left']:,} runs are left" if known["left"] else "failed runs are tried again"
    how = known["command"] or "call the study's run() with this folder again"
    yield f"{what}; to go on: {how}"
