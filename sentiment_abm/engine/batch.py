"""Many runs of one society and one scenario with different parameters, in one compiled call.

A run of a few hundred citizens takes less time than Python needs to prepare it.  Here everything between the
parameters and the sums of every day is compiled, and one set of arrays serves all runs of a batch in turn.
"""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sentiment_abm.draws import key_of
from sentiment_abm.engine.compiled import begin, compiled, populate, reach
from sentiment_abm.engine.day import Records, live_days
from sentiment_abm.engine.layout import layout
from sentiment_abm.engine.live import FIRST_SLOT, FREE, Live, live
from sentiment_abm.engine.observe import COLUMNS
from sentiment_abm.engine.passes import step
from sentiment_abm.engine.state import DESK, LANES, SLOTS, TRAITS, row_reader, write_traits
from sentiment_abm.engine.world import empty_world, situation
from sentiment_abm.news.clutter import expected_extra, fill_days
from sentiment_abm.news.scenario import Scenario
from sentiment_abm.news.timeline import Timeline
from sentiment_abm.psychology.params import Params
from sentiment_abm.society.population import traits
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError, build, flat

PARAMETERS = tuple(flat(Params()))
"""The columns of a matrix of parameters, by dotted name."""

_PRIORS = [PARAMETERS.index(f"trust.prior_{side}") for side in ("kept", "broken")]
_read_params = row_reader(Params)
_fill = step(fill_days)


class Lived(NamedTuple):
    """What R runs left behind; one that could not be lived to its end has zeros from the day that `reached` says."""

    totals: Any  # float64 [R, days + 1, segments, columns of observe.COLUMNS]: sums over people
    clutter: Any  # int64 [R, days]
    rates: Any  # float64 [R, days]
    learned: Any  # int64 [R, items]: citizens that learned the item, items as in the scenario
    media: Any  # int64 [R, items]: those of them who learned it from the media
    reached: Any  # int64 [R]: `days`, or the day on which too many items were live


class Room(NamedTuple):
    """Scratch space of one call."""

    row: Any  # float64 [parameters]: those of a segment
    traits: Any  # TRAITS [segments]
    sums: Any  # float64 [blocks, columns]: of the day


def live_many(society: Society, scenario: Scenario, params: Any, days: int, seed: int, threads: int = 1) -> Lived:
    """Live one run for each row of `params`, float64 [R, parameters], columns as in `PARAMETERS`, true = 1.

    The bits are those of :func:`~sentiment_abm.engine.simulate.simulate` with the same things.  The parameters are
    not checked, except that trust has a prior (InputError).  The call lets go of the GIL.  With several `threads`
    each run is lived in slices, which pays from about 50,000 people.
    """
    params, own = np.ascontiguousarray(params, np.float64), overrides(society)
    _need_priors(params, own)
    items = len(scenario.items)
    lived = Lived(
        np.zeros((len(params), days + 1, len(own), len(COLUMNS))),
        np.zeros((len(params), days), np.int64),
        np.zeros((len(params), days)),
        np.zeros((len(params), items), np.int64),
        np.zeros((len(params), items), np.int64),
        np.zeros(len(params), np.int64),
    )
    if threads == 1:
        _in_one_call(lived, society, scenario, params, own, seed)
    else:
        _in_slices(lived, society, scenario, params, seed, threads)
    place = {item.id: n for n, item in enumerate(scenario.items)}
    acted = [place[int(id_)] for id_ in _timeline(society, scenario).id]  # the kernel has items in order of action
    learned, media = np.empty_like(lived.learned), np.empty_like(lived.media)
    learned[:, acted], media[:, acted] = lived.learned, lived.media
    return lived._replace(learned=learned, media=media)


def _timeline(society: Society, scenario: Scenario) -> Timeline:
    return scenario.timeline([segment.name for segment in society.segments])


def _in_one_call(lived: Lived, society: Society, scenario: Scenario, params: Any, own: Any, seed: int) -> None:
    days, place = lived.clutter.shape[1], layout(society)
    news = live(_timeline(society, scenario), np.zeros(days, np.int64), 0)
    room = Room(np.zeros(len(PARAMETERS)), np.zeros(len(own), TRAITS), np.zeros((len(place.sizes), len(COLUMNS))))
    world, desk, extra = (
        empty_world(place, has_traits=False),
        np.zeros(1, DESK),
        expected_extra(scenario.extra_clutter, days),
    )
    _entry()(params, own, extra, room, world, news, desk[0], lived, key_of(seed))


