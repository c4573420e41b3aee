"""The answer of a sweep in a few sentences: which settings move the outcomes, how far, and where the extremes are."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from sentiment_abm.analysis.contrast import Contrast
from sentiment_abm.charts.quantities import setting
from sentiment_abm.charts.sweep_words import plain
from sentiment_abm.report.answer import FEW, UNITS
from sentiment_abm.report.effects import Effect
from sentiment_abm.report.measures import HOPE_PEAK, NET, POINTS, TRUST, Measure
from sentiment_abm.report.numbers import MISSING, counted, listed, number, span
from sentiment_abm.report.points import meaning, place_text

TOLD = (NET, HOPE_PEAK, TRUST)  # each has a sentence of its own
MOST_NAMED = 4  # settings that a sentence names beside the first
MOST_PLACED = 4  # settings that the place of a point is told with


def sentences(
    found: Sequence[Effect], order: Mapping[Measure, Sequence[str]], days: int, remark: Callable[[Measure, str], str]
) -> Iterator[str]:
    """What moves the outcomes: a sentence for each, and one for the other settings of the first.

    `order` has the settings of each measure, those first that matter most; `remark` adds to what a setting does.
    """
    for measure, names in order.items():
        mine = [each for each in found if each.of == measure.column]
        known = [name for name in names if any(each.setting == name for each in mine)]
        if known:
            top = [each for each in mine if each.setting == known[0]]
            change = f"{_changes(measure, top)}{_share(top, len(known)) or remark(measure, known[0])}"
            yield _moved(measure, mine, known, days, change)
        if measure is NET and len(known) > 1:
            yield from _others([each for each in mine if each.setting != known[0]], known[1:])


def extremes(table: pd.DataFrame, names: Sequence[str], rivals: int | None, wanted: int) -> str:
    """Where net sentiment is highest and lowest, among the points that the design has (`wanted`).

    `rivals` is how many of them cannot be told from the best one; None if that is not known.
    """
    several, left = len(set(table["case"])) > 1, len(names) - MOST_PLACED
    more = f" (and {counted(left, 'more setting')}, see the points)" if left > 0 else ""
    ends = []
    for row in (table.iloc[0], table.iloc[-1]):
        low, high = (float(row[f"{NET.column}{end}"]) * NET.factor for end in ("_low95", "_high95"))
        amount = _amount(NET, float(row[NET.column]) * NET.factor, low, high)
        where = place_text(row.to_dict(), names[:MOST_PLACED], row["case"] if several else "")
        ends.append(f"{amount} with {where}{more}")
        more = ""
    done = f"{len(table):,} of {wanted:,} points that have finished runs"
    among = f"all {counted(wanted, 'point')}" if len(table) == wanted else f"the {done}"
    text = f"Of {among}, net sentiment is highest at {ends[0]}; it is lowest at {ends[1]}."
    if rivals is None:
        return text
    others = len(table) - 1
    if rivals == others:
        return f"{text} But these runs cannot tell any other point from the highest one."
    return f"{text} {rivals:,} of the other {others:,} cannot be told from the highest one." if rivals else text


def compared(contrasts: Sequence[tuple[Measure, Contrast]]) -> str:
    """How the cases differ on average over all points; empty for a single case."""
    parts = []
    for measure, found in contrasts:
        if measure is NET and found.n:
            values = (found.estimate * measure.factor, found.low * measure.factor, found.high * measure.factor)
            parts.append((f"by {_amount(measure, *values)} in “{found.b}”", not found.low <= 0.0 <= found.high))
    if not parts:
        return ""
    first = f"Averaged over all points, net sentiment differs from that in “{contrasts[0][1].a}”"
    more = f" ({counted(len(parts) - MOST_NAMED, 'more case')} in the table)" if len(parts) > MOST_NAMED else ""
    return f"{first} {_doubted(parts[:MOST_NAMED])}{more}."


def _doubted(parts: Sequence[tuple[str, bool]]) -> str:
    """Changes in a sentence, each with whether it is sure; of those that are not it is said."""
    if len(parts) > 1 and not any(is_sure for _, is_sure in parts):
        which = "both" if len(parts) == 2 else "all"
        return f"{listed([text for text, _ in parts])}, {which} of which may be no difference"
    return listed([text if is_sure else f"{text}, which may be no difference" for text, is_sure in parts])


def _moved(measure: Measure, found: Sequence[Effect], order: Sequence[str], days: int, change: str) -> str:
    """What moves a measure most."""
    title, what = _title(measure, days), name_of(order[0])
    if all(math.isnan(each.low) for each in found):
        return f"{title} is moved most by {what}: {change}; single runs give no interval."
    if any(each.is_sure for each in found):
        return f"{title} is moved {'most ' if len(order) > 1 else ''}by {what}: {change}."
    if len(order) == 1:
        return f"{what[:1].upper()}{what[1:]} does not move {plain(title)} by more than chance may: {change}."
    none = f"None of the {len(order)} settings moves {plain(title)} by more than chance may."
    return f"{none} The largest part has {what}: {change}."


def _others(found: Sequence[Effect], order: Sequence[str]) -> Iterator[str]:
    """Which of the other settings move net sentiment for sure, and which may not."""
    by_name = {name: [each for each in found if each.setting == name] for name in order}
    sure = [name for name, mine in by_name.items() if any(each.is_sure for each in mine)]
    known = [name for name, mine in by_name.items() if not any(math.isnan(each.low) for each in mine)]
    unsure = [name for name in known if name not in sure]
    parts = []
    if sure:
        named = _some([f"{name_of(name)}, {_changes(NET, by_name[name], brief=True)}" for name in sure])
        last = f" and {named.pop()}" if len(sure) > MOST_NAMED else ""
        parts.append(f"Beyond chance, too: {'; '.join(named)}{last}.")
    if unsure:
        parts.append(
            f"Between the ends of {listed(_some([*map(name_of, unsure)]))} no difference can be told from chance."
        )
    if parts:
        yield " ".join(parts)


def _some(parts: list[str]) -> list[str]:
    """A few of many."""
    return parts if len(parts) <= MOST_NAMED else [*parts[:MOST_NAMED], f"{len(parts) - MOST_NAMED} more"]


def _changes(measure: Measure, found: Sequence[Effect], *, brief: bool = False) -> str:
    """By how much a measure changes from one end of a setting to the other, case by case."""
    parts: list[tuple[str, bool]] = []
    ends = ("", "")
    for each in _few_cases(found):
        amount = _amount(measure, *(value * measure.factor for value in (each.estimate, each.low, each.high)))
        way = "" if ends == (each.start, each.end) else _ends(each)
        ends = each.start, each.end
        where = f" in “{each.case}”" if len(found) > 1 else ""
        told = [amount, way] if brief else [way, f"{'' if parts else 'it changes '}by {amount}"]
        parts.append((f"{' '.join(filter(None, told))}{where}", each.is_sure or math.isnan(each.low)))
    return _doubted(parts)


def _few_cases(found: Sequence[Effect]) -> list[Effect]:
    """The effects in the cases that a sentence names: of many the first, and those with the extremes."""
    if len(found) <= FEW:
        return [*found]
    order = sorted(found, key=lambda each: each.estimate)
    return [each for each in found if each in (found[0], order[0], order[-1])]


def _amount(measure: Measure, estimate: float, low: float, high: float) -> str:
    """A change, or a signed value, with its interval."""
    digits = max(measure.digits, 1)
    unit = f"\xa0{UNITS[POINTS]}" if measure.factor == 100 else ""
    interval = span(low, high, digits, signed=True)
    return f"{number(estimate, digits, signed=True)}{unit}{'' if interval == MISSING else f' ({interval})'}"


def _share(found: Sequence[Effect], settings: int) -> str:
    """How much of the variance between points goes with a setting alone."""
    shares = [100.0 * each.share for each in found]
    if settings < 2 or any(math.isnan(share) for share in shares):
        return ""
    low, high = (f"{number(end, 0)}" for end in (min(shares), max(shares)))
    return f"; {low if low == high else f'{low} to {high}'}\xa0% of the variance between points goes with it alone"


def _title(measure: Measure, days: int) -> str:
    if measure is NET:
        return f"Net sentiment (hope minus disappointment, mean over {counted(days, 'day')})"
    return measure.title if measure is TRUST else f"The {plain(measure.title)}"


def name_of(name: str) -> str:
    """A setting in a sentence: what it means, and its name in studies.

    >>> name_of("scenario.hype")
    'size of the promise (scenario.hype)'
    """
    words = meaning(name)
    return name if words == name else f"{words} ({name})"


def _ends(effect: Effect) -> str:
    """The two values of a setting, with their unit."""
    unit = setting(effect.setting).unit
    words = [
        f"“{end}”" if end[:1].isalpha() and end not in ("true", "false") else end for end in (effect.start, effect.end)
    ]
    return f"from {words[0]} to {words[1]}" + (f"\xa0{unit}" if unit else "")
