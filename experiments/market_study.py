"""What a prediction market adds: the price of a contract with a fixed deadline as a hazard, against news and model.

    python experiments/market_study.py FILE [--out DIR]

FILE is a daily table of prices (date, series, value 0…1, deadline), which is not shipped.  Nothing of it is written
down day by day: only counts, scores and effects go to results/market_study.
"""

import argparse
import datetime
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sentiment_abm as sa
from sentiment_abm.analysis.baselines import Past, persistence
from sentiment_abm.analysis.power import news_effect, weights
from sentiment_abm.analysis.rolling import Forecaster, of_quantiles, rolling_origin
from sentiment_abm.analysis.skill import coverage, skill, verdict
from sentiment_abm.charts.style import csv
from sentiment_abm.sweep.observations import Frame, observations

HERE = Path(__file__).parent
STUDY = HERE / "calibration_ukraine_russia"
CONTRACTS = ("ceasefire_by_2026_12_31", "peace_deal_by_2026_12_31", "ceasefire_by_2026_03_31")
HORIZON = 365.0  # days over which a hazard is made into a belief
FIRST, EVERY, FARTHEST = 28, 7, 22  # days: the first origin, from one to the next, and how far a price may lie ahead
SHIFTS = (0, -14, -7, 7, 14)  # days
RUNS = 20  # of the model, so that its luck averages out

type Floats = NDArray[np.float64]


def prices_of(table: pd.DataFrame, contract: str) -> tuple[pd.DataFrame, datetime.date]:
    """The belief that a contract's price comes to, by day, and the date of day 0; the last two weeks are left out."""
    mine = table[table["series"] == contract]
    start = datetime.date.fromisoformat(mine["date"].min())
    days = (datetime.date.fromisoformat(mine["date"].max()) - start).days
    data = mine.assign(indicator="market", value=mine["value"] * 100.0, pollster=contract)
    data = data[["date", "indicator", "value", "deadline", "pollster"]]
    return observations(data, Frame(start, days, (), horizon=HORIZON)), start


def events(start: datetime.date) -> pd.DataFrame:
    """The coded news of the peace process, by day after `start`, with what each weighs."""
    news = pd.read_csv(STUDY / "data" / "news.csv")
    news["day"] = [(datetime.date.fromisoformat(date) - start).days for date in news["date"]]
    return news.assign(weight=weights(news))[["day", "weight"]]


def model_moves(start: datetime.date, runs: Path) -> pd.DataFrame:
    """How far the mean belief in the model moves each day, in points, as if it were news of that weight."""
    fitted = Path("results/calibration_ukraine_russia/tables/summary.csv")
    found = pd.read_csv(fitted, index_col="name")["median"].to_dict() if fitted.exists() else {}
    study = sa.Study.from_file(STUDY / "fit.toml", {"study.replicates": RUNS, **found})
    daily = study.run(runs).daily
    mean = daily[daily["segment"] == "all"].groupby("day")["belief"].mean()
    assert study.start_date is not None
    first = (start - study.start_date).days
    moves = 100.0 * mean.diff().dropna()
    # Row d + 1 holds what the news of day d did.
    return pd.DataFrame({"day": moves.index.to_numpy() - 1 - first, "weight": moves.to_numpy()})


def pushed_by(driver: pd.DataFrame) -> Forecaster:
    """The last price, moved by what came since as much as such things moved prices before: told what comes."""

    def forecast(polls: pd.DataFrame, is_past: NDArray[np.bool_], origin: float) -> Floats:
        past, future = polls[is_past], polls[~is_past]
        known = Past(*(past[name].to_numpy(dtype=np.float64) for name in ("day", "value", "sampling_sd")))
        days = future["day"].to_numpy(dtype=np.float64)
        expected = persistence(known, days, future["sampling_sd"].to_numpy(dtype=np.float64))
        effect = news_effect(past, driver[driver["day"] < origin]).estimate
        since = (driver["day"].to_numpy() >= past["day"].iloc[-1]) & (driver["day"].to_numpy() < days[:, None])
        return of_quantiles(expected.mean + effect * (since @ driver["weight"].to_numpy()), expected.sd)

    return forecast


def judged(prices: pd.DataFrame, drivers: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Skill of each driver against the last price and the other forecasters without news, and everybody's coverage."""
    origins = [*range(FIRST, int(prices["day"].max()), EVERY)]
    told = rolling_origin(prices, origins, {name: pushed_by(each) for name, each in drivers.items()}, farthest=FARTHEST)
    tables = []
    for name in drivers:
        others = [other for other in drivers if other != name]
        tables.append(skill(told[~told["forecaster"].isin(others)], name))
    return pd.concat(tables, ignore_index=True), coverage(told).reset_index()


def effects(prices: pd.DataFrame, drivers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The effect of each driver at its own dates and at wrong ones, and the smallest that could have been shown."""
    rows = []
    for name, driver in drivers.items():
        for shift in SHIFTS:
            found = news_effect(prices, driver.assign(day=driver["day"] + shift))
            rows.append({"driver": name, "shift_days": shift, **found._asdict()})
    return pd.DataFrame(rows)


def drift_of(table: pd.DataFrame, contract: str) -> dict[str, object]:
    """How far the price fell, in points, and how far the belief that its hazard stands for."""
    prices, _ = prices_of(table, contract)
    mine = table[table["series"] == contract].iloc[: len(prices)]
    change = float(mine["value"].iloc[-1] - mine["value"].iloc[0])
    belief = float(prices["value"].iloc[-1] - prices["value"].iloc[0])
    return {"contract": contract, "days": len(prices), "price": 100.0 * change, "belief": 100.0 * belief}


def main() -> None:
    """Carry out the study, if there are prices."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("file", type=Path, help="daily prices; not shipped")
    told.add_argument("--out", type=Path, default=Path("results/market_study"))
    told.add_argument("--runs", type=Path, default=Path("build/calibration/market_study"))
    given = told.parse_args()
    if not given.file.exists():
        told.error(f"there is no file {given.file}: the prices are not shipped with the project")
    table = pd.read_csv(given.file)
    found: dict[str, list[pd.DataFrame]] = {"skill": [], "coverage": [], "effects": []}
    sentences = []
    for contract in CONTRACTS:
        prices, start = prices_of(table, contract)
        drivers = {"news": events(start), "model": model_moves(start, given.runs)}
        skills, covered = judged(prices, drivers)
        parts = {"skill": skills, "coverage": covered, "effects": effects(prices, drivers)}
        for name, part in parts.items():
            found[name].append(part.assign(contract=contract))
        for driver, mine in skills.groupby("model", sort=False):
            sentences += [f"{contract}, {driver}: {line}" for line in verdict(mine)]
    found["drift"] = [pd.DataFrame([drift_of(table, contract) for contract in CONTRACTS])]
    found["verdict"] = [pd.DataFrame({"sentence": sentences})]
    folder = given.out / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in found.items():
        (folder / f"{name}.csv").write_bytes(csv(pd.concat(parts, ignore_index=True)))
    print("\n".join(sentences))


if __name__ == "__main__":
    main()
