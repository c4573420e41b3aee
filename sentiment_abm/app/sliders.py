"""Sliders of the dashboard, made from the declarations of the parameters."""

from typing import Any

from sentiment_abm.app.played import PEOPLE, SEED, STORY
from sentiment_abm.news.shelf import scenarios
from sentiment_abm.psychology.params import Params
from sentiment_abm.spec import Declared, declared

SHOWN = (
    "trust.asymmetry", "belief.claim", "belief.evidence", "talk.weight", "talk.retell", "feeling.loss_aversion",
    "patience.rate", "attention.reach", "attention.negativity", "attention.stress_cost", "clutter.rate",
)  # fmt: skip
"""Parameters with a slider: one or two of each mechanism.  Their ranges have to be finite."""
STEPS = 100


def settings() -> dict[str, Any]:
    """Inputs by name, as `mesa.visualization` takes them."""
    found: dict[str, Any] = {
        "story": {"type": "Select", "label": "Scenario", "value": STORY, "values": list(scenarios)},
        "people": {"type": "SliderInt", "label": "Citizens", "value": PEOPLE, "min": 100, "max": 1000, "step": 50},
        "rng": {"type": "SliderInt", "label": "Seed", "value": SEED, "min": 0, "max": 100, "step": 1},
    }
    known = {item.name: item for item in declared(Params)}
    return found | {name: slider(known[name]) for name in SHOWN}


def slider(item: Declared) -> dict[str, Any]:
    """A slider over the declared range, with the declared meaning and unit, that starts at the default.

    >>> slider(next(item for item in declared(Params) if item.name == "talk.weight"))["label"]
    "weight of contacts' beliefs (1/d)"
    """
    spec = item.spec
    unit = f" ({spec.unit})" if spec.unit not in ("", "1") else ""
    return {
        "type": "SliderFloat",
        "label": f"{spec.meaning}{unit}",
        "value": float(item.default),
        "min": float(spec.low),
        "max": float(spec.high),
        "step": float(spec.high - spec.low) / STEPS,
    }
