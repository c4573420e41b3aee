"""What a fitted model foresees: rolling origin, skill, freeze index and the power of the series, in tables and words.

The model is refitted at every origin to the polls before it.  Its predictions are *conditional*: they are given the
news that came after the origin, which nobody had.  So this is no forecasting; it asks whether knowing the news
would have helped.  The same model without any news, fitted in the same way, is shown beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.freeze import Freeze, freeze_table, freeze_words
from sentiment_abm.analysis.power import NewsEffect, news_effect, weights
from sentiment_abm.analysis.residuals import residuals
from sentiment_abm.analysis.rolling import rolling_origin
from sentiment_abm.analysis.skill import by_horizon, coverage, skill, verdict

type Floats = NDArray[np.float64]

MODEL, SILENT = "model", "model without news"
KEYS = ["origin", "day", "segment", "indicator"]


@dataclass
class Refitted:
    """A calibration as a forecaster; `driven` collects what it expects without being set back to the last polls."""

    calibration: Calibration
    driven: list[pd.DataFrame] = field(default_factory=list)

    def __call__(self, polls: pd.DataFrame, is_past: NDArray[np.bool_], origin: float) -> Floats:
        """Draws of the polls from `origin` on."""
        again = self.calibration.refit(int(origin))
        alone = again.whole.emulator.mean(again.draws.cube).mean(axis=0)[~is_past]
        rows = polls.loc[~is_past, ["day", "segment", "indicator"]]
        self.driven.append(rows.assign(origin=origin, driven=alone))
        return again.forecast().draws


@dataclass(frozen=True)
class Foresight:
    """Tables: `forecasts`, `skill`, `by_horizon`, `coverage`, `freeze`, `residuals`; `effect` of news; see there."""

    forecasts: pd.DataFrame
    skill: pd.DataFrame
    by_horizon: pd.DataFrame
    coverage: pd.DataFrame
    freeze: pd.DataFrame
    residuals: pd.DataFrame
    effect: NewsEffect

    @property
    def words(self) -> list[str]:
        """The verdict, the freeze index and the power, a sentence each."""
        known = Freeze(*self.freeze.loc[MODEL])
        return [*verdict(self.skill), freeze_words(known), str(self.effect)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, ready to be written."""
        named = ("coverage", "freeze")
        found = {name: getattr(self, name) for name in ("forecasts", "skill", "by_horizon", "residuals", *named)}
        found |= {name: found[name].reset_index() for name in named}
        return found | {"effect": pd.DataFrame([self.effect]), "verdict": pd.DataFrame({"sentence": self.words})}

    def save(self, folder: Path) -> None:
        """Write all tables as CSV."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables().items():
            table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")


def foresight(
    calibration: Calibration,
    news: pd.DataFrame,
    *,
    origins: Sequence[float],
    edges: Sequence[float],
    silent: Calibration | None = None,
) -> Foresight:
    """Judge a fitted model at every origin.

    Parameters
    ----------
    calibration
        The fitted model; it is refitted, its runs are used again.
    news
        The news table of the scenario, with the columns day and kind.
    origins
        Days from which on polls are foreseen.
    edges
        Ends of the horizons that are told apart, in days; nothing beyond the last is judged.
    silent
        The same model, fitted to runs without news.
    """
    polls = calibration.observations.copy()
    polls["sampling_sd"] *= calibration.settings.design_effect**0.5
    model, models = Refitted(calibration), {}
    models[MODEL] = model
    if silent is not None:
        models[SILENT] = Refitted(silent)
    told = rolling_origin(polls, origins, models, farthest=edges[-1])
    driven = pd.concat(model.driven).drop_duplicates(KEYS).set_index(KEYS)["driven"]
    return Foresight(
        told,
        skill(told, MODEL),
        by_horizon(told, MODEL, edges),
        coverage(told),
        freeze_table(told, driven),
        residuals(told, MODEL, news),
        news_effect(polls, news.assign(weight=weights(news))),
    )


def results_page(title: str, found: Foresight, calibration: Calibration, notes: Mapping[str, str]) -> str:
    """A short page in Markdown: the verdict, the skill table and what to keep in mind."""
    rows = [_skill_line(row) for row in found.skill.to_dict("records")]
    cover = [_score_line(str(name), row, found.freeze.loc[str(name)]) for name, row in found.coverage.iterrows()]
    bad = calibration.diagnostics[~calibration.diagnostics["is_good"]]
    cautions = [f"- {check} is {row['value']:.3g}, good is {row['good']}." for check, row in bad.iterrows()]
    return "\n".join([
        f"# {title}", "", *(f"- {line}" for line in found.words), "",
        "Predictions are conditional on the news that came after each origin; this is no forecasting.", "",
        "| against | skill | 95 % interval | polls | origins |", "|---|---|---|---|---|", *rows, "",
        ("| forecaster | CRPS, points | mean absolute error, points | in the 50 % interval | in the 90 % interval "
        "| freeze index | moved |"),
        "|---|---|---|---|---|---|---|", *cover, "",
        *(["Cautions of the fit:", "", *cautions, ""] if cautions else []),
        *(f"- {key}: {text}" for key, text in notes.items()), "",
    ])  # fmt: skip


def _skill_line(row: Mapping[Any, Any]) -> str:
    ends = f"{row['low']:.2f} … {row['high']:.2f}"
    return f"| {row['baseline']} | {row['skill']:.2f} | {ends} | {row['polls']} | {row['origins']} |"


def _score_line(name: str, row: "pd.Series[float]", frozen: Any) -> str:
    errors = f"{100 * row['crps']:.2f} | {100 * row['error']:.2f}"
    held = f"{100 * row['in50']:.0f} % | {100 * row['in90']:.0f} %"
    return f"| {name} | {errors} | {held} | {frozen['copied']:.2f} | {frozen['moved']:.2f} |"
