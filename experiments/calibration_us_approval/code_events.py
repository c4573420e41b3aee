"""From judgments about events to the numbers of a news table: the coding rules of data/README.md, once.

    python code_events.py     writes data/news.csv from data/events.csv

The judgments in events.csv are words; every number of news.csv follows from them here.
"""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"
PROMISER, FACTS = "the president", "the press"

HYPE = {"step": 1.0, "whole": 2.0}  # one law, order or meeting; a program or a whole peace
RESULT = {"broken": 0.0, "part": 0.5, "full": 1.0}  # share of what was promised
FORCE = {"words": 0.5, "deeds": 1.0, "massive": 1.5}

Row = dict[str, str]


def coded(events: list[Row]) -> list[Row]:
    """The rows of the news table, in the order of the events."""
    rows, hype = [], ""
    for event in events:
        row = {"date": event["date"], "headline": event["description"], "source": FACTS}
        if event["promise"]:
            hype = f"{HYPE[event['promise']]:g}"
            row |= {"kind": "announcement", "source": PROMISER, "hype": hype}
        elif event["result"]:
            delivered, closes = f"{RESULT[event['result']]:g}", "true" if event["ends"] == "yes" else "false"
            row |= {"kind": "outcome", "hype": hype, "delivered": delivered, "closes": closes}
        else:
            sign = 1 if event["direction"] == "for" else -1
            row |= {"kind": "signal", "strength": f"{FORCE[event['force']] * sign:g}"}
        rows.append(row)
    return rows


COLUMNS = ("date", "kind", "headline", "source", "hype", "delivered", "strength", "closes")


def main() -> None:
    """Write the news table anew."""
    with (DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = coded(list(csv.DictReader(file)))
    with (DATA / "news.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"{len(rows)} items written to data/news.csv")


if __name__ == "__main__":
    main()
