"""Say which settings of a sweep drive an outcome."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sentiment_abm.analysis.sensitivity import Sensitivity, sensitivity
from sentiment_abm.commands.drawn import check_kind, draw
from sentiment_abm.sweep.manifest import plain

MOST_PAIRS = 10  # of the second order, in lines
INDICES = {
    "sobol": ("total", "first", "share of the variance with all interactions, and alone"),
    "morris": ("mu_star", "sigma", "mean size of the effects over the whole range, and how much they differ"),
}


def told(folder: Path, of: str, case: str | None, as_json: bool, chart: Path | None) -> str:
    """The sensitivity as text, or as JSON; its chart goes to the path `chart`."""
    check_kind(chart)
    found = sensitivity(folder, of, case=case)
    if chart is not None:
        from sentiment_abm.charts.sensitivity import sensitivity as drawn  # slow to import, and words do without

        draw(drawn(found), chart)
    if as_json:
        return json.dumps(plain(table_of(found)), indent=2, ensure_ascii=False, allow_nan=False)
    return "\n".join(lines(found))


def table_of(found: Sensitivity) -> dict[str, Any]:
    """The sensitivity in plain data."""
    return {
        **{name: getattr(found, name) for name in ("of", "case", "design", "points", "replicates", "confidence")},
        "noise": {name: _number(value) for name, value in found.noise._asdict().items()},
        "matter": found.matter,
        "settings": _rows(found.table),
        "pairs": _rows(found.pairs),
    }


def lines(found: Sensitivity) -> Iterator[str]:
    """What a reader wants to know first: what matters, how much, and how sure that is."""
    runs = f"{found.points:,} points × {found.replicates} replicates"
    yield f"{found.of} of {found.case}, design {found.design}, {runs}; {found.noise}"
    if found.design not in INDICES:
        yield from found.table.round(4).to_string(index=False).splitlines()
    else:
        yield from _indices(found)
    yield f"matter, surely more than luck: {', '.join(found.matter) or 'none'}"


def _indices(found: Sensitivity) -> Iterator[str]:
    size, other, meaning = INDICES[found.design]
    yield f"{size} and {other}: {meaning}; in brackets the {found.confidence:.0%} interval, then what luck alone gives"
    width = max(map(len, found.table["name"]))
    for row in found.table.sort_values(size, ascending=False, kind="stable").to_dict("records"):
        ends = f"[{row[f'{size}_low']:.4f}, {row[f'{size}_high']:.4f}]"
        floor = "" if math.isnan(row["floor"]) else f"  luck {row['floor']:.4f}"
        yield f"  {row['name']:<{width}}  {size} {row[size]:.4f} {ends}  {other} {row[other]:.4f}{floor}"
    pairs = found.pairs.sort_values("second", ascending=False, kind="stable") if len(found.pairs) else found.pairs
    for row in pairs.head(MOST_PAIRS).to_dict("records"):
        ends = f"[{row['second_low']:.4f}, {row['second_high']:.4f}]"
        yield f"  {row['a']} with {row['b']}  second {row['second']:.4f} {ends}"
    if (left := len(pairs) - MOST_PAIRS) > 0:
        yield f"  and {left} pairs with less, which --json lists"


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _number(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _number(value: Any) -> Any:
    """A cell as JSON has it: no number is null."""
    return None if isinstance(value, float) and math.isnan(value) else value
