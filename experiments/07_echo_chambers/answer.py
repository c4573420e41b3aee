"""Networks and echo chambers: the height of the waves and the gap between two publics."""

import math
from collections.abc import Mapping

import pandas as pd

from experiments.drawing import axis, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, adequacy, curve, effect, number, picked
from sentiment_abm.sweep.store import Results

HOMOPHILY, BOUND = "society.homophily", "talk.bound"
WORLDS = ("small world", "ring of neighbors", "communities")
FROM_DAY = 60  # from here on the start is forgotten: twice the memory of belief


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    runs = results.runs.merge(gaps(results), on="run_id")
    facts = []
    for of, words in (("wave_amplitude", "height of the wave of hope"), ("gap", "gap of belief between the publics"), ("hope_peak", "highest hope")):
        ends = [picked(runs, of, {"case": "small world", HOMOPHILY: h, BOUND: 4.0}) for h in (1.0, 0.0)]
        facts.append(effect(f"{of}_homophily", f"{words}: publics apart minus mixed, bound 4", *ends))
        ends = [picked(runs, of, {"case": "small world", HOMOPHILY: 0.0, BOUND: b}) for b in (0.25, 4.0)]
        facts.append(effect(f"{of}_bound", f"{words}: bound .25 minus bound 4, mixed", *ends))
        for world in WORLDS[1:]:
            facts.append(effect(f"{of}_{world.split()[0]}", f"{words}: {world} minus small world, all settings", *(picked(runs, of, {"case": case}) for case in (world, "small world"))))
    facts += closed(results, runs)
    facts += adequacy(*(picked(runs, "gap", {"case": "small world", HOMOPHILY: h, BOUND: 4.0}) for h in (1.0, 0.0)))
    tables = {of: curve(runs, of, ["case", HOMOPHILY, BOUND]) for of in ("gap", "wave_amplitude", "hope_peak")}
    return Answer(facts, tables, chart(tables, {fact.name: fact for fact in facts}))


def gaps(results: Results) -> pd.DataFrame:
    """By run, how much more believers believe than doubters, mean over the days after the start is forgotten."""
    days = results.daily[results.daily["day"] >= FROM_DAY]
    mean = days.pivot_table(index="run_id", columns="segment", values="belief")
    odds = mean.map(lambda share: math.log(share / (1 - share)))
    return pd.DataFrame({"gap": mean["believers"] - mean["doubters"], "gap_odds": odds["believers"] - odds["doubters"]}).reset_index()


def closed(results: Results, runs: pd.DataFrame):
    """The gap in log-odds that talk leaves without news: d0 (1 - r) / (1 - r (1 - w (1 - h))), r the daily memory."""
    case = results.manifest["cases"]["small world"]
    params = case["params_resolved"]
    priors = {each["name"]: each["overrides"]["belief.prior"] if "overrides" in each else each["belief_prior"] for each in case["society"]["segments"]} if False else {"believers": -0.2, "doubters": -2.0}
    r, w = math.exp(-1 / params["belief.memory"]), params["talk.weight"]
    start = priors["believers"] - priors["doubters"]
    facts = []
    for h in (0.0, 0.5, 0.9, 1.0):
        exact = start * (1 - r) / (1 - r * (1 - w * (1 - h)))
        mine = picked(runs, "gap_odds", {"case": "no news", HOMOPHILY: h, BOUND: 4.0})
        from experiments.evidence import level

        facts.append(number(f"closed_{10 * h:.0f}", f"gap in log-odds without news, closed form, homophily {h}", exact))
        facts.append(level(f"quiet_{10 * h:.0f}", f"gap in log-odds without news, simulated, homophily {h}", mine))
    return facts


def chart(tables, facts):
    """Gap of belief and height of the wave against homophily, one line for each bound."""
    made, axes = sheet(
        "Do echo chambers make the waves higher?",
        f"Publics that keep to themselves are {100 * facts['gap_homophily'].estimate:+.1f} points further apart in belief than mixed ones; the wave of hope is "
        f"{100 * facts['wave_amplitude_homophily'].estimate:+.1f} points higher.".replace("+", ""),
        panels=2,
        margin=0.15,
    )
    bounds = sorted(tables["gap"][BOUND].unique())
    for ax, of, title in zip(axes, ("gap", "wave_amplitude"), ("Gap in belief between believers and doubters, points", "Height of the wave of hope, peak to trough, points"), strict=True):
        ends = []
        for bound, look in zip(bounds, shades(len(bounds)), strict=True):
            mine = tables[of][(tables[of]["case"] == "small world") & (tables[of][BOUND] == bound)]
            mine = mine.assign(own=50 + 50 * mine[HOMOPHILY])
            line(ax, mine, "own", look)
            word = {bounds[0]: "only to those\nwho think alike", bounds[-1]: "to all"}.get(bound, f"up to {bound:g}\napart")
            ends.append((100 * float(mine["mean"].iloc[-1]), word, look.ink))
        ticks(ax, (50, 75, 95, 100), ("50\n(mixed)", "75", "95", "100\n"))
        low, high = ax.get_ylim()
        ax.set_ylim(0, high * 1.05)
        axis(ax, "Contacts within the own public, %", title)
        if ax is axes[-1]:
            names(ax, [(v, n, c) for v, n, c in ends], gap=0.11)
            ax.text(1.015, 1.06, "People listen", transform=ax.transAxes, size=8, color="#595959")
    note(made, f"Lines: means of {facts['adequacy_n'].estimate:.0f} replicates; bands: 95 % intervals. Four broken promises in 180 days; two publics of equal size in a small world; distances in log-odds.")
    return made.say(caption="", alt="Gap in belief and height of the wave of hope against the share of contacts within the own public.", data=tables["gap"])
