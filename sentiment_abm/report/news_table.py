"""The news as a table: one row per item, whatever number of cases it occurs in."""

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from sentiment_abm.report.numbers import MISSING, number

SAID = (
    "day", "kind", "headline", "source", "hype", "caveat", "delivered", "strength", "external", "deception", "closes",
    "size", "coverage",
)  # fmt: skip


def news_rows(items: Mapping[str, pd.DataFrame], *, dated: bool) -> list[dict[str, str]]:
    """The items of all cases in order of time, equal ones once, with the cases they belong to unless it is all."""
    found: dict[tuple[Any, ...], dict[str, float]] = {}
    for case, table in items.items():
        for row in table.to_dict("records"):
            # NaN is not equal to itself, which would make every item different.
            said = tuple(None if pd.isna(row.get(name)) else row.get(name) for name in SAID)
            when = str(row["date"])[:10] if dated and "date" in row and not pd.isna(row["date"]) else ""
            found.setdefault((*said, when), {})[case] = float(row.get("learned", float("nan")))
    ordered = sorted(found, key=lambda said: (said[0], said[1], said[2]))
    return [_row(said, found[said], len(items)) for said in ordered]


def _row(said: tuple[Any, ...], learned: Mapping[str, float], cases: int) -> dict[str, str]:
    item = dict(zip((*SAID, "when"), said, strict=True))
    share = [value for value in learned.values() if not isnan(value)]
    return {
        "when": item["when"] or f"day {item['day']}",
        "kind": item["kind"],
        "headline": item["headline"],
        "source": item["source"],
        "size": _size(item),
        "remarks": ", ".join(_remarks(item)),
        "learned": f"{number(100 * sum(share) / len(share), 0)} %" if share else MISSING,
        "cases": "" if len(learned) == cases else ", ".join(learned),
    }


def _size(item: Mapping[str, Any]) -> str:
    """How strong the item is, in the word of its kind."""
    if item["kind"] == "announcement":
        return f"hype {item['hype']:g}"
    if item["kind"] == "signal":
        return f"strength {number(item['strength'], 1, signed=True)}"
    return f"{number(100 * item['delivered'], 0)} % delivered"


def _remarks(item: Mapping[str, Any]) -> list[str]:
    remarks = [f"caveat {item['caveat']:g}"] if item["caveat"] else []
    remarks += [f"outside part {item['external']:g}"] if item["external"] else []
    remarks += ["a deception"] if item["deception"] else []
    remarks += ["promise stays open"] if item["kind"] == "outcome" and item["closes"] is False else []
    return remarks
