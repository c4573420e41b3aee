"""The answer in three sentences: net sentiment, the peak of hope, and when disappointment overtook it."""

from collections.abc import Sequence
from datetime import date
from math import isnan

from sentiment_abm.analysis.contrast import Contrast
from sentiment_abm.charts.dates import day_label
from sentiment_abm.report.measures import DISILLUSION, HOPE_PEAK, HOPE_PEAK_DAY, NET, PERCENT, POINTS, Measure, Outcome
from sentiment_abm.report.numbers import MISSING, counted, listed, number, span

UNITS = {POINTS: "points", PERCENT: "% of people"}
FEW = 3  # sentences name so many cases; of more, the first and the extremes


def sentences(
    outcomes: Sequence[Outcome], contrasts: Sequence[tuple[Measure, Contrast]], days: int, start: date | None
) -> list[str]:
    """Three sentences with their intervals, and the paired differences from the first case."""
    cases = _named(outcomes)
    found = {(o.measure.column, o.case): o for o in outcomes}
    net = [f"{_amount(found[NET.column, case])}{_place(case, cases)}" for case in cases]
    peaks = [_peak(found[HOPE_PEAK.column, case], found[HOPE_PEAK_DAY.column, case], start, cases) for case in cases]
    over = f"Over {counted(days, 'day')}, net sentiment (hope minus disappointment) averaged {listed(net)}"
    turns = _turns([found[DISILLUSION.column, case] for case in cases], start, cases)
    # Where it did not happen in every run, the pairs in which it happened twice are no fair sample of all pairs.
    always = all(found[DISILLUSION.column, case].known == found[DISILLUSION.column, case].runs for case in cases)
    compared_turns = _compared(DISILLUSION, contrasts, cases) if always else ""
    return [
        f"{over}{_compared(NET, contrasts, cases)}.",
        f"Hope peaked at {listed(peaks)}{_compared(HOPE_PEAK, contrasts, cases)}.",
        f"Disappointment {turns}{compared_turns}.",
    ]


def method(outcomes: Sequence[Outcome]) -> str:
    """What the brackets in the sentences mean."""
    runs = [o.runs for o in outcomes]
    if max(runs) < 2:
        return "Each case was run once, so there are no ranges: the numbers contain the chance of that one run."
    low, high = min(runs), max(runs)
    number_of = counted(high, "replicate") if low == high else f"{low} to {counted(high, 'replicate')}"
    return (
        f"Medians; in brackets the range of the middle 95 % of {number_of} of each case. "
        "Differences are means of differences within replicates, in brackets their 95 % interval (BCa bootstrap)."
    )


def _named(outcomes: Sequence[Outcome]) -> list[str]:
    """The cases that the sentences name."""
    net = [o for o in outcomes if o.measure is NET]
    if len(net) <= FEW:
        return [o.case for o in net]
    ranked = sorted(net, key=lambda o: (isnan(o.median), o.median))
    wanted = {net[0].case, ranked[0].case, ranked[-1].case}
    return [o.case for o in net if o.case in wanted]


def _place(case: str, cases: Sequence[str]) -> str:
    return f" in “{case}”" if len(cases) > 1 else ""


def _amount(o: Outcome) -> str:
    """A median with its unit and range."""
    text = f"{number(o.median, o.measure.digits, signed=o.measure.signed)}\xa0{UNITS[o.measure.unit]}"
    return text + _bracket(span(o.low, o.high, o.measure.digits, signed=o.measure.signed))


def _bracket(text: str) -> str:
    return "" if text == MISSING else f" ({text})"


def _peak(height: Outcome, day: Outcome, start: date | None, cases: Sequence[str]) -> str:
    return f"{_amount(height)} around {_day(day.median, start)}{_place(height.case, cases)}"


def _turns(days: Sequence[Outcome], start: date | None, cases: Sequence[str]) -> str:
    """When disappointment overtook hope, in how many of the runs, and where it never did."""
    parts = []
    always = all(o.known == o.runs for o in days)
    for o in days:
        if o.known:
            ends = " to ".join(_day(day, start, year=False) for day in (o.low, o.high) if not isnan(day))
            often = "" if always else f", in {o.known} of {counted(o.runs, 'run')}"
            parts.append(f"on {_day(o.median, start)}{_bracket(ends or MISSING)}{_place(o.case, cases)}{often}")
    never = [f"“{o.case}”" for o in days if not o.known]
    if not parts:
        return "never outnumbered hope"
    return f"first outnumbered hope {listed(parts)}" + (f", and never in {listed(never)}" if never else "")


def _day(day: float, start: date | None, *, year: bool = True) -> str:
    """A day by its date where there is one."""
    return day_label(round(day), start, year=year).replace(" ", "\xa0")


def _compared(measure: Measure, contrasts: Sequence[tuple[Measure, Contrast]], cases: Sequence[str]) -> str:
    """The paired differences of one measure, as the end of its sentence."""
    parts = []
    for of, contrast in contrasts:
        if of is measure and contrast.b in cases and contrast.n:
            digits = max(of.digits, 1)
            mean, low, high = (value * of.factor for value in (contrast.estimate, contrast.low, contrast.high))
            text = f"{number(mean, digits, signed=True)}\xa0{'days' if of.unit == 'day' else 'points'}"
            interval = _bracket(span(low, high, digits, signed=True))
            parts.append(f"“{contrast.b}” differs from “{contrast.a}” by {text}{interval}")
    return f"; paired by replicate, {listed(parts)}" if parts else ""
