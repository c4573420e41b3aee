"""The words of charts of sweeps: what is averaged over what, how it was binned, and what is left out."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sentiment_abm.charts.captions import NOT_A_FORECAST, SHORT, counted
from sentiment_abm.charts.means import Shown, Table
from sentiment_abm.charts.quantities import WAVES, outcome, setting

GAPS = "Hatched: no finished run."
BORDER = "The black line divides means below 0 from the others."
IN_DATA = "the 95\xa0% intervals are in the data"


def plain(title: str) -> str:
    """A title inside a sentence.

    >>> plain("Trust lost")
    'trust lost'
    """
    return title[:1].lower() + title[1:]


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a sentence, at most so many.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=1)
    ('a, b and c', 'a and 2 more')
    """
    shown = [*names] if len(names) <= most else [*names[:most], f"{len(names) - most} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def caption(shown: Shown, by: str, how: str, *more: str) -> str:
    """A whole caption: the outcome `by` what, how means were made, remarks, and the last word."""
    told = shown.told
    of = outcome(told.of)
    meaning = f"{told.of}: {of.meaning}." if told.of in WAVES else ""
    title = f"{of.title}," if "," in of.title else of.title
    parts = [f"{title} {by}.", meaning, binning(shown), how, others(shown), *told.lacking, *more, NOT_A_FORECAST]
    return " ".join(filter(None, parts))


def note(shown: Shown, how: str, *more: str) -> str:
    """The same in short, printed on the chart itself."""
    return " ".join(filter(None, [how, others(shown), *shown.told.lacking, *more, SHORT]))


def label(name: str) -> str:
    """The name of a setting inside a sentence."""
    return plain(setting(name).label)


def replicates(shown: Shown) -> str:
    """How many runs there are of each point: "8 replicates", "1 run"."""
    return counted([int(n) for n in shown.told.runs.groupby("point")["replicate"].nunique().unique()])


def binning(shown: Shown) -> str:
    """How settings were put in bins; empty where none was."""
    ways = [f"{len(groups)} bins of {setting(name).meaning}" for name, groups in shown.groups.items() if groups.binned]
    if not ways:
        return ""
    points = f"The {shown.told.points:,} points ({replicates(shown)} each)"
    return f"{points} are in {listed(ways)}, with about equally many in each."


def others(shown: Shown) -> str:
    """What else varies, and what that means for the means; empty where nothing does."""
    if not shown.told.others:
        return ""
    names = listed([setting(name).meaning for name in shown.told.others])
    return f"Means are also over {'what else was sampled' if shown.told.sampled else 'all values of'}: {names}."


def intervals(shown: Shown, table: Table, form: str) -> str:
    """What means are of, and what `form` ("bands", "bars" or nothing) says about them."""
    units = table.tidy["units"].to_numpy()[table.tidy["units"].to_numpy() > 0]
    low, high = int(np.min(units)), int(np.max(units))
    if high == 1:
        return "Means of 1 run each, so there is no interval for the play of chance."
    count = f"{low}" if low == high else f"{low}–{high}"
    unit = "sampled points" if shown.unit == "point" else "replicates"
    what = f"{form} are 95\xa0% intervals of the mean (Student's t)" if form else IN_DATA
    return f"Means of {count} {unit}; {what}."


def common_luck(shown: Shown, form: str) -> list[str]:
    """What common random numbers mean for intervals that are drawn."""
    if shown.unit == "point" or not form or shown.told.runs["replicate"].nunique() < 2:
        return []
    # What happens to all places alike is in every band, and in no difference.
    return [f"All places share the luck of a replicate, so differences between them are surer than the {form}."]


def scales(shown: Shown, *, cells: bool) -> Iterator[str]:
    """Remarks on axes: logarithmic ones, and steps that are drawn equally wide but are not."""
    for name, groups in [*shown.groups.items()][: 2 if cells else 1]:  # colors are no axis
        if groups.named:
            continue
        if groups.log and (groups.binned or not cells):
            yield f"The scale of {setting(name).meaning} is logarithmic."
        elif cells and not groups.binned and not groups.is_even:
            yield f"Steps of {setting(name).meaning} are drawn equally wide but are not."


def map_in_words(shown: Shown, table: Table) -> str:
    """A map for readers who cannot see it: where it is lowest and highest, panel by panel."""
    known, (x, y) = outcome(shown.told.of), shown.names
    parts = [
        f"Map of {plain(known.title)} ({known.unit}) by {setting(x).meaning} (across) and {setting(y).meaning} (up)."
    ]
    for k, case in enumerate(shown.panels):
        rows = table.panel(k)
        values = rows.tidy["mean"].to_numpy(dtype=np.float64) * known.factor
        if np.isnan(values).all():
            continue
        ends = [
            f"{word} {values[row]:.3g} at {_place(shown, rows, x, row)} across and {_place(shown, rows, y, row)} up"
            for word, row in (("lowest", np.nanargmin(values)), ("highest", np.nanargmax(values)))
        ]
        parts.append(f"{case + ': ' if case else ''}{', '.join(ends)}.")
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", " ".join(parts))


def lines_in_words(shown: Shown, table: Table) -> str:
    """A family of lines for readers who cannot see it: where each begins and ends."""
    known, (x, *by) = outcome(shown.told.of), shown.names
    parts = [f"Line chart of {plain(known.title)} ({known.unit}) by {setting(x).meaning}."]
    for k, case in enumerate(shown.panels):
        rows = table.panel(k)
        for line in range(len(shown.groups[by[0]]) if by else 1):
            at = np.flatnonzero(rows.places[by[0]] == line) if by else np.arange(len(rows.places))
            if not len(at):
                continue
            ends = [
                f"{rows.tidy['mean'].iloc[row] * known.factor:.3g} at {_place(shown, rows, x, row)}"
                for row in (at[0], at[-1])
            ]
            name = ", ".join(filter(None, [case, shown.groups[by[0]].labels[line] if by else ""]))
            parts.append(f"{name + ': ' if name else ''}from {ends[0]} to {ends[1]}.")
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", " ".join(parts))


def _place(shown: Shown, rows: Table, name: str, row: np.integer[Any]) -> str:
    return shown.groups[name].labels[int(rows.places[name].iloc[int(row)])]
