"""Means of an outcome in the groups of one or two settings: the tidy table behind a map or a family of lines."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from sentiment_abm.analysis.response import response
from sentiment_abm.charts.groups import Groups
from sentiment_abm.charts.swept import Swept
from sentiment_abm.spec import InputError

MOST_PANELS = 8
COUNTS = ["units", "points", "runs"]


class Shown(NamedTuple):
    """What a chart of a sweep shows: the runs, and the groups of the settings on its axes, the horizontal one first."""

    told: Swept
    groups: Mapping[str, Groups]

    @property
    def names(self) -> tuple[str, ...]:
        """The settings."""
        return tuple(self.groups)

    @property
    def panels(self) -> tuple[str, ...]:
        """The cases, one panel each; one panel without name if cases are not kept apart."""
        return self.told.panels or ("",)

    @property
    def binned(self) -> bool:
        """Whether any setting is in bins."""
        return any(groups.binned for groups in self.groups.values())

    @property
    def unit(self) -> str:
        """The column of independent observations: points that were sampled, if means are over several of them."""
        return "point" if self.told.sampled and self._has_several else "replicate"

    @property
    def _has_several(self) -> bool:
        """Whether the means are over more than one point."""
        places = [groups.of for groups in self.groups.values()]
        return bool(self.told.runs.groupby(places)["point"].nunique().max() > 1)

    def check_panels(self) -> "Shown":
        """Itself; InputError if there are too many cases to look at."""
        if (many := len(self.panels)) > MOST_PANELS:
            raise InputError([f"cases: {many} cases are too many for one chart, choose up to {MOST_PANELS}"])
        return self


class Table(NamedTuple):
    """The means: `tidy` is what is published, and `places` has, row by row, the panel and the group of each setting."""

    tidy: pd.DataFrame
    places: pd.DataFrame

    def panel(self, k: int) -> "Table":
        """The rows of one panel."""
        mine = self.places["panel"].to_numpy() == k
        return Table(self.tidy[mine], self.places[mine])


def means(shown: Shown, *, whole: bool = False) -> Table:
    """The mean in every group that has runs; `whole`: in every combination of groups, NaN in those without.

    The tidy table has the columns case (with several panels), the settings (see :meth:`Groups.columns`), of, mean,
    low95, high95, units (see :func:`~sentiment_abm.analysis.response.response`), points, runs.
    """
    told, panels = shown.told, list(shown.panels)
    keys = ["panel", *(f"place {name}" for name in reversed(shown.names))]
    placed = {f"place {name}": groups.of for name, groups in shown.groups.items()}
    runs = told.runs.assign(panel=told.runs["case"].map(panels.index) if told.panels else 0, **placed)
    found = response(runs, told.of, keys, [shown.unit]).set_index(keys)
    found["points"] = runs.groupby(keys)["point"].nunique()
    if whole:
        spans = [range(len(panels)), *(range(len(shown.groups[name])) for name in reversed(shown.names))]
        found = found.reindex(pd.MultiIndex.from_product(spans, names=keys))
        found[COUNTS] = found[COUNTS].fillna(0).astype(int)
    found = found.reset_index()
    labels: dict[str, object] = {"case": [panels[k] for k in found["panel"]]} if told.panels else {}
    for name, groups in shown.groups.items():
        labels |= groups.columns(name, found[f"place {name}"].to_numpy())
    tidy = pd.DataFrame(
        {**labels, "of": told.of, **{name: found[name] for name in ("mean", "low95", "high95", *COUNTS)}}
    )
    places = found[keys].rename(columns=lambda name: name.removeprefix("place "))
    return Table(tidy, places)
