"""Fit a study to its polls, with and without its news, and say what it foresees better than who knows no news.

    python experiments/skill_study.py experiments/calibration_us_approval [--every 90] [--polls FILE] [--out DIR]

Ctrl-C at any time; the same command continues.  Runs are kept in build/calibration/NAME; tables, charts and a page, all
of them small, go to results/NAME.
"""

import argparse
import csv
import datetime
from pathlib import Path

import pandas as pd

import sentiment_abm as sa
from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.foresight import Foresight, foresight
from sentiment_abm.analysis.power import NewsEffect, news_effect, weights
from sentiment_abm.analysis.results_page import results_page
from sentiment_abm.analysis.untold import LaterNews
from sentiment_abm.charts.fit import fit as fit_chart
from sentiment_abm.charts.residuals import residuals_by_kind
from sentiment_abm.charts.skill import skill_by_horizon
from sentiment_abm.charts.style import save
from sentiment_abm.sweep.waves import Where

SHIFTS = (0, -56, -28, 28, 56)  # days
EDGES = (0, 61, 122, 183)  # days ahead
QUIET_WAVES = 2


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


def origins_of(study: sa.Study, fitted: Calibration, every: int) -> list[int]:
    """Days from `every` to `every`, the last one that from which polls are held out, none that waves looked beyond."""
    assert study.calibrate is not None
    held = study.calibrate.first_held_out(study.start_date)
    last = int(fitted.observations["day"].max()) if held is None else held
    first = 365 if fitted.unseen is None else fitted.unseen
    return [*range(last, first - 1, -every)][::-1]


def written(found: Foresight, fitted: Calibration, news: pd.DataFrame, title: str, out: Path) -> None:
    """Tables, charts and the page."""
    found.save(out / "tables")
    polls = fitted.observations.copy()
    polls["sampling_sd"] *= fitted.settings.design_effect**0.5
    tables = {
        "predictions": fitted.predictions,
        "summary": fitted.summary.reset_index(),
        "diagnostics": fitted.diagnostics.reset_index(),
        "controls": controls(polls, news),
    }
    for name, table in tables.items():
        table.to_csv(out / "tables" / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")
    (out / "report.md").write_text(results_page(title, found, fitted, {}), encoding="utf-8")
    charts = {
        "fit": fit_chart(fitted),
        "skill_by_horizon": skill_by_horizon(found.by_horizon),
        "residuals_by_kind": residuals_by_kind(found.residuals),
    }
    for name, chart in charts.items():
        save(chart, out / "figures" / name, ("svg",))


def main() -> None:
    """Carry out the study."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("folder", type=Path)
    told.add_argument("--every", type=int, default=90, help="days from origin to origin")
    told.add_argument("--polls", type=Path, help="another file of polls")
    told.add_argument("--out", type=Path)
    told.add_argument("--workers", type=int, help="threads")
    given = told.parse_args()
    study = sa.Study.from_file(given.folder / "fit.toml")
    quiet = sa.Study.from_file(given.folder / "fit.toml", {"scenario.items": []})
    runs = Path("build/calibration") / study.name
    asked = {"data": given.polls, "workers": given.workers}
    fitted = sa.calibrate(study, out=runs / "with_news", **asked)
    print(fitted, fitted.diagnostics.to_string(), sep="\n", flush=True)
    # Without news only the level is left to find: a wave less is enough.
    silent = sa.calibrate(quiet, fit={"waves": QUIET_WAVES}, out=runs / "without_news", **asked)
    news = news_of(given.folder, study.start_date)
    found = foresight(
        fitted,
        news,
        origins=origins_of(study, fitted, given.every),
        edges=EDGES,
        silent=silent,
        later_news=LaterNews(study, Where(runs / "later_news", given.workers), EDGES[-1]),
    )
    written(found, fitted, news, study.title, given.out or Path("results") / study.name)
    print("\n".join(found.words))


if __name__ == "__main__":
    main()
