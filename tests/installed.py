"""The wheel in clean environments, away from the source tree, with every extra, does what README says.

    python -m tests.installed                             # this Python
    python -m tests.installed python3.12 python3.13       # these, one after the other
    python -m tests.installed --extras ""                 # without any extra

Builds the wheel, installs it with pip, and runs there what a newcomer runs: every module is imported, `verify` checks
the machine, a scenario becomes a study with its report, and README's first five minutes go as printed.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.built import built, contents, copied, wanted
from tests.dependencies import EXTRAS, ROOT

PROGRAM = "sentiment-abm"
WHERE = """
import pathlib, sys
import sentiment_abm
home = pathlib.Path(sentiment_abm.__file__).resolve()
assert home.is_relative_to(pathlib.Path(sys.prefix).resolve()), home
assert (home.parent / "py.typed").exists()
"""
EVERY_MODULE = """
import importlib, pkgutil
import sentiment_abm
without = (() if {viz} else ("sentiment_abm.app.",)) + ("sentiment_abm.__main__",)
names = [each.name for each in pkgutil.walk_packages(sentiment_abm.__path__, "sentiment_abm.")]
for name in [name for name in names if not name.startswith(without)]:
    importlib.import_module(name)
assert len(names) > 200, names
"""


def main(words: Sequence[str] | None = None) -> int:
    """Try every Python that was asked for; the first thing that goes wrong ends it with 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.installed", description="Does the wheel work elsewhere?")
    parser.add_argument("pythons", nargs="*", default=[sys.executable], help="commands; this Python if none")
    parser.add_argument("--extras", default=",".join(EXTRAS), help="with commas between; all if not given")
    asked = parser.parse_args(words)
    for python in asked.pythons:
        with tempfile.TemporaryDirectory(prefix="installed-") as name:
            place = Path(name).resolve()
            wheel = built(copied(place / "tree"), place / "dist")["wheel"]
            if contents(wheel) != wanted(place / "tree"):
                say("the wheel holds something else than the package")
                return 1
            if not tried(python, wheel, asked.extras, place):
                return 1
    return 0


def tried(python: str, wheel: Path, extras: str, place: Path) -> bool:
    """Install a wheel and do everything with it; whether all went well."""
    here = place / "elsewhere"
    here.mkdir()
    done = started(here, [python, "-m", "venv", str(place / "venv")])
    folder = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    for step in steps(str(folder / "python"), str(folder / PROGRAM), wheel, extras):
        if done.returncode == 0:
            done = started(here, step)
    if done.returncode == 0 and len([*here.glob("results/*/report.html")]) != 2:
        say("reports are missing")
        return False
    return done.returncode == 0


def steps(python: str, program: str, wheel: Path, extras: str) -> Iterator[list[str]]:
    """What is done, command by command."""
    yield [python, "-m", "pip", "install", "--quiet", f"{wheel}[{extras}]" if extras else str(wheel)]
    yield [python, "-m", "pip", "check"]
    yield [python, "-c", WHERE]
    yield [python, "-c", EVERY_MODULE.format(viz="viz" in extras)]
    yield [program, "--version"]
    yield [program, "verify"]
    kinds = "html,pdf,md" if "pdf" in extras else "html,md"
    yield [program, *"run promise_broken --people 300 --days 60 --replicates 5 --out scenario".split()]
    yield [program, "report", "scenario", "--to", kinds]
    for command in ("verify scenario", "export scenario --to csv", "bundle scenario", "scenarios promise_kept"):
        yield [program, *command.split()]
    for line in blocks("console")[0].splitlines():
        yield [program, *shlex.split(line.removeprefix("$ "), comments=True)[1:]]
    yield [python, "-c", "\n".join(blocks("python"))]


def blocks(language: str) -> list[str]:
    """Examples in README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", readme, flags=re.DOTALL)


def started(place: Path, command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Carry out a command in a folder without a trace of the source tree, and tell how it went."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    known |= {"SENTIMENT_ABM_CACHE": str(place.parent / "cache"), "MPLBACKEND": "agg"}
    before = time.monotonic()
    done = subprocess.run(command, cwd=place, env=known, capture_output=True, text=True, check=False)
    words = " ".join([Path(command[0]).name, *command[1:]]).replace(str(place.parent), "").strip()
    words = words if len(words) < 80 and "\n" not in words else f"{words.splitlines()[0][:60]} …"
    say(f"{'ok' if done.returncode == 0 else 'FAILED':<7}{time.monotonic() - before:6.1f} s  {words}")
    if done.returncode:
        say(done.stdout + done.stderr)
    return done


def say(line: str) -> None:
    """A line at once, for whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
