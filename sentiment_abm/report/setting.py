"""What was run: people, network, segments, scenario and cases, in words; and what the words mean."""

from collections.abc import Iterator, Mapping
from typing import Any

from sentiment_abm.charts.indicators import INDICATORS
from sentiment_abm.report.numbers import counted, number

Rows = list[tuple[str, str]]


def setup(manifest: Mapping[str, Any]) -> Rows:
    """The design of the study, one line per fact."""
    cases = manifest["cases"]
    rows = [
        ("Cases", ", ".join(cases)),
        ("Days", str(manifest["days"]) + (f", from {manifest['start_date']}" if manifest.get("start_date") else "")),
        ("Replicates", _replicates(manifest)),
        ("Seed", str(manifest["seed"])),
        ("Engine", str(manifest["engine"])),
    ]
    for label, tell in (
        ("People and network", _society),
        ("Segments", _segments),
        ("News", _news),
        ("Parameters", _params),
    ):
        rows += _by_case(label, {name: tell(case) for name, case in cases.items()})
    rows += _by_case("Settings", {name: _pairs(case.get("settings", {})) for name, case in cases.items()})
    return [(label, text) for label, text in rows if text]


def glossary() -> Rows:
    """The indicators in plain language; the other words are explained in the page's template."""
    return [(known.title, known.meaning) for known in INDICATORS.values()]


def _replicates(manifest: Mapping[str, Any]) -> str:
    points = f" at each of {counted(manifest['sweep']['count'], 'point')}" if manifest.get("sweep") else ""
    least = "at least " if manifest.get("stop") else ""
    return f"{least}{manifest['replicates']} of each case{points}"


def _by_case(label: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One line if all cases agree, else one for each."""
    if len(set(texts.values())) == 1:
        yield label, next(iter(texts.values()))
    else:
        yield from ((f"{label}, {name}", text) for name, text in texts.items())


def _society(case: Mapping[str, Any]) -> str:
    told = case["society"]
    people = [counted(told["people"], "person").replace("persons", "people")] if told.get("people") else []
    network = (
        [f"network from {told['file']}"]
        if told.get("file")
        else [f"network {str(told.get('graph')).replace('_', ' ')}"]
    )
    ties = [f"{name} {told[name]:g}" for name in ("contacts", "rewiring", "homophily") if told.get(name) is not None]
    return ", ".join(people + network + ties)


def _segments(case: Mapping[str, Any]) -> str:
    segments = case["society"].get("segments") or []
    if len(segments) < 2:
        return ""
    texts = []
    for segment in segments:
        own = _pairs(segment.get("overrides") or {})
        # Without a share it is the graph itself that says who belongs to the segment.
        share = f" {number(100 * segment['share'], 0)} %" if segment.get("share") is not None else ""
        texts.append(f"{segment['name']}{share}" + (f" ({own})" if own else ""))
    return "; ".join(texts)


def _news(case: Mapping[str, Any]) -> str:
    told = case["scenario"]
    if "process" in told:
        return "talks as a random process: each replicate draws its own news"
    text = f"scenario {told.get('name', '')}, {counted(len(told.get('items', [])), 'item')}"
    return text + (f", promiser {told['promiser']}" if told.get("promiser") else "")


def _params(case: Mapping[str, Any]) -> str:
    return _pairs(case.get("params", {})) or "all at their defaults"


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
