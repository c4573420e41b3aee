"""Everything that a run needs before its first day, the same for both engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sentiment_abm.draws import Key, key_of
from sentiment_abm.engine.compiled import kernel
from sentiment_abm.engine.day import Records, World
from sentiment_abm.engine.layout import Layout, layout, occupied
from sentiment_abm.engine.live import Live, live, longer
from sentiment_abm.engine.observe import COLUMNS
from sentiment_abm.engine.passes import Faces
from sentiment_abm.engine.start import Start
from sentiment_abm.engine.state import BLOCK, DESK, LANES, OWN, SHARED, TRAITS
from sentiment_abm.news.clutter import background
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.population import traits
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, build, flat


@dataclass(slots=True)
class Situation:
    """A run between two days; the engines change it in place."""

    world: World
    live: Live
    records: Records
    layout: Layout
    desk: Any
    p: Params
    key: Key
    rates: Any  # float64 [days]: rate of the clutter
    extra_clutter: Any  # windows of the scenario
    start: str | None  # digest of a first state of one's own


def situation(
    society: Society, scenario: Scenario, params: Params, start: Mapping[str, object] | None, days: int, seed: int
) -> Situation:
    """The first morning: people, contacts, news; raises InputError for a bad start."""
    place, key = layout(society), key_of(seed)
    names = [segment.name for segment in society.segments]
    first = Start({} if start is None else dict(start), society.labels, bool(scenario.items))
    world, desk = empty_world(place, first.has_traits), np.zeros(1, DESK)[0]
    kernel().populate(world, _traits(society, params), key)
    first.apply(world, place)
    if (world.shared["prior_kept"] + world.shared["prior_broken"] == 0).any():
        raise InputError(["trust.prior_kept and trust.prior_broken are both 0 for some citizens: trust needs a prior"])
    clutter, rates = background(params.clutter, days, key, scenario.extra_clutter, kernel().clutter)
    news = live(scenario.timeline(names), clutter, first.known)
    records = Records(
        np.zeros((len(place.sizes), len(COLUMNS))), np.zeros((days + 1, len(society.segments), len(COLUMNS)))
    )
    kernel().begin(world, news, desk, records, params, key, not first.has_moods)
    first.show_known(world.yesterday.learned, place)
    return Situation(world, news, records, place, desk, params, key, rates, scenario.extra_clutter, first.digest)


def extend(state: Situation, days: int) -> None:
    """Make room for at least this many days; what was drawn and recorded stays."""
    have = len(state.live.clutter)
    if days <= have:
        return
    days = max(days, 2 * have)
    clutter, state.rates = background(state.p.clutter, days, state.key, state.extra_clutter, kernel().clutter)
    state.live = longer(state.live, clutter)
    totals = np.zeros((days + 1, *state.records.totals.shape[1:]))
    totals[: have + 1] = state.records.totals
    state.records = state.records._replace(totals=totals)


def empty_world(place: Layout, has_traits: bool) -> World:
    """Room for everybody; `has_traits` says that a first state gives citizens what those of a segment share."""
    blocks, positions = np.zeros(len(place.sizes), BLOCK), len(place.number)
    shared_of = np.arange(len(blocks)) if has_traits else place.segments
    shared = np.zeros(shared_of.max() + 1, SHARED)
    blocks["number"] = place.number.reshape(-1, LANES)
    # Padding knows everything, so that it never learns anything.
    blocks["known"] = np.where(occupied(place.sizes), 0, -1).reshape(-1, LANES)
    faces = [Faces(np.zeros(positions), np.zeros(positions, np.uint8), np.zeros(positions, np.int64)) for _ in range(2)]
    return World(blocks, shared, shared_of, place.sizes, place.segments, place.contacts, *faces)


def _traits(society: Society, params: Params) -> Any:
    """One record of traits per segment: the population's parameters with the segment's own over them."""
    own = [build(Params, {**flat(params), **segment.overrides}) for segment in society.segments]
    return np.array([tuple(traits(p)) for p in own], TRAITS)


def columns(world: World, place: Layout, names: Sequence[str]) -> dict[str, Any]:
    """Fields of everybody's mind and person by node number, copied."""
    return {name: column(world, name).reshape(-1)[place.position] for name in names}


def column(world: World, name: str) -> Any:
    """One field of everybody's mind or person [blocks, lanes], a view where the blocks hold it."""
    if name in world.blocks.dtype["mind"].names:
        return world.blocks["mind"][name]
    return world.blocks["own"][name] if name in OWN else world.shared[name][world.shared_of]
