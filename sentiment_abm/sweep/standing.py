"""What a stored study stands on: the sources of all that was switched on in one of its runs."""

from collections.abc import Iterator, Mapping
from typing import Any

from sentiment_abm.psychology.params import OFF, Params, behind
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import EVERYONE, Segment, collected
from sentiment_abm.spec import build
from sentiment_abm.sweep.rerun import params_told, settings_told
from sentiment_abm.sweep.settings import sorted_out
from sentiment_abm.sweep.store import Results

LUCK = "salmon2011"  # the random numbers, in every run


def references(results: Results) -> tuple[str, ...]:
    """Keys of the sources that one finished run or another stands on, as of a single run in `Run.references`."""
    found: set[str] = set()
    for case, settings in _worlds(results):
        told = results.manifest["cases"][case]
        changes = sorted_out(settings)[0]
        params = build(Params, {**params_told(told), **changes.params})
        segments = _segments(told["society"], changes.society)
        own = {name for segment in segments for name in segment.overrides}
        found |= {LUCK, *behind(params, own), *_network(told["society"], changes.society)}
    return tuple(sorted(found))


def _worlds(results: Results) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Cases and what points set in them, one for all points that switch the same on."""
    seen = set()
    for run in results.wanted:
        settings = settings_told(results.manifest, run)
        kind = run.case, *((name, _state(name, value)) for name, value in settings.items())
        if kind not in seen and results.stored[run.run_id].status == "done":
            seen.add(kind)
            yield run.case, settings


def _state(name: str, value: Any) -> Any:
    """What matters of a setting: whether it switches something off, for a network what it is."""
    if name.startswith("society."):
        return bool(value) if name == "society.homophily" else str(value)
    return name in OFF and value == OFF[name]


def _segments(society: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[Segment, ...]:
    return collected(changes["segment"] if "segment" in changes else society["segments"])


def _network(society: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[str, ...]:
    """The sources of the recipe; a network of one's own has none here."""
    ties = {name: value for name, value in {**society, **changes}.items() if name not in ("segments", "segment")}
    segments = _segments(society, changes)
    return () if "file" in ties else Recipe(**ties, segments=None if segments == (EVERYONE,) else segments).references
