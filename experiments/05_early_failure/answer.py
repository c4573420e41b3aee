"""Honest early failure, late failure, or dragging on for ever."""

import math
from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, change, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, adequacy, crossing_fact, curve, effect, number, picked, pivot
from sentiment_abm.sweep.store import Results

NEVER, RATE = "never", "patience.rate"
OUTCOMES = {"net_mean": "net sentiment", "trust_last": "trust at the end", "disappointment_mean": "disappointment"}
SHOWN = (0.0, 0.025, 0.05, 0.1, 0.4)


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs.copy()
    runs["delay"] = runs["case"].str.extract(r"(\d+)")[0].astype(float)
    facts = []
    for of, words in OUTCOMES.items():
        for delay in (5, 40, 120):
            sides = [picked(runs, of, {"case": case, RATE: 0.05}) for case in (f"failure after {delay} days", NEVER)]
            facts.append(
                effect(f"{of}_{delay}", f"{words}: failure after {delay} days minus never, patience .05", *sides)
            )
    for delay in (5, 20, 80):
        gap = pivot(runs, "net_mean", RATE, {"case": f"failure after {delay} days"}) - pivot(
            runs, "net_mean", RATE, {"case": NEVER}
        )
        meaning = (
            f"impatience (1/d) above which failure after {delay} days is better for net sentiment than never saying so"
        )
        facts.append(crossing_fact(f"turn_{delay}", meaning, gap.columns, gap))
    patient = [picked(runs, "trust_last", {"case": case, RATE: 0.0}) for case in ("failure after 120 days", NEVER)]
    facts.append(
        effect("patient", "trust at the end: failure after 120 days minus never, endlessly patient people", *patient)
    )
    for of, name in (("net_mean", "early_late"), ("trust_last", "early_late_trust")):
        sides = [picked(runs, of, {"case": f"failure after {delay} days", RATE: 0.05}) for delay in (5, 120)]
        facts.append(effect(name, f"{OUTCOMES[of]}: failure after 5 days minus after 120, patience .05", *sides))
    facts += adequacy(
        *(picked(runs, "net_mean", {"case": case, RATE: 0.05}) for case in ("failure after 5 days", NEVER))
    )
    facts += [
        number(
            "closed_half", "day on which half have given up, closed form, patience .05, no stress", half_life(0.05, 0.1)
        )
    ]
    table = against_never(runs)
    return Answer(facts, {"against_never": table, "net_mean": curve(runs, "net_mean", ["case", RATE])},
                  chart(table, {fact.name: fact for fact in facts}))  # fmt: skip


def half_life(rate: float, hazard: float) -> float:
    """The day on which half have given up waiting: survival is the product of exp(-hazard (1 - D)), MODEL T12."""
    waited, day = 0.0, 0
    while waited < math.log(2):
        day += 1
        waited += hazard * (1 - 1 / (1 + rate * day))
    return float(day)


def against_never(runs):
    """Net sentiment and trust of each delay minus those of never, paired."""
    parts = []
    for of in ("net_mean", "trust_last"):
        table = runs.pivot_table(index=["replicate", RATE], columns="delay", values=of)
        never = runs[runs["case"] == NEVER].set_index(["replicate", RATE])[of]
        gaps = table.sub(never, axis=0).melt(ignore_index=False, value_name="gap").reset_index()
        parts.append(curve(gaps, "gap", [RATE, "delay"]).assign(of=of))
    return pd.concat(parts, ignore_index=True)


def chart(table, facts):
    """The difference to never saying so, against the delay."""
    made, axes = sheet(
        "A promise cannot be kept: say so early, late, or never?",
        f"If it must be said, early: admitted after 5 days the mood is {change(facts['net_mean_5'])} and trust {change(facts['trust_last_5'])} than if it is "
        f"never said, after 120 days {change(facts['net_mean_120'])} and {change(facts['trust_last_120'])}. (Here what is hidden is never found out.)",
        panels=2,
        margin=0.14,
    )
    for ax, of, title in zip(axes, ("net_mean", "trust_last"),
                             ("Mood (hopeful minus disappointed) over 240 days, points more (+) or less (−) than if it is never said",
                              "Trust at the end, points\nmore (+) or less (−) than if it is never said"), strict=True):  # fmt: skip
        ends = []
        for rate, look in zip(SHOWN, shades(len(SHOWN)), strict=True):
            mine = table[(table["of"] == of) & (table[RATE] == rate)]
            line(ax, mine, "delay", look)
            word = {0.0: "endlessly\npatient", 0.4: "8 × as impatient", 0.05: "usual impatience"}.get(
                rate, f"{rate / 0.05:g} × as impatient"
            )
            ends.append((100 * float(mine["mean"].iloc[-1]), word, look.ink))
        ax.set_ylim(top=0.2)
        ticks(ax, (5, 20, 40, 80, 120))
        axis(ax, "Days from the promise to the admission that it failed", title)
        if ax is axes[-1]:
            names(ax, ends, gap=0.1)
    note(
        made,
        f"Lines: means of paired differences of {facts['adequacy_n'].estimate:.0f} simulated runs; bands: 95 % intervals. One line for each degree of impatience. Silence spares the mood because people give up one by one.",
    )
    return made.say(
        caption="",
        alt="What an admitted failure changes in net sentiment and trust, against the days until it is admitted.",
        data=table,
    )
