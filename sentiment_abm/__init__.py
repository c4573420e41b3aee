"""Public sentiment about peace talks as an agent-based model: hope, skepticism and disappointment as news arrives.

Nothing heavy is imported before it is used: each public name is looked up in its module on first access.
"""

import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentiment_abm import charts as charts
    from sentiment_abm.analysis.adequacy import adequacy as adequacy
    from sentiment_abm.analysis.alarms import early_warning as early_warning
    from sentiment_abm.analysis.assortativity import assortativity as assortativity
    from sentiment_abm.analysis.attribution import attribution as attribution
    from sentiment_abm.analysis.calibration import calibrate as calibrate
    from sentiment_abm.analysis.comparison import compare as compare
    from sentiment_abm.analysis.explain import explain as explain
    from sentiment_abm.analysis.hysteresis import hysteresis as hysteresis
    from sentiment_abm.analysis.hysteresis import recovery_days as recovery_days
    from sentiment_abm.analysis.regimes import phases as phases
    from sentiment_abm.analysis.regimes import tipping_line as tipping_line
    from sentiment_abm.analysis.sensitivity import sensitivity as sensitivity
    from sentiment_abm.analysis.snapshots import snapshots as snapshots
    from sentiment_abm.analysis.stored import contrast as contrast
    from sentiment_abm.analysis.who import who as who
    from sentiment_abm.engine.citizen import Citizen as Citizen
    from sentiment_abm.engine.model import SentimentModel as SentimentModel
    from sentiment_abm.engine.run import Run as Run
    from sentiment_abm.engine.simulate import simulate as simulate
    from sentiment_abm.news.item import NewsItem as NewsItem
    from sentiment_abm.news.scenario import Scenario as Scenario
    from sentiment_abm.news.shelf import scenarios as scenarios
    from sentiment_abm.news.talks import Talks as Talks
    from sentiment_abm.psychology.mood import Mood as Mood
    from sentiment_abm.psychology.params import OFF as OFF
    from sentiment_abm.psychology.params import Params as Params
    from sentiment_abm.society.segments import Segment as Segment
    from sentiment_abm.society.society import Society as Society
    from sentiment_abm.sources import cite as cite
    from sentiment_abm.spec import InputError as InputError
    from sentiment_abm.sweep.design import Sweep as Sweep
    from sentiment_abm.sweep.stopping import Stop as Stop
    from sentiment_abm.sweep.store import load as load
    from sentiment_abm.sweep.study import Study as Study

_HOME = {
    "Citizen": "engine.citizen",
    "InputError": "spec",
    "Mood": "psychology.mood",
    "NewsItem": "news.item",
    "OFF": "psychology.params",
    "Params": "psychology.params",
    "Run": "engine.run",
    "Scenario": "news.scenario",
    "Segment": "society.segments",
    "SentimentModel": "engine.model",
    "Society": "society.society",
    "Stop": "sweep.stopping",
    "Study": "sweep.study",
    "Sweep": "sweep.design",
    "Talks": "news.talks",
    "adequacy": "analysis.adequacy",
    "assortativity": "analysis.assortativity",
    "attribution": "analysis.attribution",
    "calibrate": "analysis.calibration",
    "cite": "sources",
    "compare": "analysis.comparison",
    "contrast": "analysis.stored",
    "early_warning": "analysis.alarms",
    "explain": "analysis.explain",
    "hysteresis": "analysis.hysteresis",
    "load": "sweep.store",
    "phases": "analysis.regimes",
    "recovery_days": "analysis.hysteresis",
    "scenarios": "news.shelf",
    "sensitivity": "analysis.sensitivity",
    "simulate": "engine.simulate",
    "snapshots": "analysis.snapshots",
    "tipping_line": "analysis.regimes",
    "who": "analysis.who",
}

IMPORTED = time.time()  # seconds; before any other source of the package is read
__version__ = "0.1.0"
__all__ = [*_HOME, "charts"]  # noqa: PLE0604  # the names are the keys above


def __getattr__(name: str) -> Any:
    if name == "charts":
        return import_module("sentiment_abm.charts")
    if name not in _HOME:
        raise AttributeError(f"module 'sentiment_abm' has no attribute {name!r}")
    return getattr(import_module(f"sentiment_abm.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
