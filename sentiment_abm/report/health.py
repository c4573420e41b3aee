"""How the runs went, what a reader should be warned of, and where everything came from."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sentiment_abm.report.figures import few
from sentiment_abm.report.measures import finished
from sentiment_abm.report.numbers import counted
from sentiment_abm.report.setting import Rows

FEW_REPLICATES = 20


def warnings(manifest: Mapping[str, Any], runs: pd.DataFrame, dropped_polls: int) -> list[str]:
    """Everything that weakens what the report says; empty when there is nothing."""
    done = finished(runs)
    wanted = len(manifest["cases"]) * int(manifest["replicates"])
    counts = done.groupby("case")["replicate"].nunique().reindex(list(manifest["cases"]), fill_value=0)
    found = []
    if len(runs) < wanted:
        found.append(f"The study is not finished: {len(runs):,} of {counted(wanted, 'run')} are stored.")
    if failed := len(runs) - len(done):
        found.append(f"{counted(failed, 'run')} failed and {'is' if failed == 1 else 'are'} missing from every number.")
    if counts.min() < counts.max():
        found.append("Cases have different numbers of finished replicates; differences use those that both have.")
    if counts.min() < FEW_REPLICATES:
        found.append(
            f"Only {counted(int(counts.min()), 'replicate')} per case: the ends of a 95 % range are then little more "
            "than the lowest and the highest run."
        )
    if len(few(list(manifest["cases"]))) < len(manifest["cases"]):
        found.append(f"Charts show the first {len(few(list(manifest['cases'])))} of {len(manifest['cases'])} cases.")
    if dropped_polls:
        found.append(f"{counted(dropped_polls, 'poll')} cannot be shown: unknown segment or indicator, or no date.")
    return found


def failures(runs: pd.DataFrame, most: int = 20) -> list[dict[str, str]]:
    """The first failed runs with their errors."""
    if "status" not in runs:
        return []
    rows = runs[runs["status"] != "done"].head(most)
    return [
        {name: str(row.get(name, "")) for name in ("case", "replicate", "error")} for row in rows.to_dict("records")
    ]


def counts(manifest: Mapping[str, Any], runs: pd.DataFrame) -> Rows:
    """How many runs there are."""
    done = len(finished(runs))
    wanted = len(manifest["cases"]) * int(manifest["replicates"])
    return [("Runs wanted", f"{wanted:,}"), ("Runs done", f"{done:,}"), ("Runs failed", f"{len(runs) - done:,}")]


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
