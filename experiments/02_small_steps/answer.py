"""One big announcement, early wins on the way, or small steps."""

from collections.abc import Mapping

from experiments.drawing import axis, change, line, names, note, sheet, ticks
from experiments.evidence import Answer, adequacy, crossing_fact, curve, effect, picked, pivot
from sentiment_abm.charts.style import CASES
from sentiment_abm.sweep.store import Results

BIG, WINS, STEPS = "one big announcement", "big, with early wins", "small steps"
OUTCOMES = {"net_mean": "net sentiment", "trust_last": "trust at the end", "disappointment_mean": "disappointment"}
CHANCE = "scenario.success"


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    runs = found["study"].runs
    facts = []
    for of, words in OUTCOMES.items():
        for short, case in (("wins", WINS), ("steps", STEPS)):
            for chance in (0.2, 0.8):
                sides = [picked(runs, of, {"case": each, CHANCE: chance}) for each in (case, BIG)]
                meaning = f"{words}: {case} minus {BIG}, {chance:.0%} of rounds succeed"
                facts.append(effect(f"{of}_{short}_{100 * chance:.0f}", meaning, *sides))
    for of, words in OUTCOMES.items():
        gap = pivot(runs, of, CHANCE, {"case": STEPS}) - pivot(runs, of, CHANCE, {"case": BIG})
        facts.append(crossing_fact(f"turn_{of}", f"chance of success at which {words} is the same in small steps as "
                                   "after one big announcement", gap.columns, gap))  # fmt: skip
    facts += adequacy(*(picked(runs, "net_mean", {"case": case, CHANCE: 0.2}) for case in (STEPS, BIG)))
    tables = {of: curve(runs, of, ["case", CHANCE]) for of in OUTCOMES}
    return Answer(facts, tables, chart(tables, {fact.name: fact for fact in facts}))


def chart(tables, facts):
    """Net sentiment and trust against the chance of success."""
    made, axes = sheet(
        "Small steps or one big announcement?",
        f"Small steps leave the mood {change(facts['net_mean_steps_20'])} than one big announcement if one promise in five is kept, "
        f"{change(facts['net_mean_steps_80'])} if four in five are; trust is {change(facts['trust_last_steps_20'])} in the "
        f"first case and {change(facts['trust_last_steps_80'])} in the second. Early wins make a big announcement better.",
        panels=2,
        margin=0.17,
    )
    for ax, of, title in zip(axes, ("net_mean", "trust_last"),
                             ("Mood: hopeful minus disappointed, mean over a year, points",
                              "Trust in the leaders after a year, points of 100"), strict=True):  # fmt: skip
        ends = []
        for case, look in zip((BIG, WINS, STEPS), CASES, strict=False):
            mine = tables[of][tables[of]["case"] == case].sort_values(CHANCE)
            mine = mine.assign(chance=100 * mine[CHANCE])
            line(ax, mine, "chance", look)
            ends.append(
                (100 * float(mine["mean"].iloc[-1]), case.replace(", ", ",\n").replace("big ann", "big\nann"), look.ink)
            )
        ticks(ax, (0, 20, 40, 60, 80, 100))
        axis(ax, "How many promises are kept, %", title)
        if ax is axes[-1]:
            names(ax, ends, gap=0.12)
    note(
        made,
        f"Lines: means of {facts['adequacy_n'].estimate:.0f} simulated runs each, with the same luck; bands: 95 % intervals of each line; how lines differ is surer than that. The same sum of "
        "promises in all three: one of size 2 every 120 days, or four of size ½; early wins: a first part is delivered soon.",
    )
    return made.say(
        caption="",
        alt="Net sentiment and trust against the share of promises that are kept, one line for each way of promising.",
        data=tables["net_mean"],
    )
