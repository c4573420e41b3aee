"""Three outcomes with and without heavy publicity; and which way to speak is best over uncertain outcomes."""

from collections.abc import Mapping

import pandas as pd
from scipy import stats

from experiments.drawing import axis, note, sheet
from experiments.evidence import Answer, Fact, adequacy, effect, level, number, picked, word
from sentiment_abm.charts.style import CASES, MOODS
from sentiment_abm.sweep.store import Results

SMALL = {"strategies": {"study.replicates": 1}}
ENDINGS, HEAVY, QUIET = ("success", "partial success", "failure"), "heavy publicity", "quiet diplomacy"
OUTCOMES = {
    "trust_last": "trust at the end",
    "disappointment_mean": "disappointment",
    "net_mean": "net sentiment",
    "hope_peak": "highest hope",
}


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs
    facts = []
    for of, words in OUTCOMES.items():
        for ending in ENDINGS:
            sides = [picked(runs, of, {"case": f"{ending}, {how}"}) for how in (HEAVY, QUIET)]
            facts.append(effect(f"{of}_{ending.split()[0]}", f"{words}: heavy publicity minus quiet, {ending}", *sides))
    facts += adequacy(*(picked(runs, "disappointment_mean", {"case": f"failure, {how}"}) for how in (HEAVY, QUIET)))
    worlds = by_world(found["strategies"].runs)
    ranking, shares = ranked(worlds), shares_best(worlds)
    facts += conclusion(worlds, ranking)
    drivers = what_drives(found["strategies"], worlds)
    facts += [word("driver_trust", "what drives the advantage in trust most", str(drivers.loc[drivers["trust_last"].abs().idxmax(), "setting"])),
              word("driver_disappointment", "what drives the advantage in disappointment most", str(drivers.loc[drivers["disappointment_mean"].abs().idxmax(), "setting"]))]  # fmt: skip
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


