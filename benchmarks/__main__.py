"""Measure the named cases and write benchmarks/results.md: python -m benchmarks [--small]."""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.cases import Cost, engines, side_by_side, sizes
from sentiment_abm.engine.compiled import kernel

TABLE = Path(__file__).with_name("results.md")


def machine() -> str:
    """Processor, cores and versions."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    versions = ", ".join(f"{name} {version(name)}" for name in ("sentiment-abm", "numba", "numpy", "mesa"))
    return f"{cpu}; Python {platform.python_version()}, {versions}"


def text(costs: list[Cost], threads: float, ratio: float) -> str:
    """The committed page."""
    lines = [
        "# Speed",
        "",
        "Made by `make bench`. Nanoseconds of one citizen-day with every mechanism and all indicators on, one thread,",
        "best of several runs; bytes are state, what contacts see, and the graph. Times drift with the machine, ratios",
        "less.",
        "",
        f"Machine: {machine()}.",
        "",
        "| news | people | contacts | ns per citizen-day | bytes per citizen |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {c.case} | {c.people:,} | {c.contacts} | {c.ns_per_citizen_day:.0f} | {c.bytes_per_citizen:.0f} |"
        for c in costs
    ]
    lines += [
        "",
        f"Many runs of 2,000 citizens on two threads: {threads:.2f} times the speed of one.",
        f"Compiled engine against Mesa citizens, 1,000 citizens × 180 days, the same bits: {ratio:,.0f} times faster.",
        f"Compiled signatures of the kernel: {len(kernel().advance.signatures)}.",  # type: ignore[attr-defined]
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """All cases, or only the small ones."""
    small = "--small" in sys.argv[1:]
    people = (1_000, 10_000) if small else (1_000, 10_000, 100_000, 1_000_000)
    costs = list(sizes(people, contacts=(4, 10, 30)))
    page = text(costs, side_by_side(), engines(days=20 if small else 180))
    sys.stdout.write(page)
    if not small:
        TABLE.write_text(page)


if __name__ == "__main__":
    main()
