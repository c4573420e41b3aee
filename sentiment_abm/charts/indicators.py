"""What each column of the daily tables is called in front of people: one place for titles, units and meanings."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sentiment_abm.spec import InputError, nearest

SHARE = "% of people"


class Indicator(NamedTuple):
    """Title and unit of a column for an axis, and its meaning for a glossary.

    `percent` columns are stored as 0…1 (or −1…1) and shown times 100.  `signed` ones may be negative.
    """

    title: str
    unit: str
    meaning: str
    percent: bool = False
    signed: bool = False

    @property
    def factor(self) -> float:
        """What a stored value is multiplied with before it is shown."""
        return 100.0 if self.percent else 1.0

    @property
    def difference_unit(self) -> str:
        """The unit of a difference of two values: shares differ by percentage points."""
        return "percentage points" if self.percent else self.unit


INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        "hope": Indicator("Hope", SHARE, "Share of people whose mood is hope.", True),
        "skepticism": Indicator("Skepticism", SHARE, "Share of people whose mood is skepticism.", True),
        "disappointment": Indicator("Disappointment", SHARE, "Share of people whose mood is disappointment.", True),
        "net": Indicator(
            "Net sentiment", "percentage points", "Share in hope minus share in disappointment.", True, True
        ),
        "support": Indicator("Support", SHARE, "Hopeful, or skeptical with trust of at least ½.", True),
        "criticism": Indicator("Criticism", SHARE, "Everyone who does not support the talks.", True),
        "real_effort": Indicator("“A real effort”", SHARE, "Share whose trust in the promiser is at least ½.", True),
        "belief": Indicator("Belief", "chance of peace, %", "What people think the chance of peace is.", True),
        "trust": Indicator(
            "Trust",
            "in the promiser, 0–1",
            "How far an announcement by the promiser is believed, from promises kept and broken so far.",
        ),
        "affect": Indicator(
            "Affect", "mean, 0 is neutral", "Leaky sum of anticipation and of good and bad surprises.", signed=True
        ),
        "stress": Indicator(
            "Stress", "mean, 0 is calm", "Leaky mean of changes of belief, uncertainty while waiting, and overload."
        ),
        "overload": Indicator(
            "Overload", "% of stories", "Mean share of the day's stories that exceed a person's capacity.", True
        ),
        "waiting": Indicator("Waiting", SHARE, "Share who wait for the outcome of an open promise.", True),
        "polarization": Indicator("Polarization", "variance of belief", "Variance of belief between people."),
    }
)


def indicator(column: str) -> Indicator:
    """The indicator of a column; a column without an entry is shown under its own name.

    >>> indicator("trust").title
    'Trust'
    >>> indicator("belief_sd").title
    'Belief sd'
    """
    return INDICATORS.get(column, Indicator(column.replace("_", " ").capitalize(), "model units", "", signed=True))


def require(columns: Iterable[str], present: Iterable[str]) -> None:
    """InputError that names every column which the table lacks."""
    have = list(present)
    missing = [name for name in columns if name not in have]
    if missing:
        raise InputError([f"table: no column {name!r}{nearest(name, have)}" for name in missing])
