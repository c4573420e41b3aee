"""What a fitted model foresees: rolling origin, skill, freeze index and the power of the series, in tables and words.

The model is refitted at every origin to the polls before it.  Its predictions are *conditional*: they are given the
news that came after the origin, which nobody had.  So this is no forecasting; it asks whether knowing the news
would have helped.  Beside it: the same model without any news, fitted in the same way, and where wanted the same fit
without the news after the origin, which is what somebody could have said then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.freeze import Freeze, freeze_table, freeze_words
from sentiment_abm.analysis.power import NewsEffect, news_effect, weights
from sentiment_abm.analysis.residuals import residuals
from sentiment_abm.analysis.rolling import Forecaster, rolling_origin
from sentiment_abm.analysis.skill import by_horizon, coverage, skill, verdict
from sentiment_abm.analysis.untold import Shift

type Floats = NDArray[np.float64]

MODEL, SILENT, UNTOLD = "model", "model without news", "model told no later news"
KEYS = ["origin", "day", "segment", "indicator"]


@dataclass
class Refitted:
    """A calibration as a forecaster; `driven` collects what it expects without being set back to the last polls."""

    calibration: Calibration
    driven: list[pd.DataFrame] = field(default_factory=list)
    last: Calibration | None = None  # the fit at the last origin

    def __call__(self, polls: pd.DataFrame, is_past: NDArray[np.bool_], origin: float) -> Floats:
        """Draws of the polls from `origin` on."""
        self.last = again = self.calibration.refit(int(origin))
        alone = again.whole.emulator.mean(again.draws.cube).mean(axis=0)[~is_past]
        rows = polls.loc[~is_past, ["day", "segment", "indicator"]]
        self.driven.append(rows.assign(origin=origin, driven=alone))
        return again.forecast().draws


@dataclass
class Untold:
    """The forecasts of a model just asked, without what the news after the origin did."""

    model: Refitted
    shift: Shift

    def __call__(self, _polls: pd.DataFrame, _is_past: NDArray[np.bool_], origin: float) -> Floats:
        """Draws of the polls from `origin` on; one draw of the posterior for each, as there."""
        assert self.model.last is not None
        return np.asarray(self.model.last.forecast().draws - self.shift(self.model.last, int(origin)))


@dataclass(frozen=True)
class Foresight:
    """Tables: `forecasts`, `skill`, `by_horizon`, `coverage`, `freeze`, `residuals`; `effect` of news; see there.

    `skill_untold` is the skill of the model that was told no later news; empty if that was not asked for.
    """

    forecasts: pd.DataFrame
    skill: pd.DataFrame
    by_horizon: pd.DataFrame
    coverage: pd.DataFrame
    freeze: pd.DataFrame
    residuals: pd.DataFrame
    effect: NewsEffect
    skill_untold: pd.DataFrame

    @property
    def words(self) -> list[str]:
        """The verdict, the freeze index and the power, a sentence each."""
        known, untold = Freeze(*self.freeze.loc[MODEL]), self.skill_untold
        return [
            *verdict(self.skill),
            *(verdict(untold) if len(untold) else []),
            freeze_words(known),
            str(self.effect),
        ]

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, ready to be written."""
        named = ("coverage", "freeze")
        found = {
            name: getattr(self, name)
            for name in ("forecasts", "skill", "skill_untold", "by_horizon", "residuals", *named)
        }
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
    later_news: Shift | None = None,
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
    later_news
        What the news after an origin did, to be taken out; without it the model is always told them.
    """
    polls = calibration.observations.copy()
    polls["sampling_sd"] *= calibration.settings.design_effect**0.5
    model = Refitted(calibration)
    models: dict[str, Forecaster] = {MODEL: model}
    if later_news is not None:
        models[UNTOLD] = Untold(model, later_news)
    if silent is not None:
        models[SILENT] = Refitted(silent)
    told = rolling_origin(polls, origins, models, farthest=edges[-1])
    known, unknown = (told[told["forecaster"] != name] for name in (UNTOLD, MODEL))
    driven = pd.concat(model.driven).drop_duplicates(KEYS).set_index(KEYS)["driven"]
    return Foresight(
        told,
        skill(known, MODEL),
        by_horizon(known, MODEL, edges),
        coverage(told),
        freeze_table(told, driven),
        residuals(told, MODEL, news),
        news_effect(polls, news.assign(weight=weights(news))),
        skill(unknown, UNTOLD),
    )
