"""The manifest of a results folder: what was asked, of which code, on which machine, when, and how it went."""

import datetime
import functools
import hashlib
import json
import math
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sentiment_abm.engine.compiled import digest
from sentiment_abm.sweep.cases import Case
from sentiment_abm.sweep.ledger import Planned, Stored
from sentiment_abm.sweep.problem import told

if TYPE_CHECKING:
    from sentiment_abm.sweep.study import Study

PACKAGES = ("mesa", "networkx", "numpy", "numba", "pandas", "scipy", "pyarrow")
LISTED = 100  # failures in the manifest; all of them are in the table of runs


def manifest(study: "Study", command: str) -> dict[str, Any]:
    """The manifest of a study that begins now."""
    asked = {
        "study": study.name,
        "title": study.title,
        "question": study.question,
        "seed": study.seed,
        "replicates": study.replicates,
        "days": study.days,
        "engine": study.engine,
        "start_date": study.start_date.isoformat() if study.start_date else None,
        "cases": {case.name: _case(case) for case in study.cases},
        "polls": list(study.polls),
        "daily": study.daily._asdict(),
    }
    asked |= {"sweep": told(study.sweep, study.seed)} if study.sweep else {}
    asked |= {"stop": asdict(study.stop)} if study.stop else {}
    found: dict[str, Any] = plain(
        {
            **asked,
            "hash": hashlib.blake2b(json.dumps(plain(asked)).encode(), digest_size=16).hexdigest(),
            "seeds": {
                "rule": "replicate r has the seed draws.seed_of(study seed, 'replicate', r), whatever case or point",
                "first": [study.replicate_seed(r) for r in range(min(study.replicates, LISTED))],
            },
            "report": {"charts": study.charts, "outputs": study.outputs},
            "source": study.source,
            "command": command,
            "rules": digest(),
            "versions": versions(),
            "platform": {"system": platform.system(), "machine": platform.machine(), "processors": os.cpu_count()},
            "git": git_state(),
            "started": now(),
            "finished": None,
            "status": "running",
        }
    )
    return found


def outcome(plan: Sequence[Planned], stored: Mapping[str, Stored], status: str) -> dict[str, Any]:
    """What is known at the end of a session: counts and failures."""
    states = {run.run_id: stored[run.run_id].status for run in plan if run.run_id in stored}
    failed = [run for run in plan if states.get(run.run_id) == "failed"]
    failures = [
        {"run_id": run.run_id, "case": run.case, "replicate": run.replicate, "error": stored[run.run_id].error}
        | ({"point": run.varied["point"]} if "point" in run.varied else {})
        for run in failed[:LISTED]
    ]
    counts = {"wanted": len(plan), "done": len(states) - len(failed), "failed": len(failed)}
    return {"finished": now(), "status": status, "counts": counts, "failures": failures}


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of those that it computes with."""
    # The package as it is imported, installed or not; an import statement would tie this layer to the whole of it.
    own = {"python": platform.python_version(), "sentiment_abm": import_module("sentiment_abm").__version__}
    return own | {name: version(name) for name in PACKAGES}


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


@functools.cache
def git_state() -> dict[str, Any] | None:
    """Commit of the code and whether it was changed since; None where it is not at the top of a repository.

    Git runs programs that the settings of a repository name, so one that only happens to be around is not asked.
    """
    if not (Path(__file__).parents[2] / ".git").exists():
        return None

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    try:
        git("ls-files", "--error-unmatch", Path(__file__).name)  # fails where it is not part of the repository
        return {"commit": git("rev-parse", "HEAD"), "changed": bool(git("status", "--porcelain", "--", "."))}
    except (OSError, subprocess.CalledProcessError):
        return None


def plain(value: Any) -> Any:
    """A value in the words of JSON, which knows neither dates nor tuples nor infinity."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _case(case: Case) -> dict[str, Any]:
    segments = [asdict(segment) for segment in case.recipe.publics]
    recipe = case.recipe
    if recipe.file is None:
        society = {"people": recipe.people, "graph": recipe.graph, **recipe.ties._asdict()}
    else:
        society = {"file": Path(recipe.file).name, "content": recipe.network_key}
    return {
        "settings": dict(case.settings),
        "scenario": case.scenario.as_table(),
        "params": case.changed,
        "params_resolved": dict(case.params),
        "society": {**society, "segments": segments},
    }
