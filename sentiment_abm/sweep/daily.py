"""What a study keeps of the daily series of its runs."""

from collections.abc import Iterable
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

    Quantiles are made when the study ends, from series in single precision that are stored until then and dropped
    afterwards.  A point of the study that gets more replicates later, or whose failed run succeeds, has to be run
    again as a whole, because quantiles of some runs say nothing about those of more; points that stay as they are
    cost nothing.

    >>> Daily("thinned", 7, ("hope", "net")).form
    'every 7: hope, net'
    """

    mode: str = "whole"  # "whole", "none", "thinned" or "quantiles"; "single" is what the last are made from
    every: int = 1  # thinned: keep day 0 and every so many days
    indicators: tuple[str, ...] = ()  # thinned: keep these columns; empty = all

    @property
    def series(self) -> "Daily":
        """What each run leaves behind for this."""
        return Daily("single") if self.mode == "quantiles" else self

    @property
    def form(self) -> str:
        """The choice as a text, by which stored series are known."""
        if self.mode != "thinned":
            return self.mode
        return f"every {self.every}" + (f": {', '.join(self.indicators)}" if self.indicators else "")

    def is_in(self, form: str) -> bool:
        """Whether what is wanted can be had from series stored in this form."""
        return self.mode == "none" or form in (self.series.form, Daily().form)

    def columns(self, names: Iterable[str]) -> list[str]:
        """Which of these indicators are kept, in their own order."""
        return [name for name in names if not self.indicators or name in self.indicators]

    def numbers(self, values: Any) -> Any:
        """Values of an indicator as they are kept."""
        return values.astype(np.float32) if self.mode == "single" else values

    def of(self, whole: pa.Table) -> tuple[pa.Table, Any]:
        """What is kept of a whole daily table, and which of its rows those are, bool [rows]."""
        if self.mode == "none":
            return pa.table({}), np.zeros(len(whole), dtype=bool)
        kept = whole["day"].to_numpy() % self.every == 0
        names = [name for name in whole.column_names if name in KEYS or name in self.columns([name])]
        kind = pa.float32() if self.mode == "single" else pa.float64()
        types = [(name, whole.schema.field(name).type if name in KEYS else kind) for name in names]
        return whole.select(names).cast(pa.schema(types)).filter(pa.array(kept)), kept
