"""From FiveThirtyEight's list of polls to one approval rating every four weeks.

    python prepare_polls.py us_trump_approval_polls_2017_2021.csv.gz     writes data/polls.csv

Every poll counts as its two weeks' rating plus the lean of its house (a pollster and whom it asks), both found by
weighted least squares over all polls; a rating is that of a house without lean.  `n` is the sample whose sampling error
is the standard error of the rating, so it holds what differs between polls beyond sampling.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parent / "data"
START, DAYS = pd.Timestamp("2017-01-20"), 28
LARGEST = 3_000  # people of one poll that count: trackers ask the same panel again


def main(path: str) -> None:
    """Write the ratings."""
    polls = pd.read_csv(path, parse_dates=["date"]).dropna(subset=["approve", "n"])
    polls["window"] = (polls["date"] - START).dt.days // DAYS
    polls = polls[(polls["window"] >= 0) & (polls["window"] < polls["window"].max())]  # whole windows
    house = pd.factorize(polls["pollster"] + polls["population"])[0]
    window, windows = pd.factorize(polls["window"], sort=True)
    weight = polls["n"].clip(upper=LARGEST).to_numpy(dtype=float)
    design = np.zeros((len(polls), len(windows) + house.max() + 1))
    design[np.arange(len(polls)), window] = design[np.arange(len(polls)), len(windows) + house] = 1.0
    # The leans add up to nothing over all people asked; this one line makes the ratings unique.
    share = np.r_[np.zeros(len(windows)), np.bincount(house, weight) / weight.sum()]
    root = np.sqrt(weight)
    left, right = np.vstack([design * root[:, None], share * root.sum()]), np.r_[polls["approve"] * root, 0.0]
    found = np.linalg.lstsq(left, right)[0]
    spread = float(((right - left @ found) ** 2).sum() / (len(polls) - design.shape[1] + 1))
    error = np.sqrt(spread / np.bincount(window, weight))  # per cent
    value = found[: len(windows)]
    # A window stands at its middle day.
    table = pd.DataFrame(
        {
            "date": (START + pd.to_timedelta(windows * DAYS + DAYS // 2, "D")).strftime("%Y-%m-%d"),
            "indicator": "approve",
            "value": value.round(2),
            "n": (value * (100.0 - value) / error**2).round().astype(int),
            "pollster": "all houses",
            "source": "FiveThirtyEight (CC BY 4.0), pooled",
        }
    )
    table.to_csv(DATA / "polls.csv", index=False, lineterminator="\n")
    print(f"{len(table)} ratings from {len(polls)} polls of {house.max() + 1} houses written to data/polls.csv")


if __name__ == "__main__":
    main(sys.argv[1])
