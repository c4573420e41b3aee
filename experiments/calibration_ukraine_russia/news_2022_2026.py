"""The news table of 2022–2026: events before 2025 and those of peace_talks_2025, coded by the rules of the latter.

python news_2022_2026.py     writes data/events.csv and data/news.csv
"""

import csv
import sys
from pathlib import Path

HERE = Path(__file__).parent
LATER = HERE.parent / "peace_talks_2025"
sys.path.insert(0, str(LATER))

from code_events import COLUMNS, coded  # noqa: E402  # the rules stand there, once

ELSEWHERE = ("delivered:United States", "delivered:Europe")  # publics that this study does not have


def written(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    """Write both tables anew."""
    events: list[dict[str, str]] = []
    for path in (HERE / "data" / "events_before_2025.csv", LATER / "data" / "events.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            events += csv.DictReader(file)
    written(HERE / "data" / "events.csv", list(events[0]), events)
    news = coded(events)
    for row in news:
        # Talks before anybody promised peace: one step is what was hoped of them.
        if row["kind"] == "outcome" and not row["hype"]:
            row["hype"] = "1"
    written(HERE / "data" / "news.csv", [name for name in COLUMNS if name not in ELSEWHERE], news)
    print(f"{len(events)} items written to data/news.csv")


if __name__ == "__main__":
    main()
