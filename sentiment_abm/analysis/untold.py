"""Forecasts as somebody could have made them: without the news that came after the origin.

The forecast of a fitted model knows the news that came.  What they do is simulated at draws of the posterior, with and
without them, on the same luck, and taken out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.calibration import Calibration
from sentiment_abm.analysis.emulator import emulator
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.sweep.observations import series_of
from sentiment_abm.sweep.study import Study
from sentiment_abm.sweep.waves import Where, listed_wave, sampled, settings

type Floats = NDArray[np.float64]
type Shift = Callable[[Calibration, int], Floats]
"""Of a fit to the polls before a day: what later news did to each poll held out, by draw [draws, polls]."""

SIMULATED = 60  # draws of each posterior that are simulated with and without later news


@dataclass(frozen=True)
class LaterNews:
    """The effect of the news from an origin on, simulated with a study whose scenario is scripted."""

    study: Study
    where: Where
    farthest: int = 183  # days after an origin that matter

    def __call__(self, fitted: Calibration, origin: int) -> Floats:
        """By draw of the posterior and poll held out, with news less without; 0 beyond the farthest day."""
        table = fitted.observations.iloc[fitted.held_out]
        is_near = (table["day"] < origin + self.farthest).to_numpy()
        found, near = np.zeros((len(fitted.draws.cube), len(table))), table[is_near]
        if near.empty:
            return found
        places = np.linspace(0, len(fitted.draws.cube) - 1, SIMULATED).astype(np.int64)
        cube = np.unique(fitted.draws.cube[places], axis=0)
        told, untold = (self._runs(study, fitted, near, cube, origin) for study in (self.study, self._cut(origin)))
        # Luck is not the same for long in two histories: a smooth function of the parameters has less of it.
        smooth = emulator(cube, told - untold, fitted.local.box)
        found[:, is_near] = smooth.mean(fitted.draws.cube)
        return found

    def _cut(self, origin: int) -> Study:
        """The study without the news from this day on."""
        case = self.study.cases[0]
        assert isinstance(case.scenario, Scenario)
        items = tuple(item for item in case.scenario.items if item.day < origin)
        known = replace(case, scenario=replace(case.scenario, items=items), basis=None)
        return replace(self.study, cases=(known,))

    def _runs(self, study: Study, fitted: Calibration, near: pd.DataFrame, cube: Floats, origin: int) -> Floats:
        """What runs at these points give for some polls: [points, polls]."""
        name = f"day-{origin}-{'told' if study is self.study else 'untold'}"
        short = replace(study, days=int(near["day"].max()))
        axes, series = fitted.local.axes, series_of(near)
        wave = listed_wave(short, axes, series, settings(axes, cube), name, study.seed + 2_000)
        sample = sampled(wave, axes, series, sorted(set(near["day"])), self.where)
        return Reference.of(axes, sample).outputs_of(near)
