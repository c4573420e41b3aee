"""What is committed of an experiment: facts, small tables, the headline chart, the report, the manifest, the page."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.evidence import Answer
from experiments.pages import page
from sentiment_abm.charts.style import csv, save
from sentiment_abm.report.report import write
from sentiment_abm.sweep.store import Results, load

PASSING = {"started": None, "finished": None, "platform": None, "git": None}
"""What differs from one build to the next, or from one machine to the next, without any run being different."""


def commit(name: str, found: Mapping[str, Results], answer: Answer, folder: Path, *, report: bool = True) -> None:
    """Write the results folder of an experiment."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, results in found.items():
        _timeless(results.path)
        suffix = "" if kind == "study" else f"_{kind}"
        shutil.copyfile(results.path / "manifest.json", folder / f"manifest{suffix}.json")
        if report:
            shutil.copyfile(write(results.path), folder / f"report{suffix}.html")
    facts = pd.DataFrame(answer.facts)
    (folder / "facts.csv").write_bytes(csv(facts))
    tables = folder / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir()
    for title, table in answer.tables.items():
        (tables / f"{title}.csv").write_bytes(csv(table))
    save(answer.chart, folder / "headline", command=f"python -m experiments.build {name}")
    main = load(found["study"].path)
    runs = sum(len(results.runs) for results in found.values())
    page(name, folder, main.manifest, runs, answer.chart.alt)


def _timeless(root: Path) -> None:
    """Take out of the manifest what passes; a session that finds it so goes on as usual."""
    path = root / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(manifest | PASSING, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
