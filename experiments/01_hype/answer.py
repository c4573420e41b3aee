"""How much hype is best, by chance of success; who pays."""

from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, change, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, Fact, adequacy, crossing_fact, curve, effect, number, picked, pivot
from sentiment_abm.charts.chart import Chart
from sentiment_abm.sweep.store import Results

HYPE, LOW, HIGH = "scenario.hype", 1.0, 2.0
OUTCOMES = {"net_mean": "net sentiment", "trust_last": "trust at the end", "stress_mean": "stress"}


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    runs = results.runs[results.runs["status"] == "done"].copy()
    runs["chance"] = runs["case"].str.extract(r"(\d+)")[0].astype(float)
    tables = {of: curve(runs, of, ["chance", HYPE]) for of in OUTCOMES}
    facts = [*best(tables["net_mean"]), *prices(runs), *turns(runs), closed_form(results)]
    facts += adequacy(*(picked(runs, "net_mean", {HYPE: hype}) for hype in (HIGH, LOW)))
    return Answer(facts, tables, chart(tables, {fact.name: fact for fact in facts}))


def best(net: pd.DataFrame) -> list[Fact]:
    """The hype with the highest mean net sentiment, at each chance of success."""
    found = net.loc[net.groupby("chance")["mean"].idxmax()]
    return [
        number(f"best_{chance:.0f}", f"hype with the highest net sentiment when {chance:.0f} % of rounds succeed", hype)
        for chance, hype in zip(found["chance"], found[HYPE], strict=True)
    ]


def prices(runs: pd.DataFrame) -> list[Fact]:
    """What doubling the hype costs or gains."""
    facts = []
    for of, words in OUTCOMES.items():
        for chance in (20.0, 80.0):
            after, before = (picked(runs, of, {"chance": chance, HYPE: hype}) for hype in (HIGH, LOW))
            meaning = f"{words}, hype 2 minus hype 1, {chance:.0f} % succeed"
            facts.append(effect(f"{of}_{chance:.0f}", meaning, after, before))
        after, before = (picked(runs, of, {HYPE: hype}) for hype in (HIGH, LOW))
        facts.append(effect(of, f"{words}, hype 2 minus hype 1, mean over all chances", after, before))
    return facts


def turns(runs: pd.DataFrame) -> list[Fact]:
    """The chance of success above which twice the hype is better for net sentiment, and for trust."""
    facts = []
    for of, name in (("net_mean", "turn"), ("trust_last", "turn_trust")):
        high, low = (pivot(runs, of, "chance", {HYPE: hype}) for hype in (HIGH, LOW))
        meaning = f"chance of success (%) above which hype 2 beats hype 1 in {OUTCOMES[of]}"
        facts.append(crossing_fact(name, meaning, high.columns, high - low))
    return facts


def closed_form(results: Results) -> Fact:
    """From MODEL T15, one hopeful item a round: n_A w_EV = w_R [p + loss (1 - p)], solved for p."""
    params = next(iter(results.manifest["cases"].values()))["params_resolved"]
    loss = params["feeling.loss_aversion"]
    share = (loss - params["feeling.anticipation"] / params["feeling.surprise"]) / (loss - 1.0)
    return number("closed_form", "the same chance (%) by the balance of anticipation and disappointment", 100 * share)


def chart(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Fact]) -> Chart:
    """Net sentiment, trust and stress against hype, a line for each chance of success."""
    made, axes = sheet(
        "How much should leaders promise?",
        f"Twice the usual promise leaves the mood {change(facts['net_mean_20'])} if 20 % of rounds end well and {change(facts['net_mean_80'])} if 80 % do; "
        f"trust ends {change(facts['trust_last_20'])} in the first case and {change(facts['trust_last_80'])} in the second.",
        panels=3,
        margin=0.12,
    )
    chances = sorted(tables["net_mean"]["chance"].unique())
    titles = ("Mood: hopeful minus disappointed, mean over 240 days, points", "Trust in the leaders at the end,\npoints of 100",
              "Stress, mean over 240 days,\nmodel units")  # fmt: skip
    for ax, (of, table), title in zip(axes, tables.items(), titles, strict=True):
        ends = []
        factor = 1.0 if of.startswith("stress") else 100.0
        for chance, look in zip(chances, shades(len(chances)), strict=True):
            mine = table[table["chance"] == chance]
            line(ax, mine, HYPE, look, factor)
            ends.append(
                (
                    float(mine["mean"].iloc[-1]) * factor,
                    f"{chance:.0f} % of\nrounds end well" if chance == 100 else f"{chance:.0f} %",
                    look.ink,
                )
            )
        ticks(ax, (0.25, 1, 2, 3, 4), ("¼", "1", "2", "3", "4"))
        axis(ax, "Size of each promise\n(1 = usual)", title)
        if ax is axes[-1]:
            names(ax, ends)
    note(
        made,
        f"Lines: means of {facts['adequacy_n'].estimate:.0f} simulated runs each, with the same luck; bands: 95 % intervals of each line; how lines differ is surer than that. Lines from "
        "light to dark: how many rounds of talks end in success, the others fail.",
    )
    return made.say(
        caption="",
        alt="Three panels of lines against the size of promises: net sentiment, trust, stress; one line for each chance of success.",
        data=tables["net_mean"],
    )
