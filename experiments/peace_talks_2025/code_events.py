"""From judgments about events to the numbers of a news table: the coding rules of data/README.md, once.

    python code_events.py     writes data/news.csv and data/news_half_hype.csv from data/events.csv

The judgments in events.csv are words ("limited", "delegations"); every number of news.csv follows from them here,
so that the same word means the same number everywhere, and a reader who disagrees changes one line.
"""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"
SEGMENTS = ("Ukraine", "Russia", "United States", "Europe")
PROMISER = "Trump"

HYPE = {"mission": 0.5, "step": 1.0, "whole": 2.0}  # what is promised: an envoy's trip, one step, the whole peace
RESULT = {"broken": 0.0, "nothing": 0.2, "unstated": 0.3, "limited": 0.4, "large": 0.6}  # share of a full ceasefire
SIZE = {"leaders": 1.0, "call": 0.5, "delegations": 0.3}
FORCE = {"words": 0.5, "deeds": 1.0, "massive": 1.5}
IN_THE_ROOM = {  # the publics of a side that met the promiser alone count the meeting as more, the others as less
    "Ukraine": {"Ukraine": 0.2, "Europe": 0.2, "Russia": -0.2},
    "Russia": {"Ukraine": -0.2, "Europe": -0.2, "Russia": 0.2},
}

TABLES = {"news.csv": 1.0, "news_half_hype.csv": 0.5}  # what is written: the size of all promises in each

Row = dict[str, str]


def announcement(event: Row, scale: float) -> Row:
    """A promise; a stated condition or limit is its small print."""
    return {"hype": f"{scale * HYPE[event['promise']]:g}", "caveat": "0.5" if event["condition"] else ""}


def outcome(event: Row, hype: str) -> Row:
    """What came of it, as each public sees it; `hype` is that of the promiser's last announcement."""
    gain = {} if event["turned_down"] else IN_THE_ROOM.get(event["present"], {})
    result = RESULT[event["result"]] - (0.1 if event["but"] else 0.0)
    return {
        "hype": hype,
        **{f"delivered:{name}": f"{min(max(result + gain.get(name, 0.0), 0.0), 1.0):.1f}" for name in SEGMENTS},
        "external": "0.5" if event["refused_by_other"] else "",
        "closes": "true" if event["ends"] else "false",
        "size": f"{SIZE[event['level']]:g}",
    }


def signal(event: Row) -> Row:
    """Something that speaks for or against the talks without being their result."""
    return {"strength": f"{FORCE[event['force']] * (1 if event['direction'] == 'for' else -1):g}"}


def coded(events: list[Row], scale: float = 1.0) -> list[Row]:
    """The rows of the news table, in the order of the events; `scale` makes all promises larger or smaller."""
    rows, hype = [], ""
    for event in events:
        row = {
            "date": event["date"],
            "kind": event["item"],
            "headline": event["description"],
            "source": event["speaker"],
        }
        if event["item"] == "announcement":
            row |= announcement(event, scale)
            hype = row["hype"] if event["speaker"] == PROMISER else hype
        else:
            row |= outcome(event, hype) if event["item"] == "outcome" else signal(event)
        rows.append(row | {"coverage": "2" if event["level"] == "delegations" else "3"})
    return rows


COLUMNS = (
    *("date", "kind", "headline", "source", "hype", "caveat"),
    *(f"delivered:{name}" for name in SEGMENTS),
    *("external", "strength", "closes", "size", "coverage"),
)


def main() -> None:
    """Write the news tables anew."""
    with (DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    for name, scale in TABLES.items():
        with (DATA / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(coded(events, scale))
        print(f"{len(events)} items written to data/{name}")


if __name__ == "__main__":
    main()
