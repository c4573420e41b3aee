"""Starsim as it comes: with common random numbers, which runs of this package always have."""

from typing import ClassVar

from benchmarks.peers import starsim_module


class Contagion(starsim_module.Contagion):
    """The same module, drawn person by person."""

    common: ClassVar[bool] = True
