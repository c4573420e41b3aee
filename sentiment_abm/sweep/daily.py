"""What a study keeps of the daily series of its runs."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

KEYS = ("day", "segment")  # columns of a daily table that are no indicators
MOODS = ("hope", "skepticism", "disappointment")
SHARES = (
    *MOODS,
    "support",
    "criticism",
    "net",
    "real_effort",
    "waiting",
    *(f"{a}_to_{b}" for a in MOODS for b in MOODS),
)
"""Indicators that are numbers of people over all people, so that they have few values; the engine is slow to import."""


class Daily(NamedTuple):
    """What is kept: every day of every run, some days of some indicators, their quantiles over replicates, or nothing.

    Quantiles are made when the study ends, from whole series that are stored until then and dropped afterwards.  A
    point of the study that gets more replicates later, or whose failed run succeeds, has to be run again as a whole,
    because quantiles of some runs say nothing about those of more; points that stay as they are cost nothing.

    >>> Daily("thinned", 7, ("hope", "net")).form
    'every 7: hope, net'
    """

    mode: str = "whole"  # "whole", "none", "thinned" or "quantiles"
    every: int = 1  # thinned: keep day 0 and every so many days
    indicators: tuple[str, ...] = ()  # thinned: keep these columns; empty = all

    @property
    def series(self) -> "Daily":
        """What each run leaves behind for this."""
        return Daily() if self.mode == "quantiles" else self

    @property
    def form(self) -> str:
        """The choice as a text, by which stored series are known."""
        if self.mode != "thinned":
            return self.mode
        return f"every {self.every}" + (f": {', '.join(self.indicators)}" if self.indicators else "")

    def is_in(self, form: str) -> bool:
        """Whether what is wanted can be had from series stored in this form."""
        return self.mode == "none" or form in (self.series.form, Daily().form)

    def columns(self, names: Any) -> list[str]:
        """Which of these indicators are kept, in their own order."""
        return [name for name in names if not self.indicators or name in self.indicators]

    def thinned(self, table: pa.Table) -> tuple[pa.Table, Any]:
        """A whole daily table as it is kept, and which of its rows those are, bool [rows]."""
        kept = table["day"].to_numpy() % self.every == 0
        names = [name for name in table.column_names if name in KEYS or name in self.columns([name])]
        return table.select(names).filter(pa.array(kept)), np.asarray(kept)
