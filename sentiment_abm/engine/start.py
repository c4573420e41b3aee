"""A first state of one's own: `start={"belief": [...], "mood": "hope"}` sets any field of the citizens."""

from collections.abc import Hashable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from sentiment_abm.engine.day import World
from sentiment_abm.engine.layout import Layout
from sentiment_abm.engine.state import LANES, OWN
from sentiment_abm.psychology.belief import kept
from sentiment_abm.psychology.mind import Mind, Person
from sentiment_abm.psychology.mood import Mood
from sentiment_abm.spec import InputError, nearest

MEMORIES = {
    "belief_memory": "belief_keeps",
    "trust_memory": "trust_keeps",
    "feeling_memory": "affect_keeps",
    "stress_memory": "stress_keeps",
}
"""Parameters in days that a citizen may have of its own, and the share kept for a day that each becomes."""

LEAST = 1e-3  # of a capacity and of a memory: both divide
_TRAITS = tuple(name for name in Person._fields if not name.endswith("_keeps"))
COLUMNS = (*Mind._fields, *_TRAITS, *MEMORIES, "known")
_LIMITS = {
    "trust_kept": (0, np.inf), "trust_broken": (0, np.inf), "trust_scar": (0, np.inf), "stress": (0, np.inf),
    "waiting": (-2, np.inf), "hype": (0, np.inf), "capacity": (LEAST, np.inf), "patience": (0, np.inf),
    "reach": (0, 1), "prior_kept": (0, np.inf), "prior_broken": (0, np.inf), "known": (0, 1), "mood": (0, 2),
    **dict.fromkeys(MEMORIES, (LEAST, np.inf)),
}  # fmt: skip
_WHOLE = ("mood", "known", "waiting")
_INFINITE_ALLOWED = {"capacity", *MEMORIES}
_MOODS = {mood.name.lower(): int(mood) for mood in Mood}


class Start:
    """Checked columns of a first state, each a number or an array by node order."""

    def __init__(self, given: Mapping[str, object], labels: Sequence[Hashable], has_news: bool) -> None:
        problems: list[str] = []
        self._columns: dict[str, Any] = {}
        for name, value in given.items():
            if name not in COLUMNS:
                problems.append(f"start: unknown column '{name}'{nearest(name, COLUMNS)}")
                continue
            try:
                self._columns[name] = _column(name, value, labels)
            except ValueError as error:
                problems.append(f"start: {name} {error}")
        if "known" in given and not has_news:
            problems.append("start: known is given, but the scenario has no news to know")
        if problems:
            raise InputError(problems)
        # Belief starts at the prior unless it is given a value of its own.
        if "prior" in self._columns:
            self._columns.setdefault("belief", self._columns["prior"])

    @property
    def digest(self) -> str | None:
        """A hash of the columns given, None without any."""
        if not self._columns:
            return None
        found = blake2b(digest_size=16)
        for name, column in sorted(self._columns.items()):
            found.update(name.encode() + column.tobytes())
        return found.hexdigest()

    @property
    def has_moods(self) -> bool:
        """Whether the moods are given, so that none is drawn."""
        return "mood" in self._columns

    @property
    def known(self) -> int:
        """How many learned the first item on the day before the start."""
        return int(self._columns["known"].sum()) if "known" in self._columns else 0

    @property
    def has_traits(self) -> bool:
        """Whether traits are given that the citizens of a segment otherwise share."""
        return any(name in MEMORIES or (name in _TRAITS and name not in OWN) for name in self._columns)

    def apply(self, world: World, place: Layout) -> None:
        """Write the columns into everybody's mind and person, padding included."""
        for name, column in self._columns.items():
            by_position = column[place.number].reshape(-1, LANES)
            if name == "known":
                world.blocks["known"] |= by_position
            elif name in Mind._fields:
                world.blocks["mind"][name] = by_position
            elif name in MEMORIES:
                world.shared[MEMORIES[name]] = _kept(by_position)
            elif name in OWN:
                world.blocks["own"][name] = by_position
            else:
                world.shared[name] = by_position

    def show_known(self, learned: Any, place: Layout) -> None:
        """Those who learned the first item yesterday can tell it today."""
        if "known" in self._columns:
            learned[place.position] = self._columns["known"]


def _column(name: str, value: Any, labels: Sequence[Hashable]) -> Any:
    """One column, int64 or float64 [people]; raises ValueError that says what is wrong with it."""
    people = len(labels)
    if isinstance(value, pd.Series):
        # pandas users expect labels to count, not positions.
        given = dict(value.items())
        if missing := [label for label in labels if label not in given]:
            raise ValueError(f"has no value for citizen {missing[0]!r}; a Series goes by node labels")
        value = [given[label] for label in labels]
    if name == "mood":
        value = [_MOODS.get(mood, mood) if isinstance(mood, str) else mood for mood in np.atleast_1d(value).tolist()]
    try:
        column = np.asarray(value, float)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a number or an array of numbers") from None
    if column.ndim > 1 or column.size not in (1, people):
        raise ValueError(f"has {column.size} values, not one for each of {people} citizens")
    low, high = _LIMITS.get(name, (-np.inf, np.inf))
    bad = ~((column >= low) & (column <= high)) | (np.isinf(column) & (name not in _INFINITE_ALLOWED))
    if bad.any():
        raise ValueError(f"{column[bad].flat[0].item()!r} is outside {low:g}…{high:g}")
    kind = np.int64 if name in ("mood", "known") else np.float64
    if name in _WHOLE and (column % 1 != 0).any():
        raise ValueError(f"{column[column % 1 != 0].flat[0].item()!r} is not a whole number")
    return np.broadcast_to(column.astype(kind), people)


def _kept(memory: Any) -> Any:
    """Share kept for a day, through the rule itself, once per distinct memory."""
    distinct, inverse = np.unique(memory, return_inverse=True)
    return np.array([kept(float(tau)) for tau in distinct])[inverse].reshape(memory.shape)
