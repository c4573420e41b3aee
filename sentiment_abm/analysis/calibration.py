"""Calibration: what dated polls say about free parameters, with uncertainty, and how far to trust it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.diagnosis import check_of, diagnosis
from sentiment_abm.analysis.identifiability import Found, identifiability
from sentiment_abm.analysis.likelihood import Likelihood
from sentiment_abm.analysis.posterior import Draws, draws_of
from sentiment_abm.analysis.prediction import Prediction, predicted, quantiles, replicated
from sentiment_abm.analysis.reference import Reference
from sentiment_abm.sweep.calibrating import Fit, Request, request_of
from sentiment_abm.sweep.crew import Pool
from sentiment_abm.sweep.observations import held_out, observed, series_of
from sentiment_abm.sweep.study import Study
from sentiment_abm.sweep.waves import Sample, Where, box_wave, listed_wave, sampled, settings

type Floats = NDArray[np.float64]

SHOWN_DAYS = 60  # days of the fit beside those of the polls
SIMULATED = 200  # draws of the posterior that are simulated again
ENOUGH = 0.9  # a box that is not smaller than this, in every parameter, is not worth another wave


@dataclass(frozen=True, eq=False, repr=False)
class Calibration:
    """A fitted model.

    ================ ===========================================================================================
    observations     the polls: day, segment, indicator, column, value (0…1), n, pollster, sampling_sd, held_out
    prior, posterior draws, one row each, a column per parameter; the posterior also `house` and `discrepancy`, sds
    summary          by parameter: prior range, mean, sd, low90, median, high90, verdict
    fit              model bands by segment, column and day, from runs at draws of the posterior
    predictions      by observation: what was expected (`low90` … `high90`); of those held out given the others
    identifiability  by parameter: contraction, profile, partner, verdict (see that module for the rule)
    correlations     of the posterior; `profile` has the likelihood profiles
    diagnostics      by check: value, what is good, whether it is
    ================ ===========================================================================================
    """

    study: str
    reference: Reference  # over the whole prior, or where the polls before `unseen` are: serves later data sets
    local: Reference  # the runs that this fit was made from
    observations: pd.DataFrame
    settings: Fit
    draws: Draws
    simulated: Sample | None  # runs at draws of the posterior
    start_date: Any = None
    unseen: int | None = None  # the first day whose polls no wave looked at
    notes: tuple[str, ...] = ()
    seed: int = 1

    @cached_property
    def whole(self) -> Likelihood:
        """Of all observations, held out ones too."""
        return self.local.likelihood(self.observations, self.settings)

    @property
    def fitted(self) -> NDArray[np.int64]:
        """Places of the observations that were fitted."""
        return np.flatnonzero(~self.observations["held_out"].to_numpy(dtype=bool))

    @property
    def held_out(self) -> NDArray[np.int64]:
        """Places of those that were not."""
        return np.flatnonzero(self.observations["held_out"].to_numpy(dtype=bool))

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """Draws of the posterior, all of equal weight."""
        return self.local.table(self.draws.cube, house=self.draws.house, discrepancy=self.draws.discrepancy)

    @cached_property
    def prior(self) -> pd.DataFrame:
        """As many draws of the prior."""
        rng = np.random.default_rng(self.seed)
        return self.local.table(rng.random(self.draws.cube.shape))

    @cached_property
    def found(self) -> Found:
        """Everything about identifiability."""
        return identifiability(self.draws, self.local.names, self.whole.some(self.fitted))

    @property
    def identifiability(self) -> pd.DataFrame:
        """By parameter, how much the polls say about it."""
        return self.found.table

    @property
    def correlations(self) -> pd.DataFrame:
        """Between parameters, in the posterior."""
        return self.found.correlations

    @property
    def profile(self) -> pd.DataFrame:
        """Drop of the log likelihood along each parameter."""
        return self.found.profile

    @cached_property
    def best(self) -> dict[str, float]:
        """The draw with the highest likelihood, to simulate with."""
        row = self.posterior.iloc[int(np.argmax(self.draws.log_likelihood))]
        return {name: float(row[name]) for name in self.local.names}

    @cached_property
    def summary(self) -> pd.DataFrame:
        """By parameter, the posterior in numbers."""
        names = self.local.names
        draws = self.posterior[names]
        table = quantiles(draws.to_numpy())[["low90", "median", "high90"]].set_index(pd.Index(names, name="name"))
        table.insert(0, "prior_low", [axis.low for axis in self.local.axes])
        table.insert(1, "prior_high", [axis.high for axis in self.local.axes])
        return table.assign(mean=draws.mean(), sd=draws.std(), verdict=self.identifiability["verdict"])

    @cached_property
    def fit(self) -> pd.DataFrame:
        """Bands of the model without errors of polls: from runs at draws of the posterior, else from the emulator."""
        if self.simulated is not None:
            return self.local.places.join(quantiles(self.simulated.outputs))
        emulator, rng = self.local.emulator, np.random.default_rng(self.seed)
        luck = rng.multivariate_normal(np.zeros(len(emulator.covariance)), emulator.covariance, len(self.draws.cube))
        runs = emulator.mean(self.draws.cube) + luck * np.sqrt(emulator.size(self.draws.cube))[:, None]
        return self.local.places.join(quantiles(runs))

    def forecast(self) -> Prediction:
        """Draws of the observations held out, given those fitted."""
        return predicted(self.whole, self.draws, self.fitted, self.held_out, self.seed)

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """The observations with the quantiles of what was expected of each."""
        found = quantiles(replicated(self.whole.some(self.fitted), self.draws, self.seed)).set_index(self.fitted)
        if len(self.held_out):
            found = pd.concat([found, quantiles(self.forecast().draws).set_index(self.held_out)])
        return self.observations.join(found)

    @cached_property
    def diagnostics(self) -> pd.DataFrame:
        """Whether sampler, emulator and model are good enough."""
        check = None if self.simulated is None else check_of(self.local, self.simulated)
        return diagnosis(self.local, self.whole.some(self.fitted), self.draws, check)

    def refit(
        self, holdout_from: int | None = None, *, observations: pd.DataFrame | None = None, seed: int | None = None
    ) -> "Calibration":
        """Fit again without new runs: to the polls before another day, or to other observations on the same days.

        The emulator is that of the first wave, over the whole prior: later ones look where the polls of this fit are,
        and would tell an earlier fit about them.  With `waves_until` it is that of the last wave, which knows the polls
        before that day only; a fit to fewer of them raises ValueError.
        """
        if None not in (self.unseen, holdout_from) and holdout_from < self.unseen:  # type: ignore[operator]
            raise ValueError(
                f"the waves looked at polls up to day {self.unseen}: no fit to those before {holdout_from}"
            )
        table = (self.observations if observations is None else observations).copy()
        if holdout_from is not None or "held_out" not in table:
            table["held_out"] = held_out(table, holdout_from)
        seed = self.seed if seed is None else seed
        draws = draws_of(_part(self.reference, table, self.settings), self.settings, seed)
        return replace(
            self, local=self.reference, observations=table, draws=draws, simulated=None, seed=seed, notes=self.notes
        )

    def __repr__(self) -> str:
        lines = [f"calibration of {self.study}: {len(self.fitted)} results fitted, {len(self.held_out)} held out"]
        for name, row in self.summary.iterrows():
            lines.append(
                f"  {name:<28} {row['median']:8.4g}  [{row['low90']:.4g}, {row['high90']:.4g}]  {row['verdict']}"
            )
        bad = self.diagnostics[~self.diagnostics["is_good"]]
        return "\n".join(
            [
                *lines,
                *(f"  caution: {check} is {row['value']:.3g}, good is {row['good']}" for check, row in bad.iterrows()),
            ]
        )


def calibrate(
    study: Study | str | Path,
    *,
    data: str | Path | pd.DataFrame | None = None,
    free: Any = None,
    fit: Mapping[str, Any] | None = None,
    holdout_from: Any = None,
    waves_until: Any = None,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Pool | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    command: str = "",
) -> Calibration:
    """Fit free parameters of a study to dated polls.

    Parameters
    ----------
    study
        A `Study` or the path of a study file, with one case; what it says under ``[calibrate]`` holds where the
        following say nothing.
    data
        A CSV file of polls, or a table with its columns; see :func:`~sentiment_abm.sweep.observations.observations`.
    free
        Names of parameters, with the declared range as uniform prior, or a table name → range: ``[low, high]`` or
        ``{"low": …, "high": …, "scale": "log"}``.
    fit
        Changes of :class:`~sentiment_abm.sweep.calibrating.Fit`.
    holdout_from
        A date or a day; polls from then on are not fitted.
    waves_until
        A date or a day; waves after the first look only where the polls before it are, so that `refit` may use the
        last wave for any later fit.
    out
        Folder of the runs, one results folder for each wave; the same call continues there.  None keeps nothing.
    workers, executor, progress, command
        As in :meth:`~sentiment_abm.sweep.study.Study.run`.

    Returns
    -------
    A :class:`Calibration`: a posterior in the units of the parameters, and how far to trust it.

    Raises InputError with everything that is wrong with the request.
    """
    study = study if isinstance(study, Study) else Study.from_file(study)
    request = _request(study, data, free, fit, holdout_from, waves_until)
    table = observed(study, request)
    if out is None:
        with TemporaryDirectory() as folder:
            return _calibrated(study, request, table, Where(Path(folder), workers, executor, progress, command))
    return _calibrated(study, request, table, Where(Path(out), workers, executor, progress, command))


def _request(study: Study, data: Any, free: Any, fit: Any, holdout_from: Any, waves_until: Any) -> Request:
    told = study.calibrate
    if told is None:
        return request_of(data, free, fit, holdout_from, waves_until)
    made = request_of(
        told.data if data is None else data,
        {axis.name: {"low": axis.low, "high": axis.high, "scale": axis.scale} for axis in told.axes}
        if free is None
        else free,
        told.fit if fit is None else vars(told.fit) | dict(fit),
        told.holdout_from if holdout_from is None else holdout_from,
        told.waves_until if waves_until is None else waves_until,
    )
    return made if free is not None else replace(made, axes=told.axes)


def _calibrated(study: Study, request: Request, table: pd.DataFrame, where: Where) -> Calibration:
    fit, axes, series = request.fit, request.axes, series_of(table)
    step = max(1, study.days // SHOWN_DAYS)
    days = sorted({*range(0, study.days + 1, step), study.days, *table["day"].tolist()})
    whole = np.tile([0.0, 1.0], (len(axes), 1))
    first = box_wave(study, axes, series, whole, fit.samples, fit.networks, 1)
    reference = local = Reference.of(axes, sampled(first, axes, series, days, where))
    unseen = request.first_unseen(study.start_date)
    seen = table if unseen is None else table.assign(held_out=table["held_out"] | held_out(table, unseen))
    for number in range(2, fit.waves + 1):
        box = local.around(draws_of(_part(local, seen, fit), fit, study.seed).cube)
        if (np.diff(box) >= ENOUGH * np.diff(local.box)).all():
            break
        wave = box_wave(study, axes, series, box, fit.samples, fit.networks, number)
        local = local.joined(sampled(wave, axes, series, days, where), box)
    draws = draws_of(_part(local, table, fit), fit, study.seed)
    again = listed_wave(study, axes, series, _some(settings(axes, draws.cube)), "posterior", study.seed + 1_000)
    simulated = sampled(again, axes, series, days, where)
    notes = tuple(table.attrs.get("notes", ()))
    reference = reference if unseen is None else local
    return Calibration(
        study.name, reference, local, table, fit, draws, simulated, study.start_date, unseen, notes, study.seed
    )


def _some(values: Floats) -> Floats:
    """A few different draws; a chain that stays where it is gives one twice."""
    distinct = values[np.sort(np.unique(values, axis=0, return_index=True)[1])]
    places = np.linspace(0, len(distinct) - 1, min(SIMULATED, len(distinct)))
    return distinct[np.unique(places.astype(np.int64))]


def _part(reference: Reference, table: pd.DataFrame, fit: Fit) -> Likelihood:
    """Of the observations that are fitted."""
    return reference.likelihood(table[~table["held_out"]], fit)
