"""Three outcomes with and without heavy publicity; and which way to speak is best over uncertain outcomes."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.drawing import axis, note, sheet
from experiments.evidence import Answer, Fact, adequacy, effect, level, number, picked, word
from sentiment_abm.analysis.indices import sobol
from sentiment_abm.charts.style import CASES, MOODS
from sentiment_abm.sweep.problem import problem_of
from sentiment_abm.sweep.store import Results

SMALL = {"strategies": {"study.replicates": 1}, "strategies_sobol": {"study.replicates": 2, "sweep.points": 4}}
ENDINGS, HEAVY, QUIET, STEPS = (
    ("success", "partial success", "failure"),
    "heavy publicity",
    "quiet diplomacy",
    "small steps",
)
OUTCOMES = {
    "trust_last": "trust at the end",
    "disappointment_mean": "disappointment",
    "net_mean": "net sentiment",
    "hope_peak": "highest hope",
}

JUDGED, RESAMPLES = ("trust_last", "disappointment_mean", "net_mean"), 1_000

type Floats = NDArray[np.float64]
type Cube = Mapping[str, Floats]  # by outcome, [worlds, courses, strategies]
type Means = Mapping[str, Floats]  # by outcome, [worlds, strategies]


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs
    facts = []
    for of, words in OUTCOMES.items():
        for ending in ENDINGS:
            sides = [picked(runs, of, {"case": f"{ending}, {how}"}) for how in (HEAVY, QUIET)]
            facts.append(effect(f"{of}_{ending.split()[0]}", f"{words}: heavy publicity minus quiet, {ending}", *sides))
    facts += adequacy(*(picked(runs, "disappointment_mean", {"case": f"failure, {how}"}) for how in (HEAVY, QUIET)))
    names, cube = list(found["strategies"].runs["case"].unique()), by_world(found["strategies"].runs)
    ranking, shares = ranked(cube, names), shares_best(cube, names)
    facts += conclusion(cube, names, ranking)
    drivers = what_drives(found["strategies_sobol"])
    facts += drivers_of(drivers, "trust_last", "trust") + drivers_of(drivers, "disappointment_mean", "disappointment")
    tables = {"outcomes": outcomes(runs), "strategies": ranking, "best": shares, "drivers": drivers}
    return Answer(facts, tables, chart(ranking, shares, {fact.name: fact for fact in facts}))


def outcomes(runs: pd.DataFrame) -> pd.DataFrame:
    """Each case with its means and intervals."""
    rows = []
    for case in runs["case"].unique():
        for of in OUTCOMES:
            fact = level(of, "", picked(runs, of, {"case": case}))
            rows.append(
                {
                    "case": case,
                    "of": of,
                    "mean": fact.estimate,
                    "low95": fact.low,
                    "high95": fact.high,
                    "replicates": fact.n,
                }
            )
    return pd.DataFrame(rows)


def by_world(runs: pd.DataFrame) -> Cube:
    """Each outcome of each strategy in each world and course of the talks: arrays [worlds, courses, strategies]."""
    return {
        of: np.stack([runs[runs["case"] == case].pivot_table(index="point", columns="replicate", values=of) for case in runs["case"].unique()], axis=-1)
        for of in JUDGED
    }  # fmt: skip


def measured(cube: Cube, statistic: Callable[[Means], Floats]) -> Floats:
    """Numbers made of the means over courses, [worlds, strategies] each, with 95 % intervals: rows estimate, low, high.

    Worlds and courses are resampled together: the courses of the talks are the same in all worlds, so that intervals
    over worlds alone would leave out their luck.
    """
    rng, (worlds, courses) = np.random.default_rng(0), next(iter(cube.values())).shape[:2]
    drawn = []
    for _ in range(RESAMPLES):
        some, luck = rng.integers(0, worlds, worlds), rng.integers(0, courses, courses)
        drawn.append(statistic({of: values[some][:, luck].mean(axis=1) for of, values in cube.items()}))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return np.stack([statistic({of: values.mean(axis=1) for of, values in cube.items()}), low, high])


def score(means: Means) -> Floats:
    """Trust less disappointment."""
    return means["trust_last"] - means["disappointment_mean"]


def ranked(cube: Cube, names: Sequence[str]) -> pd.DataFrame:
    """The strategies, by mean trust less disappointment."""
    table = pd.DataFrame({"strategy": names})
    for of in JUDGED:
        found = measured(cube, lambda means, of=of: means[of].mean(axis=0))
        table[of], table[f"{of}_low95"], table[f"{of}_high95"] = found
    table["score"] = table["trust_last"] - table["disappointment_mean"]
    return table.sort_values("score", ascending=False, ignore_index=True)


def shares_best(cube: Cube, names: Sequence[str]) -> pd.DataFrame:
    """In what share of the worlds each strategy is best, by each measure and by trust less disappointment."""
    measures = {"trust": lambda each: each["trust_last"], "disappointment": lambda each: -each["disappointment_mean"],
                "net": lambda each: each["net_mean"], "both": score}  # fmt: skip
    rows = []
    for by, measure in measures.items():
        found = measured(cube, lambda means, of=measure: np.eye(len(names))[of(means).argmax(axis=1)].mean(axis=0))
        rows += [{"by": by, "strategy": name, "share": share, "low95": low, "high95": high}
                 for name, share, low, high in zip(names, *found, strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def conclusion(cube: Cube, names: Sequence[str], ranking: pd.DataFrame) -> list[Fact]:
    """The best strategy, and in what share of the worlds it beats heavy publicity."""
    best, loud = names.index(ranking["strategy"][0]), names.index(HEAVY)
    worlds, courses = cube["trust_last"].shape[:2]
    of_all = {
        "wins_trust": ("share of worlds in which the best strategy keeps more trust than heavy publicity", lambda m: (m["trust_last"][:, best] > m["trust_last"][:, loud]).mean()),
        "wins_pain": ("share in which it leaves less disappointment", lambda m: (m["disappointment_mean"][:, best] < m["disappointment_mean"][:, loud]).mean()),
        "wins_both": ("share in which it does both", lambda m: ((m["trust_last"][:, best] > m["trust_last"][:, loud]) & (m["disappointment_mean"][:, best] < m["disappointment_mean"][:, loud])).mean()),
        "wins_net": ("share in which it has the higher net sentiment", lambda m: (m["net_mean"][:, best] > m["net_mean"][:, loud]).mean()),
        "is_best": ("share in which it is the best of all five by trust less disappointment", lambda m: (score(m).argmax(axis=1) == best).mean()),
        "gain_trust_last": ("trust: best strategy minus heavy publicity, mean over worlds", lambda m: (m["trust_last"][:, best] - m["trust_last"][:, loud]).mean()),
        "gain_disappointment_mean": ("disappointment: the same", lambda m: (m["disappointment_mean"][:, best] - m["disappointment_mean"][:, loud]).mean()),
        "gain_net_mean": ("net sentiment: the same", lambda m: (m["net_mean"][:, best] - m["net_mean"][:, loud]).mean()),
        "ahead": ("trust less disappointment: best strategy minus the next one, mean over worlds", lambda m: (score(m)[:, best] - score(m)[:, names.index(ranking["strategy"][1])]).mean()),
    }  # fmt: skip
    facts = [Fact(name, words, *map(float, measured(cube, of)), worlds) for name, (words, of) in of_all.items()]
    return [
        word("best", "strategy with the most trust less disappointment, mean over all worlds", ranking["strategy"][0]),
        word("second", "the next one", ranking["strategy"][1]),
        *facts,
        number("worlds", "worlds", worlds),
        number("courses", "courses of the talks in each world", courses),
    ]


def what_drives(results: Results) -> pd.DataFrame:
    """Sobol indices of the advantage of small steps over heavy publicity in the same world, for each measure."""
    problem, tables = problem_of(results.manifest), []
    for of in JUDGED:
        steps, loud = (
            results.runs[results.runs["case"] == case].pivot_table(index="point", columns="replicate", values=of)
            for case in (STEPS, HEAVY)
        )
        tables.append(sobol(problem, (steps - loud).to_numpy()).table.assign(of=of))
    found = pd.concat(tables, ignore_index=True)
    return found[["of", *found.columns.drop("of")]].sort_values(["of", "total"], ascending=[True, False], kind="stable")


def drivers_of(drivers: pd.DataFrame, of: str, short: str) -> list[Fact]:
    """The three assumptions with the greatest total indices."""
    facts = []
    for place, row in enumerate(drivers[drivers["of"] == of].head(3).itertuples(), 1):
        facts += [
            word(f"driver_{short}_{place}", f"assumption number {place} by what it moves the advantage in {short}", row.name),
            Fact(f"driver_{short}_{place}_share", "its total Sobol index", row.total, row.total_low, row.total_high, 256),
        ]  # fmt: skip
    return facts


def chart(ranking: pd.DataFrame, shares: pd.DataFrame, facts: Mapping[str, Fact]):
    """Each strategy's trust and disappointment over all worlds, and how often it is best."""
    made, axes = sheet(
        "Loud, quiet or in small steps: how to speak about talks?",
        f"By trust minus disappointment, {facts['best'].word} do{'' if facts['best'].word.endswith('s') else 'es'} best, {'surely' if facts['ahead'].low > 0 else 'not surely'} better than {facts['second'].word}. Compared with heavy publicity, {facts['best'].word} bring more trust "
        f"in {100 * facts['wins_trust'].estimate:.0f} % of the sets of assumptions tried, and both more trust and less disappointment in {100 * facts['wins_both'].estimate:.0f} %.",
        height=5.0,
        panels=2,
    )
    made_names = {
        case: case.replace(" with caveats", "\nwith caveats")
        .replace(" publicity", "\npublicity")
        .replace(" diplomacy", "\ndiplomacy")
        for case in ranking["strategy"]
    }
    order = list(ranking["strategy"])[::-1]
    left, right = axes
    left.set_position((0.16, 0.2, 0.38, left.get_position().height))
    right.set_position((0.62, 0.2, 0.355, left.get_position().height))
    for k, case in enumerate(order):
        row = ranking[ranking["strategy"] == case].iloc[0]
        for of, look, shift in (
            ("trust_last", CASES[0], 0.14),
            ("disappointment_mean", MOODS["disappointment"], -0.14),
        ):
            left.hlines(k + shift, 100 * row[f"{of}_low95"], 100 * row[f"{of}_high95"], color=look.color, linewidth=1.2)
            left.plot(100 * row[of], k + shift, "o" if of == "trust_last" else "s", color=look.color, markersize=5)
            if k == len(order) - 1:
                left.text(
                    100 * row[of],
                    k + (0.34 if of == "trust_last" else -0.46),
                    "trust at the end" if of == "trust_last" else "disappointed, mean",
                    color=look.ink,
                    size=8,
                    ha="center",
                )
        share = shares[(shares["by"] == "both") & (shares["strategy"] == case)].iloc[0]
        right.barh(k, 100 * share["share"], color="#8c8c8c", height=0.5)
        if share["share"] < 0.005:
            right.text(1, k, "0 %", size=8, va="center")
        right.hlines(k, 100 * share["low95"], 100 * share["high95"], color="#1a1a1a", linewidth=1)
    for ax in axes:
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", visible=True)
        ax.set_ylim(-0.6, len(order) - 0.2)
        ax.set_yticks(range(len(order)), [made_names[case] for case in order] if ax is left else [""] * len(order))
    left.set_xlim(15, 40)
    axis(
        left,
        "Trust, points of 100; disappointed, % of the public",
        "Mean over all sets of assumptions; best: circles right, squares left",
    )
    axis(right, "Sets of assumptions, %", "How often this is best, by trust minus disappointment")
    for ax in axes:
        for line in [each for each in ax.lines if each.get_xydata()[0][1] == 0.0 and len(each.get_xydata()) == 2]:
            line.remove()  # the mark at 0 of a scale that here only counts strategies
    note(
        made,
        f"{facts['worlds'].estimate:.0f} sets of assumptions: the value of the usual outcome, exhaustion, interference and 13 assumptions about people drawn anew for each; thin lines: 95 % intervals, over these and courses of the talks.",
    )
    return made.say(
        caption="",
        alt="Trust and disappointment of five ways to speak about the talks, and how often each is best.",
        data=ranking,
    )
