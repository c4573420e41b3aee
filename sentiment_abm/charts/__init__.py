"""Charts: take tables (a Run, loaded Results, or a DataFrame), return a matplotlib Figure, never simulate."""

from sentiment_abm.charts.adequacy import adequacy
from sentiment_abm.charts.alluvial import alluvial
from sentiment_abm.charts.attribution import attribution
from sentiment_abm.charts.citizen import citizen
from sentiment_abm.charts.curves import curves
from sentiment_abm.charts.differences import differences
from sentiment_abm.charts.fit import fit
from sentiment_abm.charts.flows import flows
from sentiment_abm.charts.heat_map import heat_map
from sentiment_abm.charts.loop import loop
from sentiment_abm.charts.moods import moods
from sentiment_abm.charts.network import network
from sentiment_abm.charts.news import news
from sentiment_abm.charts.phase_diagram import phase_diagram
from sentiment_abm.charts.posterior import posterior, prior_posterior
from sentiment_abm.charts.segments import segments
from sentiment_abm.charts.sensitivity import sensitivity
from sentiment_abm.charts.states import states
from sentiment_abm.charts.who import who

__all__ = [
    "adequacy",
    "alluvial",
    "attribution",
    "citizen",
    "curves",
    "differences",
    "fit",
    "flows",
    "heat_map",
    "loop",
    "moods",
    "network",
    "news",
    "phase_diagram",
    "posterior",
    "prior_posterior",
    "segments",
    "sensitivity",
    "states",
    "who",
]
