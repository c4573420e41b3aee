"""All parameters of the model in one tree, and the values that switch every mechanism off."""

from collections.abc import Collection
from typing import NamedTuple

from sentiment_abm.psychology.attention import AttentionParams, ClutterParams
from sentiment_abm.psychology.belief import INFINITE, BeliefParams
from sentiment_abm.psychology.contagion import ContagionParams
from sentiment_abm.psychology.feeling import FeelingParams
from sentiment_abm.psychology.mood import MoodParams
from sentiment_abm.psychology.patience import PatienceParams
from sentiment_abm.psychology.stress import StressParams
from sentiment_abm.psychology.talk import TalkParams
from sentiment_abm.psychology.trust import TrustParams
from sentiment_abm.spec import declared, flat


class Params(NamedTuple):
    """All parameters of the model, in groups: named tuples of numbers that are declared where their rules are.

    What each means, its unit, range, default and sources: ``sentiment-abm params``.  Values are checked where a model
    is made of them, which raises InputError.

    >>> Params().trust.asymmetry
    2.0
    >>> Params(talk=TalkParams(weight=0.2)).talk.weight
    0.2
    """

    belief: BeliefParams = BeliefParams()
    talk: TalkParams = TalkParams()
    trust: TrustParams = TrustParams()
    feeling: FeelingParams = FeelingParams()
    patience: PatienceParams = PatienceParams()
    attention: AttentionParams = AttentionParams()
    stress: StressParams = StressParams()
    mood: MoodParams = MoodParams()
    contagion: ContagionParams = ContagionParams()
    clutter: ClutterParams = ClutterParams()


OFF: dict[str, float | bool] = {
    **{f"mood.spontaneous_{name}": 0.0 for name in ("hope", "skepticism", "disappointment")},
    **{f"mood.{name}": 0.0 for name in ("conviction", "distrust", "affect", "frustration", "exhaustion")},
    **{f"contagion.rate_{name}": 0.0 for name in ("hope", "skepticism", "disappointment")},
    "contagion.threshold": 0.0,
    "talk.weight": 0.0,
    "talk.retell": 0.0,
    "belief.memory": INFINITE,
    "belief.claim": 0.0,
    "belief.evidence": 0.0,
    "belief.optimism": 0.0,
    "belief.confirmation": 0.0,
    "belief.prior_sd": 0.0,
    "trust.rate": 0.0,
    "trust.scar": 0.0,
    "trust.memory": INFINITE,
    "feeling.anticipation": 0.0,
    "feeling.surprise": 0.0,
    "patience.rate": 0.0,
    "patience.spread": 0.0,
    "patience.stress": 0.0,
    "patience.write_off": 0.0,
    "stress.updating": 0.0,
    "stress.uncertainty": 0.0,
    "stress.overload": 0.0,
    "attention.reach": 1.0,
    "attention.capacity": INFINITE,
    "attention.spread": 0.0,
    "attention.stress_cost": 0.0,
    "attention.negativity": 1.0,
    "attention.gist": False,
    "clutter.rate": 0.0,
    "clutter.branching": 0.0,
}
"""Every mechanism off; ``{**OFF, "talk.weight": 0.5}`` switches one on."""


def behind(params: Params, own: Collection[str] = ()) -> tuple[str, ...]:
    """Keys of the sources of the parameters that act: those of a group in which something is switched on.

    A parameter that is off itself is left out; `own` are parameters that some segment has values of its own for.

    >>> from sentiment_abm.spec import build
    >>> behind(build(Params, {**OFF, "patience.rate": 0.1}))
    ('mazur1987',)
    """
    values = flat(params)
    live = {name for name in OFF if values[name] != OFF[name] or name in own}
    groups = {name.partition(".")[0] for name in live}
    acting = (item for item in declared(Params) if item.name in live or item.name not in OFF)
    return tuple(sorted({key for item in acting if item.name.partition(".")[0] in groups for key in item.spec.sources}))
