"""The tables of the page docs/what_it_can_tell.md, line by line, read from results/."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
RECOVERY = """
## Does a fit find the truth when there is one?

Polls that the model made itself, with truths drawn from the prior, and the fit has to find them (`make recovery`).
"""
CONTROL = """
The same with a fit that believes in neither house effects nor discrepancy nor design effect, though the polls have all
three. Its intervals must fail, or this test could not tell right from wrong:
"""
MARKET = """
## What a prediction market adds

The price of "ceasefire by a date" falls as the date nears though nobody changes their mind. Read as a hazard,
−ln(1 − price)/days left, and that hazard over a year as a belief, it does not. The last two weeks before a deadline are
left out. Prices are not shipped, nor anything made of them day by day; with a file of them,
`python experiments/market_study.py FILE` writes these numbers.

Two drivers were given to the last price: the coded *news* of the peace process, and the daily moves of the mean belief
in the *model*, each as strong as it moved prices before the origin, and told what came after it. Both are the last
price but for these moves, so that a freeze index would say nothing new: what matters is whether the moves help. The
last price, read as a hazard, is itself a forecast that the event comes at a constant hazard; "constant hazard" below is
the baseline of the other studies, by which belief fades at a constant rate.

Three contracts, two drivers and four baselines make 24 comparisons from eight origins each: one of them is
"surely" right or wrong by chance. A skill that comes from an effect with the wrong sign (in the last table: prices that
fall when the model's belief rises) is such a chance.
"""


def minus(number: float, form: str = ".2f") -> str:
    """A number with a real minus sign."""
    return format(number, form).replace("-", "\N{MINUS SIGN}")


def read(name: str, part: str) -> pd.DataFrame:
    """A table of a study; an empty one if there is none."""
    path = ROOT / "results" / name / "tables" / f"{part}.csv"
    found = pd.read_csv(path) if path.exists() else pd.DataFrame()
    return found.set_index("name", drop=False) if "name" in found else found


def skills(table: pd.DataFrame) -> Iterator[str]:
    """Skill against each other forecaster."""
    if table.empty:
        return
    yield from (f"| {table['model'].iloc[0]} against | skill | 95 % interval |", "|---|---|---|")
    for row in table.to_dict("records"):
        yield f"| {row['baseline']} | {minus(row['skill'])} | {minus(row['low'])} … {minus(row['high'])} |"
    yield ""


def scores(table: pd.DataFrame, frozen: pd.DataFrame) -> Iterator[str]:
    """Errors, intervals and freeze index of every forecaster."""
    yield from ("| forecaster | CRPS, points | in the 90 % interval | freeze index | moved |", "|---|---|---|---|---|")
    for row in table.to_dict("records"):
        copied, moved = frozen.loc[row["forecaster"], ["copied", "moved"]]
        held = f"{100 * row['crps']:.2f} | {100 * row['in90']:.0f} %"
        yield f"| {row['forecaster']} | {held} | {copied:.2f} | {moved:.2f} |"
    yield ""


def parameters(table: pd.DataFrame) -> Iterator[str]:
    """Which parameters the polls say anything about."""
    yield from ("| parameter | median | 90 % interval | range | verdict |", "|---|---|---|---|---|")
    for row in table.to_dict("records"):
        ends = f"{minus(row['low90'], '.3g')} … {minus(row['high90'], '.3g')}"
        prior = f"{minus(row['prior_low'], 'g')} … {minus(row['prior_high'], 'g')}"
        yield f"| {row['name']} | {minus(row['median'], '.3g')} | {ends} | {prior} | {row['verdict']} |"
    yield ""


def control(rows: pd.DataFrame) -> Iterator[str]:
    """The effect of news at its own dates and at wrong ones, where it should vanish."""
    yield "Without any model, points per item of news, at its own dates and at wrong ones, where it should vanish:\n"
    yield from ("| news moved by | effect | 95 % interval |", "|---|---|---|")
    for row in rows.to_dict("records"):
        ends = f"{minus(100 * row['low'])} … {minus(100 * row['high'])}"
        yield f"| {minus(row['shift_days'], '.0f')} days | {minus(100 * row['estimate'])} | {ends} |"


def recovery() -> Iterator[str]:
    """How often intervals held the truth."""
    found, wrong = read("synthetic_recovery", "recovery_coverage"), read("synthetic_recovery", "control_coverage")
    if found.empty:
        return
    yield RECOVERY
    for table in (found, wrong):
        yield from (
            "| parameter | data sets | 90 % intervals that held it | 95 % | alarm | verdict |",
            "|---|---|---|---|---|---|",
        )
        for row in table.to_dict("records"):
            held = f"{100 * row['coverage']:.0f} % | {100 * row['low95']:.0f} … {100 * row['high95']:.0f} %"
            alarm = "yes" if row["alarm"] else "no"
            yield f"| {row['name']} | {row['data_sets']} | {held} | {alarm} | {row['verdict']} |"
        if table is found:
            yield CONTROL


def market() -> Iterator[str]:
    """What prices add."""
    tables = {part: read("market_study", part) for part in ("skill", "effects", "drift", "verdict")}
    if tables["skill"].empty:
        return
    yield MARKET
    told = [line for line in tables["verdict"]["sentence"] if "beat" in line]
    yield from (f"- {sentence}" for sentence in told)
    yield from ("", "| contract | days | price, points | the same as a belief, points |", "|---|---|---|---|")
    for row in tables["drift"].to_dict("records"):
        yield f"| {row['contract']} | {row['days']} | {minus(row['price'], '+.1f')} | {minus(row['belief'], '+.1f')} |"
    yield from ("", "| contract | driver against | skill | 95 % interval | origins |", "|---|---|---|---|---|")
    for row in tables["skill"].to_dict("records"):
        ends = f"{minus(row['low'])} … {minus(row['high'])} | {row['origins']}"
        yield f"| {row['contract']} | {row['model']} against {row['baseline']} | {minus(row['skill'])} | {ends} |"
    yield from prices_moved(tables["effects"])


def prices_moved(table: pd.DataFrame) -> Iterator[str]:
    """The effect of each driver on each contract, the smallest that could show, and how wrong dates did."""
    yield "\nPoints of belief per unit of a driver, the smallest that could have shown with a chance of 80 %, and how"
    yield "many of the drivers at wrong dates (one or two weeks off), which must not, show an effect:\n"
    yield from (
        "| contract | driver | effect | 95 % interval | smallest | at wrong dates |",
        "|---|---|---|---|---|---|",
    )
    for (contract, driver), mine in table.groupby(["contract", "driver"], sort=False):
        row, wrong = mine[mine["shift_days"] == 0].iloc[0], mine[mine["shift_days"] != 0]
        numbers = f"{minus(100 * row['estimate'])} | {minus(100 * row['low'])} … {minus(100 * row['high'])}"
        shown = int(((wrong["low"] > 0.0) | (wrong["high"] < 0.0)).sum())
        yield f"| {contract} | {driver} | {numbers} | {100 * row['smallest']:.2f} | {shown} of {len(wrong)} |"
