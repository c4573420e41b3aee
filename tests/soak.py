"""The soak: mixed work in one process, over and over, until it is known whether anything piles up.

    python -m tests.soak --minutes 60                     # all work, one worker; ends with 1 if something grows
    python -m tests.soak --cycles 60 --work parsed        # one kind of work, to find out who it is
    python -m tests.soak --minutes 5 --leak descriptors   # negative control: with a leak, has to end with 1

After each cycle resident memory, what is left of it when all that is free was given back, objects, blocks, open files,
threads and files on disk are counted.  The first third of the cycles is warm-up, in which caches fill.  Memory, objects
and blocks may not grow after that by more than 1 % in 100 cycles (the whole 95 % interval of a Theil–Sen slope over
medians of a dozen cycles lies below), open files, threads and files not at all.
"""

import argparse
import csv
import ctypes
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

LIMIT = 1.0  # percent in 100 cycles
BLOCK = 12  # cycles in a median: turns of sweeps, reports and charts, so that blocks hold the same work
ENOUGH = 8  # blocks, or as many as there can be: an interval of fewer says nothing
CACHE = 2**16  # bytes of networks that are kept, so that this cache is full before the warm-up ends


class Sample(NamedTuple):
    """What there is after a cycle."""

    resident: int  # bytes of memory, with what the C library keeps for the next who asks
    memory: int  # bytes of it without that
    objects: int  # that Python's garbage collection knows, garbage aside
    blocks: int  # of memory that Python has given away: strings and numbers too, which are no such objects
    descriptors: int
    threads: int
    files: int  # on disk: temporary ones, results, compiled code


class Verdict(NamedTuple):
    """What became of one count."""

    name: str
    told: str
    is_steady: bool


def main(words: Sequence[str] | None = None) -> int:
    """Soak, tell what was seen, and return 1 if something grows."""
    asked = arguments(words)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        root = Path(name).resolve()
        settle(root)
        samples = [*soaked(root, asked)]
    if asked.out:
        write(asked.out, samples)
    found = verdicts(samples)
    for verdict in found:
        say(f"{'steady' if verdict.is_steady else 'GROWS':<8}{verdict.name:<13}{verdict.told}")
    return 0 if all(verdict.is_steady for verdict in found) else 1


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Does anything pile up?")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long; 60 if not given")
    parser.add_argument("--cycles", type=int, default=10**9, help="how many cycles at most")
    parser.add_argument("--work", default="", help="kinds of work, with commas between; all if not given")
    parser.add_argument("--leak", default="", help=f"lose these in every cycle, to see it noticed: {','.join(LEAKS)}")
    parser.add_argument("--out", type=Path, help="a CSV file for the samples")
    return parser.parse_args(words)


def settle(root: Path) -> None:
    """Give everything that is written a place below `root`: temporary files, results, compiled code."""
    for folder in ("tmp", "work", "cache"):
        (root / folder).mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(root / "tmp")
    os.environ["SENTIMENT_ABM_CACHE"] = str(root / "cache")


def soaked(root: Path, asked: argparse.Namespace) -> Iterator[Sample]:
    """Work in cycles, with a sample after each."""
    from sentiment_abm.sweep.job import NETWORKS
    from tests.soaking import DONE, WORKS

    NETWORKS.limit = CACHE
    works = [WORKS[name] for name in asked.work.split(",")] if asked.work else [*WORKS.values()]
    started = time.monotonic()
    for cycle in range(asked.cycles):
        for work in works:
            work(cycle, root / "work")
        for leak in asked.leak.split(",") if asked.leak else ():
            LEAKS[leak](root)
        yield (found := sample(root))
        if cycle % BLOCK == 0:
            say(f"{(time.monotonic() - started) / 60:6.1f} min, cycle {cycle:5}: {told(found)}")
        if time.monotonic() - started > 60 * asked.minutes:
            break
    counts = ", ".join(f"{count:,} {name}" for name, count in DONE.items())
    say(f"{cycle + 1:,} cycles in {(time.monotonic() - started) / 60:.1f} min: {counts}")


def sample(root: Path) -> Sample:
    """Count what this process holds, once garbage is gone."""
    import psutil

    gc.collect()
    process = psutil.Process()
    files = sum(len(names) for _, _, names in os.walk(root))
    objects, blocks = len(gc.get_objects()), sys.getallocatedblocks()
    resident = process.memory_info().rss
    give_back()
    memory = process.memory_info().rss
    return Sample(resident, memory, objects, blocks, process.num_fds(), process.num_threads(), files)


def give_back() -> None:
    """Have the C library return what is free to the system, where it can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def say(line: str) -> None:
    """A line at once, for whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def told(found: Sample) -> str:
    """A sample in a line."""
    large = f"{found.resident / 2**20:.0f} and {found.memory / 2**20:.0f} MiB"
    many = f"{found.objects:,} objects, {found.blocks:,} blocks"
    return f"{large}, {many}, {found.descriptors} descriptors, {found.threads} threads, {found.files} files"


def verdicts(samples: Sequence[Sample]) -> list[Verdict]:
    """Memory, objects and blocks by their slope, all else by the highest count of the warm-up."""
    warm = max(1, len(samples) // 3)
    columns = dict(zip(Sample._fields, map(list, zip(*samples, strict=True)), strict=True))
    return [
        *(slow(name, columns[name][warm:]) for name in ("resident", "memory", "objects", "blocks")),
        *(exact(name, columns[name][:warm], columns[name][warm:]) for name in ("descriptors", "threads", "files")),
    ]


def slow(name: str, counts: Sequence[int]) -> Verdict:
    """Whether the slope of a count is known to be below the limit."""
    from scipy.stats import theilslopes

    block = max(1, min(BLOCK, len(counts) // ENOUGH))
    medians = [sorted(counts[start : start + block])[block // 2] for start in range(0, len(counts) - block + 1, block)]
    if len(medians) < ENOUGH:
        return Verdict(name, f"{len(counts)} cycles after the warm-up are too few to tell", is_steady=False)
    places = [block * place for place in range(len(medians))]
    slopes = theilslopes(medians, places, alpha=0.95)
    usual = sorted(medians)[len(medians) // 2]
    slope, low, high = (100.0 * 100.0 * value / usual + 0.0 for value in slopes[0:1] + slopes[2:4])
    interval = f"{slope:+.3f} % in 100 cycles ({low:+.3f} to {high:+.3f}), {len(counts)} cycles of about {usual:,}"
    return Verdict(name, interval, is_steady=bool(high < LIMIT))


def exact(name: str, before: Sequence[int], after: Sequence[int]) -> Verdict:
    """Whether a count ends no higher than it ever was in the warm-up."""
    last = after[-1] if after else before[-1]
    words = f"at most {max(before)} in the warm-up, {max(after, default=last)} later, {last} at the end"
    return Verdict(name, words, is_steady=last <= max(before))


def write(path: Path, samples: Sequence[Sample]) -> None:
    """The samples as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("cycle", *Sample._fields), *((n, *found) for n, found in enumerate(samples))])


LOST: list[Any] = []
LEAKS: dict[str, Callable[[Path], None]] = {
    "memory": lambda _: LOST.append(bytearray(2**20)),
    "objects": lambda _: LOST.extend([number] for number in range(10_000)),
    "blocks": lambda _: LOST.append({number: str(number) for number in range(10_000)}),
    "descriptors": lambda _: LOST.append(os.open(os.devnull, os.O_RDONLY)),
    "files": lambda root: LOST.append((root / "tmp" / f"left {len(LOST)}").write_text("")),
}

if __name__ == "__main__":
    sys.exit(main())
