"""A page in Markdown on what a fitted model foresaw: the verdict, the scores, and what to keep in mind."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.foresight import Foresight

CONDITIONAL = """The *model* is told the news that came after each origin, which nobody had: an upper bound, no
forecasting. The *model told no later news* is the same fit without them."""
ONE_ORIGIN = "One origin has no interval: these numbers are an anecdote, the table above is the test."


def results_page(title: str, found: Foresight, calibration: Calibration, notes: Mapping[str, str]) -> str:
    """The page; `notes` are added at its end, each with its name."""
    bad = calibration.diagnostics[~calibration.diagnostics["is_good"]]
    cautions = [f"- {check} is {row['value']:.3g}, good is {row['good']}." for check, row in bad.iterrows()]
    lines = [f"# {title}", "", *(f"- {line}" for line in found.words), "", CONDITIONAL, ""]
    lines += [*_skills(found.skill), "", *_skills(found.skill_untold), "", *_scores(found.coverage, found.freeze), ""]
    lines += [*_held_out(found, calibration), *_parameters(calibration)]
    lines += ["Cautions of the fit:", "", *cautions, ""] if cautions else ["The fit passes all of its own checks.", ""]
    return "\n".join([*lines, *(f"- {key}: {text}" for key, text in notes.items())]).rstrip() + "\n"


def _skills(table: pd.DataFrame) -> Iterator[str]:
    """Skill against each other forecaster."""
    if table.empty:
        return
    yield f"| {table['model'].iloc[0]} against | skill | 95 % interval | polls | origins |"
    yield "|---|---|---|---|---|"
    for row in table.to_dict("records"):
        ends = f"{row['low']:.2f} … {row['high']:.2f}".replace("-", "\N{MINUS SIGN}")
        skill = f"{row['skill']:.2f}".replace("-", "\N{MINUS SIGN}")
        yield f"| {row['baseline']} | {skill} | {ends} | {row['polls']} | {row['origins']} |"


def _scores(table: pd.DataFrame, freeze: pd.DataFrame) -> Iterator[str]:
    """Errors, intervals and freeze index of every forecaster."""
    yield (
        "| forecaster | CRPS, points | mean absolute error, points | in the 50 % interval | in the 90 % interval "
        "| freeze index | moved |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, row in table.iterrows():
        frozen: Any = freeze.loc[str(name)]
        errors = f"{100 * row['crps']:.2f} | {100 * row['error']:.2f}"
        held = f"{100 * row['in50']:.0f} % | {100 * row['in90']:.0f} %"
        yield f"| {name} | {errors} | {held} | {frozen['copied']:.2f} | {frozen['moved']:.2f} |"


def _held_out(found: Foresight, calibration: Calibration) -> Iterator[str]:
    """Scores of everybody over the polls that no fit ever saw, if the day they begin with is an origin."""
    origins = [origin for origin in found.forecasts["origin"].unique() if _splits(origin, calibration)]
    last = found.forecasts[found.forecasts["origin"].isin(origins[-1:])]
    if last.empty:
        return
    count = len(last.drop_duplicates(["day", "segment", "indicator"]))
    yield from (
        f"The {count} polls held out:",
        "",
        "| forecaster | CRPS, points | in the 90 % interval |",
        "|---|---|---|",
    )
    for name, mine in last.groupby("forecaster", sort=False):
        inside = int(((mine["value"] >= mine["low90"]) & (mine["value"] <= mine["high90"])).sum())
        yield f"| {name} | {100 * mine['crps'].mean():.2f} | {inside} of {len(mine)} |"
    yield from ("", ONE_ORIGIN, "")


def _splits(origin: float, calibration: Calibration) -> bool:
    """Whether the polls from this day on are just those held out."""
    table = calibration.observations
    return bool(((table["day"] >= origin) == table["held_out"]).all() and table["held_out"].any())


def _parameters(calibration: Calibration) -> Iterator[str]:
    """The posterior in numbers, and which parameters the polls say nothing about."""
    yield from ("| parameter | median | 90 % interval | prior | verdict |", "|---|---|---|---|---|")
    for name, row in calibration.summary.iterrows():
        ends = f"{row['low90']:.3g} … {row['high90']:.3g} | {row['prior_low']:g} … {row['prior_high']:g}"
        yield f"| {name} | {row['median']:.3g} | {ends} | {row['verdict']} |".replace("-", "\N{MINUS SIGN}")
    yield ""
