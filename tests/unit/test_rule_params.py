"""The parameters are those of MODEL.md section 5: names, defaults, ranges, and what switches everything off."""

import math

import pytest

from sentiment_abm.psychology.params import OFF, Params
from sentiment_abm.spec import build, declared, flat

INFINITE = math.inf

# name: default, low, high; transcribed from the table of the model
TABLE = {
    "belief.claim": (math.log(7 / 3), 0, 2),
    "belief.evidence": (1.5, 0, 4),
    "belief.prior": (-1.1, -3, 1),
    "belief.prior_sd": (0.5, 0, 2),
    "belief.memory": (30, 7, INFINITE),
    "belief.optimism": (0, -0.5, 0.5),
    "belief.confirmation": (0, -0.5, 0.5),
    "talk.weight": (0.05, 0, 1),
    "talk.bound": (INFINITE, 0.1, INFINITE),
    "talk.retell": (0.15, 0, 1),
    "talk.include_self": (False, 0, 1),
    "trust.prior_kept": (2, 0, 20),
    "trust.prior_broken": (3, 0, 20),
    "trust.rate": (1, 0, 3),
    "trust.asymmetry": (2, 1, 5),
    "trust.memory": (365, 30, INFINITE),
    "trust.scar": (0.5, 0, 1),
    "trust.discount": (0.5, 0, 1),
    "feeling.loss_aversion": (1.955, 1, 2.5),
    "feeling.anticipation": (1.5, 0, 3),
    "feeling.surprise": (1, 0, 3),
    "feeling.memory": (12, 3, 70),
    "patience.rate": (0.05, 0, 0.5),
    "patience.spread": (0.5, 0, 2),
    "patience.stress": (0.5, 0, 2),
    "patience.write_off": (0.1, 0, 1),
    "patience.write_off_weight": (1, 0, 1),
    "attention.capacity": (4, 1, INFINITE),
    "attention.spread": (0.3, 0, 2),
    "attention.reach": (0.66, 0, 1),
    "attention.stress_cost": (0.25, 0, 1),
    "attention.negativity": (1.5, 1, 3),
    "attention.gist": (True, 0, 1),
    "attention.coverage_decay": (3.5, 1, 14),
    "stress.memory": (14, 3, 90),
    "stress.updating": (6, 0, 20),
    "stress.uncertainty": (0.5, 0, 5),
    "stress.overload": (1, 0, 5),
    "mood.spontaneous_hope": (0.01, 0, 1),
    "mood.spontaneous_skepticism": (0.01, 0, 1),
    "mood.spontaneous_disappointment": (0.01, 0, 1),
    "mood.conviction": (0.1, 0, 0.5),
    "mood.distrust": (0.05, 0, 0.5),
    "mood.affect": (0.15, 0, 1),
    "mood.frustration": (0.08, 0, 1),
    "mood.exhaustion": (0.01, 0, 0.1),
    "mood.allowed.from_hope.skepticism": (1, 0, 1),
    "mood.allowed.from_hope.disappointment": (1, 0, 1),
    "mood.allowed.from_skepticism.hope": (1, 0, 1),
    "mood.allowed.from_skepticism.disappointment": (1, 0, 1),
    "mood.allowed.from_disappointment.hope": (1, 0, 1),
    "mood.allowed.from_disappointment.skepticism": (1, 0, 1),
    "contagion.rate_hope": (0.03, 0, 100),
    "contagion.rate_skepticism": (0.03, 0, 100),
    "contagion.rate_disappointment": (0.04, 0, 100),
    "contagion.threshold": (0, 0, 1),
    "clutter.rate": (4, 0, 20),
    "clutter.branching": (0.4, 0, 0.8),
    "clutter.memory": (math.exp(-1 / 3.5), 0, 1),
}

# Section 5, the sentence on `sa.OFF`; whatever is not here keeps its default.
SWITCHED_OFF = {
    0: "mood.spontaneous_hope mood.spontaneous_skepticism mood.spontaneous_disappointment mood.conviction mood.distrust"
    " mood.affect mood.frustration mood.exhaustion contagion.rate_hope contagion.rate_skepticism"
    " contagion.rate_disappointment contagion.threshold talk.weight talk.retell belief.claim belief.evidence"
    " belief.optimism belief.confirmation trust.rate trust.scar feeling.anticipation feeling.surprise patience.rate"
    " patience.write_off patience.stress stress.updating stress.uncertainty stress.overload attention.stress_cost"
    " attention.gist belief.prior_sd patience.spread attention.spread clutter.rate clutter.branching",
    1: "attention.reach attention.negativity",
    INFINITE: "belief.memory trust.memory attention.capacity",
}


def test_every_parameter_of_the_model_is_declared_and_no_other():
    assert {item.name for item in declared(Params)} == set(TABLE)


@pytest.mark.parametrize("item", list(declared(Params)), ids=lambda item: item.name)
def test_defaults_and_ranges_are_those_of_the_model(item):
    default, low, high = TABLE[item.name]
    assert item.default == pytest.approx(default, rel=1e-15)
    assert (item.spec.low, item.spec.high) == (low, high)
    assert item.type is type(item.default)
    assert isinstance(default, bool) == (item.type is bool)
    assert low <= item.default <= high


def test_off_is_what_the_model_calls_off():
    assert {name: value for value, names in SWITCHED_OFF.items() for name in names.split()} == OFF


def test_off_is_allowed_where_a_range_ends():
    """Every value of OFF can be given by a user, so that a mechanism can be switched on alone."""
    ranges = {item.name: item.spec for item in declared(Params)}
    assert all(ranges[name].low <= value <= ranges[name].high for name, value in OFF.items())
    assert flat(build(Params, OFF)) == flat(Params()) | OFF
