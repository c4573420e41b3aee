"""The news as a table: one row per item, whatever number of cases it occurs in."""

from collections.abc import Mapping
from dataclasses import fields
from math import isnan
from typing import Any

import pandas as pd

from sentiment_abm.news.scenario import Scenario
from sentiment_abm.report.numbers import MISSING, number

SHOWN = ("when", "kind", "headline", "source", "size", "remarks")


def news_rows(items: Mapping[str, pd.DataFrame], *, dated: bool) -> list[dict[str, str]]:
    """The items of all cases in order of time, equal ones once, with the cases they belong to unless it is all.

    `learned` is the share of people who learned of the item, the mean of its cases.
    """
    found: dict[tuple[int, tuple[str, ...]], dict[str, float]] = {}
    for case, table in items.items():
        for item in table.to_dict("records"):
            learned = found.setdefault((int(item["day"]), _texts(item, dated=dated)), {})
            learned[case] = float(item.get("learned", float("nan")))
    return [_row(texts, learned, len(items)) for (_, texts), learned in sorted(found.items(), key=lambda row: row[0])]


def told_items(scenario: Scenario) -> pd.DataFrame:
    """The items of a scenario as a table for :func:`news_rows`, without what runs made of them."""
    rows = pd.DataFrame([{field.name: getattr(item, field.name) for field in fields(item)} for item in scenario.items])
    if len(rows):
        rows["hype"] = pd.to_numeric(rows["hype"]).fillna(1.0)  # what an announcement without one stands for
    if scenario.start_date is not None and len(rows):
        rows["date"] = pd.Timestamp(scenario.start_date) + pd.to_timedelta(rows["day"], unit="D")
    return rows


def _row(texts: tuple[str, ...], learned: Mapping[str, float], cases: int) -> dict[str, str]:
    shares = [share for share in learned.values() if not isnan(share)]
    return {
        **dict(zip(SHOWN, texts, strict=True)),
        "learned": f"{number(100 * sum(shares) / len(shares), 0)} %" if shares else MISSING,
        "cases": "" if len(learned) == cases else ", ".join(learned),
    }


def _texts(item: Mapping[Any, Any], *, dated: bool) -> tuple[str, ...]:
    """What the table says about an item, in the order of `SHOWN`."""
    when = str(item["date"])[:10] if dated and not pd.isna(item.get("date")) else f"day {item['day']}"
    return when, item["kind"], item["headline"], str(item.get("source", "")), _size(item), ", ".join(_remarks(item))


def _size(item: Mapping[Any, Any]) -> str:
    """How strong the item is, in the word of its kind."""
    if item["kind"] == "announcement":
        return f"hype {item['hype']:g}"
    if item["kind"] == "signal":
        return f"strength {number(item['strength'], 1, signed=True)}"
    delivered = item["delivered"]
    if isinstance(delivered, Mapping):  # as a scenario tells it, public by public
        return ", ".join(f"{number(100 * share, 0)} % delivered to {name}" for name, share in delivered.items())
    return f"{number(100 * delivered, 0)} % delivered"


def _remarks(item: Mapping[Any, Any]) -> list[str]:
    remarks = [f"caveat {item['caveat']:g}"] if item["caveat"] else []
    remarks += [f"outside part {item['external']:g}"] if item["external"] else []
    remarks += ["a deception"] if item["deception"] else []
    remarks += ["promise stays open"] if item["kind"] == "outcome" and not item["closes"] else []
    return remarks
