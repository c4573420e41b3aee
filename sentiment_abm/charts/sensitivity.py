"""The chart of a sensitivity analysis that suits its design."""

from sentiment_abm.analysis.sensitivity import Sensitivity
from sentiment_abm.charts.chart import Chart
from sentiment_abm.charts.morris_plane import morris_plane
from sentiment_abm.charts.sobol_bars import sobol_bars
from sentiment_abm.charts.tornado import tornado

CHARTS = {"sobol": sobol_bars, "morris": morris_plane}


def sensitivity(found: Sensitivity, *, width: str = "double") -> Chart:
    """Bars of indices for the design "sobol", the plane of Morris for "morris", a tornado for a grid or a list.

    `found` is what :func:`~sentiment_abm.analysis.sensitivity.sensitivity` gives; `width` is "single" (89 mm), "double"
    (183 mm) or "slide" (16:9).  Raises InputError for an unknown width.
    """
    return CHARTS.get(found.design, tornado)(found, width=width)
