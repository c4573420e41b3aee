"""The design of a sweep in words: which settings vary, over what, and how the points were chosen."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sentiment_abm.charts.groups import numbers
from sentiment_abm.charts.quantities import outcome, setting
from sentiment_abm.news.scenario_file import from_table
from sentiment_abm.news.talks import Talks
from sentiment_abm.report.numbers import counted, listed, number
from sentiment_abm.report.setting import Rows

DESIGNS = {
    "grid": "grid: every combination of the values",
    "list": "list: the points that the study file gives",
    "latin_hypercube": "Latin hypercube: random points, spread evenly over every range",
    "sobol": "Sobol: pairs of spread points, and mixtures of each pair (Saltelli 2002), for shares of the variance",
    "morris": "Morris: random walks that change one setting after the other, for screening many settings",
}
KINDS = {"number": "number", "whole": "whole number", "even": "even number", "truth": "true or false", "choice": "name"}
MOST_VALUES = 12  # of a setting, in the table

PAIRS = "Changes are for the whole range of a setting: means over pairs of points that differ in it alone."
METHODS = {
    "grid": "Changes are means over all values of the other settings, each replicate paired with itself: the same "
    "people, network, luck and other settings.",
    "list": "Changes are between points that differ in the one setting alone where there are such points, each "
    "replicate paired with itself; else between all points with the one value and all with the other.",
    "latin_hypercube": "Changes are between the means of the points with the lowest and of those with the highest "
    "values of a setting, which differ in everything else, too.",
    "sobol": PAIRS,
    "morris": PAIRS,
}


class Varied(NamedTuple):
    """One setting of the design as the page shows it."""

    name: str
    meaning: str
    values: str
    kind: str
    otherwise: str  # where the cases have it


def facts(manifest: Mapping[str, Any], replicates: Sequence[int]) -> Rows:
    """The design, one line per fact; `replicates`: how many finished runs each point has."""
    sweep, cases = manifest["sweep"], len(manifest["cases"])
    low, high = min(replicates), max(replicates)
    runs = counted(high, "run") if low == high else f"{low:,} to {counted(high, 'run')}"
    rows = [("Design", DESIGNS[sweep["design"]]), ("Points", _points(sweep, cases)), ("Finished runs of each", runs)]
    if stop := manifest.get("stop"):
        rows.append(("Stopping rule", _rule(stop)))
    if drawn := sweep.get("drawn_by"):
        by = listed([f"{name} {version}" for name, version in drawn.items()])
        rows.append(("Points drawn by", f"{by}, from the seed of the study; sample {sweep['sample']}"))
    if screened := sweep.get("screened"):
        rows += _screening(screened)
    return rows


def varied(manifest: Mapping[str, Any]) -> Iterator[Varied]:
    """The settings that vary."""
    for axis in manifest["sweep"]["settings"]:
        known = setting(axis["name"])
        meaning = "" if known.meaning == known.name else known.meaning
        yield Varied(axis["name"], meaning, _values(axis, known.unit), KINDS[axis["kind"]], _otherwise(axis, manifest))


def method(manifest: Mapping[str, Any], *, single: bool) -> str:
    """What the numbers of the answer mean; `single`: there is one run of each point."""
    design = manifest["sweep"]["design"]
    interval = "In brackets 95\xa0% intervals of the mean (Student's t)"
    if design not in ("grid", "list"):
        luck = ", but not the luck that all points share" if single else " and the luck of the replicates"
        interval += f"; those of changes hold the choice of points{luck}"
    elif single:
        interval = "One run of each point gives no intervals"
    if len(manifest["cases"]) > 1 and not single:
        interval += "; those of differences between cases are BCa bootstraps"
    best = (
        "The highest and the lowest point are picked by the runs that measure them, "
        "so both look a little more extreme than they are."
    )
    return f"{METHODS[design]} {interval}. {best}"


def _rule(stop: Mapping[str, Any]) -> str:
    known = outcome(stop["of"])
    half = f"±{stop['half_width'] * known.factor:g} {known.difference_unit}"
    return (
        f"more runs of a point until its mean of “{known.title}” is known to {half}; {stop['max_replicates']:,} at most"
    )


def _screening(screened: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """How a screening has chosen the settings, and which ones it has left alone."""
    runs = f"{screened['points']:,} Morris trajectories through {counted(len(screened['settings']), 'setting')}"
    yield "Settings chosen by", f"{runs} ({screened['count']:,} runs): {screened['rule']}"
    known = outcome(screened["of"])
    left = [each for each in screened["settings"] if not each["kept"]]
    told = [f"{each['name']} (μ* {number(each['mu_star'] * known.factor, 2)})" for each in left]
    yield "Left alone", f"{listed(told)}; μ* in {known.difference_unit}" if left else "none"


def _points(sweep: Mapping[str, Any], cases: int) -> str:
    count = sweep["count"]
    parts = {"sobol": "base points", "morris": "trajectories"}.get(sweep["design"])
    text = f"{count:,}" + (f" ({sweep['points']:,} {parts} of {count // sweep['points']} points each)" if parts else "")
    return text + (f" in each of {cases} cases" if cases > 1 else "")


def _values(axis: Mapping[str, Any], unit: str) -> str:
    """The values or the range of a setting."""
    unit = f"\xa0{unit}" if unit else ""
    if "values" not in axis:
        low, high = numbers([axis["low"], axis["high"]])
        return f"{low} to {high}{unit}{' (logarithmic)' if axis['scale'] == 'log' else ''}"
    known = axis["values"][:MOST_VALUES]
    left = axis["count"] - len(known)
    return ", ".join(map(_word, known)) + (f" and {left} more" if left else "") + unit


def _word(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return numbers([value])[0] if is_number else str(value).lower() if isinstance(value, bool) else str(value)


def _otherwise(axis: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Where the cases have a setting when no sweep moves it; news items have their own sizes."""
    found = {_told(axis["name"], case) for case in manifest["cases"].values()}
    return found.pop() if len(found) == 1 else "by case"


def _told(name: str, case: Mapping[str, Any]) -> str:
    group, _, field = name.partition(".")
    if group == "scenario":
        scenario = from_table(case["scenario"], "manifest.json", Path())
        return _word(getattr(scenario, field)) if isinstance(scenario, Talks) else "as each item has it"
    value = case["society"].get(field) if group == "society" else case["params_resolved"].get(name)
    return "" if value is None else _word(value)
