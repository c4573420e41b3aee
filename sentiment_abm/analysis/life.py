"""The life of one citizen in a run: a table of its days, what it learned, and its story in words."""

import html
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from sentiment_abm.analysis.story import number

NOTE = "A move is drawn by chance; the shares say what the pull was made of that it followed.  A model, not a forecast."


class Line(NamedTuple):
    """What happened on a day, in words."""

    day: int
    text: str


@dataclass(frozen=True, eq=False, repr=False)
class Life:
    """What one citizen lived through, in the same bits as the run.

    ========== ========================================================================================
    days       index `day`, 0 = start: mood, expectation (0…1), belief (log-odds), trust (0…1), affect, stress,
               waiting (days; −1 nothing open, −2 given up), hype at stake, capacity and overload of the day, items
               learned from the media and by word of mouth, opened, closed, gave_up, moved, the shares ``moves_…`` of
               the pull that a move followed, contacts, and how many of them showed hope and disappointment
    learned    one row per item learned: day, item (position in the scenario), headline, kind, source, how, late
               (days after it was news), tellers, expectation and trust before and after, credibility, caveat, read,
               surprise, booked, excuse, verdict, anticipation; NaN where the kind of news has no such number
    story      a line of text for each day on which something happened
    traits     segment, contacts, and what makes this citizen different
    ========== ========================================================================================

    Day d is the one that ends in row d of the daily table: news of `day` 10 can be learned on day 11.  Where the
    scenario has dates, that is the date of the news.
    """

    citizen: Hashable  # node label
    number: int
    people: int
    scenario: str
    seed: int
    start_date: date | None
    traits: Mapping[str, Any]
    days: pd.DataFrame
    learned: pd.DataFrame
    story: tuple[Line, ...]
    items: pd.DataFrame  # all news of the scenario, learned or not

    def during(self, first: int, last: int) -> "Life":
        """The part of the life from day `first` to day `last`."""
        lines = tuple(line for line in self.story if first <= line.day <= last)
        learned = self.learned[self.learned["day"].between(first, last)].reset_index(drop=True)
        return replace(self, days=self.days.loc[first:last], learned=learned, story=lines)

    @property
    def title(self) -> str:
        """Who this is, in which run."""
        return f"Citizen {self.citizen} of {self.people:,} in {self.scenario}, seed {self.seed}"

    @property
    def about(self) -> str:
        """What makes this citizen different, in words."""
        told = {name: number(self.traits[name]) for name in ("capacity", "patience", "reach")}
        return (
            f"{self.traits['segment']}, {self.traits['contacts']} contacts; takes in {told['capacity']} stories a day, "
            f"meets news in the media with chance {told['reach']}, impatience {told['patience']} per day"
        )

    def when(self, day: int) -> str:
        """A day in words, with its date where the scenario has one."""
        if self.start_date is None or day == 0:
            return f"day {day}"
        return f"day {day} ({self.start_date + timedelta(days=day - 1)})"

    def __str__(self) -> str:
        lines = [f"{self.when(line.day)}: {line.text}" for line in self.story]
        return "\n".join([f"{self.title}: {self.about}", *lines, NOTE])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """What a notebook shows; texts of the scenario cannot become markup."""
        lines = (f"<li>{html.escape(f'{self.when(line.day)}: {line.text}')}</li>" for line in self.story)
        head = f"<p><b>{html.escape(self.title)}</b>: {html.escape(self.about)}</p>"
        return f"{head}<ul>{''.join(lines)}</ul><p>{NOTE}</p>"
