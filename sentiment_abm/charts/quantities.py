"""What the columns of the table of runs are called in front of people: settings and outcomes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sentiment_abm.charts.indicators import SHARE, Indicator, indicator
from sentiment_abm.engine.waves import MEANINGS
from sentiment_abm.sweep.specs import specs

UNITS: Mapping[str, str] = MappingProxyType(
    {"": "", "1": "", "d": "days", "1/d": "per day", "items/d": "items per day", "people": ""}
)
"""Units of declarations in words; what is missing here is a word already."""

PEAK_DAY, POINTS = "day", "percentage points"
WAVES: Mapping[str, Indicator] = MappingProxyType(
    {
        "hope_peak": Indicator("Highest share of hope", SHARE, "", percent=True),
        "hope_peak_day": Indicator("Day of the highest share of hope", PEAK_DAY, ""),
        "hope_trough": Indicator("Lowest share of hope after its peak", SHARE, "", percent=True),
        "hope_trough_day": Indicator("Day of the lowest share of hope", PEAK_DAY, ""),
        "wave_amplitude": Indicator("Fall of hope from peak to trough", POINTS, "", percent=True),
        "wave_period": Indicator("Time between peaks of hope", "days", ""),
        "disillusion_day": Indicator("First day with more disappointment than hope", PEAK_DAY, ""),
        "decay_days": Indicator("Time until hope has lost 90\xa0% of its jump", "days", ""),
        "trust_lost": Indicator("Trust lost", "start minus end, 0–1", "", signed=True),
        "volatility": Indicator("Volatility of net sentiment", "percentage points a day", "", percent=True),
        "net_area": Indicator("Area under net sentiment", "share × days", "", signed=True),
    }
)
UNDECLARED: Mapping[str, str] = MappingProxyType(
    {"society.graph": "kind of network", "society.people": "number of citizens", "scenario.use": "scenario"}
)
ENDINGS: Mapping[str, str] = MappingProxyType({"_mean": "mean over the run", "_last": "at the end"})


class Setting(NamedTuple):
    """A column of settings as an axis shows it: meaning in words, unit, and the name that studies use."""

    name: str
    meaning: str
    unit: str = ""

    @property
    def label(self) -> str:
        """The words beside an axis.

        >>> setting("trust.memory").label, setting("case").label
        ('Trust memory, days (trust.memory)', 'Case')
        """
        words = self.meaning[:1].upper() + self.meaning[1:]
        if self.unit and not (self.unit == "days" and "day" in words.lower()):  # "days in the media, days"
            words += f", {self.unit}"
        return words if self.name == self.meaning else f"{words} ({self.name})"


def setting(column: str) -> Setting:
    """What a column of settings is, from its declaration where there is one.

    >>> setting("scenario.hype")
    Setting(name='scenario.hype', meaning='size of the promise', unit='')
    """
    known = specs().get(column)
    if known is None:
        return Setting(column, UNDECLARED.get(column, column.rpartition(".")[2].replace("_", " ")))
    return Setting(column, known.meaning, UNITS.get(known.unit, known.unit))


def outcome(column: str) -> Indicator:
    """What a column of summary indicators is, with the factor by which it is shown.

    >>> outcome("net_mean").title, outcome("hope_peak").unit
    ('Net sentiment, mean over the run', '% of people')
    """
    if column in WAVES:
        return WAVES[column]._replace(meaning=MEANINGS[column])
    for ending, words in ENDINGS.items():
        if column.endswith(ending):
            known = indicator(column.removesuffix(ending))
            return known._replace(title=f"{known.title}, {words}", unit=known.unit.removeprefix("mean, "))
    return indicator(column)
