"""The scripted news of the experiments: every table in their data folders follows from the few lines below.

python -m experiments.timelines     writes experiments/*/data/*.csv anew
"""

import csv
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("day", "kind", "headline", "source", "hype", "delivered", "deception", "strength", "closes")
TEST_DAY = 330  # of the promise whose effect is measured, 04
DELAYS = (5, 10, 20, 40, 80, 120)  # days from promise to failure, 05
CAMPAIGNS = {"before": 10, "during": 34, "after": 62}  # first of five days, two apart, 08

type Row = dict[str, str | int | float]


def promise(day: int, hype: float = 1.0, what: str = "Leaders promise peace") -> Row:
    """An announcement."""
    return {"day": day, "kind": "announcement", "headline": what, "hype": hype}


def result(day: int, delivered: float, *, lie: bool = False) -> Row:
    """The end of a promise."""
    words = "Promise kept" if delivered == 1.0 else "Promise broken" if delivered == 0.0 else "Promise kept in part"
    row: Row = {"day": day, "kind": "outcome", "headline": words, "delivered": delivered}
    return row | ({"headline": "Promise exposed as a lie", "deception": "true"} if lie else {})


def mending(*, lie: bool) -> list[Row]:
    """One promise that is broken, then 25 that are kept, one every 14 days."""
    rows = [promise(10), result(20, 0.0, lie=lie)]
    return rows + [row for k in range(25) for row in (promise(34 + 14 * k), result(41 + 14 * k, 1.0))]


def down_and_up(*, lie: bool) -> list[Row]:
    """Promises of which ever less is kept, and then ever more again."""
    shares = [1.0, 0.75, 0.5, 0.25, 0.0, 0.25, 0.5, 0.75, 1.0]
    rows: list[Row] = []
    for k, share in enumerate(share for share in shares for _ in range(2)):
        rows += [promise(10 + 20 * k), result(20 + 20 * k, share, lie=lie and share < 0.5)]
    return rows


def wolf(earlier: int, *, again: bool) -> list[Row]:
    """So many broken promises in 240 days, 60 days of silence, and then one more promise, or nothing.

    Nothing is a promise of size 0, which nobody ever hears of: both tables have the same number of items.
    """
    rows = []
    for k in range(earlier):
        day = 30 + round(240 * k / earlier)
        rows += [promise(day), result(day + 10, 0.0)]
    return [*rows, promise(TEST_DAY, hype=float(again), what="One more promise")]


def campaign(window: str) -> list[Row]:
    """A promise on day 30 and its end on day 60, with five hostile stories somewhere."""
    stories: list[Row] = [
        {"day": CAMPAIGNS[window] + 2 * k, "kind": "signal", "headline": f"Hostile story {k + 1}",
         "source": "hostile channels", "strength": -1.0}
        for k in range(5)
    ] if window in CAMPAIGNS else []  # fmt: skip
    return sorted([promise(30), result(60, 0.4), *stories], key=lambda row: int(row["day"]))


def tables() -> Iterator[tuple[Path, list[Row]]]:
    """Every table with its path."""
    for lie in (False, True):
        ending = "deceived" if lie else "honest"
        yield HERE / "03_mending_trust" / "data" / f"mending_{ending}.csv", mending(lie=lie)
        yield HERE / "03_mending_trust" / "data" / f"down_and_up_{ending}.csv", down_and_up(lie=lie)
    for earlier in (0, 1, 2, 4, 8, 16):
        for again in (False, True):
            name = f"broken_{earlier:02}_{'and_again' if again else 'only'}.csv"
            yield HERE / "04_cry_wolf" / "data" / name, wolf(earlier, again=again)
    for delay in DELAYS:
        name = f"failure_after_{delay:03}_days.csv"
        yield HERE / "05_early_failure" / "data" / name, [promise(10), result(10 + delay, 0.0)]
    yield HERE / "05_early_failure" / "data" / "never.csv", [promise(10)]
    for window in ("none", *CAMPAIGNS):
        yield HERE / "08_hostile_campaign" / "data" / f"doubt_{window}.csv", campaign(window)


def text(rows: list[Row]) -> list[dict[str, str]]:
    """The rows as they stand in a file, without the columns that none of them has."""
    used = [name for name in COLUMNS if any(name in row for row in rows)]
    return [{name: format(row[name], "g") if not isinstance(row.get(name, ""), str) else str(row.get(name, ""))
             for name in used} for row in rows]  # fmt: skip


def main() -> None:
    """Write the tables anew."""
    for path, rows in tables():
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            told = text(rows)
            table = csv.DictWriter(file, list(told[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(told)
        print(f"{len(rows)} items written to {path.relative_to(HERE)}")


if __name__ == "__main__":
    main()
