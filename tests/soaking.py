"""What is done over and over in the soak: every kind of work once in a cycle, with other luck in each."""

import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import sentiment_abm as sa
from sentiment_abm import report
from sentiment_abm.commands.status import status_of
from sentiment_abm.commands.verify_folder import verified_folder
from sentiment_abm.news.shelf import find
from sentiment_abm.report.bundle import bundle
from sentiment_abm.sweep.export import export
from sentiment_abm.sweep.polls import read_polls
from tests.fuzzing import ROOT, answered, mutated

STARTER = ROOT / "sentiment_abm" / "commands" / "starter"
TEXTS = sorted([*STARTER.glob("*.toml"), *STARTER.glob("*.csv"), *ROOT.glob("sentiment_abm/news/library/*.toml")])
POLLS = sorted(ROOT.glob("experiments/*/data/polls.csv"))
NAMES: list[str] = [*sa.scenarios]
CHARTS = (sa.charts.moods, sa.charts.states, sa.charts.flows, sa.charts.news)
VARY = {"trust.asymmetry": [1.0, 5.0], "scenario.hype": [0.5, 2.0]}
SWEEPS = (
    sa.Sweep(design="grid", vary=VARY),
    sa.Sweep(design="sobol", vary=VARY, points=4),
    sa.Sweep(design="morris", vary=VARY, points=4),
)
DONE: Counter[str] = Counter()
"""What was done, and how often."""


def alone(cycle: int, place: Path) -> None:
    """Runs side by side on threads, and slices of one run."""
    with ThreadPoolExecutor(2) as pool:
        runs = [*pool.map(lambda seed: sa.simulate(name_of(seed), people=150, days=40, seed=seed), seeds(cycle, 4))]
    runs.append(sa.simulate("promise_broken", people=400, days=30, seed=cycle, threads=2))
    assert all(len(run.daily) == run.manifest["days"] + 1 for run in runs), place
    DONE["runs alone"] += len(runs)


def citizens(cycle: int, place: Path) -> None:
    """A model of Mesa agents, stepped through and looked at."""
    model = sa.SentimentModel(name_of(cycle), people=40, rng=cycle, engine="mesa")
    model.run_for(8)
    hoping = model.agents.select(lambda citizen: citizen.mood is sa.Mood.HOPE)
    assert len(hoping) / 40 == model.indicator("hope"), place
    assert model.grid.G.number_of_nodes() == 40
    DONE["Mesa models"] += 1


def drawn(cycle: int, place: Path) -> None:
    """Charts of a run, as files."""
    run = sa.simulate(name_of(cycle), people=100, days=40, seed=cycle)
    for chart in CHARTS[cycle % 2 :: 2]:
        with contextlib.suppress(sa.InputError):  # what has no news has no chart of it
            chart(run).savefig(place / f"{chart.__name__}.{('svg', 'png', 'pdf')[cycle % 3]}")
            DONE["charts"] += 1
    remove(place)


def parsed(cycle: int, place: Path) -> None:
    """Scenarios from files, and written as files again."""
    for path in TEXTS[cycle % 3 :: 3]:
        if path.parent != STARTER:
            scenario = find(path)
            text = (scenario.realize(60, cycle) if isinstance(scenario, sa.Talks) else scenario).to_toml()
            (copy := place / path.name).write_text(text, encoding="utf-8")
            assert find(copy).to_toml() == text
            DONE["scenarios"] += 1
    remove(place)


def refused(cycle: int, place: Path) -> None:
    """Files with a few places spoiled: an answer or a refusal in clear words."""
    shutil.copy(STARTER / "news.csv", place)
    for seed in seeds(cycle, 8):
        path, content = mutated(random.Random(seed).choice(TEXTS), seed, 4)
        (spoiled := place / f"spoiled{path.suffix}").write_bytes(content)
        is_study = path.parent == STARTER and path.suffix == ".toml"
        tried("news and studies", partial(sa.Study.from_file if is_study else find, spoiled))
    for seed in seeds(cycle, 2):
        path, content = mutated(random.Random(seed).choice(POLLS), seed, 4)
        (spoiled := place / "polls.csv").write_bytes(content)
        tried("polls", partial(read_polls, spoiled))
    remove(place)


