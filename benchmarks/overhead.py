"""What a sweep costs beyond the runs themselves: planning, ids, tables of every run, the disk."""

import tempfile
import time
from pathlib import Path
from statistics import median

import sentiment_abm as sa
from sentiment_abm.engine.batch import live_many
from sentiment_abm.society.cache import Cache
from sentiment_abm.society.society import build

RUNS, PEOPLE, DAYS, TURNS = 10_000, 1_000, 180, 5
BATCH = 500
VARIED = ("trust.asymmetry", "talk.weight", "belief.evidence", "feeling.loss_aversion", "contagion.rate_hope")


def sweep(runs: int) -> sa.Study:
    """A study with so many runs, each with parameters of its own, spread evenly over what the model allows."""
    return sa.Study.from_tables(
        {
            "study": {"name": "overhead", "days": DAYS, "replicates": 1},
            "society": {"people": PEOPLE},
            "scenario": {"use": "promise_broken"},
            "sweep": {"design": "latin_hypercube", "points": runs, "vary": {name: {} for name in VARIED}},
        }
    )


def alone(study: sa.Study) -> float:
    """Seconds of the kernel for all runs of the study on one thread, and of nothing else."""
    networks, seconds = Cache(), 0.0
    for job in study.jobs(study.plan(), lambda: BATCH):
        society, scenario = build(job.recipe, networks), job.scenario.realize(job.days, job.seed)
        began = time.perf_counter()
        live_many(society, scenario, job.params, job.days, job.seed)
        seconds += time.perf_counter() - began
    return seconds


def whole(study: sa.Study) -> float:
    """Seconds of the study on one thread, until its results are on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        study.run(Path(folder) / "results", workers=1)
        return time.perf_counter() - began


def measure(*, small: bool = False) -> dict[str, float]:
    """How much longer the study takes than its kernel, by turns."""
    runs = RUNS // 20 if small else RUNS
    whole(sweep(10))  # compiled, and everything imported
    turns = [(whole(sweep(runs)), alone(sweep(runs))) for _ in range(1 if small else TURNS)]
    return {
        "runs": runs,
        "people": PEOPLE,
        "days": DAYS,
        "overhead": median(all_of_it / kernel - 1 for all_of_it, kernel in turns),
        "seconds": median(all_of_it for all_of_it, _ in turns),
    }