def _in_slices(lived: Lived, society: Society, scenario: Scenario, params: Any, seed: int, threads: int) -> None:
    days = lived.clutter.shape[1]
    for r, row in enumerate(params):
        p = build(Params, dict(zip(PARAMETERS, row.tolist(), strict=True)))
        state = situation(society, scenario, p, None, days, seed)
        lived.reached[r] = reach(state, 0, days, threads)
        lived.totals[r], lived.clutter[r], lived.rates[r] = state.records.totals, state.live.clutter, state.rates
        seen = state.live.log_item != FREE
        for into, log in ((lived.learned, state.live.log_learned), (lived.media, state.live.log_media)):
            np.add.at(into[r], state.live.log_item[seen], log[seen])


def overrides(society: Society) -> Any:
    """What segments set for themselves, float64 [segments, parameters]; NaN where the population's value holds."""
    own = np.full((len(society.segments), len(PARAMETERS)), np.nan)
    for row, segment in zip(own, society.segments, strict=True):
        for name, value in segment.overrides.items():
            row[PARAMETERS.index(name)] = value
    return own


def _need_priors(params: Any, own: Any) -> None:
    kept, broken = (np.where(np.isnan(own[:, k]), params[:, k, None], own[:, k]) for k in _PRIORS)
    if (kept + broken == 0).any():
        raise InputError(["trust.prior_kept and trust.prior_broken are both 0 for some citizens: trust needs a prior"])


_MAKING = threading.Lock()


def _entry() -> Callable[..., None]:
    with _MAKING:
        return _made()


@cache
def _made() -> Callable[..., None]:
    return compiled(live_all)[0]


def live_all(params, own, extra, room, world, live, desk, lived, key):
    """All runs of a batch, one after the other on the same arrays."""
    row, segment_traits = room.row, room.traits
    for r in range(len(params)):
        p = _read_params(params[r])
        for segment in range(len(own)):
            for k in range(len(row)):
                row[k] = params[r, k] if own[segment, k] != own[segment, k] else own[segment, k]  # NaN: not its own
            write_traits(segment_traits[segment], 0, traits(_read_params(row)))
        _fill(p.clutter.rate, p.clutter.branching, p.clutter.memory, extra, key, lived.clutter[r], lived.rates[r])
        _forget(world, live, desk)
        news, records = _with_clutter(live, lived.clutter[r]), Records(room.sums, lived.totals[r])
        populate(world, segment_traits, key)
        begin(world, news, desk, records, p, key, True)
        lived.reached[r] = live_days(0, len(news.clutter), world, news, desk, records, p, key)
        _count(live, lived.learned[r], lived.media[r])


@step
def _forget(world, live, desk):
    """Nobody knows anything, and no item has a slot but the first."""
    for i in range(LANES):
        desk.learned[i] = 0
    for b in range(len(world.blocks)):
        for i in range(LANES):
            # Padding knows everything, so that it never learns anything.
            world.blocks[b].known[i] = 0 if i < world.sizes[b] else -1
    live.log_item[:] = FREE
    live.log_learned[:] = 0
    live.log_media[:] = 0
    live.fresh[:] = True
    live.heard[:] = 0
    first = live.item_in[FIRST_SLOT]
    live.item_in[:] = FREE
    live.slot_of[:] = FREE
    if first != FREE:
        live.item_in[FIRST_SLOT] = first
        live.slot_of[first] = FIRST_SLOT


@step
def _with_clutter(live, clutter):
    """The same news among the clutter of one run."""
    return Live(
        live.news,
        live.slot_of,
        live.item_in,
        live.fresh,
        live.order,
        live.notices,
        live.stories,
        live.heard,
        clutter,
        live.log_item,
        live.log_learned,
        live.log_media,
    )


@step
def _count(live, learned, media):
    """Who learned each item, from the log of the days."""
    for day in range(len(live.log_item)):
        for slot in range(SLOTS):
            k = live.log_item[day, slot]
            if k != FREE:
                learned[k] += live.log_learned[day, slot]
                media[k] += live.log_media[day, slot]