def swept(cycle: int, place: Path) -> None:
    """A sweep: interrupted, resumed, exported, spoiled and deleted; every fourth is told as well."""
    folder = place / f"sweep {cycle}"
    study = sa.Study(
        name="soak", seed=cycle, replicates=2, days=25, scenario=name_of(cycle, news=True),
        society={"people": 60, "contacts": 4}, sweep=SWEEPS[cycle % 3], outputs=outputs(cycle),
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        study.run(folder, workers=1, progress=interrupting)
        DONE["sweeps not interrupted"] -= 1
    DONE["sweeps interrupted and resumed"] += 1
    results = study.run(folder, workers=1)
    assert (results.runs["status"] == "done").all()
    assert json.loads(status_of(folder, as_json=True))["left"] == 0
    for kind in ("csv", "parquet", "rocrate"):
        DONE["exports"] += bool(export(folder, kind).rows)
    if cycle % 4 == 1:
        told(folder)
        called(cycle // 4, folder)
    spoil(folder, cycle)
    remove(place)


def told(folder: Path) -> None:
    """The report of a folder, its hashes and runs verified, and all of it as an archive."""
    report.write(folder)
    assert all(check.passed for check in verified_folder(folder))
    DONE["reports, verified and packed"] += bundle(folder).exists()


def called(turn: int, folder: Path) -> None:
    """A command of the command line as a process of its own, another one each time, on the folder of a sweep."""
    words, code = COMMANDS[turn % len(COMMANDS)]
    command = [sys.executable, "-m", "sentiment_abm", *(word.replace("DIR", str(folder)) for word in words.split(" "))]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    done = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), (words, done.returncode, done.stderr)
    DONE["commands"] += 1


COMMANDS = (
    ("report DIR --to md,html", 0),
    ("status DIR --json", 0),
    ("export DIR --to csv --force", 0),
    ("run promise_broken --people 80 --days 30 --replicates 3 --workers 1 --out run", 0),
    ("verify DIR", 0),
    ("check DIR/manifest.json", 2),
    ("bundle DIR --force", 0),
    ("explain DIR --citizen 3 --point 0", 0),
    ("run no_such_scenario", 2),
    ("scenarios promise_kept", 0),
)


def spoil(folder: Path, cycle: int) -> None:
    """Change a byte of a stored part: it is noticed."""
    parts = sorted(folder.glob("runs/*.parquet"))
    part = parts[cycle % len(parts)]
    part.write_bytes(b"?" + part.read_bytes()[1:])
    tried("parts of results", lambda: sa.load(folder).runs)


def tried(kind: str, make: Callable[[], object]) -> None:
    """Count an input, and see it answered or refused in clear words; what it says on the way is not shown."""
    with contextlib.redirect_stderr(io.StringIO()):
        DONE[f"{kind}, {'refused' if answered(kind, make) is None else 'accepted'}"] += 1


def interrupting(done: int, _total: int, _failed: int) -> None:
    """Ctrl-C once there is something to lose."""
    if done:
        signal.raise_signal(signal.SIGINT)
        raise KeyboardInterrupt


def outputs(cycle: int) -> tuple[str, ...]:
    """Every second report as PDF and as Markdown too."""
    return ("html", "pdf", "md") if cycle % 8 == 1 else ("html",)


def name_of(number: int, *, news: bool = False) -> str:
    """A scenario of the library; with `news` one that is not quiet."""
    names = [name for name in NAMES if name != "quiet"] if news else NAMES
    return names[number % len(names)]


def seeds(cycle: int, count: int) -> Iterator[int]:
    """Seeds that no other cycle has."""
    yield from range(cycle * count, (cycle + 1) * count)


def remove(place: Path) -> None:
    """Delete what a work has left in its folder."""
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


WORKS: dict[str, Callable[[int, Path], None]] = {
    work.__name__: work for work in (alone, citizens, drawn, parsed, refused, swept)
}
