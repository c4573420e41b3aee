"""The model behind the dashboard: one that Mesa's controls can make anew, with news for the asking."""

import threading
from typing import Any

import pandas as pd

from sentiment_abm.engine.model import SentimentModel
from sentiment_abm.news.item import NewsItem

PEOPLE, SEED, STORY = 300, 7, "promise_broken"
RIVALS = "hostile_channels"
_HEADLINES = (
    "Insiders: the talks are a show",
    "Leaked papers speak of a secret surrender",
    "Viral video: the other side is mobilizing",
    "A thousand accounts repeat: they never keep their word",
    "Rumor: the talks are off",
)
"""A hostile campaign, one item a day."""


class PlayedModel(SentimentModel):
    """A `SentimentModel` that takes parameters by their dotted names, as the sliders give them."""

    def __init__(
        self,
        scenario: object = None,  # noqa: ARG002  # Mesa's controls hand over a scenario of their own kind
        *,
        story: str = STORY,
        people: int = PEOPLE,
        rng: int | None = SEED,
        **params: Any,
    ) -> None:
        super().__init__(story, people=people, params=params, rng=SEED if rng is None else rng)
        # Steps come from the thread of the play button and news from that of the page.
        self._turn = threading.Lock()

    def step(self) -> None:
        """Live one day."""
        with self._turn:
            super().step()

    def so_far(self) -> pd.DataFrame:
        """What Mesa's collector has of all days that are over, one row each: never half of one."""
        with self._turn:
            daily: pd.DataFrame = self.datacollector.get_model_vars_dataframe()
            return daily

    def announce(self) -> None:
        """A new promise, today."""
        self._tell("announcement", "New round of talks announced", self.news.promiser, hype=1.5)

    def resolve(self, delivered: float) -> None:
        """Today the talks end, with this share of the promise kept."""
        headline = "Talks end with an agreement" if delivered > 0 else "Talks end without a deal"
        self._tell("outcome", headline, "press", delivered=delivered, hype=1.5)

    def attack(self) -> None:
        """A hostile campaign, one item a day from today on."""
        with self._turn:
            items = [
                NewsItem(self.day + n, "signal", headline, RIVALS, strength=-1.0)
                for n, headline in enumerate(_HEADLINES)
            ]
            self.add_news(*(item for item in items if item not in self.news.items), sources=self._rivals())

    def _tell(self, kind: str, headline: str, source: str, **fields: Any) -> None:
        with self._turn:
            item = NewsItem(self.day, kind, headline, source, **fields)
            if item not in self.news.items:  # a second click on one day is no second piece of news
                self.add_news(item)

    def _rivals(self) -> dict[str, float]:
        return {} if RIVALS in self.news.sources else {RIVALS: 0.4}