def by_world(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean over replicates of each strategy in each world: index point, columns (outcome, strategy)."""
    return runs.pivot_table(index="point", columns="case", values=list(OUTCOMES))


def ranked(worlds: pd.DataFrame) -> pd.DataFrame:
    """The strategies, by mean over the worlds; intervals from world to world."""
    rows = []
    for case in worlds["trust_last"].columns:
        facts = {of: level(of, "", worlds[of][case]) for of in ("trust_last", "disappointment_mean", "net_mean")}
        rows.append(
            {"strategy": case}
            | {
                f"{of}{end}": getattr(fact, name)
                for of, fact in facts.items()
                for end, name in (("", "estimate"), ("_low95", "low"), ("_high95", "high"))
            }
        )
    table = pd.DataFrame(rows)
    table["score"] = table["trust_last"] - table["disappointment_mean"]
    return table.sort_values("score", ascending=False, ignore_index=True)


def shares_best(worlds: pd.DataFrame) -> pd.DataFrame:
    """In what share of the worlds each strategy is best, by each measure and by trust less disappointment."""
    measures = {"trust": worlds["trust_last"], "disappointment": -worlds["disappointment_mean"], "net": worlds["net_mean"],
                "both": worlds["trust_last"] - worlds["disappointment_mean"]}  # fmt: skip
    rows = []
    for name, table in measures.items():
        best = table.idxmax(axis="columns")
        for case in table.columns:
            count, n = int((best == case).sum()), len(best)
            low, high = exact(count, n)
            rows.append({"by": name, "strategy": case, "share": count / n, "low95": low, "high95": high, "worlds": n})
    return pd.DataFrame(rows)


def exact(count: int, n: int) -> tuple[float, float]:
    """The exact 95 % interval of a share."""
    found = stats.binomtest(count, n).proportion_ci(method="exact")
    return float(found.low), float(found.high)


def conclusion(worlds: pd.DataFrame, ranking: pd.DataFrame) -> list[Fact]:
    """The best strategy, and in what share of the worlds it beats heavy publicity."""
    best, second = ranking["strategy"][0], ranking["strategy"][1]
    facts = [
        word("best", "strategy with the most trust less disappointment, mean over all worlds", str(best)),
        word("second", "the next one", str(second)),
    ]
    trust, pain, net = (worlds[of] for of in ("trust_last", "disappointment_mean", "net_mean"))
    score = trust - pain
    wins = {
        "wins_trust": (trust[best] > trust[HEAVY], "keeps more trust than heavy publicity"),
        "wins_pain": (pain[best] < pain[HEAVY], "leaves less disappointment than heavy publicity"),
        "wins_both": ((trust[best] > trust[HEAVY]) & (pain[best] < pain[HEAVY]), "does both"),
        "wins_net": (net[best] > net[HEAVY], "has the higher net sentiment"),
        "wins_score": (score[best] > score[HEAVY], "has more trust less disappointment than heavy publicity"),
        "is_best": (score.idxmax(axis="columns") == best, "is the best of all five by trust less disappointment"),
    }
    for name, (wins_of, words) in wins.items():
        count, n = int(wins_of.sum()), len(wins_of)
        facts.append(
            Fact(name, f"share of the worlds in which the best strategy {words}", count / n, *exact(count, n), n)
        )
    for of, words in (
        ("trust_last", "trust"),
        ("disappointment_mean", "disappointment"),
        ("net_mean", "net sentiment"),
    ):
        facts.append(
            effect(
                f"gain_{of}",
                f"{words}: best strategy minus heavy publicity, mean over worlds",
                worlds[of][best],
                worlds[of][HEAVY],
            )
        )
    return [*facts, number("worlds", "worlds", len(worlds))]


def what_drives(results: Results, worlds: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation over the worlds of each setting with the advantage of quiet diplomacy over heavy publicity."""
    settings = results.runs.drop_duplicates("point").set_index("point").loc[worlds.index]
    names = [axis["name"] for axis in results.manifest["sweep"]["settings"]]
    rows = []
    for name in names:
        row = {"setting": name}
        for of in ("trust_last", "disappointment_mean", "net_mean"):
            gain = worlds[of][QUIET] - worlds[of][HEAVY]
            row[of] = float(stats.spearmanr(settings[name], gain).statistic)
        rows.append(row)
    return pd.DataFrame(rows)


def chart(ranking: pd.DataFrame, shares: pd.DataFrame, facts: Mapping[str, Fact]):
    """Each strategy's trust and disappointment over all worlds, and how often it is best."""
    made, axes = sheet(
        "Loud or quiet: which way to speak keeps most trust?",
        f"On average over uncertain outcomes and assumptions: {facts['best'].word}. It has more trust and less disappointment than heavy publicity in "
        f"{100 * facts['wins_both'].estimate:.0f} % of the worlds tried, more trust alone in {100 * facts['wins_trust'].estimate:.0f} %.",
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
        right.hlines(k, 100 * share["low95"], 100 * share["high95"], color="#1a1a1a", linewidth=1)
    for ax in axes:
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", visible=True)
        ax.set_ylim(-0.6, len(order) - 0.2)
        ax.set_yticks(range(len(order)), [made_names[case] for case in order] if ax is left else [""] * len(order))
    left.set_xlim(15, 40)
    axis(
        left, "Percent of the public (trust: points of 100)", "Mean over all worlds; best: circles right, squares left"
    )
    axis(right, "Worlds, %", "Share of worlds in which this is best, by trust less disappointment")
    for ax in axes:
        for line in [each for each in ax.lines if each.get_xydata()[0][1] == 0.0 and len(each.get_xydata()) == 2]:
            line.remove()  # the mark at 0 of a scale that here only counts strategies
    note(
        made,
        f"{facts['worlds'].estimate:.0f} worlds: the value of the usual outcome, exhaustion, interference and 13 assumptions about people drawn anew for each; thin lines: 95 % intervals over worlds.",
    )
    return made.say(
        caption="",
        alt="Trust and disappointment of five ways to speak about the talks, and how often each is best.",
        data=ranking,
    )
