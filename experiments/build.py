"""Run the shipped experiments and write what is committed of them: results/<experiment>/ and results/README.md.

    python -m experiments.build                  all of them
    python -m experiments.build 01_hype          one
    python -m experiments.build --small          every one with few replicates, to see that it works

Runs are kept in build/experiments, so that a build that was interrupted goes on where it was.  What is committed holds
no times, machines or states of a repository, so that a second build writes the same bytes.
"""

import argparse
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sentiment_abm as sa
from experiments.committed import commit
from experiments.evidence import Answer
from experiments.pages import summary
from sentiment_abm.charts.style import look
from sentiment_abm.sweep.store import Results

HERE = Path(__file__).parent
ROOT = HERE.parent
SMALL: Mapping[str, Any] = {"study.replicates": 3, "society.people": 150}


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description="Run the shipped experiments and write their results.")
    parser.add_argument("names", nargs="*", help="folders of experiments/; default all")
    parser.add_argument("--small", action="store_true", help="few replicates, few people")
    parser.add_argument("--no-report", action="store_true", help="leave the HTML reports out")
    parser.add_argument("--out", type=Path, default=ROOT / "results", help="where the results go")
    parser.add_argument("--runs", type=Path, default=ROOT / "build" / "experiments", help="where the runs are kept")
    parser.add_argument("--workers", type=int, default=None, help="threads")
    given = parser.parse_args()
    known = [path.parent.name for path in sorted(HERE.glob("*/answer.py"))]
    if strange := {*given.names} - {*known}:
        sys.exit(f"no experiment {', '.join(sorted(strange))}: there are {', '.join(known)}")
    for name in given.names or known:
        build(name, given.out, given.runs, small=given.small, workers=given.workers, report=not given.no_report)
    summary(given.out, known)


def build(
    name: str, out: Path, runs: Path, *, small: bool = False, workers: int | None = None, report: bool = True
) -> None:
    """Run the studies of one experiment, answer its question, and write its results folder."""
    script = runpy.run_path(str(HERE / name / "answer.py"))
    found: dict[str, Results] = {}
    for file in sorted((HERE / name).glob("st*.toml")):
        study = sa.Study.from_file(file, {**SMALL, **script.get("SMALL", {}).get(file.stem, {})} if small else {})
        command = f"sentiment-abm run experiments/{name}/{file.name}"
        print(f"{name}: {file.stem}, {len(study.plan())} runs", flush=True)
        found[file.stem] = study.run(runs / study.name, workers=workers, command=command)
    with look():
        answer: Answer = script["answer"](found)
    commit(name, found, answer, out / name, report=report)


if __name__ == "__main__":
    main()
