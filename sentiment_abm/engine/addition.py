"""News and contacts that change between two days of a run; what has happened stays as it was."""

from typing import Any

import numpy as np

from sentiment_abm.engine.layout import occupied, placed
from sentiment_abm.engine.live import FIRST_SLOT, FREE, Live, records, weigh
from sentiment_abm.engine.world import Situation
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.society.society import Society


def tell(state: Situation, scenario: Scenario, society: Society) -> None:
    """Play this scenario from today on: the one played so far, with items added for today or later.

    The bits are those of a run that had the items from the start.  New arrays take the place of those that earlier
    snapshots of the run look at.
    """
    old, news = state.live, records(scenario.timeline([segment.name for segment in society.segments]))
    weigh(news)  # as `begin` does it: the same text, interpreted
    place = {int(id_): k for k, id_ in enumerate(news["id"][:, 0])}
    moved = np.array([place[int(id_)] for id_ in old.news["id"][:, 0]], np.int64)
    slot_of = np.full(len(news), FREE)
    slot_of[moved] = old.slot_of
    live = old._replace(
        news=news, slot_of=slot_of, item_in=_followed(old.item_in, moved), log_item=_followed(old.log_item, moved)
    )
    if not _first_is_known(state):
        _reserve(live)
    state.live = live


def _followed(items: Any, moved: Any) -> Any:
    """Positions of items, where each item has moved to another position; FREE stays FREE."""
    return np.append(moved, FREE)[items]


def _first_is_known(state: Situation) -> bool:
    real = occupied(state.world.sizes)
    return bool((state.world.blocks["known"].reshape(-1)[real] >> FIRST_SLOT & 1).any())


def _reserve(live: Live) -> None:
    """Keep the first slot for the item that is now the first, as `live` does it before the first day."""
    before = live.item_in[FIRST_SLOT]
    if before != FREE:
        live.slot_of[before] = FREE
    first = int(np.argmin(live.news["day"][:, 0]))
    live.slot_of[first], live.item_in[FIRST_SLOT] = FIRST_SLOT, first


def meet(state: Situation, society: Society) -> None:
    """From today on everybody has the contacts of this society: the same people, other pairs."""
    place = state.layout
    contacts = placed(society.contacts, place.position, place.number, occupied(place.sizes))
    state.layout = place._replace(contacts=contacts)
    state.world = state.world._replace(contacts=contacts)
