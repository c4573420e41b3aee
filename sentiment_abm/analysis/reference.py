"""The runs that a calibration learns from, and the emulators made of them; they serve any number of data sets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sentiment_abm.analysis.emulator import Emulator, emulator
from sentiment_abm.analysis.likelihood import Likelihood, errors_of
from sentiment_abm.spec import InputError
from sentiment_abm.sweep.axes import Axis
from sentiment_abm.sweep.calibrating import Fit
from sentiment_abm.sweep.waves import Sample, settings, shares, table_of

type Floats = NDArray[np.float64]

MARGIN = 0.25  # room around the draws of a posterior, in parts of their range


@dataclass(frozen=True, eq=False)
class Reference:
    """Runs at points of the prior, in the whole box or a part of it; `outputs` and `places` as in `Sample`."""

    axes: tuple[Axis, ...]
    cube: Floats
    outputs: Floats
    places: pd.DataFrame
    box: Floats

    @classmethod
    def of(cls, axes: Sequence[Axis], sample: Sample) -> "Reference":
        """The runs of a wave over the whole prior."""
        whole = np.tile([0.0, 1.0], (len(axes), 1))
        return cls(tuple(axes), shares(axes, sample.values), sample.outputs, sample.places, whole)

    def joined(self, sample: Sample, box: Floats) -> "Reference":
        """With the runs of another wave, in a box that holds all of the latter."""
        cube = np.vstack([self.cube, shares(self.axes, sample.values)])
        outputs = np.vstack([self.outputs, sample.outputs])
        inside = ((cube >= box[:, 0] - 1e-9) & (cube <= box[:, 1] + 1e-9)).all(axis=1)
        return replace(self, cube=cube[inside], outputs=outputs[inside], box=box)

    @property
    def names(self) -> list[str]:
        """The free parameters."""
        return [axis.name for axis in self.axes]

    @cached_property
    def emulator(self) -> Emulator:
        """Of all outputs."""
        return emulator(self.cube, self.outputs, self.box)

    def likelihood(self, table: pd.DataFrame, fit: Fit) -> Likelihood:
        """Of observations, each an output of the emulator.  Raises InputError for one that no run has."""
        values = table["value"].to_numpy(dtype=np.float64)
        return Likelihood(self.emulator.columns(self._places(table)), values, errors_of(table, fit))

    def outputs_of(self, table: pd.DataFrame) -> Floats:
        """What the runs have where observations are: [runs, observations]."""
        return self.outputs[:, self._places(table)]

    def _places(self, table: pd.DataFrame) -> NDArray[np.int64]:
        keys = list(self.places.itertuples(index=False, name=None))
        place = {key: k for k, key in enumerate(keys)}
        wanted = [*zip(table["segment"], table["column"], table["day"].tolist(), strict=True)]
        if lacking := [key for key in wanted if key not in place]:
            raise InputError(
                [f"the runs have no {column} of {segment} on day {day}" for segment, column, day in lacking]
            )
        return np.array([place[key] for key in wanted], dtype=np.int64)

    def around(self, cube: Floats) -> Floats:
        """The part of the box where draws of a posterior are, [parameters, 2], with room at all sides."""
        low, high = cube.min(axis=0), cube.max(axis=0)
        room = MARGIN * (high - low)
        return np.asarray(np.clip(np.column_stack([low - room, high + room]), self.box[:, [0]], self.box[:, [1]]))

    def table(self, cube: Floats, **more: Floats) -> pd.DataFrame:
        """Points of the cube as a table of values."""
        return table_of(self.axes, settings(self.axes, cube), **more)
