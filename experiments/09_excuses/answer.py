"""How much failure outside interference excuses."""

from collections.abc import Mapping

import numpy as np

from experiments.drawing import axis, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, Fact, adequacy, curve, effect, number, picked, pivot, word
from sentiment_abm.analysis.statistics import interval
from sentiment_abm.sweep.store import Results

EXTERNAL, DISCOUNT, DELIVERED = "scenario.external", "trust.discount", "scenario.delivered"
OUTCOMES = {"trust_last": "trust at the end", "net_mean": "net sentiment", "disappointment_mean": "disappointment"}


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    runs = results.runs
    facts = []
    for of, words in OUTCOMES.items():
        for discount in (0.5, 1.0):
            sides = [picked(runs, of, {EXTERNAL: x, DISCOUNT: discount, DELIVERED: 0.0}) for x in (1.0, 0.0)]
            facts.append(
                effect(
                    f"{of}_{100 * discount:.0f}",
                    f"{words}: failure wholly due to outsiders minus due to the leader, discount {discount:.0%}",
                    *sides,
                )
            )
    start = picked(runs, "trust_lost", {EXTERNAL: 0.0, DISCOUNT: 0.5, DELIVERED: 0.0})
    saved = facts[0].estimate / float(start.mean())
    facts.append(number("saved", "share of the lost trust that a full excuse saves at discount .5", saved))
    facts.append(worth(runs))
    facts.append(number("closed_form", "the same share by the trust rule alone", closed_form(results)))
    facts.append(harmful(runs))
    facts += adequacy(*(picked(runs, "trust_last", {EXTERNAL: x, DISCOUNT: 0.5, DELIVERED: 0.0}) for x in (1.0, 0.0)))
    tables = {of: curve(runs, of, [EXTERNAL, DISCOUNT, DELIVERED]) for of in OUTCOMES}
    return Answer(facts, tables, chart(tables, {fact.name: fact.estimate for fact in facts}))


def worth(runs) -> Fact:
    """How much delivered, unexcused, leaves as much trust as nothing delivered, fully excused."""
    levels = pivot(runs, "trust_last", DELIVERED, {EXTERNAL: 0.0, DISCOUNT: 0.5})
    excused = picked(runs, "trust_last", {EXTERNAL: 1.0, DISCOUNT: 0.5, DELIVERED: 0.0})
    found = np.array([np.interp(excused.loc[k], row.to_numpy(), levels.columns) for k, row in levels.iterrows()])
    return Fact(
        "worth",
        "share delivered without excuse that keeps as much trust as nothing delivered with a full one",
        *interval(found),
        len(found),
    )


def harmful(runs) -> Fact:
    """In how many combinations a full excuse surely lowers trust or mood."""
    count = total = 0
    for of in ("trust_last", "net_mean"):
        for discount in (0.25, 0.5, 0.75, 1.0):
            for delivered in (0.0, 0.2, 0.4, 0.6):
                sides = [picked(runs, of, {EXTERNAL: x, DISCOUNT: discount, DELIVERED: delivered}) for x in (1.0, 0.0)]
                count, total = count + (effect("", "", *sides).high < 0.0), total + 1
    return word(
        "harmful", "combinations in which a full excuse surely lowers trust or net sentiment", f"{count} of {total}"
    )


def closed_form(results: Results) -> float:
    """Share of lost trust that a full excuse saves: trust is (a + k)/(a + b + k), and blame is cut by discount x."""
    case = next(iter(results.manifest["cases"].values()))
    params = case["params_resolved"]
    hype = next(item["hype"] for item in case["scenario"]["items"] if item["kind"] == "announcement")
    kept, broken = params["trust.prior_kept"], params["trust.prior_broken"]
    blame = params["trust.asymmetry"] * params["trust.rate"] * hype
    lost = [kept / (kept + broken) - kept / (kept + broken + share * blame) for share in (1.0, 0.5)]
    return 1 - lost[1] / lost[0]


def chart(tables, facts):
    """Trust and net sentiment against the part of outsiders in the failure."""
    made, axes = sheet(
        "How much failure can outside interference excuse?",
        f"If half of what outsiders did is excused, trust ends {100 * facts['trust_last_50']:.1f} points higher after a failure that is wholly the work of outsiders "
        f"than after the leader's own: {100 * facts['saved']:.0f} % of the trust that is lost.",
        panels=2,
        margin=0.15,
    )
    for ax, of, title in zip(axes, ("trust_last", "net_mean"),
                             ("Trust at the end, points of 100", "Mood: hopeful minus disappointed, mean, points"), strict=True):  # fmt: skip
        ends = []
        mine = tables[of][tables[of][DELIVERED] == 0.0]
        for discount, look in zip((0.0, 0.25, 0.5, 0.75, 1.0), shades(5), strict=True):
            rows = mine[mine[DISCOUNT] == discount].assign(part=lambda each: 100 * each[EXTERNAL])
            line(ax, rows, "part", look)
            word = {0.0: "excuse\nnothing", 1.0: "excuse all"}.get(
                discount, f"excuse {discount:.0%}".replace("%", " %")
            )
            ends.append((100 * float(rows["mean"].iloc[-1]), word, look.ink))
        ticks(ax, (0, 25, 50, 75, 100))
        axis(ax, "How much of the failure was due to outsiders, %", title)
        if ax is axes[-1]:
            names(ax, ends, gap=0.09)
    note(
        made,
        f"Lines: means of {facts['adequacy_n']:.0f} simulated runs each; bands: 95 % intervals. A promise of which nothing was delivered; one line for each readiness to excuse.",
    )
    return made.say(
        caption="",
        alt="Trust and net sentiment after a failed promise, against the part that outsiders had in the failure.",
        data=tables["trust_last"],
    )
