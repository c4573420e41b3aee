"""The words of charts of sensitivity: of what, from which runs, and what luck alone would give."""

import math
from collections.abc import Iterable

from sentiment_abm.analysis.sensitivity import Sensitivity
from sentiment_abm.charts.captions import NOT_A_FORECAST
from sentiment_abm.charts.quantities import outcome, setting
from sentiment_abm.spec import InputError


def check_design(found: Sensitivity, *designs: str) -> None:
    """Raise InputError unless the design is one of these."""
    if found.design not in designs:
        raise InputError([f"this chart is for the design {' or '.join(designs)}, not for {found.design!r}"])


def names(columns: Iterable[object]) -> list[str]:
    """What settings are called beside a row.

    >>> names(["trust.memory"])
    ['Trust memory, days (trust.memory)']
    """
    return [setting(str(column)).label for column in columns]


def subject(found: Sensitivity) -> str:
    """The outcome and, unless it is called for what it is, the case."""
    return f"{outcome(found.of).title} ({found.case})"


def runs(found: Sensitivity) -> str:
    """How many runs there are, and that the thin lines are intervals.

    The number of replicates is that of a point.
    """
    each = f"{found.replicates} {'replicate' if found.replicates == 1 else 'replicates'}"
    return f"{found.points:,} points × {each}; thin lines: {found.confidence * 100:.0f}\xa0% intervals."


def luck(found: Sensitivity) -> str:
    """The mark of luck, where there is one."""
    return "Grey marks: luck alone." if found.design == "sobol" and found.table["floor"].notna().any() else ""


def others(count: int) -> str:
    """The remark about settings that are not shown."""
    many = "setting with a smaller effect is" if count == 1 else "settings with smaller effects are"
    return f"{count} more {many} in the data." if count else ""


def caption(what: str, found: Sensitivity, *more: str) -> str:
    """A whole caption: what is shown, from which runs, noise, what matters, remarks and the last word."""
    noise = "" if math.isnan(found.noise.share) else f"{found.noise}.".replace("%", "\xa0%")
    floor = "Grey marks: what luck alone gives at most (95\xa0%)." if luck(found) else ""
    listed = ", ".join(found.matter)
    matter = f"Surely more than luck: {listed}." if listed else "No setting is surely more than luck."
    return " ".join(filter(None, [what, runs(found), floor, noise, matter, *more, NOT_A_FORECAST]))
