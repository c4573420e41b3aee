"""How the runs went, what a reader should be warned of, and where everything came from."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sentiment_abm.report.figures import few
from sentiment_abm.report.measures import finished
from sentiment_abm.report.numbers import counted
from sentiment_abm.report.setting import Rows
from sentiment_abm.sweep.store import Results

FEW_REPLICATES = 20


def warnings(results: Results, dropped_polls: int) -> list[str]:
    """Everything that weakens what the report of cases says; empty when there is nothing."""
    cases, done = list(results.manifest["cases"]), finished(results.runs)
    counts = done.groupby("case")["replicate"].nunique().reindex(cases, fill_value=0)
    found = lost(results)
    if counts.min() < counts.max():
        found.append("Cases have different numbers of finished replicates; differences use those that both have.")
    if counts.min() < FEW_REPLICATES:
        found.append(
            f"Only {counted(int(counts.min()), 'replicate')} per case: the ends of a 95 % range are then little more "
            "than the lowest and the highest run."
        )
    found += crowded(cases)
    if dropped_polls:
        found.append(f"{counted(dropped_polls, 'poll')} cannot be shown: unknown segment or indicator, or no date.")
    return found


def lost(results: Results) -> list[str]:
    """What to say about runs that are not there."""
    runs, wanted, found = results.runs, len(results.plan), []
    if len(runs) < wanted:
        found.append(f"The study is not finished: {len(runs):,} of {counted(wanted, 'run')} are stored.")
    if failed := len(runs) - len(finished(runs)):
        found.append(f"{counted(failed, 'run')} failed and {'is' if failed == 1 else 'are'} missing from every number.")
    return found


def crowded(cases: Sequence[str]) -> list[str]:
    """What to say where charts cannot show all cases."""
    shown = len(few(cases))
    return [f"Charts show the first {shown} of {len(cases)} cases."] if shown < len(cases) else []


def failures(runs: pd.DataFrame, most: int = 20) -> list[dict[str, str]]:
    """The first failed runs with their errors."""
    if "status" not in runs:
        return []
    rows = runs[runs["status"] != "done"].head(most)
    return [
        {name: str(row.get(name, "")) for name in ("case", "replicate", "error")} for row in rows.to_dict("records")
    ]


def counts(results: Results) -> Rows:
    """How many runs there are."""
    runs, done = len(results.runs), len(finished(results.runs))
    return [("Runs wanted", f"{len(results.plan):,}"), ("Runs done", f"{done:,}"), ("Runs failed", f"{runs - done:,}")]


def provenance(manifest: Mapping[str, Any]) -> Rows:
    """Who made these results with what, as far as the manifest says."""
    git = manifest.get("git") or {}
    told = [
        ("Study file", manifest.get("source")),
        ("Command", manifest.get("command")),
        ("Content hash of the study", manifest.get("hash")),
        ("Hash of the rules", manifest.get("rules")),
        ("Seeds", (manifest.get("seeds") or {}).get("rule")),
        ("Versions", _pairs(manifest.get("versions") or {})),
        ("Machine", _pairs(manifest.get("platform") or {})),
        ("Commit", f"{git['commit']}{', changed since' if git.get('changed') else ''}" if git.get("commit") else None),
        ("Started", manifest.get("started")),
        ("Finished", manifest.get("finished")),
    ]
    return [(label, str(value)) for label, value in told if value]


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """The whole manifest, to read."""
    return json.dumps(manifest, indent=1, ensure_ascii=False, default=str)


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
