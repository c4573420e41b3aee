"""Which engine runs: the compiled one, unless a citizen has a rule of its own."""

import warnings

from sentiment_abm.engine.citizen import Citizen
from sentiment_abm.spec import InputError, nearest

RULES = ("morning", "learns", "announcement", "signal", "outcome", "evening", "reflect", "commit", "mind", "person")


class EngineNotice(UserWarning):
    """Says which engine runs when it is not the one asked for."""


def engine_for(citizen: type[Citizen], engine: str | None) -> str:
    """The engine that can run these citizens; InputError for an engine that is none."""
    if engine not in (None, "compiled", "mesa"):
        raise InputError([f"unknown engine {engine!r}: compiled or mesa"])
    for name in vars(citizen):
        if callable(getattr(citizen, name)) and not hasattr(Citizen, name) and (hint := nearest(name, RULES)):
            warnings.warn(f"{citizen.__name__}.{name} overrides nothing{hint}", EngineNotice, stacklevel=3)
    own = [name for name in RULES if getattr(citizen, name) is not getattr(Citizen, name)]
    if own and engine != "mesa":
        what = f"{citizen.__name__} overrides {', '.join(own)}: running on the Mesa engine"
        warnings.warn(what, EngineNotice, stacklevel=3)
        return "mesa"
    return engine or "compiled"
