"""Fit a study to its polls, with and without its news, and say what it foresees better than who knows no news.

    python experiments/skill_study.py experiments/calibration_us_approval [--every 90] [--polls FILE] [--out DIR]

Ctrl-C at any time; the same command continues.  Tables, charts and a page go to results/NAME.
"""

import argparse
import csv
import datetime
from pathlib import Path

import pandas as pd

import sentiment_abm as sa
from sentiment_abm.analysis.foresight import foresight, results_page
from sentiment_abm.analysis.power import NewsEffect, news_effect, weights
from sentiment_abm.charts.residuals import residuals_by_kind
from sentiment_abm.charts.skill import skill_by_horizon
from sentiment_abm.charts.style import save

SHIFTS = (0, -56, -28, 28, 56)  # days


def news_of(folder: Path, start: datetime.date) -> pd.DataFrame:
    """The news of the study by day, with the kind of event that the coder saw."""
    news = pd.read_csv(folder / "data" / "news.csv")
    news["day"] = [(datetime.date.fromisoformat(date) - start).days for date in news["date"]]
    with (folder / "data" / "events.csv").open(encoding="utf-8", newline="") as file:
        news["event"] = [row["kind"] for row in csv.DictReader(file)]
    return news


def controls(polls: pd.DataFrame, news: pd.DataFrame) -> pd.DataFrame:
    """The effect of news, without any model, with the news at its own dates and at wrong ones: there it must vanish."""
    weighed = news.assign(weight=weights(news))
    rows = [(days, *news_effect(polls, weighed.assign(day=weighed["day"] + days))) for days in SHIFTS]
    return pd.DataFrame(rows, columns=["shift_days", *NewsEffect._fields])


def main() -> None:
    """Carry out the study."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("folder", type=Path)
    told.add_argument("--every", type=int, default=90, help="days from origin to origin")
    told.add_argument("--first", type=int, default=365, help="the first origin")
    told.add_argument("--polls", type=Path, help="another file of polls")
    told.add_argument("--out", type=Path)
    given = told.parse_args()
    study = sa.Study.from_file(given.folder / "fit.toml")
    quiet = sa.Study.from_file(given.folder / "fit.toml", {"scenario.items": []})
    out = given.out or Path("results") / study.name
    fitted = sa.calibrate(study, data=given.polls, out=out / "with_news")
    silent = sa.calibrate(quiet, data=given.polls, out=out / "without_news")
    print(fitted)
    last = int(fitted.observations["day"].max())
    news = news_of(given.folder, study.start_date)
    edges = [0, 61, 122, 183]
    found = foresight(fitted, news, origins=[*range(given.first, last, given.every)], edges=edges, silent=silent)
    found.save(out / "tables")
    fitted.predictions.to_csv(out / "tables" / "predictions.csv", index=False, float_format="%.6g", lineterminator="\n")
    fitted.summary.reset_index().to_csv(
        out / "tables" / "summary.csv", index=False, float_format="%.6g", lineterminator="\n"
    )
    polls = fitted.observations.assign(
        sampling_sd=fitted.observations["sampling_sd"] * fitted.settings.design_effect**0.5
    )
    controls(polls, news).to_csv(out / "tables" / "controls.csv", index=False, float_format="%.6g", lineterminator="\n")
    (out / "report.md").write_text(results_page(study.title, found, fitted, {}), encoding="utf-8")
    save(skill_by_horizon(found.by_horizon), out / "figures" / "skill_by_horizon")
    save(residuals_by_kind(found.residuals), out / "figures" / "residuals_by_kind")
    print("\n".join(found.words))


if __name__ == "__main__":
    main()
