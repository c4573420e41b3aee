"""Measure, and write the page and its charts: python -m benchmarks [--small] [--large] [--only PART …] [--page]."""

import argparse
from collections.abc import Callable
from typing import Any

from benchmarks import checks, compare, drawings, engines, many, memory, overhead, phases, sizes, startup, threads
from benchmarks.page import PAGE, PARTS, page
from benchmarks.record import circumstances, read, write


def parts(*, small: bool, large: bool) -> dict[str, Callable[[], Any]]:
    """What can be measured by itself, the checks first: they fail before hours are spent."""
    return {
        "code": checks.measure,
        "sizes": lambda: sizes.measure(small=small, large=large),
        "memory": lambda: memory.measure(300_000 if small else memory.PEOPLE),
        "threads": lambda: threads.measure(small=small),
        "engines": lambda: engines.measure(small=small),
        "phases": lambda: phases.measure(small=small),
        "peers": lambda: compare.measure(small=small),
        "overhead": lambda: overhead.measure(small=small),
        "many": lambda: many.measure(small=small),
        "startup": lambda: startup.measure(small=small),
    }


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="small sizes, printed and not kept")
    parser.add_argument("--large", action="store_true", help="ten million people as well")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS), help="measure these parts")
    parser.add_argument("--page", action="store_true", help="only write the page and the charts anew")
    return parser.parse_args()


def main() -> None:
    """Each part is kept as soon as it is measured."""
    options = asked()
    results = {} if options.small else read()
    found = parts(small=options.small, large=options.large)
    for name in [name for name in found if name in options.only and not options.page]:
        results[name] = {**circumstances(), "found": found[name]()}
        if not options.small:
            write(results)
    if options.small:
        print(page(results))
    else:
        PAGE.write_text(page(results), encoding="utf-8")
        drawings.draw(results)


if __name__ == "__main__":
    main()
