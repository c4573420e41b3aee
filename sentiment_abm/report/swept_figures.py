"""The figures of a sweep: a curve for each setting, and a map for each pair of those that matter most."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from sentiment_abm.report.figures import Plan, few
from sentiment_abm.report.indices import Indexed
from sentiment_abm.report.measures import NET
from sentiment_abm.report.points import meaning
from sentiment_abm.sweep.store import Results

MOST_CURVES = 6
MOST_MAPPED = 3  # settings; each pair of them has a map
TITLES = {"sobol": "Sensitivity indices", "morris": "The plane of Morris", "list": "One at a time"}


def planned(
    results: Results, ranking: Sequence[str], cases: Sequence[str], indices: Sequence[Indexed]
) -> Iterator[Plan]:
    """The figures for settings in the order in which they matter; points from a list fill no map."""
    shown = few(cases)
    chosen: dict[str, Any] = {} if len(shown) == len(results.manifest["cases"]) else {"cases": shown}
    for name in ranking[:MOST_CURVES]:
        yield Plan("effects", f"curve_{_plain(name)}", _title(name), "curves", {"x": name, "of": NET.column, **chosen})
    if results.manifest["sweep"]["design"] != "list":
        for x, y in combinations(ranking[:MOST_MAPPED], 2):
            title = f"{_title(x)} and {meaning(y)}"
            options = {"x": x, "y": y, "of": NET.column, **chosen}
            yield Plan("maps", f"map_{_plain(x)}_{_plain(y)}", title, "heat_map", options)
    for each in indices:
        if each.measure is NET and each.found and each.case in shown:
            place = shown.index(each.case)
            name, title = f"sensitivity_{place}" if place else "sensitivity", f"{TITLES[each.found.design]}{each.where}"
            yield Plan("sensitivity", name, title, "sensitivity", {}, found=each.found)


def _plain(name: str) -> str:
    """The name of a setting as part of a file's name."""
    return name.replace(".", "-")


def _title(name: str) -> str:
    words = meaning(name)
    return f"{words[:1].upper()}{words[1:]}"
