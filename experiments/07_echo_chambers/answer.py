"""Networks and echo chambers: the height of the waves and the gap between two publics."""

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd

import sentiment_abm as sa
from experiments.drawing import axis, change, line, names, note, shades, sheet, ticks
from experiments.evidence import Answer, Fact, adequacy, curve, effect, level, number, picked
from sentiment_abm.sweep.store import Results

HOMOPHILY, BOUND = "society.homophily", "talk.bound"
WORLDS = ("small world", "ring of neighbors", "communities")
PRIORS, SPREAD = {"believers": -0.2, "doubters": -2.0}, 0.5  # log-odds, as in study.toml and by default
SOLVED = 4  # networks
FROM_DAY = 60  # from here on the start is forgotten: twice the memory of belief


def answer(found: Mapping[str, Results]) -> Answer:
    """Facts, tables and chart."""
    results = found["study"]
    runs = results.runs.merge(gaps(results), on="run_id")
    facts = []
    for of, words in (
        ("wave_amplitude", "height of the wave of hope"),
        ("gap", "gap of belief between the publics"),
        ("hope_peak", "highest hope"),
    ):
        ends = [picked(runs, of, {"case": "small world", HOMOPHILY: h, BOUND: 4.0}) for h in (1.0, 0.0)]
        facts.append(effect(f"{of}_homophily", f"{words}: publics apart minus mixed, bound 4", *ends))
        ends = [picked(runs, of, {"case": "small world", HOMOPHILY: 0.0, BOUND: b}) for b in (0.25, 4.0)]
        facts.append(effect(f"{of}_bound", f"{words}: bound .25 minus bound 4, mixed", *ends))
        for world in WORLDS[1:]:
            sides = [picked(runs, of, {"case": case}) for case in (world, "small world")]
            facts.append(
                effect(f"{of}_{world.split()[0]}", f"{words}: {world} minus small world, all settings", *sides)
            )
    facts += closed(results, runs)
    facts += adequacy(*(picked(runs, "gap", {"case": "small world", HOMOPHILY: h, BOUND: 4.0}) for h in (1.0, 0.0)))
    tables = {of: curve(runs, of, ["case", HOMOPHILY, BOUND]) for of in ("gap", "wave_amplitude", "hope_peak")}
    return Answer(facts, tables, chart(tables, {fact.name: fact for fact in facts}))


def gaps(results: Results) -> pd.DataFrame:
    """By run, how much more believers believe than doubters, mean over the days after the start is forgotten."""
    days = results.daily[results.daily["day"] >= FROM_DAY]
    mean = days.pivot_table(index="run_id", columns="segment", values="belief")
    odds = mean.map(lambda share: math.log(share / (1 - share)))
    return pd.DataFrame(
        {"gap": mean["believers"] - mean["doubters"], "gap_odds": odds["believers"] - odds["doubters"]}
    ).reset_index()


def closed(results: Results, runs: pd.DataFrame) -> list[Fact]:
    """The gap in log-odds that talk leaves without news: simulated, and solved for the very same networks."""
    case = results.manifest["cases"]["small world"]
    params, people = case["params_resolved"], case["society"]["people"]
    memory, weight = math.exp(-1 / params["belief.memory"]), params["talk.weight"]
    seeds = runs.drop_duplicates("replicate").sort_values("replicate")["seed"].head(SOLVED)
    facts = []
    for h in (0.0, 0.5, 0.9, 1.0):
        mixed = (1 - memory) / (1 - memory * (1 - weight * (1 - h))) * (PRIORS["believers"] - PRIORS["doubters"])
        solved = pd.Series([solve(int(seed), people, h, memory, weight) for seed in seeds])
        mine = picked(runs, "gap_odds", {"case": "no news", HOMOPHILY: h, BOUND: 4.0})
        facts += [
            number(f"mixed_{10 * h:.0f}", f"gap in log-odds without news, evenly mixed, homophily {h}", mixed),
            level(
                f"solved_{10 * h:.0f}", f"gap in log-odds without news, solved on the networks, homophily {h}", solved
            ),
            level(f"quiet_{10 * h:.0f}", f"gap in log-odds without news, simulated, homophily {h}", mine),
        ]
    return facts


def solve(seed: int, people: int, homophily: float, memory: float, weight: float) -> float:
    """Friedkin and Johnsen's fixed point (I - mW) l = (1 - m) l0 on one network, as a gap in the odds of mean shares."""
    segments = [{"name": name, "share": 0.5} for name in PRIORS]
    society = sa.Society(people=people, segments=segments, homophily=homophily, seed=seed)
    names = [name for _, name in sorted(society.graph.nodes(data="segment"))]
    prior = np.array([PRIORS[name] for name in names]) + SPREAD * np.random.default_rng(seed).normal(size=people)
    contacts = nx.to_numpy_array(society.graph, nodelist=range(people))
    mean = (1 - weight) * np.eye(people) + weight * contacts / contacts.sum(axis=1, keepdims=True)
    belief = pd.Series(1 / (1 + np.exp(-np.linalg.solve(np.eye(people) - memory * mean, (1 - memory) * prior))))
    share = belief.groupby(names).mean()
    odds = np.log(share / (1 - share))
    gap = float(odds["believers"] - odds["doubters"])
    return round(gap, 9)  # linear algebra differs in the last digits from processor to processor


def chart(tables, facts):
    """Gap of belief and height of the wave against homophily, one line for each bound."""
    made, axes = sheet(
        "Do echo chambers make the waves higher?",
        f"The wave of hope is {change(facts['wave_amplitude_homophily'])}. But where people listen to everybody, publics that keep to themselves are "
        f"{100 * facts['gap_homophily'].estimate:.1f} points further apart in belief than mixed ones.",
        height=5.0,
        panels=2,
        room=0.1,
    )
    bounds = sorted(tables["gap"][BOUND].unique())
    for ax, of, title in zip(
        axes,
        ("gap", "wave_amplitude"),
        ("Gap in belief between believers and doubters, points", "Height of the wave of hope, peak to trough, points"),
        strict=True,
    ):
        ends = []
        for bound, look in zip(bounds, shades(len(bounds)), strict=True):
            mine = tables[of][(tables[of]["case"] == "small world") & (tables[of][BOUND] == bound)]
            mine = mine.assign(own=50 + 50 * mine[HOMOPHILY])
            line(ax, mine, "own", look)
            word = {bounds[0]: "listen only to\nthe like-minded", bounds[-1]: "listen to all"}.get(
                bound, f"listen up to {bound:g}"
            )
            ends.append((100 * float(mine["mean"].iloc[-1]), word, look.ink))
        ticks(ax, (50, 75, 100), ("50\n(mixed)", "75", "100\n(separate)"))
        ax.set_ylim(0, 1.05 * ax.get_ylim()[1])
        axis(ax, "Contacts sought within the own public, %", title)
        if ax is axes[0]:
            names(ax, ends, gap=0.11)
    note(
        made,
        f"Lines: means of {facts['adequacy_n'].estimate:.0f} simulated runs; bands: 95 % intervals. Four broken promises in 180 days, two equal publics. Listen up to: a distance of beliefs in log-odds. On the right all lines lie together.",
    )
    return made.say(
        caption="",
        alt="Gap in belief and height of the wave of hope against the share of contacts within the own public.",
        data=tables["gap"],
    )
